/** One request of the API from its bytes to its answer, in the order in which Stripe asks its questions. */
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { type Account, missing, Refused, refused } from './account.ts'
import { expire, giveBack, sessionOf, startSession } from './acts.ts'
import { accountJson, disputeJson, endpointJson, entryJson, eventJson, expanded, listJson, refundJson, sessionJson } from './objects.ts'
import { type Operation, operations } from './schema.ts'
import type { Endpoint, Params } from './state.ts'
import { readParams } from './validate.ts'

const daySeconds = 86_400
/** Of the clock of the machine: a limit counts real requests. */
const started = new WeakMap<Account, number[]>()

const compiled = operations.map(operation => ({
  operation,
  expression: new RegExp(`^${operation.path.replace(/\{(\w+)\}/g, '([\\w]+)')}$`),
}))

/** The pattern of a path, for the count. */
export const patternOf = (method: string, path: string): string | null =>
  compiled.find(({ operation, expression }) => operation.method === method && expression.test(path))?.operation.path ?? null

export function answerApi(account: Account, request: FakeRequest, uses: Uses): FakeReply {
  try {
    return reply(account, request, uses)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const { type = 'invalid_request_error', ...trouble } = error.trouble
    return json(error.status, { error: { type, ...trouble } })
  }
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}): FakeReply => ({
  status,
  headers: { 'content-type': 'application/json', 'request-id': 'req_pretend', ...headers },
  body: JSON.stringify(body),
})

function reply(account: Account, request: FakeRequest, uses: Uses): FakeReply {
  assertKey(account, request)
  const found = compiled.find(({ operation, expression }) => operation.method === request.method && expression.test(request.path))
  if (found === undefined) throw refused(404, { message: `Unrecognized request URL (${request.method}: ${request.path}).` })
  assertLimit(account)
  const { operation } = found
  const version = request.headers['stripe-version']
  if (version !== '2023-08-16')
    throw refused(400, { message: `Invalid Stripe API version: ${String(version)}. This pretend Stripe plays 2023-08-16 alone.` })
  if (account.state.settings.lacks.includes(operation.permission))
    throw refused(403, {
      message: `The provided key 'rk_test_****' does not have the required permissions for this endpoint on account '${account.state.accountId}'. Having the '${operation.permission}' permission would allow this request to continue.`,
    })
  const id = found.expression.exec(request.path)?.[1] ?? ''
  return operation.method === 'POST'
    ? keyed(account, request, () => run(account, { operation, id, request, uses }))
    : run(account, { operation, id, request, uses })
}

function assertKey({ state }: Account, { headers }: FakeRequest): void {
  const given = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1]
  if (given === undefined)
    throw refused(401, {
      message: 'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth.',
    })
  if (given !== state.secretKey) throw refused(401, { message: `Invalid API Key provided: ${given.slice(0, 8)}****${given.slice(-4)}` })
}

function assertLimit(account: Account): void {
  const times = (started.get(account) ?? []).filter(at => at > performance.now() - 1000)
  if (times.length >= account.state.settings.perSecond) throw refused(429, { code: 'rate_limit', message: 'Request rate limit exceeded.' })
  started.set(account, [...times, performance.now()])
}

/** The answer to a key is kept for a day, faults included; what was refused for its form is not. Source: docs.stripe.com/api/idempotent_requests. */
function keyed(account: Account, request: FakeRequest, act: () => FakeReply): FakeReply {
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string') return act()
  if (key.length > 255) throw refused(400, { message: 'Idempotency keys can be at most 255 characters.' })
  const now = account.now()
  const asked = `${request.path} ${request.body.toString('utf8')}`
  const earlier = account.kept.get(key)
  if (earlier !== undefined && earlier.at > now - daySeconds) {
    if (earlier.asked !== asked)
      throw refused(400, {
        type: 'idempotency_error',
        message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      })
    return { status: earlier.status, headers: { 'content-type': 'application/json', 'idempotent-replayed': 'true' }, body: earlier.body }
  }
  let answer: FakeReply
  const isFault = account.faults?.isOn('kept-failure') ?? false
  if (isFault) answer = json(500, { error: { type: 'api_error', message: 'An unknown error occurred' } })
  else answer = act()
  account.kept.set(key, { key, asked, status: answer.status, body: String(answer.body), at: now })
  return answer
}

interface Run {
  readonly operation: Operation
  readonly id: string
  readonly request: FakeRequest
  readonly uses: Uses
}

function run(account: Account, { operation, id, request, uses }: Run): FakeReply {
  let isValid = false
  try {
    const params = readParams(operation, request)
    isValid = true
    const body = runs[operation.id]!(account, params, id)
    return json(200, expanded(account, body, (params.expand ?? []) as string[]))
  } finally {
    uses.note(operation.id, isValid)
  }
}

type Act = (account: Account, params: Params, id: string) => Record<string, unknown>

const runs: Readonly<Record<string, Act>> = {
  GetAccount: account => accountJson(account),
  PostCheckoutSessions: (account, params) => sessionJson(account, startSession(account, params)),
  GetCheckoutSessions: (account, params) =>
    list(
      account,
      [...account.sessions.values()].filter(one => params.payment_intent === undefined || one.intentId === params.payment_intent),
      params,
      one => sessionJson(account, one),
      '/v1/checkout/sessions',
    ),
  GetCheckoutSessionsSession: (account, _params, id) => sessionJson(account, sessionOf(account, id)),
  PostCheckoutSessionsSessionExpire: (account, _params, id) => {
    const session = sessionOf(account, id)
    expire(account, session)
    return sessionJson(account, session)
  },
  PostRefunds: (account, params) => {
    const {
      payment_intent: intentId,
      charge: chargeId,
      amount,
      reason,
      metadata,
    } = params as { payment_intent?: string; charge?: string; amount?: number; reason?: string; metadata?: Record<string, string> }
    const charge = account.charges.get(chargeId ?? account.intents.get(intentId ?? '')?.chargeId ?? '')
    if (charge === undefined) throw missing(intentId === undefined ? 'charge' : 'payment_intent', intentId ?? chargeId ?? '')
    return refundJson(
      giveBack(account, charge, { ...(amount !== undefined && { amount }), reason: reason ?? null, ...(metadata && { metadata }) }),
    )
  },
  GetRefunds: (account, params) => list(account, ofPayment([...account.refunds.values()], params), params, refundJson, '/v1/refunds'),
  GetDisputes: (account, params) => list(account, ofPayment([...account.disputes.values()], params), params, disputeJson, '/v1/disputes'),
  GetEvents: (account, params) => {
    const { types, type } = params as { types?: string[]; type?: string }
    if ((types?.length ?? 0) > 20) throw refused(400, { param: 'types', message: 'At most 20 types.' })
    // Kept for thirty days. Source: docs.stripe.com/api/events.
    const kept = [...account.events.values()].filter(event => event.created >= account.now() - 30 * daySeconds)
    return list(
      account,
      kept.filter(event => (types?.includes(event.type) ?? true) && (type === undefined || event.type === type)),
      params,
      eventJson,
      '/v1/events',
    )
  },
  GetBalanceTransactions: (account, params) =>
    list(
      account,
      [...account.entries.values()].filter(entry => params.type === undefined || entry.type === params.type),
      params,
      entryJson,
      '/v1/balance_transactions',
    ),
  GetWebhookEndpoints: (account, params) =>
    list(account, account.state.endpoints, params, endpoint => endpointJson(endpoint), '/v1/webhook_endpoints'),
  PostWebhookEndpoints: (account, params) => {
    if (account.state.endpoints.length >= 16) throw refused(400, { message: 'You have reached the maximum of 16 test webhook endpoints.' })
    const endpoint: Endpoint = {
      id: account.id('we'),
      url: reachable(params.url as string),
      secret: `whsec_${account.dice.text(32)}`,
      events: [...new Set(params.enabled_events as string[])],
      isEnabled: true,
      created: account.now(),
      description: (params.description as string | undefined) ?? null,
      metadata: (params.metadata as Record<string, string> | undefined) ?? {},
    }
    account.state.endpoints.push(endpoint)
    return endpointJson(endpoint, true)
  },
  PostWebhookEndpointsWebhookEndpoint: (account, params, id) => {
    const endpoint = endpointOf(account, id)
    const { url, enabled_events: events, disabled } = params as { url?: string; enabled_events?: string[]; disabled?: boolean }
    if (url !== undefined) endpoint.url = reachable(url)
    if (events !== undefined) endpoint.events = [...new Set(events)]
    if (disabled !== undefined) endpoint.isEnabled = !disabled
    return endpointJson(endpoint)
  },
  DeleteWebhookEndpointsWebhookEndpoint: (account, _params, id) => {
    endpointOf(account, id)
    account.state.endpoints = account.state.endpoints.filter(endpoint => endpoint.id !== id)
    return { id, object: 'webhook_endpoint', deleted: true }
  },
}

/** An address that Stripe's machines cannot reach is refused; the loopback of this very machine stands for the way there. */
function reachable(url: string): string {
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' }
  if (protocol !== 'https:' && !(protocol === 'http:' && hostname === '127.0.0.1'))
    throw refused(400, {
      code: 'url_invalid',
      param: 'url',
      message: 'Invalid URL: An explicit scheme (such as https) must be provided, and the URL must be publicly accessible.',
    })
  return url
}

function endpointOf({ state }: Account, id: string): Endpoint {
  const endpoint = state.endpoints.find(one => one.id === id)
  if (endpoint === undefined) throw missing('webhook endpoint', id)
  return endpoint
}

const ofPayment = <Thing extends { chargeId: string; intentId: string }>(
  things: readonly Thing[],
  { charge, payment_intent: intent }: Params,
): Thing[] =>
  things.filter(thing => (charge === undefined || thing.chargeId === charge) && (intent === undefined || thing.intentId === intent))

/** Newest first; of one second, the last one made. */
function list<Thing extends { id: string; created: number }>(
  _account: Account,
  things: readonly Thing[],
  params: Params,
  toJson: (thing: Thing) => unknown,
  url: string,
): Record<string, unknown> {
  const {
    limit = 10,
    starting_after: after,
    ending_before: before,
    created = {},
  } = params as {
    limit?: number
    starting_after?: string
    ending_before?: string
    created?: { gt?: number; gte?: number; lt?: number; lte?: number }
  }
  if (before !== undefined) throw refused(400, { param: 'ending_before', message: 'This pretend Stripe pages forward alone.' })
  const { gt = -1, gte = 0, lt = Number.POSITIVE_INFINITY, lte = Number.POSITIVE_INFINITY } = created
  const sorted = things
    .map((thing, at) => ({ thing, at }))
    .filter(({ thing }) => thing.created > gt && thing.created >= gte && thing.created < lt && thing.created <= lte)
    .sort((a, b) => b.thing.created - a.thing.created || b.at - a.at)
    .map(({ thing }) => thing)
  const start = after === undefined ? 0 : sorted.findIndex(({ id }) => id === after) + 1
  if (after !== undefined && start === 0)
    throw refused(400, { code: 'resource_missing', param: 'starting_after', message: `No such object: '${after}'` })
  const page = sorted.slice(start, start + limit)
  return listJson(url, page.map(toJson), start + limit < sorted.length)
}

/** How each operation was used, and whether its requests were as the description says. */
export class Uses {
  readonly #uses = new Map<string, { count: number; validated: number }>()

  note(operation: string, isValid: boolean): void {
    const use = this.#uses.get(operation) ?? { count: 0, validated: 0 }
    this.#uses.set(operation, { count: use.count + 1, validated: use.validated + (isValid ? 1 : 0) })
  }

  list() {
    return [...this.#uses].map(([operation, use]) => ({ operation, ...use, isRecorded: true, unknownFields: [] }))
  }
}
