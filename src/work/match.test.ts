/** From found listings to patterns: proposed, put right, accepted, taken back, taken out again. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql, type Tx } from '#database'
import { accept, acceptPreview, undoAcceptance } from '#hub/join/accept.ts'
import { moveListing } from '#hub/join/move-listing.ts'
import { listProposals, type Proposal, readAcceptances, readJoin } from '#hub/join/read-join.ts'
import { splitListing } from '#hub/join/split-listing.ts'
import type { ListingContent } from '#hub/listing/content.ts'
import { keepFound } from '#hub/listing/found.ts'
import { takeOrders } from '#hub/order/take-orders.ts'
import { newShop, testDatabase } from '#testing/database.ts'
import { observedOf } from '#testing/found.ts'
import { eur, lineOf, newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { testWorld } from '#testing/work-deps.ts'
import { match } from './match.ts'

const database = await testDatabase()
const text = (name: string, yards: number) =>
  `<p>The ${name} is boxy and made for everyday. My grandmother wore one like it on the ferry. You need ${yards} m of Isager and 3.5 mm needles. Gauge ${yards % 31} over 10 cm, ${yards % 47} pages.</p>`

/** Two storefronts in rehearsal: two patterns at both, one alone, and a history of sales of the first. */
async function scene() {
  const shop = await newShop(database)
  const { deps, pass } = testWorld(database)
  const run = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
  const [market, own] = [
    await newConnection(database, shop, { state: 'rehearsal' }),
    await newConnection(database, shop, { state: 'rehearsal' }),
  ]
  const found: Record<string, Partial<ListingContent>[]> = {
    [market]: [
      { title: 'Wren Boxy Tee sewing pattern', sku: 'WREN', description: text('Wren tee', 320), tags: ['boxy', 'tee'] },
      { title: 'Tern Lace Shawl knitting pattern', sku: 'TERN', description: text('Tern shawl', 415), price: eur(900) },
    ],
    [own]: [
      { title: 'Wren Tee', sku: 'WREN', description: text('Wren tee', 320) },
      { title: 'Tern Shawl', sku: 'TERN', description: text('Tern shawl', 415), price: eur(900) },
      { title: 'Gift card', description: '<p>For somebody.</p>', price: eur(2500) },
    ],
  }
  const look = () =>
    run(async tx => {
      for (const [connection, all] of Object.entries(found))
        await keepFound(
          tx,
          connection,
          all.map((content, at) => observedOf(`${connection.slice(0, 4)}-${at}`, content)),
          deps.now(),
        )
    })
  await look()
  await run(tx =>
    takeOrders(
      tx,
      market,
      ['1', '2', '3'].map(at =>
        saleOf({
          remoteId: at,
          buyer: { email: `b${at}@example.com`, name: 'B', country: null },
          lines: [lineOf({ listingRemoteId: `${market.slice(0, 4)}-0` })],
        }),
      ),
      deps.now(),
    ),
  )
  await match(deps, { shop })
  const all = async () => (await run(tx => listProposals(tx, { limit: 50 }))).items
  const of = async (title: string) => (await all()).find(one => one.title.startsWith(title))!
  const take = async (accepting: Parameters<typeof acceptPreview>[1]) => {
    const { key } = await run(tx => acceptPreview(tx, accepting))
    const id = await run(tx => accept(tx, accepting, { key, pressedBy: 'test', now: deps.now() }))
    await match(deps, { shop })
    return id
  }
  const count = async (query: string) =>
    Number((await run(tx => sql<{ n: string }>`select count(*)::text as n from ${sql.raw(query)}`.execute(tx))).rows[0]!.n)
  return { shop, deps, pass, run, market, own, found, look, all, of, take, count, rematch: () => match(deps, { shop }) }
}

const shown = (proposals: readonly Proposal[]) =>
  proposals.map(({ kind, title, patternId, members }) => [kind, title, patternId !== null, members.length])

test('the same pattern at two storefronts is proposed as one, with reasons; what goes with nothing stands alone', async () => {
  const { all, run, rematch } = await scene()
  assert.deepEqual(shown(await all()), [
    ['alone', 'Gift card', false, 1],
    ['sure', 'Tern Lace Shawl knitting pattern', false, 2],
    ['sure', 'Wren Boxy Tee sewing pattern', false, 2],
  ])
  const [, , wren] = await all()
  assert.equal(wren!.members[0]!.reasons[0], 'the same SKU WREN')
  assert.equal(wren!.members[0]!.sold, 3)
  assert.deepEqual((await run(readJoin)).counts, {
    sure: { proposals: 2, listings: 4 },
    doubtful: { proposals: 0, listings: 0 },
    alone: { proposals: 1, listings: 1 },
  })
  const before = await all()
  await rematch()
  assert.deepEqual(await all(), before, 'matched again, all is the same, ids too')
})

test('all that is sure is shown by number, accepted with one press, and joined: patterns made, past sales granted, nothing else touched', async () => {
  const { run, take, all, count, deps } = await scene()
  const preview = await run(tx => acceptPreview(tx, { all: 'sure' }))
  assert.equal(preview.sentence, '4 listings become part of 2 new patterns. 3 past sales find their pattern. Nothing at a shop is touched.')
  const id = await take({ all: 'sure' })
  assert.equal(id, await run(tx => accept(tx, { all: 'sure' }, { key: preview.key, pressedBy: 'test', now: deps.now() })), 'twice is once')
  assert.deepEqual(shown(await all()), [['alone', 'Gift card', false, 1]])
  assert.equal(await count('pattern'), 2)
  assert.equal(await count(`listing where pattern_id is not null and desired_no = 0 and state = 'unplanned'`), 4)
  assert.equal(await count('entitlement where ended_at is null'), 3)
  assert.equal(await count('mail'), 0, 'history is quiet')
  const [acceptance] = await run(tx => readAcceptances(tx, 3))
  assert.deepEqual(
    { ...acceptance, at: null },
    { id, at: null, listings: 4, joined: 4, newPatterns: 2, granted: 3, isUnderWay: false, undoneAt: null },
  )
  const craft = await run(tx => tx.selectFrom('pattern').select(['title', 'craft', 'sku']).orderBy('title').execute())
  assert.deepEqual(
    craft.map(row => [row.craft, row.sku]),
    [
      ['knitting', 'TERN'],
      ['sewing', 'WREN'],
    ],
  )
})

test('taken back, everything is found again as before: no pattern, no grant, and the same proposals', async () => {
  const { run, take, all, count, deps, rematch } = await scene()
  const before = shown(await all())
  const id = await take({ all: 'sure' })
  await run(tx => undoAcceptance(tx, id, deps.now()))
  await rematch()
  assert.deepEqual(shown(await all()), before)
  assert.equal(await count('pattern'), 0)
  assert.equal(await count('entitlement'), 0)
  assert.equal(await count('order_line where pattern_id is not null'), 0)
  await assert.rejects(
    run(tx => undoAcceptance(tx, id, deps.now())),
    /taken back already/,
  )
  await take({ all: 'sure' })
  assert.equal(await count('pattern'), 2, 'and it may be accepted again')
})

test('taken back before it was carried out, it never is', async () => {
  const { run, all, count, deps, rematch } = await scene()
  const { key } = await run(tx => acceptPreview(tx, { all: 'sure' }))
  const id = await run(tx => accept(tx, { all: 'sure' }, { key, pressedBy: 'test', now: deps.now() }))
  await run(tx => undoAcceptance(tx, id, deps.now()))
  await rematch()
  assert.equal(await count('pattern'), 0)
  assert.equal((await all()).length, 3)
})

test('a pattern that was made here meanwhile is what its listings are proposed for, and a press on what has changed is refused', async () => {
  const { shop, run, all, rematch, deps } = await scene()
  const { key } = await run(tx => acceptPreview(tx, { all: 'sure' }))
  const wren = await newPattern(database, shop, { title: 'Wren Boxy Tee', sku: 'WREN' })
  await rematch()
  const proposal = (await all()).find(({ patternId }) => patternId === wren)
  assert.equal(proposal?.members.length, 2)
  await assert.rejects(
    run(tx => accept(tx, { all: 'sure' }, { key, pressedBy: 'test', now: deps.now() })),
    /has changed since you looked/,
  )
})

test('she moves a listing out, to another proposal, or to a pattern; matching again leaves it where she put it', async () => {
  const { shop, run, all, of, rematch, deps, take, count } = await scene()
  const wren = await of('Wren')
  const ofOwn = wren.members.find(({ title }) => title === 'Wren Tee')!
  await run(tx => moveListing(tx, ofOwn.listingId, 'alone', deps.now()))
  const apart = [
    ['alone', 'Gift card', false, 1],
    ['sure', 'Tern Lace Shawl knitting pattern', false, 2],
    ['alone', 'Wren Boxy Tee sewing pattern', false, 1],
    ['alone', 'Wren Tee', false, 1],
  ]
  assert.deepEqual(shown(await all()), apart)
  await rematch()
  assert.deepEqual(shown(await all()), apart, 'her word stands against every reason')

  const tern = await of('Tern')
  await assert.rejects(
    run(tx => moveListing(tx, ofOwn.listingId, { proposalId: tern.id }, deps.now())),
    /“Tern Shawl” at Stub shop is there already, and a pattern has one listing at a shop/,
  )
  await run(tx => moveListing(tx, ofOwn.listingId, { proposalId: wren.id }, deps.now()))
  await rematch()
  assert.equal((await of('Wren')).members.length, 2, 'and back again')

  const gift = (await of('Gift')).members[0]!
  const pattern = await newPattern(database, shop, { title: 'Voucher' })
  await run(tx => moveListing(tx, gift.listingId, { patternId: pattern }, deps.now()))
  await rematch()
  const voucher = await of('Voucher')
  assert.deepEqual([voucher.kind, voucher.patternId, voucher.members[0]!.reasons], ['sure', pattern, ['you said so']])
  await take({ proposalIds: [voucher.id] })
  assert.equal(await count(`listing where pattern_id = '${pattern}'`), 1)
})

test('a listing that is accepted or ours is not moved; one of another shop is not found', async () => {
  const { run, of, take, deps } = await scene()
  const { listingId } = (await of('Wren')).members[0]!
  await take({ all: 'sure' })
  await assert.rejects(
    run(tx => moveListing(tx, listingId, 'alone', deps.now())),
    /has its pattern already/,
  )
  const other = await scene()
  await assert.rejects(
    other.run(tx => moveListing(tx, listingId, 'alone', deps.now())),
    /not here/,
  )
  await assert.rejects(
    other.run(tx => splitListing(tx, listingId, deps.now())),
    /not here/,
  )
})

test('taken out of its pattern later: buyers keep what they have, later sales wait for her word, and nothing is proposed back', async () => {
  const { run, of, take, all, count, deps, rematch, market, look } = await scene()
  const { listingId } = (await of('Wren')).members.find(({ title }) => title.startsWith('Wren Boxy'))!
  await take({ all: 'sure' })
  assert.deepEqual(await run(tx => splitListing(tx, listingId, deps.now())), { sold: 3 })
  await look()
  await rematch()
  assert.deepEqual(shown(await all()), [
    ['alone', 'Gift card', false, 1],
    ['alone', 'Wren Boxy Tee sewing pattern', false, 1],
  ])
  assert.equal(await count('entitlement where ended_at is null'), 3)
  const later = saleOf({ remoteId: '9', lines: [lineOf({ listingRemoteId: `${market.slice(0, 4)}-0` })] })
  await run(tx => takeOrders(tx, market, [later], deps.now()))
  assert.equal(await count('order_line where pattern_id is null'), 1, 'a later sale is not taken for the old pattern')
})

test('what cannot be joined stays proposed, with the reason', async () => {
  const { shop, run, of, all, deps, rematch, market, count } = await scene()
  const wren = await newPattern(database, shop, { title: 'Wren Boxy Tee', sku: 'WREN' })
  await rematch()
  const { id } = await of('Wren')
  const { key } = await run(tx => acceptPreview(tx, { proposalIds: [id] }))
  await run(tx => accept(tx, { proposalIds: [id] }, { key, pressedBy: 'test', now: deps.now() }))
  // Meanwhile the pattern gets a listing there by another way.
  await run(tx =>
    tx
      .insertInto('listing')
      .values({ shop_id: shop, connection_id: market, pattern_id: wren, remote_id: 'new', state: 'updated' })
      .execute(),
  )
  await rematch()
  assert.equal(await count('listing where pattern_id is not null'), 1)
  assert.ok((await all()).length >= 2)
})

test('what was published since it was joined stays with its pattern when the joining is taken back', async () => {
  const { run, take, count, deps, rematch } = await scene()
  const id = await take({ all: 'sure' })
  await run(tx => sql`update listing set desired_no = 1 where remote_id like '%-1'`.execute(tx))
  await run(tx => undoAcceptance(tx, id, deps.now()))
  await rematch()
  assert.equal(await count('listing where pattern_id is not null'), 2)
  assert.equal(await count('pattern'), 1)
})
