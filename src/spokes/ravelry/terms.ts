/** Ravelry's own words for what a pattern is: categories and attributes, by their names. They seldom change, so they are read once a day and process. */
import { oneLine } from '#kit'
import { type Context, call } from './client.ts'
import { AttributeGroups, Categories, type Named } from './wire.ts'

interface Terms {
  readonly at: number
  readonly etags: readonly [string | null, string | null]
  readonly categories: readonly Named[]
  readonly attributes: readonly Named[]
}
const keptMs = 86_400_000
/** By address: the lists are the same for everybody. */
const kept = new Map<string, Terms>()

/** @returns what Ravelry knows of these names; what it does not know is left out. */
export async function termsFor(
  ctx: Context,
  { categories, tags }: { readonly categories: readonly string[]; readonly tags: readonly string[] },
): Promise<{ readonly categoryIds: readonly number[]; readonly attributeIds: readonly number[] }> {
  if (categories.length === 0 && tags.length === 0) return { categoryIds: [], attributeIds: [] }
  const terms = await readTerms(ctx)
  const categoryIds = idsOf(terms.categories, [...categories, ...tags])
  return { categoryIds, attributeIds: idsOf(terms.attributes, tags) }
}

function idsOf(known: readonly Named[], names: readonly string[]): number[] {
  const byName = new Map(known.map(({ id, name }) => [spelled(name), id]))
  return [...new Set(names.flatMap(name => byName.get(spelled(name)) ?? byName.get(spelled(name).replace(/s$/, '')) ?? []))]
}
const spelled = (name: string) => oneLine(name).toLowerCase().replace(/[-_]/g, ' ')

async function readTerms(ctx: Context): Promise<Terms> {
  const now = ctx.now().getTime()
  const earlier = kept.get(ctx.baseUrl)
  if (earlier !== undefined && Math.abs(now - earlier.at) < keptMs) return earlier
  const [oldCategories, oldAttributes] = earlier?.etags ?? [null, null]
  const categories = await call(ctx, {
    what: 'read the categories',
    path: '/pattern_categories/list',
    ifNoneMatch: oldCategories ?? undefined,
  })
  const attributes = await call(ctx, {
    what: 'read the attributes',
    path: '/pattern_attributes/groups',
    ifNoneMatch: oldAttributes ?? undefined,
  })
  const next: Terms = {
    at: now,
    etags: [categories.headers.get('etag'), attributes.headers.get('etag')],
    categories: categories.isUnchanged ? earlier!.categories : named(Categories.parse(categories.body).pattern_categories),
    attributes: attributes.isUnchanged ? earlier!.attributes : named(AttributeGroups.parse(attributes.body).attribute_groups, true),
  }
  kept.set(ctx.baseUrl, next)
  return next
}

/** @param isGrouped groups are no attributes; theirs are. */
function named(all: readonly unknown[], isGrouped = false, depth = 0): Named[] {
  if (depth > 8) return []
  return all.flatMap((raw): Named[] => {
    if (typeof raw !== 'object' || raw === null) return []
    const { id, name, children, pattern_attributes: own } = raw as Record<string, unknown>
    const itself = !isGrouped && typeof id === 'number' && typeof name === 'string' ? [{ id, name }] : []
    const below = Array.isArray(children) ? named(children, isGrouped, depth + 1) : []
    return [...itself, ...(Array.isArray(own) ? named(own, false, depth + 1) : []), ...below]
  })
}
