import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { z } from 'zod'
import { Dice, FakeClock } from './fake-clock.ts'
import { type FakeMessage, FakeMessages, type Waiting } from './fake-messages.ts'
import { Operations } from './fake-operations.ts'
import type { FakeRequest } from './fake-server.ts'

const json = { type: 'json' as const, contentType: 'application/json', schema: z.strictObject({ name: z.string() }) }
const table = () =>
  new Operations([
    { id: 'listThings', method: 'GET', path: '/things', query: z.strictObject({ page: z.string().regex(/^\d+$/).optional() }), body: null },
    { id: 'changeThing', method: 'POST', path: '/things/{id}', query: z.strictObject({}), body: json },
  ])
const asked = (method: string, path: string, { query = '', type = '', body = '' } = {}): FakeRequest => ({
  method,
  path,
  rawQuery: query,
  query: new URLSearchParams(query),
  host: '',
  headers: { 'content-type': type },
  body: Buffer.from(body),
  address: '',
  route: '',
})

test('a request is taken when every name of it is known, and told what is wrong with it where not', () => {
  const operations = table()
  assert.deepEqual(operations.read(asked('GET', '/other')), null)
  const good = operations.read(asked('POST', '/things/7', { type: 'application/json; charset=utf-8', body: '{"name":"x"}' }))
  assert.ok(good !== null && 'params' in good)
  assert.deepEqual([good.params.id, good.body], ['7', { name: 'x' }])
  for (const [request, where] of [
    [asked('GET', '/things', { query: 'pge=1' }), 'query/pge'],
    [asked('GET', '/things', { query: 'page=x' }), 'query/page'],
    [asked('GET', '/things', { query: 'page=1&page=2' }), 'page'],
    [asked('GET', '/things', { body: 'x' }), 'body'],
    [asked('POST', '/things/7', { type: 'text/plain', body: '{"name":"x"}' }), 'content-type'],
    [asked('POST', '/things/7', { type: 'application/json', body: '{"name":1}' }), 'body/name'],
    [asked('POST', '/things/7', { type: 'application/json', body: '{"name":"x","other":1}' }), 'body/other'],
    [asked('POST', '/things/7', { type: 'application/json', body: '{' }), 'body'],
  ] as const) {
    const wrong = operations.read(request)
    assert.ok(wrong !== null && 'where' in wrong)
    assert.equal(wrong.where, where)
  }
  assert.deepEqual(
    operations.list().map(({ operation, count, validated }) => [operation, count, validated]),
    [
      ['changeThing', 5, 1],
      ['listThings', 4, 0],
    ],
  )
})

test('a message is tried again by the rules, and no more than that', async t => {
  const answers = [500, 503, 204, 500, 500, 500]
  const heard: string[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const part of request) text += String(part)
    heard.push(text)
    response.writeHead(answers[heard.length - 1] ?? 200).end()
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  t.after(() => server.close())
  const clock = new FakeClock()
  const state = { messages: [] as Waiting<FakeMessage>[] }
  const manners = {
    retryMs: [60_000, 120_000],
    timeoutMs: 5_000,
    isOver: (status: number | null) => status === 204,
    delayMs: 3_600_000,
    compose: (told: FakeMessage) => told,
  }
  const messages = new FakeMessages({ state, clock, dice: new Dice(1), isSilent: () => false }, manners)
  t.after(() => messages.stop())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  for (const body of ['a', 'b']) {
    messages.queue({ url, headers: {}, body })
    for (let round = 0; round < 4; round++) await messages.deliver()
  }
  assert.deepEqual(heard, ['a', 'a', 'a', 'b', 'b', 'b'])
  assert.deepEqual(state.messages, [])
})
