/** What sales and refunds mean in the books. Pure: amounts in, postings out; a posting is balanced by its shape. */

/** An order as the books see it. Amounts in its currency's smallest unit. */
export interface Books {
  readonly orderId: string
  readonly spoke: string
  readonly currency: string
  /** null: never paid, so nothing to book. */
  readonly soldAt: Date | null
  readonly total: bigint
  /** Part of the total that is not hers. */
  readonly tax: bigint
  /** What the storefront keeps; null: not told yet. */
  readonly fee: bigint | null
  readonly refunds: readonly BookedRefund[]
  /** When the storefront last changed it: the date of a correction. */
  readonly changedAt: Date
}

export interface BookedRefund {
  readonly remoteId: string
  readonly amount: bigint
  readonly refundedAt: Date
}

export interface Posting {
  readonly from: string
  readonly to: string
  readonly amount: bigint
  readonly currency: string
}

export interface Entry {
  /** The same cause is posted once, however often it is read. */
  readonly cause: string
  /** Posted under this cause instead when the first was used before: a refund that was taken back and came again. */
  readonly causeAgain: string | null
  readonly reversesCause: string | null
  readonly happenedAt: Date
  readonly postings: readonly Posting[]
}

const accounts = (spoke: string) => ({
  income: `income:patterns:${spoke}`,
  tax: `liability:tax:${spoke}`,
  clearing: `asset:clearing:${spoke}`,
  fees: `expense:fees:${spoke}`,
})

/** Goods and tax come into clearing; the fee goes out of it. */
export function postSale({ spoke, currency, total, tax, fee }: Books): Posting[] {
  const { income, tax: taxAccount, clearing } = accounts(spoke)
  return withoutZero([
    { from: income, to: clearing, amount: total - tax, currency },
    { from: taxAccount, to: clearing, amount: tax, currency },
    ...postFee({ spoke, currency, fee }),
  ])
}

const postFee = ({ spoke, currency, fee }: Pick<Books, 'spoke' | 'currency' | 'fee'>): Posting[] =>
  withoutZero([{ from: accounts(spoke).clearing, to: accounts(spoke).fees, amount: fee ?? 0n, currency }])

/** @param tax the part of the amount that was tax. */
export function postRefund({ spoke, currency }: Books, { amount, tax }: { amount: bigint; tax: bigint }): Posting[] {
  const { income, tax: taxAccount, clearing } = accounts(spoke)
  return withoutZero([
    { from: clearing, to: income, amount: amount - tax, currency },
    { from: clearing, to: taxAccount, amount: tax, currency },
  ])
}

/**
 * The tax in each refund, in proportion and to the cent: the shares of refunds that add up to the total add up to its tax.
 * Counted in the order in which they happened, so it depends on the refunds alone and not on when they were read.
 */
export function taxShares({ refunds, total, tax }: Pick<Books, 'refunds' | 'total' | 'tax'>): Map<string, bigint> {
  const shares = new Map<string, bigint>()
  let refunded = 0n
  let shared = 0n
  const inOrder = refunds.toSorted((a, b) => a.refundedAt.getTime() - b.refundedAt.getTime() || (a.remoteId < b.remoteId ? -1 : 1))
  for (const { remoteId, amount } of inOrder) {
    refunded += amount
    const upToHere = total === 0n ? 0n : ((refunded < total ? refunded : total) * tax) / total
    shares.set(remoteId, upToHere - shared)
    shared = upToHere
  }
  return shares
}

/**
 * What is to be posted when an order that was booked as `before` is now `after`. Nothing posted is ever changed: what is no longer so is posted back.
 *
 * @param nonce makes the cause of a correction unlike any other; a sale and a refund have causes of their own.
 */
export function entriesBetween(before: Books | null, after: Books, nonce: string): Entry[] {
  if (after.soldAt === null) return []
  const booked = before?.soldAt == null ? null : before
  return [...saleEntries(booked, { ...after, soldAt: after.soldAt }, nonce), ...refundEntries(booked, after, nonce)].filter(
    ({ postings }) => postings.length > 0,
  )
}

type Sold = Books & { readonly soldAt: Date }

function saleEntries(booked: Books | null, after: Sold, nonce: string): Entry[] {
  const { orderId, changedAt } = after
  const entry = { causeAgain: null, reversesCause: null }
  if (booked === null) return [{ ...entry, cause: `sale:${orderId}`, happenedAt: after.soldAt, postings: postSale(after) }]
  const isSameSum = booked.total === after.total && booked.tax === after.tax && booked.currency === after.currency
  if (isSameSum && booked.fee === after.fee) return []
  if (isSameSum && booked.fee === null) return [{ ...entry, cause: `fee:${orderId}`, happenedAt: changedAt, postings: postFee(after) }]
  const postings = [...turned(postSale(booked)), ...postSale(after)]
  return [{ ...entry, cause: `correction:${orderId}:${nonce}`, reversesCause: `sale:${orderId}`, happenedAt: changedAt, postings }]
}

function refundEntries(booked: Books | null, after: Books, nonce: string): Entry[] {
  const [was, is] = [sharesOf(booked), sharesOf(after)]
  const isSame = (id: string) => was.get(id)?.amount === is.get(id)?.amount && was.get(id)?.tax === is.get(id)?.tax
  const cause = (id: string) => `refund:${after.orderId}:${id}`
  const undone = [...was]
    .filter(([id]) => !isSame(id))
    .map(([id, refund]) => ({
      cause: `refund-undone:${after.orderId}:${id}:${nonce}`,
      causeAgain: null,
      reversesCause: cause(id),
      happenedAt: after.changedAt,
      postings: turned(postRefund(booked ?? after, refund)),
    }))
  const made = [...is]
    .filter(([id]) => !isSame(id))
    .map(([id, refund]) => ({
      cause: cause(id),
      causeAgain: `${cause(id)}:${nonce}`,
      reversesCause: null,
      happenedAt: refund.refundedAt,
      postings: postRefund(after, refund),
    }))
  return [...undone, ...made]
}

function sharesOf(books: Books | null): Map<string, BookedRefund & { tax: bigint }> {
  if (books === null) return new Map()
  const shares = taxShares(books)
  return new Map(books.refunds.map(refund => [refund.remoteId, { ...refund, tax: shares.get(refund.remoteId)! }]))
}

const turned = (postings: readonly Posting[]): Posting[] => postings.map(({ from, to, ...rest }) => ({ from: to, to: from, ...rest }))
const withoutZero = (postings: Posting[]): Posting[] => postings.filter(({ amount }) => amount > 0n)
