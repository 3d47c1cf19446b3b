/** For tests: plays the requests of a recording against the fake and says where the answers differ from the recorded ones. */
import { createHmac } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Part } from './replays.ts'

const folder = join(import.meta.dirname, '..', '..', '..', '..', '..', 'shared', 'recordings', 'woocommerce')
export const haveRecordings = existsSync(folder)
export const whyNoRecordings = `the recordings are not here (${folder})`

export interface Exchange {
  readonly name: string
  readonly note?: string
  readonly request: {
    readonly method: string
    readonly scheme?: string
    readonly path: string
    readonly query?: Record<string, string | number | boolean> | string
    readonly headers: Record<string, string>
    readonly body?: unknown
  }
  readonly response: { readonly status: number; readonly headers: Record<string, string>; readonly body: unknown }
}

export const recordingFiles = (): readonly string[] => (haveRecordings ? readdirSync(folder).filter(name => name.endsWith('.json')) : [])
export const readRecording = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown
export const exchangesOf = (name: string): readonly Exchange[] => (readRecording(name) as { exchanges: Exchange[] }).exchanges

/** A part of a recording: a request with its answer, a step, or a scenario. */
export interface Unit {
  readonly name: string
}
export const unitsOf = (name: string): readonly Unit[] => {
  const held = readRecording(name) as { exchanges?: Unit[]; steps?: Unit[]; scenarios?: Unit[] }
  return held.exchanges ?? held.steps ?? held.scenarios ?? []
}

export interface Replayed {
  readonly name: string
  readonly differences: readonly string[]
}

/** What is held against the recording beyond status, shape and values, where the store was filled as the recorded one was. */
export interface Exactly {
  /** X-WP-Total, X-WP-TotalPages and Link, letter by letter. */
  readonly paging?: boolean
  /** Ids and dates too. */
  readonly ids?: boolean
  /** What our store says must be in the recording; what else the recorded one says (of plugins, of the machine) may be missing. */
  readonly isPart?: boolean
}

/** What is another on every store: times, chance, ids of things not recorded here; and the zone, which the fake has set by hand. */
const volatile =
  /(^|\.)(date_\w+|related_ids|generated_slug|srcset|sizes|avatar_url|unique_sku|order_key|payment_url|permalink|slug|number|download_id|download_url|currency_symbol|access_expires\w*|timezone_string|cart_hash)(\[|\.|$)/
const anyNumber = /(^|\.|\])(id|product_id|resource_id|parent_id|customer_id|order_id|new_draft_order_id|rate_id)$/

export class Replay {
  readonly #part: Part
  readonly #same = new Map<string, string>()
  /** 'products/40' -> '12' */
  readonly ids = new Map<string, string>()
  /** By how much the recorded clock is behind ours, known from the first signed request. */
  #behindSeconds: number | null = null
  exactly: Exactly = {}

  constructor(part: Part) {
    this.#part = part
    this.#same.set('http://127.0.0.1:8099', part.ears.url)
  }

  /** @param body in place of a recorded one that was cut short. */
  async play(exchange: Exchange, whole?: unknown): Promise<Replayed> {
    const { request, response } = exchange
    const isPlain = request.scheme === 'http'
    const query = isPlain && this.#isSigned(request) ? this.#signed(exchange) : this.#query(request)
    const [bare = '', inPath = ''] = request.path.split('?')
    const path = this.#path(bare)
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, name === 'Authorization' ? this.#authorization(value) : value]),
    )
    const type = headers['Content-Type'] ?? ''
    const sent = whole ?? request.body
    const body =
      sent === undefined || sent === null
        ? null
        : typeof sent === 'string'
          ? sent
          : this.#here(JSON.stringify(this.#mapped(sent, /orders\/batch/.test(request.path) ? 'orders' : 'products')))
    if (isPlain) await this.#part.store.control.fault({ name: 'plain-http', times: null })
    const all = [inPath, query].filter(Boolean).join('&')
    const answer = await fetch(`${this.#part.store.url}${path}${all === '' ? '' : `?${all}`}`, {
      method: request.method,
      headers: { 'user-agent': '', ...headers },
      ...(body === null || type === '' ? {} : { body }),
    })
    if (isPlain) await this.#part.store.control.clearFaults()
    const text = await answer.text()
    const differences: string[] = []
    if (answer.status !== response.status) differences.push(`status ${answer.status} instead of ${response.status}: ${text.slice(0, 200)}`)
    if (/json/.test(response.headers['content-type'] ?? '')) {
      const got = text === '' ? '' : (JSON.parse(text) as unknown)
      this.#learn(request.path, response.body, got)
      compare(response.body ?? '', this.#there(got), '', differences, this.exactly)
    } else if (wordsOf(text) !== wordsOf(String(response.body ?? ''))) {
      differences.push(`“${wordsOf(text).slice(0, 200)}” instead of “${wordsOf(String(response.body))}”`)
    }
    this.#compareHeaders(response.headers, answer.headers, differences)
    return { name: exchange.name, differences }
  }

  #compareHeaders(recorded: Record<string, string>, held: Headers, differences: string[]): void {
    for (const [name, value] of Object.entries(recorded)) {
      const ours = held.get(name)
      if (name === 'allow' || name === 'content-type') {
        if (value.replace(/, (HEAD|OPTIONS)/g, '') !== ours) differences.push(`header ${name}: ${ours} instead of ${value}`)
      } else if (/^x-wp-total|^link$|^content-disposition$/.test(name)) {
        if (ours === null) differences.push(`header ${name} is missing`)
        else if (this.exactly.paging && withoutSignature(String(this.#there(ours))) !== withoutSignature(value))
          differences.push(`header ${name}: ${String(this.#there(ours))} instead of ${value}`)
      }
    }
  }

  #query({ query }: Exchange['request']): string {
    if (typeof query === 'string') return /download_file/.test(query) ? this.#here(query) : query
    return new URLSearchParams(
      Object.entries(query ?? {}).map(([name, value]) => [name, this.#asked(name, String(value))] as [string, string]),
    ).toString()
  }

  #isSigned({ query }: Exchange['request']): boolean {
    return typeof query === 'object' && 'oauth_signature' in query
  }

  /** OAuth 1.0a with our own key and our own time; over `https://` where the recorder signed so. */
  #signed({ name, note, request }: Exchange): string {
    const given = request.query as Record<string, string>
    const recordedAt = Number(given.oauth_timestamp)
    this.#behindSeconds ??= Math.floor(Date.now() / 1000) - recordedAt
    const [key = '', secret = ''] = (this.#part.keys[given.oauth_consumer_key ?? ''] ?? '').split(':')
    const { oauth_signature: _, ...rest } = given
    const params: Record<string, string> = { ...rest, oauth_consumer_key: key, oauth_timestamp: String(recordedAt + this.#behindSeconds) }
    const base = `${this.#part.store.url}${request.path}`
    const isOverTls = /base URL https|base string over https/.test(`${name} ${note ?? ''}`)
    const text = [
      request.method,
      isOverTls ? base.replace('http:', 'https:') : base,
      new URLSearchParams(Object.entries(params).sort()).toString(),
    ]
      .map(encodeURIComponent)
      .join('&')
    const algorithm = given.oauth_signature_method === 'HMAC-SHA1' ? 'sha1' : 'sha256'
    return new URLSearchParams({ ...params, oauth_signature: createHmac(algorithm, `${secret}&`).update(text).digest('base64') }).toString()
  }

  #asked(name: string, value: string): string {
    const [key, secret] = (this.#part.keys[value.replace('cs_', 'ck_')] ?? '').split(':')
    return name === 'consumer_key' ? (key ?? value) : name === 'consumer_secret' ? (secret ?? value) : this.#here(value)
  }

  #authorization(value: string): string {
    const pair = /base64\((.*)\)/.exec(value)?.[1]
    if (pair === undefined) return value
    const [key = '', secret = ''] = pair.split(':')
    const ours = this.#part.keys[key]
    return `Basic ${Buffer.from(ours === undefined ? pair : secret.startsWith('cs_EXAMPLE') ? ours : `${ours.split(':')[0]}:${secret}`).toString('base64')}`
  }

  #path(path: string): string {
    return path.replace(
      /(products\/categories|products\/tags|products|orders|refunds|webhooks|customers)\/(\d+)/g,
      (whole, kind: string, id: string) => `${kind}/${this.ids.get(`${kind}/${id}`) ?? whole.split('/').at(-1)}`,
    )
  }

  /** Ids in a body, by the name they go under. */
  #mapped(value: unknown, batchOf: string, name = ''): unknown {
    if (Array.isArray(value)) return value.map(each => this.#mapped(each, batchOf, name))
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.#mapped(each, batchOf, key === 'id' ? name : key)]))
    // An image's source that is no image: served by the same helper as the seed files.
    if (name === 'src' && typeof value === 'string' && value.includes('woocommerce_uploads')) return `${this.#part.files.url}/pattern.pdf`
    const kind = {
      product_id: 'products',
      line_items: 'line_items',
      customer_id: 'customers',
      update: batchOf,
      delete: batchOf,
      tags: 'products/tags',
      categories: 'products/categories',
    }[name]
    const ours = typeof value === 'number' && kind !== undefined ? this.ids.get(`${kind}/${value}`) : undefined
    return ours === undefined ? value : Number(ours)
  }

  #here(text: string): string {
    let here = text
      .replaceAll('https://store.example/wp-content/uploads/seed', this.#part.files.url)
      .replaceAll('https://store.example', this.#part.store.url)
    for (const [recorded, ours] of this.#same) here = here.replaceAll(recorded, ours)
    return here
  }

  #there(value: unknown): unknown {
    let text = JSON.stringify(value)
      .replaceAll(this.#part.files.url, 'https://store.example/wp-content/uploads/seed')
      .replaceAll(this.#part.store.url, 'https://store.example')
    for (const [recorded, ours] of this.#same) text = text.replaceAll(ours, recorded)
    return JSON.parse(text) as unknown
  }

  /** What the store made up itself is noted side by side: ids, uuids. */
  #learn(path: string, recorded: unknown, got: unknown): void {
    const kind =
      /(products\/categories|products\/tags|products|orders|webhooks|customers)(\/\d+\/refunds)?\/?(\d+|batch)?(\/duplicate)?$/.exec(path)
    const walk = (a: unknown, b: unknown, name: string): void => {
      if (typeof a === 'string' && typeof b === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-4/.test(a) && a !== b && /^[0-9a-f-]{36}$/.test(b))
        this.#same.set(a, b)
      if (typeof a === 'string' && typeof b === 'string' && /^wc_order_\w+$/.test(a) && /^wc_order_\w+$/.test(b)) this.#same.set(a, b)
      if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return
      for (const [key, value] of Object.entries(a)) {
        const other = (b as Record<string, unknown>)[key]
        if (key === 'id' && typeof value === 'number' && typeof other === 'number' && name !== '')
          this.ids.set(`${name}/${value}`, String(other))
        walk(
          value,
          other,
          key === 'line_items' ? 'line_items' : Array.isArray(a) ? name : key === 'create' || key === 'update' ? (kind?.[1] ?? '') : '',
        )
      }
    }
    walk(recorded, got, kind?.[2] === undefined ? (kind?.[1] ?? '') : 'refunds')
  }
}

function compare(recorded: unknown, got: unknown, at: string, differences: string[], exactly: Exactly): void {
  const isExact = exactly.ids === true
  if (differences.length > 8 || (!isExact && volatile.test(at))) return
  if (typeof recorded === 'string' && /^<\d+ /.test(recorded)) return // left out of the recording
  if (Array.isArray(recorded) && Array.isArray(got)) {
    const kept = recorded.filter(each => !(typeof each === 'string' && each.startsWith('<')))
    const left = recorded.length === kept.length ? 0 : Number(/^<(\d+)/.exec(String(recorded.at(-1)))?.[1] ?? 0)
    if (!exactly.isPart && kept.length + left !== got.length)
      differences.push(`${at}: ${got.length} items instead of ${kept.length + left}`)
    if (exactly.isPart && got.every(each => typeof each === 'string')) {
      for (const each of got) if (!recorded.includes(each)) differences.push(`${at}: ${each} is not in the recording`)
      return
    }
    for (const [index, each] of kept.entries()) if (index < got.length) compare(each, got[index], `${at}[${index}]`, differences, exactly)
    return
  }
  if (isRecord(recorded) && isRecord(got)) {
    for (const key of Object.keys(recorded)) if (!(key in got) && !exactly.isPart) differences.push(`${at}.${key} is missing`)
    for (const key of Object.keys(got)) if (!(key in recorded)) differences.push(`${at}.${key} is not in the recording`)
    for (const [key, each] of Object.entries(recorded))
      if (key in got) compare(each, got[key], at === '' ? key : `${at}.${key}`, differences, exactly)
    return
  }
  if (!isExact && typeof recorded === typeof got && anyNumber.test(at)) return
  if (/^\d{10}$/.test(String(recorded)) && /^\d{10}$/.test(String(got))) return // a time in seconds
  if (/line_items\[.*meta_data\[\d+\]\.value$|coupon_lines\[.*\.value$/.test(at)) return // names ids
  if (String(recorded).startsWith('Webhook created on ') && String(got).startsWith('Webhook created on ')) return
  if (at.endsWith('.href') || /meta_data\[\d+\]\.(id|display_value)$/.test(at)) return
  if (JSON.stringify(recorded) !== JSON.stringify(got))
    differences.push(`${at}: ${JSON.stringify(got)?.slice(0, 160)} instead of ${JSON.stringify(recorded)?.slice(0, 160)}`)
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

const withoutSignature = (link: string): string => link.replace(/oauth_(consumer_key|timestamp|signature)=[^&]*&/g, '')

/** A page's words, as the recorder kept them. */
const wordsOf = (html: string): string =>
  html
    .replace(/<(style|script)[\s\S]*?<\/\1>|<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ \./g, '.')
    .trim()
