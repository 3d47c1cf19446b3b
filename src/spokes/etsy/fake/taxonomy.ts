/** A small piece of Etsy's order of things. The numbers are the fake's own and differ from seed to seed: whoever knows one by heart is wrong. */
import type { Call, Reply } from './answer.ts'
import { refused, type Shop } from './shop.ts'

interface Node {
  readonly id: number
  readonly level: number
  readonly name: string
  readonly parent_id: number | null
  readonly children: readonly Node[]
  readonly full_path_taxonomy_ids: readonly number[]
}

type Tree = { readonly [name: string]: Tree }
const tree: Tree = {
  'Art & Collectibles': { Prints: {}, 'Patterns & Blueprints': {} },
  'Craft Supplies & Tools': {
    'Patterns & How To': { Patterns: { 'Sewing Patterns': {}, 'Knitting Patterns': {} }, 'Tutorials & Courses': {} },
    'Yarn & Fiber': {},
  },
}

function grow(shop: Shop): Node[] {
  let next = 2000 + (shop.state.shopId % 1000) * 7
  const branch = (part: Tree, level: number, path: readonly number[]): Node[] =>
    Object.entries(part).map(([name, inner]) => {
      const id = next++
      const full = [...path, id]
      return { id, level, name, parent_id: path.at(-1) ?? null, full_path_taxonomy_ids: full, children: branch(inner, level + 1, full) }
    })
  return branch(tree, 0, [])
}

const all = (nodes: readonly Node[]): Node[] => nodes.flatMap(node => [node, ...all(node.children)])

export const isTaxonomy = (shop: Shop, id: number): boolean => all(grow(shop)).some(node => node.id === id)

export const nodes = ({ shop }: Call): Reply => {
  const roots = grow(shop)
  return { body: { count: roots.length, results: roots } }
}

/** What categories ask for, by words of their path: a few of what Etsy has. */
interface Asked {
  readonly name: string
  readonly of: RegExp
  readonly most: number
  readonly values: readonly string[]
  /** With values of each: the same ones in other words. */
  readonly scales?: Readonly<Record<string, readonly string[]>>
}
const asked: readonly Asked[] = [
  { name: 'Craft type', of: /./, most: 5, values: ['Crochet', 'Knitting', 'Quilting', 'Sewing', 'Weaving & tapestry'] },
  { name: 'Occasion', of: /./, most: 1, values: ['Baby shower', 'Birthday', 'Wedding'] },
  { name: 'Skill level', of: /Patterns/, most: 1, values: ['Beginner', 'Intermediate', 'Advanced'] },
  {
    name: 'Yarn weight',
    of: /Knitting/,
    most: 3,
    values: [
      'Lace (33+ wpi)',
      'Fingering (14 - 30 wpi)',
      'Sport (12 - 18 wpi)',
      'DK (11 - 15 wpi)',
      'Worsted/Aran (8 - 12 wpi)',
      'Bulky (6 - 9 wpi)',
    ],
  },
  {
    name: 'Needle size',
    of: /Knitting/,
    most: 5,
    values: [],
    scales: { 'US sizes': ['4', '5', '6', '7', '8', '10 1/2'], Millimeters: ['3.5', '3.75', '4', '4.5', '5', '6.5'] },
  },
  { name: 'Fabric type', of: /Sewing/, most: 5, values: ['Cotton', 'Jersey', 'Linen', 'Twill', 'Viscose'] },
  { name: 'Height', of: /./, most: 1, values: [] },
]

interface Kind {
  readonly id: number
  readonly name: string
  readonly most: number
  readonly scales: readonly { readonly id: number; readonly name: string }[]
  readonly values: readonly { readonly id: number; readonly name: string; readonly scale: number | null }[]
}

/** As Etsy's, the numbers are nothing to know by heart. */
export function propertiesAt(shop: Shop, taxonomyId: number): Kind[] {
  const node = all(grow(shop)).find(({ id }) => id === taxonomyId)
  const first = 40_000_000_000 + (shop.state.shopId % 1000) * 1000
  return asked.flatMap(({ name, of, most, values, scales = {} }, at) => {
    if (node === undefined || !of.test(node.name)) return []
    const id = first + at
    const units = Object.keys(scales).map((unit, nth) => ({ id: 300 + at * 10 + nth, name: unit }))
    const valued = (texts: readonly string[], scale: number | null) =>
      texts.map((text, nth) => ({ id: first + 1000 * (at + 1) + (scale ?? 0) * 100 + nth, name: text, scale }))
    return [
      { id, name, most, scales: units, values: [...valued(values, null), ...units.flatMap(unit => valued(scales[unit.name]!, unit.id))] },
    ]
  })
}

export const propertyNamed = (shop: Shop, taxonomyId: number, name: string): Kind | undefined =>
  propertiesAt(shop, taxonomyId).find(one => one.name === name)

export function properties({ shop, params }: Call): Reply {
  if (!isTaxonomy(shop, params.taxonomy_id!)) throw refused(404, 'Taxonomy node not found')
  const results = propertiesAt(shop, params.taxonomy_id!).map(({ id, name, most, scales, values }) => ({
    property_id: id,
    name: name.toLowerCase(),
    display_name: name,
    scales: scales.map(scale => ({ scale_id: scale.id, display_name: scale.name, description: '' })),
    is_required: name === 'Craft type' && shop.isOn('needs-details'),
    supports_attributes: true,
    supports_variations: false,
    is_multivalued: most > 1,
    max_values_allowed: most > 1 ? most : null,
    possible_values: values.map(value => ({ value_id: value.id, name: value.name, scale_id: value.scale, equal_to: [] })),
    selected_values: [],
  }))
  return { body: { count: results.length, results } }
}
