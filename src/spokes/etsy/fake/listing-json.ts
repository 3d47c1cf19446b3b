/** A listing as the API tells it. */
import type { Shop } from './shop.ts'
import type { Listing, ListingFile, ListingImage, Product } from './state.ts'

export const lowestPrice = (listing: Listing): number =>
  Math.min(
    ...(listing.products ?? []).flatMap(({ offerings }) => offerings.map(({ price }) => price)),
    listing.products ? Infinity : listing.price,
  )

export function listingJson(shop: Shop, listing: Listing, associations: readonly string[] = []): Record<string, unknown> {
  const { state } = shop
  return {
    listing_id: listing.id,
    user_id: state.userId,
    shop_id: state.shopId,
    title: listing.title,
    description: listing.description,
    state: listing.state,
    creation_timestamp: listing.created,
    created_timestamp: listing.created,
    ending_timestamp: listing.ending,
    original_creation_timestamp: listing.created,
    last_modified_timestamp: listing.updated,
    updated_timestamp: listing.updated,
    state_timestamp: listing.stateAt,
    quantity: listing.quantity,
    shop_section_id: null,
    featured_rank: -1,
    url: `${shop.url}/listing/${listing.id}`,
    num_favorers: 0,
    non_taxable: false,
    is_taxable: true,
    is_customizable: false,
    is_personalizable: false,
    listing_type: listing.type,
    tags: listing.tags,
    materials: [],
    shipping_profile_id: listing.shippingProfileId,
    return_policy_id: null,
    processing_min: null,
    processing_max: null,
    who_made: listing.whoMade,
    when_made: listing.whenMade,
    is_supply: listing.isSupply,
    is_private: false,
    style: [],
    file_data: listing.files.length === 0 ? '' : `${listing.files.length} PDF`,
    has_variations: (listing.products?.length ?? 0) > 1,
    should_auto_renew: listing.autoRenew,
    language: 'en-US',
    price: shop.money(lowestPrice(listing)),
    taxonomy_id: listing.taxonomyId,
    skus: (listing.products ?? []).map(({ sku }) => sku).filter(sku => sku !== ''),
    ...(associations.includes('Images') && { images: imagesJson(shop, listing) }),
    ...(associations.includes('Inventory') && {
      inventory: listing.products === null ? null : inventoryJson(shop, listing, listing.products),
    }),
  }
}

export const imagesJson = (shop: Shop, listing: Listing) => listing.images.map((image, at) => imageJson(shop, listing, image, at + 1))

/** Colours and sizes are null until Etsy has worked on the picture; it never does here. */
export const imageJson = (shop: Shop, { id: listingId }: Listing, image: ListingImage, rank: number) => ({
  listing_id: listingId,
  listing_image_id: image.id,
  hex_code: null,
  red: null,
  green: null,
  blue: null,
  creation_tsz: image.created,
  created_timestamp: image.created,
  rank,
  url_75x75: `${shop.url}/il/${image.id}`,
  url_fullxfull: `${shop.url}/il/${image.id}`,
  full_height: null,
  full_width: null,
  alt_text: image.alt,
})

export const fileJson = ({ id: listingId }: Listing, file: ListingFile, rank: number) => ({
  listing_file_id: file.id,
  listing_id: listingId,
  rank,
  filename: file.name,
  filesize: `${(file.size / 1024).toFixed(2)} KB`,
  size_bytes: file.size,
  filetype: 'application/pdf',
  create_timestamp: file.created,
  created_timestamp: file.created,
})

export const inventoryJson = (shop: Shop, { onProperty }: Listing, products: readonly Product[]) => ({
  products: products.map(({ id, sku, values, offerings }) => ({
    product_id: id,
    sku,
    is_deleted: false,
    offerings: offerings.map(offering => ({
      offering_id: offering.id,
      quantity: offering.quantity,
      is_enabled: offering.isEnabled,
      is_deleted: false,
      price: shop.money(offering.price),
      readiness_state_id: null,
    })),
    property_values: values,
  })),
  price_on_property: onProperty.price,
  quantity_on_property: onProperty.quantity,
  sku_on_property: onProperty.sku,
  readiness_state_on_property: [],
})
