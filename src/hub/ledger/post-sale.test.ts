import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Books, entriesBetween, type Posting, postRefund, postSale, taxShares } from './post-sale.ts'

const at = new Date('2026-03-01T12:00:00Z')
const books = (some: Partial<Books> = {}): Books => ({
  orderId: 'o',
  spoke: 'stub',
  currency: 'EUR',
  soldAt: at,
  total: 1190n,
  tax: 190n,
  fee: null,
  refunds: [],
  changedAt: at,
  ...some,
})
const eur = { currency: 'EUR' }

test('a sale puts goods and tax into clearing, and the fee goes out of it', () => {
  assert.deepEqual(postSale(books({ fee: 42n })), [
    { from: 'income:patterns:stub', to: 'asset:clearing:stub', amount: 1000n, ...eur },
    { from: 'liability:tax:stub', to: 'asset:clearing:stub', amount: 190n, ...eur },
    { from: 'asset:clearing:stub', to: 'expense:fees:stub', amount: 42n, ...eur },
  ])
})

test('a refund is the other way; a gift and an unpaid order post nothing', () => {
  assert.deepEqual(postRefund(books(), { amount: 595n, tax: 95n }), [
    { from: 'asset:clearing:stub', to: 'income:patterns:stub', amount: 500n, ...eur },
    { from: 'asset:clearing:stub', to: 'liability:tax:stub', amount: 95n, ...eur },
  ])
  assert.deepEqual(entriesBetween(null, books({ total: 0n, tax: 0n }), 'n'), [])
  assert.deepEqual(entriesBetween(null, books({ soldAt: null }), 'n'), [])
})

test('a fee that comes later is an entry of its own; another sum is a correction that turns the first back', () => {
  const causes = (before: Books, after: Books) => entriesBetween(before, after, 'n').map(({ cause }) => cause)
  assert.deepEqual(causes(books(), books({ fee: 42n })), ['fee:o'])
  assert.deepEqual(causes(books(), books({ total: 1200n })), ['correction:o:n'])
  assert.deepEqual(causes(books(), books()), [])
})

const refunds = fc.array(fc.record({ remoteId: fc.uuid(), amount: fc.bigInt(1n, 500n), refundedAt: fc.date({ noInvalidDate: true }) }), {
  maxLength: 5,
})
const anyBooks = fc
  .record({
    total: fc.bigInt(0n, 2000n),
    share: fc.integer({ min: 0, max: 100 }),
    fee: fc.option(fc.bigInt(1n, 99n)),
    refunds,
    isSold: fc.boolean(),
  })
  .map(({ total, share, isSold, ...rest }) => books({ total, tax: (total * BigInt(share)) / 100n, soldAt: isSold ? at : null, ...rest }))

test('tax shares of refunds that reach the total add up to its tax', () => {
  fc.assert(
    fc.property(anyBooks, some => {
      const refunded = some.refunds.reduce((sum, { amount }) => sum + amount, 0n)
      const shared = [...taxShares(some).values()].reduce((sum, share) => sum + share, 0n)
      if (refunded >= some.total && some.refunds.length > 0) assert.equal(shared, some.total === 0n ? 0n : some.tax)
      assert.ok(shared <= some.tax)
    }),
  )
})

test('however an order changes, what is posted adds up to what it is now', () => {
  fc.assert(
    fc.property(fc.array(anyBooks, { minLength: 1, maxLength: 6 }), story => {
      const posted: Posting[] = []
      let before: Books | null = null
      for (const [step, next] of story.entries()) {
        // As the orders do: once sold always sold, a fee once told is kept.
        const after: Books = { ...next, soldAt: before?.soldAt ?? next.soldAt, fee: next.fee ?? before?.fee ?? null }
        posted.push(...entriesBetween(before, after, String(step)).flatMap(({ postings }) => postings))
        before = after
      }
      const inClearing = balanceOf(posted, 'asset:clearing:stub')
      const { soldAt, total, fee, refunds: last, tax } = before!
      const refunded = last.reduce((sum, { amount }) => sum + amount, 0n)
      assert.equal(inClearing, soldAt === null ? 0n : total - (fee ?? 0n) - refunded)
      const taxBack = [...taxShares(before!).values()].reduce((sum, share) => sum + share, 0n)
      assert.equal(-balanceOf(posted, 'liability:tax:stub'), soldAt === null ? 0n : tax - taxBack)
      assert.equal(balanceOf(posted, 'expense:fees:stub'), soldAt === null ? 0n : (fee ?? 0n))
    }),
  )
})

const balanceOf = (postings: readonly Posting[], account: string): bigint =>
  postings.reduce((sum, { from, to, amount }) => sum + (to === account ? amount : 0n) - (from === account ? amount : 0n), 0n)
