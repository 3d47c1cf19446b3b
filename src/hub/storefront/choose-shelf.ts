/** Where a pattern belongs in a storefront's own tree of categories: hers for it, hers for its craft there, else by the words of its craft. Pure. */
import { type Shelf, shelfText } from '../listing/shelf.ts'
import type { Craft } from '../pattern/facts.ts'

export interface ShelfWishes {
  /** As the storefront last told them; [] where it has none, or was not asked yet. */
  readonly shelves: readonly Shelf[]
  /** Ids, by craft. */
  readonly byCraft: { readonly [craft: string]: string | undefined }
}

export interface ShelfFacts {
  readonly craft: string
  readonly categories: readonly string[]
}

/** @param own the id that she chose for this pattern there; null: none. @returns for `ListingContent.shelf`; null: left to the storefront. */
export function chooseShelf({ craft, categories }: ShelfFacts, { shelves, byCraft }: ShelfWishes, own: string | null): string | null {
  const hers = hersFor(craft, byCraft, own)
  if (hers !== null) return shelfText(shelves.find(({ id }) => id === hers) ?? { id: hers, path: '' })
  const named = new Set(categories.map(folded))
  const worth = shelves.map(shelf => ({ shelf, worth: worthOf(shelf.path, craft, named) })).filter(one => one.worth >= fewest)
  const best = worth.sort((a, b) => b.worth - a.worth || compare(a.shelf.path, b.shelf.path))[0]
  return best === undefined ? null : shelfText(best.shelf)
}

const hersFor = (craft: string, byCraft: ShelfWishes['byCraft'], own: string | null): string | null => own ?? byCraft[craft] ?? null

/**
 * What stands at the storefront already is not moved for the words of a craft: she, or somebody there, has put it where it is.
 *
 * @param there where it was last wanted to be; null: nobody wanted one. @returns what is wanted of it.
 */
export function shelfOfListed(
  chosen: string | null,
  { craft }: Pick<ShelfFacts, 'craft'>,
  { byCraft }: Pick<ShelfWishes, 'byCraft'>,
  { own, there }: { own: string | null; there: string | null },
): string | null {
  return hersFor(craft, byCraft, own) === null ? there : chosen
}

/** Less than a place for patterns, or for this very craft, is no place. */
const fewest = 6

/** The nearest word first: where there is no shelf for crochet, one for needlework is better than one for yarn. */
const wordsOf: Readonly<Record<Craft, readonly RegExp[]>> = {
  sewing: [/\bsew|\bdressmak/, /\bgarment/],
  knitting: [/\bknit/, /\bneedle(?:craft|work)/, /\byarn/],
  crochet: [/\bcrochet/, /\bneedle(?:craft|work)/, /\byarn/],
  quilting: [/\bquilt/, /\bpatchwork/, /\bsew/],
  other: [],
}

function worthOf(path: string, craft: string, named: ReadonlySet<string>): number {
  const parts = path.split(' › ').map(folded)
  const leaf = parts.at(-1) ?? ''
  const own = wordsOf[craft as Craft] ?? []
  const isKnown = (word: RegExp) => own.some(one => one.source === word.source)
  const others = Object.values(wordsOf).flatMap(words => words.filter(word => !isKnown(word)))
  if (others.some(word => word.test(leaf)) && !own.some(word => word.test(leaf))) return 0
  const at = own.findIndex(word => word.test(leaf))
  return (
    (/\bpatterns?\b|\bblueprints?\b/.test(leaf) ? 6 : parts.some(part => /\bpatterns?\b/.test(part)) ? 3 : 0) +
    (at < 0 ? 0 : 6 - at * 2) +
    (named.has(leaf) ? 8 : 0) +
    (parts.some(part => /\bcraft/.test(part)) ? 1 : 0) -
    parts.length / 10
  )
}

const folded = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim()
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
