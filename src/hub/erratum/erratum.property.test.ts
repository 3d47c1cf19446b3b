/** Whatever the order of sales, refunds, presses, presses taken back and workers that die: each owner has one delivery, and the receipt adds up. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sql } from '#database'
import { testDatabase } from '#testing/database.ts'
import { erratumScene, type RuleName, rulesOf } from '#testing/erratum-scene.ts'
import { isWhole } from '#testing/whole.ts'
import { pressUnsubscribe } from '../mail/unsubscribe.ts'
import type { Sale } from '../order/sale.ts'
import { deliverNext } from './deliver-erratum.ts'
import { takeErratumBack } from './press-erratum.ts'
import { readReceipt } from './receipt.ts'

const database = await testDatabase()
const minute = 60_000
const buyers = 12
const died = new Error('the worker died')

const place = fc.constantFrom<RuleName>('open', 'closed', 'hand')
const event = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant('buy' as const),
      buyer: fc.option(fc.nat({ max: buyers - 1 }), { freq: 5 }),
      place,
      ago: fc.nat({ max: 30 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('refund' as const), sale: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('again' as const), sale: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('press' as const), hold: fc.constantFrom(0, 5, 10), writes: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('take-back' as const), erratum: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('pass' as const), minutes: fc.nat({ max: 12 }) }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constant('work' as const), batch: fc.integer({ min: 1, max: 4 }), dies: fc.boolean() }) },
)

interface Sold {
  readonly sale: Sale
  readonly place: RuleName
  readonly buyer: number | null
  isRefunded: boolean
}

async function run(events: readonly (typeof event extends fc.Arbitrary<infer T> ? T : never)[]): Promise<void> {
  const scene = await erratumScene(database)
  const { inShop, now, shop } = scene
  const sold: Sold[] = []
  const errata: string[] = []
  const emailOf = (buyer: number) => `buyer${buyer}@example.com`
  // The first of them asks for no mails about files, before anything is told.
  await scene.sell('open', [scene.saleTo(emailOf(0), new Date('2026-01-05T00:00:00Z'))])
  const { customer_id: quiet } = await inShop(tx => tx.selectFrom('customer').select('customer_id').executeTakeFirstOrThrow())
  await inShop(tx => pressUnsubscribe(tx, { customerId: quiet, purpose: 'order' }, { isGiven: false, words: 'Stop', now: now() }))

  for (const one of events) {
    if (one.what === 'buy') {
      const sale = scene.saleTo(one.buyer === null ? null : emailOf(one.buyer), new Date(now().getTime() - one.ago * minute))
      sold.push({ sale, place: one.place, buyer: one.buyer, isRefunded: false })
      await scene.sell(one.place, [sale])
    } else if (one.what === 'refund' || one.what === 'again') {
      const of = sold[one.sale % Math.max(sold.length, 1)]
      if (of === undefined) continue
      of.isRefunded ||= one.what === 'refund'
      await scene.sell(of.place, [{ ...of.sale, state: of.isRefunded ? 'refunded' : 'paid', changedAt: now() }])
    } else if (one.what === 'press') {
      const erratum = await scene.draft({ writes: one.writes })
      errata.push(erratum)
      await scene.press(erratum, one.hold)
    } else if (one.what === 'take-back') {
      const erratum = errata[one.erratum % Math.max(errata.length, 1)]
      if (erratum !== undefined) await inShop(tx => takeErratumBack(tx, erratum)).catch(error => assert.equal(error.code, 'is-out'))
    } else if (one.what === 'pass') scene.pass(one.minutes * minute)
    else
      await inShop(async tx => {
        await deliverNext(tx, { rulesOf, now: now() }, one.batch)
        if (one.dies) throw died
      }).catch(error => assert.equal(error, died))
  }
  scene.pass(60 * 24 * minute)
  await scene.deliver()
  scene.pass(1)
  assert.equal(await scene.deliver(), 0, 'once more tells nobody')

  for (const erratum of errata) {
    const { rows } = await inShop(tx =>
      sql<{ owner: string; is_owner: boolean; was_owner: boolean }>`
        with out as (select left_at from erratum where erratum_id = ${erratum}::uuid),
        own as (
          select coalesce(e.customer_id, e.order_id) as owner, bool_or(e.ended_at is null) as is_owner
          from entitlement e join "order" o on o.shop_id = e.shop_id and o.order_id = e.order_id, out
          where o.placed_at <= out.left_at group by 1
        )
        select coalesce(own.owner, d.owner_id) as owner, coalesce(own.is_owner, false) as is_owner, own.owner is not null as was_owner,
          d.owner_id is not null as is_delivered
        from own full join (select * from erratum_delivery where erratum_id = ${erratum}::uuid) d on d.owner_id = own.owner`.execute(tx),
    )
    for (const row of rows as ((typeof rows)[number] & { is_delivered: boolean })[]) {
      assert.ok(!row.is_owner || row.is_delivered, `owner ${row.owner} has no delivery`)
      assert.ok(!row.is_delivered || row.was_owner, `${row.owner} has a delivery and never owned it then`)
    }
    const receipt = await inShop(tx => readReceipt(tx, erratum, { rulesOf }))
    const deliveries = (rows as { is_delivered?: boolean }[]).filter(({ is_delivered }) => is_delivered).length
    assert.equal(receipt.owners, deliveries)
    assert.equal(
      Object.values(receipt.counts).reduce((sum, n) => sum + n, 0),
      deliveries,
    )
    if (receipt.state !== 'out') assert.equal(deliveries, 0, 'what did not go out told somebody')
  }
  const mails = await inShop(tx =>
    sql<{ to: string; owner: string; erratum: string; writes: boolean; bought: string[] }>`
      select m.to_address as "to", d.owner_id as owner, d.erratum_id as erratum, e.writes,
        array(select distinct c.spoke from "order" o join connection c on c.shop_id = o.shop_id and c.connection_id = o.connection_id where o.customer_id = m.customer_id) as bought
      from mail m left join erratum_delivery d on d.shop_id = m.shop_id and d.mail_id = m.mail_id
      left join erratum e on e.shop_id = d.shop_id and e.erratum_id = d.erratum_id
      where m.kind = 'correction' and m.shop_id = ${shop}::uuid`.execute(tx),
  )
  assert.equal(new Set(mails.rows.map(({ owner, erratum }) => `${owner} ${erratum}`)).size, mails.rows.length, 'somebody got two mails')
  for (const { to, writes, bought } of mails.rows) {
    assert.notEqual(to, emailOf(0), 'who asked for none got one')
    assert.ok(writes, 'a correction that writes to nobody wrote')
    assert.ok(
      bought.some(spoke => spoke !== 'closed'),
      'an address of a storefront that forbids it was written to',
    )
  }
}

test('sales, refunds, presses, presses taken back and dying workers in any order', { timeout: 120_000 }, () =>
  fc.assert(fc.asyncProperty(fc.array(event, { minLength: 15, maxLength: 60 }), run), {
    seed: 20_260_310,
    numRuns: isWhole ? 150 : 8,
    endOnFailure: true,
  }),
)
