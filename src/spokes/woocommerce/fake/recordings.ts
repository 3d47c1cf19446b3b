/** For tests: plays the requests of a recording against the fake and says where the answers differ from the recorded ones. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '..', '..', '..', '..', '..', 'shared', 'recordings', 'woocommerce')
export const haveRecordings = existsSync(folder)
export const whyNoRecordings = `the recordings are not here (${folder})`

export interface Exchange {
  readonly name: string
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

export const readRecording = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown
export const exchangesOf = (name: string): readonly Exchange[] => (readRecording(name) as { exchanges: Exchange[] }).exchanges

export interface Replayed {
  readonly name: string
  readonly differences: readonly string[]
}

/** What is another on every store: times, chance, ids of things not recorded here. */
const volatile =
  /(^|\.)(date_\w+|related_ids|generated_slug|srcset|sizes|avatar_url|unique_sku|order_key|payment_url|permalink|slug|number|download_id|download_url|currency_symbol|access_expires\w*)(\[|\.|$)/
const anyNumber = /(^|\.|\])(id|product_id|resource_id|parent_id|customer_id|order_id|new_draft_order_id|rate_id)$/

export class Replay {
  readonly #url: string
  readonly #keys: Readonly<Record<string, string>>
  readonly #same = new Map<string, string>()
  /** 'products/40' -> '12' */
  readonly ids = new Map<string, string>()
  readonly #files: string

  /** @param keys 'ck_EXAMPLE_rw:cs_EXAMPLE_rw' -> 'ck_…:cs_…'. @param files where the recorded store's seed files are served now. */
  constructor(url: string, keys: Readonly<Record<string, string>>, files: string) {
    this.#url = url
    this.#keys = keys
    this.#files = files
  }

  async play(exchange: Exchange): Promise<Replayed> {
    const { request, response } = exchange
    const query =
      typeof request.query === 'string'
        ? request.query
        : new URLSearchParams(
            Object.entries(request.query ?? {}).map(([name, value]) => [name, this.#asked(name, String(value))] as [string, string]),
          ).toString()
    const path = this.#path(request.path)
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, name === 'Authorization' ? this.#authorization(value) : value]),
    )
    const type = headers['Content-Type'] ?? ''
    const body =
      request.body === undefined
        ? null
        : typeof request.body === 'string'
          ? request.body
          : this.#here(JSON.stringify(this.#mapped(request.body, /orders\/batch/.test(request.path) ? 'orders' : 'products')))
    const answer = await fetch(`${this.#url}${path}${query === '' ? '' : `?${query}`}`, {
      method: request.method,
      headers,
      ...(body === null || type === '' ? {} : { body }),
    })
    const text = await answer.text()
    const differences: string[] = []
    if (answer.status !== response.status) differences.push(`status ${answer.status} instead of ${response.status}: ${text.slice(0, 200)}`)
    const got = text === '' ? '' : (JSON.parse(text) as unknown)
    this.#learn(request.path, response.body, got)
    compare(response.body === undefined || response.body === null ? '' : response.body, this.#there(got), '', differences)
    for (const name of ['x-wp-totalpages', 'allow', 'content-type']) {
      const recorded = response.headers[name]
      const held = answer.headers.get(name)
      if (recorded !== undefined && name !== 'x-wp-totalpages' && recorded.replace(/, (HEAD|OPTIONS)/g, '') !== held)
        differences.push(`header ${name}: ${held} instead of ${recorded}`)
      if (recorded !== undefined && held === null) differences.push(`header ${name} is missing`)
    }
    return { name: exchange.name, differences }
  }

  #asked(name: string, value: string): string {
    const [key, secret] = (this.#keys[value.replace('cs_', 'ck_')] ?? '').split(':')
    return name === 'consumer_key' ? (key ?? value) : name === 'consumer_secret' ? (secret ?? value) : this.#here(value)
  }

  #authorization(value: string): string {
    const pair = /base64\((.*)\)/.exec(value)?.[1]
    if (pair === undefined) return value
    const [key = '', secret = ''] = pair.split(':')
    const ours = this.#keys[key]
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
    if (name === 'src' && typeof value === 'string' && value.includes('woocommerce_uploads')) return `${this.#files}/pattern.pdf`
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
    let here = text.replaceAll('https://store.example/wp-content/uploads/seed', this.#files).replaceAll('https://store.example', this.#url)
    for (const [recorded, ours] of this.#same) here = here.replaceAll(recorded, ours)
    return here
  }

  #there(value: unknown): unknown {
    let text = JSON.stringify(value)
      .replaceAll(this.#files, 'https://store.example/wp-content/uploads/seed')
      .replaceAll(this.#url, 'https://store.example')
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

function compare(recorded: unknown, got: unknown, at: string, differences: string[]): void {
  if (differences.length > 8 || volatile.test(at)) return
  if (typeof recorded === 'string' && /^<\d+ /.test(recorded)) return // left out of the recording
  if (Array.isArray(recorded) && Array.isArray(got)) {
    const kept = recorded.filter(each => !(typeof each === 'string' && each.startsWith('<')))
    if (kept.length === recorded.length && recorded.length !== got.length)
      differences.push(`${at}: ${got.length} items instead of ${recorded.length}`)
    for (const [index, each] of kept.entries()) if (index < got.length) compare(each, got[index], `${at}[${index}]`, differences)
    return
  }
  if (isRecord(recorded) && isRecord(got)) {
    for (const key of Object.keys(recorded)) if (!(key in got)) differences.push(`${at}.${key} is missing`)
    for (const key of Object.keys(got)) if (!(key in recorded)) differences.push(`${at}.${key} is not in the recording`)
    for (const [key, each] of Object.entries(recorded))
      if (key in got) compare(each, got[key], at === '' ? key : `${at}.${key}`, differences)
    return
  }
  if (typeof recorded === typeof got && anyNumber.test(at)) return
  if (/^\d{10}$/.test(String(recorded)) && /^\d{10}$/.test(String(got))) return // a time in seconds
  if (/line_items\[.*meta_data\[\d+\]\.value$|coupon_lines\[.*\.value$/.test(at)) return // names ids
  if (String(recorded).startsWith('Webhook created on ') && String(got).startsWith('Webhook created on ')) return
  if (at.endsWith('.href') || /meta_data\[\d+\]\.(id|display_value)$/.test(at)) return
  if (JSON.stringify(recorded) !== JSON.stringify(got))
    differences.push(`${at}: ${JSON.stringify(got)?.slice(0, 160)} instead of ${JSON.stringify(recorded)?.slice(0, 160)}`)
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
