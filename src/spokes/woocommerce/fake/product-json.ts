/** A product as REST shows it: dressed in context `view`, as stored in context `edit` and in the answer to a write. */
import { imageJson } from './images.ts'
import { priceHtml } from './money.ts'
import { type Item, links } from './rest.ts'
import type { Shop } from './shop.ts'
import type { Product, Term } from './state.ts'
import { autop, readableSlug, texturize } from './text.ts'
import { gmt, local } from './time.ts'

export function isOnSale(shop: Shop, product: Product): boolean {
  const now = shop.now()
  if (product.salePrice === '' || !(Number(product.regularPrice) > Number(product.salePrice))) return false
  return (product.saleFrom === null || product.saleFrom <= now) && (product.saleTo === null || product.saleTo >= now)
}

export const priceOf = (shop: Shop, product: Product): string => (isOnSale(shop, product) ? product.salePrice : product.regularPrice)

const unlisted = ['draft', 'pending', 'auto-draft', 'future']
export const permalinkOf = (shop: Shop, product: Product): string =>
  unlisted.includes(product.status) ? `${shop.url}/?post_type=product&p=${product.id}` : `${shop.url}/product/${product.slug}/`

const termsOf = (shop: Shop, kind: 'categories' | 'tags', ids: readonly number[]): Item[] =>
  ids
    .map(id => shop.term(kind, id))
    .filter((term): term is Term => term !== undefined)
    .sort((a, b) => a.name.localeCompare(b.name, 'en'))
    .map(({ id, name, slug }) => ({ id, name, slug }))

function relatedTo(shop: Shop, product: Product): number[] {
  const found: number[] = []
  for (const other of shop.products.values()) {
    if (other.id !== product.id && other.status === 'publish' && other.categories.some(id => product.categories.includes(id)))
      found.push(other.id)
    if (found.length === 5) break
  }
  return found
}

export function productJson(shop: Shop, product: Product, context: 'view' | 'edit'): Item {
  const isView = context === 'view'
  const price = priceOf(shop, product)
  const onSale = isOnSale(shop, product)
  const rest = product.rest
  const needsPost = !product.virtual
  return {
    id: product.id,
    name: product.name,
    slug: product.slug,
    permalink: permalinkOf(shop, product),
    date_created: local(product.created),
    date_created_gmt: gmt(product.created),
    date_modified: local(product.modified),
    date_modified_gmt: gmt(product.modified),
    type: product.type,
    status: product.status,
    featured: product.featured,
    catalog_visibility: product.catalogVisibility,
    description: isView ? autop(product.description) : product.description,
    short_description: isView ? autop(texturize(product.shortDescription)) : product.shortDescription,
    sku: product.sku,
    price,
    regular_price: product.regularPrice,
    sale_price: product.salePrice,
    date_on_sale_from: local(product.saleFrom),
    date_on_sale_from_gmt: gmt(product.saleFrom),
    date_on_sale_to: local(product.saleTo),
    date_on_sale_to_gmt: gmt(product.saleTo),
    on_sale: onSale,
    purchasable: price !== '' && product.status !== 'trash',
    total_sales: product.totalSales,
    virtual: product.virtual,
    downloadable: product.downloadable,
    downloads: product.files,
    download_limit: product.downloadLimit,
    download_expiry: product.downloadExpiry,
    external_url: rest.external_url ?? '',
    button_text: rest.button_text ?? '',
    tax_status: rest.tax_status ?? 'taxable',
    tax_class: rest.tax_class ?? '',
    manage_stock: rest.manage_stock ?? false,
    stock_quantity: rest.stock_quantity ?? null,
    backorders: rest.backorders ?? 'no',
    backorders_allowed: false,
    backordered: false,
    low_stock_amount: rest.low_stock_amount ?? null,
    sold_individually: rest.sold_individually ?? false,
    weight: rest.weight ?? '',
    dimensions: rest.dimensions ?? { length: '', width: '', height: '' },
    shipping_required: needsPost,
    shipping_taxable: needsPost && (rest.tax_status ?? 'taxable') === 'taxable',
    shipping_class: rest.shipping_class ?? '',
    shipping_class_id: 0,
    reviews_allowed: rest.reviews_allowed ?? true,
    average_rating: isView ? '0.00' : '0',
    rating_count: 0,
    upsell_ids: rest.upsell_ids ?? [],
    cross_sell_ids: rest.cross_sell_ids ?? [],
    parent_id: rest.parent_id ?? 0,
    purchase_note: rest.purchase_note ?? '',
    categories: termsOf(shop, 'categories', product.categories),
    brands: [],
    tags: termsOf(shop, 'tags', product.tags),
    images: product.images.flatMap(id => {
      const attachment = shop.attachments.get(id)
      return attachment ? [imageJson(shop, attachment)] : []
    }),
    attributes: rest.attributes ?? [],
    default_attributes: rest.default_attributes ?? [],
    variations: [],
    grouped_products: [],
    menu_order: rest.menu_order ?? 0,
    price_html: priceHtml({ price, regular: product.regularPrice, isOnSale: onSale, currency: shop.state.settings.currency }),
    related_ids: relatedTo(shop, product),
    meta_data: product.meta,
    stock_status: rest.stock_status ?? 'instock',
    has_options: false,
    post_password: rest.post_password ?? '',
    global_unique_id: rest.global_unique_id ?? '',
    ...(isView ? {} : { permalink_template: `${shop.url}/product/%pagename%/`, generated_slug: readableSlug(product.name) }),
    _links: links(shop, 'wc/v3/products', product.id),
  }
}
