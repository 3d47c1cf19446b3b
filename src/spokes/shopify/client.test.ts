/** What comes back, and what is to be done about it: every way in which the platform says no. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { z } from 'zod'
import type { Remedy } from '#kit'
import { all } from '#kit/contract-tools.ts'
import { ask, sellerError } from './client.ts'
import { fulfilOperation, shopOperation } from './queries.ts'
import { openStore, type Store, thrown } from './testing.ts'

let store: Store
before(async () => {
  store = await openStore()
  await store.token()
})
after(() => store.stage.stop())

/** The shop's answer to a read and to a write. */
async function refusedWith(answer: () => Response): Promise<{ read: [Remedy, boolean]; write: [Remedy, boolean]; said: string }> {
  const ctx = store.stage.ctx({ bend: () => async () => answer() })
  const shape = z.object({ shop: z.object({ name: z.string() }) })
  const [read, write] = await Promise.all(
    [shopOperation, fulfilOperation].map(operation => thrown(ask(ctx, { what: 'try', operation, shape }))),
  )
  return { read: [read!.remedy, read!.isUnknown], write: [write!.remedy, write!.isUnknown], said: all(read!) + all(write!) }
}
const json =
  (body: unknown, status = 200) =>
  () =>
    Response.json(body, { status })
const refusal = (code: string, more: object = {}) =>
  json({ errors: [{ message: 'secret words of theirs', extensions: { code, ...more } }] })

test('a write whose answer says nothing may have been done; a refusal before it ran was not', async () => {
  const cases: [string, () => Response, Remedy, boolean, Remedy?][] = [
    ['a page', () => new Response('<html>', { status: 200 }), 'retry', true],
    ['502', () => new Response('bad gateway', { status: 502 }), 'retry', true],
    ['an error inside', refusal('INTERNAL_SERVER_ERROR'), 'retry', true],
    ['another shape', json({ data: { shop: { name: 7 } } }), 'bug', true],
    ['429', () => new Response('', { status: 429, headers: { 'retry-after': '7' } }), 'wait', false],
    ['throttled', refusal('THROTTLED'), 'wait', false],
    ['too dear', refusal('MAX_COST_EXCEEDED'), 'bug', false],
    ['not allowed', refusal('ACCESS_DENIED', { requiredAccess: '`write_products` access scope.' }), 'seller', false, 'allow'],
    ['not active', refusal('SHOP_INACTIVE'), 'seller', false],
    ['a sentence', json({ errors: 'Not Found' }), 'bug', false],
    ['no bill paid', json({ errors: 'Unavailable Shop' }, 402), 'seller', false],
    ['locked', json({ errors: 'Locked' }, 423), 'seller', false],
    ['forbidden', json({ errors: 'Forbidden' }, 403), 'reconnect', false],
  ]
  for (const [name, answer, remedy, isUnknown, ofWrite = remedy] of cases) {
    const { read, write, said } = await refusedWith(answer)
    assert.deepEqual([name, read], [name, [remedy, false]])
    assert.deepEqual([name, write], [name, [ofWrite, isUnknown]])
    assert.ok(!said.includes('secret words'), 'what they said may quote what was sent')
  }
})

test('data beside an error is not taken for whole, unless that very field may be lacking', async () => {
  const body = (path: string[], code = 'ACCESS_DENIED') =>
    json({ data: { shop: { name: 'x' } }, errors: [{ message: '', path, extensions: { code } }] })
  const asked = (answer: () => Response) =>
    ask(store.stage.ctx({ bend: () => async () => answer() }), {
      what: 'try',
      operation: shopOperation,
      shape: z.object({ shop: z.object({ name: z.string() }) }),
      mayLack: ['email'],
    })
  assert.deepEqual(await asked(body(['orders', 'nodes', '0', 'email'])), { shop: { name: 'x' } })
  assert.equal((await thrown(asked(body(['orders', 'nodes'])))).remedy, 'seller')
  assert.equal((await thrown(asked(body(['orders', 'nodes', '0', 'email'], 'INTERNAL_SERVER_ERROR')))).remedy, 'retry')
})

test('what a mutation did not like is said to her with the field, at most three of it', () => {
  const errors = ['Title is too long', 'Title is too long', 'Price is off', 'A', 'B'].map(message => ({
    message,
    field: ['input', 'title'],
    code: null,
  }))
  const { message, remedy } = sellerError('change the listing', errors)
  assert.equal(remedy, 'seller')
  assert.equal(
    message,
    'The shop refused to change the listing: Title is too long (input.title); Price is off (input.title); A (input.title)',
  )
})
