/** One request of the API from its headers to its answer, in JSON:API. */
import type { Asked, Operations } from '#kit/fake-operations.ts'
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { hookJson, itemsJson, orderJson, productJson, storeJson } from './json.ts'
import type { Shop } from './shop.ts'

const type = 'application/vnd.api+json'
const reply = (status: number, body: unknown, headers: Record<string, string> = {}): FakeReply => ({
  status,
  headers: { 'content-type': type, ...headers },
  body: body === null ? '' : JSON.stringify(body),
})
const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  406: 'Not Acceptable',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
}
export const refused = (status: number, detail: string, headers: Record<string, string> = {}): FakeReply =>
  reply(status, { jsonapi: { version: '1.0' }, errors: [{ status: String(status), title: titles[status], detail }] }, headers)

const minuteMs = 60_000

/** So many in a minute that slides. */
export class Limit {
  #at: number[] = []

  /** @returns what is left; below zero when this one is too many. */
  take(now: number, perMinute: number): number {
    this.#at = this.#at.filter(at => at > now - minuteMs && at <= now)
    if (this.#at.length < perMinute) {
      this.#at.push(now)
      return perMinute - this.#at.length
    }
    return -1
  }
}

export function answerApi(shop: Shop, request: FakeRequest, { operations, limit }: { operations: Operations; limit: Limit }): FakeReply {
  const { state } = shop
  const { perMinute } = state.settings
  const left = limit.take(shop.clock.nowMs(), perMinute)
  const told = { 'x-ratelimit-limit': String(perMinute), 'x-ratelimit-remaining': String(Math.max(0, left)) }
  if (left < 0) return refused(429, 'Too Many Attempts.')
  if (request.headers.authorization !== `Bearer ${state.apiKey}` || shop.isOn('revoked')) return refused(401, 'Unauthenticated.')
  if (request.headers.accept !== type) return refused(406, `Accept must be ${type}`)
  if (request.headers['content-type'] !== type) return refused(415, `Content-Type must be ${type}`)
  const asked = operations.read(request)
  if (asked === null) return refused(404, 'The requested resource was not found.')
  if ('where' in asked) return refused(asked.operation.body === null ? 400 : 422, `${asked.where}: ${asked.says}`)
  const answer = run(shop, asked)
  return { ...answer, headers: { ...answer.headers, ...told } }
}

function run(shop: Shop, { operation, params, query, body }: Asked): FakeReply {
  const { state, url } = shop
  const version = { jsonapi: { version: '1.0' } }
  const filtered = query['filter[store_id]']
  const isOther = filtered !== undefined && filtered !== String(state.storeId)
  switch (operation.id) {
    case 'retrieveUser':
      return reply(200, {
        ...version,
        meta: { test_mode: state.settings.isTest },
        data: { type: 'users', id: '7', attributes: { name: 'Ana Seller', email: 'seller@example.com' } },
      })
    case 'retrieveStore':
      if (params.id !== String(state.storeId)) return refused(404, 'The requested resource was not found.')
      return reply(200, { ...version, data: storeJson(state, url) })
    case 'listProducts':
      return page(query, isOther ? [] : state.products, product => productJson(state, url, product))
    case 'listOrders': {
      const all = isOther ? [] : [...state.orders].sort((a, b) => b.created - a.created || b.id - a.id)
      const isWithItems = (query.include ?? '').split(',').includes('order-items')
      return page(
        query,
        all,
        order => orderJson(state, url, order),
        orders => (isWithItems ? { included: orders.flatMap(order => itemsJson(state, order)) } : {}),
      )
    }
    case 'listWebhooks':
      return page(query, isOther ? [] : state.hooks, hook => hookJson(state, hook))
    case 'createWebhook':
      return makeHook(shop, body as Made)
    case 'updateWebhook': {
      const hook = state.hooks.find(({ id }) => String(id) === params.id)
      const { attributes, id } = (body as { data: { id: string; attributes: Partial<Attributes> } }).data
      if (hook === undefined || id !== params.id) return refused(404, 'The requested resource was not found.')
      Object.assign(hook, attributes)
      return reply(200, { ...version, data: hookJson(state, hook) })
    }
    default: {
      const at = state.hooks.findIndex(({ id }) => String(id) === params.id)
      if (at < 0) return refused(404, 'The requested resource was not found.')
      state.hooks.splice(at, 1)
      return reply(204, null)
    }
  }
}

interface Attributes {
  readonly url: string
  readonly events: string[]
  readonly secret: string
}
interface Made {
  readonly data: { readonly attributes: Attributes; readonly relationships: { readonly store: { readonly data: { readonly id: string } } } }
}

function makeHook(shop: Shop, { data }: Made): FakeReply {
  const { state } = shop
  if (data.relationships.store.data.id !== String(state.storeId)) return refused(404, 'The related resource was not found.')
  const { url, events, secret } = data.attributes
  const hook = { id: shop.next(), url, events, secret, created: shop.clock.nowMs() }
  state.hooks.push(hook)
  return reply(201, { jsonapi: { version: '1.0' }, data: hookJson(state, hook) })
}

function page<Row>(
  query: Readonly<Record<string, string>>,
  all: readonly Row[],
  shape: (row: Row) => unknown,
  more: (rows: readonly Row[]) => object = () => ({}),
): FakeReply {
  const [number, size] = [Number(query['page[number]'] ?? 1), Number(query['page[size]'] ?? 10)]
  const rows = all.slice((number - 1) * size, number * size)
  const lastPage = Math.max(1, Math.ceil(all.length / size))
  const from = rows.length === 0 ? null : (number - 1) * size + 1
  return reply(200, {
    meta: {
      page: { currentPage: number, from, lastPage, perPage: size, to: from === null ? null : from + rows.length - 1, total: all.length },
    },
    jsonapi: { version: '1.0' },
    links: {},
    data: rows.map(shape),
    ...more(rows),
  })
}
