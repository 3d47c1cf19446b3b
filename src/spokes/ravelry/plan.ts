/** From a difference to steps, as data. Pure. */
import {
  type Difference,
  type Json,
  type ListingContent,
  type ListingField,
  markOf,
  type PlanInput,
  SpokeError,
  type Step,
  sha256Hex,
  toDecimal,
} from '#kit'
import { type Extras, project } from './mapping.ts'
import { bodyFor, dataFor, onceFor, type PropertiesBody } from './properties.ts'
import type { Craft } from './settings.ts'
import { toMarkdown } from './text.ts'

export const fields: readonly ListingField[] = ['title', 'description', 'sku', 'price', 'isPublished', 'images', 'files', 'properties']

export interface CreateBody {
  readonly title: string
  readonly notes: string
  /** As the pattern's own words tell; null when they do not. */
  readonly craft: Craft | null
  /** Names by which Ravelry may know what the pattern is. */
  readonly tags: readonly string[]
  readonly categories: readonly string[]
  readonly properties: Readonly<Record<string, Json>>
}
export interface MediaBody {
  readonly images: {
    /** In their order; `id` when it is there already, with the words it should have where those are others. */
    readonly wanted: readonly { readonly id: string | null; readonly sha256: string; readonly alt: string; readonly isRenamed: boolean }[]
    readonly drop: readonly string[]
    readonly isMoved: boolean
  } | null
  readonly files: {
    readonly add: readonly { readonly name: string; readonly sha256: string }[]
    readonly drop: readonly number[]
  } | null
}
export interface ProductBody {
  readonly title: string
  readonly sku?: string
  readonly price?: { readonly amount: string; readonly currency: string; readonly isFree: boolean }
}
export interface TextsBody {
  readonly properties?: PropertiesBody
  readonly title?: string
  readonly notes?: string
}
export interface StateBody {
  readonly isActive: boolean
  /** A draft becomes a pattern page that everybody sees. */
  readonly isNewPage: boolean
}

export function plan({ listingId, desired, observed, difference }: PlanInput): readonly Step[] {
  if (observed !== null && difference.length === 0) return []
  const wanted = project(desired)
  const differing = new Set(observed === null ? fields : difference.map(({ field }) => field))
  const place: Planned = { listingId, wanted, desired, extras: (observed?.extras ?? blank) as unknown as Extras }
  if (observed !== null) return stepsFor(place, differing, difference)
  // A draft has what it is made with; the rest comes step by step, and everybody sees it last.
  for (const field of ['title', 'description', 'properties', ...(wanted.isPublished ? [] : ['isPublished' as const])] as const)
    differing.delete(field)
  return [createStep(place), ...stepsFor(place, differing, difference)]
}

interface Planned {
  readonly listingId: string
  readonly wanted: ListingContent
  readonly desired: ListingContent
  readonly extras: Extras
}
const blank: Extras = { place: { kind: 'draft', id: 0 }, isActive: false, attachments: [], photos: [], warnings: [] }

/** Off sale first, so that nobody buys what is half changed; on sale last. */
function stepsFor(place: Planned, differing: ReadonlySet<ListingField>, difference: readonly Difference[]): Step[] {
  const { isPublished } = place.wanted
  const state = differing.has('isPublished') ? [stateStep(place)] : []
  const changes = [mediaStep(place, differing), productStep(place, differing), textsStep(place, differing, difference)]
  const rest = changes.filter(step => step !== null)
  return isPublished ? [...rest, ...state] : [...state, ...rest]
}

interface Made {
  readonly kind: string
  readonly says: string
  readonly fields: readonly ListingField[]
  readonly body: CreateBody | MediaBody | ProductBody | TextsBody | StateBody
  readonly cannotUndo?: string
}

const stepOf = ({ listingId }: Planned, { kind, says, fields, body, cannotUndo }: Made): Step => ({
  kind,
  key: `${kind}:${listingId}:${sha256Hex(JSON.stringify(body)).slice(0, 32)}`,
  says,
  fields,
  body: body as unknown as Json,
  cost: null,
  cannotUndo: cannotUndo ?? null,
  together: kind,
})

function createStep(place: Planned): Step {
  const { wanted, desired } = place
  const { tags, categories, properties = [] } = desired
  const facts = { ...dataFor(bodyFor(wanted.properties ?? []), 'draft'), ...onceFor(properties) } as Record<string, Json>
  return stepOf(place, {
    kind: 'create',
    says: `Make a draft of “${wanted.title}” and a product in your store`,
    fields: ['title', 'description', 'properties'],
    body: { title: wanted.title, notes: toMarkdown(desired.description), craft: craftIn(desired), tags, categories, properties: facts },
  })
}

/** Both words in a title or tag say nothing: a knitted thing may have a crocheted edge. */
export function craftIn({
  title,
  tags,
  categories,
  summary,
}: Pick<ListingContent, 'title' | 'tags' | 'categories' | 'summary'>): Craft | null {
  for (const words of [[...tags, ...categories].join(' '), title, summary]) {
    const isCrochet = /crochet|häkel|haken\b|virk|hækl|hekl|amigurumi|ganchillo|uncinetto/i.test(words)
    const isKnitting = /knit|strick|breien?\b|stick(?:ning|at|a)\b|strik|tricot|maglia/i.test(words)
    if (isCrochet !== isKnitting) return isCrochet ? 'crochet' : 'knitting'
  }
  return null
}

/** Pictures and files in one step: a field half done and looked at would seem to be changed by somebody else. */
function mediaStep(place: Planned, differing: ReadonlySet<ListingField>): Step | null {
  const images = differing.has('images') ? placeImages(place) : null
  const files = differing.has('files') ? placeFiles(place) : null
  if (files === null && (images === null || (images.wanted.length === 0 && images.drop.length === 0))) return null
  return stepOf(place, {
    kind: 'media',
    says: sayMedia(place, images, files),
    fields: [...(images === null ? [] : (['images'] as const)), ...(files === null ? [] : (['files'] as const))],
    body: { images, files },
    ...(files !== null && files.drop.length > 0 && { cannotUndo: dropped }),
  })
}
const dropped =
  'Ravelry does not give back a file that was taken off; Selvage keeps the earlier one and would put it up anew. Buyers keep what they downloaded.'

function placeImages({ wanted, extras }: Planned): NonNullable<MediaBody['images']> {
  const free = [...extras.photos]
  const placed = wanted.images.map(({ sha256, alt }) => {
    const at = free.findIndex(({ mark }) => mark === markOf(sha256))
    const there = at < 0 ? null : free.splice(at, 1)[0]!
    return { id: there?.id ?? null, sha256, alt, isRenamed: there !== null && there.alt !== alt }
  })
  const staying = extras.photos.filter(({ id }) => placed.some(one => one.id === id)).map(({ id }) => id)
  const order = placed.flatMap(({ id }) => (id === null ? [] : [id]))
  // New ones come after those that are there.
  const isBehind = placed.findIndex(({ id }) => id === null) < placed.findLastIndex(({ id }) => id !== null)
  const isMoved = order.join() !== staying.join() || (isBehind && placed.some(({ id }) => id === null))
  return { wanted: placed, drop: free.map(({ id }) => id), isMoved }
}

function placeFiles({ wanted, extras }: Planned): NonNullable<MediaBody['files']> {
  if (wanted.files.length === 0 && extras.attachments.length > 0 && extras.isActive)
    throw new SpokeError('seller', 'A pattern for sale at Ravelry needs a file. Leave one on it; to stop selling it, take it off sale.')
  const free = [...extras.attachments]
  const add = wanted.files.filter(({ name }) => {
    const at = free.findIndex(file => file.name === name)
    if (at >= 0) free.splice(at, 1)
    return at < 0
  })
  return { add: add.map(({ name, sha256 }) => ({ name, sha256 })), drop: free.map(({ id }) => id) }
}

function sayMedia({ extras }: Planned, images: MediaBody['images'], files: MediaBody['files']): string {
  const parts: string[] = []
  if (images !== null) parts.push(extras.photos.length === 0 ? 'add the pictures' : 'change the pictures')
  if (files !== null) {
    const isReplaced = files.add.length === 1 && files.drop.length === 1
    parts.push(
      isReplaced ? `replace a file by “${files.add[0]!.name}”` : extras.attachments.length === 0 ? 'add the files' : 'change the files',
    )
  }
  return upper(parts.join(' and '))
}

function productStep(place: Planned, differing: ReadonlySet<ListingField>): Step | null {
  const changed = (['price', 'sku'] as const).filter(field => differing.has(field))
  if (changed.length === 0) return null
  const { title, sku, price } = place.wanted
  const isFree = price.minor === 0n
  const says = changed.map(field =>
    field === 'sku' ? 'set the SKU' : isFree ? 'make it free' : `set the price to ${toDecimal(price)} ${price.currency}`,
  )
  return stepOf(place, {
    kind: 'product',
    says: upper(says.join(' and ')),
    fields: changed,
    body: {
      title,
      ...(differing.has('sku') && { sku }),
      ...(differing.has('price') && { price: { amount: toDecimal(price), currency: price.currency, isFree } }),
    },
  })
}

function textsStep(place: Planned, differing: ReadonlySet<ListingField>, difference: readonly Difference[]): Step | null {
  const changed = (['title', 'description', 'properties'] as const).filter(field => differing.has(field))
  if (changed.length === 0) return null
  if (place.extras.place === null)
    throw new SpokeError('seller', 'This product belongs to no pattern page at Ravelry, so its words cannot be changed from here.')
  const words = { title: 'the title', description: 'the notes', properties: 'the facts of the page' } as const
  const isNew = difference.every(({ observed }) => observed === null)
  return stepOf(place, {
    kind: 'texts',
    says: `${isNew ? 'Write' : 'Change'} ${changed.map(field => words[field]).join(' and ')}`,
    fields: changed,
    body: {
      ...(differing.has('properties') && { properties: bodyFor(place.wanted.properties ?? []) }),
      ...(differing.has('title') && { title: place.wanted.title }),
      ...(differing.has('description') && { notes: toMarkdown(place.desired.description) }),
    },
  })
}

function stateStep(place: Planned): Step {
  const { wanted, extras } = place
  const fields = ['isPublished'] as const
  if (!wanted.isPublished)
    return stepOf(place, {
      kind: 'off-sale',
      says: 'Take it off sale (its pattern page stays)',
      fields,
      body: { isActive: false, isNewPage: false },
    })
  if (extras.place === null)
    throw new SpokeError('seller', 'This product belongs to no pattern page at Ravelry. Tie it to one there, or let a new listing be made.')
  const isNewPage = extras.place.kind === 'draft'
  return stepOf(place, {
    kind: 'on-sale',
    says: isNewPage ? 'Publish the pattern page and put it up for sale' : 'Put it up for sale',
    fields,
    body: { isActive: true, isNewPage },
    ...(isNewPage && {
      cannotUndo:
        'Ravelry keeps a published pattern page. It can be taken off sale; the page itself goes within seven days alone, and by hand.',
    }),
  })
}

const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
