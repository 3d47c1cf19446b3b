/**
 * What a day of looking costs a storefront that allows 5,000 calls a day and tells files one listing at a time, counted on its own side: the far shop
 * of the tests, with the pages of such a platform (a hundred of everything, each state of a listing by itself, files by the listing).
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '#database'
import { sealSettings } from '#hub/connection/seal.ts'
import { preview } from '#hub/publication/preview.ts'
import { publish } from '#hub/publication/publish.ts'
import type { AnyShop } from '#kit/registry.ts'
import { newShop, testDatabase } from '#testing/database.ts'
import { FarShop } from '#testing/far-shop.ts'
import { addPattern, bytesOf } from '#testing/listing-world.ts'
import { live } from '#testing/live.ts'
import { newConnection, saleOf } from '#testing/sales.ts'
import { stubShop } from '#testing/stub-shop.ts'
import { reached, secretKey, testWorld } from '#testing/work-deps.ts'
import { planningWorldOf, runDepsOf } from './run-deps.ts'
import { runListings } from './run-listings.ts'

const database = await testDatabase()
const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000]
const perDay = 5_000
const listings = 300
/** Active, inactive, draft, expired, sold out: each is a list of its own. */
const states = 5

type Reading<Name extends 'readListings' | 'readSales' | 'readMoney' | 'keepHooks'> = Extract<AnyShop[Name], (...args: never[]) => unknown>

function costly() {
  const world = testWorld(database, { at: new Date('2026-03-10T21:30:00Z'), address: reached() })
  const far = new FarShop({ now: world.deps.now, bytesOf })
  const stub = stubShop()
  const calls = new Map<string, number>()
  const count = (what: string, times = 1) => calls.set(what, (calls.get(what) ?? 0) + times)
  const counted = <Fn extends (...args: never[]) => Promise<unknown>>(what: string, fn: Fn): Fn =>
    ((...args: Parameters<Fn>) => {
      count(what)
      return fn(...args)
    }) as Fn
  const spoke: AnyShop = {
    ...far.spoke,
    id: 'far',
    readListings: async (ctx, cursor) => {
      const page = await (far.spoke.readListings as Reading<'readListings'>)(ctx, cursor)
      count('a page of all listings', cursor === null ? states : 1)
      count('files of a listing', page.items.length)
      return page
    },
    readListingsById: async (ctx, ids) => {
      count('listings by id', Math.ceil(ids.length / 100))
      count('files of a listing', ids.length)
      return far.spoke.readListingsById(ctx, ids)
    },
    readMarks: async (ctx, ids) => {
      count('marks', Math.ceil(ids.length / 100))
      return (far.spoke.readMarks as Extract<AnyShop['readMarks'], (...args: never[]) => unknown>)(ctx, ids)
    },
    readSales: counted('sales', stub.spoke.readSales as Reading<'readSales'>),
    readMoney: counted('account of money', stub.spoke.readMoney as Reading<'readMoney'>),
    salesFrom: stub.spoke.salesFrom,
    keepHooks: counted('subscriptions', stub.spoke.keepHooks as Reading<'keepHooks'>),
  }
  return { world, far, stub, calls, deps: { ...world.deps, spokes: new Map([['far', spoke]]) } }
}

test(`a day at ${listings} listings stays within half of ${perDay} calls; a sale is seen within a minute and a hand edit within ten, by looking alone`, async t => {
  const { world, far, stub, calls, deps } = costly()
  const shop = await newShop(database)
  const connectionId = await newConnection(database, shop, { spoke: 'far' })
  const inShop: <T>(fn: Parameters<typeof database.inShop<T>>[1]) => Promise<T> = fn => database.inShop(shop, fn)
  const now = deps.now()
  await inShop(tx =>
    tx
      .updateTable('connection')
      .set({
        sealed: sealSettings(secretKey, { shop, connection: connectionId }, {}),
        next_poll_at: now,
        next_sweep_at: now,
        next_hooks_at: now,
        next_money_at: now,
      })
      .execute(),
  )
  await inShop(async tx => {
    const patternIds: string[] = []
    for (let at = 0; at < listings; at++) patternIds.push(await addPattern(tx, { title: `Pattern ${at}`, sku: `Q-${at}` }))
    const { key } = await preview(tx, { patternIds }, planningWorldOf(deps))
    await publish(tx, { patternIds }, { key, pressedBy: 'ann' }, planningWorldOf(deps))
  })
  assert.equal((await runListings(runDepsOf(deps), { shop, connectionId })).proven, listings)
  const hub = { deps, shop, connectionId, inShop, pass: world.pass }
  await live(hub, 15 * minuteMs)

  const sum = () => [...calls.values()].reduce((all, one) => all + one, 0)
  const untilMidnight = dayMs - (deps.now().getTime() % dayMs)
  const plainFrom = sum()
  await live(hub, hourMs)
  const plain = sum() - plainFrom
  assert.ok(plain >= 80, `an hour in which little happened shows nothing: ${JSON.stringify([...calls])}`)
  world.pass(untilMidnight - hourMs - hourMs / 2)
  await live(hub, minuteMs)
  const midnightFrom = sum()
  await live(hub, hourMs)
  const withFullLook = sum() - midnightFrom
  const day = 23 * plain + withFullLook
  t.diagnostic(`${plain} calls in an hour, ${withFullLook} in the one with the full look: ${day} a day of ${perDay}`)
  assert.ok(withFullLook >= listings, 'the full look is in it')
  assert.ok(day <= perDay / 2, `${day} a day`)

  const waits: { sale: number[]; edit: number[] } = { sale: [], edit: [] }
  for (const restMs of [1_000, 20_000, 40_000]) {
    await live(hub, restMs)
    const remoteId = `sold after ${restMs}`
    stub.orders.set(remoteId, saleOf({ remoteId, placedAt: deps.now(), changedAt: deps.now() }))
    const isSeen = () => inShop(async tx => (await sql`select from "order" where remote_id = ${remoteId}`.execute(tx)).rows.length === 1)
    waits.sale.push(await live(hub, 10 * minuteMs, isSeen))
  }
  const [listing] = far.listings.keys()
  for (const restMs of [5_000, 4 * minuteMs]) {
    await live(hub, restMs)
    far.editByHand(listing!, { title: `By hand ${restMs}` })
    const found = waits.edit.length + 1
    const isFound = () => inShop(async tx => (await sql`select from hand_edit`.execute(tx)).rows.length === found)
    waits.edit.push(await live(hub, 20 * minuteMs, isFound))
  }
  t.diagnostic(`sales seen after ${waits.sale.join(', ')} ms; edits after ${waits.edit.join(', ')} ms`)
  assert.ok(Math.max(...waits.sale) <= minuteMs, `sales were seen after ${waits.sale.join(', ')} ms`)
  assert.ok(Math.max(...waits.edit) <= 10 * minuteMs, `hand edits were found after ${waits.edit.join(', ')} ms`)
})
