/** Payments told twice, late, out of order and forged: at no moment is anything granted that was not paid, and the end is the one right state. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { newShop, testDatabase } from '#testing/database.ts'
import { newConnection } from '#testing/sales.ts'
import { buy, cartOf, newOffer, paymentOf, stateOf } from '#testing/store.ts'
import { isWhole } from '#testing/whole.ts'
import type { Payment } from './payment.ts'
import { settlePayment } from './settle-payment.ts'

const database = await testDatabase()
const now = new Date('2026-03-01T12:00:00Z')
const price = 750n
const at = (minute: number) => new Date(now.getTime() + minute * 60_000)
const eur = (minor: bigint) => ({ minor, currency: 'EUR' })

/** What becomes of a payment, one step a minute. */
const ways = {
  open: ['open'],
  'ran out': ['open', 'expired'],
  'ran out and paid late': ['open', 'expired', 'paid'],
  'at once': ['open', 'paid'],
  promised: ['open', 'pending'],
  'promised and paid': ['open', 'pending', 'paid'],
  'promised and failed': ['open', 'pending', 'failed'],
  'a part went back': ['paid', 'part'],
  'all went back': ['paid', 'part', 'whole'],
  'dispute open': ['paid', 'disputed'],
  'dispute won': ['paid', 'disputed', 'won'],
  'dispute lost': ['paid', 'part', 'disputed', 'lost'],
} as const
type Way = keyof typeof ways
type Step = (typeof ways)[Way][number]

const aPayment = fc.record({
  way: fc.constantFrom(...(Object.keys(ways) as Way[])),
  forged: fc.constantFrom('no', 'no', 'no', 'amount', 'account', 'checkout'),
})
const story = fc.record({
  checkouts: fc.array(fc.record({ rests: fc.boolean(), payments: fc.array(aPayment, { minLength: 1, maxLength: 2 }) }), {
    minLength: 1,
    maxLength: 2,
  }),
  tellings: fc.array(fc.nat({ max: 60 }), { maxLength: 14 }),
  turn: fc.nat(),
})
type Story = typeof story extends fc.Arbitrary<infer T> ? T : never

function told(step: Step, minute: number, base: Partial<Payment>): Payment {
  const isPaid = step !== 'open' && step !== 'pending' && step !== 'expired' && step !== 'failed'
  const back = step === 'part' || step === 'whole' || step === 'disputed' || step === 'won' || step === 'lost'
  const refunds = [
    ...(back ? [{ remoteId: 'r1', refundedAt: at(50), amount: eur(100n), reason: null }] : []),
    ...(step === 'whole' ? [{ remoteId: 'r2', refundedAt: at(51), amount: eur(650n), reason: null }] : []),
  ]
  const dispute = { disputed: 'open', won: 'won', lost: 'lost' }[step as string] as 'open' | 'won' | 'lost' | undefined
  return paymentOf({
    ...base,
    state: isPaid ? 'paid' : (step as Payment['state']),
    changedAt: at(minute),
    refunds: step === 'disputed' || step === 'won' ? [] : refunds,
    dispute: dispute === undefined ? null : { remoteId: 'd', state: dispute, since: at(60), amount: eur(price) },
  })
}

interface Telling {
  readonly payment: Payment
  readonly by: string
  readonly step: Step
  readonly checkout: number
  readonly isGood: boolean
  readonly isLast: boolean
}

async function tellingsOf({ checkouts }: Story, started: readonly string[], connection: string, other: string): Promise<Telling[]> {
  return checkouts.flatMap(({ payments }, checkout) =>
    payments.flatMap(({ way, forged }, index) => {
      const remoteId = `pay-${checkout}-${index}`
      const base = {
        remoteId,
        checkoutId: forged === 'checkout' ? randomUUID() : started[checkout]!,
        total: eur(forged === 'amount' ? price - 1n : price),
      }
      const steps = ways[way]
      return steps.map((step, minute) => ({
        payment: told(step, minute, base),
        by: forged === 'account' ? other : connection,
        ...{ step, checkout, isGood: forged === 'no', isLast: minute === steps.length - 1 },
      }))
    }),
  )
}

const isPaidStep = (step: Step) => !['open', 'pending', 'failed', 'expired'].includes(step)
const isOpenStep = (step: Step) => isPaidStep(step) && step !== 'whole' && step !== 'lost'

test('any telling ends in the one right state, and grants nothing on the way that was not paid', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(story, async given => {
      const shop = await newShop(database)
      const [connection, other] = [
        await newConnection(database, shop, { spoke: 'till' }),
        await newConnection(database, shop, { spoke: 'till' }),
      ]
      const pattern = await newOffer(database, shop, { price })
      const started: string[] = []
      for (const _ of given.checkouts)
        started.push((await buy(database, shop, { cart: cartOf([pattern]), connectionId: connection, now })).checkoutId)
      const all = await tellingsOf(given, started, connection, other)
      const settle = ({ payment, by }: Telling) => database.inShop(shop, tx => settlePayment(tx, by, payment, now))
      const paid = new Set<string>()
      for (const which of given.tellings) {
        const one = all[which % all.length]!
        if (one.isGood && isPaidStep(one.step)) paid.add(one.payment.remoteId)
        await settle(one)
        const { orders } = await stateOf(database, shop)
        assert.ok(
          orders.every(({ open, remote_id }) => open === 0 || paid.has(remote_id)),
          'granted and never paid',
        )
      }
      const turned = all.map((_, index) => all[(index * 7 + given.turn) % all.length]!)
      for (const one of new Set([...turned, ...all])) await settle(one)
      const found = await stateOf(database, shop)
      const last = all.filter(({ isLast }) => isLast)
      const wanted = last
        .filter(({ isGood, step }) => isGood && (isPaidStep(step) || step === 'pending' || step === 'failed'))
        // What was promised and failed is a cancelled order only if the promise was heard of first.
        .map(({ payment, step }) => ({ remote: payment.remoteId, open: isOpenStep(step) ? 1 : 0, step }))
      for (const { remote, open, step } of wanted) {
        const order = found.orders.find(({ remote_id }) => remote_id === remote)
        if (step === 'failed' && order === undefined) continue
        assert.equal(order?.open, open, `${remote} after ${step}`)
      }
      const openIds = found.orders.filter(({ open }) => open > 0).map(({ remote_id }) => remote_id)
      assert.deepEqual(
        openIds.toSorted(),
        wanted
          .filter(({ open }) => open > 0)
          .map(({ remote }) => remote)
          .toSorted(),
      )
      const back = { part: 100n, whole: price, lost: price } as Partial<Record<Step, bigint>>
      const money = last
        .filter(({ isGood, step }) => isGood && isPaidStep(step))
        .reduce((sum, { step }) => sum + price - (back[step] ?? 0n), 0n)
      assert.equal(found.clearing, money, 'the books')
      for (const [index, id] of started.entries()) {
        const steps = last.filter(one => one.checkout === index && one.isGood).map(({ step }) => step)
        if (steps.some(isPaidStep)) assert.equal(found.checkouts.find(one => one.checkout_id === id)!.state, 'paid')
        else assert.notEqual(found.checkouts.find(one => one.checkout_id === id)!.state, 'paid')
      }
    }),
    { numRuns: isWhole ? 400 : 25, seed: 20_261_129 },
  )
})
