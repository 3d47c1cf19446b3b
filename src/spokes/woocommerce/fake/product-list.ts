/** GET /products with its filters, and the odd shape of a duplicate. */
import { isOnSale, priceOf, productJson } from './product-json.ts'
import { type Answer, type Call, type Item, idOf, isTrue, listAnswer, numbers, pageOf, refused, text } from './rest.ts'
import type { Shop } from './shop.ts'
import type { Product } from './state.ts'
import { stripTags } from './text.ts'
import { boundOf, offsetHours } from './time.ts'
import { toList } from './validate.ts'

type Test = (product: Product) => boolean

/** The four date bounds, for products and orders alike. All are exclusive. @returns null when nothing can be found. */
export function dateTests(args: Item, kind: 'order' | 'product'): ((created: number, modified: number) => boolean) | null {
  const isGmt = isTrue(args.dates_are_gmt)
  const bounds = ['after', 'before', 'modified_after', 'modified_before'].map(name => {
    const value = text(args[name])
    return value === '' ? null : boundOf(value, { isGmt, kind })
  })
  if (bounds.includes('nothing')) return null
  const [after, before, modifiedAfter, modifiedBefore] = bounds as (number | null)[]
  return (created, modified) =>
    (after == null || created > after) &&
    (before == null || created < before) &&
    (modifiedAfter == null || modified > modifiedAfter) &&
    (modifiedBefore == null || modified < modifiedBefore)
}

function statusTest(args: Item): Test {
  const include = args.include_status === undefined ? [] : toList(args.include_status).map(String)
  const wanted = include.length > 0 ? include : [text(args.status) || 'any']
  return product =>
    wanted.some(status => (status === 'any' ? product.status !== 'trash' && product.status !== 'auto-draft' : product.status === status))
}

function searchTest(args: Item): Test {
  const words = text(args.search).toLowerCase().split(/\s+/).filter(Boolean)
  const nameOrSku = text(args.search_name_or_sku).toLowerCase()
  if (nameOrSku !== '') return product => `${product.name} ${product.sku}`.toLowerCase().includes(nameOrSku)
  if (words.length === 0) return () => true
  return product => {
    const all = `${product.name} ${product.sku} ${stripTags(product.description)} ${stripTags(product.shortDescription)}`.toLowerCase()
    return words.every(word => all.includes(word))
  }
}

function skuTest(args: Item): Test {
  const part = text(args.search_sku).toLowerCase()
  if (part !== '') return product => product.sku.toLowerCase().includes(part)
  const skus =
    args.sku === undefined
      ? []
      : text(args.sku)
          .split(',')
          .map(each => each.trim().toLowerCase())
  return skus.length === 0 || text(args.sku) === '' ? () => true : product => skus.includes(product.sku.toLowerCase())
}

function tests(shop: Shop, args: Item): readonly Test[] {
  const include = numbers(args.include)
  const exclude = numbers(args.exclude)
  const ids = (value: unknown): readonly number[] => (value === undefined ? [] : numbers(value))
  const [categories, tags] = [ids(args.category), ids(args.tag)]
  return [
    statusTest(args),
    searchTest(args),
    skuTest(args),
    product => include.length === 0 || include.includes(product.id),
    product => !exclude.includes(product.id),
    product => args.slug === undefined || product.slug === text(args.slug),
    product => args.type === undefined || product.type === text(args.type),
    product => args.featured === undefined || product.featured === isTrue(args.featured),
    product => args.on_sale === undefined || isOnSale(shop, product) === isTrue(args.on_sale),
    product => args.downloadable === undefined || product.downloadable === isTrue(args.downloadable),
    product => args.virtual === undefined || product.virtual === isTrue(args.virtual),
    product => categories.length === 0 || product.categories.some(id => categories.includes(id)),
    product => tags.length === 0 || product.tags.some(id => tags.includes(id)),
    product => args.min_price === undefined || Number(priceOf(shop, product)) >= Number(args.min_price),
    product => args.max_price === undefined || Number(priceOf(shop, product)) <= Number(args.max_price),
  ]
}

export function listProducts(call: Call): Answer {
  const { shop, args } = call
  const inTime = dateTests(args, 'product')
  const all = tests(shop, args)
  const found =
    inTime === null
      ? []
      : [...shop.products.values()].filter(product => inTime(product.created, product.modified) && all.every(test => test(product)))
  const include = numbers(args.include)
  const by = text(args.orderby) || 'date'
  const turn = args.order === 'asc' ? 1 : -1
  const value = (product: Product): number | string =>
    by === 'id'
      ? product.id
      : by === 'modified'
        ? product.modified
        : by === 'title'
          ? product.name.toLowerCase()
          : by === 'slug'
            ? product.slug
            : by === 'price'
              ? Number(priceOf(shop, product))
              : by === 'popularity' || by === 'sales'
                ? product.totalSales
                : product.created
  if (by === 'include' || by === 'post__in') found.sort((a, b) => include.indexOf(a.id) - include.indexOf(b.id))
  else {
    found.sort((a, b) => {
      const [left, right] = [value(a), value(b)]
      return turn * (left < right ? -1 : left > right ? 1 : a.id - b.id)
    })
  }
  const { offset, perPage } = pageOf(call)
  const context = args.context === 'edit' ? 'edit' : 'view'
  return listAnswer(
    call,
    found.slice(offset, offset + perPage).map(product => productJson(shop, product, context)),
    found.length,
  )
}

/** The copy is a draft with a SKU of its own, shown in a shape unlike any other answer: dates as objects, downloads by id. */
export function duplicateProduct(call: Call): Answer {
  const { shop } = call
  const source = shop.products.get(idOf(call))
  if (!source) throw refused('woocommerce_rest_product_invalid_id', 'Invalid product ID.', 404)
  let sku = source.sku
  const taken = new Set([...shop.products.values()].map(product => product.sku))
  for (let number = 1; sku !== '' && taken.has(sku); number++) sku = `${source.sku}-${number}`
  const now = shop.now()
  const copy: Product = {
    ...structuredClone(source),
    id: shop.next('post'),
    name: `${source.name} (Copy)`,
    slug: '',
    sku,
    status: 'draft',
    created: now,
    modified: now,
    totalSales: 0,
    meta: source.meta.map(each => ({ ...each, id: shop.next('meta') })),
  }
  shop.products.set(copy.id, copy)
  shop.fire('product.created', copy.id)
  return { body: duplicateJson(shop, copy) }
}

/** What the answer of a duplicate leaves out of the usual one. */
const leftOut = [
  'permalink date_created_gmt date_modified_gmt type date_on_sale_from_gmt date_on_sale_to_gmt on_sale purchasable external_url button_text',
  'backorders_allowed backordered dimensions shipping_required shipping_taxable shipping_class rating_count categories brands tags images',
  'variations grouped_products price_html related_ids has_options permalink_template generated_slug _links',
].flatMap(line => line.split(' '))

function duplicateJson(shop: Shop, copy: Product): Item {
  const when = (seconds: number | null): Item | null =>
    seconds === null
      ? null
      : {
          date: `${new Date((seconds + offsetHours * 3600) * 1000).toISOString().slice(0, 19).replace('T', ' ')}.000000`,
          timezone_type: 3,
          timezone: '-05:00',
        }
  const usual = Object.entries(productJson(shop, copy, 'edit')).filter(([name]) => !leftOut.includes(name))
  const dates = { date_created: copy.created, date_modified: copy.modified, date_on_sale_from: copy.saleFrom, date_on_sale_to: copy.saleTo }
  return {
    ...Object.fromEntries(usual),
    ...Object.fromEntries(Object.entries(dates).map(([name, seconds]) => [name, when(seconds)])),
    low_stock_amount: copy.rest.low_stock_amount ?? '',
    length: '',
    width: '',
    height: '',
    category_ids: copy.categories,
    tag_ids: copy.tags,
    brand_ids: [],
    downloads: Object.fromEntries(copy.files.map(file => [file.id, {}])),
    image_id: copy.images[0] === undefined ? '' : String(copy.images[0]),
    gallery_image_ids: copy.images.slice(1),
    rating_counts: [],
    review_count: 0,
    cogs_value: null,
  }
}
