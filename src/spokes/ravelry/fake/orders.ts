/** What is bought, given and given back, by people and not by the API. */
import { listed } from './products.ts'
import type { Shop } from './shop.ts'
import type { Invoice, Line, Payment } from './state.ts'

export interface Sale {
  readonly lines: readonly { readonly productId: number; readonly title?: string | undefined }[]
  readonly name: string | null
  readonly email: string | null
  readonly country: string | null
  readonly username?: string | null
  /** 'gift': free, by the designer. 'external': paid for elsewhere. */
  readonly kind?: 'gift' | 'external' | 'lys-sale' | 'lys-payment'
  readonly reference?: string | null
  readonly atMs?: number | undefined
  /** In the smallest unit, off the whole. */
  readonly discount?: number
}

export function placeOrder(shop: Shop, { lines: wanted, kind, discount = 0, ...sale }: Sale): Invoice {
  const isGiven = kind === 'gift' || kind === 'external'
  const lines = wanted.map(({ productId, title }): Line => {
    const product = shop.products.get(productId)
    const price = product === undefined ? 500 : product.isFree ? 0 : (product.price ?? 0)
    return {
      id: shop.next(),
      productId: product?.id ?? null,
      promotionId: null,
      title: title ?? product?.title ?? 'An old pattern',
      amount: isGiven ? 0 : price,
      discount: 0,
      files: product === undefined ? [] : listed(shop, product).map(({ id, name, sha256 }) => ({ id, name, sha256 })),
    }
  })
  const { currency } = shop.products.get(wanted[0]?.productId ?? 0) ?? {}
  if (discount > 0 && lines[0] !== undefined) {
    lines[0].discount = discount
    lines.push({ id: shop.next(), productId: null, promotionId: 77, title: 'Spring sale', amount: -discount, discount: 0, files: [] })
  }
  const due = lines.reduce((sum, { amount }) => sum + amount, 0)
  const at = sale.atMs ?? shop.now()
  const payments: Payment[] =
    isGiven || due === 0
      ? []
      : [{ id: shop.next(), gross: due, txnId: shop.dice.text(17, 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789'), type: 'express_checkout' }]
  const id = shop.next()
  const invoice: Invoice = {
    id: String(id),
    number: id - 900_000,
    madeMs: at,
    paidMs: at,
    kind: kind === 'lys-sale' || kind === 'lys-payment' ? kind : 'ravelry-purchase',
    creatorType: kind === 'gift' ? 2 : kind === 'lys-sale' ? 3 : null,
    name: sale.name,
    email: sale.email,
    country: sale.country,
    username: sale.username ?? null,
    currency: currency ?? shop.state.settings.currency,
    lines,
    payments,
    reference: sale.reference ?? null,
  }
  shop.invoices.set(invoice.id, invoice)
  return invoice
}

export const paidOf = ({ payments }: Invoice): number => payments.reduce((sum, { gross }) => sum + gross, 0)

/** At PayPal, which is where the money is. @param amount in the smallest unit; null for all that is left. */
export function refundOrder(shop: Shop, id: string, amount: number | null): string {
  const invoice = shop.invoices.get(id)
  if (invoice === undefined) throw new Error(`There is no invoice ${id}.`)
  const left = paidOf(invoice)
  const back = amount ?? left
  if (back <= 0 || back > left) throw new Error(`Invoice ${id} cannot be refunded by ${back}.`)
  const payment: Payment = {
    id: shop.next(),
    gross: -back,
    txnId: shop.dice.text(17, 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789'),
    type: 'refund',
  }
  invoice.payments.push(payment)
  return `${id}-${payment.id}`
}

/** Old sales, spread over the year before `untilMs`. */
export function makeHistory(shop: Shop, count: number, untilMs: number): void {
  const products = [...shop.products.values()].filter(({ isActive }) => isActive)
  const names = ['Ida Holm', 'Bo Lind', 'Mara Nowak', 'Lena Weiss', 'Ada Byrne']
  for (let at = 0; at < count; at++)
    placeOrder(shop, {
      lines: [{ productId: products.length > 0 ? shop.dice.pick(products).id : 0 }],
      name: shop.dice.pick(names),
      email: `old-${at}@buyer.example`,
      country: shop.dice.pick(['DE', 'US', 'GB', 'NL']),
      atMs: untilMs - Math.floor(((count - at) * 365 * 86_400_000) / (count + 1)),
    })
}
