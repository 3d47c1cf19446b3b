/** The verbs of the control port: the far side's own truth, sales and hand edits by others than the hub. */
import { decimalsOf, fromJson, type MoneyJson } from '#hub/money.ts'
import type { CouponByHand, FarListing, SellRequest } from '#kit/fake.ts'
import type { FakeMessages } from '#kit/fake-messages.ts'
import type { Json } from '#kit/shop.ts'
import { generatedScopes } from './answer.ts'
import { buy, dispute, makeHistory, refund, saleOf } from './buying.ts'
import { inOrder } from './files.ts'
import { assertPrice, currencies, decimal } from './money.ts'
import { couponByHand, farCoupons } from './offer-codes.ts'
import { productOf } from './products.ts'
import { isRefunded } from './sales.ts'
import type { Shop } from './shop.ts'
import type { Ping, Product, Settings } from './state.ts'
import type { Uses } from './validate.ts'

type Verb = (input: Json) => Promise<unknown>

/** A file of a purchase is told by its place on the page that its buyer has. */
const farListing = (shop: Shop, product: Product): FarListing => ({
  remoteId: product.id,
  title: product.name,
  description: product.description ?? '',
  // There is none there; the hub's own stands in the address that it gave the product.
  sku: /^(.+)-[0-9a-f]{8}(?:-[2-9])?$/.exec(product.customPermalink ?? '')?.[1] ?? '',
  price: decimal(product.currency, product.price),
  salePrice: null,
  isPublished: product.isPublished,
  tags: product.tags,
  categories: [],
  images: product.covers.length,
  files: inOrder(product.files).map(({ displayName, filetype, key }, at) => ({
    id: String(at + 1),
    name: `${displayName ?? ''}.${filetype}`,
    url: '',
    sha256: shop.state.things[key]?.sha256 ?? null,
  })),
})

function timeOf(text: string): number {
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
    readonly tags?: readonly string[]
    readonly price?: string
    readonly dropFile?: string
  }
}

/** As the seller does it in her own screens. */
export function editByHand(shop: Shop, { remoteId, set }: Edit): void {
  const product = productOf(shop, remoteId)
  if (set.title !== undefined) product.name = set.title
  if (set.description !== undefined) product.description = set.description
  if (set.tags !== undefined) product.tags = set.tags.map(tag => tag.toLowerCase())
  if (set.price !== undefined)
    product.price = assertPrice(shop, product.currency, Math.round(Number(set.price) * (currencies[product.currency]?.isWhole ? 1 : 100)))
  if (set.dropFile !== undefined) {
    const gone = inOrder(product.files)[Number(set.dropFile) - 1]
    product.files = product.files.filter(file => file !== gone)
  }
  if (set.isPublished !== undefined) product.isPublished = set.isPublished
}

function sell(shop: Shop, sale: SellRequest & { readonly giftee?: string }) {
  if ((sale.state ?? 'paid') !== 'paid') throw new Error('never: Gumroad tells of a sale only once it is paid.')
  const [line, ...others] = sale.lines
  if (line === undefined || others.length > 0) throw new Error('never: at Gumroad each product in a cart is a sale of its own.')
  const made = buy(shop, {
    productId: line.remoteId,
    quantity: line.quantity ?? 1,
    title: line.title,
    email: sale.email ?? 'buyer@pretend.example',
    gifteeEmail: sale.giftee ?? null,
    name: sale.name,
    country: sale.country ?? 'DE',
    at: sale.at === undefined ? undefined : timeOf(sale.at),
  })
  return { remoteId: made.id, number: String(made.orderId) }
}

/** Our smallest unit in Gumroad's, which counts hundredths of all but the yen. */
function unitsOf(amount: MoneyJson): number {
  const { minor, currency } = fromJson(amount)
  return currency === 'JPY' ? Number(minor) : Number(minor) * 10 ** (2 - decimalsOf(currency))
}

export function controlVerbs(shop: Shop, pings: FakeMessages<Ping>, uses: Uses): Readonly<Record<string, Verb>> {
  const { state } = shop
  const idIn = (input: Json): string => (input as { remoteId: string }).remoteId
  return {
    /** Each call generates another token with the application. */
    credentials: async input => {
      const app = state.apps[0]!
      const { token } = shop.grant(app.id, (input as { access?: string } | null)?.access === 'read' ? ['view_sales'] : generatedScopes)
      return { baseUrl: shop.url, settings: { accessToken: token, applicationId: app.id, applicationSecret: app.secret } }
    },
    /** A token that may do so much and no more. */
    token: async input => shop.grant(state.apps[0]!.id, (input as { scopes: string[] }).scopes),
    listings: async () => [...shop.products.values()].filter(({ isDeleted }) => !isDeleted).map(product => farListing(shop, product)),
    /** One whole, as the fake keeps it. */
    listing: async input => productOf(shop, idIn(input)),
    sell: async input => sell(shop, input as unknown as SellRequest),
    refund: async input => {
      const { remoteId, amount } = input as unknown as { remoteId: string; amount?: MoneyJson }
      return { remoteId: `${remoteId}-${refund(shop, remoteId, amount === undefined ? null : unitsOf(amount))}` }
    },
    dispute: async input => dispute(shop, idIn(input), (input as { isWon?: boolean }).isWon === true),
    cancel: async () => {
      throw new Error('never: a sale at Gumroad is refunded, not cancelled.')
    },
    edit: async input => editByHand(shop, input as unknown as Edit),
    /** Anything of a product that no screen and no call changes alone: what its pages show, what it is. */
    alter: async input => void Object.assign(productOf(shop, idIn(input)), (input as unknown as { set: Partial<Product> }).set),
    /** What she deletes keeps its address; what is gone for good does as well, and is not even told any more. */
    remove: async input => {
      const product = productOf(shop, idIn(input))
      product.isDeleted = true
      product.isPublished = false
      if ((input as { forGood?: boolean }).forGood === true) shop.products.delete(product.id)
    },
    history: async input => {
      const { orders, until } = input as { orders: number; until?: string }
      makeHistory(shop, orders, until === undefined ? shop.now() : timeOf(until))
      return { made: orders }
    },
    coupons: async () => farCoupons(shop),
    couponByHand: async input => couponByHand(shop, input as unknown as CouponByHand),
    deliver: async input => pings.deliver(input as Parameters<typeof pings.deliver>[0]),
    /** The page of a purchase shows what the product has now. */
    download: async input => {
      const { orderId, fileId } = input as { orderId: string; fileId: string }
      const sale = saleOf(shop, orderId)
      const product = sale.productId === null ? undefined : shop.products.get(sale.productId)
      if (product === undefined || isRefunded(sale) || (sale.isDisputed && !sale.isDisputeWon)) return null
      const file = inOrder(product.files)[Number(fileId) - 1]
      const sha256 = file === undefined ? undefined : state.things[file.key]?.sha256
      return sha256 === undefined ? null : { sha256 }
    },
    settings: async input => {
      const { currency, ...rest } = input as Partial<Settings>
      const named = currency?.toLowerCase()
      if (named !== undefined && !(named in currencies)) throw new Error(`Gumroad sells nothing in ${currency}.`)
      return Object.assign(state.settings, rest, named === undefined ? {} : { currency: named })
    },
    limits: async input => {
      state.settings.isThrottled = (input as { are: string }).are === 'documented'
      return { says: state.settings.isThrottled ? '10 a second for lists of sales; nothing else is named' : 'none', isTimed: false }
    },
    /** Nothing that it documents limits changes of products; ten a second is what it names at all. */
    fewest: async input => {
      const { listings } = input as { listings: number }
      return { calls: listings, ms: Math.max(0, Math.ceil(listings / 10) - 1) * 1000, says: 'one change a product, ten a second' }
    },
    /** Her application: where its consent page may send an answer. */
    app: async input => {
      const { callbacks } = input as { callbacks?: readonly string[] }
      const app = state.apps[0]!
      if (callbacks !== undefined) app.redirectUris = [...callbacks]
      return app
    },
    subscriptions: async () => state.subscriptions,
    subscribe: async input => {
      const { topic, url, isOther } = input as { topic: string; url: string; isOther?: boolean }
      if (isOther === true && state.apps.length < 2) state.apps.push(shop.makeApp())
      const made = { id: shop.externalId(), appId: state.apps[isOther === true ? 1 : 0]!.id, topic, url }
      state.subscriptions.push(made)
      return made
    },
    pings: async () => state.messages,
    uploads: async () => state.uploads,
    validation: async () => ({ operations: uses.list() }),
  }
}
