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
  shelfId,
  toDecimal,
} from '#kit'
import { type Extras, type Picture, project } from './mapping.ts'
import { gidOfShelf } from './shelves.ts'

/** The body of a 'create' or 'update' step: ProductSetInput, without what only the shop can tell. */
export interface SetBody {
  readonly input: Readonly<Record<string, Json>>
}
/** The whole list, in its order: what is there already by its id, what is not by its hash. The platform takes away what is not named. */
export interface PicturesBody {
  readonly pictures: readonly ({ readonly alt: string; readonly sha256: string } & ({ readonly id: string } | { readonly id: null }))[]
  /** What else there is among the media, such as a video of hers: behind the pictures, so that it is not taken away. */
  readonly others: readonly string[]
}
export interface AwaitBody {
  readonly ids: readonly string[]
}

/** Those that one call sets; pictures and what shoppers see have steps of their own. */
export const setFields = [
  'title',
  'description',
  'sku',
  'price',
  'salePrice',
  'tags',
  'categories',
  'shelf',
] as const satisfies readonly ListingField[]
export const fields = [...setFields, 'images', 'isPublished'] as const satisfies readonly ListingField[]

export function plan({ listingId, desired, observed, difference }: PlanInput): readonly Step[] {
  if (observed !== null && difference.length === 0) return []
  const wanted = project(desired)
  const extras = (observed?.extras ?? null) as Extras | null
  const differing = new Set<ListingField>(observed === null ? fields : difference.map(({ field }) => field))
  const stepFor = (kind: string, of: readonly ListingField[], body: object, says: string): Step => ({
    kind,
    key: `${kind}:${listingId}:${digest([of.map(field => wanted[field]), body])}`,
    says,
    fields: of,
    body: body as Json,
    cost: null,
    cannotUndo: null,
    together: kind,
  })
  const steps: Step[] = []
  const isToHide = differing.has('isPublished') && !wanted.isPublished && extras !== null
  // First out of sight, then changed; last into sight, when all is right.
  if (isToHide) steps.push(stepFor('unpublish', ['isPublished'], {}, 'Take it off sale (as a draft)'))
  const toSet = setFields.filter(field => differing.has(field))
  const made = setFields.filter(field => field !== 'shelf' || shelfId(wanted.shelf) !== '')
  if (extras === null) steps.push(stepFor('create', made, createBody(listingId, wanted), `Make the listing “${wanted.title}”`))
  else if (toSet.length > 0) steps.push(stepFor('update', toSet, updateBody(wanted, toSet, extras), sentence(difference, wanted)))
  if (differing.has('images')) steps.push(...pictureSteps(wanted, extras, stepFor))
  if (differing.has('isPublished') && wanted.isPublished) steps.push(stepFor('publish', ['isPublished'], {}, 'Put it up for sale'))
  return steps
}

type StepFor = (kind: string, of: readonly ListingField[], body: object, says: string) => Step

function pictureSteps(wanted: ListingContent, extras: Extras | null, stepFor: StepFor): Step[] {
  const there = extras?.pictures ?? []
  if (wanted.images.length === 0 && there.length === 0) return []
  const waiting = there.filter(({ state }) => state === 'processing')
  const isAllThere =
    there.length === wanted.images.length &&
    wanted.images.every(
      ({ sha256, alt }, at) => there[at]!.mark === markOf(sha256) && there[at]!.alt === alt && there[at]!.state !== 'failed',
    )
  if (isAllThere && waiting.length > 0)
    return [stepFor('await-pictures', ['images'], { ids: waiting.map(({ id }) => id) }, 'Wait until the shop has prepared the pictures')]
  const free = there.filter(({ state, mark }) => state !== 'failed' && mark !== '')
  const pictures = wanted.images.map(({ sha256, alt }) => ({ sha256, alt, id: take(free, markOf(sha256)) }))
  return [
    stepFor(
      'pictures',
      ['images'],
      { pictures, others: extras?.others ?? [] },
      pictures.length === 0 ? 'Take away the pictures' : 'Change the pictures',
    ),
  ]
}

function take(free: Picture[], mark: string): string | null {
  const at = free.findIndex(one => one.mark === mark)
  return at < 0 ? null : free.splice(at, 1)[0]!.id
}

const defaultOption = { name: 'Title', value: 'Default Title' }

function createBody(listingId: string, wanted: ListingContent): SetBody {
  return {
    input: {
      ...texts(wanted, shelfId(wanted.shelf) === '' ? setFields.filter(field => field !== 'shelf') : setFields),
      status: 'DRAFT',
      ...variantOf(wanted, [defaultOption], null, setFields),
      metafields: [{ namespace: 'selvage', key: 'listing', type: 'id', value: listingId }],
    },
  }
}

/** Lists are whole or absent: metafields of hers are never named, so none is lost. */
function updateBody(wanted: ListingContent, toSet: readonly ListingField[], extras: Extras): SetBody {
  const touchesVariant = toSet.some(field => field === 'sku' || field === 'price' || field === 'salePrice')
  if (touchesVariant && extras.variants !== 1)
    throw new SpokeError(
      'seller',
      'This product has several variants in the shop, each with a price and SKU of its own. Leave one of them, or let a new listing be made.',
    )
  const options = extras.options.length === 0 ? [defaultOption] : extras.options
  return { input: { ...texts(wanted, toSet), ...(touchesVariant ? variantOf(wanted, options, extras.variantId, toSet) : {}) } }
}

const texts = (wanted: ListingContent, toSet: readonly ListingField[]): Record<string, Json> => ({
  ...(toSet.includes('title') ? { title: wanted.title } : {}),
  ...(toSet.includes('description') ? { descriptionHtml: wanted.description } : {}),
  ...(toSet.includes('tags') ? { tags: wanted.tags } : {}),
  ...(toSet.includes('shelf') ? { category: gidOfShelf(shelfId(wanted.shelf)) } : {}),
  ...(toSet.includes('categories') ? { productType: wanted.categories[0] ?? '' } : {}),
})

/** The one variant, and the options that must be named with it. */
function variantOf(
  wanted: ListingContent,
  options: Extras['options'],
  id: string | null,
  toSet: readonly ListingField[],
): Record<string, Json> {
  const { price, salePrice } = wanted
  const isPriced = toSet.includes('price') || toSet.includes('salePrice')
  return {
    productOptions: options.map(({ name, value }) => ({ name, values: [{ name: value }] })),
    variants: [
      {
        ...(id === null ? {} : { id }),
        optionValues: options.map(({ name, value }) => ({ optionName: name, name: value })),
        ...(toSet.includes('sku') ? { sku: wanted.sku } : {}),
        // Together, since one is the other's measure: the lower is paid, the higher struck through.
        ...(isPriced ? { price: toDecimal(salePrice?.price ?? price), compareAtPrice: salePrice === null ? null : toDecimal(price) } : {}),
        ...(id === null ? { inventoryItem: { requiresShipping: false, tracked: false } } : {}),
      },
    ],
  }
}

const words: Readonly<Partial<Record<ListingField, string>>> = {
  title: 'change the title',
  description: 'change the description',
  sku: 'change the SKU',
  tags: 'change the tags',
  categories: 'change the product type',
  shelf: 'change the category',
}

function sentence(difference: readonly Difference[], wanted: ListingContent): string {
  const found = new Set(difference.map(({ field }) => field))
  const parts = setFields.filter(field => found.has(field)).map(field => part(field, wanted))
  const text = parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function part(field: ListingField, { price, salePrice }: ListingContent): string {
  if (field === 'price') return `set the price to ${toDecimal(price)} ${price.currency}`
  if (field === 'salePrice')
    return salePrice === null ? 'end the sale' : `set the sale price to ${toDecimal(salePrice.price)} ${price.currency}`
  return words[field] ?? `change the ${field}`
}

const digest = (value: unknown): string =>
  sha256Hex(JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner))).slice(0, 32)
