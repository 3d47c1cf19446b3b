/** The verbs of the control port: the far side's own truth, sales and hand edits by others than the hub, and its bad days. */
import { createHash } from 'node:crypto'
import { fromJson, type MoneyJson, toDecimal } from '#hub/money.ts'
import type { ListedProperty } from '#kit'
import type { CouponByHand, FarListing, SellRequest } from '#kit/fake.ts'
import type { Json } from '#kit/shop.ts'
import { attributesFor } from '../attributes.ts'
import type { StandingAttribute } from '../wire.ts'
import type { Ledger } from './answer.ts'
import { noAddress } from './book.ts'
import { couponByHand, farCoupons } from './coupons.ts'
import type { HookQueue } from './deliveries.ts'
import { hand } from './downloads.ts'
import { fetchFor, ownPath } from './fetch.ts'
import { batchMs } from './manners.ts'
import { cents } from './money.ts'
import { refundedOf, totalOf } from './order-json.ts'
import { changeOrder, keepOrder, newLine, newOrder, pay, reckonTax } from './orders.ts'
import { owner } from './pages/seller.ts'
import { priceOf } from './product-json.ts'
import { binProduct, changeProduct, deleteProduct } from './products.ts'
import { makeRefund } from './refunds.ts'
import type { Shop } from './shop.ts'
import type { Product, Settings } from './state.ts'
import { clean } from './text.ts'

const [mostInBatch, atOnce] = [100, 2]

type Verb = (input: Json) => Promise<unknown>

const productOf = (shop: Shop, remoteId: string): Product => {
  const product = shop.products.get(Number(remoteId))
  if (!product) throw new Error(`There is no product ${remoteId}.`)
  return product
}

/** What a visitor reads where the store keeps entities. */
const asSeen = (html: string): string => html.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&')

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

async function farListing(shop: Shop, product: Product): Promise<FarListing> {
  const files = product.files.map(async file => {
    const own = ownPath(shop, file.file)
    const kept = own === null ? undefined : [...shop.attachments.values()].find(each => each.path === own)
    if (kept) return { id: file.id, name: file.name, url: file.file, sha256: kept.sha256 }
    const fetched = await fetchFor(shop, file.file, { guard: false })
    return { id: file.id, name: file.name, url: file.file, sha256: 'bytes' in fetched ? sha256(fetched.bytes) : null }
  })
  const names = (kind: 'tags' | 'categories'): readonly string[] => product[kind].flatMap(id => asSeen(shop.term(kind, id)?.name ?? ''))
  return {
    remoteId: String(product.id),
    title: asSeen(product.name),
    description: product.description,
    sku: product.sku,
    price: product.regularPrice,
    salePrice: product.salePrice === '' ? null : product.salePrice,
    isPublished: product.status === 'publish',
    tags: names('tags'),
    categories: names('categories'),
    images: product.images.length,
    files: await Promise.all(files),
  }
}

function sell(shop: Shop, sale: SellRequest): { remoteId: string; number: string } {
  const order = newOrder(shop, 'checkout')
  const [first = '', ...rest] = sale.name.trim().split(/\s+/)
  order.billing = { ...noAddress(), first_name: first, last_name: rest.join(' '), email: sale.email ?? '', country: sale.country ?? 'DE' }
  order.paymentMethod = 'pretendpay'
  order.paymentTitle = 'Card (pretend)'
  for (const line of sale.lines) {
    const made = newLine(shop, { product_id: Number(line.remoteId) || 999_999_999, quantity: line.quantity ?? 1 })
    if (line.title !== undefined) made.name = clean(line.title)
    order.lines.push(made)
  }
  reckonTax(shop, order)
  const at = sale.at === undefined ? null : Math.floor(Date.parse(sale.at) / 1000)
  if (at !== null && Number.isNaN(at)) throw new Error(`“${sale.at}” is not a time. Write it like 2026-03-01T12:00:00Z.`)
  const wasNow = order.created
  if ((sale.state ?? 'paid') === 'paid') pay(shop, order, `txn_${shop.dice.text(12)}`)
  const placed =
    at === null
      ? order
      : {
          ...order,
          created: at,
          modified: at,
          paid: order.paid === wasNow ? at : order.paid,
          completed: order.completed === wasNow ? at : order.completed,
        }
  shop.fire('order.updated', placed.id)
  keepOrder(shop, placed, 'created')
  return { remoteId: String(placed.id), number: String(placed.id) }
}

function refund(shop: Shop, input: { remoteId: string; amount?: MoneyJson }): { remoteId: string } {
  const order = shop.book.get(Number(input.remoteId))
  if (!order) throw new Error(`There is no order ${input.remoteId}.`)
  const amount = input.amount === undefined ? String((totalOf(order) - refundedOf(order)) / 100) : toDecimal(fromJson(input.amount))
  const made = makeRefund(shop, order.id, { amount, reason: 'Refunded by the seller', api_refund: false })
  return { remoteId: String(made.refund.id) }
}

interface Edit {
  readonly remoteId: string
  readonly set: {
    readonly title?: string
    readonly description?: string
    readonly isPublished?: boolean
    readonly tags?: readonly string[]
    readonly sku?: string
    readonly price?: string
    readonly dropFile?: string
    readonly properties?: readonly ListedProperty[]
  }
}

async function edit(shop: Shop, { remoteId, set }: Edit): Promise<void> {
  const product = productOf(shop, remoteId)
  const fields: Record<string, unknown> = {}
  if (set.title !== undefined) fields.name = set.title
  if (set.description !== undefined) fields.description = set.description
  if (set.isPublished !== undefined) fields.status = set.isPublished ? 'publish' : 'draft'
  if (set.tags !== undefined) fields.tags = set.tags.map(name => ({ name }))
  if (set.sku !== undefined) fields.sku = set.sku
  if (set.price !== undefined) fields.regular_price = set.price
  if (set.properties !== undefined)
    fields.attributes = attributesFor(set.properties, (product.rest.attributes ?? []) as unknown as StandingAttribute[])
  if (set.dropFile !== undefined) {
    const left = product.files.filter(file => file.id !== set.dropFile && file.name !== set.dropFile)
    if (left.length === product.files.length) throw new Error(`Product ${remoteId} has no file “${set.dropFile}”.`)
    fields.downloads = left
  }
  await changeProduct(shop, product.id, fields, owner)
}

const yearSeconds = 365 * 86_400

function history(shop: Shop, { orders, until }: { orders: number; until?: string }): { made: number } {
  const end = until === undefined ? shop.now() : Math.floor(Date.parse(until) / 1000)
  if (!Number.isInteger(orders) || orders < 1 || Number.isNaN(end))
    throw new Error('history takes { orders: a whole number over 0, until?: a time like 2026-03-01T12:00:00Z }.')
  const products = [...shop.products.values()]
    .filter(product => product.status === 'publish' && cents(priceOf(shop, product)) > 0)
    .map(product => ({
      id: product.id,
      name: product.name,
      sku: product.sku,
      price: cents(priceOf(shop, product)),
      files: product.files.map(file => file.id),
    }))
  const { next, settings } = shop.state
  shop.book.addBatch({
    firstId: next.post,
    firstLine: next.line,
    count: orders,
    from: end - yearSeconds,
    until: end,
    seed: shop.dice.below(2 ** 31),
    currency: settings.currency,
    products,
  })
  next.post += orders
  next.line += orders * 2
  return { made: orders }
}

async function downloadFor(shop: Shop, { orderId, fileId }: { orderId: string; fileId: string }): Promise<{ sha256: string } | null> {
  const order = shop.book.get(Number(orderId))
  const permission = order ? shop.permissionsOf(order).find(each => each.fileId === fileId) : undefined
  if (!order || !permission) return null
  const handed = await hand(shop, order, permission.productId, permission.email, fileId, false)
  return 'bytes' in handed ? { sha256: sha256(handed.bytes) } : null
}

export function controlVerbs(shop: Shop, queue: HookQueue, ledger: Ledger): Readonly<Record<string, Verb>> {
  const { state } = shop
  const main = state.keys[0]
  return {
    credentials: async input => {
      const isReading = (input as { access?: string } | null)?.access === 'read'
      const given = isReading ? state.keys.find(({ permission }) => permission === 'read') : main
      return {
        baseUrl: shop.url,
        settings: {
          consumerKey: given?.consumerKey ?? '',
          consumerSecret: given?.consumerSecret ?? '',
          wordpressUser: state.wpUser,
          wordpressPassword: state.wpPassword,
          hookSecret: state.hookSecret,
        },
      }
    },
    keys: async () => state.keys,
    listings: async () =>
      Promise.all([...shop.products.values()].filter(product => product.status !== 'trash').map(product => farListing(shop, product))),
    sell: async input => sell(shop, input as unknown as SellRequest),
    refund: async input => refund(shop, input as unknown as { remoteId: string; amount?: MoneyJson }),
    cancel: async input => void changeOrder(shop, Number((input as { remoteId: string }).remoteId), { status: 'cancelled' }),
    edit: async input => edit(shop, input as unknown as Edit),
    remove: async input => {
      const { remoteId, forGood } = input as { remoteId: string; forGood?: boolean }
      const product = productOf(shop, remoteId)
      if (forGood) deleteProduct(shop, product.id)
      else if (product.status !== 'trash') binProduct(shop, product)
    },
    history: async input => history(shop, input as unknown as { orders: number; until?: string }),
    deliver: async input => ({
      sent: await queue.deliverNow(input as { shuffle?: boolean; twice?: boolean; lose?: boolean; isOneRun?: boolean }),
    }),
    download: async input => downloadFor(shop, input as { orderId: string; fileId: string }),
    coupons: async () => farCoupons(shop),
    couponByHand: async input => couponByHand(shop, input as unknown as CouponByHand),
    hooks: async () =>
      state.webhooks.map(({ secret: _, ...hook }) => ({ ...hook, waiting: state.queue.filter(each => each.hookId === hook.id).length })),
    /** The store counts nothing; what it can do in a second is how long it takes to answer. */
    limits: async input => {
      state.settings.isReal = (input as { are: string }).are === 'documented'
      return {
        says: state.settings.isReal ? 'as fast as it was measured: 100 ms and more a request' : 'none',
        isTimed: state.settings.isReal,
      }
    },
    /** The store takes 100 in one write, whose answer is what they are then, and its host has few workers: two at once. */
    fewest: async input => {
      const { listings } = input as { listings: number }
      const sizes = Array.from({ length: Math.ceil(listings / mostInBatch) }, (_, at) => Math.min(mostInBatch, listings - at * mostInBatch))
      const ms = sizes.filter((_, at) => at % atOnce === 0).reduce((sum, size) => sum + batchMs(size), 0)
      return {
        calls: sizes.length,
        ms: state.settings.isReal ? ms : 0,
        says: `${mostInBatch} in a write of ${batchMs(mostInBatch)} ms, ${atOnce} at once`,
      }
    },
    settings: async input => Object.assign(state.settings, input as Partial<Settings>),
    /** `{ order }` has the next writes cross in it; the answer says how many have come. */
    crossing: async input => {
      const { order } = input as { order?: readonly number[] }
      if (order) shop.crossing.begin(order)
      return { arrived: shop.crossing.arrived }
    },
    validation: async () => ({ operations: ledger.list() }),
  }
}
