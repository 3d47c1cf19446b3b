import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { Tx } from '#database'
import { newShop, testDatabase } from '#testing/database.ts'
import { eur, newConnection } from '#testing/sales.ts'
import { addVersion } from '../pattern/add-version.ts'
import { createPattern } from '../pattern/create-pattern.ts'
import { listPublications, readPublication } from '../publication/read-publications.ts'
import { type ListingContent, listingFields } from './content.ts'
import { contentToJson } from './content-json.ts'
import { desiredContent, plainPlace, readSources } from './desired-content.ts'
import { noLimits } from './limits.ts'
import { listHandEdits, readHandEdit } from './read-hand-edits.ts'
import { readListing } from './read-listing.ts'
import { listListings } from './read-listings.ts'
import { observedToJson, type Proof } from './read-state.ts'
import type { ShopRules } from './shop-rules.ts'

const database = await testDatabase()
const now = new Date('2026-03-02T10:00:00Z')
const rules: ShopRules = {
  id: 'stub',
  label: 'Stub',
  publishes: true,
  fields: listingFields,
  limits: noLimits,
  project: content => content,
  check: () => {},
  uploadsFiles: false,
  plan: () => [],
  coupons: { cannot: 'It has none.' },
  corrections: { mailsBuyers: true, tellsThere: { cannot: 'It writes to nobody.' } },
  reachesEarlierBuyers: true,
}
const rulesOf = (spoke: string) => (spoke === 'stub' ? rules : null)
const sha = () => (randomUUID() + randomUUID()).replaceAll('-', '')

/** A pattern with versions 2.0 and 2.1, whose listing is proven to hold 2.0 (its file known by bytes or by name alone). */
async function scene() {
  const shop = await newShop(database)
  const run = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
  const connection = await newConnection(database, shop)
  const [old, fixed] = [sha(), sha()]
  const pattern = await run(tx => createPattern(tx, { title: 'Wren Tee', craft: 'sewing', price: eur(750) }, now))
  const version = (number: string, sha256: string) =>
    run(async tx => {
      await tx.insertInto('blob').values({ shop_id: shop, sha256, size_bytes: 10, media_type: 'application/pdf' }).execute()
      const { upload_id } = await tx
        .insertInto('upload')
        .values({ shop_id: shop, file_name: 'a4.pdf', size_bytes: 10, received_bytes: 10, sha256 })
        .returning('upload_id')
        .executeTakeFirstOrThrow()
      return addVersion(
        tx,
        pattern,
        { number, kind: 'sizes', note: '', files: [{ fileKey: 'a4', role: 'a4', fileName: 'a4.pdf', uploadId: upload_id }] },
        now,
      )
    })
  const wanted = async () => desiredContent((await run(tx => readSources(tx, [pattern])))[0]!, plainPlace('EUR')).content!
  const versionIds = [await version('2.0', old)]
  const first = await wanted()
  versionIds.push(await version('2.1', fixed))
  const second = await wanted()
  const listing = randomUUID()
  await run(async tx => {
    const proof: Proof = {
      at: now.toISOString(),
      desiredNo: 1,
      fields: { title: 'abc', price: 'def' },
      content: contentToJson(first),
      files: [{ key: 'a4', name: 'a4.pdf', sha256: old.slice(0, 16), by: 'name' }],
    }
    await tx
      .insertInto('listing')
      .values({
        shop_id: shop,
        listing_id: listing,
        connection_id: connection,
        pattern_id: pattern,
        remote_id: '77',
        url: 'https://stub.example/77',
        state: 'updated',
        desired_no: 1,
        proven_no: 1,
        proven_at: now,
        observed_at: now,
        desired: JSON.stringify(contentToJson(first)),
        observed: observedToJson({ content: { ...first, title: 'Wrenn', price: eur(700) }, extras: null }),
        proof: JSON.stringify(proof),
      })
      .execute()
    await tx.insertInto('listing').values({ shop_id: shop, connection_id: connection, remote_id: '78' }).execute()
  })
  const press = async (
    cause: 'publish' | 'undo' | 'put-right',
    desiredNo: number,
    { content = first, version = -1, undoes = null as string | null } = {},
  ) =>
    run(async tx => {
      const { publication_id } = await tx
        .insertInto('publication')
        .values({
          shop_id: shop,
          pattern_id: pattern,
          version_id: versionIds.at(version) ?? null,
          cause,
          undoes,
          pressed_by: 'demo',
          key: randomUUID(),
        })
        .returning('publication_id')
        .executeTakeFirstOrThrow()
      await tx
        .insertInto('desired_state')
        .values({
          shop_id: shop,
          listing_id: listing,
          desired_no: desiredNo,
          publication_id,
          content: JSON.stringify(contentToJson(content)),
        })
        .execute()
      if (desiredNo > 1)
        await tx
          .updateTable('listing')
          .set({ desired_no: desiredNo, desired: JSON.stringify(contentToJson(content)), state: 'waiting' })
          .where('shop_id', '=', shop)
          .where('listing_id', '=', listing)
          .execute()
      return publication_id
    })
  return { shop, run, connection, pattern, listing, versionIds, first, second, press }
}

test('a listing tells which version is proven there, what differs now, its proof and what was done', async () => {
  const { run, shop, connection, listing, pattern } = await scene()
  await run(tx =>
    tx
      .insertInto('step')
      .values([
        {
          shop_id: shop,
          listing_id: listing,
          desired_no: 1,
          key: 'a',
          kind: 'create',
          says: 'Make the listing',
          state: 'done',
          sent_at: now,
          settled_at: now,
        },
        {
          shop_id: shop,
          listing_id: listing,
          desired_no: 1,
          key: 'b',
          kind: 'x',
          says: 'Set the price',
          state: 'refused',
          reason: 'No.',
          sent_at: new Date('2026-03-02T11:00:00Z'),
        },
      ])
      .execute(),
  )
  const whole = await run(tx => readListing(tx, listing, { rulesOf, now }))
  assert.deepEqual([whole.versionThere, whole.shop, whole.patternTitle, whole.handEdits], ['2.0', 'Stub shop', 'Wren Tee', 0])
  assert.deepEqual(whole.changes, [
    { field: 'title', label: 'Title', from: 'Wrenn', to: 'Wren Tee' },
    { field: 'price', label: 'Price', from: '€ 7.00', to: '€ 7.50' },
  ])
  assert.deepEqual(whole.proof!.fields[0], { field: 'title', label: 'Title', hash: 'abc' })
  assert.deepEqual([whole.proof!.at, whole.proof!.files[0]!.fileKey], [now, 'a4'])
  assert.deepEqual(
    whole.steps.map(({ says, reason }) => [says, reason]),
    [
      ['Set the price', 'No.'],
      ['Make the listing', null],
    ],
  )
  const list = (query: object) => run(tx => listListings(tx, { limit: 50, ...query }))
  const { items } = await list({ connectionId: connection })
  assert.deepEqual(
    items.map(({ id, patternId }) => [id, patternId]),
    [[listing, pattern]],
    'what is no pattern of hers is not among them',
  )
  assert.deepEqual((await list({ state: 'failed' })).items, [])
  assert.deepEqual((await list({ state: 'updated' })).items.length, 1)
  await assert.rejects(
    run(tx => readListing(tx, randomUUID(), { rulesOf, now })),
    { status: 404 },
  )
  await database.asOwner(`update connection set removed_at = now() where connection_id = $1`, [connection])
  assert.deepEqual((await list({})).items, [])
})

test('files that are of no version, or of a part of one, prove none', async () => {
  const { run, listing } = await scene()
  const there = async (files: unknown) => {
    await database.asOwner(`update listing set proof = jsonb_set(proof, '{files}', $2::jsonb) where listing_id = $1`, [
      listing,
      JSON.stringify(files),
    ])
    return (await run(tx => listListings(tx, { limit: 5 }))).items[0]!.versionThere
  }
  assert.equal(await there([{ key: 'a4', sha256: 'f'.repeat(64) }]), null)
  assert.equal(await there([]), null)
  await database.asOwner(`update listing set proof = null where listing_id = $1`, [listing])
  assert.equal((await run(tx => listListings(tx, { limit: 5 }))).items[0]!.versionThere, null)
})

test('what was changed by hand is told in her words, open and settled apart', async () => {
  const { run, shop, listing, first, second } = await scene()
  const [was, found] = [contentToJson(first), contentToJson({ ...second, price: eur(900) } as ListingContent)]
  await run(async tx => {
    await tx
      .updateTable('shop')
      .set({ field_rules: JSON.stringify({ title: 'ask' }) })
      .where('shop_id', '=', shop)
      .execute()
    await tx
      .insertInto('hand_edit')
      .values(
        [
          {
            field: 'price',
            was: JSON.stringify(was.price),
            found: JSON.stringify(found.price),
            found_at: new Date('2026-03-02T10:00:03Z'),
          },
          { field: 'files', was: JSON.stringify(was.files), found: JSON.stringify([]), found_at: new Date('2026-03-02T10:00:02Z') },
          { field: 'listing', was: null, found: null, found_at: new Date('2026-03-02T10:00:01Z') },
          {
            field: 'title',
            was: JSON.stringify('Wren'),
            found: JSON.stringify('Wrenn'),
            found_at: now,
            settled_at: now,
            settled_how: 'accepted' as const,
          },
        ].map(row => ({ shop_id: shop, listing_id: listing, ...row })),
      )
      .execute()
  })
  const list = (query: object) => run(tx => listHandEdits(tx, { limit: 50, ...query }))
  const open = (await list({ isSettled: false })).items
  assert.deepEqual(
    open.map(({ label, was, found, rule }) => [label, was, found, rule]),
    [
      ['Price', '€ 7.50', '€ 9.00', 'hub'],
      ['Files', 'A4 (version 2.0)', null, 'hub'],
      ['The listing itself', 'At the shop', 'Removed', 'ask'],
    ],
  )
  const [settled] = (await list({ isSettled: true })).items
  assert.deepEqual(
    [settled!.was, settled!.found, settled!.settledHow, settled!.rule, settled!.patternTitle],
    ['Wren', 'Wrenn', 'accepted', 'ask', 'Wren Tee'],
  )
  const page = await list({ limit: 3 })
  assert.deepEqual((await list({ cursor: page.next!, limit: 3 })).items, [settled])
  assert.deepEqual(await run(tx => readHandEdit(tx, settled!.id)), settled)
  assert.equal((await run(tx => listListings(tx, { limit: 5 }))).items[0]!.handEdits, 3)
  await assert.rejects(
    run(tx => readHandEdit(tx, randomUUID())),
    { status: 404 },
  )
})

test('a press says what went where, how far it is, and whether it can be taken back', async () => {
  const { run, press, pattern, connection, second, shop } = await scene()
  const first = await press('publish', 1, { version: 0 })
  const read = (id: string) => run(tx => readPublication(tx, id))
  const one = await read(first)
  assert.deepEqual([one.says, one.version, one.canUndo, one.undoneBy], ['Version 2.0 to Stub shop', '2.0', true, null])
  assert.deepEqual([one.listings[0]!.state, one.listings[0]!.provenAt], ['updated', now])
  const next = await press('publish', 2, { content: second })
  assert.deepEqual((await read(first)).listings[0], {
    ...one.listings[0],
    state: 'updated',
    reason: 'A later change took its place.',
    provenAt: null,
  })
  assert.equal((await read(first)).canUndo, false)
  assert.deepEqual([(await read(next)).listings[0]!.state, (await read(next)).listings[0]!.provenAt], ['waiting', null])
  const undo = await press('undo', 3, { version: -2, undoes: next })
  assert.deepEqual([(await read(undo)).says, (await read(undo)).canUndo], ['Version 2.1 taken back at Stub shop', false])
  assert.deepEqual([(await read(next)).undoneBy, (await read(next)).canUndo], [undo, false])
  const right = await press('put-right', 4)
  assert.equal((await read(right)).says, '“Wren Tee” put right at Stub shop')
  const list = (query: object) => run(tx => listPublications(tx, { limit: 50, ...query }))
  assert.deepEqual(
    (await list({ patternId: pattern })).items.map(({ id }) => id),
    [right, undo, next, first],
  )
  assert.deepEqual((await list({ patternId: randomUUID() })).items, [])
  const page = await list({ limit: 3 })
  assert.deepEqual(
    (await list({ limit: 3, cursor: page.next! })).items.map(({ id }) => id),
    [first],
  )
  await assert.rejects(read(randomUUID()), { status: 404 })
  assert.ok(connection && shop)
})

test('many patterns at many shops are counted', async () => {
  const { run, shop } = await scene()
  const connections = [await newConnection(database, shop), await newConnection(database, shop)]
  const id = await run(async tx => {
    const { publication_id } = await tx
      .insertInto('publication')
      .values({ shop_id: shop, cause: 'publish', pressed_by: 'demo', key: 'many' })
      .returning('publication_id')
      .executeTakeFirstOrThrow()
    for (const title of ['A', 'B', 'C']) {
      const pattern_id = await createPattern(tx, { title, craft: 'other' }, now)
      for (const connection_id of connections) {
        const { listing_id } = await tx
          .insertInto('listing')
          .values({ shop_id: shop, connection_id, pattern_id, desired_no: 1 })
          .returning('listing_id')
          .executeTakeFirstOrThrow()
        await tx.insertInto('desired_state').values({ shop_id: shop, listing_id, desired_no: 1, publication_id, content: '{}' }).execute()
      }
    }
    return publication_id
  })
  const found = await run(tx => readPublication(tx, id))
  assert.deepEqual([found.says, found.listings.length], ['3 patterns to 2 shops', 6])
})
