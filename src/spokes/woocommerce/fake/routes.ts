/** Every REST route of the pretend store: its rules, who may use it, and what it does. */
import { listAttributes, listAttributeTerms } from './attributes.ts'
import { batchOrders, batchProducts, batchTerms } from './batch.ts'
import { createCoupon, getCoupon, listCoupons, removeCoupon, updateCoupon } from './coupons.ts'
import { createCustomer, getCustomer, listCustomers } from './customers.ts'
import { customerDownloads } from './downloads.ts'
import { getMedia, listMedia, me, removeMedia, updateMedia, upload } from './media.ts'
import { createOrder, getOrder, listOrders, removeOrder, updateOrder } from './order-rest.ts'
import { duplicateProduct, listProducts } from './product-list.ts'
import { createProduct, getProduct, removeProduct, updateProduct } from './products.ts'
import { createRefund, getRefund, listAllRefunds, listRefunds, removeRefund } from './refunds.ts'
import type { Answer, Call } from './rest.ts'
import type { Rules } from './schema.ts'
import * as rules from './schema.ts'
import { mediaList } from './schema-media.ts'
import { couponChange, couponList, couponWrite, taxList, taxWrite } from './schema-money.ts'
import {
  createNote,
  createTax,
  createTaxClass,
  currentCurrency,
  getSetting,
  listNotes,
  listSettings,
  listTaxes,
  rootIndex,
  setSetting,
  systemStatus,
  taxClasses,
} from './settings.ts'
import { addItem, applyCoupon, checkOut, getCart, lookAtCheckout } from './store-api.ts'
import { createTerm, deleteTerm, getTerm, listTerms, updateTerm } from './terms.ts'
import { createHook, getHook, listHooks, removeHook, updateHook } from './webhooks.ts'

/** What is asked of the caller; null for what anybody may read. */
export type Access = 'list' | 'view' | 'create' | 'edit' | 'delete' | 'batch' | 'upload' | 'media' | 'me' | null

export interface Route {
  readonly methods: readonly string[]
  readonly pattern: string
  readonly access: Access
  readonly rules: Rules
  /** Where the rules are from: an answer to OPTIONS or a request in the recordings, a document, or nowhere. */
  readonly source: 'recorded' | 'documented' | null
  readonly run: (call: Call) => Answer | Promise<Answer>
}

const GET = ['GET'] as const
const POST = ['POST'] as const
const EDIT = ['POST', 'PUT', 'PATCH'] as const
const DELETE = ['DELETE'] as const

const force: Rules = { force: { type: 'boolean', default: false } }
const context: Rules = { context: { type: 'string', enum: ['view', 'edit'], default: 'view' } }
const id: Rules = { id: { type: 'integer' } }
const lists: Rules = { create: { type: 'array' }, update: { type: 'array' }, delete: { type: 'array' } }

const v3 = '/wp-json/wc/v3'
const store = '/wp-json/wc/store/v1'
const route = (
  methods: readonly string[],
  pattern: string,
  access: Access,
  routeRules: Rules,
  run: Route['run'],
  source: Route['source'] = 'recorded',
): Route => ({
  methods,
  pattern,
  access,
  rules: routeRules,
  source,
  run,
})

const without = (name: string, from: Rules): Rules => Object.fromEntries(Object.entries(from).filter(([key]) => key !== name))
const optional = (from: Rules): Rules => Object.fromEntries(Object.entries(from).map(([name, { required: _, ...rule }]) => [name, rule]))

export const routes: readonly Route[] = [
  route(GET, '/wp-json/', null, {}, rootIndex),
  route(GET, v3, null, {}, call => ({ body: storeIndex(call.shop.url) })),

  route(GET, `${v3}/products`, 'list', rules.productList, listProducts),
  route(POST, `${v3}/products`, 'create', without('id', rules.productWrite), createProduct),
  // The lists themselves are in no recorded argument: they are not checked, and neither are their items.
  route(EDIT, `${v3}/products/batch`, 'batch', without('id', rules.productWrite), batchProducts),
  route(GET, `${v3}/products/{id}`, 'view', { ...id, ...context, image_size: { type: 'string', default: 'full' } }, getProduct),
  route(EDIT, `${v3}/products/{id}`, 'edit', rules.productWrite, updateProduct),
  route(DELETE, `${v3}/products/{id}`, 'delete', { ...id, ...force }, removeProduct),
  route(POST, `${v3}/products/{id}/duplicate`, 'create', {}, duplicateProduct),

  ...(['categories', 'tags'] as const).flatMap(kind => {
    const write = kind === 'tags' ? rules.tagWrite : rules.categoryWrite
    return [
      route(GET, `${v3}/products/${kind}`, 'list', rules.termList, listTerms(kind)),
      route(POST, `${v3}/products/${kind}`, 'create', write, createTerm(kind)),
      route(EDIT, `${v3}/products/${kind}/batch`, 'batch', lists, batchTerms(kind)),
      route(GET, `${v3}/products/${kind}/{id}`, 'view', context, getTerm(kind)),
      route(EDIT, `${v3}/products/${kind}/{id}`, 'edit', optional(write), updateTerm(kind)),
      route(DELETE, `${v3}/products/${kind}/{id}`, 'delete', force, deleteTerm(kind)),
    ]
  }),

  route(GET, `${v3}/products/attributes`, 'list', context, listAttributes, 'documented'),
  route(GET, `${v3}/products/attributes/{id}/terms`, 'list', rules.termList, listAttributeTerms, 'documented'),

  route(GET, `${v3}/orders`, 'list', rules.orderList, listOrders),
  route(POST, `${v3}/orders`, 'create', rules.orderWrite, createOrder),
  route(EDIT, `${v3}/orders/batch`, 'batch', lists, batchOrders),
  route(GET, `${v3}/orders/{id}`, 'view', { ...context, dp: { type: 'integer' } }, getOrder),
  route(EDIT, `${v3}/orders/{id}`, 'edit', rules.orderWrite, updateOrder),
  route(DELETE, `${v3}/orders/{id}`, 'delete', force, removeOrder),
  route(GET, `${v3}/orders/{id}/refunds`, 'list', rules.refundList, listRefunds),
  route(POST, `${v3}/orders/{id}/refunds`, 'create', rules.refundWrite, createRefund),
  route(GET, `${v3}/orders/{id}/refunds/{refund}`, 'view', context, getRefund),
  route(DELETE, `${v3}/orders/{id}/refunds/{refund}`, 'delete', force, removeRefund),
  route(
    POST,
    `${v3}/orders/{id}/notes`,
    'create',
    { note: { type: 'string', required: true }, customer_note: { type: 'boolean' } },
    createNote,
    null,
  ),
  route(GET, `${v3}/orders/{id}/notes`, 'list', context, listNotes, null),
  route(GET, `${v3}/refunds`, 'list', without('order_id', rules.refundList), listAllRefunds),

  route(GET, `${v3}/customers`, 'list', rules.customerList, listCustomers),
  route(POST, `${v3}/customers`, 'create', rules.customerWrite, createCustomer),
  route(GET, `${v3}/customers/{id}`, 'view', context, getCustomer),
  route(
    GET,
    `${v3}/customers/{id}/downloads`,
    'list',
    { context: { type: 'string', enum: ['view'] }, customer_id: { type: 'integer' } },
    customerDownloads,
  ),

  route(GET, `${v3}/webhooks`, 'list', rules.webhookList, listHooks),
  route(POST, `${v3}/webhooks`, 'create', rules.webhookWrite, createHook),
  route(GET, `${v3}/webhooks/{id}`, 'view', context, getHook),
  route(EDIT, `${v3}/webhooks/{id}`, 'edit', optional(rules.webhookWrite), updateHook),
  route(DELETE, `${v3}/webhooks/{id}`, 'delete', force, removeHook),

  route(GET, `${v3}/coupons`, 'list', couponList, listCoupons),
  route(POST, `${v3}/coupons`, 'create', couponWrite, createCoupon),
  route(GET, `${v3}/coupons/{id}`, 'view', { ...id, ...context }, getCoupon),
  route(EDIT, `${v3}/coupons/{id}`, 'edit', couponChange, updateCoupon),
  route(DELETE, `${v3}/coupons/{id}`, 'delete', { ...id, ...force }, removeCoupon),
  route(POST, `${v3}/taxes`, 'create', taxWrite, createTax),
  route(GET, `${v3}/taxes`, 'list', taxList, listTaxes),
  route(GET, `${v3}/taxes/classes`, 'list', context, taxClasses),
  route(POST, `${v3}/taxes/classes`, 'create', { name: { type: 'string', required: true } }, createTaxClass),
  route(GET, `${v3}/system_status`, 'view', context, systemStatus),
  route(GET, `${v3}/data/currencies/current`, 'view', context, currentCurrency),
  route(GET, `${v3}/settings/{group}`, 'list', context, listSettings),
  route(GET, `${v3}/settings/{group}/{setting}`, 'view', context, getSetting),
  route(EDIT, `${v3}/settings/{group}/{setting}`, 'edit', { value: {} }, setSetting, null),

  route(GET, `${store}/cart`, null, {}, getCart, null),
  route(POST, `${store}/cart/add-item`, null, {}, addItem, null),
  route(POST, `${store}/cart/apply-coupon`, null, {}, applyCoupon, null),
  route(GET, `${store}/checkout`, null, {}, lookAtCheckout, null),
  route(EDIT, `${store}/checkout`, null, {}, checkOut, null),

  route(GET, '/wp-json/wp/v2/media', null, mediaList, listMedia, 'documented'),
  route(POST, '/wp-json/wp/v2/media', 'upload', {}, upload, null),
  route(GET, '/wp-json/wp/v2/media/{id}', null, context, getMedia, null),
  route(EDIT, '/wp-json/wp/v2/media/{id}', 'media', {}, updateMedia, null),
  route(DELETE, '/wp-json/wp/v2/media/{id}', 'media', force, removeMedia, null),
  route(GET, '/wp-json/wp/v2/users/me', 'me', context, me, null),
]

const compiled = routes.map(each => ({
  each,
  expression: new RegExp(
    `^${each.pattern.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'group' || name === 'setting' ? `(?<${name}>[\\w-]+)` : `(?<${name}>\\d+)`))}/?$`,
  ),
}))

export interface Match {
  readonly route: Route
  readonly params: Readonly<Record<string, string>>
}

/** Every route at a path, whatever the method. */
export const matchesAt = (path: string): readonly Match[] =>
  compiled.flatMap(({ each, expression }) => {
    const match = expression.exec(path)
    return match ? [{ route: each, params: { ...match.groups } }] : []
  })

const methodOrder = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
export const allowAt = (matches: readonly Match[]): string => {
  const methods = new Set(matches.flatMap(match => match.route.methods))
  return methodOrder.filter(method => methods.has(method)).join(', ')
}

/** '/orders/{id}/refunds/{refund}' as the store's index writes it. */
const indexName = (pattern: string): string =>
  pattern
    .replace('/wp-json', '')
    .replace(/\{group\}/, '(?P<group_id>[\\w-]+)')
    .replace(/\{setting\}/, '(?P<id>[\\w-]+)')
    .replace(/(order|customer|attribute)s\/\{id\}(?=\/)/, (_, kind: string) => `${kind}s/(?P<${kind}_id>[\\d]+)`)
    .replace(/\{(id|refund)\}/, '(?P<id>[\\d]+)')

function storeIndex(url: string): unknown {
  const found: Record<string, { namespace: string; methods: string[] }> = {}
  for (const { methods, pattern } of routes) {
    if (!pattern.startsWith(v3)) continue
    const name = indexName(pattern)
    found[name] ??= { namespace: 'wc/v3', methods: [] }
    found[name].methods.push(...methods.filter(method => !found[name]?.methods.includes(method)))
  }
  return { namespace: 'wc/v3', routes: found, _links: { up: [{ href: `${url}/wp-json/` }] } }
}
