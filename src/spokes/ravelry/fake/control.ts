/** The verbs of the control port: the far side's own truth, sales and hand edits by others than the hub. */
import { fromJson, type MoneyJson } from '#hub/money.ts'
import type { ListedProperty } from '#kit'
import type { FarListing, SellRequest } from '#kit/fake.ts'
import type { Json } from '#kit/shop.ts'
import { bodyFor, dataFor } from '../properties.ts'
import { dropAttachment } from './attachments.ts'
import { readyPhotos, setFacts } from './facts.ts'
import { grantTo } from './oauth.ts'
import { makeHistory, placeOrder, refundOrder, type Sale } from './orders.ts'
import { listed, setProduct } from './products.ts'
import type { Shop } from './shop.ts'
import { ownLimits, type Product, raisedLimits, type Settings } from './state.ts'
import type { Uses } from './validate.ts'

type Verb = (input: Json) => Promise<unknown>

/** A product that nobody has given a price is not made yet. */
const isListing = ({ price, isFree }: Product) => price !== null || isFree

function farListing(shop: Shop, product: Product): FarListing {
  const facts = shop.factsOf(product)
  return {
    remoteId: String(product.id),
    title: facts?.name ?? product.title,
    description: facts?.notes ?? '',
    sku: product.sku,
    price: shop.decimal(product.isFree ? 0 : (product.price ?? 0), product.currency ?? undefined),
    salePrice: null,
    isPublished: product.isActive && product.soldOn.type === 'Pattern',
    tags: [],
    categories: [],
    images: facts === null ? 0 : readyPhotos(shop, facts).length,
    files: listed(shop, product).map(({ id, name, sha256 }) => ({ id: String(id), name, url: '', sha256 })),
  }
}

function msOf(text: string): number {
  const at = Date.parse(text)
  if (Number.isNaN(at)) throw new Error(`“${text}” is not a time. Write it like 2026-03-01T12:00:00Z.`)
  return at
}

export interface Edit {
  readonly remoteId: string
  readonly set: {
    readonly title?: string
    readonly description?: string
    readonly isPublished?: boolean
    readonly sku?: string
    readonly price?: string
    readonly dropFile?: string
    readonly tags?: readonly string[]
    readonly properties?: readonly ListedProperty[]
  }
}

/** As the designer does it in her own screens: the page and its product are changed together. */
export function editByHand(shop: Shop, { remoteId, set }: Edit): void {
  const product = shop.product(Number(remoteId))
  const facts = shop.factsOf(product)
  if (set.tags !== undefined) throw new Error('never: a pattern at Ravelry has no tags of one’s own, but attributes from its list')
  if (facts !== null)
    setFacts(shop, facts, {
      ...(set.title !== undefined && { name: set.title }),
      ...(set.description !== undefined && { notes: set.description }),
      ...(set.properties !== undefined && dataFor(bodyFor(set.properties), 'pattern')),
    })
  if (set.dropFile !== undefined) dropAttachment(shop, Number(set.dropFile))
  setProduct(shop, product, {
    ...(set.title !== undefined && { title: set.title }),
    ...(set.sku !== undefined && { sku: set.sku }),
    ...(set.price !== undefined && { price: set.price, free: false, currency: product.currency ?? shop.state.settings.currency }),
    ...(set.isPublished !== undefined && { active: set.isPublished }),
  })
}

/** The product goes, and its page is sold no more. */
function remove(shop: Shop, remoteId: string): void {
  shop.products.delete(shop.product(Number(remoteId)).id)
}

function sell(shop: Shop, sale: SellRequest & { readonly discount?: MoneyJson }) {
  if (sale.state === 'pending') throw new Error('never: Ravelry exports what was paid, and nothing before that')
  if (sale.lines.some(({ quantity = 1 }) => quantity !== 1)) throw new Error('never: Ravelry sells one copy of a pattern')
  const invoice = placeOrder(shop, {
    lines: sale.lines.map(({ remoteId, title }) => ({ productId: Number(remoteId), title })),
    name: sale.name,
    email: sale.email,
    country: sale.country ?? 'DE',
    atMs: sale.at === undefined ? undefined : msOf(sale.at),
    ...(sale.discount !== undefined && { discount: Number(fromJson(sale.discount).minor) }),
  })
  return { remoteId: invoice.id, number: String(invoice.number) }
}

export function controlVerbs(shop: Shop, uses: Uses): Readonly<Record<string, Verb>> {
  const { state } = shop
  return {
    credentials: async () => ({
      baseUrl: shop.url,
      settings: {
        accessKey: shop.app.accessKey,
        personalKey: shop.app.personalKey,
        currency: state.settings.currency,
        storeId: String(state.storeId),
      },
    }),
    listings: async () => [...shop.products.values()].filter(isListing).map(product => farListing(shop, product)),
    /** One whole, as the fake keeps it. */
    listing: async input => {
      const product = shop.product(Number((input as { remoteId: string }).remoteId))
      return { product, facts: shop.factsOf(product) }
    },
    /** Products that nobody has finished making, too. */
    products: async () => [...shop.products.values()],
    sell: async input => sell(shop, input as unknown as SellRequest),
    /** A gift, a sale in a yarn shop, that shop's payment: what is no sale at Ravelry. */
    place: async input => {
      const invoice = placeOrder(shop, input as unknown as Sale)
      return { remoteId: invoice.id, number: String(invoice.number) }
    },
    refund: async input => {
      const { remoteId, amount } = input as unknown as { remoteId: string; amount?: MoneyJson }
      return { remoteId: refundOrder(shop, remoteId, amount === undefined ? null : Number(fromJson(amount).minor)) }
    },
    cancel: async () => {
      throw new Error('never: what was bought at Ravelry is refunded at PayPal, and not cancelled')
    },
    edit: async input => editByHand(shop, input as unknown as Edit),
    remove: async input => remove(shop, (input as { remoteId: string }).remoteId),
    history: async input => {
      const { orders, until } = input as { orders: number; until?: string }
      makeHistory(shop, orders, until === undefined ? shop.now() : msOf(until))
      return { made: orders }
    },
    deliver: async () => ({ sent: 0 }),
    tell: async () => {
      throw new Error('never: Ravelry sends no messages')
    },
    /** Of a file that has been replaced since a buyer has what she bought, until an update is sent. */
    download: async input => {
      const { orderId, fileId } = input as { orderId: string; fileId: string }
      const invoice = shop.invoices.get(orderId)
      if (invoice === undefined) return null
      const isRefunded = invoice.payments.length > 1 && invoice.payments.reduce((sum, { gross }) => sum + gross, 0) <= 0
      const file = isRefunded ? undefined : invoice.lines.flatMap(({ files }) => files).find(({ id }) => id === Number(fileId))
      return file === undefined ? null : { sha256: file.sha256 }
    },
    settings: async input => Object.assign(state.settings, input as Partial<Settings>),
    /** What Ravelry grants an app on request, and its callbacks. */
    app: async input => Object.assign(shop.app, input),
    /** A maker who has given her consent; what her token may do. */
    grant: async input => {
      const { username, scopes } = input as { username: string; scopes: readonly string[] }
      return grantTo(shop, { username, scopes })
    },
    library: async input => {
      const { username } = input as { username: string }
      return [...shop.invoices.values()]
        .filter(one => one.username === username)
        .flatMap(({ lines }) => lines.map(({ productId }) => productId))
    },
    /** An app of hers for buyers' libraries. What is not given stays as it is. */
    'buyer-library': async input => {
      const { callback, isEnabled } = input as { callback?: string; isEnabled?: boolean }
      if (callback !== undefined && !shop.app.callbacks.includes(callback)) shop.app.callbacks.push(callback)
      if (isEnabled !== undefined) shop.app.mayCart = isEnabled
      return { clientId: shop.app.clientId, clientSecret: shop.app.clientSecret }
    },
    'buyer-library-holds': async input => {
      const { buyer } = input as { buyer: string }
      const hers = [...shop.invoices.values()].filter(one => one.username === buyer)
      return hers.flatMap(({ lines }) => lines.map(({ productId }) => String(productId)))
    },
    /** Every maker takes her word back. */
    'buyer-library-ends': async () => {
      state.grants = []
      return { done: true }
    },
    limits: async input => {
      const isDocumented = (input as { are: string }).are === 'documented'
      Object.assign(state.settings, isDocumented ? ownLimits : raisedLimits)
      return { says: `${state.settings.perMinute} a minute, its own: Ravelry publishes none`, isTimed: false }
    },
    /** A price is one write a listing; that it is so is seen in the store's list and the pages. */
    fewest: async input => {
      const { listings } = input as { listings: number }
      const calls = listings + Math.ceil(listings / 100) + Math.ceil(listings / 25)
      return { calls, ms: calls * 20, says: 'one write a listing, 50 a second, as the pretend one is asked; Ravelry publishes no number' }
    },
    validation: async () => ({ operations: uses.list() }),
  }
}
