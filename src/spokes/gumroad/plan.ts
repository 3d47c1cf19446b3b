/** From a difference to steps, as data. Pure. */
import {
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
import { type Extras, permalinkOf, project } from './mapping.ts'
import { toUnits } from './money.ts'

export const fields: readonly ListingField[] = ['title', 'summary', 'description', 'price', 'isPublished', 'tags', 'images', 'files']
const textFields = ['title', 'summary', 'description', 'price', 'tags'] as const

/** What a product is made with and what is changed of it, by Gumroad's names; `price` in its units, as digits. */
export interface TextsBody {
  readonly name?: string
  readonly custom_summary?: string
  readonly description?: string
  readonly price?: string
  readonly price_currency_type?: string
  readonly tags?: readonly string[]
}
export interface CreateBody extends TextsBody {
  readonly custom_permalink: string
}
export interface MediaBody {
  readonly images: {
    /** In their order; `id` when it is there already. */
    readonly wanted: readonly { readonly id: string | null; readonly sha256: string }[]
    readonly drop: readonly string[]
    readonly attached: number
  } | null
  readonly files: {
    /** In their order; `id` when it is there already. */
    readonly wanted: readonly { readonly id: string | null; readonly key: string; readonly name: string; readonly sha256: string }[]
    readonly drop: readonly string[]
  } | null
}

export function plan({ listingId, desired, observed, difference }: PlanInput): readonly Step[] {
  if (observed !== null && difference.length === 0) return []
  const wanted = project(desired)
  const keys = desired.files.map(({ key }) => key)
  const place: Place = { listingId, wanted, keys, extras: (observed?.extras ?? blank) as unknown as Extras }
  if (observed !== null)
    return stepsFor(
      place,
      new Set(difference.map(({ field }) => field)),
      difference.every(one => one.observed === null),
    )
  // What is made is a draft with its texts; pictures and files come next, and it is for sale last.
  const rest = new Set<ListingField>(['images', 'files', ...(wanted.isPublished ? (['isPublished'] as const) : [])])
  return [createStep(place), ...stepsFor(place, rest, true)]
}

interface Place {
  readonly listingId: string
  readonly wanted: ListingContent
  /** Ours of the files, in their order. */
  readonly keys: readonly string[]
  readonly extras: Extras
}
const blank: Extras = {
  isMembership: false,
  permalink: null,
  covers: [],
  picture: null,
  shown: [],
  thumbnail: { isThere: false, mark: '' },
  files: [],
}

/** Off sale first, so that nobody buys what is half changed; on sale last. */
function stepsFor(place: Place, differing: ReadonlySet<ListingField>, isNew: boolean): Step[] {
  const state = differing.has('isPublished') ? [stateStep(place)] : []
  const rest = [mediaStep(place, differing), textsStep(place, differing, isNew)].filter(step => step !== null)
  return place.wanted.isPublished ? [...rest, ...state] : [...state, ...rest]
}

interface Made {
  readonly kind: string
  readonly says: string
  readonly fields: readonly ListingField[]
  readonly body: CreateBody | MediaBody | TextsBody | null
}

const stepOf = ({ listingId }: Place, { kind, says, fields, body }: Made): Step => ({
  kind,
  key: `${kind}:${listingId}:${sha256Hex(JSON.stringify(body)).slice(0, 32)}`,
  says,
  fields,
  body: body as unknown as Json,
  cost: null,
  cannotUndo: null,
  together: kind,
})

function createStep(place: Place): Step {
  const { wanted, listingId } = place
  return stepOf(place, {
    kind: 'create',
    says: `Make a draft of “${wanted.title}”`,
    fields: textFields,
    body: { ...textsOf(wanted, new Set(textFields)), custom_permalink: permalinkOf(wanted.sku, listingId) },
  })
}

const textsOf = (wanted: ListingContent, differing: ReadonlySet<ListingField>): TextsBody => ({
  ...(differing.has('title') && { name: wanted.title }),
  ...(differing.has('summary') && { custom_summary: wanted.summary }),
  ...(differing.has('description') && { description: wanted.description }),
  ...(differing.has('price') && { price: toUnits(wanted.price).toString(), price_currency_type: wanted.price.currency.toLowerCase() }),
  ...(differing.has('tags') && { tags: wanted.tags }),
})

const words = { title: 'the title', summary: 'the summary', description: 'the description', tags: 'the tags' } as const

function textsStep(place: Place, differing: ReadonlySet<ListingField>, isNew: boolean): Step | null {
  const changed = textFields.filter(field => differing.has(field))
  if (changed.length === 0) return null
  const { wanted, extras } = place
  if (differing.has('price') && extras.isMembership)
    throw new SpokeError(
      'seller',
      'This product is a membership at Gumroad, whose prices belong to its tiers. Set them there, or let a new listing be made.',
    )
  const named = changed.filter(field => field !== 'price').map(field => words[field])
  const parts = [
    ...(named.length > 0 ? [`${isNew ? 'write' : 'change'} ${named.join(', ')}`] : []),
    ...(differing.has('price') ? [`set the price to ${toDecimal(wanted.price)} ${wanted.price.currency}`] : []),
  ]
  // They travel together, so all are as wanted afterwards.
  return stepOf(place, { kind: 'texts', says: upper(parts.join(' and ')), fields: changed, body: textsOf(wanted, differing) })
}

/** Pictures and files in one step: a field half done and looked at would seem to be changed by somebody else. */
function mediaStep(place: Place, differing: ReadonlySet<ListingField>): Step | null {
  const images = differing.has('images') ? placeImages(place) : null
  const files = differing.has('files') ? placeFiles(place) : null
  const isEmpty =
    (images === null || images.wanted.length + images.drop.length === 0) &&
    (files === null || files.wanted.length + files.drop.length === 0)
  if (isEmpty) return null
  return stepOf(place, {
    kind: 'media',
    says: sayMedia(place, images, files),
    fields: [...(images === null ? [] : (['images'] as const)), ...(files === null ? [] : (['files'] as const))],
    body: { images, files },
  })
}

function placeImages({ wanted, extras }: Place): NonNullable<MediaBody['images']> {
  const free = [...extras.covers]
  const placed = wanted.images.map(({ sha256 }) => {
    const at = free.findIndex(({ mark }) => mark === markOf(sha256))
    return { id: at < 0 ? null : free.splice(at, 1)[0]!.id, sha256 }
  })
  return { wanted: placed, drop: free.map(({ id }) => id), attached: extras.covers.length }
}

function placeFiles({ wanted, keys, extras }: Place): NonNullable<MediaBody['files']> {
  const free = [...extras.files]
  const placed = wanted.files.map(({ name, sha256 }, index) => {
    const at = free.findIndex(file => file.name === name)
    return { id: at < 0 ? null : free.splice(at, 1)[0]!.id, key: keys[index]!, name, sha256 }
  })
  return { wanted: placed, drop: free.map(({ id }) => id) }
}

function sayMedia({ extras }: Place, images: MediaBody['images'], files: MediaBody['files']): string {
  const parts: string[] = []
  if (images !== null && images.wanted.length + images.drop.length > 0)
    parts.push(extras.covers.length === 0 ? 'add the pictures' : 'change the pictures')
  if (files !== null && files.wanted.length + files.drop.length > 0) {
    const added = files.wanted.filter(({ id }) => id === null)
    const isReplaced = added.length === 1 && files.drop.length === 1
    parts.push(isReplaced ? `replace a file by “${added[0]!.name}”` : extras.files.length === 0 ? 'add the files' : 'change the files')
  }
  return upper(parts.join(' and '))
}

function stateStep(place: Place): Step {
  const { isPublished } = place.wanted
  return stepOf(place, {
    kind: isPublished ? 'on-sale' : 'off-sale',
    says: isPublished ? 'Put it up for sale' : 'Take it off sale',
    fields: ['isPublished'],
    body: null,
  })
}

const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
