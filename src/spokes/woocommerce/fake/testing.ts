/** For tests: a fake on free ports, in memory, with its keys and a place that serves files. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FakeControl } from '#kit/fake.ts'
import { FakeBytes } from '#kit/fake-bytes.ts'
import { callControl, control } from '#kit/fake-control.ts'
import fake from '../fake.ts'
import { type ApiKey, newState, type State } from './state.ts'

/** A picture of 800 × 600, as far as its head goes. */
export const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAyAAAAJYCAYAAACadoJwAAAA', 'base64')
export const pdf = (text: string): Buffer => Buffer.from(`%PDF-1.4 ${text}`)

export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Fields are looked at one by one in tests; what is not there is undefined. */
  readonly body: Body
}
export type Body = { readonly [name: string]: Body } & readonly Body[] & string

export interface Call {
  readonly as?: 'main' | 'readonly' | 'writeonly' | 'manager' | 'customer' | 'nobody' | 'wordpress'
  readonly headers?: Record<string, string>
  /** Sent as it is, instead of JSON. */
  readonly raw?: string | Uint8Array
}

export interface TestStore {
  readonly url: string
  readonly controlUrl: string
  readonly control: FakeControl
  readonly verb: (name: string, input?: unknown) => Promise<Body>
  readonly keys: readonly ApiKey[]
  /** @param path below /wp-json/wc/v3, or whole when it begins with /wp- or /? */
  readonly call: (method: string, path: string, body?: unknown, how?: Call) => Promise<Answered>
  readonly stop: () => Promise<void>
}

/** Fills the store before it opens. */
export type Prepare = (state: State, uploads: FakeBytes) => Promise<void> | void

/** @returns a folder with the state of a store that was filled so. */
async function preparedFolder(prepare: Prepare, seed: number, currency: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'selvage-store-'))
  const state = newState(seed, currency, Math.floor(Date.now() / 1000))
  await prepare(state, new FakeBytes(folder, 'uploads'))
  await writeFile(join(folder, 'state.json'), JSON.stringify(state))
  return folder
}

export async function testStore(
  options: { currency?: string; stateDir?: string | null; seed?: number; prepare?: Prepare } = {},
): Promise<TestStore> {
  const seed = options.seed ?? 1
  const own = options.prepare ? await preparedFolder(options.prepare, seed, options.currency ?? 'EUR') : null
  const running = await fake.start({ port: 0, controlPort: 0, stateDir: own ?? options.stateDir ?? null, seed })
  const verb = async (name: string, input: unknown = {}): Promise<Body> => (await callControl(running.controlUrl, name, input)) as Body
  // Hooks go out when a test says so.
  await verb('settings', { currency: options.currency ?? 'EUR', hookDelayMs: 3_600_000 })
  const keys = (await verb('keys')) as unknown as readonly ApiKey[]
  const { settings } = (await control(running.controlUrl).credentials()) as { settings: Record<string, string> }
  const authorization = (as: Call['as']): Record<string, string> => {
    if (as === 'nobody') return {}
    const key = keys.find(each => each.description === (as ?? 'main'))
    const pair =
      as === 'wordpress' ? `${settings.wordpressUser}:${settings.wordpressPassword}` : `${key?.consumerKey}:${key?.consumerSecret}`
    return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
  }
  const call: TestStore['call'] = async (method, path, body, how = {}) => {
    const sent = how.raw ?? (body === undefined ? undefined : JSON.stringify(body))
    const response = await fetch(`${running.url}${/^\/(wp-|\?|wc-)/.test(path) ? path : `/wp-json/wc/v3${path}`}`, {
      method,
      redirect: 'manual',
      headers: { ...(sent === undefined ? {} : { 'content-type': 'application/json' }), ...authorization(how.as), ...how.headers },
      ...(sent === undefined ? {} : { body: sent }),
    })
    const text = await response.text()
    const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== ''
    return { status: response.status, headers: response.headers, text, body: (isJson ? JSON.parse(text) : {}) as Body }
  }
  const stop = async (): Promise<void> => {
    await running.stop()
    if (own !== null) await rm(own, { recursive: true, force: true })
  }
  return { ...running, stop, control: control(running.controlUrl), verb, keys, call }
}

/** Sends one write after the other into the store; each goes on, a step at a time, in the given order (1 is the first write). */
export async function crossed<Answer>(
  { verb }: Pick<TestStore, 'verb'>,
  order: readonly number[],
  writes: readonly (() => Promise<Answer>)[],
): Promise<Answer[]> {
  await verb('crossing', { order })
  const answers: Promise<Answer>[] = []
  for (const write of writes) {
    answers.push(write())
    for (let tries = 0; tries < 500 && Number((await verb('crossing')).arrived) < answers.length; tries++)
      await new Promise(resolve => setTimeout(resolve, 5))
  }
  return Promise.all(answers)
}

export interface Received {
  /** `performance.now()` when it had come whole. */
  readonly at: number
  readonly path: string
  readonly rawHeaders: readonly string[]
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** Takes what a store posts, and serves files. */
export interface Listener {
  readonly url: string
  readonly received: Received[]
  /** What a POST is answered: a status, or null to cut the line. */
  answer: number | null
  answerMs: number
  /** Where alone `answerMs` is taken; null for everywhere. */
  slowPath: string | null
  readonly files: Map<string, { readonly bytes: Uint8Array; readonly type: string }>
  readonly stop: () => Promise<void>
}

export async function listener(): Promise<Listener> {
  const server = createServer((request, response) => {
    void (async () => {
      const parts: Buffer[] = []
      for await (const part of request) parts.push(part as Buffer)
      if (request.method === 'GET') {
        const file = self.files.get((request.url ?? '').split('?')[0] ?? '')
        response.writeHead(file ? 200 : 404, file ? { 'content-type': file.type } : {})
        return response.end(file?.bytes)
      }
      self.received.push({
        path: request.url ?? '',
        rawHeaders: request.rawHeaders,
        headers: request.headers,
        body: Buffer.concat(parts),
        at: performance.now(),
      })
      if (self.answerMs > 0 && (self.slowPath === null || self.slowPath === request.url))
        await new Promise(resolve => setTimeout(resolve, self.answerMs))
      if (self.answer === null) return request.socket.destroy()
      response.writeHead(self.answer, self.answer >= 300 && self.answer < 400 ? { location: '/elsewhere' } : {})
      return response.end()
    })()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const self: Listener = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    answer: 200,
    answerMs: 0,
    slowPath: null,
    files: new Map(),
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return self
}
