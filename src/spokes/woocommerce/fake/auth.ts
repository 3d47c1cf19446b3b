/** Who is asking: the store's keys by Basic, in the query or by OAuth 1.0a, and WordPress application passwords. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FakeRequest } from '#kit/fake-server.ts'
import { type Caller, type Refused, refused } from './rest.ts'
import type { Shop } from './shop.ts'
import type { ApiKey } from './state.ts'

const denied = (message: string): Refused => refused('woocommerce_rest_authentication_error', message, 401)
const isSame = (a: string, b: string): boolean =>
  Buffer.byteLength(a) === Buffer.byteLength(b) && timingSafeEqual(Buffer.from(a), Buffer.from(b))

function basicPair(request: FakeRequest): readonly [string, string] | null {
  const header = request.headers.authorization
  const encoded = header === undefined ? undefined : /^Basic\s+([A-Za-z0-9+/=_-]+)$/i.exec(header)?.[1]
  if (encoded === undefined) return null
  const [user, ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  return user === undefined || rest.length === 0 ? null : [user, rest.join(':')]
}

/**
 * @returns null for nobody: the routes decide what nobody may see.
 * @throws {Refused} for a right key used wrongly.
 */
export function whoAsks(shop: Shop, request: FakeRequest, isStoreRoute: boolean): Caller | null {
  // The real one looks at Basic over TLS alone. On loopback this fake stands behind a pretended TLS, until told otherwise.
  if (shop.isOn('plain-http')) return isStoreRoute ? byOauth(shop, request) : null
  const pair = basicPair(request)
  const key = isStoreRoute ? keyIn(shop, request, pair) : null
  if (key) return allowed(shop, key, request)
  return pair && !pair[0].startsWith('ck_') ? byPassword(shop, pair) : null
}

function keyIn(shop: Shop, request: FakeRequest, pair: readonly [string, string] | null): ApiKey | null {
  const consumerKey = pair?.[0] ?? request.query.get('consumer_key')
  const consumerSecret = pair?.[1] ?? request.query.get('consumer_secret')
  if (!consumerKey?.startsWith('ck_') || consumerSecret === null || shop.isOn('revoked-keys')) return null
  const key = shop.state.keys.find(each => each.consumerKey === consumerKey)
  if (!key) return null
  if (!isSame(key.consumerSecret, consumerSecret)) throw denied('Consumer secret is invalid.')
  return key
}

function allowed(shop: Shop, key: ApiKey, request: FakeRequest): Caller {
  const permission = shop.isOn('readonly-key') && key.permission === 'read_write' ? 'read' : key.permission
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  if (request.method !== 'OPTIONS') {
    if (isRead && permission === 'write') throw denied('The API key provided does not have read permissions.')
    if (!isRead && permission === 'read') throw denied('The API key provided does not have write permissions.')
  }
  return { role: key.role, userId: key.role === 'administrator' ? 1 : 0, permission }
}

function byPassword(shop: Shop, [user, password]: readonly [string, string]): Caller | null {
  if (user !== shop.state.wpUser)
    throw refused('invalid_username', '<strong>Error:</strong> Unknown username. Check again or try your email address.', 401)
  const bare = (text: string): string => text.replace(/[^a-zA-Z0-9]/g, '')
  if (shop.isOn('revoked-keys') || !isSame(bare(password), bare(shop.state.wpPassword))) {
    throw refused('incorrect_password', 'The provided password is an invalid application password.', 401)
  }
  return { role: 'administrator', userId: 1, permission: 'read_write' }
}

const rfc3986 = (value: string): string =>
  encodeURIComponent(value).replace(/[!'()*]/g, letter => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)

function oauthParams(request: FakeRequest): readonly (readonly [string, string])[] {
  const header = request.headers.authorization
  const inHeader =
    header !== undefined && /^OAuth /i.test(header)
      ? [...header.slice(6).matchAll(/([a-z_]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, decodeURIComponent(value)] as const)
      : []
  return [...request.query, ...inHeader.filter(([name]) => name !== 'realm')]
}

const nonceSeconds = 15 * 60

function byOauth(shop: Shop, request: FakeRequest): Caller | null {
  const all = oauthParams(request)
  const value = (name: string): string | undefined => all.find(([each]) => each === name)?.[1]
  const names = ['oauth_consumer_key', 'oauth_timestamp', 'oauth_nonce', 'oauth_signature', 'oauth_signature_method']
  if (names.every(name => value(name) === undefined)) return null
  const missing = names.filter(name => value(name) === undefined)
  if (missing.length > 0) throw denied(`Missing OAuth parameters ${missing.join(', ')}`)
  const key = shop.isOn('revoked-keys') ? undefined : shop.state.keys.find(each => each.consumerKey === value('oauth_consumer_key'))
  if (!key) throw denied('Consumer key is invalid.')
  const algorithm = { 'HMAC-SHA1': 'sha1', 'HMAC-SHA256': 'sha256' }[value('oauth_signature_method') ?? '']
  if (algorithm === undefined) throw denied('Invalid signature - signature method is invalid.')
  // The base string has http:// and the host as asked, whatever the store calls itself.
  const url = `http://${request.host}${request.path}`
  const signed = all
    .filter(([name]) => name !== 'oauth_signature')
    .map(([name, each]) => [rfc3986(name), rfc3986(each)] as const)
    .sort(([a, av], [b, bv]) => (a < b ? -1 : a > b ? 1 : av < bv ? -1 : 1))
    .map(pair => pair.join('='))
    .join('&')
  const base = [request.method, rfc3986(url), rfc3986(signed)].join('&')
  const expected = createHmac(algorithm, `${key.consumerSecret}&`).update(base).digest('base64')
  if (!isSame(expected, (value('oauth_signature') ?? '').replace(/ /g, '+')))
    throw denied('Invalid signature - provided signature does not match.')
  const at = Number(value('oauth_timestamp'))
  if (!(Math.abs(shop.now() - at) <= nonceSeconds)) throw denied('Invalid timestamp.')
  const nonce = value('oauth_nonce') ?? ''
  shop.state.nonces = shop.state.nonces.filter(each => shop.now() - each.at <= nonceSeconds)
  if (shop.state.nonces.some(each => each.nonce === nonce)) throw denied('Invalid nonce - nonce has already been used.')
  shop.state.nonces.push({ nonce, at: shop.now() })
  return allowed(shop, key, request)
}
