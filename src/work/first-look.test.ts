/** The first reading of a storefront's listings: counted page by page, left at any moment, and gone on with. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '#database'
import { readJoin } from '#hub/join/read-join.ts'
import type { Observed } from '#hub/listing/shop-rules.ts'
import { SpokeError } from '#kit/error.ts'
import type { Json } from '#kit/shop.ts'
import { testDatabase } from '#testing/database.ts'
import { observedOf } from '#testing/found.ts'
import { makeWorld } from '#testing/listing-world.ts'
import { match } from './match.ts'
import { sweep } from './sweep.ts'

const database = await testDatabase()

/** Seven listings there, two on a page; `stopBefore`: reading that page fails once. */
async function scene({ stopBefore = -1, fault = new SpokeError('retry', 'read listings: 503') } = {}) {
  const world = await makeWorld(database, { state: 'rehearsal' })
  const { shop, connectionId } = world
  const all = Array.from({ length: 7 }, (_, at) => observedOf(`l${at}`, { title: `Pattern ${at}`, description: `<p>Number ${at}</p>` }))
  const asked: Json[] = []
  let isStopping = stopBefore >= 0
  const spoke = {
    ...world.far.spoke,
    readListings: async (_: unknown, cursor: Json) => {
      const from = Number(cursor ?? 0)
      asked.push(cursor)
      if (isStopping && from >= stopBefore) {
        isStopping = false
        throw fault
      }
      const items: Observed[] = all.slice(from, from + 2)
      const next = from + items.length
      return { items, cursor: next < all.length ? next : null, hasMore: next < all.length, total: all.length }
    },
  }
  const deps = { ...world.deps, open: () => ({ ...world.deps.open(shop, {} as never, 'sweep'), spoke }) }
  const count = async () => (await world.inShop(tx => sql<{ n: number }>`select count(*)::int as n from listing`.execute(tx))).rows[0]!.n
  return { ...world, asked, all, count, facts: () => world.inShop(readJoin), look: () => sweep(deps, { shop, connectionId }) }
}

test('a first look tells how many listings were read of how many, and ends', async () => {
  const { facts, look, count, asked } = await scene()
  assert.deepEqual((await facts()).reading[0]!.listings, { state: 'waiting', read: 0, total: null })
  await look()
  assert.deepEqual(asked, [null, 2, 4, 6])
  assert.equal(await count(), 7)
  const [reading] = (await facts()).reading
  assert.deepEqual(reading?.listings, { state: 'read', read: 7, total: 7 }, 'only its earlier orders are still to be read')
  await look()
  assert.equal(asked.length, 4, 'the next look is not a first one')
})

test('stopped in the middle, what was read is kept, and the next look goes on behind it', async () => {
  const { facts, look, count, asked } = await scene({ stopBefore: 4 })
  await look()
  assert.equal(await count(), 4)
  assert.deepEqual((await facts()).reading[0]!.listings, { state: 'reading', read: 4, total: 7 })
  await look()
  assert.deepEqual(asked, [null, 2, 4, 4, 6])
  assert.equal(await count(), 7, 'nothing of the first pages was forgotten')
  assert.deepEqual((await facts()).reading[0]!.listings, { state: 'read', read: 7, total: 7 })
})

test('a place that the storefront no longer understands is dropped: it begins again', async () => {
  const { look, asked, count } = await scene({ stopBefore: 2, fault: new SpokeError('bug', 'read listings: the cursor is not known') })
  await look()
  await look()
  assert.deepEqual(asked, [null, 2, null, 2, 4, 6])
  assert.equal(await count(), 7)
})

test('when all is read, the listings are compared by themselves', async () => {
  const { look, shop, inShop, deps } = await scene()
  await look()
  const wanted = await inShop(tx => sql`select from event where name = 'matching.wanted'`.execute(tx))
  assert.equal(wanted.rows.length, 1)
  await match({ database, now: deps.now }, { shop })
  const { counts, matchedAt } = await inShop(readJoin)
  assert.equal(counts.alone.listings + counts.doubtful.listings + counts.sure.listings, 7)
  assert.ok(matchedAt !== null)
})
