import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '#database'
import { testDatabase } from '#testing/database.ts'
import { addPattern, makeWorld, press } from '#testing/listing-world.ts'
import { newConnection } from '#testing/sales.ts'
import { runListings } from '#work/run-listings.ts'
import { undo, undoPreview } from '../publication/undo.ts'
import { draftErratum } from './draft-erratum.ts'
import { readErratum } from './erratum.ts'
import { backIntoStore, pausePreview, pauseSale } from './pause-sale.ts'

const database = await testDatabase()

/** A pattern that stands at a storefront and in the own store, and at another storefront where no listing is changed from here. */
async function scene() {
  const world = await makeWorld(database)
  const { inShop, shop, connectionId } = world
  const patternId = await inShop(tx => addPattern(tx, { title: 'Wren Tee', sku: 'WREN' }))
  await press(world, [patternId])
  const work = () => runListings(world.deps, { shop, connectionId })
  await work()
  const other = await newConnection(database, shop, { spoke: 'told' })
  const planning = () => {
    const { rulesOf, ...rest } = world.planning()
    const told = { ...rulesOf('far')!, publishes: { cannot: 'Told makes no listings from outside.' } }
    return { ...rest, rulesOf: (spoke: string) => (spoke === 'told' ? told : rulesOf(spoke)) }
  }
  await inShop(async tx => {
    await sql`
      insert into listing (shop_id, connection_id, pattern_id, remote_id, state) values (${shop}::uuid, ${other}::uuid, ${patternId}::uuid, '9', 'updated')`.execute(
      tx,
    )
    await sql`insert into store (shop_id, name, currency, is_open) values (${shop}::uuid, 'Mine', 'EUR', true)`.execute(tx)
  })
  const erratum = await inShop(tx => draftErratum(tx, patternId, { severity: 'stop', notes: { en: 'Stop.' } }, world.now()))
  const isOnSale = async () =>
    (
      await inShop(tx =>
        sql<{
          is: boolean
        }>`select (desired ->> 'isPublished')::boolean as is from listing where connection_id = ${connectionId}::uuid`.execute(tx),
      )
    ).rows[0]!.is
  const isInStore = async () =>
    (
      await inShop(tx =>
        sql<{ is: boolean | null }>`select is_in as is from store_pattern where pattern_id = ${patternId}::uuid`.execute(tx),
      )
    ).rows[0]?.is ?? true
  return { world, inShop, planning, erratum, isOnSale, isInStore, other }
}

test('pausing is seen first: what is sent, that it leaves the own store, and where only she can do it', async () => {
  const { inShop, planning, erratum, isOnSale } = await scene()
  const seen = await inShop(tx => pausePreview(tx, erratum, planning()))
  assert.match(
    seen.sentence,
    /^One shop takes it off sale, it leaves your own store, one shop waits for your hands\. Owners keep what they have/,
  )
  assert.deepEqual(seen.byHand, [{ shop: 'Stub shop', says: 'Told makes no listings from outside.' }])
  assert.equal(seen.isInStore, true)
  assert.equal(await isOnSale(), true, 'nothing is changed by looking')
})

test('the press takes it off sale, and all of it can be taken back; one that was not seen is refused', async () => {
  const { inShop, planning, erratum, isOnSale, isInStore, other, world } = await scene()
  await assert.rejects(
    inShop(tx => pauseSale(tx, erratum, { key: 'another', pressedBy: 'demo' }, planning())),
    (error: { code?: string }) => error.code === 'changed-since',
  )
  const { key } = await inShop(tx => pausePreview(tx, erratum, planning()))
  const { publicationId } = await inShop(tx => pauseSale(tx, erratum, { key, pressedBy: 'demo' }, planning()))
  assert.deepEqual([await isOnSale(), await isInStore()], [false, false])
  const steps = await inShop(tx =>
    sql<{
      says: string
    }>`select says from hand_step h join listing l using (shop_id, listing_id) where l.connection_id = ${other}::uuid`.execute(tx),
  )
  assert.deepEqual(
    steps.rows.map(({ says }) => says),
    ['Take “Wren Tee” off sale at Stub shop until it is corrected: no program can there.'],
  )
  const kept = await inShop(tx => readErratum(tx, erratum))
  assert.deepEqual([kept.pauseId, kept.storeChangeId !== null], [publicationId, true])

  const back = await inShop(tx => undoPreview(tx, publicationId!, planning()))
  await inShop(tx => undo(tx, publicationId!, { key: back.key, pressedBy: 'demo' }, planning()))
  await inShop(tx => backIntoStore(tx, erratum, world.now()))
  assert.deepEqual([await isOnSale(), await isInStore()], [true, true])
  await inShop(tx => backIntoStore(tx, erratum, world.now()))
})
