/**
 * Tokens: client credentials for an app of the shop's own organisation, and the consent page with expiring tokens whose renewals rotate.
 * Source: shopify.dev/docs/apps/build/authentication-authorization (client credentials, authorization code, offline tokens), read 2026-11.
 */
import { isSameSecret, signHex } from '#kit'
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { escapeHtml, page, redirect } from './pages/layout.ts'
import type { Shop } from './shop.ts'
import type { Refresh } from './state.ts'

const clientSeconds = 86_399
const offlineSeconds = 3600
const refreshSeconds = 90 * 86_400
const codeMs = 60_000

const json = (status: number, body: unknown): FakeReply => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(body),
})
const refused = (status: number, error: string, description: string) => json(status, { error, error_description: description })

function bodyOf(request: FakeRequest): Record<string, string> | null {
  const type = request.headers['content-type'] ?? ''
  const text = request.body.toString('utf8')
  if (type.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text))
  if (!type.startsWith('application/json')) return null
  try {
    return JSON.parse(text) as Record<string, string>
  } catch {
    return null
  }
}

export function giveToken(shop: Shop, request: FakeRequest): FakeReply {
  const asked = bodyOf(request)
  if (asked === null) return refused(400, 'invalid_request', 'The request is missing a required parameter.')
  const { app } = shop.state
  if (asked.client_id !== app.clientId || shop.isOn('uninstalled'))
    return refused(400, 'application_cannot_be_found', 'The application could not be found.')
  if (!isSameSecret(asked.client_secret, app.clientSecret)) return refused(401, 'invalid_client', 'Client authentication failed.')
  if (asked.grant_type === 'client_credentials') return clientCredentials(shop)
  if (asked.grant_type === 'refresh_token') return renewed(shop, asked.refresh_token ?? '')
  return forCode(shop, asked)
}

function clientCredentials(shop: Shop): FakeReply {
  const { settings } = shop.state
  if (!settings.isSameOrganisation) return refused(400, 'shop_not_permitted', 'Client credentials cannot be performed on this shop.')
  return json(200, { access_token: newToken(shop, clientSeconds), scope: settings.scopes.join(','), expires_in: clientSeconds })
}

function newToken(shop: Shop, seconds: number | null): string {
  const token = `shpat_${shop.dice.hex(32)}`
  shop.state.tokens.push({ token, expiresAt: seconds === null ? null : shop.nowMs() + seconds * 1000, scopes: shop.state.settings.scopes })
  return token
}

function pair(shop: Shop, previous: string | null): FakeReply {
  const refresh: Refresh = {
    refresh: `shprt_${shop.dice.hex(32)}`,
    expiresAt: shop.nowMs() + refreshSeconds * 1000,
    scopes: shop.state.settings.scopes,
    previous,
  }
  shop.state.refreshes.push(refresh)
  return json(200, {
    access_token: newToken(shop, offlineSeconds),
    scope: shop.state.settings.scopes.join(','),
    expires_in: offlineSeconds,
    refresh_token: refresh.refresh,
    refresh_token_expires_in: refreshSeconds,
  })
}

/** Each serves once; the one before stays good until its follower is used, so that a lost answer shuts nobody out. */
function renewed(shop: Shop, given: string): FakeReply {
  const { refreshes } = shop.state
  const known = refreshes.find(({ refresh }) => isSameSecret(refresh, given))
  if (known === undefined || known.expiresAt < shop.nowMs())
    return refused(401, 'invalid_grant', 'The refresh token is invalid or has expired.')
  shop.state.refreshes = refreshes.filter(one => one === known || (one.refresh !== known.previous && one.previous !== known.refresh))
  return pair(shop, known.refresh)
}

function forCode(shop: Shop, { code = '', expiring }: Record<string, string>): FakeReply {
  const known = shop.state.codes.find(one => isSameSecret(one.code, code))
  shop.state.codes = shop.state.codes.filter(one => one !== known)
  if (known === undefined || known.expiresAt < shop.nowMs())
    return refused(400, 'invalid_request', 'The authorization code was not found or was already used.')
  if (expiring === '1' || expiring === 'true') return pair(shop, null)
  return json(200, { access_token: newToken(shop, null), scope: shop.state.settings.scopes.join(',') })
}

/** The page that asks the seller, and where her answer goes. */
export function authorize(shop: Shop, request: FakeRequest): FakeReply {
  const query = request.method === 'POST' ? new URLSearchParams(request.body.toString('utf8')) : request.query
  const { app, settings } = shop.state
  const to = query.get('redirect_uri') ?? ''
  if (query.get('client_id') !== app.clientId)
    return page(shop, 'Something went wrong', '<h1>Oauth error application_cannot_be_found</h1>', 400)
  const isAllowed = URL.canParse(to) && (settings.redirects.length === 0 || settings.redirects.includes(to))
  if (!isAllowed)
    return page(shop, 'Something went wrong', '<h1>Oauth error invalid_request: The redirect_uri is not whitelisted</h1>', 400)
  if (request.method !== 'POST') {
    const hidden = [...query]
      .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
      .join('')
    const wishes = (query.get('scope') ?? '')
      .split(',')
      .map(scope => `<li>${escapeHtml(scope)}</li>`)
      .join('')
    return page(
      shop,
      'Install app',
      `<h1>Install “Selvage”?</h1><p>It asks for:</p><ul>${wishes}</ul><form method="post">${hidden}<button>Install</button></form>`,
    )
  }
  // The installation is allowed what was asked for, no more and no less, whichever of its tokens asks.
  settings.scopes = (query.get('scope') ?? '').split(',').filter(Boolean)
  const code = shop.dice.hex(32)
  shop.state.codes.push({ code, expiresAt: shop.nowMs() + codeMs, scopes: [...settings.scopes] })
  const answer = new URLSearchParams({
    code,
    host: Buffer.from(`admin.shopify.com/store/${settings.domain.split('.')[0]}`).toString('base64url'),
    shop: settings.domain,
    state: query.get('state') ?? '',
    timestamp: String(Math.floor(shop.nowMs() / 1000)),
  })
  answer.sort()
  answer.set('hmac', signHex(app.clientSecret, answer.toString()))
  const url = new URL(to)
  for (const [name, value] of answer) url.searchParams.set(name, value)
  return redirect(url.href, 302)
}

/** @returns whether a token is good now. */
export function isGood(shop: Shop, given: string | undefined): boolean {
  if (shop.isOn('uninstalled')) return false
  return shop.state.tokens.some(({ token, expiresAt }) => isSameSecret(token, given) && (expiresAt === null || expiresAt > shop.nowMs()))
}
