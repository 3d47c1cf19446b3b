/**
 * Writes what was sold elsewhere into the buyer's Ravelry library: a cart, its products by their SKU, and an external checkout that bears our own order
 * number. The token is the buyer's (`carts-only`), since it is her library; Ravelry enables carts for an app on request only.
 */
import { SpokeError } from '#kit'
import { type Answer, type Context, call, callAs, orLost, statusOf } from './client.ts'
import { storeOf } from './store.ts'
import { Cart, CheckedOut, Invoice, Invoices } from './wire.ts'

export interface SoldElsewhere {
  /** Ours, the same each time: 'selvage-<order id>'. Buyers do not see it. */
  readonly reference: string
  readonly placedAt: Date
  /** Of the products there, each once. */
  readonly skus: readonly string[]
}

export type Delivered = { readonly state: 'delivered' | 'delivered-before'; readonly invoiceId: string } | { readonly state: 'not-enabled' }

const pageSize = 100
const mostPages = 50
/** Clocks differ. */
const slackMs = 10 * 60_000

/**
 * May run any number of times: our number is looked for among the store's purchases first, and again when an answer is lost. A cart that nobody
 * checked out is nothing.
 *
 * @param ctx of the seller's connection. @param accessToken of the buyer.
 * @returns 'not-enabled' where Ravelry has not enabled carts for the app.
 * @throws {SpokeError} 'seller' when a product is not for sale there under its SKU; 'reconnect' when the buyer's consent has ended.
 */
export async function putIntoLibrary(ctx: Context, accessToken: string, sale: SoldElsewhere): Promise<Delivered> {
  if (sale.skus.length === 0) throw new SpokeError('bug', 'write a sale into a library: it has no products')
  const before = await findDelivered(ctx, sale)
  if (before !== null) return { state: 'delivered-before', invoiceId: before }
  const { id: store_id } = await storeOf(ctx)
  const send = (what: string, path: string, form: Readonly<Record<string, string | number>>) =>
    callAs(ctx, `Bearer ${accessToken}`, { what, method: 'POST', path, form })
  let made: Answer
  try {
    made = await send('make a cart', '/carts/create', { store_id })
  } catch (error) {
    if (statusOf(error) === 403) return { state: 'not-enabled' }
    throw error
  }
  const { id } = Cart.parse(made.body).cart
  for (const item_code of new Set(sale.skus))
    await addProduct(send('put a product into the cart', `/carts/${id}/add`, { item_code }), item_code)
  const sent = await orLost(send('write a sale into a library', `/carts/${id}/external_checkout`, { payment_reference: sale.reference }))
  if (!('lost' in sent)) return { state: 'delivered', invoiceId: CheckedOut.parse(sent.body).invoice.id }
  const invoiceId = await findDelivered(ctx, sale)
  if (invoiceId === null) throw sent.lost
  return { state: 'delivered', invoiceId }
}

async function addProduct(sent: Promise<Answer>, sku: string): Promise<void> {
  try {
    await sent
  } catch (error) {
    if (statusOf(error) !== 400) throw error
    const sentence = `Ravelry sells nothing under the SKU “${sku}”. Publish the pattern there, or give it that item number.`
    throw new SpokeError('seller', sentence, { cause: (error as SpokeError).cause })
  }
}

/** @returns the number of the invoice that bears our order number; null when there is none. */
async function findDelivered(ctx: Context, { reference, placedAt }: SoldElsewhere): Promise<string | null> {
  const { id } = await storeOf(ctx)
  const from = new Date(placedAt.getTime() - slackMs).toISOString().slice(0, 19)
  for (let page = 1; page <= mostPages; page++) {
    const query = { store_id: id, creator: 'all', min_paid_date: `${from}+00:00`, sort: 'paid_date', page, page_size: pageSize }
    const { body } = await call(ctx, { what: 'look for a sale of ours', path: `/stores/${id}/purchases`, query })
    const { invoices } = Invoices.parse(body)
    const found = invoices.map(raw => Invoice.safeParse(raw).data).find(one => one?.payment_reference === reference)
    if (found !== undefined) return found.id
    if (invoices.length < pageSize) return null
  }
  throw new SpokeError('retry', 'look for a sale of ours: there are too many to look through')
}
