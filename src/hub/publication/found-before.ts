/** What stood at a storefront before the first press of a listing that was found there. Pure. */
import type { ListingContent, ListingField } from '../listing/content.ts'
import { isSame } from '../listing/difference.ts'
import { within } from '../listing/properties.ts'
import type { Want } from './plan.ts'

/** Known as it was read there; the bytes of its files and pictures are not kept here. */
export const foundBefore = ({ known }: Pick<Want, 'known'>): ListingContent | null =>
  known !== null && known.desiredNo === 0 && known.remoteId !== null && known.state !== 'gone' ? (known.observed?.content ?? null) : null

interface Before {
  readonly found: ListingContent
  readonly desired: ListingContent
  /** What the storefront holds of a listing. */
  readonly fields: readonly ListingField[]
}

/** As it was found, with the files and pictures that were published. */
export function asFound({ found, desired, fields }: Before): ListingContent {
  const kept = fields.filter(field => !isOfBytes(field) && !(field === 'shelf' && found.shelf == null) && field !== 'properties')
  const { properties = [] } = desired
  return {
    ...desired,
    ...Object.fromEntries(kept.map(field => [field, found[field]])),
    ...(desired.properties && { properties: within(found.properties, properties) }),
  }
}

/** @returns what a press replaces at this storefront for good, as a sentence; null when nothing is. */
export function replacedForGood(shop: string, { found, desired, fields }: Before): string | null {
  const [files, images] = (['files', 'images'] as const).map(
    field => fields.includes(field) && found[field].length > 0 && !isSame(field, desired, found),
  )
  const what = [files && 'files', images && 'pictures'].filter(Boolean).join(' and ')
  return what === '' ? null : `The ${what} that stood at ${shop} are not kept here and cannot be put back.`
}

const isOfBytes = (field: ListingField): boolean => field === 'files' || field === 'images'
