/** One request of the API from its headers to its answer. */
import { money, toDecimal } from '#kit'
import type { Asked, Operations } from '#kit/fake-operations.ts'
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { giveTokens } from './oauth.ts'
import { type Shop, totalOf } from './shop.ts'
import type { Order, Product, Subscription } from './state.ts'

export const reply = (status: number, body: unknown): FakeReply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: body === null ? '' : JSON.stringify(body),
})
const types: Readonly<Record<number, string>> = {
  400: 'INVALID_REQUEST_ERROR',
  401: 'AUTHORIZATION_ERROR',
  403: 'AUTHORIZATION_ERROR',
  404: 'INVALID_REQUEST_ERROR',
  409: 'INVALID_REQUEST_ERROR',
  429: 'TOO_MANY_REQUESTS',
}
export const refused = (status: number, message: string, subtype: string | null = null): FakeReply =>
  reply(status, { type: types[status], subtype, message })

const minuteMs = 60_000
const pageSize = 50
const mostSubscriptions = 25

/** So many in a minute that slides; then nothing for a minute. */
export class Limit {
  #at: number[] = []
  #pausedUntil = 0

  isFull(now: number, perMinute: number): boolean {
    if (now < this.#pausedUntil && now > this.#pausedUntil - 2 * minuteMs) return true
    this.#at = this.#at.filter(at => at > now - minuteMs && at <= now)
    this.#at.push(now)
    if (this.#at.length <= perMinute) return false
    this.#at = []
    this.#pausedUntil = now + minuteMs
    return true
  }
}

/** @returns what the bearer may do; null when nobody knows it. An API key is no app. */
function accessOf({ state, clock }: Shop, header: string): { readonly permissions: readonly string[]; readonly isApp: boolean } | null {
  const bearer = /^Bearer (.+)$/.exec(header)?.[1]
  if (bearer === undefined) return null
  if (bearer === state.apiKey) return { permissions: state.settings.permissions, isApp: false }
  const grant = state.grants.find(({ access, accessUntil }) => access === bearer && accessUntil > clock.nowMs())
  return grant === undefined ? null : { permissions: grant.scopes, isApp: true }
}

export function answerApi(shop: Shop, request: FakeRequest, { operations, limit }: { operations: Operations; limit: Limit }): FakeReply {
  const { state, clock } = shop
  if (limit.isFull(clock.nowMs(), state.settings.perMinute)) return refused(429, 'Too many requests.')
  if (!request.headers['user-agent']) return refused(400, 'A User-Agent header is required.')
  const asked = operations.read(request)
  if (asked?.operation.id === 'createTokens')
    return 'where' in asked
      ? reply(400, { error: 'invalid_request', error_description: asked.where })
      : giveTokens(shop, request, asked.body)
  const access = shop.isOn('revoked') ? null : accessOf(shop, request.headers.authorization ?? '')
  if (access === null) return refused(401, 'You are not authorized to do that.')
  if (asked === null) return refused(404, 'Resource not found.')
  if ('where' in asked) return refused(400, `${asked.where}: ${asked.says}`)
  const { id } = asked.operation
  const needed = /Orders$/.test(id) ? 'website.orders.read' : /Products$/.test(id) ? 'website.products.read' : null
  if (needed !== null && !access.permissions.includes(needed)) return refused(403, 'You are not authorized to do that.')
  if (/Subscription|rotateSecret/.test(id) && !access.isApp)
    return refused(403, 'Webhook subscriptions need an OAuth token.', 'OAUTH_TOKEN_REQUIRED')
  return run(shop, asked)
}

function run(shop: Shop, { operation, params, query, body }: Asked): FakeReply {
  const { state } = shop
  const hook = state.subscriptions.find(({ id }) => id === params.id)
  switch (operation.id) {
    case 'getWebsite': {
      const { title, currency } = state.settings
      return reply(200, { id: state.siteId, siteId: 'pretend-patterns', title, url: shop.url, currency, language: 'en-GB' })
    }
    case 'listOrders':
      return listOrders(shop, query)
    case 'listProducts':
      return page(query, 'products', state.products, product => productJson(shop, product))
    case 'getProducts': {
      const ids = (params.ids ?? '').split(',').map(decodeURIComponent)
      if (ids.length > pageSize) return refused(400, 'At most 50 products.')
      const found = state.products.filter(({ id }) => ids.includes(id))
      return found.length === 0 ? refused(404, 'Product not found.') : reply(200, { products: found.map(one => productJson(shop, one)) })
    }
    case 'listSubscriptions':
      return reply(200, { webhookSubscriptions: state.subscriptions.map(hookJson) })
    case 'createSubscription': {
      if (state.subscriptions.length >= mostSubscriptions) return refused(409, 'There are 25 subscriptions already.')
      const given = body as Pick<Subscription, 'endpointUrl' | 'topics'>
      const made = { id: shop.dice.uuid(), ...given, secret: newSecret(shop), created: shop.clock.nowMs() }
      state.subscriptions.push(made)
      return reply(201, { ...hookJson(made), secret: made.secret })
    }
  }
  if (hook === undefined) return refused(404, 'Subscription not found.')
  if (operation.id === 'deleteSubscription') {
    state.subscriptions = state.subscriptions.filter(one => one !== hook)
    return reply(204, null)
  }
  if (operation.id === 'rotateSecret') {
    hook.secret = newSecret(shop)
    return reply(200, { secret: hook.secret })
  }
  Object.assign(hook, body)
  return reply(200, hookJson(hook))
}

const newSecret = ({ dice }: Shop): string => dice.hex(64)

/** The secret is told at the making and the rotation alone. */
const hookJson = ({ id, endpointUrl, topics, created }: Subscription) => ({
  id,
  endpointUrl,
  topics,
  createdOn: timeOf(created),
  updatedOn: timeOf(created),
})

const timeOf = (ms: number): string => new Date(ms).toISOString()

interface OrdersAsked {
  readonly after?: string | undefined
  readonly before?: string | undefined
  readonly states: readonly string[]
  readonly last: readonly [number, string] | null
}

/** What is told when nothing is asked for. */
const usualStates = ['NOT_CHARGED', 'AUTHORIZED', 'PAID', 'REFUNDED']

function listOrders(shop: Shop, query: Readonly<Record<string, string>>): FakeReply {
  const { state } = shop
  const asked: OrdersAsked | null =
    query.cursor === undefined
      ? { after: query.modifiedAfter, before: query.modifiedBefore, states: query.paymentStates?.split(',') ?? usualStates, last: null }
      : readCursor<OrdersAsked>(query.cursor)
  if (asked === null || (query.cursor !== undefined && shop.isOn('cursors-run-out'))) return refused(400, 'The cursor is not valid.')
  const { after, before, states, last } = asked
  const isPast = ({ modified, id }: Order) => last === null || modified < last[0] || (modified === last[0] && id < last[1])
  const all = state.orders
    .filter(
      ({ payment, modified }) =>
        states.includes(payment) && (after === undefined || (modified >= Date.parse(after) && modified <= Date.parse(before!))),
    )
    .sort((a, b) => b.modified - a.modified || (a.id < b.id ? 1 : -1))
    .filter(isPast)
  const rows = all.slice(0, pageSize)
  const end = rows.at(-1)
  const hasNextPage = all.length > pageSize
  const cursor = end === undefined || !hasNextPage ? null : cursorOf({ ...asked, last: [end.modified, end.id] })
  return reply(200, {
    result: rows.map(order => orderJson(shop, order)),
    pagination: { hasNextPage, nextPageCursor: cursor, nextPageUrl: null },
  })
}

function page<Row>(
  { cursor }: Readonly<Record<string, string>>,
  name: string,
  all: readonly Row[],
  shape: (row: Row) => unknown,
): FakeReply {
  const at = cursor === undefined ? { from: 0 } : readCursor<{ from: number }>(cursor)
  if (at === null) return refused(400, 'The cursor is not valid.')
  const hasNextPage = all.length > at.from + pageSize
  const next = hasNextPage ? cursorOf({ from: at.from + pageSize }) : null
  const rows = all.slice(at.from, at.from + pageSize)
  return reply(200, { [name]: rows.map(shape), pagination: { hasNextPage, nextPageCursor: next, nextPageUrl: null } })
}

const cursorOf = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
function readCursor<Value>(cursor: string): Value | null {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as Value
  } catch {
    return null
  }
}

const amountOf = ({ state }: Shop, cents: number) => ({
  value: toDecimal(money(BigInt(cents), state.settings.currency)),
  currency: state.settings.currency,
})

function orderJson(shop: Shop, order: Order): unknown {
  const amount = (cents: number) => amountOf(shop, cents)
  const [firstName, ...rest] = order.name.split(' ')
  return {
    id: order.id,
    orderNumber: String(order.number),
    createdOn: timeOf(order.created),
    modifiedOn: timeOf(order.modified),
    channel: 'web',
    testmode: order.isTest,
    customerEmail: order.email,
    billingAddress: { firstName, lastName: rest.join(' '), countryCode: order.country, city: null, postalCode: null },
    shippingAddress: null,
    fulfillmentStatus: order.fulfillment,
    paymentState: order.payment,
    lineItems: order.lines.map(({ id, productId, name, price, quantity }) => ({
      id,
      variantId: null,
      sku: null,
      productId,
      productName: name,
      quantity,
      unitPricePaid: amount(price),
      variantOptions: [],
      customizations: null,
      imageUrl: null,
      lineItemType: 'DIGITAL',
    })),
    internalNotes: [],
    shippingLines: [],
    discountLines: [],
    subtotal: amount(totalOf(order) - order.tax),
    shippingTotal: amount(0),
    discountTotal: amount(0),
    taxTotal: amount(order.tax),
    refundedTotal: amount(order.refunded),
    grandTotal: amount(totalOf(order)),
    priceTaxInterpretation: 'EXCLUSIVE',
  }
}

const productJson = (shop: Shop, { id, name, description, slug, price, tags, isVisible, created, modified }: Product) => ({
  id,
  type: 'DIGITAL',
  storePageId: '5f0000000000000000000001',
  name,
  description,
  url: `${shop.url}/buy/${slug}`,
  urlSlug: slug,
  tags,
  isVisible,
  pricing: { basePrice: amountOf(shop, price), onSale: false, salePrice: amountOf(shop, 0) },
  digitalGood: { id: `${id}-file`, filename: 'pattern.pdf' },
  images: [],
  createdOn: timeOf(created),
  modifiedOn: timeOf(modified),
})
