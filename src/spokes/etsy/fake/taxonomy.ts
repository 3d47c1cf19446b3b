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

export function properties({ shop, params }: Call): Reply {
  if (!isTaxonomy(shop, params.taxonomy_id!)) throw refused(404, 'Taxonomy node not found')
  const results = [property(501, 'Craft type', shop.isOn('needs-details')), property(502, 'Occasion', false)]
  return { body: { count: results.length, results } }
}

const property = (id: number, name: string, isRequired: boolean) => ({
  property_id: id,
  name: name.toLowerCase(),
  display_name: name,
  scales: [],
  is_required: isRequired,
  supports_attributes: true,
  supports_variations: false,
  is_multivalued: true,
  max_values_allowed: 5,
  possible_values: [{ value_id: id * 10, name: 'Knitting', scale_id: null, equal_to: [] }],
  selected_values: [],
})
