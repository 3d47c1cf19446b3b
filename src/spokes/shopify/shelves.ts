/** The platform's standard tree of product categories, as far as patterns may stand in it. */
import type { Shelf } from '#kit'
import { ask, type Context } from './client.ts'
import { taxonomyOperation } from './queries.ts'
import { TaxonomyAnswer } from './wire.ts'

/** The tree has ten thousand places; these words find those for patterns and for what is made of them. */
const searches = ['patterns', 'sewing', 'knitting', 'crochet', 'quilting'] as const

export async function readShelves(ctx: Context): Promise<readonly Shelf[]> {
  const found = new Map<string, Shelf>()
  for (const search of searches) {
    const { taxonomy } = await ask(ctx, {
      what: 'read the categories',
      operation: taxonomyOperation,
      variables: { search },
      shape: TaxonomyAnswer,
    })
    for (const { id, fullName, isArchived } of taxonomy?.categories.nodes ?? [])
      if (!isArchived) found.set(id, { id: idOf(id), path: fullName.split(' > ').join(' › ') })
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}

const prefix = 'gid://shopify/TaxonomyCategory/'
/** 'gid://shopify/TaxonomyCategory/ae-2-1-3' is 'ae-2-1-3'. */
export const idOf = (gid: string): string => gid.slice(gid.lastIndexOf('/') + 1)
export const gidOfShelf = (id: string): string => `${prefix}${id}`
