/** Payhip's messages to sales. Pure. Each tells the whole sale as it is by then, so the newest one is all there is to know. */
import { decimalsOf, decodeEntities, type Money, MoneyRefused, money, oneLine, type Sale, type SaleItem } from '#kit'
import { Message } from './wire.ts'

/**
 * “All prices are in cents or pennies.” What that means in a currency without them is not written, so there nothing is counted.
 * @throws {MoneyRefused} with a sentence for her.
 */
function fromCents(cents: number, currency: string): Money {
  if (decimalsOf(currency) !== 2)
    throw new MoneyRefused(`Payhip tells amounts in cents, and does not say what that means in ${currency}. It is not counted.`)
  return money(BigInt(cents), currency)
}

function toSale(message: Message): Sale {
  const { id, currency, email } = message
  const [total, tax] = [fromCents(message.price, currency), fromCents(message.vat_amount ?? 0, currency)]
  const toldAt = fromSeconds(message.type === 'paid' ? message.date : message.date_refunded)
  const placedAt = message.type === 'paid' ? toldAt : fromSeconds(message.date_created ?? message.date_refunded)
  const back = message.type === 'refunded' ? fromCents(message.amount_refunded, currency) : null
  return {
    remoteId: id,
    number: id,
    state: back !== null && back.minor >= total.minor ? 'refunded' : 'paid',
    placedAt,
    paidAt: placedAt,
    // What is given back within the second of its payment came after it.
    changedAt: message.type === 'paid' ? toldAt : new Date(toldAt.getTime() + 1),
    buyer: { email: textOf(email), name: null, country: null },
    total,
    tax,
    fee: feeOf(message),
    lines: linesOf(message, money(total.minor - tax.minor, currency)),
    refunds: back === null || back.minor === 0n ? [] : [{ remoteId: 'refunded', refundedAt: toldAt, amount: back, reason: null }],
  }
}

const fromSeconds = (seconds: number): Date => new Date(seconds * 1000)
const textOf = (text: string | null | undefined): string | null => oneLine(decodeEntities(text ?? '')) || null

/** Payhip's own and that of whoever took the payment; null where Payhip's is not told. */
function feeOf(message: Message): Money | null {
  if (message.payhip_fee === null || message.payhip_fee === undefined) return null
  const fees = Object.entries(message).map(([name, value]) =>
    /^[a-z]+_fee$/.test(name) && Number.isSafeInteger(value) ? Number(value) : 0,
  )
  return fromCents(
    fees.reduce((sum, one) => sum + one, 0),
    message.currency,
  )
}

/** What each of several products cost is not told: the sum is shared out by their numbers, to the cent. */
function linesOf({ items }: Message, net: Money): Sale['lines'] {
  const count = items.reduce((sum, { quantity }) => sum + BigInt(quantity ?? 1), 0n)
  const seen = new Map<string, number>()
  let [counted, shared] = [0n, 0n]
  return items.map(({ product_id: product, product_name: name, quantity }) => {
    counted += BigInt(quantity ?? 1)
    const upToHere = (counted * net.minor) / count
    const own = upToHere - shared
    shared = upToHere
    const times = (seen.get(product) ?? 0) + 1
    seen.set(product, times)
    return {
      remoteId: times === 1 ? product : `${product}-${times}`,
      listingRemoteId: product,
      sku: null,
      title: textOf(name) ?? '',
      quantity: quantity ?? 1,
      total: money(own, net.currency),
      // Told for the whole sale alone.
      tax: money(0n, net.currency),
    }
  })
}

/** A message that cannot be read says which fields are wrong, and never what was in them. */
export function toSaleItem(raw: unknown): SaleItem {
  const message = Message.safeParse(raw)
  const text = JSON.stringify(raw) ?? ''
  const id = typeof raw === 'object' && raw !== null ? (raw as { id?: unknown }).id : undefined
  const remoteId = typeof id === 'string' ? id : null
  if (!message.success) {
    const fields = [...new Set(message.error.issues.map(({ path }) => path.map(String).join('.') || 'all of it'))].slice(0, 5).join(', ')
    return { isRead: false, remoteId, raw: text, reason: `The message does not have the shape that Payhip describes: ${fields}.` }
  }
  try {
    return { isRead: true, sale: toSale(message.data) }
  } catch (error) {
    if (error instanceof MoneyRefused) return { isRead: false, remoteId, raw: text, reason: error.message }
    throw error
  }
}
