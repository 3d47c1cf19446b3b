/** One REST request from its bytes to its answer, in the order in which WordPress asks its questions. */
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { whoAsks } from './auth.ts'
import { type Answer, type Caller, commonHeaders, phpPairs, Refused, refused } from './rest.ts'
import { type Access, allowAt, matchesAt, type Route } from './routes.ts'
import type { Shop } from './shop.ts'
import { phpJson } from './text.ts'
import { type Args, check } from './validate.ts'

/** What the fake remembers of how its operations were used. */
export class Ledger {
  readonly #operations = new Map<string, { count: number; validated: number; unknown: Set<string>; source: Route['source'] }>()

  note(operation: string, isValid: boolean, source: Route['source'], unknown: readonly string[]): void {
    const entry = this.#operations.get(operation) ?? { count: 0, validated: 0, unknown: new Set<string>(), source }
    entry.count++
    if (isValid) entry.validated++
    for (const name of unknown) entry.unknown.add(name)
    this.#operations.set(operation, entry)
  }

  /** `validated`: how many passed the check; `isRecorded`: whether there is a schema to check against at all; `source`: which kind. */
  list(): readonly {
    operation: string
    count: number
    validated: number
    isRecorded: boolean
    source: Route['source']
    unknownFields: readonly string[]
  }[] {
    return [...this.#operations].map(([operation, { count, validated, source, unknown }]) => ({
      operation,
      count,
      validated,
      isRecorded: source !== null,
      source,
      unknownFields: [...unknown],
    }))
  }
}

const denials: Readonly<Record<Exclude<Access, null>, readonly [code: string, message: string]>> = {
  list: ['woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.'],
  view: ['woocommerce_rest_cannot_view', 'Sorry, you cannot view this resource.'],
  create: ['woocommerce_rest_cannot_create', 'Sorry, you are not allowed to create resources.'],
  edit: ['woocommerce_rest_cannot_edit', 'Sorry, you are not allowed to edit this resource.'],
  delete: ['woocommerce_rest_cannot_delete', 'Sorry, you are not allowed to delete this resource.'],
  batch: ['woocommerce_rest_cannot_batch', 'Sorry, you are not allowed to batch manipulate this resource.'],
  upload: ['rest_cannot_create', 'Sorry, you are not allowed to create posts as this user.'],
  media: ['rest_cannot_edit', 'Sorry, you are not allowed to edit this post.'],
  me: ['rest_not_logged_in', 'You are not currently logged in.'],
}

const noCache = { expires: 'Wed, 11 Jan 1984 05:00:00 GMT', 'cache-control': 'no-cache, must-revalidate, max-age=0, no-store, private' }

/** @param isUgly asked as `?rest_route=`, where the keys are not looked at. */
export async function answerRest(shop: Shop, request: FakeRequest, ledger: Ledger, path: string, isUgly: boolean): Promise<FakeReply> {
  const headers = commonHeaders(shop)
  try {
    const answer = await answerOrRefuse(shop, request, ledger, path, isUgly, headers)
    return { status: answer.status ?? 200, headers: { ...headers, ...answer.headers }, body: phpJson(answer.body) }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { status: error.status, headers, body: phpJson(error.body) }
  }
}

async function answerOrRefuse(
  shop: Shop,
  request: FakeRequest,
  ledger: Ledger,
  path: string,
  isUgly: boolean,
  headers: Record<string, string>,
): Promise<Answer> {
  const isStoreRoute = path.startsWith('/wp-json/wc/')
  const caller = isUgly ? null : whoAsks(shop, request, isStoreRoute)
  if (caller) Object.assign(headers, noCache)
  const matches = matchesAt(path)
  const method = request.method === 'HEAD' ? 'GET' : request.method
  if (method === 'OPTIONS' && matches.length > 0) return describe(matches.map(match => match.route))
  const match = matches.find(each => each.route.methods.includes(method))
  if (!match) throw refused('rest_no_route', 'No route was found matching the URL and request method.', 404)
  const { route, params } = match
  if (caller || route.access === null) headers.allow = allowAt(matches)
  const operation = `${method} ${route.pattern}`
  const body = bodyArgs(request)
  const args: Args = { ...phpPairs(request.query), ...body }
  const names = [...Object.keys(body), ...[...request.query.keys()].map(name => name.replace(/\[.*$/, ''))]
  const verdict = check(
    route.rules,
    args,
    names.filter(name => !isKnown(route, name)),
  )
  // The store ignores what it does not know without a word; the count of what was validated does not.
  ledger.note(operation, verdict.refusal === null && verdict.unknown.length === 0, route.source, verdict.unknown)
  if (verdict.refusal) throw new Refused(400, verdict.refusal)
  if (route.access !== null && !mayUse(caller, route.access)) {
    const [code, message] = denials[route.access]
    throw refused(code, message, caller ? 403 : 401)
  }
  const known = caller ?? { role: 'customer', userId: 0, permission: 'read' }
  return route.run({ shop, request: { ...request, path }, params, args, caller: known })
}

/** What every route takes beside its own arguments: the keys, and the lists of a batch. */
const isKnown = ({ pattern }: Route, name: string): boolean =>
  /^(consumer_key|consumer_secret|oauth_\w+|rest_route)$/.test(name) ||
  (pattern.endsWith('/batch') && /^(create|update|delete)$/.test(name))

const mayUse = (caller: Caller | null, _access: Access): boolean => caller !== null && caller.role !== 'customer'

/** Only `application/json` is read as JSON; a form as a form; anything else as nothing at all. */
function bodyArgs(request: FakeRequest): Args {
  const type = request.headers['content-type'] ?? ''
  if (request.body.length === 0) return {}
  if (/^application\/(?:[\w.+-]+\+)?json/i.test(type)) {
    let parsed: unknown
    try {
      parsed = JSON.parse(request.body.toString('utf8'))
    } catch {
      throw refused('rest_invalid_json', 'Invalid JSON body passed.', 400, { json_error_code: 4, json_error_message: 'Syntax error' })
    }
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Args) : {}
  }
  if (type.startsWith('application/x-www-form-urlencoded')) return phpPairs(new URLSearchParams(request.body.toString('utf8')))
  return {}
}

/** The answer to OPTIONS: methods and arguments, cut to what is checked. */
function describe(all: readonly Route[]): Answer {
  const endpoints = all.map(route => ({ methods: route.methods, args: route.rules }))
  const namespace = all[0]?.pattern.startsWith('/wp-json/wc/') ? 'wc/v3' : 'wp/v2'
  return { body: { namespace, methods: [...new Set(all.flatMap(route => route.methods))], endpoints } }
}
