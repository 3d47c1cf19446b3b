/**
 * What the store checks before it acts: the arguments of each route, cut to types, enums, bounds and formats.
 * Source: answers to OPTIONS of WooCommerce 11.0.1 (wc/v3), recorded 2026-11. Bodies inside a batch are not checked against these.
 */

export type JsonType = 'null' | 'object' | 'string' | 'number' | 'boolean' | 'integer' | 'array'

export interface Rule {
  readonly type?: JsonType | readonly JsonType[]
  readonly format?: 'uri' | 'date-time' | 'email'
  readonly enum?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly default?: unknown
  readonly required?: true
  readonly readonly?: true
  readonly items?: Rule
  readonly properties?: Rules
}
export type Rules = Readonly<Record<string, Rule>>

const anything = ['null', 'object', 'string', 'number', 'boolean', 'integer', 'array'] as const
const meta: Rule = {
  type: 'array',
  items: { type: 'object', properties: { id: { type: 'integer', readonly: true }, key: { type: 'string' }, value: { type: anything } } },
}
const currencies =
  'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTC BTN BWP BYR BYN BZD CAD CDF CHF CLP CNY COP CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GGP GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS IMP INR IQD IRR IRT ISK JEP JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PRB PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLL SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VEF VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW'.split(
    ' ',
  )

export const productList: Rules = {
  context: { type: 'string', enum: ['view', 'edit'], default: 'view' },
  page: { type: 'integer', minimum: 1, default: 1 },
  per_page: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
  search: { type: 'string' },
  after: { type: 'string', format: 'date-time' },
  before: { type: 'string', format: 'date-time' },
  modified_after: { type: 'string', format: 'date-time' },
  modified_before: { type: 'string', format: 'date-time' },
  dates_are_gmt: { type: 'boolean', default: false },
  exclude: { type: 'array', default: [], items: { type: 'integer' } },
  include: { type: 'array', default: [], items: { type: 'integer' } },
  offset: { type: 'integer' },
  order: { type: 'string', enum: ['asc', 'desc'], default: 'desc' },
  orderby: {
    type: 'string',
    enum: [
      'date',
      'id',
      'include',
      'title',
      'slug',
      'modified',
      'popularity',
      'rating',
      'post__in',
      'price',
      'sales',
      'menu_order',
      'random',
      'popularity',
      'rating',
      'menu_order',
      'price',
      'popularity',
      'rating',
    ],
    default: 'date',
  },
  parent: { type: 'array', default: [], items: { type: 'integer' } },
  parent_exclude: { type: 'array', default: [], items: { type: 'integer' } },
  brand: { type: 'string' },
  slug: { type: 'string' },
  status: {
    type: 'string',
    enum: ['any', 'future', 'trash', 'draft', 'pending', 'private', 'publish'],
    default: 'any',
  },
  type: { type: 'string', enum: ['simple', 'grouped', 'external', 'variable'] },
  sku: { type: 'string' },
  featured: { type: 'boolean' },
  category: { type: 'string' },
  tag: { type: 'string' },
  shipping_class: { type: 'string' },
  attribute: { type: 'string' },
  attribute_term: { type: 'string' },
  on_sale: { type: 'boolean' },
  min_price: { type: 'string' },
  max_price: { type: 'string' },
  include_meta: { type: 'array', default: [], items: { type: 'string' } },
  exclude_meta: { type: 'array', default: [], items: { type: 'string' } },
  image_size: { type: 'string', default: 'full' },
  stock_status: { type: 'string', enum: ['instock', 'outofstock', 'onbackorder'] },
  search_sku: { type: 'string' },
  search_name_or_sku: { type: 'string' },
  search_fields: {
    type: 'array',
    default: [],
    items: { type: 'string', enum: ['name', 'global_unique_id', 'description', 'short_description', 'sku'] },
  },
  include_status: {
    type: 'array',
    items: { type: 'string', enum: ['any', 'future', 'trash', 'draft', 'pending', 'private', 'publish'] },
  },
  exclude_status: {
    type: 'array',
    items: { type: 'string', enum: ['future', 'trash', 'draft', 'pending', 'private', 'publish'] },
  },
  include_types: { type: 'array', items: { type: 'string', enum: ['simple', 'grouped', 'external', 'variable'] } },
  exclude_types: { type: 'array', items: { type: 'string', enum: ['simple', 'grouped', 'external', 'variable'] } },
  downloadable: { type: 'boolean' },
  virtual: { type: 'boolean' },
  pos_products_only: { type: 'boolean' },
}

export const productWrite: Rules = {
  id: { type: 'integer' },
  name: { type: 'string' },
  slug: { type: 'string' },
  date_created: { type: ['null', 'string'] },
  date_created_gmt: { type: ['null', 'string'] },
  type: { type: 'string', enum: ['simple', 'grouped', 'external', 'variable'] },
  status: { type: 'string', enum: ['draft', 'pending', 'private', 'publish', 'future', 'auto-draft', 'trash'] },
  featured: { type: 'boolean' },
  catalog_visibility: { type: 'string', enum: ['visible', 'catalog', 'search', 'hidden'] },
  description: { type: 'string' },
  short_description: { type: 'string' },
  sku: { type: 'string' },
  global_unique_id: { type: 'string' },
  regular_price: { type: 'string' },
  sale_price: { type: 'string' },
  date_on_sale_from: { type: ['null', 'string'] },
  date_on_sale_from_gmt: { type: ['null', 'string'] },
  date_on_sale_to: { type: ['null', 'string'] },
  date_on_sale_to_gmt: { type: ['null', 'string'] },
  virtual: { type: 'boolean' },
  downloadable: { type: 'boolean' },
  downloads: {
    type: 'array',
    items: {
      type: 'object',
      properties: { id: { type: 'string' }, name: { type: 'string' }, file: { type: 'string' } },
    },
  },
  download_limit: { type: 'integer' },
  download_expiry: { type: 'integer' },
  external_url: { type: 'string', format: 'uri' },
  button_text: { type: 'string' },
  tax_status: { type: 'string', enum: ['taxable', 'shipping', 'none'] },
  tax_class: { type: 'string' },
  manage_stock: { type: 'boolean' },
  stock_quantity: { type: 'integer' },
  stock_status: { type: 'string', enum: ['instock', 'outofstock', 'onbackorder'] },
  backorders: { type: 'string', enum: ['no', 'notify', 'yes'] },
  low_stock_amount: { type: ['integer', 'null'] },
  sold_individually: { type: 'boolean' },
  weight: { type: 'string' },
  dimensions: {
    type: 'object',
    properties: { length: { type: 'string' }, width: { type: 'string' }, height: { type: 'string' } },
  },
  shipping_class: { type: 'string' },
  reviews_allowed: { type: 'boolean' },
  post_password: { type: 'string' },
  upsell_ids: { type: 'array', items: { type: 'integer' } },
  cross_sell_ids: { type: 'array', items: { type: 'integer' } },
  parent_id: { type: 'integer' },
  purchase_note: { type: 'string' },
  categories: {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        id: { type: 'integer' },
        name: { type: 'string', readonly: true },
        slug: { type: 'string', readonly: true },
      },
    },
  },
  brands: {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        id: { type: 'integer' },
        name: { type: 'string', readonly: true },
        slug: { type: 'string', readonly: true },
      },
    },
  },
  tags: {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        id: { type: 'integer' },
        name: { type: 'string', readonly: true },
        slug: { type: 'string', readonly: true },
      },
    },
  },
  images: {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        id: { type: 'integer' },
        date_created: { type: ['null', 'string'], readonly: true },
        date_created_gmt: { type: ['null', 'string'], readonly: true },
        date_modified: { type: ['null', 'string'], readonly: true },
        date_modified_gmt: { type: ['null', 'string'], readonly: true },
        src: { type: 'string', format: 'uri' },
        name: { type: 'string' },
        alt: { type: 'string' },
      },
    },
  },
  attributes: {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        id: { type: 'integer' },
        name: { type: 'string' },
        position: { type: 'integer' },
        visible: { type: 'boolean', default: false },
        variation: { type: 'boolean', default: false },
        options: { type: 'array', items: { type: 'string' } },
      },
    },
  },
  default_attributes: {
    type: 'array',
    items: {
      type: 'object',
      properties: { id: { type: 'integer' }, name: { type: 'string' }, option: { type: 'string' } },
    },
  },
  menu_order: { type: 'integer' },
  meta_data: meta,
}

export const orderList: Rules = {
  context: { type: 'string', enum: ['view', 'edit'], default: 'view' },
  page: { type: 'integer', minimum: 1, default: 1 },
  per_page: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
  search: { type: 'string' },
  after: { type: 'string', format: 'date-time' },
  before: { type: 'string', format: 'date-time' },
  modified_after: { type: 'string', format: 'date-time' },
  modified_before: { type: 'string', format: 'date-time' },
  dates_are_gmt: { type: 'boolean', default: false },
  exclude: { type: 'array', default: [], items: { type: 'integer' } },
  include: { type: 'array', default: [], items: { type: 'integer' } },
  offset: { type: 'integer' },
  order: { type: 'string', enum: ['asc', 'desc'], default: 'desc' },
  orderby: { type: 'string', enum: ['date', 'id', 'include', 'title', 'slug', 'modified'], default: 'date' },
  parent: { type: 'array', default: [], items: { type: 'integer' } },
  parent_exclude: { type: 'array', default: [], items: { type: 'integer' } },
  status: {
    type: 'array',
    default: 'any',
    items: {
      type: 'string',
      enum: [
        'any',
        'trash',
        'auto-draft',
        'pending',
        'processing',
        'on-hold',
        'completed',
        'cancelled',
        'refunded',
        'failed',
        'checkout-draft',
      ],
    },
  },
  customer: { type: 'integer' },
  product: { type: 'integer' },
  dp: { type: 'integer', default: 2 },
  order_item_display_meta: { type: 'boolean', default: false },
  include_meta: { type: 'array', default: [], items: { type: 'string' } },
  exclude_meta: { type: 'array', default: [], items: { type: 'string' } },
  created_via: { type: 'array', items: { type: 'string' } },
}

export const orderWrite: Rules = {
  parent_id: { type: 'integer' },
  created_via: { type: 'string' },
  status: {
    type: 'string',
    enum: ['auto-draft', 'pending', 'processing', 'on-hold', 'completed', 'cancelled', 'refunded', 'failed', 'checkout-draft'],
    default: 'pending',
  },
  currency: { type: 'string', enum: currencies, default: 'USD' },
  customer_id: { type: 'integer', default: 0 },
  customer_note: { type: 'string' },
  billing: {
    type: 'object',
    properties: {
      first_name: { type: 'string' },
      last_name: { type: 'string' },
      company: { type: 'string' },
      address_1: { type: 'string' },
      address_2: { type: 'string' },
      city: { type: 'string' },
      state: { type: 'string' },
      postcode: { type: 'string' },
      country: { type: 'string' },
      email: { type: ['string', 'null'], format: 'email' },
      phone: { type: 'string' },
    },
  },
  shipping: {
    type: 'object',
    properties: {
      first_name: { type: 'string' },
      last_name: { type: 'string' },
      company: { type: 'string' },
      address_1: { type: 'string' },
      address_2: { type: 'string' },
      city: { type: 'string' },
      state: { type: 'string' },
      postcode: { type: 'string' },
      country: { type: 'string' },
    },
  },
  payment_method: { type: 'string' },
  payment_method_title: { type: 'string' },
  transaction_id: { type: 'string' },
  meta_data: meta,
  line_items: {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        id: { type: 'integer', readonly: true },
        name: { type: anything },
        parent_name: { type: 'string' },
        product_id: { type: anything },
        variation_id: { type: 'integer' },
        quantity: { type: 'integer' },
        tax_class: { type: 'string' },
        subtotal: { type: 'string' },
        subtotal_tax: { type: 'string', readonly: true },
        total: { type: 'string' },
        total_tax: { type: 'string', readonly: true },
        taxes: {
          type: 'array',
          readonly: true,
          items: {
            type: 'object',
            properties: { id: { type: 'integer' }, total: { type: 'string' }, subtotal: { type: 'string' } },
          },
        },
        meta_data: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              id: { type: 'integer', readonly: true },
              key: { type: 'string' },
              value: { type: anything },
              display_key: { type: 'string' },
              display_value: { type: 'string' },
            },
          },
        },
        sku: { type: 'string', readonly: true },
        global_unique_id: { type: 'string', readonly: true },
        price: { type: 'number', readonly: true },
        image: {
          type: 'object',
          readonly: true,
          properties: { id: { type: 'integer' }, src: { type: 'string', format: 'uri' } },
        },
      },
    },
  },
  shipping_lines: {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        id: { type: 'integer', readonly: true },
        method_title: { type: anything },
        method_id: { type: anything },
        instance_id: { type: 'string' },
        total: { type: 'string' },
        total_tax: { type: 'string', readonly: true },
        taxes: {
          type: 'array',
          readonly: true,
          items: {
            type: 'object',
            properties: { id: { type: 'integer', readonly: true }, total: { type: 'string', readonly: true } },
          },
        },
        meta_data: meta,
      },
    },
  },
  fee_lines: {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        id: { type: 'integer', readonly: true },
        name: { type: anything },
        tax_class: { type: 'string' },
        tax_status: { type: 'string', enum: ['taxable', 'none'] },
        total: { type: 'string' },
        total_tax: { type: 'string', readonly: true },
        taxes: {
          type: 'array',
          readonly: true,
          items: {
            type: 'object',
            properties: {
              id: { type: 'integer', readonly: true },
              total: { type: 'string', readonly: true },
              subtotal: { type: 'string', readonly: true },
            },
          },
        },
        meta_data: meta,
      },
    },
  },
  coupon_lines: {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        id: { type: 'integer', readonly: true },
        code: { type: anything },
        discount: { type: 'string', readonly: true },
        discount_tax: { type: 'string', readonly: true },
        discount_type: { type: 'string', readonly: true },
        nominal_amount: { type: 'number', readonly: true },
        free_shipping: { type: 'boolean', readonly: true },
        meta_data: meta,
      },
    },
  },
  set_paid: { type: 'boolean', default: false },
  manual_update: { type: 'boolean', default: false },
}

export const termList: Rules = {
  context: { type: 'string', enum: ['view', 'edit'], default: 'view' },
  page: { type: 'integer', minimum: 1, default: 1 },
  per_page: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
  search: { type: 'string' },
  exclude: { type: 'array', default: [], items: { type: 'integer' } },
  include: { type: 'array', default: [], items: { type: 'integer' } },
  offset: { type: 'integer' },
  order: { type: 'string', enum: ['asc', 'desc'], default: 'asc' },
  orderby: {
    type: 'string',
    enum: ['id', 'include', 'name', 'slug', 'term_group', 'description', 'count'],
    default: 'name',
  },
  hide_empty: { type: 'boolean', default: false },
  parent: { type: 'integer' },
  product: { type: 'integer', default: null },
  slug: { type: ['string', 'array'], items: { type: 'string' } },
}

export const tagWrite: Rules = { name: { type: 'string', required: true }, slug: { type: 'string' }, description: { type: 'string' } }

export const categoryList: Rules = {
  context: { type: 'string', enum: ['view', 'edit'], default: 'view' },
  page: { type: 'integer', minimum: 1, default: 1 },
  per_page: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
  search: { type: 'string' },
  exclude: { type: 'array', default: [], items: { type: 'integer' } },
  include: { type: 'array', default: [], items: { type: 'integer' } },
  offset: { type: 'integer' },
  order: { type: 'string', enum: ['asc', 'desc'], default: 'asc' },
  orderby: {
    type: 'string',
    enum: ['id', 'include', 'name', 'slug', 'term_group', 'description', 'count'],
    default: 'name',
  },
  hide_empty: { type: 'boolean', default: false },
  parent: { type: 'integer' },
  product: { type: 'integer', default: null },
  slug: { type: ['string', 'array'], items: { type: 'string' } },
}

export const categoryWrite: Rules = {
  name: { type: 'string', required: true },
  slug: { type: 'string' },
  parent: { type: 'integer' },
  description: { type: 'string' },
  display: { type: 'string', enum: ['default', 'products', 'subcategories', 'both'], default: 'default' },
  image: {
    type: 'object',
    properties: {
      id: { type: 'integer' },
      date_created: { type: ['null', 'string'], readonly: true },
      date_created_gmt: { type: ['null', 'string'], readonly: true },
      date_modified: { type: ['null', 'string'], readonly: true },
      date_modified_gmt: { type: ['null', 'string'], readonly: true },
      src: { type: 'string', format: 'uri' },
      name: { type: 'string' },
      alt: { type: 'string' },
    },
  },
}

export const refundList: Rules = {
  order_id: { type: 'integer' },
  context: { type: 'string', enum: ['view', 'edit'], default: 'view' },
  page: { type: 'integer', minimum: 1, default: 1 },
  per_page: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
  search: { type: 'string' },
  after: { type: 'string', format: 'date-time' },
  before: { type: 'string', format: 'date-time' },
  modified_after: { type: 'string', format: 'date-time' },
  modified_before: { type: 'string', format: 'date-time' },
  dates_are_gmt: { type: 'boolean', default: false },
  exclude: { type: 'array', default: [], items: { type: 'integer' } },
  include: { type: 'array', default: [], items: { type: 'integer' } },
  offset: { type: 'integer' },
  order: { type: 'string', enum: ['asc', 'desc'], default: 'desc' },
  orderby: { type: 'string', enum: ['date', 'id', 'include', 'title', 'slug', 'modified'], default: 'date' },
  parent: { type: 'array', default: [], items: { type: 'integer' } },
  parent_exclude: { type: 'array', default: [], items: { type: 'integer' } },
  dp: { type: 'integer', default: 2 },
  order_item_display_meta: { type: 'boolean', default: false },
  include_meta: { type: 'array', default: [], items: { type: 'string' } },
  exclude_meta: { type: 'array', default: [], items: { type: 'string' } },
}

export const refundWrite: Rules = {
  order_id: { type: 'integer' },
  amount: { type: 'string' },
  reason: { type: 'string' },
  refunded_by: { type: 'integer' },
  meta_data: meta,
  shipping_lines: {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        id: { type: 'integer', readonly: true },
        method_title: { type: anything },
        method_id: { type: anything },
        instance_id: { type: 'string' },
        total: { type: 'string' },
        total_tax: { type: 'string', readonly: true },
        taxes: {
          type: 'array',
          readonly: true,
          items: {
            type: 'object',
            properties: { id: { type: 'integer', readonly: true }, total: { type: 'string', readonly: true } },
          },
        },
        meta_data: meta,
      },
    },
  },
  fee_lines: {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        id: { type: 'integer', readonly: true },
        name: { type: anything },
        tax_class: { type: 'string' },
        tax_status: { type: 'string', enum: ['taxable', 'none'] },
        total: { type: 'string' },
        total_tax: { type: 'string', readonly: true },
        taxes: {
          type: 'array',
          readonly: true,
          items: {
            type: 'object',
            properties: {
              id: { type: 'integer', readonly: true },
              total: { type: 'string', readonly: true },
              subtotal: { type: 'string', readonly: true },
            },
          },
        },
        meta_data: meta,
      },
    },
  },
  api_refund: { type: 'boolean', default: true },
  api_restock: { type: 'boolean', default: true },
}

export const customerList: Rules = {
  context: { type: 'string', enum: ['view', 'edit'], default: 'view' },
  page: { type: 'integer', minimum: 1, default: 1 },
  per_page: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
  search: { type: 'string' },
  exclude: { type: 'array', default: [], items: { type: 'integer' } },
  include: { type: 'array', default: [], items: { type: 'integer' } },
  offset: { type: 'integer' },
  order: { type: 'string', enum: ['asc', 'desc'], default: 'asc' },
  orderby: { type: 'string', enum: ['id', 'include', 'name', 'registered_date'], default: 'name' },
  email: { type: 'string', format: 'email' },
  role: {
    type: 'string',
    enum: ['all', 'administrator', 'editor', 'author', 'contributor', 'subscriber', 'customer', 'shop_manager'],
    default: 'customer',
  },
}

export const customerWrite: Rules = {
  email: { type: 'string', required: true },
  first_name: { type: 'string' },
  last_name: { type: 'string' },
  username: { type: 'string' },
  password: { type: 'string' },
  billing: {
    type: 'object',
    properties: {
      first_name: { type: 'string' },
      last_name: { type: 'string' },
      company: { type: 'string' },
      address_1: { type: 'string' },
      address_2: { type: 'string' },
      city: { type: 'string' },
      state: { type: 'string' },
      postcode: { type: 'string' },
      country: { type: 'string' },
      email: { type: 'string', format: 'email' },
      phone: { type: 'string' },
    },
  },
  shipping: {
    type: 'object',
    properties: {
      first_name: { type: 'string' },
      last_name: { type: 'string' },
      company: { type: 'string' },
      address_1: { type: 'string' },
      address_2: { type: 'string' },
      city: { type: 'string' },
      state: { type: 'string' },
      postcode: { type: 'string' },
      country: { type: 'string' },
      phone: { type: 'string' },
    },
  },
  meta_data: meta,
}

export const webhookList: Rules = {
  context: { type: 'string', enum: ['view', 'edit'], default: 'view' },
  page: { type: 'integer', minimum: 1, default: 1 },
  per_page: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
  search: { type: 'string' },
  after: { type: 'string', format: 'date-time' },
  before: { type: 'string', format: 'date-time' },
  exclude: { type: 'array', default: [], items: { type: 'integer' } },
  include: { type: 'array', default: [], items: { type: 'integer' } },
  offset: { type: 'integer' },
  order: { type: 'string', enum: ['asc', 'desc'], default: 'desc' },
  orderby: { type: 'string', enum: ['date', 'id', 'title'], default: 'date' },
  status: { type: 'string', enum: ['all', 'active', 'paused', 'disabled'], default: 'all' },
}

export const webhookWrite: Rules = {
  name: { type: 'string' },
  status: { type: 'string', enum: ['active', 'paused', 'disabled'], default: 'active' },
  topic: { type: 'string', required: true },
  secret: { type: 'string' },
  delivery_url: { type: 'string', required: true },
}
