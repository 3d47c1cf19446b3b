/**
 * Attributes of products: those of the shop, which have terms, by their number; those of one product by their name. Source: the REST documents
 * (`_product-attributes.md`, `_product-attribute-terms.md`, `_products.md`), read 2026-11. Pure.
 */
import { decodeEntities, encodeText, type Json, type ListedProperty, oneLine } from '#kit'
import type { StandingAttribute } from './wire.ts'

export const textOf = (text: string) => oneLine(decodeEntities(text))

export const propertiesIn = (attributes: readonly StandingAttribute[]): ListedProperty[] =>
  attributes.map(({ id, name, options }) => ({
    id: id > 0 ? String(id) : textOf(name),
    name: textOf(name),
    values: options.map(option => ({ id: '', text: textOf(option) })),
  }))

/** As the shop will hold it: a bar parts two values there. */
export const projectProperties = (properties: readonly ListedProperty[]): ListedProperty[] =>
  properties.map(({ id, name, values }) => ({
    id,
    name,
    values: values
      .map(({ text }) => ({ id: '', text: oneLine(text.replace(/<[^>]*>/g, '').replaceAll('|', '/')) }))
      .filter(({ text }) => text !== ''),
  }))

/** The whole list, since what is left out of it is gone; what is not wanted stays as it is. */
export function attributesFor(wanted: readonly ListedProperty[], there: readonly StandingAttribute[]): Json {
  const left = new Map(wanted.map(one => [one.id, one]))
  const own = ({ id, name }: { id: string; name: string }) => (/^\d+$/.test(id) ? { id: Number(id) } : { name: encodeText(name) })
  const optionsOf = ({ values }: ListedProperty) => values.map(({ text }) => encodeText(text))
  const kept = there.flatMap(one => {
    const key = one.id > 0 ? String(one.id) : textOf(one.name)
    const { variation, visible, options, name } = one
    const wish = left.get(key)
    left.delete(key)
    if (wish === undefined) return [{ ...(one.id > 0 ? { id: one.id } : { name }), visible, variation, options: [...options] }]
    return wish.values.length === 0 ? [] : [{ ...own(wish), visible: true, variation, options: optionsOf(wish) }]
  })
  const added = [...left.values()].filter(({ values }) => values.length > 0)
  const all = [...kept, ...added.map(one => ({ ...own(one), visible: true, variation: false, options: optionsOf(one) }))]
  return all.map((one, position) => ({ ...one, position }))
}
