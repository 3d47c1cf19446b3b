/** A handful of Ravelry's categories and attributes, in groups within groups as it lists them. */

const category = (id: number, name: string, children: readonly unknown[] = []) => ({
  id,
  name,
  long_name: name,
  permalink: name.toLowerCase().replace(/\W+/g, '-'),
  children,
})
const attribute = (id: number, name: string) => ({ id, name, description: '', sort_order: id })

const allCategories = category(301, 'Categories', [
  category(302, 'Clothing', [category(319, 'Sweater', [category(321, 'Cardigan'), category(322, 'Pullover')]), category(323, 'Vest')]),
  category(303, 'Accessories', [category(338, 'Neck / Torso', [category(339, 'Scarf'), category(340, 'Cowl')]), category(350, 'Hat')]),
])
const allAttributes = [
  {
    id: 1,
    name: 'Fabric Characteristics',
    permalink: 'fabric',
    children: [],
    pattern_attributes: [attribute(11, 'Lace'), attribute(12, 'Cables')],
  },
  {
    id: 2,
    name: 'Construction',
    permalink: 'construction',
    pattern_attributes: [attribute(21, 'Seamless')],
    children: [{ id: 3, name: 'Direction', permalink: 'direction', children: [], pattern_attributes: [attribute(31, 'Top Down')] }],
  },
]

export const categories = () => ({ pattern_categories: [allCategories] })
export const attributeGroups = () => ({ attribute_groups: allAttributes })

interface Tree {
  readonly id: number
  readonly name: string
  readonly children: readonly unknown[]
}
const all = (tree: Tree): Tree[] => [tree, ...(tree.children as Tree[]).flatMap(all)]
export const categoryIds: ReadonlySet<number> = new Set(all(allCategories).map(({ id }) => id))
export const attributeIds: ReadonlySet<number> = new Set(
  allAttributes.flatMap(group => [group, ...group.children]).flatMap(({ pattern_attributes }) => pattern_attributes.map(({ id }) => id)),
)
export const nameOfCategory = (id: number): string => all(allCategories).find(one => one.id === id)?.name ?? ''
