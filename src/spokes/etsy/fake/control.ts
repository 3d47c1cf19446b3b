/** The verbs of the control port: the far side's own truth, sales and hand edits by others than the hub. */
import { fromJson, type MoneyJson } from '#hub/money.ts'
import type { ListedProperty } from '#kit'
import type { FarListing, SellRequest } from '#kit/fake.ts'
import type { FakeMessages } from '#kit/fake-messages.ts'
import type { Json } from '#kit/shop.ts'
import type { Limits } from './access.ts'
import { dropFile } from './files.ts'
import { lowestPrice } from './listing-json.ts'
import { listingOf, setState, touch } from './listings.ts'
import { cancelOrder, makeHistory, placeOrder, refundOrder } from './orders.ts'
import { standing } from './properties.ts'
import { assertPrice } from './rules.ts'
import { isTraded, type Shop } from './shop.ts'
import type { Told } from './state.ts'
import { documentedLimits, type Listing, raisedLimits, type Settings } from './state.ts'
import type { Uses } from './validate.ts'
import { addEndpoint } from './webhooks.ts'

type Verb = (input: Json) => Promise<unknown>

const readScopes = ['listings_r', 'shops_r', 'transactions_r']
export const allScopes = [...readScopes, 'listings_w', 'listings_d']

const farListing = (shop: Shop, listing: Listing): FarListing => ({
  remoteId: String(listing.id),
  title: listing.title,
  description: listing.description,
  sku: listing.products?.[0]?.sku ?? '',
  price: shop.decimal(lowestPrice(listing)),
  salePrice: null,
  isPublished: listing.state === 'active',
  tags: listing.tags,
  categories: [],
  images: listing.images.length,
  files: listing.files.map(({ id, name, sha256 }) => ({ id: String(id), name, url: '', sha256 })),
})

function secondsOf(text: string): number {
  const at = Math.floor(Date.parse(text) / 1000)
  if (Number.isNaN(at)) throw new Error(`“${text}” is not a time. Write it like 2026-03-01T12:00:00Z.`)
  return at
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

/** As the seller does it in her own screens, where no rule of the API stands in her way. */
export function editByHand(shop: Shop, { remoteId, set }: Edit): void {
  const listing = listingOf(shop, Number(remoteId))
  if (set.title !== undefined) listing.title = set.title
  if (set.description !== undefined) listing.description = set.description
  if (set.tags !== undefined) listing.tags = [...set.tags]
  if (set.price !== undefined || set.sku !== undefined) {
    const price = set.price === undefined ? lowestPrice(listing) : assertPrice(shop, Number(set.price))
    listing.price = price
    listing.products ??= [
      { id: shop.next(), sku: '', values: [], offerings: [{ id: shop.next(), price, quantity: listing.quantity, isEnabled: true }] },
    ]
    for (const product of listing.products) {
      if (set.sku !== undefined) product.sku = set.sku
      for (const offering of product.offerings) offering.price = price
    }
  }
  for (const { id, values } of set.properties ?? []) {
    const others = listing.properties.filter(one => one.property_id !== Number(id))
    const scale = values[0]?.id.split('-')[1]
    const ids = values.map(value => Number(value.id.split('-')[0]))
    const own =
      ids.length === 0
        ? []
        : [standing(shop, listing, { id: Number(id), ids, values: [], scale: scale === undefined ? null : Number(scale) })]
    listing.properties = [...others, ...own]
  }
  if (set.dropFile !== undefined) dropFile(shop, listing, Number(set.dropFile))
  if (set.isPublished !== undefined) setState(shop, listing, set.isPublished ? 'active' : 'inactive')
  touch(shop, listing)
}

function sell(shop: Shop, sale: SellRequest & { readonly discount?: MoneyJson }) {
  const receipt = placeOrder(shop, {
    lines: sale.lines.map(({ remoteId, quantity = 1, title }) => ({ listingId: Number(remoteId), quantity, title })),
    name: sale.name,
    email: sale.email,
    country: sale.country ?? 'DE',
    isPaid: (sale.state ?? 'paid') === 'paid',
    at: sale.at === undefined ? undefined : secondsOf(sale.at),
    discount: sale.discount === undefined ? undefined : Number(fromJson(sale.discount).minor),
  })
  return { remoteId: String(receipt.id), number: String(receipt.id) }
}

export function controlVerbs(
  shop: Shop,
  messages: FakeMessages<Told>,
  { limits, uses }: { limits: Limits; uses: Uses },
): Readonly<Record<string, Verb>> {
  const { state } = shop
  return {
    /** Each call connects anew, as going through the consent page does. */
    credentials: async input => {
      const app = state.apps[0]!
      const grant = shop.grant(app.keystring, (input as { access?: string } | null)?.access === 'read' ? readScopes : allScopes)
      return {
        baseUrl: shop.url,
        settings: {
          keystring: app.keystring,
          sharedSecret: app.secret,
          ...(state.endpoints[0] && { hookSecret: state.endpoints[0].secret }),
          accessToken: grant.access,
          refreshToken: grant.refresh,
          expiresAt: String(grant.accessUntil * 1000),
          shopId: String(state.shopId),
        },
      }
    },
    listings: async () => [...shop.listings.values()].map(listing => farListing(shop, listing)),
    /** One whole, as the fake keeps it. */
    listing: async input => listingOf(shop, Number((input as { remoteId: string }).remoteId)),
    sell: async input => sell(shop, input as unknown as SellRequest),
    refund: async input => {
      const { remoteId, amount } = input as unknown as { remoteId: string; amount?: MoneyJson }
      return { remoteId: refundOrder(shop, Number(remoteId), amount === undefined ? null : Number(fromJson(amount).minor)) }
    },
    cancel: async input => cancelOrder(shop, Number((input as { remoteId: string }).remoteId)),
    edit: async input => editByHand(shop, input as unknown as Edit),
    /** Anything of a listing that no screen and no call changes alone: its state, its type, variations. */
    alter: async input => {
      const { remoteId, set } = input as unknown as { remoteId: string; set: Partial<Listing> }
      const listing = listingOf(shop, Number(remoteId))
      Object.assign(listing, set)
      touch(shop, listing)
    },
    remove: async input => void shop.listings.delete(listingOf(shop, Number((input as { remoteId: string }).remoteId)).id),
    history: async input => {
      const { orders, until } = input as { orders: number; until?: string }
      makeHistory(shop, orders, until === undefined ? shop.now() : secondsOf(until))
      return { made: orders }
    },
    deliver: async input => messages.deliver(input as Parameters<typeof messages.deliver>[0]),
    /** What a buyer may fetch is what she bought: nothing says that she gets what came later. */
    download: async input => {
      const { orderId, fileId } = input as { orderId: string; fileId: string }
      const receipt = shop.receipts.get(Number(orderId))
      if (!receipt?.isPaid || receipt.status === 'canceled' || receipt.status === 'fully refunded') return null
      const file = receipt.lines.flatMap(({ files }) => files).find(({ id }) => id === Number(fileId))
      return file === undefined ? null : { sha256: file.sha256 }
    },
    settings: async input => {
      const { currency, ...rest } = input as Partial<Settings>
      if (currency !== undefined && !isTraded(currency)) throw new Error(`Etsy does not trade in ${currency}.`)
      return Object.assign(state.settings, rest, currency === undefined ? {} : { currency })
    },
    limits: async input => {
      const documented = (input as { are: string }).are === 'documented'
      Object.assign(state.settings, documented ? documentedLimits : raisedLimits)
      const { perSecond, perDay } = state.settings
      return { says: `${perSecond} a second, ${perDay} a day`, isTimed: false }
    },
    /** The inventory is written listing by listing, and the answer to it is what it is then. */
    fewest: async input => {
      const { listings } = input as { listings: number }
      const { perSecond, perDay } = state.settings
      const ms = limits.leastMs(state.apps[0]!.keystring, listings)
      return { calls: listings, ms, says: `one write a listing, ${perSecond} a second and ${perDay} a day` }
    },
    /** The seller's app: what its callbacks are. */
    app: async input => {
      const { callbacks } = input as { callbacks?: readonly string[] }
      const app = state.apps[0]!
      if (callbacks !== undefined) app.callbacks = [...callbacks]
      return app
    },
    /** Adds an address in the webhook portal. */
    portal: async input => {
      const { url, events = ['order.paid', 'order.canceled'] } = input as { url: string; events?: readonly string[] }
      return addEndpoint(shop, url, events)
    },
    messages: async () => state.messages,
    ledger: async () => state.ledger,
    validation: async () => ({ operations: uses.list() }),
  }
}
