/** A piece of the standard product taxonomy. Ids are as the platform forms them: the vertical and a number for each level. */
const places: Readonly<Record<string, string>> = {
  ae: 'Arts & Entertainment',
  'ae-2': 'Arts & Entertainment > Hobbies & Creative Arts',
  'ae-2-1': 'Arts & Entertainment > Hobbies & Creative Arts > Arts & Crafts',
  'ae-2-1-3': 'Arts & Entertainment > Hobbies & Creative Arts > Arts & Crafts > Crafting Patterns & Molds',
  'ae-2-1-3-4': 'Arts & Entertainment > Hobbies & Creative Arts > Arts & Crafts > Crafting Patterns & Molds > Needlecraft Patterns',
  'ae-2-1-3-5': 'Arts & Entertainment > Hobbies & Creative Arts > Arts & Crafts > Crafting Patterns & Molds > Sewing Patterns',
  'ha-6-1': 'Home & Garden > Household Appliances > Sewing Machines',
  'ae-2-1-9': 'Arts & Entertainment > Hobbies & Creative Arts > Arts & Crafts > Craft Organization > Old Patterns',
}
const archived = new Set(['ae-2-1-9'])

const prefix = 'gid://shopify/TaxonomyCategory/'
export const isCategory = (id: string): boolean => id.startsWith(prefix) && Object.hasOwn(places, id.slice(prefix.length))

const node = ([id, fullName]: [string, string]) => ({
  __typename: 'TaxonomyCategory',
  id: `${prefix}${id}`,
  fullName,
  isArchived: archived.has(id),
})

export const taxonomy = () => ({
  categories: ({ first = 10, search = '' }: { first?: number; search?: string }) => {
    const all = Object.entries(places)
      .filter(([, fullName]) => fullName.toLowerCase().includes(search.toLowerCase()))
      .map(node)
    return { nodes: all.slice(0, first), pageInfo: { hasNextPage: all.length > first, endCursor: null } }
  },
})
