/**
 * Writes what was sold elsewhere into the buyer's Ravelry library: a cart, its products by their SKU, and an external checkout that bears our own
 * number. The token is the buyer's (`carts-only`), since it is her library; Ravelry enables carts for an app on request only.
 */
import { type PutOutcome, type SoldElsewhere, SpokeError } from '#kit'
import { type Answer, type Context, call, callAs, orLost, statusOf } from './client.ts'
import { storeOf } from './store.ts'
import { Cart, CheckedOut, Invoice, Invoices } from './wire.ts'

const pageSize = 100
const mostPages = 50
/** Clocks differ. */
const slackMs = 10 * 60_000

/**
 * May run any number of times: our number is looked for among the store's purchases first, and again when an answer is lost. A cart that nobody
 * checked out is nothing.
 *
 * @param ctx of the seller's connection. @param accessToken of the buyer.
 * @returns 'not-enabled' where Ravelry has not enabled carts for the app, 'not-allowed' where the buyer's token lives no more.
 * @throws {SpokeError} 'reconnect' for the seller's own keys alone.
 */
export async function putIntoLibrary(ctx: Context, accessToken: string, sale: SoldElsewhere): Promise<PutOutcome> {
  if (sale.skus.length === 0) throw new SpokeError('bug', 'write a sale into a library: it has no products')
  const before = await findDelivered(ctx, sale)
  if (before !== null) return { state: 'delivered-before', invoiceId: before }
  const { id: store_id } = await storeOf(ctx)
  const done = await checkOut({ ctx, accessToken, store_id }, sale)
  if (!('lost' in done)) return done
  const invoiceId = await findDelivered(ctx, sale)
  if (invoiceId === null) throw done.lost
  return { state: 'delivered', invoiceId }
}

/** With the buyer's token alone. */
async function checkOut(
  { ctx, accessToken, store_id }: { ctx: Context; accessToken: string; store_id: number },
  { skus, reference }: SoldElsewhere,
): Promise<PutOutcome | { readonly lost: SpokeError }> {
  const send = (what: string, path: string, form: Readonly<Record<string, string | number>>) =>
    callAs(ctx, `Bearer ${accessToken}`, { what, method: 'POST', path, form })
  try {
    const { id } = Cart.parse((await send('make a cart', '/carts/create', { store_id })).body).cart
    for (const item_code of new Set(skus))
      if (!(await isAdded(send('put a product into the cart', `/carts/${id}/add`, { item_code }))))
        return { state: 'not-for-sale', sku: item_code }
    const sent = await orLost(send('write a sale into a library', `/carts/${id}/external_checkout`, { payment_reference: reference }))
    return 'lost' in sent ? sent : { state: 'delivered', invoiceId: CheckedOut.parse(sent.body).invoice.id }
  } catch (error) {
    if (statusOf(error) === 403) return { state: 'not-enabled' }
    if (statusOf(error) === 401) return { state: 'not-allowed' }
    throw error
  }
}

async function isAdded(sent: Promise<Answer>): Promise<boolean> {
  try {
    await sent
    return true
  } catch (error) {
    if (statusOf(error) === 400) return false
    throw error
  }
}

/** @returns the number of the invoice that bears our number; null when there is none. */
async function findDelivered(ctx: Context, { reference, notBefore }: SoldElsewhere): Promise<string | null> {
  const { id } = await storeOf(ctx)
  const from = new Date(notBefore.getTime() - slackMs).toISOString().slice(0, 19)
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
