/** The way out: what `ctx.fetch` is. Time-outs, size limits, rates, no private addresses, and errors that say what to do next. */
import { type IncomingMessage, Agent as PlainAgent, request as plainRequest, type RequestOptions } from 'node:http'
import { Agent as TlsAgent, request as tlsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { Readable, Transform } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { isPublicAddress, PrivateAddress, publicLookup } from './address.ts'
import { type ClockWatch, gapOf } from './clock-watch.ts'
import { SpokeError } from './error.ts'
import type { Learned } from './rate.ts'
import type { SpokeContext } from './shop.ts'
import { type TurnOptions, takeTurn } from './take-turn.ts'

export type Fetch = SpokeContext<unknown>['fetch']
type FetchInit = NonNullable<Parameters<Fetch>[1]>

export interface FetchOptions extends TurnOptions {
  /** Whether hosts may lead to private addresses: true on a laptop, false where strangers type hosts. */
  readonly allowPrivate: boolean
  /** Hosts (`name` or `name:port`) that may be private all the same. */
  readonly allowedHosts?: readonly string[]
  readonly log: { debug(fields: object, message: string): void }
  /** Limits that the platform tells in its answers' headers. */
  readonly learn?: ((response: Response) => Learned | null) | null
  /** Told what each answer says of the clock there. */
  readonly clock?: Pick<ClockWatch, 'hear'>
  /** For tests: the name look-up behind the guard. */
  readonly lookup?: LookupFunction
}

const defaults = { timeoutMs: 30_000, maxBytes: 8 * 1024 * 1024, redirects: 5 } as const

// Kept per policy: a connection that was made without the guard must not serve a request that needs it.
const agents = {
  open: { http: new PlainAgent({ keepAlive: true, maxSockets: 32 }), https: new TlsAgent({ keepAlive: true, maxSockets: 32 }) },
  guarded: { http: new PlainAgent({ keepAlive: true, maxSockets: 32 }), https: new TlsAgent({ keepAlive: true, maxSockets: 32 }) },
}

/** @returns the `fetch` of a spoke's context. It throws SpokeError for faults of the line; an answer of any status is an answer. */
export function makeFetch(options: FetchOptions): Fetch {
  return async (url, init = {}) => {
    const target = parseUrl(url)
    const granted = await takeTurn(options, { host: target.host, isWrite: !isSafe(methodOf(init)), cost: init.cost ?? 1 })
    let isHandedOver = false
    const release = () => granted?.release().catch(() => {}) // an expired slot frees itself
    const startedAt = performance.now()
    try {
      let sentAt = options.now().getTime()
      // A write opens a connection of its own, and a platform counts from when the request arrives.
      const onSent = () => {
        sentAt = options.now().getTime()
      }
      const response = await follow(options, target, init, { release, onSent })
      isHandedOver = true
      await heed(options, response, granted === null ? null : { grantedAt: granted.at, at: sentAt })
      options.log.debug({ ...nameOf(target, init), status: response.status, ms: Math.round(performance.now() - startedAt) }, 'asked')
      return response
    } catch (error) {
      options.log.debug(
        { ...nameOf(target, init), ms: Math.round(performance.now() - startedAt), failed: (error as Error).message },
        'asked',
      )
      throw error
    } finally {
      if (!isHandedOver) release()
    }
  }
}

/** Never the query: it may carry keys. */
const nameOf = (url: URL, init: FetchInit) => ({ method: methodOf(init), host: url.host, path: url.pathname })
const methodOf = (init: FetchInit) => (init.method ?? 'GET').toUpperCase()
const isSafe = (method: string) => method === 'GET' || method === 'HEAD' || method === 'OPTIONS'

function parseUrl(url: string): URL {
  const target = URL.canParse(url) ? new URL(url) : null
  if (target === null || !/^https?:$/.test(target.protocol))
    throw new SpokeError('seller', 'The address must begin with https:// (or http://) and name a host.')
  if (target.username !== '' || target.password !== '')
    throw new SpokeError('seller', 'The address must not hold a name or password before the host.')
  return target
}

async function heed({ rates, learn, now }: FetchOptions, response: Response, sent: Learned['sent'] | null): Promise<void> {
  if (rates === null) return
  const learned = learn?.(response) ?? null
  const isToldToWait = response.status === 429 || (response.status === 503 && response.headers.has('retry-after'))
  if (isToldToWait) await rates.limiter.pause(rates.rules, retryAfterMs(response.headers, now()))
  const isTimed = rates.rules.some(rule => rule.isSliding)
  if (learned !== null || isTimed) await rates.limiter.learn(rates.rules, { ...learned, ...(isTimed && sent && { sent }) })
}

/** @returns what `Retry-After` says, in seconds or as a date; `otherwiseMs` when it says nothing. At least 1 s, at most a day. */
export function retryAfterMs(headers: Headers, now: Date, otherwiseMs = 60_000): number {
  const told = headers.get('retry-after')?.trim() ?? ''
  const ms = /^\d+$/.test(told) ? Number(told) * 1000 : Date.parse(told) - now.getTime()
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 1000), 86_400_000) : otherwiseMs
}

interface Told {
  /** Called when the answer is read to its end. */
  readonly release: () => unknown
  /** Called when the line is open and the request goes out on it. */
  readonly onSent: () => void
}

async function follow(options: FetchOptions, first: URL, init: FetchInit, told: Told): Promise<Response> {
  let target = first
  for (let hops = 0; ; hops++) {
    const response = await ask(options, target, init, told)
    const location = response.headers.get('location')
    const isRedirect = [301, 302, 303, 307, 308].includes(response.status) && location !== null
    if (!isRedirect || init.redirect === 'manual' || !isSafe(methodOf(init)) || !URL.canParse(location, target.href)) return response
    const next = new URL(location, target)
    // Keys stay with the host they were meant for, and off an unprotected line.
    const isSameHost = next.hostname === target.hostname && (next.port === target.port || next.protocol !== target.protocol)
    const isDowngrade = target.protocol === 'https:' && next.protocol === 'http:'
    if (!/^https?:$/.test(next.protocol) || isDowngrade || (!isSameHost && hasCredentials(target, init))) return response
    if (hops === defaults.redirects)
      throw new SpokeError('seller', `${target.host} sends every request on to another address; check the shop's address`)
    await response.body?.cancel()
    target = next
  }
}

const hasCredentials = (url: URL, init: FetchInit): boolean => {
  const headers = new Headers(init.headers)
  return (
    ['authorization', 'cookie', 'proxy-authorization'].some(name => headers.has(name)) ||
    /key|secret|token|signature|password/i.test(url.search)
  )
}

async function ask(options: FetchOptions, url: URL, init: FetchInit, told: Told): Promise<Response> {
  const isGuarded = !options.allowPrivate && !(options.allowedHosts ?? []).some(host => host === url.hostname || host === url.host)
  const bareHost = url.hostname.replace(/^\[|\]$/g, '')
  if (isGuarded && isIP(bareHost) !== 0 && !isPublicAddress(bareHost)) throw privateAddress(url.host)
  const method = methodOf(init)
  const { headers, body, isStream } = await prepare(url, init)
  const pool = isGuarded ? agents.guarded : agents.open
  const kind = url.protocol === 'https:' ? 'https' : 'http'
  const lookup = isGuarded ? (options.lookup ?? publicLookup()) : options.lookup
  const settings: RequestOptions = {
    method,
    headers,
    // A kept connection may have been closed at the far end unseen; a write on it would leave in doubt whether it arrived.
    agent: isSafe(method) ? pool[kind] : new (kind === 'https' ? TlsAgent : PlainAgent)({ keepAlive: false }),
    ...(lookup === undefined ? {} : { lookup }),
  }
  const attempt = async () => {
    const askedAt = options.now()
    const response = await send(url, settings, body, { ...limitsOf(init), ...told })
    options.clock?.hear(url.host, gapOf(response.headers, { askedAt, answeredAt: options.now() }))
    return response
  }
  try {
    return await attempt()
  } catch (error) {
    const isStale = error instanceof SpokeError && error.cause instanceof StaleConnection
    if (isStale && isSafe(method) && !isStream) return attempt()
    throw error
  }
}

const limitsOf = (init: FetchInit) => ({
  timeoutMs: init.timeoutMs ?? defaults.timeoutMs,
  maxBytes: init.maxBytes ?? defaults.maxBytes,
  signal: init.signal ?? null,
})

type Body = Uint8Array | ReadableStream<Uint8Array> | null

async function prepare(url: URL, init: FetchInit): Promise<{ headers: Record<string, string>; body: Body; isStream: boolean }> {
  const given = init.body ?? null
  const isStream = given instanceof ReadableStream
  const length = new Headers(init.headers).get('content-length')
  // Request knows every kind of body and its content type; the bytes are taken back out so that their length can be told.
  const request = new Request(url, {
    method: methodOf(init),
    headers: new Headers(init.headers),
    body: given,
    ...(given === null ? {} : { duplex: 'half' }),
  } as RequestInit)
  const headers = Object.fromEntries(request.headers)
  headers['accept-encoding'] ??= 'gzip'
  headers['user-agent'] ??= 'Selvage'
  if (given === null) return { headers, body: null, isStream }
  if (isStream) {
    if (length !== null) headers['content-length'] = length
    return { headers, body: given as ReadableStream<Uint8Array>, isStream }
  }
  const bytes = new Uint8Array(await request.arrayBuffer())
  headers['content-length'] = String(bytes.byteLength)
  return { headers, body: bytes, isStream }
}

class StaleConnection extends Error {
  override readonly name = 'StaleConnection'
}
class TooSlow extends Error {
  override readonly name = 'TooSlow'
}

interface SendLimits extends Told {
  readonly timeoutMs: number
  readonly maxBytes: number
  readonly signal: AbortSignal | null
}

function send(
  url: URL,
  settings: RequestOptions,
  body: Body,
  { timeoutMs, maxBytes, signal, release, onSent }: SendLimits,
): Promise<Response> {
  const method = settings.method ?? 'GET'
  const what = `${method} ${url.host}${url.pathname}`
  return new Promise((resolve, reject) => {
    let mayHaveArrived = false
    let isReused = false
    let isOver = false
    const outgoing = (url.protocol === 'https:' ? tlsRequest : plainRequest)(url, settings)
    // One clock for all of it: an answer that trickles for ever is as dead as none.
    const clock = setTimeout(() => outgoing.destroy(new TooSlow(`${timeoutMs} ms`)), timeoutMs)
    clock.unref() // the socket keeps the process; an answer left unread must not
    const onAbort = () => outgoing.destroy(signal?.reason instanceof Error ? signal.reason : new DOMException('aborted', 'AbortError'))
    const end = () => {
      if (isOver) return
      isOver = true
      clearTimeout(clock)
      signal?.removeEventListener('abort', onAbort)
      release()
    }
    const toError = (error: Error & { code?: string }) => faultOf(error, what, { isUnknown: mayHaveArrived && !isSafe(method), isReused })
    if (signal?.aborted) onAbort()
    signal?.addEventListener('abort', onAbort, { once: true })
    outgoing.on('socket', socket => {
      isReused = outgoing.reusedSocket
      const begin = () => {
        mayHaveArrived = true
        onSent()
      }
      if (socket.connecting) socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', begin)
      else begin()
    })
    outgoing.on('error', error => {
      clearTimeout(clock)
      signal?.removeEventListener('abort', onAbort)
      isOver = true // the caller of `send` releases when no answer was handed over
      reject(toError(error))
    })
    outgoing.on('response', incoming => {
      try {
        resolve(toResponse(incoming, { what, maxBytes, end, toError, isBodiless: method === 'HEAD' }))
      } catch (error) {
        incoming.destroy()
        reject(toError(error as Error))
      }
    })
    pour(body, outgoing)
  })
}

function pour(body: Body, outgoing: ReturnType<typeof plainRequest>): void {
  if (body === null || body instanceof Uint8Array) {
    outgoing.end(body ?? undefined)
    return
  }
  const source = Readable.fromWeb(body as import('node:stream/web').ReadableStream)
  source.on('error', error => outgoing.destroy(error))
  outgoing.on('close', () => source.destroy())
  source.pipe(outgoing)
}

/** The cause of the SpokeError when an answer went beyond `maxBytes`. */
export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge'
}

interface Incoming {
  readonly what: string
  readonly maxBytes: number
  readonly end: () => void
  readonly toError: (error: Error) => SpokeError
  readonly isBodiless: boolean
}

function toResponse(incoming: IncomingMessage, { what, maxBytes, end, toError, isBodiless }: Incoming): Response {
  const headers = new Headers()
  for (let at = 0; at < incoming.rawHeaders.length; at += 2) headers.append(incoming.rawHeaders[at]!, incoming.rawHeaders[at + 1]!)
  const status = incoming.statusCode ?? 0
  if (status < 200 || status > 599) throw new SpokeError('retry', `${what}: answered with the impossible status ${status}`)
  const isEmpty = isBodiless || status === 204 || status === 205 || status === 304
  if (isEmpty) {
    incoming.resume()
    incoming.on('close', end)
    return new Response(null, { status, headers })
  }
  const isPacked = headers.get('content-encoding') === 'gzip'
  if (isPacked) headers.delete('content-encoding')
  if (isPacked) headers.delete('content-length')
  let bytes = 0
  const counted = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.byteLength // after unpacking, so that a small packed answer cannot grow without end
      if (bytes > maxBytes)
        done(new SpokeError('bug', `${what}: the answer is larger than ${maxBytes} bytes`, { cause: new AnswerTooLarge() }))
      else done(null, chunk)
    },
  })
  const unpacked = isPacked ? incoming.pipe(createGunzip()) : incoming
  const fail = (error: Error) => counted.destroy(error instanceof SpokeError ? error : toError(error))
  incoming.on('error', fail)
  incoming.on('close', () => {
    if (!incoming.complete) fail(Object.assign(new Error('cut off'), { code: 'ECONNRESET' }))
  })
  if (isPacked) unpacked.on('error', fail)
  unpacked.pipe(counted)
  counted.on('close', () => {
    end()
    if (!incoming.complete) incoming.destroy()
  })
  counted.on('error', () => {}) // whoever reads the body gets it; nobody may be reading any more
  return new Response(toWeb(counted), { status, headers })
}

/** Not Readable.toWeb: cancelled with data under way, that throws into nowhere (Node 24). Nor ReadableStream.from: cancelled unread, it lets the connection hang. */
function toWeb(source: Readable): ReadableStream<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  return new ReadableStream<Uint8Array>(
    {
      pull: async controller => {
        const { value, done } = await chunks.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: () => void source.destroy(),
    },
    { highWaterMark: 0 },
  )
}

const privateAddress = (host: string) =>
  new SpokeError(
    'seller',
    `“${host}” is an address inside a private network. Use the address under which everyone reaches the shop. If it must be this one, whoever runs Selvage lists it in SELVAGE_PRIVATE_HOSTS.`,
  )

function faultOf(
  error: Error & { code?: string },
  what: string,
  { isUnknown, isReused }: { isUnknown: boolean; isReused: boolean },
): SpokeError {
  if (error instanceof SpokeError) return error
  const { code = error.name } = error
  if (error instanceof PrivateAddress) return privateAddress(error.message)
  if (code === 'ENOTFOUND') return new SpokeError('retry', `${what}: no such host; check the shop's address`, { cause: error })
  if (/^(CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER))/.test(code))
    return new SpokeError('seller', `${what}: the shop's certificate is not valid (${code}). Its host must renew or correct it.`, {
      cause: error,
    })
  if (error instanceof TooSlow)
    return new SpokeError('retry', `${what}: no whole answer within ${error.message}`, { isUnknown, cause: error })
  const cause = isReused && code === 'ECONNRESET' ? new StaleConnection(code) : error
  return new SpokeError('retry', `${what}: the connection failed (${code})`, { isUnknown, cause })
}
