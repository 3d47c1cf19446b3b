import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { ClockWatch, gapOf } from './clock-watch.ts'
import { makeFetch } from './http.ts'

const at = (ms: number) => new Date(Date.parse('2026-03-10T12:00:00Z') + ms)
const dated = (ms: number, more: Record<string, string> = {}) => new Headers({ date: at(ms).toUTCString(), ...more })

test('a whole second, told between asking and the answer, leaves that second and the way there and back open', () => {
  assert.deepEqual(gapOf(dated(-420_000), { askedAt: at(100), answeredAt: at(400) }), { lowMs: -420_400, highMs: -419_101 })
})

test('no time is told without the header, out of a cache, after a long wait, or by a clock that is days off', () => {
  const soon = { askedAt: at(0), answeredAt: at(100) }
  assert.equal(gapOf(new Headers(), soon), null)
  assert.equal(gapOf(new Headers({ date: 'yesterday' }), soon), null)
  assert.equal(gapOf(dated(-420_000, { age: '420' }), soon), null)
  assert.notEqual(gapOf(dated(0, { age: '0' }), soon), null)
  assert.equal(gapOf(dated(0), { askedAt: at(0), answeredAt: at(25_000) }), null)
  assert.equal(gapOf(dated(0), { askedAt: at(100), answeredAt: at(0) }), null, 'our own clock was set meanwhile')
  assert.equal(gapOf(dated(-2 * 86_400_000), soon), null)
})

test('each answer of the shop’s own host narrows the gap; the clock of another host is not heard', async t => {
  const server = createServer((_request, response) => {
    response.setHeader('date', new Date(Date.now() - 420_000).toUTCString()).end('x')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const clock = new ClockWatch(`http://127.0.0.1:${port}/shop`)
  const fetch = makeFetch({ rates: null, requestClass: 'sale', now: () => new Date(), allowPrivate: true, log: { debug: () => {} }, clock })
  await (await fetch(`http://localhost:${port}/`)).text()
  assert.equal(clock.gap, null)
  await (await fetch(`http://127.0.0.1:${port}/`)).text()
  const { lowMs, highMs } = clock.gap!
  assert.ok(lowMs <= -420_000 && highMs >= -420_000 && highMs - lowMs < 3_000, `${lowMs} to ${highMs}`)
  for (let at = 0; at < 5; at++) {
    await new Promise(resolve => setTimeout(resolve, 130))
    await (await fetch(`http://127.0.0.1:${port}/`)).text()
  }
  assert.ok(clock.gap!.highMs - clock.gap!.lowMs < highMs - lowMs, 'narrower')
})
