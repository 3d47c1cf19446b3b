/** Points: what requests cost, what is told of them, and what is done when there are none left. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Learned, SpokeContext } from '#kit'
import type { Settings } from './client.ts'
import spoke from './spoke.ts'
import { openStore, type Store, thrown } from './testing.ts'

let store: Store
before(async () => {
  store = await openStore({ plan: 'Basic' })
})
after(() => store.stage.stop())

const read = (ctx = store.stage.ctx()) => spoke.readListingsById(ctx, ['1'])

test('every answer tells how many points there are, and every request says beforehand what it may cost', async () => {
  const learned: Learned[] = []
  const costs: number[] = []
  const ctx: SpokeContext<Settings> = {
    ...store.stage.ctx({
      bend: real => (url, init) => {
        costs.push(init?.cost ?? 1)
        return real(url, init)
      },
    }),
    learn: async told => void learned.push(told),
  }
  await read(ctx)
  assert.deepEqual(costs.slice(-1), [33])
  assert.deepEqual([learned.at(-1)?.perSecond, learned.at(-1)?.burst], [100, 2000])
  // Of 33 points one was used, for the shop; the product was not there.
  assert.equal(learned.at(-1)?.givenBack, 32)
  assert.ok((learned.at(-1)?.available ?? 0) > 1000)
  await store.change({ plan: 'Advanced' })
  await read(ctx)
  assert.deepEqual([learned.at(-1)?.perSecond, learned.at(-1)?.burst], [200, 4000])
  await store.change({ plan: 'Basic' })
})

/** Mutations of what is not there: nothing happens, and none of their points come back. */
async function spend(count: number): Promise<number> {
  const fields = Array.from({ length: count }, (_, at) => `d${at}: webhookSubscriptionDelete(id: "none") { userErrors { message } }`)
  const { body, status } = await store.raw(`mutation Spend { ${fields.join(' ')} }`)
  return JSON.stringify(body.errors ?? '').includes('THROTTLED') ? status : 0
}

test('when the points are spent, told in an answer of 200 or of 429, it waits for as long as the bucket needs', async () => {
  for (const status of [200, 429]) {
    if (status === 429) await store.stage.fake.fault({ name: 'throttle-429', times: null })
    let refused = 0
    for (const count of [60, 10, 1]) for (refused = 0; refused === 0; ) refused = await spend(count)
    assert.equal(refused, status)
    const error = await thrown(read())
    await store.stage.fake.clearFaults()
    assert.equal(error.remedy, 'wait')
    assert.ok(error.waitMs !== null && error.waitMs >= 1000 && error.waitMs <= 20_000, `${error.waitMs}`)
    assert.equal(error.isUnknown, false, 'nothing was done')
    await store.stage.advance(error.waitMs)
    await read()
    await store.stage.advance(60_000)
  }
})

test('the bucket is a real one: dear requests empty it, the clock fills it, and what was not used comes back', async () => {
  await store.stage.advance(60_000)
  const dear = 'query Dear { products(first: 250) { nodes { id media(first: 1) { nodes { id } } } } }'
  // 2 + 250 × (1 + 2 + 1): more than one request may cost.
  const { body: refused } = await store.raw(dear)
  assert.match(JSON.stringify(refused.errors), /MAX_COST_EXCEEDED/)
  const { body } = await store.raw('query Fair { products(first: 250) { nodes { id } } }')
  assert.deepEqual([body.extensions?.cost.requestedQueryCost, body.extensions?.cost.actualQueryCost], [252, 2])
  const wait = (await store.verb('bucket')) as { currentlyAvailable: number; maximumAvailable: number; restoreRate: number }
  assert.ok(wait.currentlyAvailable > 1950 && wait.maximumAvailable === 2000 && wait.restoreRate === 100)
})

test('requests for what is never used are refused: a page of 251, ids of another kind', async () => {
  for (const document of ['query P { products(first: 251) { nodes { id } } }', 'query P { products { nodes { id } } }'])
    assert.match(JSON.stringify((await store.raw(document)).body.errors), /first/)
  const ids = Array.from({ length: 251 }, (_, at) => `gid://shopify/Product/${at}`)
  assert.match(
    JSON.stringify((await store.raw('query N($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids })).body.errors),
    /maximum of 250/,
  )
})

test('another version, another way to ask, no token and a shop that has not paid are told apart', async () => {
  assert.equal((await store.raw('query S { shop { name } }', {}, {}, '2025-01')).status, 404)
  assert.equal((await store.raw('query S { shop { name } }', {}, { 'content-type': 'text/plain' })).status, 400)
  assert.equal((await store.raw('query S { shop { name } }', {}, { 'x-shopify-access-token': 'shpat_no' })).status, 401)
  assert.match(JSON.stringify((await store.raw('query S { shop { name }')).body.errors), /PARSE/)
  const frozen = await store.under('frozen', () => thrown(read()))
  assert.deepEqual([frozen.remedy, /bill/.test(frozen.message)], ['seller', true])
  const elsewhere = await thrown(read({ ...store.stage.ctx(), baseUrl: `${store.stage.baseUrl}/not-a-shop` }))
  assert.equal(elsewhere.remedy, 'seller')
})

test('a scope that was taken away is named to her', async () => {
  await store.change({ scopes: ['read_orders'] })
  const error = await thrown(read())
  await store.change({ scopes: ['write_products'] })
  assert.deepEqual([error.remedy, /“read_products”/.test(error.message)], ['seller', true])
})
