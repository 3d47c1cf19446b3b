/**
 * Every operation of the pretend API that is played: who may, and what it takes. Each request is held against this table; what is not in it is told in
 * the report. Source: the controllers of `api/v2` and the API page in the platform's public source; read 2026-11.
 */

export interface Rule {
  readonly type: 'string' | 'digits' | 'boolean' | 'array' | 'object' | 'integer'
  readonly enum?: readonly string[]
  readonly pattern?: RegExp
  readonly items?: Rule
  readonly properties?: Rules
  readonly required?: readonly string[]
}
export type Rules = Readonly<Record<string, Rule>>

export interface Operation {
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  /** One of these; null for none at all. 'store' proves itself by its address. */
  readonly scope: readonly string[] | null
  readonly query: Rules
  readonly body: { readonly type: 'form' | 'json' | 'bytes'; readonly fields: Rules; readonly required: readonly string[] } | null
}

const text: Rule = { type: 'string' }
const digits: Rule = { type: 'digits' }
const flag: Rule = { type: 'boolean' }
const id: Rule = { type: 'string', pattern: /^\S+$/ }
const day: Rule = { type: 'string', pattern: /^\d{4}-\d{2}-\d{2}$/ }
const pageKey: Rule = { type: 'string', pattern: /^\d{20}-\d+$/ }
const listOf = (items: Rule): Rule => ({ type: 'array', items })

/** `doorkeeper_authorize!` adds 'account' to each. */
const reads = [
  'view_profile',
  'edit_products',
  'view_sales',
  'mark_sales_as_shipped',
  'edit_sales',
  'view_payouts',
  'view_public',
  'account',
]
const products = ['edit_products', 'account']
const sales = ['view_sales', 'account']
const topics = [
  'sale',
  'cancellation',
  'subscription_ended',
  'subscription_restarted',
  'subscription_updated',
  'refund',
  'dispute',
  'dispute_won',
]
const nativeTypes = ['digital', 'course', 'ebook', 'membership', 'bundle', 'coffee', 'call', 'commission']

const page: Rule = {
  type: 'object',
  properties: { id: text, title: text, description: { type: 'object' }, updated_at: text },
}
const productFields: Rules = {
  name: text,
  description: text,
  custom_permalink: { type: 'string', pattern: /^[a-zA-Z0-9_-]+$/ },
  price: digits,
  price_currency_type: { type: 'string', pattern: /^[a-z]{3}$/ },
  customizable_price: flag,
  suggested_price_cents: digits,
  max_purchase_count: digits,
  taxonomy_id: digits,
  category: text,
  tags: listOf(text),
  custom_summary: text,
  rich_content: listOf(page),
}
const fileFields: Rule = {
  type: 'object',
  properties: {
    id,
    url: { type: 'string', pattern: /^https?:\/\// },
    display_name: text,
    position: { type: 'integer' },
    description: text,
  },
}

export const operations: readonly Operation[] = [
  { id: 'tokenInfo', method: 'GET', path: '/oauth/token/info', scope: [], query: {}, body: null },
  { id: 'user', method: 'GET', path: '/v2/user', scope: reads, query: {}, body: null },
  { id: 'listProducts', method: 'GET', path: '/v2/products', scope: reads, query: { page_key: pageKey }, body: null },
  {
    id: 'createProduct',
    method: 'POST',
    path: '/v2/products',
    scope: products,
    query: {},
    body: {
      type: 'json',
      fields: { ...productFields, native_type: { type: 'string', enum: nativeTypes }, files: listOf(fileFields) },
      required: ['name', 'price'],
    },
  },
  { id: 'showProduct', method: 'GET', path: '/v2/products/{id}', scope: reads, query: {}, body: null },
  {
    id: 'updateProduct',
    method: 'PUT',
    path: '/v2/products/{id}',
    scope: products,
    query: {},
    body: { type: 'json', fields: { ...productFields, files: listOf(fileFields), cover_ids: listOf(id) }, required: [] },
  },
  { id: 'enableProduct', method: 'PUT', path: '/v2/products/{id}/enable', scope: products, query: {}, body: null },
  { id: 'disableProduct', method: 'PUT', path: '/v2/products/{id}/disable', scope: products, query: {}, body: null },
  {
    id: 'createCover',
    method: 'POST',
    path: '/v2/products/{id}/covers',
    scope: products,
    query: {},
    body: { type: 'form', fields: { signed_blob_id: id, url: text }, required: [] },
  },
  { id: 'deleteCover', method: 'DELETE', path: '/v2/products/{id}/covers/{cover_id}', scope: products, query: {}, body: null },
  {
    id: 'createThumbnail',
    method: 'POST',
    path: '/v2/products/{id}/thumbnail',
    scope: products,
    query: {},
    body: { type: 'form', fields: { signed_blob_id: id, url: text }, required: [] },
  },
  { id: 'deleteThumbnail', method: 'DELETE', path: '/v2/products/{id}/thumbnail', scope: products, query: {}, body: null },
  {
    id: 'directUpload',
    method: 'POST',
    path: '/v2/direct_uploads',
    scope: products,
    query: {},
    body: {
      type: 'json',
      fields: {
        blob: {
          type: 'object',
          properties: {
            filename: text,
            byte_size: { type: 'integer' },
            checksum: { type: 'string', pattern: /^[A-Za-z0-9+/]{22}==$/ },
            content_type: { type: 'string', enum: ['image/jpeg', 'image/png', 'image/gif'] },
          },
          required: ['filename', 'byte_size', 'checksum', 'content_type'],
        },
      },
      required: ['blob'],
    },
  },
  { id: 'listOfferCodes', method: 'GET', path: '/v2/products/{id}/offer_codes', scope: reads, query: {}, body: null },
  {
    id: 'createOfferCode',
    method: 'POST',
    path: '/v2/products/{id}/offer_codes',
    scope: products,
    query: {},
    body: {
      type: 'form',
      fields: {
        name: { type: 'string', pattern: /^[A-Za-zÀ-ÖØ-öø-ÿ0-9\-_]+$/ },
        amount_off: digits,
        amount_cents: digits,
        offer_type: { type: 'string', enum: ['percent', 'cents'] },
        max_purchase_count: digits,
        universal: flag,
      },
      required: ['name'],
    },
  },
  { id: 'showOfferCode', method: 'GET', path: '/v2/products/{id}/offer_codes/{code}', scope: reads, query: {}, body: null },
  {
    id: 'updateOfferCode',
    method: 'PUT',
    path: '/v2/products/{id}/offer_codes/{code}',
    scope: products,
    query: {},
    body: { type: 'form', fields: { max_purchase_count: { type: 'string', pattern: /^\d*$/ } }, required: [] },
  },
  { id: 'deleteOfferCode', method: 'DELETE', path: '/v2/products/{id}/offer_codes/{code}', scope: products, query: {}, body: null },
  {
    id: 'presign',
    method: 'POST',
    path: '/v2/files/presign',
    scope: products,
    query: {},
    body: { type: 'form', fields: { filename: text, file_size: digits }, required: ['filename', 'file_size'] },
  },
  {
    id: 'complete',
    method: 'POST',
    path: '/v2/files/complete',
    scope: products,
    query: {},
    body: {
      type: 'json',
      fields: {
        upload_id: id,
        key: text,
        parts: listOf({
          type: 'object',
          properties: { part_number: { type: 'integer' }, etag: { type: 'string', pattern: /^"[0-9a-f]{32}"$/ } },
          required: ['part_number', 'etag'],
        }),
      },
      required: ['upload_id', 'key', 'parts'],
    },
  },
  {
    id: 'abort',
    method: 'POST',
    path: '/v2/files/abort',
    scope: products,
    query: {},
    body: { type: 'form', fields: { upload_id: id, key: text }, required: ['upload_id', 'key'] },
  },
  {
    id: 'listSales',
    method: 'GET',
    path: '/v2/sales',
    scope: sales,
    query: { after: day, before: day, page_key: pageKey, product_id: id, email: text, order_id: digits },
    body: null,
  },
  { id: 'showSale', method: 'GET', path: '/v2/sales/{id}', scope: sales, query: {}, body: null },
  {
    id: 'listSubscriptions',
    method: 'GET',
    path: '/v2/resource_subscriptions',
    scope: sales,
    query: { resource_name: { type: 'string', enum: topics }, current_oauth_application_only: flag },
    body: null,
  },
  {
    id: 'createSubscription',
    method: 'PUT',
    path: '/v2/resource_subscriptions',
    scope: sales,
    query: {},
    body: {
      type: 'form',
      fields: { resource_name: { type: 'string', enum: topics }, post_url: { type: 'string', pattern: /^https?:\/\// } },
      required: ['resource_name', 'post_url'],
    },
  },
  { id: 'deleteSubscription', method: 'DELETE', path: '/v2/resource_subscriptions/{id}', scope: sales, query: {}, body: null },
  {
    id: 'putPart',
    method: 'PUT',
    path: '/store/{key}',
    scope: null,
    query: storeQuery(),
    body: { type: 'bytes', fields: {}, required: [] },
  },
  { id: 'getThing', method: 'GET', path: '/store/{key}', scope: null, query: storeQuery(), body: null },
]

function storeQuery(): Rules {
  return { partNumber: digits, uploadId: id, 'X-Amz-Expires': digits, 'X-Amz-Signature': text, 'X-Amz-Date': digits }
}
