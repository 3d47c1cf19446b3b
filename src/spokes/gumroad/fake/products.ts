/** Products: their JSON, how they are made, changed, put up and taken off. Source: links_controller.rb, product/as_json.rb, link.rb, tag.rb. */
import type { Call, Reply } from './answer.ts'
import { filesJson, placeFiles } from './files.ts'
import { assertPrice, currencyIn, priceText } from './money.ts'
import { notFound, refused, type Shop } from './shop.ts'
import type { ContentPage, Product } from './state.ts'
import { signedUrl } from './store.ts'
import type { Values } from './validate.ts'

const pageSize = 10

export function productOf(shop: Shop, id: string | undefined): Product {
  const product = shop.products.get(id ?? '') ?? [...shop.products.values()].find(({ permalink }) => permalink === id)
  if (product === undefined) throw notFound('product')
  return product
}

export const addressOf = (shop: Shop, product: Product): string => `${shop.url}/l/${product.customPermalink ?? product.permalink}`

export function productJson(shop: Shop, product: Product, { isSlim }: { isSlim: boolean }): Record<string, unknown> {
  const covers = [...product.covers].sort((a, b) => a.position - b.position)
  const [file] = product.files
  const slim = {
    name: product.name,
    description: product.description,
    require_shipping: false,
    preview_url: null,
    custom_receipt: null,
    customizable_price: product.price === 0 ? true : null,
    custom_permalink: product.customPermalink,
    subscription_duration: null,
    custom_html: null,
    id: product.id,
    url: null,
    price: product.isMembership ? 0 : product.price,
    currency: product.currency,
    short_url: addressOf(shop, product),
    landing_url: addressOf(shop, product),
    thumbnail_url: product.thumbnail === null ? null : `${shop.url}/public/${product.thumbnail.guid}`,
    tags: product.tags,
    formatted_price: priceText(product.currency, product.price),
    published: product.isPublished && !product.isDeleted,
    file_info: product.files.length === 1 ? { Size: `${shop.state.things[file!.key]?.size ?? 0} bytes` } : {},
    max_purchase_count: null,
    deleted: product.isDeleted,
    custom_fields: [],
    custom_summary: product.summary,
    is_tiered_membership: product.isMembership,
    recurrences: product.isMembership ? ['monthly'] : null,
    covers: covers.map(({ id, type, width, height }) => ({
      url: `${shop.url}/public/${id}`,
      original_url: `${shop.url}/public/${id}`,
      thumbnail: null,
      id,
      type: 'image',
      filetype: type.replace('image/', '').replace('jpeg', 'jpg'),
      width: Math.min(670, width),
      height: Math.trunc((height * Math.min(670, width)) / width),
      native_width: width,
      native_height: height,
    })),
    main_cover_id: covers[0]?.id ?? null,
    bundle_products: [],
    variants: [],
    taxonomy_id: 1,
    category: 'other',
    category_label: 'Other',
    custom_delivery_url: null,
    sales_count: [...shop.sales.values()].filter(({ productId }) => productId === product.id).length,
    sales_usd_cents: [...shop.sales.values()].reduce((sum, sale) => sum + (sale.productId === product.id ? sale.usd : 0), 0),
  }
  if (isSlim) return slim
  const pages = product.pages.map(({ id, title, description }) => ({
    id,
    page_id: id,
    title,
    variant_id: null,
    description,
    updated_at: '2026-01-01T00:00:00Z',
  }))
  return { ...slim, rich_content: pages, has_same_rich_content_for_all_variants: true, files: filesJson(shop, product, signedUrl) }
}

const success = (shop: Shop, product: Product, more: Values = {}): Reply => ({
  body: { success: true, product: productJson(shop, product, { isSlim: false }), ...more },
})

export const showProduct = ({ shop, params }: Call): Reply => success(shop, productOf(shop, params.id))

export function listProducts({ shop, given }: Call): Reply {
  const all = [...shop.products.values()].filter(({ isDeleted }) => !isDeleted).reverse()
  const from = given.page_key === undefined ? 0 : all.findIndex(product => pageKey(product) === given.page_key) + 1
  const page = all.slice(from, from + pageSize)
  const last = page.at(-1)
  const isMore = from + pageSize < all.length && last !== undefined
  const next = isMore ? { next_page_key: pageKey(last), next_page_url: `/v2/products?page_key=${pageKey(last)}` } : {}
  return { body: { success: true, products: page.map(product => productJson(shop, product, { isSlim: true })), ...next } }
}

/** The moment to the microsecond, and a number. */
export const keyAt = (created: number, number: number): string => `${new Date(created).toISOString().replace(/\D/g, '')}000-${number}`
const pageKey = ({ created, permalink }: Product): string =>
  keyAt(
    created,
    [...permalink].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_000_007, 7),
  )

// ---------------------------------------------------------------- changes

function assertUploads(given: Values, verb: string): void {
  for (const field of ['file', 'preview', 'thumbnail'])
    if (given[field] !== undefined && given[field] !== '') throw refused(`'${field}' is not an accepted parameter on ${verb}.`)
}

function tagsIn(given: Values): string[] | null {
  if (given.tags === undefined) return null
  if (!Array.isArray(given.tags) || given.tags.some(tag => typeof tag !== 'string')) throw refused('tags must be an array of strings.')
  return [
    ...new Set(
      given.tags.map((tag: string) => {
        const name = tag.toLowerCase().trim().replace(/\s+/gu, ' ')
        if ([...name].length < 2)
          throw refused('Validation failed: Name A tag is too short. Please try again with a longer one, above 2 characters.')
        if ([...name].length > 20)
          throw refused('Validation failed: Name A tag is too long. Please try again with a shorter one, under 20 characters.')
        if (!/^[^#,][^,]+$/.test(name)) throw refused('Validation failed: Name A tag cannot start with hashes or contain commas.')
        return name
      }),
    ),
  ]
}

function assertName(name: unknown): string {
  const text = String(name ?? '')
  if (text.trim() === '') throw refused("Name can't be blank")
  if ([...text].length > 255) throw refused('Name is too long (maximum is 255 characters)')
  return text
}

/** Also one that was deleted keeps its address. */
function assertPermalink(shop: Shop, product: Product | null, given: unknown): string | null {
  const link = given === null || given === undefined ? '' : String(given)
  if (link === '') return null
  if (!/^[a-zA-Z0-9_-]+$/.test(link)) throw refused('Custom permalink is invalid')
  const isTaken = [...shop.products.values()].some(
    one => one !== product && (one.customPermalink?.toLowerCase() === link.toLowerCase() || one.permalink === link),
  )
  if (isTaken) throw refused('Custom permalink has already been taken')
  return link
}

/** What Nokogiri makes of a fragment: one spelling of empty tags and of entities. */
const fragment = (html: string): string =>
  html
    .replace(/<br\s*\/?>/gi, '<br>')
    .replace(/&nbsp;/g, '\u00a0')
    .replace(/&quot;(?=[^<>]*(?:<|$))/g, '"')
    .replace(/<([A-Z]+[1-6]?)((?:\s[^>]*)?)>/g, (_whole, name: string, rest: string) => `<${name.toLowerCase()}${rest}>`)
    .replace(/<\/([A-Z]+[1-6]?)>/g, (_whole, name: string) => `</${name.toLowerCase()}>`)

function pagesIn(shop: Shop, given: Values, before: readonly ContentPage[]): ContentPage[] | null {
  if (given.rich_content === undefined) return null
  if (!Array.isArray(given.rich_content) || given.rich_content.some(page => typeof page !== 'object' || page === null))
    throw refused('rich_content must be an array of content page objects.')
  return (given.rich_content as Values[]).map(({ id, title, description }) => {
    if (description !== null && description !== undefined && typeof description !== 'object')
      throw refused('Each rich_content page description must be a JSON object or array.')
    const content = Array.isArray(description) ? description : ((description as { content?: unknown[] } | null)?.content ?? [])
    const known = before.find(page => page.id === id)
    return {
      id: known?.id ?? shop.externalId(),
      title: typeof title === 'string' && title !== '' ? title : null,
      description: { type: 'doc', content },
    }
  })
}

export function createProduct({ shop, given }: Call): Reply {
  assertUploads(given, 'POST /v2/products')
  const nativeType = String(given.native_type || 'digital')
  if (['physical', 'podcast', 'audiobook', 'newsletter'].includes(nativeType))
    throw refused(`The product type '${nativeType}' is not supported for creation.`)
  const currency = given.price_currency_type === undefined ? shop.state.settings.currency : currencyIn(given.price_currency_type)
  const tags = tagsIn(given) ?? []
  const name = assertName(given.name)
  const price = assertPrice(shop, currency, given.price)
  const product: Product = {
    id: shop.externalId(),
    permalink: shop.dice.text(6, 'abcdefghijklmnopqrstuvwxyz'),
    customPermalink: assertPermalink(shop, null, given.custom_permalink),
    name,
    description: given.description === undefined ? null : fragment(String(given.description)),
    summary: given.custom_summary ? String(given.custom_summary) : null,
    price,
    currency,
    nativeType,
    tags,
    covers: [],
    thumbnail: null,
    files: [],
    pages: pagesIn(shop, given, []) ?? [],
    isDraft: true,
    isPublished: false,
    isDeleted: false,
    isMembership: nativeType === 'membership',
    created: shop.now(),
  }
  if (given.files !== undefined) placeFiles(shop, product, given)
  shop.products.set(product.id, product)
  return success(shop, product)
}

/** All or nothing: what is refused is refused before anything of it is done. */
export function updateProduct({ shop, params, given }: Call): Reply {
  const product = productOf(shop, params.id)
  assertUploads(given, 'PUT /v2/products/:id')
  if (product.isMembership && given.price !== undefined)
    throw refused('Price cannot be updated for tiered membership products. Use the variant endpoints to manage tier pricing.')
  const next: Product = structuredClone(product)
  if (given.price_currency_type !== undefined) next.currency = currencyIn(given.price_currency_type)
  const tags = tagsIn(given)
  if (tags !== null) next.tags = tags
  if (given.cover_ids !== undefined) orderCovers(next, given.cover_ids)
  if (given.name !== undefined) next.name = assertName(given.name)
  if (given.custom_permalink !== undefined) next.customPermalink = assertPermalink(shop, product, given.custom_permalink)
  if (given.price !== undefined) next.price = assertPrice(shop, next.currency, given.price)
  else if (next.currency !== product.currency) assertPrice(shop, next.currency, next.price)
  if (given.description !== undefined) next.description = fragment(String(given.description ?? ''))
  if (given.custom_summary !== undefined) next.summary = given.custom_summary === null ? null : String(given.custom_summary)
  const pages = pagesIn(shop, given, product.pages)
  if (pages !== null) next.pages = pages
  const mappings = given.files === undefined ? {} : placeFiles(shop, next, given)
  Object.assign(product, next)
  return success(shop, product, Object.keys(mappings).length > 0 ? { file_id_mappings: mappings } : {})
}

function orderCovers(product: Product, ids: unknown): void {
  if (!Array.isArray(ids) || ids.some(id => typeof id !== 'string')) throw refused('cover_ids must be an array of strings.')
  // One that is not named has no place, and comes first.
  for (const cover of product.covers) cover.position = ids.indexOf(cover.id)
}

export function enableProduct({ shop, params }: Call): Reply {
  const product = productOf(shop, params.id)
  if (shop.isOn('unconfirmed')) throw refused('You have to confirm your email address before you can do that.')
  if (shop.isOn('no-payouts'))
    throw refused('You must connect connect at least one payment method before you can publish this product for sale.')
  Object.assign(product, { isPublished: true, isDraft: false, isDeleted: false })
  return success(shop, product)
}

export function disableProduct({ shop, params }: Call): Reply {
  const product = productOf(shop, params.id)
  product.isPublished = false
  return success(shop, product)
}
