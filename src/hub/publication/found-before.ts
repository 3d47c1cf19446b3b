/** What stood at a storefront before the first press of a listing that was found there. Pure. */
import type { ListingContent, ListingField } from '../listing/content.ts'
import { isSame } from '../listing/difference.ts'
import { within } from '../listing/properties.ts'
import type { ShopRules } from '../listing/shop-rules.ts'
import { isStaying, stayingFields } from '../listing/staying.ts'
import type { Want } from './plan.ts'

/** Known as it was read there; the bytes of its files and pictures are not kept here. */
export const foundBefore = ({ known }: Pick<Want, 'known'>): ListingContent | null =>
  known !== null && known.desiredNo === 0 && known.remoteId !== null && known.state !== 'gone' ? (known.observed?.content ?? null) : null

interface Before {
  readonly found: ListingContent
  readonly desired: ListingContent
  readonly rules: Pick<ShopRules, 'fields' | 'project'>
}

/** As it was found, with the files and pictures that were published. */
export function asFound({ found, desired, rules: { fields } }: Before): ListingContent {
  const kept = fields.filter(field => !isOfBytes(field) && !(field === 'shelf' && found.shelf == null) && field !== 'properties')
  const { properties = [] } = desired
  return {
    ...desired,
    ...Object.fromEntries(kept.map(field => [field, found[field]])),
    ...(desired.properties && { properties: within(found.properties, properties) }),
  }
}

/** @returns what a press replaces at this storefront for good, as a sentence; null when nothing is. */
export function replacedForGood(shop: string, { found, desired, rules: { fields, project } }: Before): string | null {
  const wanted = project(desired)
  const isReplaced = (field: 'files' | 'images') =>
    fields.includes(field) && found[field].length > 0 && !isStaying(field, desired) && !isSame(field, wanted, found)
  return goneForGood(shop, { files: isReplaced('files'), images: isReplaced('images') })
}

function goneForGood(shop: string, { files, images }: { files: boolean; images: boolean }): string | null {
  const what = [files && 'files', images && 'pictures'].filter(Boolean).join(' and ')
  return what === '' ? null : `The ${what} that stood at ${shop} are not kept here and cannot be put back.`
}

/**
 * What was wanted before, of a listing where something has taken the place of what stayed there then: of the same pictures or files there are copies
 * here, which go there now; others stay gone.
 *
 * @returns `lost`: a sentence about those; null when nothing is lost.
 */
export function backBefore(shop: string, before: ListingContent, now: ListingContent): { content: ListingContent; lost: string | null } {
  const replaced = stayingFields.filter(field => isStaying(field, before) && !isStaying(field, now))
  if (replaced.length === 0) return { content: before, lost: null }
  const isLost = (field: (typeof stayingFields)[number]) => replaced.includes(field) && before.stays?.[field] === 'other'
  const { stays, ...whole } = before
  const left = Object.fromEntries(Object.entries(stays ?? {}).filter(([field]) => !(replaced as readonly string[]).includes(field)))
  const kept = Object.fromEntries(stayingFields.filter(isLost).map(field => [field, now[field]]))
  return { content: { ...whole, ...kept, stays: left }, lost: goneForGood(shop, { files: isLost('files'), images: isLost('images') }) }
}

const isOfBytes = (field: ListingField): boolean => field === 'files' || field === 'images'
