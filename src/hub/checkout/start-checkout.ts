/** The moment at which prices are frozen: what the buyer saw is priced once more, and kept as it is. */
import { createHash, randomBytes } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import type { Money } from '../money.ts'
import { ownConnection } from '../store/own-connection.ts'
import type { PricedItem } from '../store/price-cart.ts'
import { type Cart, type Quote, quoteCart } from '../store/quote.ts'
import type { PlaceProof } from './payment.ts'
import { settlePayment } from './settle-payment.ts'
import { writePlaces } from './write-places.ts'

export interface Starting {
  readonly cart: Cart
  /** The mark of the quote that the buyer saw. */
  readonly seen: string
  /** The provider that she chose; of no meaning where nothing is to be paid. */
  readonly connectionId: string | null
  readonly email: string
  /** BCP 47. */
  readonly language: string | null
  readonly places: readonly PlaceProof[]
  /** The words beside the box for advertising, where she ticked it. */
  readonly marketingWords?: string | null
  /** The mail to the receiver goes out at `at`. */
  readonly gift: { readonly email: string; readonly word: string; readonly at: Date } | null
}

export interface StartedCheckout {
  readonly checkoutId: string
  readonly number: string
  /** Opens the buyer's page of it; nowhere kept. */
  readonly token: string
  readonly connectionId: string
  /** Nothing was to be paid: it is granted. */
  readonly isFree: boolean
  readonly total: Money
  /** Above zero each, one for each thing in the cart. */
  readonly lines: readonly { readonly title: string; readonly sku: string; readonly total: Money }[]
}

export type StartOutcome =
  | { readonly outcome: 'started'; readonly checkout: StartedCheckout }
  /** Something is not as she saw it: it is shown to her first. */
  | { readonly outcome: 'changed'; readonly quote: Quote }

/** How long a use of a coupon is held until the provider tells how long it waits. */
const heldMs = 3_600_000

export async function startCheckout(tx: Tx, starting: Starting, now: Date): Promise<StartOutcome> {
  const { cart, seen, places, gift } = starting
  const quote = await quoteCart(tx, cart, now, { isTaking: true })
  const { priced, coupon, store } = quote
  const isFree = priced.total === 0n
  if (quote.mark !== seen || priced.items.length === 0 || (starting.connectionId === null && !isFree)) return { outcome: 'changed', quote }
  const connectionId = isFree ? await ownConnection(tx, now) : starting.connectionId!
  const [token, number] = [randomBytes(32).toString('base64url'), newNumber()]
  const row = await tx
    .insertInto('checkout')
    .values({
      ...{ shop_id: shopOf(tx), number, token_hash: hashOf(token), connection_id: connectionId, currency: store.currency },
      email: starting.email.toLowerCase(),
      language: starting.language,
      marketing_words: starting.marketingWords ?? null,
      gift_email: gift?.email.toLowerCase() ?? null,
      gift_word: gift?.word ?? null,
      gift_at: gift?.at ?? null,
      is_gift: gift !== null,
      total_minor: priced.total,
      coupon_id: coupon?.couponId ?? null,
      started_at: now,
      until: new Date(now.getTime() + heldMs),
    })
    .returning('checkout_id')
    .executeTakeFirstOrThrow()
  const checkoutId = row.checkout_id
  await writeLines(tx, checkoutId, priced.items)
  await writePlaces(tx, checkoutId, places, now)
  const money = (minor: bigint): Money => ({ minor, currency: store.currency })
  if (isFree) await settlePayment(tx, connectionId, freePayment({ checkoutId, currency: store.currency, now }), now)
  return {
    outcome: 'started',
    checkout: {
      ...{ checkoutId, number, token, connectionId, isFree, total: money(priced.total) },
      lines: priced.items
        .filter(({ total }) => total > 0n)
        .map(({ title, id, total }) => ({ title: title.slice(0, 200), sku: id, total: money(total) })),
    },
  }
}

const freePayment = ({ checkoutId, currency, now }: { checkoutId: string; currency: string; now: Date }) => ({
  ...{ remoteId: checkoutId, checkoutId, state: 'paid' as const, startedAt: now, paidAt: now, changedAt: now },
  ...{ total: { minor: 0n, currency }, fee: null, places: [], refunds: [], dispute: null, reference: null },
  buyer: { email: null, name: null, country: null },
})

async function writeLines(tx: Tx, checkoutId: string, items: readonly PricedItem[]): Promise<void> {
  const lines = items.flatMap((item, at) =>
    item.parts.map(part => ({
      shop_id: shopOf(tx),
      checkout_id: checkoutId,
      item: at,
      pattern_id: part.patternId,
      bundle_id: item.kind === 'bundle' ? item.id : null,
      title: part.title,
      item_title: item.title,
      list_minor: part.list,
      total_minor: part.total,
    })),
  )
  await tx
    .insertInto('checkout_line')
    .values(lines.map((line, at) => ({ ...line, line: at + 1 })))
    .execute()
}

/** After the provider's yes: where the buyer goes to pay, and until when. */
export async function noteStarted(
  tx: Tx,
  checkoutId: string,
  { remoteId, url, expiresAt }: { remoteId: string; url: string; expiresAt: Date | null },
): Promise<void> {
  await sql`
    update checkout set remote_id = ${remoteId}, pay_url = ${url}, until = coalesce(${expiresAt}::timestamptz, until)
    where shop_id = ${shopOf(tx)}::uuid and checkout_id = ${checkoutId}::uuid`.execute(tx)
}

/** The provider would not have it: the use of its coupon is free again. */
export async function noteNotStarted(tx: Tx, checkoutId: string, now: Date): Promise<void> {
  await sql`
    update checkout set state = 'failed', settled_at = ${now}
    where shop_id = ${shopOf(tx)}::uuid and checkout_id = ${checkoutId}::uuid and state = 'started' and remote_id is null`.execute(tx)
}

export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

/** Without signs that are mistaken for each other. */
const signs = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
const newNumber = (): string => {
  const drawn = [...randomBytes(8)].map(byte => signs[byte % signs.length]).join('')
  return `S-${drawn.slice(0, 4)}-${drawn.slice(4)}`
}
