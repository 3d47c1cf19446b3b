/** What she had made by hand at each storefront before she knew of this hub, and what is wrong with it there: the plan that the drill is held against. */
import type { ListingContent, ListingField } from '#hub/listing/content.ts'
import { shopById } from '#kit/registry.ts'
import { pdfOf, pngOf, sha256 } from '../props.ts'
import type { Store } from '../scene.ts'
import type { Bytes } from './stock.ts'

/** A design as she means it. */
export interface Design {
  readonly key: string
  readonly title: string
  /** As she called it elsewhere. */
  readonly otherTitles: readonly string[]
  readonly sku: string
  readonly description: string
  readonly tags: readonly string[]
  readonly minor: bigint
  readonly first: Uint8Array
  readonly newest: Uint8Array
  readonly cover: Uint8Array
}

/** One listing as it stands there. */
export interface Planned {
  readonly store: Store
  readonly design: Design
  readonly content: ListingContent
  /** Done by hand once it stood there. */
  readonly isHidden: boolean
  readonly isWithoutFile: boolean
  remoteId: string
}

/** What is to be found of a listing, and no more. */
export interface Expected {
  readonly remoteId: string
  readonly shop: string
  readonly kind: string
  readonly field: string
}

const [wide, high] = [64, 80]
const summary = 'Written and charted, with a schematic.'

function design(
  key: string,
  named: string,
  more: { other?: readonly string[]; minor?: bigint; sku?: string; tags?: readonly string[] } = {},
): Design {
  const noun = named.split(' ').at(-1)!
  const place = [...key].reduce((sum, letter) => sum + letter.charCodeAt(0), 0)
  return {
    key,
    title: named,
    otherTitles: more.other ?? [`${named} knitting pattern`, `${named} PDF pattern download`],
    sku: more.sku ?? `DR-${key.toUpperCase()}`,
    description: `<p>The ${key} ${noun} is worked in one piece from the top. ${key} stitch runs along both edges.</p>`,
    tags: more.tags ?? ['knitting', key, noun.toLowerCase(), 'top down'],
    minor: more.minor ?? BigInt(500 + (place % 11) * 35),
    first: pdfOf(`${named}, version 1.0`),
    newest: pdfOf(`${named}, version 1.1`),
    cover: pngOf(wide, high, [place % 256, (place * 7) % 256, (place * 13) % 256]),
  }
}

const manyTags = Array.from('abcdefghijklmno', letter => `heron ${letter}`)

const shared = {
  marigold: design('marigold', 'Marigold cardigan'),
  juniper: design('juniper', 'Juniper socks'),
  wren: design('wren', 'Wren tee'),
  saltmarsh: design('saltmarsh', 'Saltmarsh shawl'),
  heron: design('heron', 'Heron hat for adults', { tags: manyTags }),
  fledgling: design('fledgling', 'Heron hat for children'),
  tidepool: design('tidepool', 'Tidepool mittens'),
}
/** Two designs under one number, one name and one price: she copied a listing and wrote over it. */
const fern = design('fern', 'Fern blanket', { minor: 900n, sku: 'DR-FERN', other: ['Fern blanket'] })
const fernLace: Design = {
  ...design('lace', 'Fern blanket', { minor: 900n, sku: 'DR-FERN', other: ['Fern blanket'] }),
  description: fern.description,
  tags: fern.tags,
}

export const designs: readonly Design[] = [...Object.values(shared), fern, fernLace]
export { fern, fernLace }
export const { marigold, juniper, wren, saltmarsh, tidepool } = shared

/** Hers alone where she wrote it anew in another tongue, without a number; no machine knows it for the shawl. */
export const foreignTitle = 'Un grand châle de dentelle'

interface Places {
  readonly price: Store
  readonly stale: Store
  readonly fileless: Store
  readonly text: Store
  readonly tags: Store
  readonly hidden: Store
  readonly foreign: Store
}

/** Which storefront has which flaw: found by what it can hold. */
function placesIn(stores: readonly Store[]): Places {
  const [withFiles, withTags] = (['files', 'tags'] as const).map(field => stores.filter(({ fields }) => fields.includes(field)))
  return {
    price: stores[1]!,
    stale: withFiles![0]!,
    fileless: withFiles!.at(-1)!,
    text: stores[2]!,
    tags: withTags![1]!,
    hidden: stores[0]!,
    foreign: stores.at(-1)!,
  }
}

const isAt = (of: Design, at: number, count: number): boolean => {
  if (of === shared.heron || of === shared.fledgling) return at % 2 === 0
  if (of === tidepool) return at === 1
  if (of === fern) return at === 0
  if (of === fernLace) return at === count - 1
  return true
}

/** The whole catalogue as it will stand, with the bytes it is made of. */
export async function planCatalogue(stores: readonly Store[]): Promise<{ readonly planned: Planned[]; readonly bytes: Bytes }> {
  const bytes = new Map<string, { bytes: Uint8Array; mediaType: string }>()
  for (const { first, newest, cover } of designs) {
    for (const file of [first, newest]) bytes.set(sha256(file), { bytes: file, mediaType: 'application/pdf' })
    bytes.set(sha256(cover), { bytes: cover, mediaType: 'image/png' })
  }
  const places = placesIn(stores)
  const planned: Planned[] = []
  for (const [at, store] of stores.entries()) {
    const most = (await shopById(store.spoke)).limits.tags.most
    for (const of of designs) if (isAt(of, at, stores.length)) planned.push(plan(of, { store, at, places, mostTags: most }))
  }
  return { planned, bytes }
}

function plan(of: Design, { store, at, places, mostTags }: { store: Store; at: number; places: Places; mostTags: number | null }): Planned {
  const isForeign = of === saltmarsh && store === places.foreign
  const titles = [of.title, ...of.otherTitles]
  const tags = of === juniper && store === places.tags ? of.tags.slice(0, 1) : of.tags
  const file = of === juniper && store === places.stale ? of.first : of.newest
  const description = isForeign
    ? '<p>Un châle tout en dentelle, tricoté en rond.</p>'
    : of === wren && store === places.text
      ? '<p>An old text, from before it was rewritten.</p>'
      : of.description
  return {
    store,
    design: of,
    content: {
      title: isForeign ? foreignTitle : titles[at % titles.length]!,
      summary,
      description,
      sku: isForeign ? '' : of.sku,
      price: { minor: of === marigold && store === places.price ? of.minor + 100n : isForeign ? 1_100n : of.minor, currency: 'EUR' },
      salePrice: null,
      isPublished: true,
      tags: isForeign ? ['dentelle'] : mostTags === null ? tags : tags.slice(0, mostTags),
      categories: [],
      images: [{ sha256: sha256(of.cover), alt: of.title }],
      files: [{ key: 'a4', name: `${of.title} A4.pdf`, sha256: sha256(file) }],
    },
    isHidden: of === saltmarsh && store === places.hidden,
    isWithoutFile: of === wren && store === places.fileless,
    remoteId: '',
  }
}

/** As the hub is to hold it once she has said what is right. */
export const canonOf = (of: Design) => ({
  title: of === fernLace ? 'Lace fern blanket' : of.title,
  summary,
  description: of.description,
  sku: of === fernLace ? 'DR-LACE' : of.sku,
  tags: [...of.tags],
  categories: [],
})

/** By plain comparison of the plan with what she means: the hub's own way of comparing has no part in it. */
export async function expectedOf({ store, design: of, content, isHidden, isWithoutFile, remoteId }: Planned): Promise<Expected[]> {
  const canon = canonOf(of)
  const { limits } = await shopById(store.spoke)
  const has = (field: ListingField) => store.fields.includes(field)
  const fitting = limits.tags.most === null ? canon.tags : canon.tags.slice(0, limits.tags.most)
  const told = (kind: string, field: ListingField, isSo: boolean) =>
    isSo && has(field) ? [{ remoteId, shop: store.label, kind, field }] : []
  return [
    ...told('price', 'price', content.price.minor !== of.minor),
    ...told(isWithoutFile ? 'files-missing' : 'files-stale', 'files', isWithoutFile || content.files[0]!.sha256 !== sha256(of.newest)),
    // Her pictures came with the joins and stay there, so nothing of them is cut off or replaced.
    ...told('limit', 'tags', fitting.length < canon.tags.length),
    ...told('hidden', 'isPublished', isHidden),
    ...told('tags', 'tags', [...content.tags].sort().join() !== [...fitting].sort().join()),
    ...(['title', 'description', 'sku'] as const).flatMap(field => told('texts', field, content[field] !== canon[field])),
  ]
}
