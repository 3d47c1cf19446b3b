/**
 * Attributes: of the shop, with terms that are made when they are missing, and of single products. The whole list is replaced by what is sent.
 * Source: the REST documents, read 2026-11; WC_REST_Products_V2_Controller::prepare_object_for_database of the same version.
 */
import type { Json } from '#kit/shop.ts'
import { type Answer, type Call, type Item, isTrue, listAnswer, pageOf, refused, text } from './rest.ts'
import type { Shop } from './shop.ts'
import type { ShopAttribute } from './state.ts'
import { cleanLine, escapeName, slugOf } from './text.ts'

const slug = (name: string) => `pa_${slugOf(name).slice(0, 25)}`

export const listAttributes = ({ shop }: Call): Answer => ({
  body: shop.state.attributes.map(({ id, name }) => ({
    id,
    name,
    slug: slug(name),
    type: 'select',
    order_by: 'menu_order',
    has_archives: false,
  })),
})

export function listAttributeTerms(call: Call): Answer {
  const { shop, params } = call
  const attribute = shop.state.attributes.find(({ id }) => id === Number(params.id))
  if (attribute === undefined) throw refused('woocommerce_rest_taxonomy_invalid', 'Attribute does not exist.', 404)
  const { offset, perPage } = pageOf(call)
  const found = attribute.terms.map((name, at) => ({
    id: attribute.id * 1000 + at,
    name,
    slug: slugOf(name),
    description: '',
    menu_order: 0,
    count: 0,
  }))
  return listAnswer(call, found.slice(offset, offset + perPage), found.length)
}

/** What a product keeps of a list that was sent. */
export function attributesFrom(shop: Shop, given: readonly unknown[]): Json {
  const kept = new Map<string, Json>()
  for (const item of given) {
    const { id, name, options, position, visible, variation } = (typeof item === 'object' && item !== null ? item : {}) as Item
    const attribute = shop.state.attributes.find(one => one.id === Number(id ?? 0))
    const own = attribute === undefined ? cleanLine(text(name)) : ''
    // A number that is none, and a name that is none, are passed over without a word.
    if (attribute === undefined && (own === '' || Number(id ?? 0) > 0)) continue
    const values = (Array.isArray(options) ? options.map(text) : text(options).split('|'))
      .map(one => cleanLine(one).trim())
      .filter(one => one !== '')
    if (attribute !== undefined && values.length === 0) continue
    const flags = { position: Number(position ?? 0), visible: isTrue(visible), variation: isTrue(variation) }
    const key = attribute === undefined ? slugOf(own) : slug(attribute.name)
    const held =
      attribute === undefined ? values.flatMap(one => one.split('|')).map(one => one.trim()) : values.map(one => termNamed(attribute, one))
    kept.set(key, { id: attribute?.id ?? 0, name: attribute?.name ?? own, ...flags, options: held })
  }
  return [...kept.values()]
}

function termNamed(attribute: ShopAttribute, name: string): string {
  const escaped = escapeName(name)
  const known = attribute.terms.find(one => one.toLowerCase() === escaped.toLowerCase())
  if (known !== undefined) return known
  attribute.terms.push(escaped)
  return escaped
}
