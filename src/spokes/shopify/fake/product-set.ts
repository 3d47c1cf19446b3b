/** productSet: what a product is to be. A list that is named replaces what was there; what is refused anywhere changes nothing. */
import { decimalsOf, MoneyRefused, parseMoney } from '#kit'
import { failed, type UserError, userError } from './answer.ts'
import { fileFrom } from './files.ts'
import { priceText } from './money.ts'
import { byCustomId, type Identifier, isDefined, productNode } from './products.ts'
import { gid, idOf, type Shop } from './shop.ts'
import type { Product, Variant } from './state.ts'
import { isCategory } from './taxonomy.ts'

interface VariantInput {
  readonly id?: string
  readonly sku?: string | null
  readonly price?: string | null
  readonly compareAtPrice?: string | null
  readonly inventoryItem?: { readonly requiresShipping?: boolean; readonly sku?: string | null; readonly tracked?: boolean }
  readonly optionValues: readonly { readonly optionName?: string; readonly name?: string }[]
}
interface FileInput {
  readonly id?: string
  readonly originalSource?: string
  readonly alt?: string | null
  readonly contentType?: string
  readonly filename?: string
}
interface SetInput {
  readonly title?: string | null
  readonly descriptionHtml?: string | null
  readonly productType?: string | null
  readonly category?: string | null
  readonly tags?: readonly string[]
  readonly status?: Product['status']
  readonly metafields?: readonly { readonly namespace?: string; readonly key?: string; readonly type?: string; readonly value?: string }[]
  readonly productOptions?: readonly { readonly name?: string; readonly values?: readonly { readonly name?: string }[] }[]
  readonly variants?: readonly VariantInput[]
  readonly files?: readonly FileInput[]
}

class Refused extends Error {
  readonly errors: readonly UserError[]

  constructor(field: readonly string[], message: string, code: string) {
    super(message)
    this.errors = [userError(field, message, code)]
  }
}

export async function productSet(
  shop: Shop,
  { identifier, input, synchronous }: { identifier?: Identifier; input: SetInput; synchronous: boolean },
) {
  if (!synchronous) throw failed('This pretend shop sets products synchronously alone', 'BAD_REQUEST')
  try {
    const found = find(shop, identifier)
    const draft = found === null ? blank(shop) : structuredClone(found)
    // Nothing is kept of an input that is refused anywhere.
    await fill(shop, draft, input, identifier, found === null)
    if (found === null) shop.state.products.push(draft)
    else Object.assign(found, draft)
    const product = found ?? draft
    shop.touch(product, found === null ? 'products/create' : 'products/update')
    return { product: productNode(shop, product), userErrors: [] }
  } catch (error) {
    if (error instanceof Refused) return { product: null, userErrors: error.errors }
    throw error
  }
}

function find(shop: Shop, identifier: Identifier | undefined): Product | null {
  if (identifier?.id !== undefined) {
    const product = shop.product(idOf('Product', identifier.id) ?? 0)
    if (product === null) throw new Refused(['identifier', 'id'], 'Product does not exist', 'PRODUCT_DOES_NOT_EXIST')
    return product
  }
  if (identifier?.handle !== undefined) return shop.state.products.find(({ handle }) => handle === identifier.handle) ?? null
  if (identifier?.customId === undefined) return null
  if (!isDefined(shop, identifier.customId)) {
    const { namespace, key } = identifier.customId
    throw new Refused(
      ['identifier', 'customId'],
      `Metafield definition '${namespace}.${key}' of type id was not found`,
      'INVALID_METAFIELD',
    )
  }
  return byCustomId(shop, identifier.customId)
}

function blank(shop: Shop): Product {
  const now = shop.nowMs()
  return {
    id: shop.nextId(),
    title: '',
    descriptionHtml: '',
    productType: '',
    tags: [],
    status: 'ACTIVE',
    handle: '',
    createdAt: now,
    updatedAt: now,
    metafields: [],
    variants: [newVariant(shop, [{ name: 'Title', value: 'Default Title' }])],
    media: [],
    publications: [],
  }
}

const newVariant = (shop: Shop, options: Variant['options']): Variant => ({
  id: shop.nextId(),
  sku: '',
  price: priceText({ minor: 0n, currency: shop.state.settings.currency }),
  compareAtPrice: null,
  requiresShipping: true,
  options,
})

async function fill(shop: Shop, product: Product, input: SetInput, identifier: Identifier | undefined, isNew: boolean): Promise<void> {
  if (input.title !== undefined) product.title = (input.title ?? '').trim()
  if (product.title === '') throw new Refused(['input', 'title'], "Title can't be blank", 'INVALID_PRODUCT')
  if (product.title.length > 255) throw new Refused(['input', 'title'], 'Title is too long (maximum is 255 characters)', 'INVALID_PRODUCT')
  if (input.descriptionHtml !== undefined) product.descriptionHtml = (input.descriptionHtml ?? '').replaceAll('<br />', '<br>')
  if (Buffer.byteLength(product.descriptionHtml) > 512 * 1024)
    throw new Refused(['input', 'descriptionHtml'], 'Body (HTML) is too big (maximum is 512 KB)', 'INVALID_PRODUCT')
  if (input.productType !== undefined) product.productType = (input.productType ?? '').trim()
  if (product.productType.length > 255)
    throw new Refused(['input', 'productType'], 'Product type is too long (maximum is 255 characters)', 'INVALID_PRODUCT')
  if (input.category !== undefined) {
    // The platform documents no code for it.
    if (input.category !== null && !isCategory(input.category))
      throw new Refused(['input', 'category'], 'The specified category is invalid', 'INVALID_PRODUCT')
    product.category = input.category
  }
  if (input.tags !== undefined) product.tags = cleanTags(input.tags)
  if (input.status !== undefined) product.status = input.status
  fillMetafields(shop, product, input, identifier, isNew)
  if (isNew) product.handle = handleFor(shop, product.title)
  fillVariants(shop, product, input)
  if (input.files !== undefined) product.media = await cleanFiles(shop, input.files)
}

/** A comma parts two tags, case makes no difference, and they are kept in the order of the alphabet. */
function cleanTags(given: readonly string[]): string[] {
  const tags = new Map<string, string>()
  for (const tag of given.flatMap(one => one.split(',')).map(one => one.trim()))
    if (tag !== '' && !tags.has(tag.toLowerCase())) tags.set(tag.toLowerCase(), tag)
  if (tags.size > 250) throw new Refused(['input', 'tags'], 'Tags exceeds the maximum of 250', 'INVALID_PRODUCT')
  if ([...tags.values()].some(tag => tag.length > 255))
    throw new Refused(['input', 'tags'], 'Tag is too long (maximum is 255 characters)', 'INVALID_PRODUCT')
  return [...tags.values()].sort()
}

function fillMetafields(shop: Shop, product: Product, { metafields }: SetInput, identifier: Identifier | undefined, isNew: boolean): void {
  const own = identifier?.customId
  if (metafields !== undefined) {
    const isSame = (one: { namespace?: string; key?: string; value?: string }) =>
      one.namespace === own?.namespace && one.key === own?.key && one.value === own?.value
    if (own !== undefined && !metafields.some(isSame))
      throw new Refused(['input', 'metafields'], 'The metafields input must contain the customId value', 'METAFIELD_MISMATCH')
    // Whatever is not named is deleted.
    product.metafields = metafields.map(({ namespace = '', key = '', type, value = '' }) => {
      const definition = shop.state.definitions.find(one => one.namespace === namespace && one.key === key)
      if (type === undefined && definition === undefined)
        throw new Refused(['input', 'metafields'], "Type can't be blank", 'INVALID_METAFIELD')
      if (definition !== undefined && type !== undefined && definition.type !== type)
        throw new Refused(
          ['input', 'metafields'],
          `Type must be consistent with the definition's type: '${definition.type}'`,
          'INVALID_METAFIELD',
        )
      const owner = shop.state.products.find(
        other => other.id !== product.id && other.metafields.some(mf => mf.namespace === namespace && mf.key === key && mf.value === value),
      )
      if (definition?.type === 'id' && owner !== undefined)
        throw new Refused(['input', 'metafields'], 'Value has already been assigned to another metafield', 'CAPABILITY_VIOLATION')
      return { namespace, key, type: type ?? definition!.type, value }
    })
  } else if (isNew && own !== undefined)
    product.metafields = [{ namespace: own.namespace ?? '', key: own.key, type: 'id', value: own.value }]
}

function handleFor(shop: Shop, title: string): string {
  const stem =
    title
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '') || 'product'
  const taken = new Set(shop.state.products.map(({ handle }) => handle))
  if (!taken.has(stem)) return stem
  for (let at = 1; ; at++) if (!taken.has(`${stem}-${at}`)) return `${stem}-${at}`
}

function fillVariants(shop: Shop, product: Product, { variants, productOptions }: SetInput): void {
  if (variants === undefined && productOptions === undefined) return
  if (productOptions === undefined)
    throw new Refused(
      ['input', 'productOptions'],
      'Product options input is required when updating variants',
      'PRODUCT_OPTIONS_INPUT_MISSING',
    )
  if (variants === undefined)
    throw new Refused(['input', 'variants'], 'Variants input is required when updating product options', 'VARIANTS_INPUT_MISSING')
  if (productOptions.length > 3)
    throw new Refused(['input', 'productOptions'], 'Product options exceeds the limit of 3', 'OPTIONS_OVER_LIMIT')
  const allowed = new Map(productOptions.map(({ name = '', values = [] }) => [name, new Set(values.map(value => value.name ?? ''))]))
  const seen = new Set<string>()
  product.variants = variants.map((given, at) => {
    const field = ['input', 'variants', String(at)]
    const options = given.optionValues.map(({ optionName = '', name = '' }) => {
      if (!allowed.has(optionName)) throw new Refused([...field, 'optionValues'], 'Option does not exist', 'OPTION_DOES_NOT_EXIST')
      if (!allowed.get(optionName)!.has(name))
        throw new Refused([...field, 'optionValues'], 'Option value does not exist', 'OPTION_VALUE_DOES_NOT_EXIST')
      return { name: optionName, value: name }
    })
    const spelt = JSON.stringify(options)
    if (options.length !== allowed.size || seen.has(spelt))
      throw new Refused(field, 'The variant already exists or lacks an option', 'INVALID_VARIANT')
    seen.add(spelt)
    const known =
      given.id === undefined
        ? product.variants.find(one => JSON.stringify(one.options) === spelt)
        : product.variants.find(one => gid('ProductVariant', one.id) === given.id)
    if (given.id !== undefined && known === undefined)
      throw new Refused([...field, 'id'], 'Product variant does not exist', 'PRODUCT_VARIANT_DOES_NOT_EXIST')
    const variant = { ...(known ?? newVariant(shop, options)), options }
    const sku = given.inventoryItem?.sku ?? given.sku
    if (sku !== undefined) variant.sku = sku ?? ''
    if (variant.sku.length > 255) throw new Refused([...field, 'sku'], 'SKU is too long (maximum is 255 characters)', 'INVALID_VARIANT')
    if (given.price !== undefined) variant.price = cleanPrice(shop, given.price ?? '', [...field, 'price'])
    if (given.compareAtPrice !== undefined)
      variant.compareAtPrice = given.compareAtPrice === null ? null : cleanPrice(shop, given.compareAtPrice, [...field, 'compareAtPrice'])
    if (given.inventoryItem?.requiresShipping !== undefined) variant.requiresShipping = given.inventoryItem.requiresShipping
    return variant
  })
  if (product.variants.length === 0) throw new Refused(['input', 'variants'], 'At least one variant is required', 'INVALID_PRODUCT')
}

function cleanPrice(shop: Shop, text: string, field: readonly string[]): string {
  const { currency } = shop.state.settings
  try {
    const price = parseMoney(text, currency)
    if (price.minor < 0n) throw new Refused(field, 'Price must be greater than or equal to 0', 'INVALID_VARIANT')
    if (price.minor >= 10n ** BigInt(16 + decimalsOf(currency))) throw new Refused(field, 'Price is too large', 'INVALID_VARIANT')
    return priceText(price)
  } catch (error) {
    if (error instanceof MoneyRefused) throw new Refused(field, 'Price is not a number', 'INVALID_VARIANT')
    throw error
  }
}

async function cleanFiles(shop: Shop, given: readonly FileInput[]): Promise<number[]> {
  if (given.length > 250) throw new Refused(['input', 'files'], 'Files exceeds the maximum of 250', 'INVALID_INPUT')
  const ids: number[] = []
  for (const [at, file] of given.entries()) {
    const field = ['input', 'files', String(at)]
    if ((file.alt ?? '').length > 512) throw new Refused([...field, 'alt'], 'Alt is too long (maximum is 512 characters)', 'INVALID_INPUT')
    if (file.id !== undefined) {
      const known = shop.file(idOf('MediaImage', file.id) ?? 0)
      if (known === null) throw new Refused([...field, 'id'], 'File does not exist', 'NOT_FOUND')
      if (file.alt !== undefined) known.alt = file.alt ?? ''
      ids.push(known.id)
      continue
    }
    if (file.contentType !== undefined && file.contentType !== 'IMAGE')
      throw new Refused([...field, 'contentType'], 'Only media can be associated with a product', 'INVALID_INPUT')
    const made = await fileFrom(shop, file.originalSource ?? '', file.alt ?? '', file.filename)
    if (made === null) throw new Refused([...field, 'originalSource'], 'Invalid image url', 'INVALID_INPUT')
    ids.push(made.id)
  }
  return ids
}
