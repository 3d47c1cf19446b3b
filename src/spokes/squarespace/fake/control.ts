/** The verbs of the control port: the far side's own truth, and what people do there. */
import { fromJson, type MoneyJson } from '#hub/money.ts'
import type { FarListing, SellRequest } from '#kit/fake.ts'
import type { Operations } from '#kit/fake-operations.ts'
import type { Json } from '#kit/shop.ts'
import type { Shop } from './shop.ts'
import { documentedPerMinute, type Product, raisedPerMinute, type State } from './state.ts'

type Verb = (input: Json) => Promise<unknown>

const farListing = ({ id, name, description, isVisible, price, tags }: Product): FarListing => ({
  remoteId: id,
  title: name,
  description,
  sku: '',
  price: (price / 100).toFixed(2),
  salePrice: null,
  isPublished: isVisible,
  tags,
  categories: [],
  images: 0,
  files: [],
})

function timeOf(text: string): number {
  const at = Date.parse(text)
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
    readonly price?: string
  }
}

/** As the seller does it in her own screens. */
export function editProduct(shop: Shop, { remoteId, set }: Edit): void {
  const product = shop.state.products.find(({ id }) => id === remoteId)
  if (product === undefined) throw new Error(`There is no product ${remoteId}.`)
  if (set.title !== undefined) product.name = set.title
  if (set.description !== undefined) product.description = set.description
  if (set.isPublished !== undefined) product.isVisible = set.isPublished
  if (set.tags !== undefined) product.tags = [...set.tags]
  if (set.price !== undefined) product.price = Math.round(Number(set.price) * 100)
  product.modified = shop.clock.nowMs()
}

export function controlVerbs(shop: Shop, operations: Operations): Readonly<Record<string, Verb>> {
  const { state, dice, clock } = shop
  const never = (why: string) => async () => Promise.reject(new Error(`never: ${why}`))
  return {
    credentials: async () => {
      const { access, refresh, accessUntil } = shop.grant(['website.orders.read', 'website.products.read'])
      const { id: clientId, secret: clientSecret } = state.app
      const own = { clientId, clientSecret, accessToken: access, refreshToken: refresh, expiresAt: String(accessUntil) }
      return { baseUrl: shop.url, settings: own }
    },
    /** What she would make under Developer Tools. */
    key: async () => ({ apiKey: state.apiKey }),
    app: async input => Object.assign(state.app, input as { callbacks: string[] }),
    listings: async () => state.products.map(farListing),
    sell: async input => {
      const sale = input as unknown as SellRequest
      const order = shop.buy({
        lines: sale.lines.map(({ remoteId, quantity = 1, title }) => ({ productId: remoteId, quantity, title })),
        name: sale.name,
        email: sale.email ?? `${dice.hex(8)}@buyer.example`,
        country: sale.country ?? 'DE',
        isPaid: (sale.state ?? 'paid') === 'paid',
        at: sale.at === undefined ? undefined : timeOf(sale.at),
      })
      return { remoteId: order.id, number: String(order.number) }
    },
    refund: async input => {
      const { remoteId, amount } = input as unknown as { remoteId: string; amount?: MoneyJson }
      shop.refund(remoteId, amount === undefined ? null : Number(fromJson(amount).minor))
      return { remoteId: 'refunded' }
    },
    cancel: async input => shop.cancel((input as { remoteId: string }).remoteId),
    edit: async input => editProduct(shop, input as unknown as Edit),
    remove: async input => {
      const { remoteId } = input as { remoteId: string }
      state.products = state.products.filter(({ id }) => id !== remoteId)
    },
    history: async input => {
      const { orders, until } = input as { orders: number; until?: string }
      const end = until === undefined ? clock.nowMs() : timeOf(until)
      for (let at = 0; at < orders; at++)
        shop.buy({
          lines: [{ productId: dice.pick(state.products).id, quantity: 1 }],
          name: dice.pick(['Ida Holm', 'Bo Lind', 'Mara Nowak']),
          email: `old-${at}@buyer.example`,
          country: 'DE',
          isPaid: true,
          at: end - Math.floor(((orders - at) * 365 * 86_400_000) / (orders + 1)),
        })
      shop.messages.forget()
      return { made: orders }
    },
    deliver: async input => shop.messages.deliver(input as Parameters<typeof shop.messages.deliver>[0]),
    tell: never('the address for its messages is set by its API'),
    download: async () => null,
    limits: async input => {
      const isDocumented = (input as { are: string }).are === 'documented'
      state.settings.perMinute = isDocumented ? documentedPerMinute : raisedPerMinute
      return { says: `${state.settings.perMinute} requests a minute`, isTimed: false }
    },
    fewest: never('nothing is published there'),
    settings: async input => Object.assign(state.settings, input as Partial<State['settings']>),
    hooks: async () => state.subscriptions,
    validation: async () => ({ operations: operations.list() }),
  }
}
