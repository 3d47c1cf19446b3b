/** Five thousand events at random: what the ledger answers is what a replay of all of them by hand finds, and its chain is whole. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { BlobStore } from '#hub/file/blob-store.ts'
import { newShop, testDatabase } from '#testing/database.ts'
import { type MadeVersion, newVersion, proveAt } from '#testing/given.ts'
import { eur, lineOf, newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { mayDownload } from '../library/read-library.ts'
import type { Sale } from '../order/sale.ts'
import { takeOrders } from '../order/take-orders.ts'
import { auditBytes, type BytesFault } from './audit-bytes.ts'
import { type Given, giveBytes } from './give-bytes.ts'
import { heldVersions, whoHolds } from './held-version.ts'

const [eventCount, seed] = [5_000, 20_260_301]
const [buyers, shops, patterns] = [60, 3, 5]
const database = await testDatabase()
const minute = (n: number) => new Date(Date.UTC(2026, 2, 1) + n * 60_000)

const buyer = fc.nat({ max: buyers - 1 })
const [there, of] = [fc.nat({ max: shops - 1 }), fc.nat({ max: patterns - 1 })]
const event = fc.oneof(
  { weight: 10, arbitrary: fc.record({ what: fc.constant('buy' as const), buyer: fc.option(buyer, { freq: 12 }), there, of }) },
  {
    weight: 9,
    arbitrary: fc.record({ what: fc.constant('fetch' as const), buyer, of, back: fc.nat({ max: 2 }), file: fc.nat({ max: 2 }) }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('refund' as const), order: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('again' as const), order: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('version' as const), of, changed: fc.nat({ max: 2 }) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('publish' as const), there, of }) },
)
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never
/** Within a block new versions come first, then sales, then what is fetched, then refunds: each kind in few transactions. */
const turns = ['version', 'publish', 'buy', 'fetch', 'refund', 'again'] as const

interface Sold {
  readonly sale: Sale
  readonly buyer: number | null
  readonly there: number
  readonly of: number
  isRefunded: boolean
}

/** What was given, noted by hand: the whole model. */
interface Noted {
  readonly owner: string
  readonly of: number
  readonly version: number
  readonly at: Date
}

test('five thousand sales, corrections, downloads and refunds: each answer is that of a replay, and the chain is whole', {
  timeout: 60_000,
}, async t => {
  const began = performance.now()
  const shop = await newShop(database)
  const connections = await Promise.all(Array.from({ length: shops }, () => newConnection(database, shop)))
  const ids = await Promise.all(Array.from({ length: patterns }, () => newPattern(database, shop)))
  for (const [at, pattern] of ids.entries())
    for (const connection of connections)
      await database.inShop(shop, tx =>
        tx
          .insertInto('listing')
          .values({ shop_id: shop, connection_id: connection, remote_id: `there-${at}`, pattern_id: pattern, state: 'updated' })
          .execute(),
      )
  const versions: MadeVersion[][] = ids.map(() => [])
  const texts = ids.map(() => [0, 0, 0])
  /** By storefront and pattern: the place of the version that it holds; the last storefront is never proven. */
  const holds = new Map<string, number>()
  const sold: Sold[] = []
  const noted: Noted[] = []
  let clock = 0

  const ownerOf = ({ buyer: who, sale }: Sold) => (who === null ? `order ${sale.remoteId}` : `buyer ${who}`)
  const owns = (who: number, pattern: number) => sold.some(one => one.buyer === who && one.of === pattern && !one.isRefunded)
  const tell = async (some: readonly Sold[]) => {
    for (const [at, connection] of connections.entries()) {
      const sales = some.filter(({ there: place }) => place === at).map(({ sale }) => sale)
      if (sales.length > 0) await database.inShop(shop, tx => takeOrders(tx, connection, sales, minute(clock)))
    }
  }
  const act = {
    async version(events) {
      for (const { of: pattern, changed } of events) {
        texts[pattern]![changed]!++
        const files = Object.fromEntries(texts[pattern]!.map((text, key) => [`file-${key}`, `pattern ${pattern}, ${key}, ${text}`]))
        const made = { pattern: ids[pattern]!, number: `1.${versions[pattern]!.length}`, files, at: minute(++clock) }
        versions[pattern]!.push(await newVersion(database, shop, made))
      }
    },
    async publish(events) {
      for (const { there: place, of: pattern } of events) {
        const version = versions[pattern]!.at(-1)
        if (version === undefined || place === shops - 1) continue
        await proveAt(database, shop, { connection: connections[place]!, version, at: minute(++clock) })
        holds.set(`${place} ${pattern}`, versions[pattern]!.length - 1)
      }
    },
    async buy(events) {
      const some = events.map(({ buyer: who, there: place, of: pattern }): Sold => {
        const at = minute(++clock)
        const email = who === null ? null : `buyer${who}@example.com`
        const number = `${sold.length + clock}-${clock}`
        const sale = saleOf({
          ...{ remoteId: number, number, placedAt: at, changedAt: at, buyer: { email, name: null, country: null } },
          lines: [lineOf({ listingRemoteId: `there-${pattern}` })],
        })
        return { sale, buyer: who, there: place, of: pattern, isRefunded: false }
      })
      sold.push(...some)
      for (const one of some) {
        const version = holds.get(`${one.there} ${one.of}`)
        if (version !== undefined) noted.push({ owner: ownerOf(one), of: one.of, version, at: one.sale.placedAt })
      }
      await tell(some)
    },
    async fetch(events) {
      await database.inShop(shop, async tx => {
        const customers = new Map(
          (await tx.selectFrom('customer').select(['email', 'customer_id']).execute()).map(row => [row.email, row.customer_id]),
        )
        const given: Given[] = []
        for (const { buyer: who, of: pattern, back, file } of events) {
          const place = versions[pattern]!.length - 1 - back
          const [version, customerId] = [versions[pattern]![place], customers.get(`buyer${who}@example.com`)]
          if (version === undefined || customerId === undefined) continue
          const at = minute(++clock)
          const fileKey = version.files[file]!.key
          const may = await mayDownload(tx, [customerId], version.id, fileKey)
          if (owns(who, pattern)) noted.push({ owner: `buyer ${who}`, of: pattern, version: place, at })
          if (may === null) continue
          const to = { kind: 'fetched', customerId, connectionId: null, orderId: null } as const
          given.push({ ...to, patternId: may.patternId, versionId: version.id, fileKey, sha256: may.sha256, at })
        }
        await giveBytes(tx, given)
      })
    },
    async refund(events) {
      const some = chosen(events)
      for (const one of some) {
        const at = minute(++clock)
        one.isRefunded = true
        Object.assign(one.sale, { changedAt: at, refunds: [{ remoteId: 'r', amount: eur(750), reason: null, refundedAt: at }] })
      }
      await tell(some)
    },
    again: events => tell(chosen(events)),
  } satisfies { [What in Event['what']]: (events: Extract<Event, { what: What }>[]) => Promise<void> }
  const chosen = (events: readonly { order: number }[]) =>
    sold.length === 0 ? [] : [...new Set(events.map(({ order }) => sold[order % sold.length]!))]

  const check = async () => {
    const counts = ids.map(() => new Map<number | null, Set<string>>())
    const orders = new Map(
      (await database.inShop(shop, tx => tx.selectFrom('order').select(['remote_id', 'order_id', 'customer_id']).execute())).map(row => [
        row.remote_id,
        row,
      ]),
    )
    const asked = new Map<string, number>()
    for (const one of sold) {
      const owner = ownerOf(one)
      const mine = noted.filter(given => given.owner === owner && given.of === one.of)
      const newest = mine.length === 0 ? null : Math.max(...mine.map(({ version }) => version))
      if (!one.isRefunded) {
        const held = counts[one.of]!
        held.set(newest, (held.get(newest) ?? new Set()).add(owner))
      }
      if (asked.has(`${owner} ${one.of}`)) continue
      asked.set(`${owner} ${one.of}`, 1)
      const order = orders.get(one.sale.remoteId)!
      const holder = { customerId: order.customer_id, orderId: order.order_id }
      const [answer] = await database.inShop(shop, tx => heldVersions(tx, holder, [ids[one.of]!]))
      const since = mine.filter(({ version }) => version === newest).map(({ at }) => at.getTime())
      assert.deepEqual(
        answer === undefined ? null : [answer.versionId, answer.since, answer.isNewest],
        newest === null ? null : [versions[one.of]![newest]!.id, new Date(Math.min(...since)), newest === versions[one.of]!.length - 1],
        `${owner}, pattern ${one.of}`,
      )
    }
    for (const [at, pattern] of ids.entries()) {
      const held = await database.inShop(shop, tx => whoHolds(tx, pattern))
      const count = (version: number | null) => counts[at]!.get(version)?.size ?? 0
      assert.equal(held.unknown, count(null))
      assert.deepEqual(
        held.versions.map(one => one.owners),
        versions[at]!.map((_, place) => count(place)).reverse(),
      )
    }
    return asked.size
  }

  const events = fc.sample(event, { numRuns: eventCount, seed })
  const sizes = fc.sample(fc.integer({ min: 1, max: 90 }), { numRuns: eventCount, seed })
  let [from, asked] = [0, 0]
  for (const size of sizes) {
    const block = events.slice(from, from + size)
    if (block.length === 0) break
    for (const what of turns) {
      const mine = block.filter(one => one.what === what)
      if (mine.length > 0) await act[what](mine as never)
    }
    const isHalf = from < eventCount / 2 && from + size >= eventCount / 2
    from += size
    if (isHalf) asked += await check()
  }
  asked += await check()
  const faults: BytesFault[] = []
  const blobs = { has: async () => true } as unknown as BlobStore
  const audit = await auditBytes({ database, blobs }, shop, { isDeep: false, tell: fault => faults.push(fault) })
  assert.deepEqual(faults, [])
  assert.equal(audit.head?.no, audit.rows)
  assert.ok(audit.rows > 3_000, `${audit.rows} rows`)
  const took = performance.now() - began
  t.diagnostic(`seed ${seed}: ${audit.rows} rows, ${asked} answers, ${(took / 1000).toFixed(1)} s`)
})
