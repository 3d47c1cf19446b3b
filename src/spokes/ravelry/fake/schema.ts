/**
 * What each operation that is played here takes: our own words for Ravelry's page of 2026-03-30, held against the document that was made of it by a
 * test when that is there. The document calls every body JSON; the page says how bodies really travel: records as JSON in a field named data, the
 * rest as form fields, and what carries bytes as multipart.
 */

export interface Rule {
  readonly type: 'integer' | 'number' | 'string' | 'boolean' | 'array' | 'object' | 'bytes'
  /** Told by the page in words, and by the document not at all. */
  readonly enum?: readonly string[]
  readonly maximum?: number
  readonly items?: Rule
  readonly properties?: Rules
  /** Emptied by null: said nowhere, and the way of what Ravelry is made with. */
  readonly isNullable?: boolean
}
export type Rules = Readonly<Record<string, Rule>>

/** What the keys must allow. `carts`: granted to an app on request. null: nothing is asked for. */
export type Permission = 'any' | 'patternstore-read' | 'patternstore-write' | 'patternstore-pdf' | 'patternstore-purchases' | 'carts' | null

export interface Operation {
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Without the .json at its end. */
  readonly path: string
  /** Where the document has kept a slip of the pen. */
  readonly pathInDocument?: string
  readonly allowed: Permission
  readonly query: Rules
  readonly requiredInQuery?: readonly string[]
  readonly body: null | { readonly type: 'form' | 'data' | 'multipart'; readonly fields: Rules; readonly required: readonly string[] }
}

const text: Rule = { type: 'string' }
const flag: Rule = { type: 'boolean' }
const whole: Rule = { type: 'integer' }
const wholeOrNone: Rule = { type: 'integer', isNullable: true }
const listOf = (properties: Rules): Rule => ({ type: 'array', items: { type: 'object', properties } })

const paging: Rules = { page: whole, page_size: whole }

const draftFields: Rules = {
  craft_id: whole,
  currency: text,
  downloadable: flag,
  draft_business_id: whole,
  draft_component_yarns: listOf({ yarn_weight_id: whole }),
  draft_needle_sizes: listOf({ hook: flag, id: whole, needle_size_id: whole }),
  draft_pattern_author_name: text,
  draft_store_id: whole,
  draft_yardage_units: text,
  free: flag,
  gauge: text,
  gauge_divisor: text,
  gauge_pattern: text,
  gauge_repeats: text,
  name: text,
  notes: text,
  only_available_with_yarn_purchase: flag,
  pattern_classifications: listOf({ id: whole, pattern_category_id: whole }),
  pattern_languages: listOf({ id: whole, language_id: whole }),
  pattern_taggings: listOf({ id: whole, pattern_attribute_id: whole }),
  price: { type: 'number' },
  published: text,
  row_gauge: wholeOrNone,
  sizes_available: text,
  url: text,
  yardage_max: wholeOrNone,
  yardage_min: wholeOrNone,
  yarn_held_together: flag,
  yarn_list_type: whole,
  yarn_weight_id: wholeOrNone,
}

const patternFields: Rules = {
  craft_id: whole,
  currency: text,
  free: flag,
  gauge: text,
  gauge_divisor: whole,
  gauge_pattern: text,
  gauge_repeats: text,
  has_uk_terminology: flag,
  has_us_terminology: flag,
  meterage_max: whole,
  meterage_min: whole,
  name: text,
  notes: text,
  only_available_with_yarn_purchase: text,
  price: text,
  row_gauge: text,
  sizes_available: text,
  url: text,
  yardage_max: wholeOrNone,
  yardage_min: wholeOrNone,
  yarn_held_together: flag,
  yarn_list_type: text,
  yarn_weight_id: wholeOrNone,
}

const productFields: Rules = {
  active: flag,
  currency: text,
  free: flag,
  price: text,
  reporting_tag: text,
  sku: text,
  title: text,
  wholesale: flag,
}

const photoSource: Rules = { image_id: whole, source_url: text }
const sortOrder = { type: 'form', fields: { sort_order: text }, required: ['sort_order'] } as const
const read = (id: string, path: string, allowed: Permission, query: Rules = {}): Operation => ({
  id,
  method: 'GET',
  path,
  allowed,
  query,
  body: null,
})
const act = (id: string, path: string, allowed: Permission, body: Operation['body'] = null): Operation => ({
  id,
  method: 'POST',
  path,
  allowed,
  query: {},
  body,
})

export const operations: readonly Operation[] = [
  read('currentUser', '/current_user', 'any'),
  read('storesList', '/stores/list', 'patternstore-read'),
  {
    ...read('storesProducts', '/stores/{store_id}/products', 'patternstore-read', { store_id: whole, ...paging }),
    pathInDocument: '/stores/#{store_id}/products',
    requiredInQuery: ['store_id'],
  },
  {
    ...read('storesPurchases', '/stores/{store_id}/purchases', 'patternstore-purchases', {
      store_id: whole,
      creator: { type: 'string', enum: ['all', 'ravelry-purchase', 'lys-sale', 'lys-payment'] },
      min_paid_date: text,
      sort: { type: 'string', enum: ['date', 'paid_date', 'date_', 'paid_date_'] },
      month: text,
      page: whole,
      page_size: { type: 'integer', maximum: 250 },
    }),
    pathInDocument: '/stores/:id/purchases',
    requiredInQuery: ['store_id'],
  },
  read('patternCategoriesList', '/pattern_categories/list', 'any'),
  read('patternAttributesList', '/pattern_attributes/groups', 'any'),
  read('yarnWeights', '/yarn_weights', 'any'),
  read('needlesSizes', '/needles/sizes', 'any', { craft: text }),
  read('languagesLanguages', '/languages/list', 'any'),
  read('draftsList', '/drafts/patterns/list', 'patternstore-read', { business_id: whole }),
  read('draftsShow', '/drafts/patterns/{id}', 'patternstore-read'),
  act('draftsCreate', '/drafts/patterns/create', 'patternstore-write', { type: 'data', fields: draftFields, required: [] }),
  {
    ...act('draftsUpdate', '/drafts/patterns/{draft_pattern_id}', 'patternstore-write', {
      type: 'data',
      fields: draftFields,
      required: [],
    }),
    method: 'PUT',
  },
  act('draftsCreatePhoto', '/drafts/patterns/{draft_pattern_id}/create_photo', 'patternstore-write', {
    type: 'form',
    fields: photoSource,
    required: [],
  }),
  act('draftsReorderPhotos', '/drafts/patterns/{draft_pattern_id}/reorder_photos', 'patternstore-write', sortOrder),
  act('draftsPublish', '/drafts/patterns/{draft_pattern_id}/publish', 'patternstore-write', {
    type: 'form',
    fields: { preview: flag },
    required: [],
  }),
  act('draftsUnpublish', '/drafts/patterns/{draft_pattern_id}/unpublish', 'patternstore-write'),
  { ...read('patternsPatterns', '/patterns', 'any', { ids: whole }), requiredInQuery: ['ids'] },
  read('patternsShow', '/patterns/{id}', 'any'),
  {
    ...act('patternsUpdate', '/patterns/{id}', 'patternstore-write', { type: 'data', fields: patternFields, required: [] }),
    method: 'PUT',
  },
  act('patternsCreatePhoto', '/patterns/{id}/create_photo', 'patternstore-write', { type: 'form', fields: photoSource, required: [] }),
  act('patternsReorderPhotos', '/patterns/{id}/reorder_photos', 'patternstore-write', sortOrder),
  { ...read('photosStatus', '/photos/status', 'any', { status_token: text }), requiredInQuery: ['status_token'] },
  read('photosSizes', '/photos/{id}/sizes', 'any'),
  act('photosUpdate', '/photos/{id}', 'patternstore-write', {
    type: 'form',
    fields: { x_offset: whole, y_offset: whole, copyright_notice: text, caption: text },
    required: [],
  }),
  { ...act('photosDelete', '/photos/{id}', 'patternstore-write'), method: 'DELETE' },
  act('uploadRequestToken', '/upload/request_token', 'any'),
  act('uploadImage', '/upload/image', null, {
    type: 'multipart',
    fields: { upload_token: text, file0: { type: 'bytes' }, file1: { type: 'bytes' }, file2: { type: 'bytes' }, file9: { type: 'bytes' } },
    required: ['upload_token', 'file0'],
  }),
  act('productsCreate', '/products/create', 'patternstore-write', {
    type: 'form',
    fields: { store_id: whole, pattern_id: whole, pattern_source_id: whole, draft_pattern_id: whole },
    required: ['store_id'],
  }),
  read('productsShow', '/products/{id}', 'patternstore-read'),
  act('productsUpdate', '/products/{id}', 'patternstore-write', { type: 'data', fields: productFields, required: [] }),
  read('productsAttachments', '/products/{id}/attachments', 'patternstore-read'),
  act('productAttachmentsUpload', '/product_attachments/upload', 'patternstore-write', {
    type: 'multipart',
    fields: { product_id: whole, file: { type: 'bytes' } },
    required: ['product_id', 'file'],
  }),
  { ...act('productAttachmentsDelete', '/product_attachments/{id}', 'patternstore-write'), method: 'DELETE' },
  act('productAttachmentsGenerateDownloadLink', '/product_attachments/{id}/generate_download_link', 'patternstore-pdf', {
    type: 'form',
    fields: { id: whole },
    required: ['id'],
  }),
  act('cartsCreate', '/carts/create', 'carts', { type: 'form', fields: { store_id: whole }, required: ['store_id'] }),
  act('cartsAdd', '/carts/{id}/add', 'carts', { type: 'form', fields: { item_code: text }, required: ['item_code'] }),
  act('cartsExternalCheckout', '/carts/{id}/external_checkout', 'carts', {
    type: 'form',
    fields: { payment_reference: text },
    required: [],
  }),
]

/** What the page says in words, each with where; the document has none of it. */
export const inWords: readonly { readonly what: string; readonly where: string }[] = [
  { what: 'records travel as JSON in a form field named data', where: 'Input Objects' },
  { what: 'uploads are multipart/form-data', where: 'product_attachments/upload, upload/image: notes' },
  { what: 'draft_business_id must be supplied', where: 'drafts/create: notes' },
  { what: 'exactly one of pattern_id, pattern_source_id and draft_pattern_id', where: 'products/create: notes' },
  { what: 'page_size at most 250; creator and sort from lists', where: 'stores/purchases: parameters' },
  { what: 'patternstore-purchases is not available to OAuth apps', where: 'stores/purchases: notes' },
  { what: 'an upload token serves once; a POST is at most 50 MB', where: 'upload/image: notes' },
  { what: 'a hundred download links a day', where: 'product_attachments/generate_download_link: notes' },
  { what: 'unpublished within seven days, never sold, downloaded, or in a project', where: 'drafts/unpublish: notes' },
]
