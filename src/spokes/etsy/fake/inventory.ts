/** Price, SKU and quantity as one whole: what is sent replaces what was there, ids and all. */
import type { Call, Reply } from './answer.ts'
import { inventoryJson } from './listing-json.ts'
import { listingOf, touch } from './listings.ts'
import { assertPrice, assertQuantity } from './rules.ts'
import { refused } from './shop.ts'
import type { PropertyValue } from './state.ts'

export function getInventory({ shop, params }: Call): Reply {
  const listing = listingOf(shop, params.listing_id)
  // “Listings you did not edit using the inventory tools have no inventory records.”
  if (listing.products === null) throw refused(404, 'The listing has no inventory record')
  return { body: inventoryJson(shop, listing, listing.products) }
}

interface Given {
  readonly products: readonly {
    readonly sku?: string | null
    readonly property_values?: readonly (Omit<PropertyValue, 'property_name' | 'scale_id'> & {
      property_name?: string
      scale_id?: number | null
    })[]
    readonly offerings: readonly { readonly price: number; readonly quantity: number; readonly is_enabled: boolean }[]
  }[]
  readonly price_on_property?: number[]
  readonly quantity_on_property?: number[]
  readonly sku_on_property?: number[]
}

export function putInventory({ shop, params, body }: Call): Reply {
  const listing = listingOf(shop, params.listing_id)
  const given = body as unknown as Given
  if (given.products.length === 0) throw refused(400, 'At least one product is required')
  const isVaried = given.products.length > 1 || given.products.some(({ property_values: values }) => (values?.length ?? 0) > 0)
  if (isVaried && listing.type === 'download') throw refused(400, 'A digital listing cannot have variations')
  const products = given.products.map(({ sku, property_values: values = [], offerings }) => {
    if (offerings.length !== 1) throw refused(400, 'Each product must have one offering')
    return {
      // They change with each write (issue 476).
      id: shop.next(),
      sku: sku ?? '',
      values: values.map(value => ({
        property_name: '',
        scale_id: null,
        ...value,
        value_ids: [...value.value_ids],
        values: [...value.values],
      })),
      offerings: offerings.map(({ price, quantity, is_enabled: isEnabled }) => ({
        id: shop.next(),
        price: assertPrice(shop, price),
        quantity: assertQuantity(quantity),
        isEnabled,
      })),
    }
  })
  listing.products = products
  listing.onProperty = {
    price: given.price_on_property ?? [],
    quantity: given.quantity_on_property ?? [],
    sku: given.sku_on_property ?? [],
  }
  listing.price = products[0]!.offerings[0]!.price
  listing.quantity = products.reduce((sum, { offerings }) => sum + offerings[0]!.quantity, 0)
  touch(shop, listing)
  return { body: inventoryJson(shop, listing, products) }
}
