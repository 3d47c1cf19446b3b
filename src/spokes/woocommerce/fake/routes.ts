/** Every REST route of the pretend store: its rules, who may use it, and what it does. */
import { batchOrders, batchProducts, batchTerms } from './batch.ts'
import { createCoupon, listCoupons } from './coupons.ts'
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
import {
  createNote,
  createTax,
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
import { createTerm, deleteTerm, getTerm, listTerms, updateTerm } from './terms.ts'
import { createHook, getHook, listHooks, removeHook, updateHook } from './webhooks.ts'

/** What is asked of the caller; null for what anybody may read. */
export type Access = 'list' | 'view' | 'create' | 'edit' | 'delete' | 'batch' | 'upload' | 'media' | 'me' | null

export interface Route {
  readonly methods: readonly string[]
  readonly pattern: string
  readonly access: Access
  readonly rules: Rules
  /** Whether the body was checked against a recorded schema. */
  readonly isRecorded: boolean
  readonly run: (call: Call) => Answer | Promise<Answer>
}

const GET = ['GET'] as const
const POST = ['POST'] as const
const EDIT = ['POST', 'PUT', 'PATCH'] as const
const DELETE = ['DELETE'] as const

const force: Rules = { force: { type: 'boolean', default: false } }
const context: Rules = { context: { type: 'string', enum: ['view', 'edit'], default: 'view' } }
const lists: Rules = { create: { type: 'array' }, update: { type: 'array' }, delete: { type: 'array' } }
const page: Rules = { page: { type: 'integer', minimum: 1 }, per_page: { type: 'integer', minimum: 1, maximum: 100 } }

const v3 = '/wp-json/wc/v3'
const route = (
  methods: readonly string[],
  pattern: string,
  access: Access,
  routeRules: Rules,
  run: Route['run'],
  isRecorded = true,
): Route => ({
  methods,
  pattern,
  access,
  rules: routeRules,
  isRecorded,
  run,
})

const without = (name: string, from: Rules): Rules => Object.fromEntries(Object.entries(from).filter(([key]) => key !== name))
const optional = (from: Rules): Rules => Object.fromEntries(Object.entries(from).map(([name, { required: _, ...rule }]) => [name, rule]))

export const routes: readonly Route[] = [
  route(GET, '/wp-json/', null, {}, rootIndex),
  route(GET, v3, null, {}, call => ({ body: storeIndex(call.shop.url) })),

  route(GET, `${v3}/products`, 'list', rules.productList, listProducts),
  route(POST, `${v3}/products`, 'create', without('id', rules.productWrite), createProduct),
  route(EDIT, `${v3}/products/batch`, 'batch', lists, batchProducts),
  route(GET, `${v3}/products/{id}`, 'view', context, getProduct),
  route(EDIT, `${v3}/products/{id}`, 'edit', rules.productWrite, updateProduct),
  route(DELETE, `${v3}/products/{id}`, 'delete', force, removeProduct),
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

  route(GET, `${v3}/orders`, 'list', rules.orderList, listOrders),
  route(POST, `${v3}/orders`, 'create', rules.orderWrite, createOrder),
  route(EDIT, `${v3}/orders/batch`, 'batch', lists, batchOrders),
  route(GET, `${v3}/orders/{id}`, 'view', { ...context, dp: { type: 'integer' } }, getOrder),
  route(EDIT, `${v3}/orders/{id}`, 'edit', rules.orderWrite, updateOrder),
  route(DELETE, `${v3}/orders/{id}`, 'delete', force, removeOrder),
  route(GET, `${v3}/orders/{id}/refunds`, 'list', rules.refundList, listRefunds),
  route(POST, `${v3}/orders/{id}/refunds`, 'create', { ...rules.refundWrite, line_items: { type: 'array' } }, createRefund),
  route(GET, `${v3}/orders/{id}/refunds/{refund}`, 'view', context, getRefund),
  route(DELETE, `${v3}/orders/{id}/refunds/{refund}`, 'delete', force, removeRefund),
  route(
    POST,
    `${v3}/orders/{id}/notes`,
    'create',
    { note: { type: 'string', required: true }, customer_note: { type: 'boolean' } },
    createNote,
    false,
  ),
  route(GET, `${v3}/orders/{id}/notes`, 'list', context, listNotes, false),
  route(GET, `${v3}/refunds`, 'list', rules.refundList, listAllRefunds),

  route(GET, `${v3}/customers`, 'list', rules.customerList, listCustomers),
  route(POST, `${v3}/customers`, 'create', rules.customerWrite, createCustomer),
  route(GET, `${v3}/customers/{id}`, 'view', context, getCustomer),
  route(GET, `${v3}/customers/{id}/downloads`, 'list', context, customerDownloads),

  route(GET, `${v3}/webhooks`, 'list', rules.webhookList, listHooks),
  route(POST, `${v3}/webhooks`, 'create', rules.webhookWrite, createHook),
  route(GET, `${v3}/webhooks/{id}`, 'view', context, getHook),
  route(EDIT, `${v3}/webhooks/{id}`, 'edit', optional(rules.webhookWrite), updateHook),
  route(DELETE, `${v3}/webhooks/{id}`, 'delete', force, removeHook),

  route(GET, `${v3}/coupons`, 'list', page, listCoupons, false),
  route(POST, `${v3}/coupons`, 'create', { code: { type: 'string' }, amount: { type: 'string' } }, createCoupon, false),
  route(POST, `${v3}/taxes`, 'create', { country: { type: 'string' }, rate: { type: 'string' } }, createTax, false),
  route(GET, `${v3}/taxes`, 'list', page, listTaxes, false),
  route(GET, `${v3}/taxes/classes`, 'list', page, taxClasses),
  route(GET, `${v3}/system_status`, 'view', context, systemStatus),
  route(GET, `${v3}/data/currencies/current`, 'view', context, currentCurrency),
  route(GET, `${v3}/settings/{group}`, 'list', context, listSettings),
  route(GET, `${v3}/settings/{group}/{setting}`, 'view', context, getSetting),
  route(EDIT, `${v3}/settings/{group}/{setting}`, 'edit', { value: {} }, setSetting, false),

  route(GET, '/wp-json/wp/v2/media', null, page, listMedia, false),
  route(POST, '/wp-json/wp/v2/media', 'upload', {}, upload, false),
  route(GET, '/wp-json/wp/v2/media/{id}', null, context, getMedia, false),
  route(EDIT, '/wp-json/wp/v2/media/{id}', 'media', {}, updateMedia, false),
  route(DELETE, '/wp-json/wp/v2/media/{id}', 'media', force, removeMedia, false),
  route(GET, '/wp-json/wp/v2/users/me', 'me', context, me, false),
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

function storeIndex(url: string): unknown {
  const found: Record<string, { namespace: string; methods: string[] }> = {}
  for (const { methods, pattern } of routes) {
    if (!pattern.startsWith(v3)) continue
    const name = pattern.replace('/wp-json', '').replace(/\{id\}/g, '(?P<id>[\\d]+)')
    found[name] ??= { namespace: 'wc/v3', methods: [] }
    found[name].methods.push(...methods.filter(method => !found[name]?.methods.includes(method)))
  }
  return { namespace: 'wc/v3', routes: found, _links: { up: [{ href: `${url}/wp-json/` }] } }
}
