/** Which pairs are worth weighing at all. Two listings that share nothing rare are never compared: 500 patterns at four shops would be 1.5 million pairs. Pure. */
import type { Corpus, Features } from './features.ts'

/** A key that more listings have finds nobody. */
const longestList = 240
/** Of one place, for one listing; and beside them so many that look most like it. */
const [mostOfPlace, mostAlike] = [12, 4]
const [wordsOfTitle, wordsOfName, wordsOfText] = [8, 12, 16]

/** @returns for each listing by its index, indexes of listings of other places, the likeliest of each place. */
export function candidatesIn(corpus: Corpus): readonly (readonly number[])[] {
  const { all, places } = corpus
  const placeNames = [...places.keys()]
  const placeOf = Int32Array.from(all, ({ listing }) => placeNames.indexOf(listing.place))
  const ids = new Map<string, number>()
  const idOf = (key: string): number => {
    const id = ids.get(key) ?? ids.size
    ids.set(key, id)
    return id
  }
  const lists: number[][] = []
  const keysOf = all.map(one => {
    const keys = keysFor(one, corpus)
    return keys.map(({ key, weight }) => ({ id: idOf(key), weight }))
  })
  for (const [index, keys] of keysOf.entries())
    for (const id of new Set(keys.map(one => one.id))) {
      lists[id] ??= []
      lists[id].push(index)
    }
  const scores = new Float64Array(all.length)
  const indexOf = new Map(all.map((one, index) => [one, index]))
  return keysOf.map((keys, index) => {
    const touched: number[] = []
    for (const { id, weight } of keys) {
      const list = lists[id]!
      if (list.length > longestList) continue
      for (const other of list) {
        if (placeOf[other] === placeOf[index]) continue
        if (scores[other] === 0) touched.push(other)
        scores[other]! += weight
      }
    }
    const sorted = touched.sort((a, b) => scores[b]! - scores[a]! || a - b)
    const taken = new Int32Array(placeNames.length)
    const chosen = sorted.filter(other => taken[placeOf[other]!]!++ < mostOfPlace)
    const seen = alikeTo(all[index]!, corpus).map(other => indexOf.get(other)!)
    for (const other of touched) scores[other] = 0
    return [...new Set([...chosen, ...seen])]
  })
}

interface Key {
  readonly key: string
  readonly weight: number
}

function keysFor(
  { listing, sku, skuStem, fileStems, fileMarks, title, name, text, prices, sizes, kinds }: Features,
  corpus: Corpus,
): Key[] {
  const { imageMarks } = listing
  return [
    ...(sku === '' ? [] : [{ key: `sku ${sku}`, weight: 20 }]),
    ...(skuStem === '' ? [] : [{ key: `stem ${skuStem}`, weight: 15 }]),
    ...fileStems.map(stem => ({ key: `file ${stem}`, weight: 6 })),
    ...[...fileMarks, ...imageMarks.filter(Boolean)].map(mark => ({ key: `mark ${mark}`, weight: 20 })),
    ...rarest(title, corpus, { most: wordsOfTitle, factor: 1 }),
    ...rarest(name, corpus, { most: wordsOfName, factor: 0.5 }),
    ...rarest(text, corpus, { most: wordsOfText, factor: 0.35 }),
    // The last resort of a translated title: what it costs and in which sizes and craft it comes.
    ...(sizes === null ? [] : prices.map(price => ({ key: `kind ${price} ${sizes.says} ${kinds.craft}`, weight: 3 }))),
  ]
}

/** The likest of each other place. */
function alikeTo(one: Features, { lookAlikes }: Corpus): Features[] {
  const byPlace = Map.groupBy(
    [...(lookAlikes.get(one) ?? [])].filter(([{ listing }]) => listing.place !== one.listing.place),
    ([{ listing }]) => listing.place,
  )
  return [...byPlace.values()].flatMap(some =>
    some
      .sort(([, x], [, y]) => x - y)
      .slice(0, mostAlike)
      .map(([other]) => other),
  )
}

/** Words that one listing alone has find nobody. */
function rarest(some: Int32Array, { rarity, shares, lonely }: Corpus, { most, factor }: { most: number; factor: number }): Key[] {
  return [...some]
    .filter(word => shares[word]! > lonely)
    .sort((a, b) => rarity[b]! - rarity[a]!)
    .slice(0, most)
    .map(word => ({ key: `word ${word}`, weight: rarity[word]! * factor }))
}
