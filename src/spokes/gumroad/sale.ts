/** Sales of Gumroad as sales of ours. Pure: what was seen of a sale before is handed in, and what is to be remembered is handed back. */
import { z } from 'zod'
import { type Json, type Money, MoneyRefused, money, oneLine, type Sale, type SaleItem, type SaleRefund } from '#kit'
import { fieldsOf } from './listings.ts'
import { fromText, fromUnits } from './money.ts'
import { Sale as SaleShape } from './wire.ts'

/**
 * Gumroad tells neither when a sale changed nor when, or in how many steps, money went back: only how much of it is left. So the first reading that
 * shows a change dates it. Lost, the next reading dates it anew, and the sums are the same.
 */
const Memory = z.object({
  /** What had gone back in all after each step, in the currency's smallest unit. */
  steps: z.array(z.object({ upTo: z.string(), at: z.iso.datetime() })),
  disputedAt: z.iso.datetime().nullable(),
  changedAt: z.iso.datetime(),
})
type Memory = z.infer<typeof Memory>

export interface Reading {
  readonly sale: Sale
  /** null: nothing is to be remembered. */
  readonly memory: Json
}

/** @param seenAt Gumroad's time of this reading. @throws {MoneyRefused} when an amount cannot be counted. */
export function toSale(told: SaleShape, remembered: Json, seenAt: Date): Reading {
  const before = Memory.safeParse(remembered).data ?? null
  const placedAt = new Date(told.created_at)
  const { total, tax } = amountsOf(told)
  const memory = memoryAfter(before, { backMinor: backOf(told, total), isDisputed: isDisputed(told), seenAt })
  const refunds = refundsOf(memory, total)
  const back = refunds.reduce((sum, { amount }) => sum + amount.minor, 0n)
  const variants = oneLine(told.variants_and_quantity ?? '')
  const country = told.country_iso2?.toUpperCase() ?? ''
  const isWholeBack = told.refunded === true || isDisputed(told) || (total.minor > 0n && back >= total.minor)
  const sale: Sale = {
    remoteId: told.id,
    number: told.order_id == null ? told.id : String(told.order_id),
    state: isWholeBack ? 'refunded' : 'paid',
    placedAt,
    paidAt: placedAt,
    changedAt: memory === null ? placedAt : new Date(memory.changedAt),
    buyer: {
      // A present belongs to whom it was given.
      email: told.giftee_email || told.purchase_email || told.email || null,
      name: oneLine(told.full_name ?? '') || null,
      country: /^[A-Z]{2}$/.test(country) ? country : null,
    },
    total,
    tax,
    fee: feeOf(told, total.currency),
    lines: [
      {
        remoteId: told.id,
        listingRemoteId: told.product_id || null,
        sku: null,
        title: [oneLine(told.product_name ?? ''), variants].filter(Boolean).join(' '),
        quantity: told.quantity ?? 1,
        total: money(total.minor - tax.minor, total.currency),
        tax,
      },
    ],
    refunds,
  }
  return { sale, memory: memory as unknown as Json }
}

const currencyOf = ({ currency, currency_symbol }: SaleShape): string => {
  if (currency) return currency.toUpperCase()
  // Told by every sale since 2026; before, the sign alone was.
  if (currency_symbol === '$') return 'USD'
  throw new MoneyRefused('The sale does not tell its currency.')
}

/**
 * What Gumroad itself collects as tax is neither told nor hers. `price` holds what she must pay on as tax, in US cents; in another currency the sum is the
 * one that the buyer was shown.
 */
function amountsOf(told: SaleShape): { readonly total: Money; readonly tax: Money } {
  const currency = currencyOf(told)
  if (currency === 'USD') return { total: fromUnits(BigInt(told.price), currency), tax: fromUnits(BigInt(told.tax_cents ?? 0), currency) }
  const none = money(0n, currency)
  if (told.price === 0) return { total: none, tax: none }
  return { total: fromText(told.formatted_display_price ?? '', currency), tax: none }
}

/** Counted in US dollars, whatever the sale is in. */
const feeOf = ({ gumroad_fee }: SaleShape, currency: string): Money | null =>
  currency === 'USD' && typeof gumroad_fee === 'number' && gumroad_fee >= 0 ? fromUnits(BigInt(gumroad_fee), 'USD') : null

const isDisputed = ({ chargedback, disputed, dispute_won }: SaleShape): boolean =>
  chargedback === true || (disputed === true && dispute_won !== true)

/** How much has been given back in all. Where the sale is not in dollars Gumroad counts in these and back, and can be one unit off. */
function backOf(told: SaleShape, total: Money): bigint {
  if (told.refunded === true) return total.minor
  if (told.partially_refunded !== true) return 0n
  const left = fromText(told.amount_refundable_in_currency ?? '', total.currency)
  const back = total.minor - left.minor
  return back < 0n ? 0n : back
}

interface Seen {
  readonly backMinor: bigint
  readonly isDisputed: boolean
  readonly seenAt: Date
}

function memoryAfter(before: Memory | null, { backMinor, isDisputed, seenAt }: Seen): Memory | null {
  const now = seenAt.toISOString()
  const steps = before?.steps ?? []
  const known = BigInt(steps.at(-1)?.upTo ?? 0)
  const isSameBack = known === backMinor
  const isSameDispute = ((before?.disputedAt ?? null) !== null) === isDisputed
  if (isSameBack && isSameDispute) return before
  // Less than before: a refund failed and what is left of it is told as one.
  const earlier = backMinor < known ? [] : steps
  return {
    steps: isSameBack || backMinor === 0n ? earlier : [...earlier, { upTo: backMinor.toString(), at: now }],
    disputedAt: isDisputed ? (before?.disputedAt ?? now) : null,
    changedAt: now,
  }
}

function refundsOf(memory: Memory | null, total: Money): SaleRefund[] {
  if (memory === null) return []
  let done = 0n
  const given = memory.steps.map(({ upTo, at }): SaleRefund => {
    const amount = money(BigInt(upTo) - done, total.currency)
    done = BigInt(upTo)
    return { remoteId: `up-to-${upTo}`, refundedAt: new Date(at), amount, reason: null }
  })
  const rest = total.minor - done
  if (memory.disputedAt === null || rest <= 0n) return given
  const dispute = {
    remoteId: 'dispute',
    refundedAt: new Date(memory.disputedAt),
    amount: money(rest, total.currency),
    reason: 'Disputed at the buyer’s bank',
  }
  return [...given, dispute]
}

/** A sale that cannot be read is kept as it came, with a reason that names fields and never values. */
export function toSaleItem(raw: unknown, remembered: Json, seenAt: Date): { readonly item: SaleItem; readonly memory: Json } {
  const parsed = SaleShape.safeParse(raw)
  if (!parsed.success) return { item: kept(raw, `The sale does not have the shape of the API: ${fieldsOf(parsed.error)}.`), memory: null }
  try {
    const { sale, memory } = toSale(parsed.data, remembered, seenAt)
    return { item: { isRead: true, sale }, memory }
  } catch (error) {
    if (!(error instanceof MoneyRefused)) throw error
    return { item: kept(raw, 'An amount of the sale cannot be counted in its currency.'), memory: null }
  }
}

export function kept(raw: unknown, reason: string): SaleItem {
  const id = typeof raw === 'object' && raw !== null ? (raw as { id?: unknown }).id : undefined
  return { isRead: false, remoteId: typeof id === 'string' ? id : null, raw: JSON.stringify(raw) ?? '', reason }
}
