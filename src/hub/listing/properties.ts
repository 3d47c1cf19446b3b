/** What a storefront's categories ask of a listing beside its texts – needle size, yarn weight, skill – and what stands there. Known by ids. Pure. */

/** One of the values that a property takes; in a listing, one that stands in it. */
export interface PropertyValue {
  /** The storefront's own; '' where it goes by its text. */
  readonly id: string
  readonly text: string
  /** What the storefront counts it in, where it says so apart from the text: 'US', 'Millimeters'. */
  readonly unit?: string | undefined
}

export interface Property {
  /** The storefront's own. */
  readonly id: string
  readonly name: string
  /** What it takes; [] where it takes any text only. */
  readonly values: readonly PropertyValue[]
  /** Whether it takes other texts than those of its values. */
  readonly isFree: boolean
  /** How many values at once; null: any number. */
  readonly most: number | null
  /** It can be set when a listing is made, and not be read or changed afterwards from here. */
  readonly isOnce?: boolean | undefined
}

/** What one place of the tree has. */
export interface PropertyTable {
  readonly known: readonly Property[]
  /** Whether a property may be given any name: then its id is its name. */
  readonly takesOthers: boolean
}

export const noProperties: PropertyTable = { known: [], takesOthers: false }

/** Of a listing: [] for a property that is empty. */
export interface ListedProperty {
  readonly id: string
  readonly name: string
  readonly values: readonly PropertyValue[]
}

/** Names that differ in case and spaces alone are the same. */
export const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/gu, ' ').trim()

/** @returns those of a listing that are also in `wanted`, each of these once; what is not there is empty. */
export function within(there: readonly ListedProperty[] | undefined, wanted: readonly ListedProperty[] | undefined): ListedProperty[] {
  const known = new Map((there ?? []).map(one => [one.id, one]))
  return (wanted ?? []).map(({ id, name }) => known.get(id) ?? { id, name, values: [] })
}

/** `others` laid over `some`. */
export function merged(some: readonly ListedProperty[] | undefined, others: readonly ListedProperty[]): ListedProperty[] {
  return [...new Map([...(some ?? []), ...others].map(one => [one.id, one])).values()]
}

/** The one spelling: order means nothing, an empty one is none. */
export const propertiesSpelled = (properties: readonly ListedProperty[] | undefined): string =>
  JSON.stringify(
    (properties ?? [])
      .map(({ id, values }): [string, string[]] => [id, [...new Set(values.map(valueSpelled))].sort()])
      .filter(([, values]) => values.length > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

/** @param there undefined: nothing stands there. */
export const isSameProperty = (wanted: ListedProperty, there: ListedProperty | undefined): boolean =>
  propertiesSpelled([wanted]) === propertiesSpelled(there === undefined ? [] : [there])

/** A size in millimetres is that size, however it is written and whatever it is called beside that. */
export function valueSpelled({ id, text, unit }: PropertyValue): string {
  const size = /^(?:(?:us|uk)?\s*[\w./½¼¾]{1,6}\s*(?:[-–/(]\s*)?)?(\d+(?:[.,]\d+)?)\s*mm\)?$/i.exec(text.trim())?.[1]
  const bare = /^\s*(\d+(?:[.,]\d+)?)\s*$/.exec(text)?.[1]
  const mm = size ?? (unit !== undefined && /^(mm|millimet)/i.test(unit) ? bare : undefined)
  if (mm !== undefined) return `${Number(mm.replace(',', '.'))} mm`
  return id === '' ? folded(text) : `#${id}`
}

/** 'US 6 - 4.0mm', '6 (US)'. */
export const valueInWords = ({ text, unit }: PropertyValue): string => (unit === undefined ? text : `${text} (${unit})`)

/** 'Needle size: US 6 - 4.0mm. Skill level: Beginner'; null when all are empty. */
export function propertiesInWords(properties: readonly ListedProperty[] | null | undefined): string | null {
  const told = (properties ?? []).filter(({ values }) => values.length > 0)
  return told.length === 0 ? null : told.map(({ name, values }) => `${name}: ${values.map(valueInWords).join(', ')}`).join('. ')
}
