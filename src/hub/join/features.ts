/** What is compared of each listing, and how rare each of it is among all of them. Pure. */
import { craftIn, type Kinds, kindsIn } from './kinds.ts'
import type { JoinListing } from './listing.ts'
import { alike, howFarApart, type Look, toLook } from './look.ts'
import { type Sizes, sizesIn } from './sizes.ts'
import { fileStem, isCommon, isNumber, isTelling, wordsIn } from './tokens.ts'

export interface Features {
  readonly listing: JoinListing
  /** Ids of words, ascending. `title`: without numbers; `name`: of the title, tags and files; `text`: of the whole description, with numbers that say something. */
  readonly title: Int32Array
  readonly name: Int32Array
  readonly text: Int32Array
  /** All of them. */
  readonly all: Int32Array
  readonly numbers: Int32Array
  readonly tags: Int32Array
  readonly titleText: string
  readonly sku: string
  readonly skuStem: string
  readonly fileStems: readonly string[]
  readonly fileMarks: readonly string[]
  readonly sizes: Sizes | null
  readonly kinds: Kinds
  /** 'EUR 750' */
  readonly prices: readonly string[]
  /** Of its cover; null when it was not looked at. */
  readonly look: Look | null
}

export interface Corpus {
  readonly all: readonly Features[]
  readonly places: ReadonlyMap<string, readonly Features[]>
  readonly words: readonly string[]
  /** Of a word, the share of listings that have it by chance, by its id; and what its rarity weighs: the negative logarithm of that. */
  readonly shares: Float64Array
  readonly rarity: Float64Array
  /** The share of a word that one listing alone has. */
  readonly lonely: number
  /** As rarity, but nothing for what is boilerplate in her shops; and its sum over each description. */
  readonly telling: Float64Array
  readonly tellingIn: ReadonlyMap<Features, number>
  /** How many listings have it, by 'sku …', 'stem …', 'file …', 'price …', 'picture …', with its place for SKUs and pictures: 'sku … @place'. */
  readonly times: ReadonlyMap<string, number>
  /** Those whose covers look alike, itself left out, with how many of 64 bits differ. */
  readonly lookAlikes: ReadonlyMap<Features, ReadonlyMap<Features, number>>
  /** What part of the SKUs of one place is known at the other. */
  readonly skuShare: (a: string, b: string) => number
}

/**
 * As if so many listings of strangers had been read beside hers: in a shop of five patterns 'tee' stands in one, and is no name for that.
 * A word that is common in the trade counts as one of every twelfth listing, however rare it is here.
 */
const strangers = 300
const commonShare = 1 / 12
/** A word of so many descriptions belongs to what stands under each. */
const mostCommon = 0.15

export function readCorpus(listings: readonly JoinListing[]): Corpus {
  const ids = new Map<string, number>()
  const words: string[] = []
  const idOf = (word: string): number => {
    const known = ids.get(word)
    if (known !== undefined) return known
    ids.set(word, words.length)
    words.push(word)
    return words.length - 1
  }
  const all = listings.map(listing => featuresOf(listing, idOf))
  const counts = new Int32Array(words.length)
  for (const one of all) for (const word of one.all) counts[word]!++
  const shares = Float64Array.from(words, (word, id) => {
    const share = (counts[id]! + 0.5) / (all.length + strangers)
    return isCommon(word) ? Math.max(share, commonShare) : share
  })
  const rarity = shares.map(share => -Math.log(share))
  const telling = shares.map((share, word) => (share > mostCommon ? 0 : rarity[word]!))
  const tellingIn = new Map(all.map(one => [one, one.text.reduce((sum, word) => sum + telling[word]!, 0)]))
  const places = Map.groupBy(all, ({ listing }) => listing.place)
  const times = countTimes(all)
  return {
    all,
    places,
    words,
    shares,
    rarity,
    lonely: 1.6 / (all.length + strangers),
    telling,
    tellingIn,
    times,
    lookAlikes: lookAlikesIn(all),
    skuShare: skuShares(places),
  }
}

function featuresOf(listing: JoinListing, idOf: (word: string) => number): Features {
  const idsOf = (some: readonly string[]) => Int32Array.from(new Set(some.map(idOf))).sort()
  const titleWords = wordsIn(listing.title).filter(word => !isNumber(word) && word.length > 1)
  const tagWords = listing.tags.flatMap(wordsIn).filter(word => !isNumber(word) && word.length > 1)
  const stems = [...new Set(listing.files.map(({ name }) => fileStem(name)).filter(Boolean))]
  const fileWords = stems.flatMap(wordsIn).filter(word => !isNumber(word) && word.length > 2)
  const textWords = wordsIn(listing.text).filter(word => (isNumber(word) ? isTelling(word) : word.length > 2))
  const kinds = kindsIn(listing.title)
  const nameWords = [...titleWords, ...tagWords, ...fileWords]
  return {
    listing,
    title: idsOf(titleWords),
    name: idsOf(nameWords),
    text: idsOf(textWords),
    all: idsOf([...nameWords, ...textWords]),
    numbers: idsOf(textWords.filter(isNumber)),
    tags: idsOf(tagWords),
    titleText: wordsIn(listing.title).join(' '),
    sku: skuOf(listing.sku),
    skuStem: skuStem(listing.sku),
    fileStems: stems,
    fileMarks: listing.files.map(({ mark }) => mark).filter(Boolean),
    sizes: sizesIn(listing.title) ?? sizesIn(listing.text),
    // What all her texts say at their end names every craft once, so the one named more often is meant.
    kinds: { ...kinds, craft: kinds.craft ?? craftIn(listing.tags.join(' | ')) ?? craftIn(listing.text) },
    prices: listing.prices.filter(({ minor }) => minor >= 0n).map(({ minor, currency }) => `${currency} ${minor}`),
    look: listing.look === null ? null : toLook(listing.look),
  }
}

const skuOf = (sku: string) => sku.trim().toLowerCase()

/** What storefronts and habits put round an SKU: 'WREN-TEE-PDF' and 'W-wren_tee' have the same stem. */
const trimmings = /^(?:pdf|dl|dig|digi|digital|download|ebook|web|shop|site|eu|us|int|de|en|fr|es|v\d+|[a-z]|pat|ptn)$/
function skuStem(sku: string): string {
  const parts = skuOf(sku)
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
  const kept = parts.filter(part => !trimmings.test(part))
  const stem = (kept.length === 0 ? parts : kept).join('')
  return stem.length < 3 ? '' : stem
}

function countTimes(all: readonly Features[]): Map<string, number> {
  const times = new Map<string, number>()
  const count = (key: string) => times.set(key, (times.get(key) ?? 0) + 1)
  for (const { listing, sku, skuStem: stem, fileStems, prices } of all) {
    if (sku !== '') count(`sku ${sku} @${listing.place}`)
    if (stem !== '') count(`stem ${stem} @${listing.place}`)
    for (const file of fileStems) count(`file ${file}`)
    for (const price of prices) count(`price ${price}`)
    for (const mark of new Set(listing.imageMarks)) count(`picture ${mark} @${listing.place}`)
    for (const currency of new Set(listing.prices.map(one => one.currency))) count(`currency ${currency}`)
  }
  return times
}

/** Each with each, since a comparison is a dozen machine words: two thousand listings take a fifth of a second. */
function lookAlikesIn(all: readonly Features[]): Map<Features, Map<Features, number>> {
  const seen = all.filter(one => one.look !== null)
  const found = new Map(seen.map(one => [one, new Map<Features, number>()]))
  for (const [at, one] of seen.entries())
    for (let to = at + 1; to < seen.length; to++) {
      const other = seen[to]!
      const apart = howFarApart(one.look!, other.look!)
      if (apart > alike) continue
      found.get(one)!.set(other, apart)
      found.get(other)!.set(one, apart)
    }
  return found
}

function skuShares(places: ReadonlyMap<string, readonly Features[]>): Corpus['skuShare'] {
  const stems = new Map([...places].map(([place, all]) => [place, new Set(all.map(({ skuStem: stem }) => stem).filter(Boolean))]))
  const known = new Map<string, number>()
  return (a, b) => {
    const key = a < b ? `${a} ${b}` : `${b} ${a}`
    const share = known.get(key)
    if (share !== undefined) return share
    const [ofA, ofB] = [stems.get(a) ?? new Set<string>(), stems.get(b) ?? new Set<string>()]
    const fewest = Math.min(ofA.size, ofB.size)
    const found = fewest === 0 ? 0 : ofA.intersection(ofB).size / fewest
    known.set(key, found)
    return found
  }
}

/** @returns the sum of what the words of both weigh. */
export function sharedWeight(a: Int32Array, b: Int32Array, weights: Float64Array): number {
  let sum = 0
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [x, y] = [a[i]!, b[j]!]
    if (x === y) sum += weights[x]!
    if (x <= y) i++
    if (y <= x) j++
  }
  return sum
}

/** Both ascending. */
export function shared(a: Int32Array, b: Int32Array): number[] {
  const both: number[] = []
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i]! === b[j]!) {
      both.push(a[i]!)
      i++
      j++
    } else if (a[i]! < b[j]!) i++
    else j++
  }
  return both
}
