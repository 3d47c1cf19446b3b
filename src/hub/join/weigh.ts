/**
 * How much speaks for and against two listings being one pattern, as Fellegi and Sunter weigh records: for each thing that is compared, the logarithm
 * of how often it agrees in true pairs against how often it does by chance. How often by chance is counted in her own listings, so a rare name weighs
 * more than a common one; how often in true pairs is fixed here, with the reason beside it. Nothing is learnt at run time. Pure.
 */
import { type Corpus, type Features, shared, sharedWeight } from './features.ts'
import { same } from './look.ts'
import { inWords } from './reasons.ts'

export interface Evidence {
  /** Natural logarithm of odds; below zero it speaks against. */
  readonly weight: number
  /** In her words: 'the same SKU'; null for what is not worth a word. */
  readonly says: string | null
  /** It says that these are two things to sell: never taken as one unasked. */
  readonly isContrary?: boolean
  /** It belongs to one pattern alone: an SKU, a file, a picture, a description. */
  readonly isKey?: boolean
}

export interface Weighed {
  /** With the odds before anything was compared. */
  readonly total: number
  readonly evidence: readonly Evidence[]
  readonly isContrary: boolean
}

/** Of a listing's pattern, how often another storefront has it, too: designers list most of what they sell everywhere. */
const isThereToo = 0.85
const fewestStrangers = 20

export function weigh(a: Features, b: Features, corpus: Corpus): Weighed {
  const weighed = compared.flatMap(compare => compare(a, b, corpus) ?? [])
  const evidence = [...weighed, ...otherPictures(a, b, corpus, weighed)]
  const size = Math.max(fewestStrangers, Math.min(corpus.places.get(a.listing.place)!.length, corpus.places.get(b.listing.place)!.length))
  const total = evidence.reduce((sum, { weight }) => sum + weight, Math.log(isThereToo / size))
  return { total, evidence, isContrary: evidence.some(({ isContrary }) => isContrary === true) }
}

/** 0 to 1: how likely it is that both are one pattern. */
export const confidenceOf = (total: number): number => 1 / (1 + Math.exp(-total))

type Compare = (a: Features, b: Features, corpus: Corpus) => Evidence | null

const compared: readonly Compare[] = [sku, files, pictures, names, titles, texts, tags, price, sizes, craft, wearer, paper, bundle, numbers]

/**
 * An SKU that stands once at both is a key that somebody made (wrong in one of some hundred: a listing copied and its SKU left on it). One that
 * stands twice was copied for certain. The more of their SKUs two storefronts share, the more says another one: another pattern.
 */
function sku(a: Features, b: Features, { times, skuShare }: Corpus): Evidence | null {
  if (a.sku === '' || b.sku === '') return null
  const once = (kind: string, key: string) => [a, b].every(({ listing }) => times.get(`${kind} ${key} @${listing.place}`) === 1)
  if (a.sku === b.sku) return { weight: once('sku', a.sku) ? 9 : 3.5, says: inWords.sameSku(a.listing.sku), isKey: once('sku', a.sku) }
  if (a.skuStem !== '' && a.skuStem === b.skuStem)
    return {
      weight: once('stem', a.skuStem) ? 6.5 : 2.5,
      says: inWords.alikeSku(a.listing.sku, b.listing.sku),
      isKey: once('stem', a.skuStem),
    }
  return { weight: Math.max(-2.5, Math.log(1 - 0.95 * skuShare(a.listing.place, b.listing.place)) - 0.2), says: null }
}

/** Equal bytes are the same file; a name is worth its rarity, as every pattern of some shops comes as 'pattern.pdf'. */
function files(a: Features, b: Features, { times, all }: Corpus): Evidence | null {
  if (a.fileMarks.some(mark => b.fileMarks.includes(mark))) return { weight: 9, says: inWords.sameFile(), isKey: true }
  const name = a.fileStems.filter(stem => b.fileStems.includes(stem)).sort((x, y) => times.get(`file ${x}`)! - times.get(`file ${y}`)!)[0]
  if (name === undefined) return null
  const weight = Math.min(5, Math.log(0.5 / ((times.get(`file ${name}`)! + 0.5) / (all.length + 300))))
  return weight < 1 ? null : { weight, says: inWords.sameFileName(a.listing.files, name) }
}

/**
 * Bytes are seldom kept: storefronts pack pictures anew, so it is also compared what they look like. A cover counts by how many others of the same
 * storefront look like it: where all are made after one template, looking alike says nothing.
 */
function pictures(a: Features, b: Features, corpus: Corpus): Evidence | null {
  const { times, places, lookAlikes } = corpus
  // Of one pattern there is one; the more there are, the more often two are alike by chance.
  const rarity = (count: (of: Features, at: Features) => number) => {
    const commonest = [[a, b] as const, [b, a] as const].map(([of, at]) => {
      const { place } = at.listing
      return Math.log((0.6 * (places.get(place)!.length + 300)) / Math.max(0.5, count(of, at) - 0.5))
    })
    return Math.max(0, Math.min(...commonest))
  }
  const marks = a.listing.imageMarks.filter(mark => mark !== '' && b.listing.imageMarks.includes(mark))
  if (marks.length > 0) {
    const best = Math.max(...marks.map(mark => rarity((_, { listing }) => times.get(`picture ${mark} @${listing.place}`)!)))
    if (best > 1) return { weight: Math.min(7, best + 1), says: inWords.samePicture(), isKey: true }
  }
  if (a.look === null || b.look === null) return null
  const apart = lookAlikes.get(a)?.get(b)
  // Another one stands first, or was made anew for that storefront: in half of true pairs.
  if (apart === undefined) return { weight: -0.6, says: null }
  const best = rarity((of, { listing }) => [...lookAlikes.get(of)!.keys()].filter(other => other.listing.place === listing.place).length)
  if (best < 1) return null
  // A designer photographs near-duplicates in one session, so the same picture is not the same pattern for certain.
  return apart <= same
    ? { weight: Math.min(6, best), says: inWords.samePicture() }
    : { weight: Math.min(3, best / 2), says: inWords.alikePicture() }
}

/** Names and prices may agree by chance; where the pictures do not, something that is one pattern's alone must, or she is asked. */
function otherPictures(a: Features, b: Features, { lookAlikes }: Corpus, weighed: readonly Evidence[]): readonly Evidence[] {
  if (a.look === null || b.look === null || lookAlikes.get(a)!.has(b)) return []
  const isKnown = weighed.some(({ isKey = false }) => isKey)
  return isKnown ? [] : [unlike(0, inWords.otherPictures())]
}

/** Once a name is shared, its other words say little more: each next one counts half. */
function names(a: Features, b: Features, { rarity, words }: Corpus): Evidence | null {
  const inBoth = shared(a.title, b.title).map(word => ({ word, weight: rarity[word]! + Math.log(0.6) }))
  const known = new Set(inBoth.map(({ word }) => word))
  // In the title here, and only in its description, tags or files there: less often in true pairs, and less surely a name.
  const inOne = new Set([...shared(a.title, b.all), ...shared(b.title, a.all)]).difference(known)
  const more = [...inOne].map(word => ({ word, weight: rarity[word]! + Math.log(0.25) - 0.5 }))
  const all = [...inBoth, ...more].filter(({ weight }) => weight > 0.3).sort((x, y) => y.weight - x.weight)
  if (all.length === 0) return null
  const weight = Math.min(
    9,
    all.reduce((sum, one, at) => sum + one.weight / 2 ** at, 0),
  )
  const told = all.filter(one => one.weight > 2.5 && known.has(one.word)).slice(0, 2)
  return {
    weight,
    says:
      told.length === 0
        ? null
        : inWords.sameName(
            told.map(({ word }) => words[word]!),
            a.listing.title,
          ),
  }
}

/** Another wording altogether is common (a third of true pairs), but nearly all strangers have one. What one title says and the other does not is held against them a little. */
function titles(a: Features, b: Features, { shares }: Corpus): Evidence | null {
  if (a.titleText === b.titleText && a.titleText !== '') return { weight: 2.5, says: inWords.sameTitle() }
  const rare = (some: Int32Array) => some.filter(word => shares[word]! < 0.02)
  const [ofA, ofB] = [rare(a.title), rare(b.title)]
  if (ofA.length === 0 || ofB.length === 0) return null
  return shared(ofA, ofB).length === 0 ? { weight: -1.1, says: null } : null
}

const fewestWords = 10

/**
 * The rarer half of the words of a description, by their weight: what is boilerplate in her shop has none. Between languages few words are shared and
 * numbers stay, so numbers are weighed by themselves and the stronger of both counts.
 */
function texts(a: Features, b: Features, { rarity, telling, tellingIn }: Corpus): Evidence | null {
  const least = Math.min(tellingIn.get(a)!, tellingIn.get(b)!)
  const isShort = Math.min(a.text.length, b.text.length) < fewestWords || least === 0
  const part = isShort ? 0 : sharedWeight(a.text, b.text, telling) / least
  const byWords = part === 0 ? 0 : Math.max(-0.6, Math.min(6, 11 * (part - 0.16)))
  const found = shared(a.numbers, b.numbers)
    .map(number => rarity[number]! + Math.log(0.6))
    .filter(weight => weight > 0)
    .sort((x, y) => y - x)
  const byNumbers = Math.min(
    6,
    found.reduce((total, weight, at) => total + weight / (at + 1.5), 0),
  )
  const hasNumbers = a.numbers.length >= 3 && b.numbers.length >= 3
  if (byWords >= byNumbers) return { weight: byWords, says: byWords >= 2.5 ? inWords.sameText(part) : null, isKey: byWords >= 2.5 }
  const weight = found.length < 2 ? Math.min(byNumbers, 1) : byNumbers
  if (weight > 0.5) return { weight, says: weight > 2 ? inWords.sameNumbers() : null, isKey: weight > 2 }
  return hasNumbers ? { weight: -0.6, says: null } : null
}

function tags(a: Features, b: Features, { rarity }: Corpus): Evidence | null {
  const found = shared(a.tags, b.tags).map(word => Math.max(0, (rarity[word]! + Math.log(0.4)) * 0.25))
  const weight = Math.min(
    2,
    found.reduce((sum, one) => sum + one, 0),
  )
  return weight < 0.2 ? null : { weight, says: weight > 1.2 ? inWords.sameTags() : null }
}

/** Three in four patterns cost the same everywhere in one currency; between currencies many keep the number. Prices repeat within a shop, so their share counts. */
function price(a: Features, b: Features, { times }: Corpus): Evidence | null {
  const same = a.prices.find(one => b.prices.includes(one))
  const shareOf = (one: string) => ((times.get(`price ${one}`) ?? 0) + 1) / ((times.get(`currency ${one.slice(0, 3)}`) ?? 0) + 4)
  if (same !== undefined) return { weight: Math.max(0.2, Math.log(0.75 / shareOf(same))), says: inWords.samePrice(same) }
  const currencyOf = (one: string) => one.slice(0, 3)
  if (a.prices.some(one => b.prices.some(other => currencyOf(one) === currencyOf(other)))) return { weight: -1.2, says: null }
  const number = a.prices.find(one => b.prices.some(other => one.slice(3) === other.slice(3)))
  if (number === undefined) return null
  return { weight: Math.max(0, Math.log(0.4 / shareOf(number))), says: null }
}

/** Near-duplicates differ in just this, so it is read before it is weighed: the same name in other sizes is another pattern, or an older state of this one. */
function sizes(a: Features, b: Features): Evidence | null {
  if (a.sizes === null || b.sizes === null) return null
  if (a.sizes.kind !== b.sizes.kind) {
    // Letters here and numbers there may be the same bodies, and years are a child's.
    const weight = a.sizes.kind === 'years' || b.sizes.kind === 'years' ? -4 : -1
    return { weight, says: inWords.otherSizes(a.sizes.says, b.sizes.says), isContrary: true }
  }
  if (a.sizes.says === b.sizes.says) return { weight: 1.6, says: inWords.sameSizes(a.sizes.says) }
  return { weight: -4, says: inWords.otherSizes(a.sizes.says, b.sizes.says), isContrary: true }
}

const unlike = (weight: number, says: string): Evidence => ({ weight, says, isContrary: true })

function craft(a: Features, b: Features): Evidence | null {
  const [x, y] = [a.kinds.craft, b.kinds.craft]
  if (x === null || y === null) return null
  return x === y ? { weight: 0.7, says: null } : unlike(-5, inWords.otherCraft(x, y))
}

function wearer(a: Features, b: Features): Evidence | null {
  const [x, y] = [a.kinds.wearer, b.kinds.wearer]
  if (x === null || y === null) return null
  return x === y ? { weight: 0.8, says: null } : unlike(-4, inWords.otherWearer(x, y))
}

function paper(a: Features, b: Features): Evidence | null {
  const [x, y] = [a.kinds.paper, b.kinds.paper]
  return x === null || y === null || x === y ? null : unlike(-3, inWords.otherPaper(x, y))
}

function bundle(a: Features, b: Features): Evidence | null {
  if (a.kinds.isBundle === b.kinds.isBundle) return a.kinds.isBundle ? { weight: 1.2, says: null } : null
  return unlike(-4, inWords.bundleAndSingle())
}

function numbers(a: Features, b: Features): Evidence | null {
  const [x, y] = [a.kinds.number, b.kinds.number]
  if (x === null || y === null) return x === y ? null : { weight: -0.8, says: null }
  return x === y ? { weight: 1.5, says: null } : unlike(-5, inWords.otherNumber(x, y))
}
