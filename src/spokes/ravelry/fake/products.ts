/** Products: one price in one currency, and for sale only with a file and in a store that is open. */
import type { Call } from './answer.ts'
import { notFound, refused, type Shop } from './shop.ts'
import type { Product } from './state.ts'

const payPal = new Set('AUD BRL CAD CHF CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD USD'.split(' '))

export const listed = (shop: Shop, { attachments }: Product) => attachments.filter(({ readyMs }) => readyMs <= shop.now())

const saleables = (product: Product) => [
  { id: product.id, product_id: product.id, saleable_id: product.soldOn.id, saleable_type: product.soldOn.type },
]

function common(shop: Shop, product: Product) {
  const { price, currency, isFree } = product
  return {
    id: product.id,
    store_id: String(shop.state.storeId),
    title: product.title,
    sku: product.sku,
    price: price === null || isFree ? null : shop.decimal(price, currency ?? undefined),
    currency: isFree ? null : currency,
    pretty_price: price === null ? '' : `${shop.decimal(price, currency ?? undefined)} ${currency}`,
    free: isFree,
    active: product.isActive,
    product_type: 'pdf',
    saleables: saleables(product),
  }
}

export const productJson = (shop: Shop, product: Product) => ({
  ...common(shop, product),
  patterns:
    product.soldOn.type === 'Pattern' ? [shop.pattern(product.soldOn.id)].map(({ id, name, permalink }) => ({ id, name, permalink })) : [],
  pattern_sources: product.soldOn.type === 'PatternSource' ? [{ id: product.soldOn.id, name: 'A book' }] : [],
  wholesale_price: null,
})

/** Active ones alone. */
export function listProducts({ shop, params, query }: Call) {
  if (params.store_id !== shop.state.storeId) throw notFound('Store')
  const active = [...shop.products.values()].filter(({ isActive }) => isActive)
  const size = (query.page_size as number | undefined) ?? Math.max(1, active.length)
  const page = (query.page as number | undefined) ?? 1
  return {
    products: active.slice((page - 1) * size, page * size).map(product => ({
      ...common(shop, product),
      attachment_bytes: listed(shop, product).reduce((sum, one) => sum + one.size, 0),
      designer_photos_count: shop.factsOf(product)?.photos.length ?? 0,
      photos_count: shop.factsOf(product)?.photos.length ?? 0,
      languages: [],
      mature_content: false,
    })),
    paginator: {
      page,
      page_size: size,
      results: active.length,
      page_count: Math.max(1, Math.ceil(active.length / size)),
      last_page: Math.max(1, Math.ceil(active.length / size)),
    },
  }
}

export const showProduct = ({ shop, params }: Call) => ({ product: productJson(shop, shop.product(params.id!)) })

export function createProduct({ shop, body }: Call) {
  const {
    store_id: storeId,
    draft_pattern_id: draft,
    pattern_id: pattern,
    pattern_source_id: source,
  } = body as Record<string, number | undefined>
  if (storeId !== shop.state.storeId) throw notFound('Store')
  if ([draft, pattern, source].filter(one => one !== undefined).length !== 1)
    throw refused(400, 'Only one of draft_pattern_id, pattern_id and pattern_source_id should be supplied')
  const facts = draft !== undefined ? shop.draft(draft) : pattern !== undefined ? shop.pattern(pattern) : null
  if (draft !== undefined && shop.draft(draft).publishedPatternId !== null) throw refused(400, 'This draft has been published')
  const id = shop.next()
  const product: Product = {
    id,
    title: facts?.name ?? 'A book',
    sku: `R${id}`,
    price: null,
    currency: null,
    isFree: false,
    isActive: false,
    tag: '',
    soldOn:
      draft !== undefined
        ? { type: 'DraftPattern', id: draft }
        : pattern !== undefined
          ? { type: 'Pattern', id: pattern }
          : { type: 'PatternSource', id: source! },
    attachments: [],
  }
  shop.products.set(id, product)
  return { product: productJson(shop, product) }
}

export function updateProduct({ shop, params, body }: Call) {
  const product = shop.product(params.id!)
  setProduct(shop, product, body)
  return { product: productJson(shop, product) }
}

/** All or nothing. */
export function setProduct(shop: Shop, product: Product, data: Readonly<Record<string, unknown>>): void {
  const next = { ...product }
  if (data.title !== undefined) next.title = String(data.title).trim()
  if (next.title === '') throw refused(400, "Title can't be blank")
  if (data.sku !== undefined) next.sku = String(data.sku).trim()
  if (data.reporting_tag !== undefined) next.tag = String(data.reporting_tag)
  if (data.currency !== undefined) {
    if (!payPal.has(String(data.currency))) throw refused(400, 'Currency is not one that PayPal takes')
    next.currency = String(data.currency)
  }
  if (data.free !== undefined) next.isFree = data.free === true
  if (data.price !== undefined) {
    const amount = next.currency === null ? null : shop.amountOf(String(data.price), next.currency)
    if (amount === null) throw refused(400, next.currency === null ? 'Price needs a currency' : 'Price is not a number')
    if (amount === 0 && !next.isFree) throw refused(400, 'Price must be greater than 0')
    next.price = amount
  }
  if (data.active !== undefined) next.isActive = data.active === true
  if (next.isActive) {
    if (listed(shop, next).length === 0) throw refused(400, 'A product needs an attachment before it can be activated')
    if (!shop.state.settings.isStoreOpen) throw refused(400, 'Your store is not open for business')
    if (next.price === null && !next.isFree) throw refused(400, 'A product needs a price before it can be activated')
  }
  Object.assign(product, next)
}
