/** Talks to one store: keys, addresses, and answers turned into bodies or errors that say what to do. */
import { createHmac, randomBytes } from 'node:crypto'
import { type Json, retryAfterMs, type SpokeContext, SpokeError } from '#kit'
import { Refusal, told } from './wire.ts'

export interface Settings {
  readonly consumerKey: string
  readonly consumerSecret: string
  /** Made by us when the seller gave none. */
  readonly hookSecret: string
  /** With the password, for copying files into the media library. */
  readonly wordpressUser?: string | undefined
  readonly wordpressPassword?: string | undefined
}
export type Context = SpokeContext<Settings>

export interface Call {
  /** For errors: 'read orders'. */
  readonly what: string
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below /wp-json: '/wc/v3/products'. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number>>
  readonly body?: Json
  /** Who asks: the store's keys (default), the WordPress user, or nobody. */
  readonly as?: 'keys' | 'user' | 'nobody'
  readonly upload?: {
    readonly stream: ReadableStream<Uint8Array>
    readonly sizeBytes: number
    readonly mediaType: string
    readonly fileName: string
  }
}

export interface Answer {
  readonly body: unknown
  readonly headers: Headers
}

/** The store's own refusal, as the cause of a SpokeError. Its message may quote addresses of files and stays behind. */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused'
  readonly status: number
  readonly code: string
  /** The product or term that is in the way, where the store tells. */
  readonly resourceId: number | null

  constructor(status: number, refusal: Refusal | null) {
    super(`${status} ${refusal?.code ?? 'without a code'}`)
    this.status = status
    this.code = refusal?.code ?? ''
    this.resourceId = refusal === null ? null : told(refusal, 'resource_id')
  }
}

const readMs = 60_000
/** A batch of 100 took up to 7 s on an idle machine; shared hosts are slower, and pictures are fetched within the call. */
const writeMs = 150_000
const maxBytes = 32 * 1024 * 1024

/** Stores behind which the host strips `Authorization`: there the keys go into the query, over https only. */
const stripped = new WeakSet<Settings>()

/** @throws {SpokeError} for anything but a 2xx answer in JSON. */
export async function call(ctx: Context, wanted: Call): Promise<Answer> {
  try {
    return await callOnce(ctx, wanted)
  } catch (error) {
    // A store that never saw the key answers like this; so does one that does not know it. Nothing was done, so asking once more is safe.
    const isUnseen = codeOf(error).startsWith('woocommerce_rest_cannot_') && statusOf(error) === 401
    if (!isUnseen || (wanted.as ?? 'keys') !== 'keys' || wayOf(ctx) !== 'header' || !ctx.baseUrl.startsWith('https:')) throw error
    stripped.add(ctx.settings)
    try {
      return await callOnce(ctx, wanted)
    } catch (second) {
      stripped.delete(ctx.settings)
      throw codeOf(second) === codeOf(error) ? error : second
    }
  }
}

export const codeOf = (error: unknown): string =>
  error instanceof SpokeError && error.cause instanceof StoreRefused ? error.cause.code : ''
export const statusOf = (error: unknown): number =>
  error instanceof SpokeError && error.cause instanceof StoreRefused ? error.cause.status : 0

async function callOnce(ctx: Context, wanted: Call): Promise<Answer> {
  const { method = 'GET', what, body, upload } = wanted
  const url = new URL(`${ctx.baseUrl}/wp-json${wanted.path}`)
  for (const [name, value] of Object.entries(wanted.query ?? {})) url.searchParams.set(name, String(value))
  const headers: Record<string, string> = { accept: 'application/json' }
  authorise(ctx, { url, method, headers, as: wanted.as ?? 'keys' })
  if (body !== undefined) headers['content-type'] = 'application/json' // as text/plain the body would be ignored and a product "Product" published
  if (upload !== undefined)
    Object.assign(headers, {
      'content-type': upload.mediaType,
      'content-length': String(upload.sizeBytes),
      'content-disposition': `attachment; filename="${upload.fileName}"`,
    })
  const init: RequestInit & { maxBytes: number; timeoutMs: number } = {
    method,
    headers,
    maxBytes,
    timeoutMs: method === 'GET' ? readMs : writeMs,
  }
  if (upload !== undefined) Object.assign(init, { body: upload.stream, timeoutMs: writeMs * 4 })
  else if (body !== undefined) init.body = JSON.stringify(body)
  const response = await ctx.fetch(url.href, init)
  const text = await response.text()
  return toAnswer(ctx, { what, isWrite: method !== 'GET', response, text })
}

type Way = 'header' | 'query' | 'oauth'

function wayOf({ settings, baseUrl }: Context): Way {
  const { protocol, hostname } = new URL(baseUrl)
  // Over plain http the store does not look at the header at all, but for its own machine nothing is lost by asking.
  if (protocol === 'http:' && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)) return 'oauth'
  return protocol === 'https:' && stripped.has(settings) ? 'query' : 'header'
}

interface Unsigned {
  readonly url: URL
  readonly method: string
  readonly headers: Record<string, string>
  readonly as: 'keys' | 'user' | 'nobody'
}

function authorise(ctx: Context, { url, method, headers, as }: Unsigned): void {
  const { consumerKey, consumerSecret, wordpressUser = '', wordpressPassword = '' } = ctx.settings
  const way = wayOf(ctx)
  if (as === 'nobody') return
  if (as === 'user') {
    if (way === 'oauth')
      throw new SpokeError(
        'seller',
        'The shop answers over http only, where its password could be read on the way. Give the shop an https address first.',
      )
    headers.authorization = basic(wordpressUser, wordpressPassword)
  } else if (way === 'header') headers.authorization = basic(consumerKey, consumerSecret)
  else if (way === 'query') {
    url.searchParams.set('consumer_key', consumerKey)
    url.searchParams.set('consumer_secret', consumerSecret)
  } else signOAuth(url, { method, consumerKey, consumerSecret, now: ctx.now() })
}

const basic = (name: string, password: string) => `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`

interface OAuthKeys {
  readonly method: string
  readonly consumerKey: string
  readonly consumerSecret: string
  readonly now: Date
  /** For tests; each serves once. */
  readonly nonce?: string
}

/** OAuth 1.0a with the parameters in the query; the base string has http:// even where the store calls itself https. Source: RFC 5849, 3.4. */
export function signOAuth(
  url: URL,
  { method, consumerKey, consumerSecret, now, nonce = randomBytes(16).toString('hex') }: OAuthKeys,
): void {
  url.searchParams.set('oauth_consumer_key', consumerKey)
  url.searchParams.set('oauth_nonce', nonce)
  url.searchParams.set('oauth_signature_method', 'HMAC-SHA256')
  url.searchParams.set('oauth_timestamp', String(Math.floor(now.getTime() / 1000)))
  const pairs = [...url.searchParams].map(([name, value]) => [percent(name), percent(value)] as const)
  const parameters = pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([name, value]) => `${name}=${value}`)
  const base = [method, percent(url.origin + url.pathname), percent(parameters.join('&'))].join('&')
  url.searchParams.set('oauth_signature', createHmac('sha256', `${consumerSecret}&`).update(base).digest('base64'))
}

const percent = (text: string) => encodeURIComponent(text).replace(/[!'()*]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

interface Received {
  readonly what: string
  readonly isWrite: boolean
  readonly response: Response
  readonly text: string
}

function toAnswer(ctx: Context, received: Received): Answer {
  const { response, text, what, isWrite } = received
  const body = parse(text)
  if (response.ok && body !== undefined) return { body, headers: response.headers }
  // 200 with a page of HTML: a cache, a firewall's riddle, or a plugin that prints its warnings into the answer.
  if (response.ok) throw new SpokeError('retry', `${what}: the shop answered with a page instead of data`, { isUnknown: isWrite })
  throw toError(received, Refusal.safeParse(body).data ?? null, ctx.now())
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function toError({ what, isWrite, response }: Received, refusal: Refusal | null, now: Date): SpokeError {
  const { status } = response
  const cause = new StoreRefused(status, refusal)
  const said = `${what}: ${cause.message}`
  if (status === 429 || (status === 503 && response.headers.has('retry-after')))
    return new SpokeError('wait', said, { waitMs: retryAfterMs(response.headers, now), cause })
  if (status >= 300 && status < 400)
    return new SpokeError(
      'seller',
      `${what}: the shop sends us on to another address. Give the address as the browser shows it when the shop is open.`,
      { cause },
    )
  if (status === 401 && isWrite && mayOnlyRead(refusal))
    return new SpokeError('allow', `${said}. The key may only read; set it to Read/Write.`, { cause })
  if (status === 401) return new SpokeError('reconnect', `${said}. ${keySentence(refusal)}`, { cause })
  if (status === 403 && refusal !== null)
    return new SpokeError(
      'reconnect',
      `${said}. The user of this key may not do that; make the key for an administrator or a shop manager.`,
      { cause },
    )
  // Firewalls and hosts under load answer with a page of their own, whatever the status: 403, 500, 501, 502, 503, 520.
  if (status >= 500 || refusal === null)
    return new SpokeError(status === 404 ? 'seller' : 'retry', status === 404 ? `${said}. ${permalinks}` : said, {
      isUnknown: isWrite && status >= 500,
      cause,
    })
  return refusedWith(cause, said)
}

export const permalinks =
  'The shop does not answer at /wp-json. In WordPress open Settings > Permalinks, choose anything but “Plain”, save, and check that WooCommerce is active.'

/** Its own words, since the code is that of any wrong key. */
const mayOnlyRead = (refusal: Refusal | null): boolean => /write permission/i.test(refusal?.message ?? '')

const keySentence = (refusal: Refusal | null): string => {
  if (/timestamp/i.test(refusal?.message ?? '')) return 'The clock of this computer is wrong by more than 15 minutes; set it right.'
  return 'The shop does not accept the key; make a new one there and paste it here.'
}

/** What a 4xx of the store, alone or inside a batch, means for us. */
export function refusedWith(cause: StoreRefused, said: string): SpokeError {
  const { code, status } = cause
  const seller = sentences[code]
  if (seller !== undefined)
    return new SpokeError('seller', seller, { cause, ...(cause.resourceId !== null && { inTheWay: String(cause.resourceId) }) })
  if (code === 'woocommerce_rest_product_invalid_id')
    return new SpokeError('retry', `${said}. The listing is no longer there; it is read again.`, { cause })
  if (code === 'rest_no_route') return new SpokeError('seller', `${said}. ${permalinks}`, { cause })
  if (status === 401 || status === 403) return new SpokeError('reconnect', `${said}. ${keySentence(null)}`, { cause })
  if (status >= 500) return new SpokeError('retry', said, { isUnknown: true, cause })
  return new SpokeError('bug', said, { cause })
}

const sentences: Readonly<Record<string, string>> = {
  product_invalid_sku: 'Another product of the shop has this SKU. Change one of the two.',
  woocommerce_rest_product_not_created:
    'The shop did not make the product: mostly because one in its bin still has this SKU. Restore that one or delete it for good there.',
  product_invalid_download:
    'The shop does not allow files from this address, or of this kind. An administrator approves the address under WooCommerce > Settings > Products > Approved download directories; a key made by an administrator does it by itself.',
  woocommerce_product_image_upload_error:
    'The shop could not fetch the pictures. It must be able to reach this installation over the internet; else give the WordPress user and application password, so that copies are put there.',
  rest_upload_file_too_big: 'The file is larger than the shop takes. Raise upload_max_filesize at the host, or give a smaller file.',
  rest_upload_sideload_error: 'WordPress does not allow this kind of file in its media library.',
  rest_cannot_create: 'The WordPress user may not put files into the media library; it needs the role Author or higher.',
}
