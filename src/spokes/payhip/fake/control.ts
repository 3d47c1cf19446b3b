/** The verbs of the control port: the far side's own truth, and what people do there. */
import { fromJson, type MoneyJson } from '#hub/money.ts'
import type { FarListing, SellRequest } from '#kit/fake.ts'
import type { Operations } from '#kit/fake-operations.ts'
import type { Json } from '#kit/shop.ts'
import type { Shop } from './shop.ts'
import type { Product, State } from './state.ts'

type Verb = (input: Json) => Promise<unknown>

const farListing = ({ id, name, price, isVisible }: Product): FarListing => ({
  remoteId: String(id),
  title: name,
  description: '',
  sku: '',
  price: (price / 100).toFixed(2),
  salePrice: null,
  isPublished: isVisible,
  tags: [],
  categories: [],
  images: 0,
  files: [],
})

interface Edit {
  readonly remoteId: string
  readonly set: { readonly title?: string; readonly isPublished?: boolean; readonly price?: string }
}

export function editProduct({ state }: Shop, { remoteId, set }: Edit): void {
  const product = state.products.find(({ id }) => String(id) === remoteId)
  if (product === undefined) throw new Error(`There is no product ${remoteId}.`)
  if (set.title !== undefined) product.name = set.title
  if (set.isPublished !== undefined) product.isVisible = set.isPublished
  if (set.price !== undefined) product.price = Math.round(Number(set.price) * 100)
}

export function controlVerbs(shop: Shop, operations: Operations): Readonly<Record<string, Verb>> {
  const { state, dice } = shop
  const never = (why: string) => async () => Promise.reject(new Error(`never: ${why}`))
  return {
    credentials: async () => {
      const { shopName, currency } = state.settings
      return { baseUrl: shop.url, settings: { apiKey: state.apiKey, shopName, currency } }
    },
    listings: async () => state.products.map(farListing),
    sell: async input => {
      const { lines, email, state: wanted, at } = input as unknown as SellRequest
      if (wanted === 'pending') throw new Error('never: what is not paid is told to nobody')
      if (at !== undefined) throw new Error('never: a sale is told when it happens')
      const bought = lines.map(({ remoteId, quantity = 1, title }) => ({ productId: remoteId, quantity, title }))
      const { id } = shop.buy({ lines: bought, email: email ?? `${dice.hex(8)}@buyer.example` })
      return { remoteId: id, number: id }
    },
    refund: async input => {
      const { remoteId, amount } = input as unknown as { remoteId: string; amount?: MoneyJson }
      shop.refund(remoteId, amount === undefined ? null : Number(fromJson(amount).minor))
      return { remoteId: 'refunded' }
    },
    cancel: never('what was bought there is given back, and not cancelled'),
    edit: async input => editProduct(shop, input as unknown as Edit),
    remove: async input => {
      const { remoteId } = input as { remoteId: string }
      state.products = state.products.filter(({ id }) => String(id) !== remoteId)
    },
    history: never('it tells nothing of what was sold before'),
    tell: async input => {
      state.endpoints = [(input as { address: string }).address]
    },
    subscribe: async input => shop.subscribe((input as { email: string }).email),
    deliver: async input => shop.messages.deliver(input as Parameters<typeof shop.messages.deliver>[0]),
    download: async () => null,
    limits: async () => ({ says: 'none are stated', isTimed: false }),
    fewest: never('nothing is published there'),
    settings: async input => Object.assign(state.settings, input as Partial<State['settings']>),
    validation: async () => ({ operations: operations.list() }),
  }
}
