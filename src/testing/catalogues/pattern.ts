/** The patterns of a pretend designer, with near-duplicates among them, before any storefront has its way with them. */
import type { Random } from './random.ts'
import { asides, firstNames, makers, manners, secondNames, type Thing, things } from './words.ts'

export interface MadeUp {
  readonly id: number
  readonly name: string
  readonly thing: Thing
  /** Index into `manners`. */
  readonly manner: number
  /** As she writes it; '' for things without sizes. */
  readonly sizes: string
  readonly wearer: 'women' | 'children' | null
  readonly priceMinor: number
  readonly facts: {
    readonly yards: number
    readonly tool: string
    readonly gauge: number
    readonly hours: number
    readonly pages: number
    readonly maker: string
  }
  readonly aside: string
  /** Chosen sentences, so that a pattern reads alike wherever it was pasted. */
  readonly wording: number
  readonly cover: bigint
  /** Shared by all storefronts; null: no two have the same. */
  readonly sku: string | null
  /** The pattern that it is nearly the same as. */
  readonly twinOf: number | null
  readonly twin: 'sizes' | 'craft' | null
}

const ranges = {
  women: ['XS–XXL', 'XS–5XL', 'XXS–4XL', '34–52', '32–56', 'S–3XL'],
  wearable: ['XS–5XL', 'S–XXL', 'XS–XL', '1XL–4XL'.replace('1XL', 'XL'), 'XS–3XL'],
  children: ['2–10 years', '0–24 months', '3–8 years', '56–98', '92–140'],
  bed: [''],
  none: [''],
} as const
/** What a twin comes in instead. */
const others: Readonly<Record<string, readonly string[]>> = {
  women: ['XL–6XL', '2–10 years', '46–60'],
  wearable: ['XL–6XL', '2–10 years', '6–14 years'],
  children: ['XS–XXL', '104–152', '9–14 years'],
}
const prices = [350, 400, 450, 500, 550, 600, 650, 700, 750, 800, 850, 900, 950, 1000, 1050, 1200, 1400]

/** @param twins share of patterns that are nearly another one. @param keyless share without an SKU that two storefronts have. */
export function makePatterns(random: Random, { count, twins, keyless }: { count: number; twins: number; keyless: number }): MadeUp[] {
  const names = random.shuffled([...firstNames, ...firstNames.flatMap(first => secondNames.map(second => `${first} ${second}`))])
  const patterns: MadeUp[] = []
  // Some three in four patterns come in sizes or could be worked in another craft.
  const share = twins * 1.6
  for (let id = 0; id < count; id++) {
    const before = patterns[id - 1]
    if (before?.twinOf === null && canTwin(before) && random.chance(share)) patterns.push(twinOf(before, random, { id, keyless }))
    // A family: the dress that goes with the tee has its name.
    else
      patterns.push(
        makeOne(random, { id, name: before !== undefined && random.chance(0.06) ? before.name : names[id % names.length]!, keyless }),
      )
  }
  return patterns
}

function makeOne(random: Random, { id, name, keyless }: { id: number; name: string; keyless: number }): MadeUp {
  const thing = random.pick(things)
  return {
    id,
    name,
    thing,
    manner: random.whole(0, manners.en.length - 1),
    sizes: random.pick(ranges[thing.sized]),
    wearer: thing.sized === 'women' ? 'women' : thing.sized === 'children' ? 'children' : null,
    priceMinor: random.pick(prices),
    facts: {
      yards: thing.trade === 'sewing' || thing.trade === 'quilting' ? random.whole(1, 6) : random.whole(6, 60) * 20,
      tool: random.pick(['2.5', '3', '3.25', '3.5', '3.75', '4', '4.5', '5', '6']),
      gauge: random.whole(10, 34),
      hours: random.whole(2, 60),
      pages: random.whole(4, 48),
      maker: random.pick(makers),
    },
    aside: `${random.pick(asides.who)} ${random.pick(asides.did)} ${random.pick(asides.when)}.`,
    wording: random.whole(0, 999),
    cover: coverOf(random),
    sku: random.chance(keyless) ? null : skuOf(name, thing, id),
    twinOf: null,
    twin: null,
  }
}

const canTwin = ({ thing }: MadeUp) => others[thing.sized] !== undefined || thing.trade === 'knitting' || thing.trade === 'crochet'

/** Everything is as in the other, but the sizes or the craft. */
function twinOf(other: MadeUp, random: Random, { id, keyless }: { id: number; keyless: number }): MadeUp {
  const choices = others[other.thing.sized]
  const sku = random.chance(keyless) ? null : `${skuOf(other.name, other.thing, id)}-2`
  const common = { ...other, id, sku, twinOf: other.id, cover: random.chance(0.5) ? other.cover : coverOf(random) }
  if (choices !== undefined) {
    const sizes = random.pick(choices)
    return {
      ...common,
      sizes,
      wearer: /years|104|92/.test(sizes) ? 'children' : other.wearer === 'children' ? 'women' : other.wearer,
      twin: 'sizes',
    }
  }
  const trade = other.thing.trade === 'knitting' ? 'crochet' : 'knitting'
  return { ...common, thing: { ...other.thing, trade }, twin: 'craft' }
}

const skuOf = (name: string, { trade }: Thing, id: number) =>
  `${name.split(' ')[0]!.slice(0, 5).toUpperCase()}-${trade.slice(0, 2).toUpperCase()}${String(id).padStart(3, '0')}`

const coverOf = (random: Random): bigint => {
  let bits = 0n
  for (let at = 0; at < 4; at++) bits = (bits << 16n) | BigInt(random.whole(0, 0xffff))
  return bits
}
