/** One request of the API from its bytes to its answer, in the order in which PayPal asks its questions. */
import { createVerify } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { type Account, invalid, missing, Refused, unprocessable } from './account.ts'
import { giveBack, orderOf, readMoney, startOrder, take, type Wanted } from './acts.ts'
import {
  captureJson,
  disputeItemJson,
  disputeJson,
  eventJson,
  lineJson,
  orderJson,
  refundJson,
  startedJson,
  webhookJson,
} from './objects.ts'
import { type Operation, operations, ownLinks, type Rule } from './schema.ts'
import type { Webhook } from './state.ts'

const [hourMs, dayMs] = [3_600_000, 86_400_000]
/** Of the clock of the machine: a limit counts real requests. */
const started = new WeakMap<Account, number[]>()

const compiled = operations.map(operation => ({
  operation,
  expression: new RegExp(`^${operation.path.replace(/\{\w+\}/g, '([\\w-]+)')}$`),
}))

/** The pattern of a path, for the count. */
export const patternOf = (method: string, path: string): string | null =>
  path === '/v1/oauth2/token'
    ? path
    : (compiled.find(({ operation, expression }) => operation.method === method && expression.test(path))?.operation.path ?? null)

const json = (status: number, body: unknown, headers: Record<string, string> = {}): FakeReply => ({
  status,
  headers: { 'content-type': 'application/json', 'paypal-debug-id': 'f0000000pretend', ...headers },
  body: body === null ? '' : JSON.stringify(body),
})

export function answerApi(account: Account, request: FakeRequest, uses: Uses): FakeReply {
  try {
    return request.path === '/v1/oauth2/token' ? token(account, request) : reply(account, request, uses)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const { name, message, issue, field } = error.trouble
    return json(error.status, {
      name,
      message,
      debug_id: 'f0000000pretend',
      ...(issue !== undefined && { details: [{ issue, ...(field !== undefined && { field }) }] }),
    })
  }
}

/** Nine hours. Source: PayPal's page on its API, `expires_in` 32,400. */
function token(account: Account, request: FakeRequest): FakeReply {
  const { clientId, clientSecret } = account.state
  const given = Buffer.from(/^Basic (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '', 'base64').toString('utf8')
  if (given !== `${clientId}:${clientSecret}`)
    return json(401, { error: 'invalid_client', error_description: 'Client Authentication failed' })
  const form = new URLSearchParams(request.body.toString('utf8'))
  if (form.get('grant_type') !== 'client_credentials')
    return json(400, { error: 'unsupported_grant_type', error_description: 'Grant Type is NULL' })
  const made = { token: `A21AA${account.dice.text(80)}`, until: account.nowMs() + 9 * hourMs }
  account.state.tokens = [...account.state.tokens.filter(({ until }) => until > account.nowMs()), made].slice(-50)
  return json(200, {
    scope: 'https://uri.paypal.com/services/checkout',
    access_token: made.token,
    token_type: 'Bearer',
    app_id: 'APP-80W284485P519543T',
    expires_in: 32_400,
    nonce: 'pretend',
  })
}

function reply(account: Account, request: FakeRequest, uses: Uses): FakeReply {
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
  if (!account.state.tokens.some(one => one.token === bearer && one.until > account.nowMs()))
    return json(401, { error: 'invalid_token', error_description: 'Token signature verification failed' })
  const found = compiled.find(({ operation, expression }) => operation.method === request.method && expression.test(request.path))
  if (found === undefined) throw missing()
  assertLimit(account)
  const { operation } = found
  if (operation.feature !== null && !account.state.settings.features.includes(operation.feature))
    throw new Refused(403, {
      name: 'NOT_AUTHORIZED',
      message: 'Authorization failed due to insufficient permissions.',
      issue: 'PERMISSION_DENIED',
    })
  const id = found.expression.exec(request.path)?.[1] ?? ''
  const act = () => run(account, { operation, id, request, uses })
  return operation.method === 'POST' ? keyed(account, request, act) : act()
}

function assertLimit(account: Account): void {
  const times = (started.get(account) ?? []).filter(at => at > performance.now() - 1000)
  if (times.length >= account.state.settings.perSecond)
    throw new Refused(429, { name: 'RATE_LIMIT_REACHED', message: 'Too many requests. Blocked due to rate limiting.' })
  started.set(account, [...times, performance.now()])
}

/** Six hours. Source: the description of `PayPal-Request-Id`. What was refused is not kept. */
function keyed(account: Account, request: FakeRequest, act: () => FakeReply): FakeReply {
  const key = request.headers['paypal-request-id']
  if (typeof key !== 'string') return act()
  if (key.length > 108) throw invalid('PayPal-Request-Id', 'INVALID_STRING_LENGTH')
  const asked = `${request.path} ${request.body.toString('utf8')}`
  const earlier = account.kept.get(`${request.path} ${key}`)
  if (earlier !== undefined && earlier.at > account.nowMs() - 6 * hourMs) {
    if (earlier.asked !== asked) throw unprocessable('DUPLICATE_REQUEST_ID')
    return { status: 200, headers: { 'content-type': 'application/json' }, body: earlier.body }
  }
  const answer = act()
  account.kept.set(`${request.path} ${key}`, {
    key: `${request.path} ${key}`,
    asked,
    status: answer.status,
    body: String(answer.body),
    at: account.nowMs(),
  })
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
    const query = Object.fromEntries(request.query)
    for (const [name, value] of Object.entries(query)) {
      const rule = operation.query[name]
      if (rule === undefined && !ownLinks[operation.id]?.includes(name)) throw invalid(name, 'UNKNOWN_PARAMETER')
      if (rule !== undefined) checkValue(rule, rule.type === 'integer' && /^\d+$/.test(value) ? Number(value) : value, name)
    }
    const absent = operation.required.find(name => query[name] === undefined)
    if (absent !== undefined) throw invalid(absent, 'MISSING_REQUIRED_PARAMETER')
    let body: unknown = null
    if (operation.body !== null) {
      if (!(request.headers['content-type'] ?? '').startsWith('application/json'))
        throw new Refused(415, { name: 'UNSUPPORTED_MEDIA_TYPE', message: 'The server does not support the request payload’s media type.' })
      body = parsed(request.body)
      checkValue(operation.body, body, '')
    }
    isValid = true
    const [status, answer] = runs[operation.id]!(account, { id, query, body, request })
    return json(status, answer)
  } finally {
    uses.note(operation.id, isValid)
  }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw new Refused(400, { name: 'INVALID_REQUEST', message: 'Request is not well-formed.', issue: 'MALFORMED_REQUEST_JSON' })
  }
}

function checkValue(rule: Rule, value: unknown, path: string): void {
  if (rule.type === 'any') return
  const isOf =
    rule.type === 'array'
      ? Array.isArray(value)
      : rule.type === 'integer'
        ? Number.isInteger(value)
        : rule.type === 'object'
          ? typeof value === 'object' && value !== null && !Array.isArray(value)
          : typeof value === 'string'
  if (!isOf) throw invalid(path, 'INVALID_PARAMETER_SYNTAX')
  if (typeof value === 'string') {
    const [least, most] = [rule.minLength ?? 0, rule.maxLength ?? Number.POSITIVE_INFINITY]
    if (value.length < least || value.length > most) throw invalid(path, 'INVALID_STRING_LENGTH')
    if (rule.pattern !== undefined && !new RegExp(rule.pattern).test(value)) throw invalid(path, 'INVALID_PARAMETER_SYNTAX')
    if (rule.enum !== undefined && !rule.enum.includes(value)) throw invalid(path, 'INVALID_PARAMETER_VALUE')
  }
  if (typeof value === 'number' && (value < (rule.minimum ?? value) || value > (rule.maximum ?? value)))
    throw invalid(path, 'INVALID_PARAMETER_VALUE')
  if (Array.isArray(value)) {
    if (value.length > (rule.maxItems ?? value.length)) throw invalid(path, 'INVALID_ARRAY_MAX_ITEMS')
    for (const [at, inner] of value.entries()) checkValue(rule.items!, inner, `${path}/${at}`)
    return
  }
  if (rule.type !== 'object') return
  const absent = rule.required?.find(name => (value as Record<string, unknown>)[name] === undefined)
  if (absent !== undefined) throw invalid(`${path}/${absent}`, 'MISSING_REQUIRED_PARAMETER')
  for (const [name, inner] of Object.entries(value as Record<string, unknown>)) {
    const own = rule.properties?.[name]
    if (own === undefined) throw invalid(`${path}/${name}`, 'UNKNOWN_PARAMETER')
    checkValue(own, inner, `${path}/${name}`)
  }
}

interface Asked {
  readonly id: string
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
  readonly request: FakeRequest
}

const runs: Readonly<Record<string, (account: Account, asked: Asked) => readonly [number, unknown]>> = {
  'orders.create': (account, { body, request }) => {
    const { payment_source: source } = body as {
      payment_source?: { paypal?: { experience_context?: { return_url?: string; cancel_url?: string } } }
    }
    // Mandatory where the source is told. Source: the description of the header.
    if (source !== undefined && request.headers['paypal-request-id'] === undefined)
      throw invalid('PayPal-Request-Id', 'PAYPAL_REQUEST_ID_REQUIRED')
    const context = source?.paypal?.experience_context
    for (const name of ['return_url', 'cancel_url'] as const)
      if (!URL.canParse(context?.[name] ?? ''))
        throw invalid(`/payment_source/paypal/experience_context/${name}`, 'INVALID_PARAMETER_SYNTAX')
    return [200, startedJson(account, startOrder(account, body as Wanted))]
  },
  'orders.get': (account, { id }) => [200, orderJson(account, orderOf(account, id))],
  'orders.capture': (account, { id }) => {
    const order = orderOf(account, id)
    take(account, order)
    return [201, orderJson(account, order)]
  },
  'captures.get': (account, { id }) => {
    const capture = account.captures.get(id)
    if (capture === undefined) throw missing()
    return [200, captureJson(account, capture)]
  },
  'captures.refund': (account, { id, body }) => {
    const capture = account.captures.get(id)
    if (capture === undefined) throw missing()
    const { amount, custom_id: customId } = body as { amount?: { currency_code: string; value: string }; custom_id?: string }
    const refund = giveBack(account, capture, { ...(amount && { amount: readMoney(amount, '/amount') }), customId: customId ?? null })
    return [201, refundJson(account, refund)]
  },
  'webhooks.list': account => [200, { webhooks: account.state.webhooks.map(webhook => webhookJson(account, webhook)) }],
  'webhooks.post': (account, { body }) => {
    const { url, event_types: types } = body as { url: string; event_types: { name: string }[] }
    const { webhooks } = account.state
    if (webhooks.length >= 10)
      throw new Refused(400, { name: 'WEBHOOK_NUMBER_LIMIT_EXCEEDED', message: 'You have reached the maximum number of webhooks.' })
    const webhook: Webhook = { id: account.id(), url: reachable(account, url), types: types.map(({ name }) => name) }
    webhooks.push(webhook)
    return [201, webhookJson(account, webhook)]
  },
  'webhooks.update': (account, { id, body }) => {
    const webhook = webhookOf(account, id)
    for (const { op, path, value } of body as { op: string; path?: string; value?: unknown }[]) {
      if (op !== 'replace') throw new Refused(400, { name: 'WEBHOOK_PATCH_REQUEST_NO_CHANGE', message: 'Only replace is played here.' })
      if (path === '/url') {
        if (value !== webhook.url) webhook.url = reachable(account, String(value))
      } else if (path === '/event_types') webhook.types = (value as { name: string }[]).map(({ name }) => name)
      else throw invalid(`${path}`, 'INVALID_PATCH_PATH')
    }
    return [200, webhookJson(account, webhook)]
  },
  'webhooks.delete': (account, { id }) => {
    webhookOf(account, id)
    account.state.webhooks = account.state.webhooks.filter(webhook => webhook.id !== id)
    return [204, null]
  },
  'verify-webhook-signature.post': (account, { body, request }) => [
    200,
    { verification_status: isGenuine(account, body as Record<string, string>, request.body) ? 'SUCCESS' : 'FAILURE' },
  ],
  'webhooks-events.list': (account, { query, request }) => {
    const { start_time: from, end_time: to, page_size: size = '10', page = '1', event_type: type } = query
    const [since, until] = [from === undefined ? 0 : Date.parse(from), to === undefined ? Number.POSITIVE_INFINITY : Date.parse(to)]
    if (Number.isNaN(since) || Number.isNaN(until)) throw invalid('start_time', 'INVALID_PARAMETER_SYNTAX')
    // How long they are kept is told nowhere; thirty days here.
    const all = [...account.events.values()]
      .filter(
        event =>
          event.created >= Math.max(since, account.nowMs() - 30 * dayMs) &&
          event.created <= until &&
          (type === undefined || event.type === type),
      )
      .reverse()
    const [start, length] = [(Number(page) - 1) * Number(size), Number(size)]
    const more = new URLSearchParams({ ...query, page: String(Number(page) + 1) })
    const links = start + length < all.length ? [{ href: `${account.url}${request.path}?${more}`, rel: 'next', method: 'GET' }] : []
    return [
      200,
      {
        events: all.slice(start, start + length).map(event => eventJson(account, event)),
        count: Math.min(length, Math.max(0, all.length - start)),
        links,
      },
    ]
  },
  'disputes.list': (account, { query, request }) => {
    const { disputed_transaction_id: capture, page_size: size = '10', next_page_token: token = '', update_time_after: after } = query
    // Source: the description of update_time_after.
    if (after !== undefined && Date.parse(after) < account.nowMs() - 180 * dayMs)
      throw invalid('update_time_after', 'INVALID_PARAMETER_VALUE')
    const all = [...account.disputes.values()]
      .filter(one => (capture === undefined || one.captureId === capture) && (after === undefined || one.updated >= Date.parse(after)))
      .reverse()
    const start = token === '' ? 0 : Number(Buffer.from(token, 'base64').toString())
    const more = new URLSearchParams({ ...query, next_page_token: Buffer.from(String(start + Number(size))).toString('base64') })
    const links = start + Number(size) < all.length ? [{ href: `${account.url}${request.path}?${more}`, rel: 'next', method: 'GET' }] : []
    return [200, { items: all.slice(start, start + Number(size)).map(one => disputeItemJson(account, one)), links }]
  },
  'disputes.get': (account, { id }) => {
    const dispute = account.disputes.get(id)
    if (dispute === undefined) throw missing()
    return [200, disputeJson(account, dispute)]
  },
  'search.get': (account, { query }) => [
    200,
    report(account, query as { start_date: string; end_date: string; page_size?: string; page?: string }),
  ],
}

/** At most 31 days, three hours late, three years back. */
function report(
  account: Account,
  {
    start_date: from,
    end_date: to,
    page_size: size = '100',
    page = '1',
  }: { start_date: string; end_date: string; page_size?: string; page?: string },
) {
  const [since, until, now] = [Date.parse(from), Date.parse(to), account.nowMs()]
  if (until <= since || until - since > 31 * dayMs) throw invalid('end_date', 'INVALID_DATE_RANGE')
  if (since < now - 3 * 365 * dayMs) throw invalid('start_date', 'DATE_TOO_OLD')
  const all = account.state.lines.filter(({ at }) => at >= since && at <= until && at <= now - 3 * hourMs)
  if (all.length > account.state.settings.mostLines)
    throw new Refused(400, {
      name: 'RESULTSET_TOO_LARGE',
      message: 'Result set size is greater than the maximum limit. Change the filter criteria and try again.',
    })
  const [start, length] = [(Number(page) - 1) * Number(size), Number(size)]
  return {
    transaction_details: all.slice(start, start + length).map(lineJson),
    account_number: 'PRETEND',
    start_date: from,
    end_date: to,
    last_refreshed_datetime: new Date(now - 3 * hourMs).toISOString(),
    page: Number(page),
    total_items: all.length,
    total_pages: Math.max(1, Math.ceil(all.length / length)),
    links: [],
  }
}

/** Over `id|time|webhook_id|crc32` of the very bytes: whoever writes the message anew is refused. */
function isGenuine(account: Account, told: Record<string, string>, asked: Buffer): boolean {
  const text = asked.toString('utf8')
  const start = text.indexOf('"webhook_event":') + '"webhook_event":'.length
  const event = text.slice(start, text.lastIndexOf('}'))
  if (!account.state.webhooks.some(({ id }) => id === told.webhook_id) || told.auth_algo !== 'SHA256withRSA') return false
  if (!told.cert_url?.startsWith(`${account.url}/v1/notifications/certs/`)) return false
  const signed = `${told.transmission_id}|${told.transmission_time}|${told.webhook_id}|${crc32(Buffer.from(event))}`
  return createVerify('RSA-SHA256')
    .update(signed)
    .verify(account.state.publicKey, told.transmission_sig ?? '', 'base64')
}

/** On 443 alone; the loopback of this very machine stands for the way there. Each address once. */
function reachable(account: Account, url: string): string {
  const { protocol, hostname, port } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '', port: '' }
  if (!(protocol === 'https:' && port === '') && !(protocol === 'http:' && hostname === '127.0.0.1'))
    throw invalid('url', 'INVALID_WEBHOOK_URL')
  if (account.state.webhooks.some(webhook => webhook.url === url))
    throw new Refused(400, { name: 'WEBHOOK_URL_ALREADY_EXISTS', message: 'Webhook URL already exists.' })
  return url
}

function webhookOf({ state }: Account, id: string): Webhook {
  const webhook = state.webhooks.find(one => one.id === id)
  if (webhook === undefined) throw missing()
  return webhook
}

/** How each operation was used, and whether its requests were as the descriptions say. */
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
