/** Where a pattern stands in Etsy's own order of things, and in which era it was made: asked of Etsy, never known by heart. */
import { type Shelf, SpokeError } from '#kit'
import { type Context, call, statusOf, wordsOf } from './client.ts'
import { Page, TaxonomyNode, TaxonomyProperty } from './wire.ts'

const keptMs = 86_400_000
/** The tree is the same for everyone at an address. */
const places = new Map<string, { readonly id: number; readonly until: number }>()

/** @throws {SpokeError} 'seller' when there is no place for patterns any more. */
export async function choosePlace(ctx: Context): Promise<number> {
  const kept = places.get(ctx.baseUrl)
  if (kept !== undefined && kept.until > ctx.now().getTime()) return kept.id
  const { body } = await call(ctx, { what: 'read the categories', path: '/seller-taxonomy/nodes' })
  const id = placeForPatterns(Page.parse(body).results.map(node => TaxonomyNode.parse(node)))
  if (id === null)
    throw new SpokeError(
      'seller',
      'Etsy has no category for patterns under craft supplies any more. Make the listing there; it can then be matched here.',
    )
  places.set(ctx.baseUrl, { id, until: ctx.now().getTime() + keptMs })
  return id
}

/** Where patterns are sold at Etsy: under craft supplies, and wherever else a name speaks of patterns. */
export async function readShelves(ctx: Context): Promise<Shelf[]> {
  const { body } = await call(ctx, { what: 'read the categories', path: '/seller-taxonomy/nodes' })
  return shelvesIn(Page.parse(body).results.map(node => TaxonomyNode.parse(node)))
}

/** Pure. In Etsy's order. */
export function shelvesIn(roots: readonly TaxonomyNode[]): Shelf[] {
  const below = (nodes: readonly TaxonomyNode[], path: readonly string[]): Shelf[] =>
    nodes.flatMap(({ id, name, children }) => [{ id: String(id), path: [...path, name].join(' › ') }, ...below(children, [...path, name])])
  return below(roots, []).filter(({ path }) => /^craft supplies|\bpatterns?\b|\bblueprints?\b/i.test(path))
}

export const forgetPlace = ({ baseUrl }: Context): void => void places.delete(baseUrl)

/**
 * Pure. The node named “Patterns” under craft supplies, else the one nearest to the root whose name speaks of patterns.
 * @returns null when there is none.
 */
export function placeForPatterns(roots: readonly TaxonomyNode[]): number | null {
  const found: { id: number; name: string; depth: number; isCraft: boolean }[] = []
  const walk = (nodes: readonly TaxonomyNode[], depth: number, isUnderCraft: boolean) => {
    for (const { id, name, children } of nodes) {
      const isCraft = isUnderCraft || /craft supplies/i.test(name)
      if (/\bpatterns?\b/i.test(name)) found.push({ id, name, depth, isCraft })
      walk(children, depth + 1, isCraft)
    }
  }
  walk(roots, 0, false)
  const worth = ({ name, depth, isCraft }: (typeof found)[number]) => (isCraft ? 0 : 1000) + (/^patterns$/i.test(name) ? 0 : 100) + depth
  return found.sort((a, b) => worth(a) - worth(b))[0]?.id ?? null
}

/** @returns the names of the details that Etsy demands in this category. */
export async function requiredProperties(ctx: Context, taxonomyId: number): Promise<string[]> {
  const { body } = await call(ctx, { what: 'read what a category asks for', path: `/seller-taxonomy/nodes/${taxonomyId}/properties` })
  const properties = Page.parse(body).results.map(property => TaxonomyProperty.parse(property))
  return properties.filter(({ is_required }) => is_required).map(({ display_name }) => display_name)
}

// ---------------------------------------------------------------- when it was made

/** The newest era of the document of December 2025. Etsy moves its end each year (2020_2025 becomes 2020_2026) without a word. */
const eraOfDocument = '2020_2025'
const eras = new Map<string, string>()

/** Tries the era that worked last; refused, the newest of those that Etsy names, or the one that the calendar gives. What was refused made nothing. */
export async function withEra<Result>(ctx: Context, act: (era: string) => Promise<Result>): Promise<Result> {
  const first = eras.get(ctx.baseUrl) ?? eraOfDocument
  try {
    return await act(first)
  } catch (error) {
    if (statusOf(error) !== 400 || !/when_made/i.test(wordsOf(error))) throw error
    const next = newestEra(wordsOf(error)) ?? eraOf(ctx.now())
    if (next === first) throw error
    const done = await act(next)
    eras.set(ctx.baseUrl, next)
    return done
  }
}

/** Pure. @returns the era with the latest end that is named in a text. */
export function newestEra(words: string): string | null {
  const named = [...words.matchAll(/\b(20\d0)_(20\d\d)\b/g)].map(([era, , end]) => ({ era, end: Number(end) }))
  return named.sort((a, b) => b.end - a.end)[0]?.era ?? null
}

export const eraOf = (now: Date): string => `${Math.floor(now.getUTCFullYear() / 10)}0_${now.getUTCFullYear()}`
