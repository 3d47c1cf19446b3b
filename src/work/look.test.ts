/** Found listings are told apart, and joined, by what their pictures look like; over HTTP, at pretend storefronts that keep their own. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { sql, type Tx } from '#database'
import { connect } from '#hub/connection/connect.ts'
import { listProposals } from '#hub/join/read-join.ts'
import { shops } from '#kit/registry.ts'
import { isCannot } from '#kit/shop.ts'
import { newShop, testDatabase } from '#testing/database.ts'
import { storefrontStage } from '#testing/storefront-stage.ts'
import { secretKey } from '#testing/work-deps.ts'
import { lookAtListings } from './look.ts'
import { match } from './match.ts'
import { reactionsTo } from './reactions.ts'
import { runDepsOf } from './run-deps.ts'
import { sweep } from './sweep.ts'

const database = await testDatabase()
/** Where listings are made, read and shown with pictures. */
const [first, second, third, fourth] = [...(await shops())]
  .filter(([, { pictureAddress, publishes }]) => !isCannot(pictureAddress) && publishes === true)
  .map(([id]) => id) as [string, string, string, string]
const photo = (name: string) => readFileSync(join(import.meta.dirname, '../hub/picture/fixtures', name))

type Shelf = readonly (readonly [title: string, picture: string])[]

/** What stands at two storefronts already, put there by somebody else; and a new shop that has just been connected to both. */
async function scene(t: TestContext, shelves: readonly (readonly [spoke: string, shelf: Shelf])[]) {
  const makers = []
  for (const [spoke, shelf] of shelves) {
    const maker = await storefrontStage(t, database, { spoke, delivery: 'copy' })
    for (const [title, picture] of shelf) {
      const png = await maker.keep(photo(picture), picture.endsWith('.png') ? 'image/png' : 'image/jpeg')
      await maker.press([await maker.addPattern(title, `${spoke}-${randomUUID().slice(0, 6)}`, { png })])
    }
    await maker.settle()
    for (const { remoteId } of await maker.far.listings()) await maker.far.edit({ remoteId, set: { sku: '' } }).catch(() => {})
    makers.push(maker)
  }
  const { deps } = makers[0]!
  const shop = await newShop(database)
  const inShop = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
  const connections: string[] = []
  for (const { far, deps: own } of makers) {
    const { baseUrl, settings } = await far.credentials()
    const [spoke] = shelves[connections.length]!
    const parsed = own.spokes.get(spoke)!.settings.schema.parse(settings) as Record<string, unknown>
    const facts = { name: 'Far', version: null, warnings: [] }
    const now = own.now()
    connections.push(
      await inShop(tx =>
        connect(tx, { spoke, label: spoke, baseUrl, account: '', currency: 'EUR', facts, settings: parsed, secretKey, now }),
      ),
    )
  }
  const proposals = async () =>
    (await inShop(tx => listProposals(tx, { limit: 50 }))).items.map(({ members: listings, kind }) => ({
      titles: listings.map(({ title }) => title).sort(),
      reasons: [...new Set(listings.flatMap(({ reasons }) => reasons))],
      doubts: [...new Set(listings.flatMap(({ doubts }) => doubts))],
      isSure: kind === 'sure',
    }))
  return {
    makers,
    shop,
    deps,
    inShop,
    connections,
    read: async () => {
      for (const connectionId of connections) await sweep(runDepsOf(deps), { shop, connectionId })
      await match(deps, { shop })
      return proposals()
    },
    look: async () => {
      for (const connection of connections) await lookAtListings(deps, { shop, connection })
      await match(deps, { shop })
      return proposals()
    },
  }
}

test('where only the pictures tell that two listings are one pattern, they are proposed as one', async t => {
  const { read, look, inShop, connections, shop } = await scene(t, [
    [
      third,
      [
        ['Harbour', 'cat.jpg'],
        ['Lantern', 'cup.jpg'],
        ['Otter', 'tower.jpg'],
        ['Fern', 'stones.jpg'],
      ],
    ],
    [
      fourth,
      [
        ['Anleitung Eins', 'cup-packed.jpg'],
        ['Anleitung Zwei', 'stones-cut.png'],
        ['Anleitung Drei', 'cat-cropped.jpg'],
      ],
    ],
  ])
  const before = await read()
  assert.equal(before.length, 7, JSON.stringify(before))
  const { rows: events } = await inShop(tx =>
    sql<{ name: string; ids: object }>`select name, ids from event where name = 'listings.found'`.execute(tx),
  )
  assert.deepEqual(
    events.flatMap(({ name, ids }) => reactionsTo(shop, name, ids).map(({ job, key }) => `${job} ${key}`)).sort(),
    connections.map(id => `look ${id}`).sort(),
  )
  const after = await look()
  const pairs = after.filter(({ titles }) => titles.length === 2)
  assert.deepEqual(pairs.map(({ titles }) => titles.join(' = ')).sort(), [
    'Anleitung Drei = Harbour',
    'Anleitung Eins = Lantern',
    'Anleitung Zwei = Fern',
  ])
  for (const { reasons, isSure } of pairs) {
    assert.ok(reasons.includes('the same picture'), JSON.stringify(reasons))
    assert.equal(isSure, false, 'she is asked')
  }
})

test('near-equal titles with different pictures are not taken as one unasked; with the same picture they are', async t => {
  const { read, look } = await scene(t, [
    [
      first,
      [
        ['Plover Swing Coat', 'cup.jpg'],
        ['Wren Boxy Tee', 'cat.jpg'],
      ],
    ],
    [
      second,
      [
        ['Plover Swing Coat PDF', 'cup-packed.jpg'],
        ['Wren Boxy Tee PDF', 'tower.jpg'],
      ],
    ],
  ])
  const sureOf = (all: Awaited<ReturnType<typeof read>>, title: string) =>
    all.find(({ titles }) => titles.length === 2 && titles[0] === title)
  const before = await read()
  assert.deepEqual(
    [sureOf(before, 'Plover Swing Coat')?.isSure, sureOf(before, 'Wren Boxy Tee')?.isSure],
    [true, true],
    JSON.stringify(before),
  )
  const after = await look()
  assert.equal(sureOf(after, 'Plover Swing Coat')?.isSure, true)
  const wren = sureOf(after, 'Wren Boxy Tee')
  assert.equal(wren?.isSure, false)
  assert.deepEqual(wren.doubts, ['their pictures are not alike'])
})

test('of two shops that are connected at once one looks at each cover of hers', async t => {
  const hub = await storefrontStage(t, database, { spoke: first, delivery: 'copy' })
  for (const [at, name] of ['cat', 'cup', 'tower'].entries())
    await hub.addPattern(name, `COVER-${at}`, { png: await hub.keep(photo(`${name}.jpg`), 'image/jpeg') })
  const opened: string[] = []
  const blobs: typeof hub.deps.blobs = {
    ...hub.deps.blobs,
    open: (...asked) => {
      opened.push(asked[1])
      return hub.deps.blobs.open(...asked)
    },
  }
  const round = () => lookAtListings({ ...hub.deps, blobs }, { shop: hub.shop, connection: hub.connectionId })
  await Promise.all([round(), round()])
  assert.deepEqual([opened.length, new Set(opened).size], [3, 3])
  const { rows } = await hub.inShop(tx => sql<{ look: string | null }>`select look from look`.execute(tx))
  assert.equal(rows.filter(({ look }) => look !== null).length, 3)
})
