/** From a difference to steps, as data. Pure. */
import {
  type Difference,
  isSameProperty,
  type Json,
  type ListedProperty,
  type ListingContent,
  type ListingField,
  type Money,
  markOf,
  money,
  type PlanInput,
  SpokeError,
  type Step,
  sha256Hex,
  shelfId,
  toDecimal,
} from '#kit'
import { type Extras, project } from './mapping.ts'
import { bodyFor, type PropertiesBody } from './properties.ts'
import { toText } from './text.ts'
import type { Inventory } from './wire.ts'

/** Putting a listing up, or up again, for four months. Source: Etsy's fees policy, in US dollars whatever the shop's currency; read 2026-10. */
export const listingFee: Money = money(20n, 'USD')

export const fields: readonly ListingField[] = [
  'title',
  'description',
  'sku',
  'price',
  'isPublished',
  'tags',
  'images',
  'files',
  'shelf',
  'properties',
]

export interface CreateBody {
  readonly title: string
  readonly tags: readonly string[]
  readonly price: string
  /** null: where Etsy has patterns. */
  readonly taxonomyId: number | null
}
export interface MediaBody {
  readonly images: {
    /** In their order; `id` when it is there already. */
    readonly wanted: readonly { readonly id: number | null; readonly sha256: string; readonly alt: string }[]
    readonly drop: readonly number[]
    readonly attached: number
  } | null
  readonly files: {
    readonly add: readonly { readonly name: string; readonly sha256: string }[]
    readonly drop: readonly number[]
    readonly attached: number
  } | null
}
export interface InventoryBody {
  readonly sku: string
  readonly price: { readonly minor: string; readonly currency: string }
  /** What was read at the look before this step. */
  readonly there: Inventory | null
}
export interface TextsBody {
  readonly title?: string
  readonly description?: string
  readonly tags?: readonly string[]
  readonly taxonomyId?: number
}
export interface StateBody {
  readonly state: 'active' | 'inactive'
  /** Etsy leaves one piece of what was sold out. */
  readonly isRestocked: boolean
}

export function plan({ listingId, desired, observed, difference }: PlanInput): readonly Step[] {
  if (observed !== null && difference.length === 0) return []
  const wanted = project(desired)
  const differing = new Set(observed === null ? fields : difference.map(({ field }) => field))
  const place: Place = {
    listingId,
    wanted,
    text: toText(desired.description),
    extras: (observed?.extras ?? blank) as unknown as Extras,
    standing: observed?.content.properties ?? [],
  }
  if (observed !== null) return stepsFor(place, differing, difference)
  // A draft has what it is made with; the rest comes step by step, and it is for sale last.
  for (const field of ['title', 'tags', 'shelf', ...(wanted.isPublished ? [] : ['isPublished' as const])] as const) differing.delete(field)
  return [createStep(place), ...stepsFor(place, differing, difference)]
}

interface Place {
  readonly listingId: string
  readonly wanted: ListingContent
  /** The description as Etsy holds it. */
  readonly text: string
  readonly extras: Extras
  readonly standing: readonly ListedProperty[]
}
const blank: Extras = {
  state: 'draft',
  isDownload: true,
  isMadeToOrder: false,
  hasVariations: false,
  inventory: null,
  files: [],
  images: [],
  picture: null,
  shown: [],
}

/** Off sale first, so that nobody buys what is half changed; on sale last. */
function stepsFor(place: Place, differing: ReadonlySet<ListingField>, difference: readonly Difference[]): Step[] {
  const { isPublished } = place.wanted
  const state = differing.has('isPublished') ? [stateStep(place)] : []
  const changes = [
    mediaStep(place, differing),
    inventoryStep(place, differing),
    textsStep(place, differing, difference),
    propertiesStep(place, differing),
  ]
  const rest = changes.filter(step => step !== null)
  const steps = isPublished ? [...rest, ...state] : [...state, ...rest]
  return place.extras.isMadeToOrder ? steps.map(step => (step.kind === 'texts' ? { ...step, cannotUndo: lostOrder } : step)) : steps
}

const lostOrder = 'Etsy makes an instant download of a made-to-order listing with any change; it cannot be set back from here.'

interface Made {
  readonly kind: string
  readonly says: string
  readonly fields: readonly ListingField[]
  readonly body: CreateBody | MediaBody | InventoryBody | TextsBody | StateBody | PropertiesBody
  readonly cost?: Money
  readonly cannotUndo?: string
}

const stepOf = ({ listingId }: Place, { kind, says, fields, body, cost, cannotUndo }: Made): Step => ({
  kind,
  key: `${kind}:${listingId}:${sha256Hex(JSON.stringify(body)).slice(0, 32)}`,
  says,
  fields,
  body: body as unknown as Json,
  cost: cost ?? null,
  cannotUndo: cannotUndo ?? null,
  together: kind,
})

function createStep(place: Place): Step {
  const { title, tags, price } = place.wanted
  return stepOf(place, {
    kind: 'create',
    says: `Make a draft of “${title}”`,
    fields: ['title', 'tags', 'price', 'shelf'],
    body: { title, tags, price: toDecimal(price), taxonomyId: taxonomyIdOf(place) },
  })
}

/** @throws {SpokeError} 'seller' for one that is none of Etsy's. */
function taxonomyIdOf({ wanted }: Place): number | null {
  const id = shelfId(wanted.shelf)
  if (id === '') return null
  if (!/^\d{1,9}$/.test(id))
    throw new SpokeError('seller', 'The category that is chosen for this pattern is none of Etsy’s. Choose another.')
  return Number(id)
}

/** Pictures and files in one step: a field half done and looked at would seem to be changed by somebody else. */
function mediaStep(place: Place, differing: ReadonlySet<ListingField>): Step | null {
  const has = (field: ListingField) => differing.has(field)
  if (!has('images') && !has('files')) return null
  const images = has('images') ? placeImages(place) : null
  const files = has('files') ? placeFiles(place) : null
  if (images?.wanted.length === 0 && images.drop.length === 0 && files === null) return null
  return stepOf(place, {
    kind: 'media',
    says: sayMedia(place, images, files),
    fields: [...(images === null ? [] : (['images'] as const)), ...(files === null ? [] : (['files'] as const))],
    body: { images, files },
  })
}

/** Another wording is another picture: whether Etsy changes words in place is not written anywhere. */
function placeImages({ wanted, extras }: Place): NonNullable<MediaBody['images']> {
  const free = [...extras.images]
  const placed = wanted.images.map(({ sha256, alt }) => {
    const at = free.findIndex(image => image.mark === markOf(sha256) && image.alt === alt)
    return { id: at < 0 ? null : free.splice(at, 1)[0]!.id, sha256, alt }
  })
  return { wanted: placed, drop: free.map(({ id }) => id), attached: extras.images.length }
}

function placeFiles({ wanted, extras }: Place): NonNullable<MediaBody['files']> {
  if (wanted.files.length === 0 && extras.files.length > 0)
    throw new SpokeError(
      'seller',
      'Etsy makes a physical listing of a download without files. Leave one file on it; to stop selling it, take it off sale.',
    )
  const free = [...extras.files]
  const add = wanted.files.filter(({ name }) => {
    const at = free.findIndex(file => file.name === name)
    if (at >= 0) free.splice(at, 1)
    return at < 0
  })
  return { add: add.map(({ name, sha256 }) => ({ name, sha256 })), drop: free.map(({ id }) => id), attached: extras.files.length }
}

function sayMedia({ extras }: Place, images: MediaBody['images'], files: MediaBody['files']): string {
  const parts: string[] = []
  if (images !== null) parts.push(extras.images.length === 0 ? 'add the pictures' : 'change the pictures')
  if (files !== null) {
    const isReplaced = files.add.length === 1 && files.drop.length === 1
    parts.push(isReplaced ? `replace a file by “${files.add[0]!.name}”` : extras.files.length === 0 ? 'add the files' : 'change the files')
  }
  return upper(parts.join(' and '))
}

function inventoryStep(place: Place, differing: ReadonlySet<ListingField>): Step | null {
  const changed = (['price', 'sku'] as const).filter(field => differing.has(field))
  if (changed.length === 0) return null
  const { sku, price } = place.wanted
  if (place.extras.hasVariations)
    throw new SpokeError(
      'seller',
      'This listing has variations at Etsy, each with a price of its own. Take them off there, or let a new listing be made.',
    )
  const says = changed.map(field => (field === 'price' ? `set the price to ${toDecimal(price)} ${price.currency}` : 'set the SKU'))
  return stepOf(place, {
    kind: 'inventory',
    says: upper(says.join(' and ')),
    // They travel together, so both are as wanted afterwards.
    fields: changed,
    body: { sku, price: { minor: price.minor.toString(), currency: price.currency }, there: place.extras.inventory },
  })
}

function textsStep(place: Place, differing: ReadonlySet<ListingField>, difference: readonly Difference[]): Step | null {
  const changed = (['title', 'description', 'tags', 'shelf'] as const).filter(field => differing.has(field))
  if (changed.length === 0) return null
  const { wanted, text } = place
  const words = { title: 'the title', description: 'the description', tags: 'the tags', shelf: 'the category' } as const
  const taxonomyId = taxonomyIdOf(place)
  const isNew = difference.every(({ observed }) => observed === null)
  return stepOf(place, {
    kind: 'texts',
    says: `${isNew ? 'Write' : 'Change'} ${changed.map(field => words[field]).join(', ')}`,
    fields: changed,
    body: {
      ...(differing.has('title') && { title: wanted.title }),
      ...(differing.has('description') && { description: text }),
      ...(differing.has('tags') && { tags: wanted.tags }),
      ...(differing.has('shelf') && taxonomyId !== null && { taxonomyId }),
    },
  })
}

/** One request for each that differs, after the category, which decides what there is. */
function propertiesStep({ wanted, standing, ...place }: Place, differing: ReadonlySet<ListingField>): Step | null {
  if (!differing.has('properties')) return null
  const there = new Map(standing.map(one => [one.id, one]))
  const others = (wanted.properties ?? []).filter(one => !isSameProperty(one, there.get(one.id)))
  if (others.length === 0) return null
  return stepOf(
    { wanted, standing, ...place },
    {
      kind: 'properties',
      says: `Set ${others.map(({ name }) => `“${name}”`).join(', ')}`,
      fields: ['properties'],
      body: bodyFor(others),
    },
  )
}

function stateStep(place: Place): Step {
  const { wanted, extras } = place
  if (!wanted.isPublished)
    return stepOf(place, {
      kind: 'off-sale',
      says: 'Take it off sale (inactive at Etsy)',
      fields: ['isPublished'],
      body: { state: 'inactive', isRestocked: false },
    })
  return stepOf(place, {
    kind: 'on-sale',
    says: `Put it up for sale for four months; Etsy charges its listing fee of ${toDecimal(listingFee)} ${listingFee.currency}`,
    fields: ['isPublished'],
    body: { state: 'active', isRestocked: extras.state === 'sold_out' },
    cost: listingFee,
    cannotUndo: 'Etsy does not give the listing fee back.',
  })
}

const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
