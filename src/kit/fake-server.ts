/**
 * What every fake platform shares: an HTTP server on loopback that plays the platform, a control port with one POST per verb,
 * fault switches, and the counting of requests. The platform's own manners are the spoke's.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { FakeOptions, RunningFake } from './fake.ts'
import type { FakeClock } from './fake-clock.ts'
import { Faults } from './fake-faults.ts'
import type { Json } from './shop.ts'

export interface FakeRequest {
  readonly method: string
  /** Decoded, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  /** As it came, after the question mark. */
  readonly rawQuery: string
  readonly host: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly address: string
  /** 'METHOD /route/{pattern}' */
  readonly route: string
}

export interface FakeReply {
  readonly status: number
  /** Several of one name (set-cookie) as a list. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: string | Uint8Array
}

export interface FakePlatform {
  /** The pattern of a path, for the count: '/wp-json/x/{id}'; where all requests go to one address, with what the body asks. Unknown ones share one name. */
  readonly routeOf: (method: string, path: string, body: Buffer | null) => string
  readonly handle: (request: FakeRequest, faults: Faults) => Promise<FakeReply>
  /** The answer to a body over the limit, and to a fault that refuses. */
  readonly tooLarge: () => FakeReply
  readonly refusal: (name: string, value: Json) => FakeReply | null
  readonly faultNames: readonly string[]
  readonly maxBodyBytes: number
  readonly clock: FakeClock
  /** The verbs of the control port beyond the ones that live here (fault, clearFaults, requests, resetRequests, pace, advance, scale). */
  readonly verbs: Readonly<Record<string, (input: Json) => Promise<unknown>>>
  /** Called after each request and each verb that may have changed something. */
  readonly changed: () => void
  /** An imitation of the platform's own speed, on its own clock; 0 or undefined for as fast as it goes. `pace` takes its place. */
  readonly answerMs?: (request: FakeRequest) => number
  readonly stop: () => Promise<void>
}

const wait = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

async function readBody(message: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of message) {
    const bytes = part as Buffer
    size += bytes.length
    if (size <= maxBytes) parts.push(bytes)
  }
  return size > maxBytes ? null : Buffer.concat(parts)
}

function send(response: ServerResponse, reply: FakeReply, isHead: boolean): void {
  const body = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body
  for (const [name, value] of Object.entries(reply.headers)) response.setHeader(name, value)
  if (!response.hasHeader('content-length')) response.setHeader('content-length', body.length)
  response.writeHead(reply.status)
  response.end(isHead ? undefined : body)
}

class Counter {
  total = 0
  readonly byRoute = new Map<string, number>()
  #answeredMs = 0
  #underWay = 0
  #since = 0

  count(route: string): void {
    this.total++
    this.byRoute.set(route, (this.byRoute.get(route) ?? 0) + 1)
  }

  /** How long something was being answered; what overlaps counts once. */
  get answeringMs(): number {
    return this.#answeredMs + (this.#underWay > 0 ? performance.now() - this.#since : 0)
  }

  async answering(answer: () => Promise<void>): Promise<void> {
    if (this.#underWay++ === 0) this.#since = performance.now()
    try {
      await answer()
    } finally {
      if (--this.#underWay === 0) this.#answeredMs += performance.now() - this.#since
    }
  }

  reset(): void {
    this.total = 0
    this.byRoute.clear()
    this.#answeredMs = 0
    this.#since = performance.now()
  }
}

const listen = (server: Server, port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    })
  })

function stopServer(server: Server, sockets: Set<Socket>): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve())
    for (const socket of sockets) socket.destroy()
  })
}

function track(server: Server): Set<Socket> {
  const sockets = new Set<Socket>()
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  return sockets
}

/** What tests and benches have set. */
interface Played {
  readonly faults: Faults
  readonly counter: Counter
  /** Of each answer, in milliseconds of the fake's clock; null for the platform's own way. */
  paceMs: number | null
}

async function play(platform: FakePlatform, played: Played, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const [rawPath = '/', rawQuery = ''] = (message.url ?? '/').split(/\?(.*)/s)
  let path: string
  try {
    path = decodeURIComponent(rawPath)
  } catch {
    path = rawPath
  }
  const method = message.method ?? 'GET'
  const body = await readBody(message, platform.maxBodyBytes)
  const route = `${method} ${platform.routeOf(method, path, body)}`
  played.counter.count(route)
  const request: FakeRequest = {
    method,
    path,
    rawQuery,
    query: new URLSearchParams(rawQuery),
    host: message.headers.host ?? '',
    headers: message.headers,
    body: body ?? Buffer.alloc(0),
    address: message.socket.remoteAddress ?? '',
    route,
  }
  await played.counter.answering(() => respond(platform, played, { request, isTooLarge: body === null, message, response }))
}

interface Exchange {
  readonly request: FakeRequest
  readonly isTooLarge: boolean
  readonly message: IncomingMessage
  readonly response: ServerResponse
}

async function respond(
  platform: FakePlatform,
  { faults, paceMs }: Played,
  { request, isTooLarge, message, response }: Exchange,
): Promise<void> {
  const { method, path, route } = request
  const hits = faults.take(`${method} ${path}`, route)
  if (hits.has('failsBefore')) {
    message.socket.destroy()
    return
  }
  const slowMs = hits.has('slow') ? numberOr(hits.get('slow'), 1000) : (paceMs ?? platform.answerMs?.(request) ?? 0)
  if (slowMs > 0) await wait(platform.clock.realMs(slowMs))
  const isHead = method === 'HEAD'
  // Node would tell its own time; clients go by the platform's.
  response.setHeader('date', platform.clock.now().toUTCString())
  if (isTooLarge) return send(response, platform.tooLarge(), isHead)
  for (const [name, value] of hits) {
    const refusal = platform.refusal(name, value)
    if (refusal) return send(response, refusal, isHead)
  }
  if (hits.has('failures')) {
    const status = numberOr(hits.get('failures'), 500)
    return send(response, { status, headers: { 'content-type': 'text/plain' }, body: 'Internal Server Error' }, isHead)
  }
  if (hits.has('throttles')) {
    const seconds = numberOr(hits.get('throttles'), 1)
    return send(
      response,
      { status: 429, headers: { 'content-type': 'text/plain', 'retry-after': String(seconds) }, body: 'Too Many Requests' },
      isHead,
    )
  }
  const reply = await platform.handle(request, faults)
  platform.changed()
  if (hits.has('drops')) {
    message.socket.destroy()
    return
  }
  if (hits.has('timeouts')) {
    const value = hits.get('timeouts')
    if (typeof value !== 'number') return // the line stays open and silent until the caller gives up
    await wait(value)
  }
  if (hits.has('halves')) {
    const whole = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body
    response.writeHead(reply.status, { ...(reply.headers as Record<string, string>), 'content-length': whole.length })
    response.write(whole.subarray(0, Math.floor(whole.length / 2)), () => message.socket.destroy())
    return
  }
  send(response, reply, isHead)
}

const numberOr = (value: Json | undefined, otherwise: number): number => (typeof value === 'number' ? value : otherwise)

/** The faults that exist on every fake, each with its sentence. */
export const commonFaults: Readonly<Record<string, string>> = {
  failures: 'Answers 500 (or the status in `value`) without acting',
  throttles: 'Answers 429 with Retry-After of `value` seconds (1) without acting',
  drops: 'Acts, then cuts the line without an answer',
  timeouts: 'Acts, then never answers; with `value`, answers after so many milliseconds',
  slow: 'Waits `value` milliseconds (1000), then acts and answers',
  failsBefore: 'Cuts the line before acting',
  halves: 'Acts, then cuts the line in the middle of the answer',
}

/** Starts both ports on 127.0.0.1; `onListening` gets the address before the first request can come. @throws {Error} when a port is taken. */
export async function serveFake(
  options: FakeOptions,
  platform: FakePlatform,
  onListening: (url: string, faults: Faults) => void,
): Promise<RunningFake> {
  const faults = new Faults([...Object.keys(commonFaults), ...platform.faultNames])
  const counter = new Counter()
  const played: Played = { faults, counter, paceMs: null }
  const server = createServer({ keepAliveTimeout: 5000 }, (message, response) => {
    play(platform, played, message, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) response.destroy()
      else
        send(
          response,
          { status: 500, headers: { 'content-type': 'text/plain' }, body: `The fake itself failed: ${String((error as Error).stack)}` },
          false,
        )
    })
  })
  const sockets = track(server)
  const url = await listen(server, options.port)
  onListening(url, faults)

  const verbs: Readonly<Record<string, (input: Json) => Promise<unknown>>> = {
    fault: async input => faults.set(input),
    clearFaults: async () => faults.clear(),
    faults: async () => faults.list(),
    requests: async () => ({
      total: counter.total,
      byRoute: Object.fromEntries(counter.byRoute),
      answeringMs: counter.answeringMs * platform.clock.scale,
    }),
    resetRequests: async () => counter.reset(),
    pace: async input => {
      const { answerMs } = input as { answerMs?: Json }
      played.paceMs = typeof answerMs === 'number' ? answerMs : null
    },
    advance: async input => {
      platform.clock.advance(numberOr((input as { ms?: Json }).ms, 0))
      return { now: platform.clock.now().toISOString() }
    },
    scale: async input => platform.clock.setScale(numberOr((input as { scale?: Json }).scale, 1)),
    ...platform.verbs,
  }
  const control = createServer((message, response) => {
    const answer = (status: number, value: unknown): void =>
      send(response, { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value ?? null) }, false)
    void (async () => {
      const name = (message.url ?? '/').slice(1)
      const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined
      const body = await readBody(message, platform.maxBodyBytes)
      if (message.method === 'GET' && name === '') return answer(200, { url, verbs: Object.keys(verbs), faults: faults.list() })
      if (!verb || message.method !== 'POST')
        return answer(404, { error: `There is no verb “${name}”. POST one of: ${Object.keys(verbs).join(', ')}.` })
      const input = body && body.length > 0 ? (JSON.parse(body.toString()) as Json) : {}
      const result = await verb(input)
      platform.changed()
      answer(200, result)
    })().catch((error: unknown) => answer(400, { error: error instanceof Error ? error.message : String(error) }))
  })
  const controlSockets = track(control)
  const controlUrl = await listen(control, options.controlPort).catch(async (error: unknown) => {
    await stopServer(server, sockets)
    throw error
  })
  return {
    url,
    controlUrl,
    stop: async () => {
      await Promise.all([stopServer(server, sockets), stopServer(control, controlSockets)])
      await platform.stop()
    },
  }
}
