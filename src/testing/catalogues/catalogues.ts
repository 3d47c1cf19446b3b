/**
 * The shops of a pretend designer: the same patterns at four storefronts, each listed as that place asks for it and as years of hand work leave it.
 * It knows nothing of how listings are compared, and the truth stays with it. Not as real shops are: every description has its sizes, nothing is
 * misspelled, and few texts were rewritten from scratch.
 */
import { type MadeUp, makePatterns } from './pattern.ts'
import { type Random, randomOf } from './random.ts'
import { courting, manners, sentences, type Tongue, tongues, tradeWords, wearers } from './words.ts'

export interface CatalogueListing {
  readonly id: string
  readonly storefront: string
  /** The truth. */
  readonly pattern: number
  readonly title: string
  readonly description: string
  readonly sku: string
  readonly price: { readonly minor: number; readonly currency: string }
  readonly tags: readonly string[]
  readonly files: readonly string[]
  /** 16 hex digits of what its cover looks like. */
  readonly cover: string
  readonly tongue: Tongue
  /** Its title keeps less than half of the words of her own. */
  readonly isRetitled: boolean
}

export interface Catalogues {
  readonly patterns: readonly MadeUp[]
  readonly listings: readonly CatalogueListing[]
  /** Shares, as they came out. */
  readonly shares: { readonly retitled: number; readonly translated: number; readonly twins: number; readonly withoutSharedSku: number }
}

interface Manner {
  readonly name: string
  readonly currency: string
  /** How titles are written there. */
  readonly style: 'searched' | 'own' | 'plain'
  readonly translated: number
  readonly tellsSku: boolean
  readonly tellsFiles: boolean
  readonly mostTags: number
  /** Share of prices that are as everywhere. */
  readonly samePrice: number
}

const storefronts: readonly Manner[] = [
  { name: 'market', currency: 'EUR', style: 'searched', translated: 0, tellsSku: true, tellsFiles: true, mostTags: 13, samePrice: 0.75 },
  { name: 'own', currency: 'EUR', style: 'own', translated: 0, tellsSku: true, tellsFiles: true, mostTags: 6, samePrice: 1 },
  { name: 'community', currency: 'USD', style: 'plain', translated: 0, tellsSku: false, tellsFiles: false, mostTags: 5, samePrice: 0.6 },
  { name: 'abroad', currency: 'EUR', style: 'own', translated: 0.72, tellsSku: true, tellsFiles: false, mostTags: 8, samePrice: 0.75 },
]

export function makeCatalogues(
  seed: number,
  { patterns: count = 500, retitle = 0.62 }: { patterns?: number; retitle?: number } = {},
): Catalogues {
  const random = randomOf(seed)
  const patterns = makePatterns(random, { count, twins: 1 / 8, keyless: 0.46 })
  const listings = storefronts.flatMap(place =>
    random
      .shuffled(patterns)
      .filter(() => random.chance(0.92))
      .map((pattern, at) => listAt(place, pattern, { random, id: `${place.name}-${at}`, retitle, patterns })),
  )
  const share = (is: (one: CatalogueListing) => boolean) => listings.filter(is).length / listings.length
  return {
    patterns,
    listings,
    shares: {
      retitled: share(({ isRetitled, tongue }) => isRetitled && tongue === 'en'),
      translated: share(({ tongue }) => tongue !== 'en'),
      twins: patterns.filter(({ twinOf }) => twinOf !== null).length / patterns.length,
      withoutSharedSku: patterns.filter(({ sku }) => sku === null).length / patterns.length,
    },
  }
}

interface Listing {
  readonly random: Random
  readonly id: string
  readonly retitle: number
  readonly patterns: readonly MadeUp[]
}

function listAt(place: Manner, pattern: MadeUp, { random, id, retitle, patterns }: Listing): CatalogueListing {
  const tongue = random.chance(place.translated) ? random.pick(tongues.slice(1)) : 'en'
  const title = titleAt(place, pattern, { random, tongue, retitle: place.style === 'plain' ? retitle * 0.5 : retitle })
  return {
    id,
    storefront: place.name,
    pattern: pattern.id,
    title,
    description: describe(place, pattern, { random, tongue }),
    sku: place.tellsSku ? skuAt(pattern, { random, place, patterns }) : '',
    price: {
      minor: random.chance(place.samePrice) ? pattern.priceMinor : pattern.priceMinor + random.pick([-50, 50, 100, 150]),
      currency: place.currency,
    },
    tags: tagsAt(place, pattern, { random, tongue }),
    files: place.tellsFiles ? filesAt(pattern, random) : [],
    cover: coverAt(pattern, random),
    tongue,
    isRetitled: keeps(title, ownTitle(pattern)) < 0.5,
  }
}

const ownTitle = ({ name, manner, thing }: MadeUp) => `${name} ${manners.en[manner]} ${thing.called.en[0]}`

/** The part of the second title's words that the first one has. */
function keeps(title: string, own: string): number {
  const words = (text: string) =>
    new Set(
      text
        .toLowerCase()
        .split(/[^\p{L}]+/u)
        .filter(Boolean),
    )
  return words(own).intersection(words(title)).size / words(own).size
}

function titleAt(place: Manner, pattern: MadeUp, { random, tongue, retitle }: { random: Random; tongue: Tongue; retitle: number }): string {
  const { name, thing, wearer, sizes, twin } = pattern
  const called = thing.called[tongue]
  const manner = manners[tongue][pattern.manner]!
  const trade = random.pick(tradeWords[thing.trade][tongue])
  // Two that are nearly the same are told apart in the title mostly, and in the text always.
  const isTold = (twin !== null || pattern.sizes !== '') && random.chance(twin === null ? 0.45 : 0.75)
  const sized = isTold && sizes !== '' ? sizesIn(sizes, tongue) : ''
  const crafted = twin === 'craft' && isTold ? trade : ''
  const words = wearer === null ? '' : wearers[wearer][tongue]
  if (random.chance(retitle)) {
    const other = called.length > 1 ? random.pick(called.slice(1)) : called[0]!
    const kept = random.chance(0.5) ? name.split(' ')[0]! : ''
    const otherManner = random.chance(0.6) ? random.pick(manners[tongue]) : ''
    const parts = [
      words,
      otherManner,
      other,
      trade,
      kept,
      sized,
      ...random.shuffled(courting[tongue]).slice(0, place.style === 'searched' ? 3 : 0),
    ]
    return join(parts, place.style === 'searched' ? ', ' : ' ')
  }
  if (place.style === 'searched')
    return join(
      [`${name} ${manner} ${called[0]}`, trade, words, sized, ...random.shuffled(courting[tongue]).slice(0, 2)],
      random.pick([' | ', ', ', ' - ']),
    )
  if (place.style === 'plain') return join([`${name} ${random.chance(0.5) ? `${manner} ` : ''}${called[0]}`, crafted, sized], ' ')
  return join([`${name} ${manner} ${called[0]}`, random.chance(0.4) ? trade : crafted, sized], random.pick([' – ', ' ', ', ']))
}

const join = (parts: readonly string[], by: string) => parts.filter(Boolean).join(by)

function sizesIn(sizes: string, tongue: Tongue): string {
  const unit = { en: ['years', 'months'], de: ['Jahre', 'Monate'], fr: ['ans', 'mois'], es: ['años', 'meses'] }[tongue]
  const said = sizes.replace('years', unit[0]!).replace('months', unit[1]!)
  if (/years|months/.test(sizes)) return said
  return `${{ en: 'sizes', de: 'Gr.', fr: 'tailles', es: 'tallas' }[tongue]} ${said}`
}

function describe(place: Manner, pattern: MadeUp, { random, tongue }: { random: Random; tongue: Tongue }): string {
  const { name, thing, facts, aside, wording, sizes } = pattern
  const { open, sizes: sized, stuff, more, shop } = sentences[tongue]
  const nth = <Item>(some: readonly Item[], by: number) => some[Math.floor(wording / by) % some.length]!
  // Pasted once and edited here and there since: a sentence may have gone, or its wording is newer.
  const isEdited = () => random.chance(0.12)
  const lines = [
    isEdited() ? random.pick(open) : nth(open, 1),
    ...(sizes === '' ? [] : [nth(sized, 7)]),
    ...(isEdited() ? [] : [nth(stuff, 3)]),
    ...(random.chance(0.25) ? [] : [nth(more, 5)]),
    `${tradeWords[thing.trade][tongue][0]}.`,
    ...(place.style === 'plain' ? [] : [shop]),
  ]
  // Written anew one day: without its name and without her line about it.
  const isAnew = random.chance(0.05)
  const said: Readonly<Record<string, string>> = {
    name: isAnew ? { en: 'This', de: 'Dies', fr: 'Ceci', es: 'Esto' }[tongue] : name,
    thing: thing.called[tongue][0]!.toLowerCase(),
    manner: manners[tongue][pattern.manner]!.toLowerCase(),
    sizes: sizesIn(sizes, tongue),
    // Her line about it is seldom translated with the rest, and sometimes left out.
    extra: tongue === 'en' && !isAnew && !random.chance(0.15) ? `${aside.charAt(0).toUpperCase()}${aside.slice(1)}` : '',
    ...Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, String(value)])),
  }
  return lines.join(' ').replace(/\{(\w+)\}/g, (_, key: string) => said[key] ?? '')
}

/** A listing that was made by copying another and kept its SKU is met in every large shop. */
function skuAt(
  { sku, name, twinOf, id }: MadeUp,
  { random, place, patterns }: { random: Random; place: Manner; patterns: readonly MadeUp[] },
): string {
  if (random.chance(0.012)) return random.pick(patterns).sku ?? ''
  if (twinOf !== null && random.chance(0.05)) return patterns[twinOf]!.sku ?? ''
  if (sku === null) return random.chance(0.5) ? '' : `${place.name.slice(0, 2).toUpperCase()}${1000 + ((id * 7919) % 8999)}${name.length}`
  return random.chance(0.1) ? '' : random.chance(0.12) ? `${sku}-PDF` : sku
}

function tagsAt(place: Manner, { thing, manner, wearer, name }: MadeUp, { random, tongue }: { random: Random; tongue: Tongue }): string[] {
  const all = [
    ...tradeWords[thing.trade][tongue],
    ...thing.called[tongue].map(called => called.toLowerCase()),
    manners[tongue][manner]!.toLowerCase(),
    ...(wearer === null ? [] : [wearers[wearer][tongue]]),
    ...courting[tongue],
    ...(random.chance(0.2) ? [name.toLowerCase()] : []),
  ]
  return random.shuffled(all).slice(0, place.mostTags)
}

function filesAt({ name, thing }: MadeUp, random: Random): string[] {
  const stem = `${name} ${thing.called.en[0]}`
  if (random.chance(0.15)) return ['pattern.pdf']
  if (random.chance(0.3)) return ['A4.pdf', 'Letter.pdf', 'Instructions.pdf'].map(file => (random.chance(0.5) ? file : file.toLowerCase()))
  const written = random.pick([stem, stem.replaceAll(' ', '_'), stem.toLowerCase().replaceAll(' ', '-')])
  return [`${written}${random.pick(['-A4', ' A4', '_print'])}.pdf`, `${written}${random.pick(['-instructions', '_v2', ' Anleitung'])}.pdf`]
}

/** Packed anew by each storefront; a third of the time another picture stands first. */
function coverAt({ cover }: MadeUp, random: Random): string {
  let bits = cover
  if (random.chance(0.33)) for (let at = 0; at < 64; at++) bits ^= random.chance(0.5) ? 1n << BigInt(at) : 0n
  for (let at = random.whole(0, 4); at > 0; at--) bits ^= 1n << BigInt(random.whole(0, 63))
  return bits.toString(16).padStart(16, '0')
}
