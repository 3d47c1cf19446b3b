/**
 * What is to be known of a listing that was joined to a pattern and never published from here: where it differs from the pattern, what is missing, what
 * would be lost, and what a press would change. Pure; nothing is asked and nothing is written.
 */
import { createHash } from 'node:crypto'
import { type ListingContent, type ListingField, markOf } from '../listing/content.ts'
import { desiredContent, type PatternSource, type Place } from '../listing/desired-content.ts'
import { asOf, type Difference, difference } from '../listing/difference.ts'
import { type BlobFacts, type ShopRules, sentenceFor } from '../listing/shop-rules.ts'
import { asAsked, isStaying, type Stays } from '../listing/staying.ts'
import { changesInWords, inWords, moneyInWords, type VersionOf } from '../listing/words.ts'

export const findingKinds = ['price', 'files-missing', 'files-stale', 'limit', 'hidden', 'tags', 'texts'] as const
export type FindingKind = (typeof findingKinds)[number]

export interface Finding {
  /** The same finding has the same key; another difference in the same place has another. */
  readonly key: string
  readonly kind: FindingKind
  readonly field: string
  /** A sentence: what is so. */
  readonly says: string
  /** What is there, and what a press would put there; null where a press changes nothing of it. */
  readonly from: string | null
  readonly to: string | null
}

export interface FindInput {
  readonly source: PatternSource
  readonly there: ListingContent
  readonly shop: string
  readonly rules: ShopRules
  readonly place: Place
  readonly versionOf: VersionOf
  /** Of `staysAt`. */
  readonly stays: Stays
  readonly blobs: BlobFacts
  readonly now: Date
}

export function findingsOf(input: FindInput): Finding[] {
  const { source, there, rules, place, versionOf, stays, now } = input
  const isWithoutFiles = source.version === null || source.version.files.length === 0
  // Without files here nothing may be published; the rest is compared all the same.
  const desired = desiredContent(source, place, { needsFiles: false })
  if (desired.content === null) return [...files(input, []), told('limit', 'price', desired.refused)].map(keyed)
  const wanted = rules.project(asOf(desired.content, now))
  const staying = { stays }
  // Files that stay although they may be others are told of all the same.
  const isCompared = (field: ListingField) => (field === 'files' ? !isWithoutFiles && stays.files !== 'same' : !isStaying(field, staying))
  const fields = rules.fields.filter(isCompared)
  const differing = difference(wanted, asOf(there, now), fields)
  const words = new Map(changesInWords(differing, versionOf).map(change => [change.field, change]))
  const change = (field: ListingField) => {
    const { from = null, to = null } = words.get(field) ?? {}
    return { from, to }
  }
  return [
    ...prices(input, differing).map(one => ({ ...one, ...change(one.field as ListingField) })),
    ...files(input, differing).map(one => (one.field === 'files' && stays.files === undefined ? { ...one, ...change('files') } : one)),
    ...limits(
      input,
      isWithoutFiles ? null : asAsked({ ...desired.content, stays }, true),
      desired.losses.filter(({ field }) => !isStaying(field, staying)),
    ),
    ...pictures(input),
    ...hidden(input, differing).map(one => ({ ...one, ...change('isPublished') })),
    ...tags(input, wanted, differing).map(one => ({ ...one, ...change('tags') })),
    ...texts(input, differing).map(one => ({ ...one, ...change(one.field as ListingField) })),
  ].map(keyed)
}

type Told = Omit<Finding, 'key'>

function keyed({ kind, field, says, from, to }: Told): Finding {
  const hash = createHash('sha256')
    .update(JSON.stringify([says, from, to]))
    .digest('hex')
    .slice(0, 16)
  return { key: `${kind}:${field}:${hash}`, kind, field, says, from, to }
}

const told = (kind: FindingKind, field: ListingField, says: string): Told => ({ kind, field, says, from: null, to: null })
const of = (differing: readonly Difference[], field: ListingField) => differing.find(one => one.field === field)

function prices({ there, shop }: FindInput, differing: readonly Difference[]): Told[] {
  const price = of(differing, 'price')
  const sale = of(differing, 'salePrice')
  const here = price === undefined ? null : inWords('price', price.desired)
  const now = moneyInWords(there.price)
  return [
    ...(price === undefined
      ? []
      : [
          told(
            'price',
            'price',
            now === null ? `Its price at ${shop} cannot be read; here it is ${here}.` : `It costs ${now} at ${shop} and ${here} here.`,
          ),
        ]),
    ...(sale === undefined
      ? []
      : [
          told(
            'price',
            'salePrice',
            there.salePrice === null
              ? `The sale price of here is not at ${shop}.`
              : `It is on sale at ${shop} for ${inWords('salePrice', there.salePrice)}, and not so here.`,
          ),
        ]),
  ]
}

function files({ source, there, shop, rules, versionOf }: FindInput, differing: readonly Difference[]): Told[] {
  if (!rules.fields.includes('files')) return []
  const newest = source.version?.files.length ? source.version.number : null
  if (there.files.length === 0)
    return there.isPublished
      ? [told('files-missing', 'files', `No file is at ${shop}: whoever buys it there gets nothing from the shop.`)]
      : []
  if (newest === null) {
    const names = there.files.map(({ name }) => `“${name}”`).join(', ')
    return [
      told(
        'files-missing',
        'files',
        `Its files are at ${shop} alone (${names}). Add them here as its first version, and buyers have them in their library.`,
      ),
    ]
  }
  if (of(differing, 'files') === undefined || hasTheBytes(there, source)) return []
  const old = there.files.map(file => ageOf(file, newest, versionOf)).find(age => age !== null)
  const says =
    old === undefined
      ? `Nothing shows that the files at ${shop} are those of version ${newest}.`
      : `The files at ${shop} are of version ${old}; the newest is ${newest}.`
  return [told('files-stale', 'files', says)]
}

/** Of the newest version, by the hash of each; under whatever names. */
function hasTheBytes({ files: there }: ListingContent, { version }: PatternSource): boolean {
  const spelled = (all: readonly { sha256: string }[]) => JSON.stringify(all.map(({ sha256 }) => markOf(sha256)).sort())
  return there.every(({ sha256 }) => sha256 !== '') && spelled(there) === spelled(version?.files ?? [])
}

/** By its hash, else by a number in its name; null when it tells no older version. */
function ageOf({ name, sha256 }: ListingContent['files'][number], newest: string, versionOf: VersionOf): string | null {
  const known = sha256 === '' ? null : versionOf(sha256.slice(0, 16))
  if (known !== null) return known === newest ? null : known
  const named = /(?<![\d.])v?(\d{1,3}[._]\d{1,3}(?:[._]\d{1,3})?)(?![\d.]*\d)/i
    .exec(name.replace(/\.[a-z0-9]{2,4}$/i, ''))?.[1]
    ?.replaceAll('_', '.')
  return named !== undefined && isOlder(named, newest) ? named : null
}

function isOlder(a: string, b: string): boolean {
  const [left, right] = [a, b].map(text => text.split('.').map(Number)) as [number[], number[]]
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const apart = (left[at] ?? 0) - (right[at] ?? 0)
    if (apart !== 0) return apart < 0
  }
  return false
}

/** What would be lost or refused there. */
function limits(
  { source, shop, rules, blobs }: FindInput,
  /** null: files are missing here, so it cannot be sent. */
  content: ListingContent | null,
  losses: ReturnType<typeof desiredContent>['losses'],
): Told[] {
  const { longestName } = rules.limits.files
  const long = longestName === null ? [] : (source.version?.files ?? []).filter(({ name }) => name.length > longestName)
  return [
    // What has no field of its own there is told by the text all the same.
    ...losses.filter(({ field }) => field !== 'properties').map(({ field, says }) => told('limit', field, says)),
    ...long.map(({ name }) =>
      told(
        'limit',
        'files',
        `The file name “${name}” has ${name.length} characters; ${shop} takes ${longestName}, so it is shortened there.`,
      ),
    ),
    ...(content === null ? [] : refusals(rules, content, blobs)).map(says => told('limit', 'files', says)),
  ]
}

function refusals(rules: ShopRules, content: ListingContent, blobs: BlobFacts): string[] {
  try {
    rules.check(content, blobs)
    return []
  } catch (error) {
    return [sentenceFor(error)]
  }
}

/** They stand there alone: what becomes of the listing there becomes of them. */
function pictures({ source, there, shop, rules, stays }: FindInput): Told[] {
  if (source.images.length > 0 || stays.images === undefined || there.images.length === 0 || !rules.fields.includes('images')) return []
  const alone = there.images.length === 1 ? 'Its picture is' : `Its ${there.images.length} pictures are`
  return [
    told('limit', 'images', `${alone} at ${shop} alone. A press leaves them there; add your own to the pattern to have them everywhere.`),
  ]
}

function hidden({ shop }: FindInput, differing: readonly Difference[]): Told[] {
  const difference = of(differing, 'isPublished')
  if (difference === undefined) return []
  return [
    told(
      'hidden',
      'isPublished',
      difference.desired === true ? `It is hidden at ${shop}; a press puts it on sale.` : `It is on sale at ${shop}; a press hides it.`,
    ),
  ]
}

function tags({ there, shop }: FindInput, wanted: ListingContent, differing: readonly Difference[]): Told[] {
  if (of(differing, 'tags') === undefined) return []
  const lower = (names: readonly string[]) => new Set(names.map(name => name.toLowerCase()))
  const lost = wanted.tags.filter(name => !lower(there.tags).has(name.toLowerCase()))
  const extra = there.tags.filter(name => !lower(wanted.tags).has(name.toLowerCase()))
  const list = (names: readonly string[]) => names.slice(0, 6).join(', ') + (names.length > 6 ? ` and ${names.length - 6} more` : '')
  const says = [
    ...(lost.length === 0 ? [] : [`Missing at ${shop}: ${list(lost)}.`]),
    ...(extra.length === 0 ? [] : [`Only there, and gone after a press: ${list(extra)}.`]),
  ]
  return [told('tags', 'tags', says.join(' '))]
}

const textWords = { title: 'Its title', summary: 'Its short text', description: 'Its description', sku: 'Its SKU' } as const

function texts({ shop }: FindInput, differing: readonly Difference[]): Told[] {
  return (['title', 'summary', 'description', 'sku'] as const)
    .filter(field => of(differing, field) !== undefined)
    .map(field => told('texts', field, `${textWords[field]} is another one at ${shop}.`))
}
