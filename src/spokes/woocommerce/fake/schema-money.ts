/**
 * What the store checks of coupons and tax rates before it acts.
 * Source: answers to OPTIONS of WooCommerce 11.0.1 (wc/v3), recorded 2026-11.
 */
import type { Rules } from './schema.ts'

export const couponList: Rules = {
  context: {
    type: 'string',
    enum: ['view', 'edit'],
    default: 'view',
  },
  page: {
    type: 'integer',
    minimum: 1,
    default: 1,
  },
  per_page: {
    type: 'integer',
    minimum: 1,
    maximum: 100,
    default: 10,
  },
  search: {
    type: 'string',
  },
  after: {
    type: 'string',
    format: 'date-time',
  },
  before: {
    type: 'string',
    format: 'date-time',
  },
  modified_after: {
    type: 'string',
    format: 'date-time',
  },
  modified_before: {
    type: 'string',
    format: 'date-time',
  },
  dates_are_gmt: {
    type: 'boolean',
    default: false,
  },
  exclude: {
    type: 'array',
    default: [],
    items: {
      type: 'integer',
    },
  },
  include: {
    type: 'array',
    default: [],
    items: {
      type: 'integer',
    },
  },
  offset: {
    type: 'integer',
  },
  order: {
    type: 'string',
    enum: ['asc', 'desc'],
    default: 'desc',
  },
  orderby: {
    type: 'string',
    enum: ['date', 'id', 'include', 'title', 'slug', 'modified'],
    default: 'date',
  },
  code: {
    type: 'string',
  },
}

export const couponWrite: Rules = {
  code: {
    type: 'string',
    required: true,
  },
  amount: {
    type: ['number', 'string'],
  },
  status: {
    type: 'string',
  },
  discount_type: {
    type: 'string',
    enum: ['percent', 'fixed_cart', 'fixed_product'],
    default: 'fixed_cart',
  },
  description: {
    type: 'string',
  },
  date_expires: {
    type: ['null', 'string'],
  },
  date_expires_gmt: {
    type: ['null', 'string'],
  },
  individual_use: {
    type: 'boolean',
    default: false,
  },
  product_ids: {
    type: 'array',
    items: {
      type: 'integer',
    },
  },
  excluded_product_ids: {
    type: 'array',
    items: {
      type: 'integer',
    },
  },
  usage_limit: {
    type: 'integer',
  },
  usage_limit_per_user: {
    type: 'integer',
  },
  limit_usage_to_x_items: {
    type: 'integer',
  },
  free_shipping: {
    type: 'boolean',
    default: false,
  },
  product_categories: {
    type: 'array',
    items: {
      type: 'integer',
    },
  },
  excluded_product_categories: {
    type: 'array',
    items: {
      type: 'integer',
    },
  },
  exclude_sale_items: {
    type: 'boolean',
    default: false,
  },
  minimum_amount: {
    type: ['number', 'string'],
  },
  maximum_amount: {
    type: ['number', 'string'],
  },
  email_restrictions: {
    type: 'array',
    items: {
      type: 'string',
    },
  },
  meta_data: {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        id: {
          type: 'integer',
          readonly: true,
        },
        key: {
          type: 'string',
        },
        value: {
          type: ['null', 'object', 'string', 'number', 'boolean', 'integer', 'array'],
        },
      },
    },
  },
}

/** The same without what a new one must have or has by itself. */
export const couponChange: Rules = Object.fromEntries(
  Object.entries(couponWrite).map(([name, { required: _, default: __, ...rule }]) => [name, rule]),
)

export const taxList: Rules = {
  context: {
    type: 'string',
    enum: ['view', 'edit'],
    default: 'view',
  },
  page: {
    type: 'integer',
    minimum: 1,
    default: 1,
  },
  per_page: {
    type: 'integer',
    minimum: 1,
    maximum: 100,
    default: 10,
  },
  offset: {
    type: 'integer',
  },
  order: {
    type: 'string',
    enum: ['asc', 'desc'],
    default: 'asc',
  },
  orderby: {
    type: 'string',
    enum: ['id', 'order', 'priority'],
    default: 'order',
  },
  class: {
    type: 'string',
    enum: ['standard', 'reduced-rate', 'zero-rate'],
  },
}

export const taxWrite: Rules = {
  country: {
    type: 'string',
  },
  state: {
    type: 'string',
  },
  postcode: {
    type: 'string',
  },
  city: {
    type: 'string',
  },
  rate: {
    type: 'string',
  },
  name: {
    type: 'string',
  },
  priority: {
    type: 'integer',
    default: 1,
  },
  compound: {
    type: 'boolean',
    default: false,
  },
  shipping: {
    type: 'boolean',
    default: true,
  },
  order: {
    type: 'integer',
  },
  class: {
    type: 'string',
    enum: ['standard', 'reduced-rate', 'zero-rate'],
    default: 'standard',
  },
  postcodes: {
    type: 'array',
    items: {
      type: 'string',
    },
  },
  cities: {
    type: 'array',
    items: {
      type: 'string',
    },
  },
}
