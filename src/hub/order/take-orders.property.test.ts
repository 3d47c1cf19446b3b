/** Any telling of the same sales, doubled, reordered, in any pages, ends where a small model in memory says. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sql } from '#database'
import { newShop, testDatabase } from '#testing/database.ts'
import { eur, lineOf, newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { matchListing } from './match.ts'
import type { Sale, SaleState } from './sale.ts'
import { takeOrders } from './take-orders.ts'

const database = await testDatabase()
const now = new Date('2026-06-01T00:00:00Z')
const live = new Date('2026-03-01T00:00:00Z')

/** One sale as it stood at a minute of its life: what the storefront would tell if asked then. */
const moment = fc.record({
  state: fc.constantFrom<SaleState>('pending', 'paid', 'paid', 'paid', 'cancelled', 'refunded'),
  refunds: fc.integer({ min: 0, max: 3 }),
  lines: fc.integer({ min: 1, max: 2 }),
  hasEmail: fc.boolean(),
  fee: fc.option(fc.constant(5n)),
})
const life = fc.record({
  isOld: fc.boolean(),
  listing: fc.constantFrom('known', 'matched-later', 'never'),
  total: fc.constantFrom(0n, 300n, 750n),
  moments: fc.array(moment, { minLength: 1, maxLength: 5 }),
})
const act = fc.oneof(
  { weight: 5, arbitrary: fc.array(fc.record({ sale: fc.nat({ max: 3 }), at: fc.nat({ max: 4 }) }), { minLength: 1, maxLength: 6 }) },
  { weight: 1, arbitrary: fc.constant('match' as const) },
)
const story = fc.record({ lives: fc.array(life, { minLength: 1, maxLength: 4 }), acts: fc.array(act, { minLength: 1, maxLength: 8 }) })
type Life = typeof life extends fc.Arbitrary<infer T> ? T : never

function tell(index: number, { isOld, listing, total, moments }: Life, at: number): Sale {
  const minute = at % moments.length
  const { state, refunds, lines, hasEmail, fee } = moments[minute]!
  const line = (remoteId: string) => lineOf({ remoteId, listingRemoteId: listing, total: eur(total) })
  const changedAt = new Date(live.getTime() + minute * 60_000)
  return saleOf({
    remoteId: `sale-${index}`,
    state,
    placedAt: new Date(live.getTime() + (isOld ? -1 : 1) * 3_600_000),
    changedAt,
    buyer: { email: hasEmail ? `buyer${index % 2}@example.com` : null, name: null, country: null },
    total: eur(total),
    tax: eur(total / 5n),
    fee: fee === null ? null : eur(fee),
    lines: lines === 1 ? [line('1')] : [line('1'), line('2')],
    refunds: Array.from({ length: refunds }, (_, n) => ({
      remoteId: `r${n}`,
      amount: eur(total / 3n),
      reason: null,
      refundedAt: changedAt,
    })),
  })
}

interface Modelled {
  sale: Sale
  wasPaid: boolean
  fee: bigint
  hasEmail: boolean
  seen: Set<string>
}

/** The whole truth in thirty lines: the newest reading of each sale wins, and what was ever paid stays in the books. */
function model(readings: readonly Sale[]) {
  const sales = new Map<string, Modelled>()
  for (const sale of readings) {
    const known = sales.get(sale.remoteId)
    if (known && sale.changedAt < known.sale.changedAt) continue
    const refunds = sale.refunds.filter(({ amount }) => amount.minor > 0n)
    sales.set(sale.remoteId, {
      sale: { ...sale, refunds },
      wasPaid: known?.wasPaid || sale.state === 'paid' || sale.state === 'refunded' || refunds.length > 0,
      fee: sale.fee?.minor ?? known?.fee ?? 0n,
      hasEmail: known?.hasEmail || sale.buyer.email !== null,
      seen: new Set([...(known?.seen ?? []), ...sale.lines.map(line => line.remoteId)]),
    })
  }
  return [...sales.values()].map(({ sale, wasPaid, fee, hasEmail, seen }) => {
    const given = sale.refunds.reduce((sum, { amount }) => sum + amount.minor, 0n)
    const refunded = sale.state === 'refunded' && given < sale.total.minor ? sale.total.minor : given
    const mayHave = sale.state === 'paid' && !(sale.total.minor > 0n && refunded >= sale.total.minor)
    const open = mayHave ? sale.lines.map(line => line.remoteId) : []
    return {
      remoteId: sale.remoteId,
      state: sale.state,
      refunded,
      clearing: wasPaid ? sale.total.minor - fee - refunded : 0n,
      open,
      seen,
      hasEmail,
      sale,
    }
  })
}

test('a hundred and twenty tellings end as the model says', { timeout: 60_000 }, async t => {
  let statements = 0
  await fc.assert(
    fc.asyncProperty(story, async ({ lives, acts }) => {
      const shop = await newShop(database)
      const connection = await newConnection(database, shop, { liveFrom: live })
      await newPattern(database, shop, { listed: { connection, remoteId: 'known' } })
      const later = await newPattern(database, shop)
      const readings: Sale[] = []
      let isMatched = false
      for (const one of acts) {
        if (one === 'match') {
          isMatched = true
          await database.inShop(shop, tx =>
            matchListing(tx, { connectionId: connection, remoteId: 'matched-later', patternId: later, now }),
          )
          continue
        }
        const page = one.filter(({ sale }) => sale < lives.length).map(({ sale, at }) => tell(sale, lives[sale]!, at))
        readings.push(...page)
        statements++
        await database.inShop(shop, tx => takeOrders(tx, connection, page, now))
      }
      // Sales of that listing that come after the match follow only if one came before it; matching once more at the end makes it the same for all.
      if (isMatched)
        await database.inShop(shop, tx => matchListing(tx, { connectionId: connection, remoteId: 'matched-later', patternId: later, now }))
      const wanted = model(readings)
      const found = await readBack(shop)
      assert.equal(found.orders.length, wanted.length)
      for (const sale of wanted) {
        const order = found.orders.find(one => one.remote_id === sale.remoteId)!
        const listing = lives[Number(sale.remoteId.slice(5))]!.listing
        const isKnown: boolean = listing === 'known' || (listing === 'matched-later' && isMatched)
        assert.deepEqual(
          {
            state: order.state,
            refunded: order.refunded,
            clearing: order.clearing,
            open: order.open,
            hasCustomer: order.customer_id !== null,
          },
          {
            state: sale.state,
            refunded: sale.refunded.toString(),
            clearing: sale.clearing.toString(),
            open: isKnown ? sale.open.toSorted() : [],
            hasCustomer: sale.hasEmail,
          },
        )
        assert.equal(order.lines, sale.seen.size)
      }
      const quiet = new Set(found.orders.filter(order => order.is_history).map(order => order.order_id))
      assert.ok(
        found.events.every(event => !quiet.has(event.order)),
        'history is silent',
      )
      assert.equal(found.events.filter(event => event.name === 'order.taken').length, found.orders.length - quiet.size)
    }),
    { numRuns: 120 },
  )
  t.diagnostic(`${statements} pages taken`)
})

async function readBack(shop: Awaited<ReturnType<typeof newShop>>) {
  return database.inShop(shop, async tx => {
    const orders = await sql<{
      order_id: string
      remote_id: string
      state: string
      customer_id: string | null
      is_history: boolean
      refunded: string
      clearing: string
      open: string[]
      lines: number
    }>`
      select o.order_id, o.remote_id, o.state, o.customer_id, o.is_history, o.refunded_minor::text as refunded,
        (select count(*)::int from order_line l where l.order_id = o.order_id) as lines,
        (select coalesce(array_agg(e.line order by e.line), '{}') from entitlement e where e.order_id = o.order_id and e.ended_at is null) as open,
        (select coalesce(sum(case when p.to_account like 'asset:clearing:%' then p.amount_minor else 0 end
            - case when p.from_account like 'asset:clearing:%' then p.amount_minor else 0 end), 0)::text
         from journal j join posting p on p.journal_id = j.journal_id where j.cause like '%:' || o.order_id || '%') as clearing
      from "order" o`.execute(tx)
    const events = await sql<{ name: string; order: string }>`select name, ids ->> 'order' as "order" from event`.execute(tx)
    return { orders: orders.rows, events: events.rows }
  })
}
