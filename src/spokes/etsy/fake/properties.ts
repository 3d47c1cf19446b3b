/** What stands in the properties of a listing. Source: document 3.0.0; etsy/open-api issues 292 (values have numbers) and 524 (forms with several). */
import type { Call, Reply } from './answer.ts'
import { listingOf, touch } from './listings.ts'
import { refused, type Shop } from './shop.ts'
import type { Listing, PropertyValue } from './state.ts'
import { propertiesAt } from './taxonomy.ts'

const json = ({ scale_id, ...rest }: PropertyValue, scaleName: string | null) => ({ ...rest, scale_id, scale_name: scaleName })

function told(shop: Shop, { taxonomyId }: Listing, value: PropertyValue) {
  const scale = propertiesAt(shop, taxonomyId)
    .find(({ id }) => id === value.property_id)
    ?.scales.find(({ id }) => id === value.scale_id)
  return json(value, scale?.name ?? null)
}

export function listProperties({ shop, params }: Call): Reply {
  const listing = listingOf(shop, params.listing_id)
  return { body: { count: listing.properties.length, results: listing.properties.map(one => told(shop, listing, one)) } }
}

export function putProperty({ shop, params, body, isJson }: Call): Reply {
  const listing = listingOf(shop, params.listing_id)
  const { value_ids: ids, values, scale_id: scale = null } = body as { value_ids: number[]; values: string[]; scale_id?: number }
  // A form with several: of these Etsy keeps the last alone.
  const isLastAlone = shop.isOn('issue-524') && !isJson
  const value = standing(shop, listing, { id: params.property_id!, ids: isLastAlone ? ids.slice(-1) : ids, values, scale })
  listing.properties = [...listing.properties.filter(({ property_id }) => property_id !== value.property_id), value]
  touch(shop, listing)
  return { body: told(shop, listing, value) }
}

export function deleteProperty({ shop, params }: Call): Reply {
  const listing = listingOf(shop, params.listing_id)
  if (!listing.properties.some(({ property_id }) => property_id === params.property_id))
    throw refused(404, 'The listing has no such property')
  listing.properties = listing.properties.filter(({ property_id }) => property_id !== params.property_id)
  touch(shop, listing)
  return { status: 204, body: null }
}

interface Wanted {
  readonly id: number
  readonly ids: readonly number[]
  readonly values: readonly string[]
  readonly scale: number | null
}

/** @throws {Refused} 400 for what the category does not have. */
export function standing(shop: Shop, { taxonomyId }: Listing, { id, ids, values, scale }: Wanted): PropertyValue {
  const property = propertiesAt(shop, taxonomyId).find(one => one.id === id)
  if (property === undefined) throw refused(400, 'Invalid value for property_id: the category has no such property')
  if (ids.length === 0) throw refused(400, 'Missing input parameter: [value_ids]')
  if (values.some(text => /[()]/.test(text))) throw refused(400, 'Invalid value for values: parenthesis characters are not allowed')
  if (ids.length > property.most) throw refused(400, `Invalid value for value_ids: at most ${property.most}`)
  const found = ids.map(value => property.values.find(one => one.id === value && one.scale === scale))
  if (found.some(one => one === undefined)) throw refused(400, 'Invalid value for value_ids: no such value of this property and scale')
  return { property_id: id, property_name: property.name, scale_id: scale, value_ids: [...ids], values: found.map(one => one!.name) }
}
