/** The verbs of the control port: the far side's own truth, sales and hand edits by others than the hub, and its bad days. */
import { fromJson, type MoneyJson, toDecimal } from '#hub/money.ts'
import { parseMoney } from '#kit'
import type { CouponByHand, FarListing, SellRequest } from '#kit/fake.ts'
import type { Json } from '#kit/shop.ts'
import type { Bucket } from './cost.ts'
import { couponByHand, farCoupons } from './coupons.ts'
import { type Ledger, mostCost, priceCost } from './graphql.ts'
import type { Hooks } from './hooks.ts'
import { priceText } from './money.ts'
import { cancelOrder, orderById, placeOrder, refundOrder, tell } from './orders.ts'
import { isOnSale } from './products.ts'
import type { Shop } from './shop.ts'
import { allScopes, type Product, ratesOf, readScopes, type Settings } from './state.ts'

type Verb = (input: Json) => Promise<unknown>

function productOf(shop: Shop, remoteId: string): Product {
  const product = shop.product(Number(remoteId))
  if (product === null) throw new Error(`There is no product ${remoteId}.`)
  return product
}

function farListing(shop: Shop, product: Product): FarListing {
  const [variant] = product.variants
  const { currency } = shop.state.settings
  const minor = (text: string | null | undefined) => parseMoney(text ?? '0', currency).minor
  const isReduced = minor(variant?.compareAtPrice) > minor(variant?.price)
  return {
    remoteId: String(product.id),
    title: product.title,
    description: product.descriptionHtml,
    sku: variant?.sku ?? '',
    price: (isReduced ? variant?.compareAtPrice : variant?.price) ?? '',
    salePrice: isReduced ? variant!.price : null,
    isPublished: isOnSale(shop, product),
    tags: product.tags,
    categories: product.productType === '' ? [] : [product.productType],
    images: product.media.length,
    files: [],
  }
}

function sell(
  shop: Shop,
  sale: SellRequest & { readonly isTest?: boolean; readonly discount?: string; readonly acceptsMarketing?: boolean },
): { remoteId: string; number: string } {
  const at = sale.at === undefined ? shop.nowMs() : Date.parse(sale.at)
  if (Number.isNaN(at)) throw new Error(`“${sale.at}” is not a time. Write it like 2026-03-01T12:00:00Z.`)
  const isPaid = (sale.state ?? 'paid') === 'paid'
  const order = placeOrder(shop, {
    lines: sale.lines.map(({ remoteId, quantity = 1, title }) => ({
      productId: Number(remoteId) || null,
      quantity,
      title,
      discount: sale.discount,
    })),
    email: sale.email,
    buyer: sale.name,
    country: sale.country ?? 'DE',
    isPaid,
    at,
    isTest: sale.isTest ?? false,
    acceptsMarketing: sale.acceptsMarketing ?? false,
  })
  tell(shop, order, ...(isPaid ? ['orders/paid', 'orders/updated'] : ['orders/updated']))
  return { remoteId: String(order.id), number: order.name }
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
    readonly dropPicture?: number
  }
}

function edit(shop: Shop, { remoteId, set }: Edit): void {
  const product = productOf(shop, remoteId)
  const [variant] = product.variants
  if (set.dropFile !== undefined) throw new Error('Products hold no files here.')
  if (set.title !== undefined) product.title = set.title
  if (set.description !== undefined) product.descriptionHtml = set.description
  if (set.tags !== undefined) product.tags = [...set.tags].sort()
  if (set.isPublished !== undefined) {
    product.status = set.isPublished ? 'ACTIVE' : 'DRAFT'
    if (set.isPublished) product.publications = [...new Set([...product.publications, shop.state.publications[0]?.id ?? 0])]
  }
  if (set.sku !== undefined && variant) variant.sku = set.sku
  if (set.price !== undefined && variant) variant.price = priceText(parseMoney(set.price, shop.state.settings.currency))
  if (set.dropPicture !== undefined) product.media = product.media.filter((_, at) => at !== set.dropPicture)
  shop.touch(product)
}

function remove(shop: Shop, remoteId: string): void {
  const product = productOf(shop, remoteId)
  shop.state.products = shop.state.products.filter(one => one !== product)
  shop.onEvent('products/delete', { id: product.id })
}

const yearMs = 365 * 86_400_000

function history(shop: Shop, { orders, until }: { orders: number; until?: string }): { made: number } {
  const end = until === undefined ? shop.nowMs() : Date.parse(until)
  if (!Number.isInteger(orders) || orders < 1 || Number.isNaN(end))
    throw new Error('history takes { orders: a whole number over 0, until?: a time like 2026-03-01T12:00:00Z }.')
  const onSale = shop.state.products.filter(product => isOnSale(shop, product))
  for (let at = 0; at < orders; at++)
    placeOrder(shop, {
      lines: [
        {
          productId: onSale.length === 0 ? null : shop.dice.pick(onSale).id,
          quantity: 1,
          title: onSale.length === 0 ? 'An old pattern' : undefined,
        },
      ],
      email: `buyer${at}@history.example`,
      buyer: `Buyer ${at}`,
      country: 'DE',
      isPaid: true,
      at: end - yearMs + Math.floor(((at + 1) * yearMs) / (orders + 1)),
    })
  return { made: orders }
}

export function controlVerbs(shop: Shop, hooks: Hooks, ledger: Ledger, bucket: Bucket): Readonly<Record<string, Verb>> {
  const { state } = shop
  return {
    /** `access`: what the installation is allowed from now on, whichever of its tokens asks. */
    credentials: async input => {
      const { access } = (input ?? {}) as { access?: 'read' | 'write' }
      if (access !== undefined) state.settings.scopes = [...(access === 'read' ? readScopes : allScopes)]
      return { baseUrl: shop.url, settings: { clientId: state.app.clientId, clientSecret: state.app.clientSecret } }
    },
    listings: async () => state.products.map(product => farListing(shop, product)),
    sell: async input => sell(shop, input as unknown as SellRequest),
    refund: async input => {
      const { remoteId, amount } = input as unknown as { remoteId: string; amount?: MoneyJson }
      const sum = amount === undefined ? null : toDecimal(fromJson(amount))
      return { remoteId: String(refundOrder(shop, orderById(shop, Number(remoteId)), sum, 'Refunded by the seller')) }
    },
    cancel: async input => cancelOrder(shop, orderById(shop, Number((input as { remoteId: string }).remoteId))),
    edit: async input => edit(shop, input as unknown as Edit),
    remove: async input => remove(shop, (input as { remoteId: string }).remoteId),
    history: async input => history(shop, input as unknown as { orders: number; until?: string }),
    deliver: async input => ({ sent: await hooks.deliverNow(input as { shuffle?: boolean; twice?: boolean; lose?: boolean }) }),
    coupons: async () => farCoupons(shop),
    couponByHand: async input => couponByHand(shop, input as unknown as CouponByHand),
    download: async () => null,
    /** The whole of what is remembered, for tests that look closer. */
    state: async () => state,
    hooks: async () => state.hooks.map(hook => ({ ...hook, waiting: state.queue.filter(({ hookId }) => hookId === hook.id).length })),
    privacy: async input => {
      const { topic, address, body } = input as { topic: string; address: string; body?: Json }
      return { isAnswered: await hooks.privacy(topic, address, body ?? { shop_domain: state.settings.domain }) }
    },
    rotate: async () => {
      state.app.previousSecret = state.app.clientSecret
      state.app.clientSecret = `shpss_${shop.dice.hex(32)}`
      return { clientSecret: state.app.clientSecret, previousSecret: state.app.previousSecret }
    },
    settings: async input => {
      Object.assign(state.settings, input as Partial<Settings>)
      if ((input as Partial<Settings>).plan !== undefined) state.bucket.available = ratesOf(state.settings.plan).most
      return state.settings
    },
    limits: async input => {
      const plan: Settings['plan'] = (input as { are: string }).are === 'documented' ? 'Basic' : 'Enterprise'
      Object.assign(state.settings, { plan })
      const { perSecond, most } = ratesOf(plan)
      state.bucket.available = most
      return { says: `${perSecond} points a second, ${most} saved up`, isTimed: false }
    },
    /** Counted as the platform counts; bulk operations, whose speed is told nowhere, are left aside. */
    fewest: async input => {
      const { listings } = input as { listings: number }
      const { currentlyAvailable, restoreRate } = bucket.status()
      const points = listings * priceCost
      const ms = (Math.max(0, points - currentlyAvailable) / restoreRate) * 1000
      const calls = Math.ceil(points / mostCost)
      return { calls, ms, says: `${priceCost} points a listing, ${currentlyAvailable} saved up and ${restoreRate} a second` }
    },
    bucket: async () => bucket.status(),
    validation: async () => ({ operations: ledger.list() }),
  }
}
