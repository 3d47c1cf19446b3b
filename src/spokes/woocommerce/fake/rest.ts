/** How the store speaks REST: refusals, `_fields`, pages, links and headers. */
import type { FakeRequest } from '#kit/fake-server.ts'
import type { Shop } from './shop.ts'
import type { Permission, Role } from './state.ts'
import { type Args, toList } from './validate.ts'

/** An answer that is an error; `body` is sent as it is. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number
  readonly body: {
    readonly code: string
    readonly message: string
    readonly data: unknown
    readonly additional_errors?: readonly unknown[]
  }

  constructor(status: number, body: Refused['body']) {
    super(body.message)
    this.status = status
    this.body = body
  }
}

export const refused = (code: string, message: string, status: number, more: Record<string, unknown> = {}): Refused =>
  new Refused(status, { code, message, data: { status, ...more } })
/** The refusals of refunds: HTTP 500, and `data` a bare number. */
export const bareRefused = (code: string, message: string, data: number): Refused => new Refused(500, { code, message, data })

export interface Caller {
  readonly role: Role
  readonly userId: number
  readonly permission: Permission
}

export interface Call {
  readonly shop: Shop
  readonly request: FakeRequest
  readonly params: Readonly<Record<string, string>>
  readonly args: Args
  readonly caller: Caller
}

export interface Answer {
  readonly status?: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export type Item = Record<string, unknown>

export const idOf = (call: Call): number => Number(call.params.id)
export const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value))
export const isTrue = (value: unknown): boolean =>
  value === true || value === 1 || value === '1' || (typeof value === 'string' && value.toLowerCase() === 'true')
export const numbers = (value: unknown): readonly number[] => (value === undefined ? [] : toList(value).map(Number))
export const whole = (value: unknown, otherwise: number): number =>
  value === undefined || value === null || value === '' ? otherwise : Math.trunc(Number(value))

export const links = (
  shop: Shop,
  path: string,
  id: number,
  allow: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
): Record<string, unknown[]> => ({
  self: [{ href: `${shop.url}/wp-json/${path}/${id}`, targetHints: { allow } }],
  collection: [{ href: `${shop.url}/wp-json/${path}` }],
})

/** Keeps what `_fields` names ('a', 'a.b'). Links stay on a single answer. */
export function withFields(item: Item, call: Call, isList: boolean): Item {
  const wanted = call.args._fields
  if (wanted === undefined || wanted === '') return item
  const names = toList(wanted).map(String)
  const kept: Item = {}
  for (const [name, value] of Object.entries(item)) {
    const inner = names.filter(each => each.startsWith(`${name}.`)).map(each => each.slice(name.length + 1))
    if (names.includes(name) || (name === '_links' && !isList)) kept[name] = value
    else if (inner.length > 0 && typeof value === 'object' && value !== null && !Array.isArray(value)) {
      kept[name] = Object.fromEntries(Object.entries(value).filter(([key]) => inner.includes(key)))
    }
  }
  return kept
}

export interface Page {
  readonly page: number
  readonly perPage: number
  readonly offset: number
}

export function pageOf(call: Call): Page {
  const page = whole(call.args.page, 1)
  const perPage = whole(call.args.per_page, 10)
  return { page, perPage, offset: whole(call.args.offset, (page - 1) * perPage) }
}

/** @param extra parameters that the store adds to the links of this list. */
export function listAnswer(
  call: Call,
  items: readonly Item[],
  total: number,
  options: { extra?: readonly (readonly [string, string])[]; drop?: readonly string[]; pages?: number } = {},
): Answer {
  const { page, perPage, offset } = pageOf(call)
  const isPast = call.args.offset !== undefined && offset >= total
  const pages = isPast ? 0 : (options.pages ?? Math.ceil(total / perPage))
  const headers: Record<string, string> = { 'x-wp-total': String(isPast ? 0 : total), 'x-wp-totalpages': String(pages) }
  const linkTo = (number: number): string =>
    `${call.shop.url}/wp-json${call.request.path.replace(/^\/wp-json/, '')}?${pageQuery(call, number, options)}`
  const found: string[] = []
  if (page > 1 && pages > 0) found.push(`<${linkTo(Math.min(page - 1, pages))}>; rel="prev"`)
  if (page < pages) found.push(`<${linkTo(page + 1)}>; rel="next"`)
  if (found.length > 0) headers.link = found.join(', ')
  return { body: items.map(item => withFields(item, call, true)), headers }
}

/** The query of a neighbouring page: as it was asked, booleans as 1, `page` in its place or at the end. */
function pageQuery(
  call: Call,
  page: number,
  { extra = [], drop = [] }: { extra?: readonly (readonly [string, string])[]; drop?: readonly string[] },
): string {
  const given = [...call.request.query].filter(([name]) => name !== 'rest_route' && !drop.includes(name.replace(/\[.*$/, '')))
  const parts: [string, string][] = given.map(([name, value]) => [name, name === 'page' ? String(page) : value === 'true' ? '1' : value])
  for (const [name, value] of extra) parts.push([name, value])
  if (!parts.some(([name]) => name === 'page')) parts.push(['page', String(page)])
  return parts.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')
}

const encode = (value: string): string => encodeURIComponent(value).replace(/%20/g, '+')

export const commonHeaders = (shop: Shop): Record<string, string> => ({
  'content-type': 'application/json; charset=UTF-8',
  'x-robots-tag': 'noindex',
  link: `<${shop.url}/wp-json/>; rel="https://api.w.org/"`,
  'x-content-type-options': 'nosniff',
  'access-control-expose-headers': 'X-WP-Total, X-WP-TotalPages, Link',
  'access-control-allow-headers': 'Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type',
})

/** Query and form pairs as PHP reads them: `a[]=1`, `a[b][c]=2`. */
export function phpPairs(pairs: Iterable<readonly [string, string]>): Args {
  const result: Args = {}
  for (const [name, value] of pairs) {
    const [head = '', ...keys] = name.split('[').map((part, index) => (index === 0 ? part : part.replace(/\]$/, '')))
    let target: Record<string, unknown> = result
    let key = head
    for (const next of keys) {
      const held = target[key]
      const child = (typeof held === 'object' && held !== null ? held : {}) as Record<string, unknown>
      target[key] = child
      target = child
      key = next === '' ? String(Object.keys(child).length) : next
    }
    target[key] = value
  }
  return listsIn(result) as Args
}

/** Objects whose keys are 0, 1, 2 … are lists. */
function listsIn(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, inner]) => [key, listsIn(inner)] as const)
  return entries.length > 0 && entries.every(([key], index) => key === String(index))
    ? entries.map(([, inner]) => inner)
    : Object.fromEntries(entries)
}
