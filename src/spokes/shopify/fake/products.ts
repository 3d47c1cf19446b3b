/** Products as shoppers and the API see them, the channels they are shown in, and definitions of metafields. */
import { connection, failed, padded, userError } from './answer.ts'
import { mediaNode } from './files.ts'
import { gid, idOf, type Shop, time } from './shop.ts'
import type { Product, Variant } from './state.ts'

interface CustomId {
  readonly namespace?: string | null
  readonly key: string
  readonly value: string
}
export interface Identifier {
  readonly id?: string
  readonly handle?: string
  readonly customId?: CustomId
}

export const isDefined = (shop: Shop, { namespace, key }: CustomId) =>
  shop.state.definitions.some(one => one.namespace === namespace && one.key === key && one.type === 'id' && one.ownerType === 'PRODUCT')

export const byCustomId = (shop: Shop, { namespace, key, value }: CustomId) =>
  shop.state.products.find(({ metafields }) =>
    metafields.some(one => one.namespace === namespace && one.key === key && one.value === value),
  ) ?? null

export function productByIdentifier(shop: Shop, { identifier }: { identifier: Identifier }) {
  if (identifier.customId !== undefined && !isDefined(shop, identifier.customId)) {
    const { namespace, key } = identifier.customId
    throw failed(`Metafield definition '${namespace}.${key}' of type id was not found`, 'NOT_FOUND')
  }
  const product =
    identifier.customId !== undefined
      ? byCustomId(shop, identifier.customId)
      : shop.state.products.find(one => gid('Product', one.id) === identifier.id || one.handle === identifier.handle)
  return product ? productNode(shop, product) : null
}

interface Publishing {
  readonly id: string
  readonly input: readonly { readonly publicationId?: string }[]
}

export function publish(shop: Shop, { id, input }: Publishing, isOn: boolean) {
  const product = shop.product(idOf('Product', id) ?? 0)
  if (product === null) return { userErrors: [userError(['id'], 'Resource does not exist')] }
  const wanted = input.map(({ publicationId = '' }) => idOf('Publication', publicationId) ?? 0)
  const known = new Set(shop.state.publications.map(publication => publication.id))
  const missing = wanted.findIndex(one => !known.has(one))
  if (missing >= 0)
    return { userErrors: [userError(['input', String(missing), 'publicationId'], 'Publication does not exist or is not publishable')] }
  const others = product.publications.filter(one => !wanted.includes(one))
  product.publications = isOn ? [...others, ...wanted] : others
  shop.touch(product)
  return { userErrors: [] }
}

interface DefinitionInput {
  readonly name: string
  readonly namespace?: string
  readonly key: string
  readonly type: string
  readonly ownerType: string
}

export function metafieldDefinitionCreate(shop: Shop, { definition }: { definition: DefinitionInput }) {
  const { namespace = '', key, type, ownerType } = definition
  const refuse = (field: string, message: string, code: string) => ({
    createdDefinition: null,
    userErrors: [userError(['definition', field], message, code)],
  })
  if (shop.state.definitions.some(one => one.namespace === namespace && one.key === key && one.ownerType === ownerType))
    return refuse(
      'key',
      `Key is in use for ${ownerType[0]}${ownerType.slice(1).toLowerCase()} metafields on the '${namespace}' namespace.`,
      'TAKEN',
    )
  if (!/^[\w-]{3,255}$/.test(namespace)) return refuse('namespace', 'Namespace is too short (minimum is 3 characters)', 'TOO_SHORT')
  if (!/^[\w-]{2,64}$/.test(key)) return refuse('key', 'Key is too short (minimum is 2 characters)', 'TOO_SHORT')
  const made = { id: shop.nextId(), namespace, key, type, ownerType }
  shop.state.definitions.push(made)
  return { createdDefinition: { id: gid('MetafieldDefinition', made.id) }, userErrors: [] }
}

// ---------------------------------------------------------------- reading

const onlineStore = 'Online Store'

export function isOnSale(shop: Shop, product: Product): boolean {
  const shopWindow = shop.state.publications.find(({ title }) => title === onlineStore)
  return product.status === 'ACTIVE' && shopWindow !== undefined && product.publications.includes(shopWindow.id)
}

interface PageArguments {
  readonly first?: number
  readonly after?: string
}

export const productNode = (shop: Shop, product: Product) => ({
  __typename: 'Product',
  id: gid('Product', product.id),
  title: product.title,
  descriptionHtml: product.descriptionHtml,
  productType: product.productType,
  category: product.category ? { __typename: 'TaxonomyCategory', id: product.category } : null,
  tags: product.tags,
  status: product.status,
  updatedAt: time(product.updatedAt),
  onlineStoreUrl: isOnSale(shop, product) ? `${shop.url}/products/${product.handle}` : null,
  metafield: ({ namespace, key }: { namespace?: string; key: string }) => {
    const found = product.metafields.find(one => one.namespace === namespace && one.key === key)
    return found ? { id: gid('Metafield', product.id), value: found.value } : null
  },
  variants: (args: PageArguments) => connection(product.variants, args, one => padded(product.variants.indexOf(one)), variantNode),
  media: (args: PageArguments) =>
    connection(
      product.media,
      args,
      id => padded(product.media.indexOf(id)),
      id => mediaNode(shop, shop.file(id)!),
    ),
})

const variantNode = (variant: Variant) => ({
  id: gid('ProductVariant', variant.id),
  sku: variant.sku,
  price: variant.price,
  compareAtPrice: variant.compareAtPrice,
  selectedOptions: variant.options,
})

export const products = (shop: Shop, args: PageArguments) =>
  connection(
    shop.state.products,
    args,
    one => padded(one.id),
    one => productNode(shop, one),
  )
