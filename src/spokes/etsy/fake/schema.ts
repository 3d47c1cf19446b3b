/**
 * What each operation that is played here takes: our own words for the document 3.0.0 of December 2025, held against it by a test when it is there.
 * `later`: what came to Etsy after that document, each with its source.
 */

export interface Rule {
  readonly type: 'integer' | 'number' | 'string' | 'boolean' | 'array' | 'object' | 'bytes'
  readonly enum?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly isNullable?: boolean
  readonly items?: Rule
  readonly properties?: Rules
  readonly required?: readonly string[]
}
export type Rules = Readonly<Record<string, Rule>>

export interface Operation {
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  /** What the token must allow; null where a token is not asked for. */
  readonly scope: string | null
  readonly query: Rules
  readonly body: null | {
    readonly type: 'form' | 'json' | 'multipart'
    readonly fields: Rules
    readonly required: readonly string[]
    /** Taken as well, though the document does not say so; see `later`. */
    readonly isAlsoJson?: boolean
  }
}

const text: Rule = { type: 'string' }
const flag: Rule = { type: 'boolean' }
const whole: Rule = { type: 'integer' }
const id: Rule = { type: 'integer', minimum: 1 }
const time: Rule = { type: 'integer', minimum: 946_684_800 }
const texts: Rule = { type: 'array', items: text, isNullable: true }
const choice = (...values: string[]): Rule => ({ type: 'string', enum: values })

const legacy: Rules = { legacy: flag }
const paging: Rules = { limit: { type: 'integer', minimum: 1, maximum: 100 }, offset: { type: 'integer', minimum: 0 } }
const includes: Rules = {
  includes: { type: 'array', items: choice('Shipping', 'Images', 'Shop', 'User', 'Translations', 'Inventory', 'Videos') },
}
const order = choice('asc', 'ascending', 'desc', 'descending', 'up', 'down')

/** The eras that do not move. The newest ends with the year of the document. */
export const fixedEras =
  'made_to_order 2010_2019 2006_2009 before_2006 2000_2005 1990s 1980s 1970s 1960s 1950s 1940s 1930s 1920s 1910s 1900s 1800s 1700s before_1700'.split(
    ' ',
  )
export const eraOfDocument = '2020_2025'

const listingFields: Rules = {
  title: text,
  description: text,
  tags: texts,
  materials: texts,
  who_made: choice('i_did', 'someone_else', 'collective'),
  when_made: choice(eraOfDocument, ...fixedEras),
  taxonomy_id: id,
  is_supply: flag,
  should_auto_renew: flag,
  image_ids: { type: 'array', items: id },
  shipping_profile_id: { ...id, isNullable: true },
}

export const operations: readonly Operation[] = [
  { id: 'getMe', method: 'GET', path: '/v3/application/users/me', scope: 'shops_r', query: {}, body: null },
  {
    id: 'tokenScopes',
    method: 'POST',
    path: '/v3/application/scopes',
    scope: null,
    query: {},
    body: { type: 'form', fields: { token: text }, required: ['token'] },
  },
  { id: 'getShop', method: 'GET', path: '/v3/application/shops/{shop_id}', scope: null, query: {}, body: null },
  { id: 'getSellerTaxonomyNodes', method: 'GET', path: '/v3/application/seller-taxonomy/nodes', scope: null, query: {}, body: null },
  {
    id: 'getPropertiesByTaxonomyId',
    method: 'GET',
    path: '/v3/application/seller-taxonomy/nodes/{taxonomy_id}/properties',
    scope: null,
    query: {},
    body: null,
  },
  {
    id: 'getListingProperties',
    method: 'GET',
    path: '/v3/application/shops/{shop_id}/listings/{listing_id}/properties',
    scope: null,
    query: {},
    body: null,
  },
  {
    id: 'updateListingProperty',
    method: 'PUT',
    path: '/v3/application/shops/{shop_id}/listings/{listing_id}/properties/{property_id}',
    scope: 'listings_w',
    query: {},
    body: {
      type: 'form',
      fields: { value_ids: { type: 'array', items: id }, values: { type: 'array', items: text }, scale_id: id },
      required: ['value_ids', 'values'],
      isAlsoJson: true,
    },
  },
  {
    id: 'deleteListingProperty',
    method: 'DELETE',
    path: '/v3/application/shops/{shop_id}/listings/{listing_id}/properties/{property_id}',
    scope: 'listings_w',
    query: {},
    body: null,
  },
  {
    id: 'createDraftListing',
    method: 'POST',
    path: '/v3/application/shops/{shop_id}/listings',
    scope: 'listings_w',
    query: legacy,
    body: {
      type: 'form',
      fields: {
        ...listingFields,
        image_ids: { ...listingFields.image_ids!, isNullable: true },
        quantity: whole,
        price: { type: 'number' },
        type: choice('physical', 'download', 'both'),
      },
      required: ['quantity', 'title', 'description', 'price', 'who_made', 'when_made', 'taxonomy_id'],
    },
  },
  {
    id: 'getListingsByShop',
    method: 'GET',
    path: '/v3/application/shops/{shop_id}/listings',
    scope: 'listings_r',
    query: {
      ...legacy,
      ...paging,
      ...includes,
      state: choice('active', 'inactive', 'sold_out', 'draft', 'expired'),
      sort_on: choice('created', 'price', 'updated', 'score'),
      sort_order: order,
    },
    body: null,
  },
  {
    id: 'getListingsByListingIds',
    method: 'GET',
    path: '/v3/application/listings/batch',
    scope: null,
    query: { ...legacy, ...includes, listing_ids: { type: 'array', items: id } },
    body: null,
  },
  {
    id: 'getListing',
    method: 'GET',
    path: '/v3/application/listings/{listing_id}',
    scope: null,
    query: { ...legacy, ...includes },
    body: null,
  },
  { id: 'deleteListing', method: 'DELETE', path: '/v3/application/listings/{listing_id}', scope: 'listings_d', query: {}, body: null },
  {
    id: 'updateListing',
    method: 'PATCH',
    path: '/v3/application/shops/{shop_id}/listings/{listing_id}',
    scope: 'listings_w',
    query: legacy,
    body: {
      type: 'form',
      fields: {
        ...listingFields,
        state: choice('active', 'inactive'),
        type: { ...choice('physical', 'download', 'both'), isNullable: true },
      },
      required: [],
    },
  },
  {
    id: 'getListingInventory',
    method: 'GET',
    path: '/v3/application/listings/{listing_id}/inventory',
    scope: 'listings_r',
    query: { ...legacy, show_deleted: flag, includes: choice('Listing') },
    body: null,
  },
  {
    id: 'updateListingInventory',
    method: 'PUT',
    path: '/v3/application/listings/{listing_id}/inventory',
    scope: 'listings_w',
    query: legacy,
    body: {
      type: 'json',
      fields: {
        products: {
          type: 'array',
          items: {
            type: 'object',
            required: ['offerings'],
            properties: {
              sku: { ...text, isNullable: true },
              property_values: {
                type: 'array',
                items: {
                  type: 'object',
                  required: ['property_id', 'value_ids', 'values'],
                  properties: {
                    property_id: id,
                    property_name: text,
                    scale_id: { ...id, isNullable: true },
                    value_ids: { type: 'array', items: id },
                    values: { type: 'array', items: text },
                  },
                },
              },
              offerings: {
                type: 'array',
                items: {
                  type: 'object',
                  required: ['price', 'quantity', 'is_enabled', 'readiness_state_id'],
                  properties: {
                    price: { type: 'number' },
                    quantity: whole,
                    is_enabled: flag,
                    readiness_state_id: { ...id, isNullable: true },
                  },
                },
              },
            },
          },
        },
        price_on_property: { type: 'array', items: whole },
        quantity_on_property: { type: 'array', items: whole },
        sku_on_property: { type: 'array', items: whole },
        readiness_state_on_property: { type: 'array', items: id, isNullable: true },
      },
      required: ['products'],
    },
  },
  {
    id: 'uploadListingImage',
    method: 'POST',
    path: '/v3/application/shops/{shop_id}/listings/{listing_id}/images',
    scope: 'listings_w',
    query: {},
    body: {
      type: 'multipart',
      fields: {
        image: { type: 'bytes', isNullable: true },
        listing_image_id: id,
        rank: { type: 'integer', minimum: 0 },
        overwrite: flag,
        is_watermarked: flag,
        alt_text: text,
      },
      required: [],
    },
  },
  { id: 'getListingImages', method: 'GET', path: '/v3/application/listings/{listing_id}/images', scope: null, query: {}, body: null },
  {
    id: 'deleteListingImage',
    method: 'DELETE',
    path: '/v3/application/shops/{shop_id}/listings/{listing_id}/images/{listing_image_id}',
    scope: 'listings_w',
    query: {},
    body: null,
  },
  {
    id: 'uploadListingFile',
    method: 'POST',
    path: '/v3/application/shops/{shop_id}/listings/{listing_id}/files',
    scope: 'listings_w',
    query: {},
    body: {
      type: 'multipart',
      fields: { listing_file_id: id, file: { type: 'bytes', isNullable: true }, name: text, rank: id },
      required: [],
    },
  },
  {
    id: 'getAllListingFiles',
    method: 'GET',
    path: '/v3/application/shops/{shop_id}/listings/{listing_id}/files',
    scope: 'listings_r',
    query: {},
    body: null,
  },
  {
    id: 'deleteListingFile',
    method: 'DELETE',
    path: '/v3/application/shops/{shop_id}/listings/{listing_id}/files/{listing_file_id}',
    scope: 'listings_w',
    query: {},
    body: null,
  },
  {
    id: 'getShopReceipts',
    method: 'GET',
    path: '/v3/application/shops/{shop_id}/receipts',
    scope: 'transactions_r',
    query: {
      ...legacy,
      ...paging,
      min_created: time,
      max_created: time,
      min_last_modified: time,
      max_last_modified: time,
      sort_on: choice('created', 'updated', 'receipt_id'),
      sort_order: order,
      was_paid: { ...flag, isNullable: true },
      was_shipped: { ...flag, isNullable: true },
      was_delivered: { ...flag, isNullable: true },
      was_canceled: { ...flag, isNullable: true },
    },
    body: null,
  },
  {
    id: 'getShopReceipt',
    method: 'GET',
    path: '/v3/application/shops/{shop_id}/receipts/{receipt_id}',
    scope: 'transactions_r',
    query: legacy,
    body: null,
  },
  {
    id: 'getShopPaymentAccountLedgerEntries',
    method: 'GET',
    path: '/v3/application/shops/{shop_id}/payment-account/ledger-entries',
    scope: 'transactions_r',
    query: { ...paging, min_created: time, max_created: time },
    body: null,
  },
]

/** Parameters of the query that must be there; the document says so of no others. */
export const requiredInQuery: Readonly<Record<string, readonly string[]>> = {
  getListingsByListingIds: ['listing_ids'],
  getShopPaymentAccountLedgerEntries: ['min_created', 'max_created'],
}

export const later: readonly { readonly what: string; readonly source: string }[] = [
  { what: 'updateListingProperty takes JSON as well as the form of the document', source: 'etsy/open-api issue 524' },
  {
    what: 'when_made: 2020_2026 and what follows it each year',
    source: 'the end of the newest era moves with the calendar; facts on Etsy, 1.2',
  },
  { what: 'POST /v3/public/oauth/token', source: 'tokenUrl of the document’s security scheme; its fields: Etsy’s page on authentication' },
]
