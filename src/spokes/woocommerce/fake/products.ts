/** Products: made, changed, put in the bin, taken out of it, deleted. */

import type { Json } from '#kit/shop.ts'
import { attributesFrom } from './attributes.ts'
import type { Writer } from './crossing.ts'
import { imagesFrom } from './images.ts'
import { cleanPrice } from './money.ts'
import { approveOrRefuse } from './product-files.ts'
import { productJson } from './product-json.ts'
import { type Answer, type Call, type Caller, type Item, idOf, isTrue, refused, text, withFields } from './rest.ts'
import type { Shop } from './shop.ts'
import { type Meta, type Product, uncategorized } from './state.ts'
import { termByName } from './terms.ts'
import { clean, cleanLine } from './text.ts'
import { parseGmt, parseLocal } from './time.ts'
import { toList } from './validate.ts'

const invalidId = (status: number): Error => refused('woocommerce_rest_product_invalid_id', 'Invalid ID.', status)

export function newProduct(id: number, now: number): Product {
  return {
    id,
    name: 'Product',
    slug: '',
    created: now,
    modified: now,
    type: 'simple',
    status: 'publish',
    featured: false,
    catalogVisibility: 'visible',
    description: '',
    shortDescription: '',
    sku: '',
    regularPrice: '',
    salePrice: '',
    saleFrom: null,
    saleTo: null,
    totalSales: 0,
    virtual: false,
    downloadable: false,
    files: [],
    downloadLimit: -1,
    downloadExpiry: -1,
    categories: [uncategorized],
    tags: [],
    images: [],
    meta: [],
    rest: {},
  }
}

/** @throws {Refused} when another product has it; one in the bin is not seen here. */
function refuseTakenSku(shop: Shop, sku: string, forId: number): void {
  if (sku === '') return
  const all = [...shop.products.values()]
  const owner = all.find(each => each.sku === sku && each.id !== forId && each.status !== 'trash')
  if (!owner) return
  const taken = new Set(all.map(each => each.sku))
  let number = 1
  while (taken.has(`${sku}-${number}`)) number++
  throw refused('product_invalid_sku', 'Invalid or duplicated SKU.', 400, { resource_id: owner.id, unique_sku: `${sku}-${number}` })
}

const rest = [
  'external_url',
  'button_text',
  'tax_status',
  'tax_class',
  'manage_stock',
  'stock_quantity',
  'stock_status',
  'backorders',
  'low_stock_amount',
  'sold_individually',
  'weight',
  'dimensions',
  'shipping_class',
  'reviews_allowed',
  'post_password',
  'upsell_ids',
  'cross_sell_ids',
  'parent_id',
  'purchase_note',
  'attributes',
  'default_attributes',
  'menu_order',
  'global_unique_id',
] as const

/** Puts the fields that were sent onto a product. Images come ready, since fetching them takes time. */
function setFields(shop: Shop, product: Product, args: Item, images: readonly number[] | null, caller: Caller): void {
  const has = (name: string): boolean => args[name] !== undefined && args[name] !== null
  if (has('name')) product.name = cleanHtmlName(text(args.name))
  if (has('type')) product.type = ['simple', 'grouped', 'external', 'variable'].includes(text(args.type)) ? text(args.type) : 'simple'
  if (has('featured')) product.featured = isTrue(args.featured)
  if (has('catalog_visibility')) product.catalogVisibility = text(args.catalog_visibility)
  if (has('description')) product.description = clean(text(args.description))
  if (has('short_description')) product.shortDescription = clean(text(args.short_description))
  if (has('sku')) product.sku = cleanLine(text(args.sku))
  if (has('virtual')) product.virtual = isTrue(args.virtual)
  if (has('downloadable')) product.downloadable = isTrue(args.downloadable)
  if (has('download_limit')) product.downloadLimit = Number(args.download_limit) || -1
  if (has('download_expiry')) product.downloadExpiry = Number(args.download_expiry) || -1
  if (has('date_created')) product.created = parseLocal(args.date_created) ?? product.created
  if (has('date_created_gmt')) product.created = parseGmt(args.date_created_gmt) ?? product.created
  setPrices(product, args, has)
  if (Array.isArray(args.downloads)) product.files = filesFrom(shop, args.downloads)
  if (has('downloads')) approveOrRefuse(shop, product.files, caller)
  if (has('categories')) product.categories = categoriesFrom(shop, toList(args.categories))
  if (has('tags')) product.tags = tagsFrom(shop, toList(args.tags))
  if (images) {
    product.images = [...images]
    const cover = images[0] === undefined ? undefined : shop.attachments.get(images[0])
    if (cover) cover.modified = shop.now()
  }
  if (Array.isArray(args.meta_data)) setMeta(shop, product.meta, args.meta_data)
  for (const name of rest) if (has(name)) product.rest[name] = args[name] as Json
  if (Array.isArray(args.attributes)) product.rest.attributes = attributesFrom(shop, args.attributes)
}

/** `A & B` is kept, and shown ever after, as `A &amp; B`. */
const cleanHtmlName = (name: string): string => clean(name).trim() || 'Product'

function setPrices(product: Product, args: Item, has: (name: string) => boolean): void {
  if (has('regular_price')) product.regularPrice = cleanPrice(args.regular_price)
  if (has('sale_price')) product.salePrice = cleanPrice(args.sale_price)
  // Null leaves a date as it is (a null at the top is as good as left out); '' clears it.
  if (has('date_on_sale_from')) product.saleFrom = parseLocal(args.date_on_sale_from)
  if (has('date_on_sale_from_gmt')) product.saleFrom = parseGmt(args.date_on_sale_from_gmt)
  if (has('date_on_sale_to')) product.saleTo = parseLocal(args.date_on_sale_to)
  if (has('date_on_sale_to_gmt')) product.saleTo = parseGmt(args.date_on_sale_to_gmt)
  // A sale price at or above the regular one is dropped without a word.
  if (product.salePrice !== '' && !(Number(product.salePrice) < Number(product.regularPrice || '0'))) product.salePrice = ''
}

function filesFrom(shop: Shop, wanted: readonly unknown[]): Product['files'] {
  return wanted.flatMap(each => {
    const given = (typeof each === 'object' && each !== null ? each : {}) as Item
    const file = text(given.file).trim()
    if (file === '') return []
    const fallback = decodeURIComponent(file.split(/[?#]/)[0]?.split('/').at(-1) ?? '')
    return [{ id: text(given.id) || shop.dice.uuid(), name: cleanLine(text(given.name)) || fallback, file }]
  })
}

/** Unknown ids are dropped without a word; none left is "Uncategorized". */
function categoriesFrom(shop: Shop, wanted: readonly unknown[]): number[] {
  const ids = wanted.map(each => Number((each as Item).id ?? 0)).filter(id => shop.term('categories', id))
  return ids.length > 0 ? [...new Set(ids)] : [uncategorized]
}

function tagsFrom(shop: Shop, wanted: readonly unknown[]): number[] {
  const ids = wanted.flatMap(each => {
    const { id, name } = each as Item
    if (Number(id ?? 0) > 0) return shop.term('tags', Number(id)) ? [Number(id)] : []
    return text(name).trim() === '' ? [] : [termByName(shop, 'tags', text(name)).id]
  })
  return [...new Set(ids)]
}

/** By id or by key; `value: null` with the id deletes. */
export function setMeta(shop: Shop, meta: Meta[], wanted: readonly unknown[]): void {
  for (const each of wanted) {
    const { id, key, value } = each as Item
    const at = meta.findIndex(held => (id !== undefined ? held.id === Number(id) : held.key === text(key)))
    const held = meta[at]
    if (held && (value === null || value === undefined) && id !== undefined) meta.splice(at, 1)
    else if (held) {
      if (key !== undefined) held.key = text(key)
      held.value = (value ?? '') as Json
    } else if (text(key) !== '') meta.push({ id: shop.next('meta'), key: text(key), value: (value ?? '') as Json })
  }
}

function setStatus(shop: Shop, product: Product, args: Item): void {
  const status = args.status === undefined || args.status === null ? product.status : text(args.status)
  const wasBinned = product.status === 'trash' && status !== 'trash'
  product.status = status
  if (args.slug !== undefined && text(args.slug) !== '') product.slug = shop.freeSlug(text(args.slug), product.id)
  else if (wasBinned) product.slug = shop.freeSlug(product.slug.replace(/__trashed$/, ''), product.id)
  const needsSlug = product.slug === '' && (status === 'publish' || status === 'private')
  if (needsSlug) product.slug = shop.freeSlug(product.name, product.id)
}

const imagesOf = (shop: Shop, args: Item): Promise<number[]> | null => (Array.isArray(args.images) ? imagesFrom(shop, args.images) : null)

/** @throws {Refused} with nothing made. */
export async function makeProduct(shop: Shop, args: Item, caller: Caller, writer: Writer | null = null): Promise<Product> {
  const sku = cleanLine(text(args.sku))
  await writer?.turn()
  refuseTakenSku(shop, sku, 0)
  const images = await imagesOf(shop, args)
  await writer?.turn()
  const inBin = [...shop.products.values()].some(each => each.sku === sku && sku !== '')
  if (inBin) {
    // One in the bin holds it still, or another create was quicker while the images came.
    const message = `The product with SKU (${sku}) you are trying to insert is already present in the lookup table`
    throw refused('woocommerce_rest_product_not_created', message, 400)
  }
  const product = newProduct(0, shop.now())
  setFields(shop, product, args, images, caller)
  const made = { ...product, id: shop.next('post') }
  setStatus(shop, made, args)
  shop.products.set(made.id, made)
  shop.fire('product.created', made.id)
  return made
}

/** @throws {Refused} 400 for an unknown id, unlike a read. */
export async function changeProduct(shop: Shop, id: number, args: Item, caller: Caller, writer: Writer | null = null): Promise<Product> {
  const held = shop.products.get(id)
  if (!held) throw invalidId(400)
  if (args.sku !== undefined) refuseTakenSku(shop, cleanLine(text(args.sku)), id)
  const images = await imagesOf(shop, args)
  const product = shop.products.get(id)
  if (!product) throw invalidId(400)
  // All or nothing: a refused file must not leave a changed title behind.
  const draft: Product = { ...product, meta: product.meta.map(each => ({ ...each })), rest: { ...product.rest } }
  setFields(shop, draft, args, images, caller)
  setStatus(shop, draft, args)
  draft.modified = shop.now()
  if (writer) await saveInSteps(product, draft, writer)
  else Object.assign(product, draft)
  shop.fire('product.updated', id)
  return product
}

/** Only what this write changed is saved, the fields before the meta: what another saved in between stays, unless it is the same field. */
async function saveInSteps(product: Product, draft: Product, writer: Writer): Promise<void> {
  const { meta: wanted, ...fields } = draft
  const changed = Object.entries(fields).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(product[name as keyof Product]))
  const dropped = product.meta.map(({ id }) => id).filter(id => !wanted.some(each => each.id === id))
  const written = wanted.filter(each => product.meta.find(({ id }) => id === each.id)?.value !== each.value)
  await writer.turn()
  Object.assign(product, Object.fromEntries(changed))
  await writer.turn()
  product.meta = product.meta.filter(({ id }) => !dropped.includes(id))
  for (const each of written) {
    const held = product.meta.find(({ key }) => key === each.key)
    if (held) held.value = each.value
    else product.meta.push(each)
  }
}

export function binProduct(shop: Shop, product: Product): void {
  product.meta.push({ id: shop.next('meta'), key: '_wp_trash_meta_status', value: product.status })
  product.meta.push({ id: shop.next('meta'), key: '_wp_trash_meta_time', value: String(shop.now()) })
  product.status = 'trash'
  if (product.slug !== '') product.slug = `${product.slug}__trashed`
  product.modified = shop.now()
  shop.fire('product.deleted', product.id)
}

/** Deleting for good tells nobody, and takes the buyers' permissions along. */
export function deleteProduct(shop: Shop, id: number): void {
  shop.products.delete(id)
  for (const [orderId, permissions] of shop.permissions) {
    shop.permissions.set(
      orderId,
      permissions.filter(each => each.productId !== id),
    )
  }
}

/** @returns the product as it was before. */
export function dropProduct(shop: Shop, id: number, isForced: boolean): Item {
  const product = shop.products.get(id)
  if (!product) throw invalidId(404)
  if (!isForced && product.status === 'trash')
    throw refused('woocommerce_rest_already_trashed', 'The product has already been deleted.', 410)
  const before = structuredClone(productJson(shop, product, 'edit'))
  if (isForced) deleteProduct(shop, id)
  else binProduct(shop, product)
  return before
}

export function getProduct(call: Call): Answer {
  const product = call.shop.products.get(idOf(call))
  if (!product) throw invalidId(404)
  return { body: withFields(productJson(call.shop, product, call.args.context === 'edit' ? 'edit' : 'view'), call, false) }
}

export async function createProduct(call: Call): Promise<Answer> {
  const writer = call.shop.crossing.enter()
  const product = await makeProduct(call.shop, call.args, call.caller, writer).finally(() => writer?.leave())
  const body = withFields(productJson(call.shop, product, 'edit'), call, false)
  return { status: 201, body, headers: { location: `${call.shop.url}/wp-json/wc/v3/products/${product.id}` } }
}

export async function updateProduct(call: Call): Promise<Answer> {
  return { body: withFields(await changedJson(call.shop, idOf(call), call.args, call.caller), call, false) }
}

/** Changes a product and shows it: read anew, fields and meta apart, so that it may be what others wrote meanwhile. */
export async function changedJson(shop: Shop, id: number, args: Item, caller: Caller): Promise<Item> {
  const writer = shop.crossing.enter()
  try {
    const product = await changeProduct(shop, id, args, caller, writer)
    await writer?.turn()
    const fields = productJson(shop, structuredClone(product), 'edit')
    await writer?.turn()
    return { ...fields, meta_data: structuredClone(product.meta) }
  } finally {
    writer?.leave()
  }
}

export function removeProduct(call: Call): Answer {
  return { body: withFields(dropProduct(call.shop, idOf(call), isTrue(call.args.force)), call, false) }
}
