/** Consent at the pretend Ravelry (OAuth 2.0): tokens of a day, and a word that renews them only where that was asked for. */
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { escapeHtml } from './facts.ts'
import { page, redirect } from './pages/layout.ts'
import type { Shop } from './shop.ts'
import type { Grant } from './state.ts'

const dayMs = 86_400_000
const codeMs = 5 * 60_000
/** Anybody may ask for these; those that write are for apps that Ravelry has put on its list. */
const open = new Set('offline forum-write message-write patternstore-read deliveries-read library-pdf profile-only carts-only'.split(' '))
const listed = new Set(['patternstore-write', 'pattern-write', 'patternstore-pdf'])

export function grantTo(shop: Shop, { username, scopes }: { username: string; scopes: readonly string[] }): Grant {
  const grant: Grant = {
    clientId: shop.app.clientId,
    access: shop.dice.text(40),
    untilMs: shop.now() + dayMs,
    refresh: scopes.includes('offline') ? shop.dice.text(40) : null,
    scopes: [...scopes],
    username,
  }
  shop.state.grants.push(grant)
  return grant
}

const scopesIn = (text: string | null): string[] => (text ?? '').split(' ').filter(Boolean)

/** @returns null when the path is none of these. */
export function oauth(shop: Shop, request: FakeRequest): FakeReply | null {
  if (request.path === '/oauth2/token' && request.method === 'POST') return token(shop, request)
  return request.path === '/oauth2/auth' ? consent(shop, request) : null
}

function consent(shop: Shop, request: FakeRequest): FakeReply {
  const { query } = request
  const { app } = shop
  const callback = query.get('redirect_uri') ?? ''
  const wanted = scopesIn(query.get('scope'))
  const strange = wanted.find(scope => !open.has(scope) && !(listed.has(scope) && app.isWhitelisted))
  const wrong =
    query.get('client_id') !== app.clientId
      ? 'There is no such app.'
      : query.get('response_type') !== 'code'
        ? 'response_type must be code.'
        : !app.callbacks.includes(callback)
          ? 'The redirect URL is not registered for this app.'
          : strange !== undefined
            ? `The scope ${strange} is not available to this app.`
            : null
  if (wrong !== null) return page(shop, 'Not possible', `<h1>That does not work</h1><p>${escapeHtml(wrong)}</p>`, 400)
  const to = new URL(callback)
  to.searchParams.set('state', query.get('state') ?? '')
  if (request.method !== 'POST')
    return page(
      shop,
      'Allow access',
      `<h1>Selvage wants to use your Ravelry account</h1><ul>${wanted.map(scope => `<li>${escapeHtml(scope)}</li>`).join('')}</ul>
<form class="narrow" method="post"><label for="username">You are</label><input id="username" name="username" value="anaknits">
<div class="actions"><button name="act" value="allow">Authorize</button><button class="quiet" name="act" value="deny">No</button></div></form>`,
    )
  const form = new URLSearchParams(request.body.toString('utf8'))
  if (form.get('act') !== 'allow') {
    to.searchParams.set('error', 'access_denied')
    return redirect(to.href)
  }
  const code = shop.dice.text(32)
  const username = form.get('username') ?? 'anaknits'
  shop.state.codes.push({ code, clientId: app.clientId, callback, scopes: wanted, username, untilMs: shop.now() + codeMs })
  to.searchParams.set('code', code)
  return redirect(to.href)
}

const json = (status: number, body: unknown): FakeReply => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
})

/** The app's own word in the header alone: in the form it is not looked at. */
function token(shop: Shop, request: FakeRequest): FakeReply {
  const { app, state } = shop
  const [, basic = ''] = /^Basic (\S+)$/.exec(request.headers.authorization ?? '') ?? []
  if (Buffer.from(basic, 'base64').toString('utf8') !== `${app.clientId}:${app.clientSecret}`) return json(401, { error: 'invalid_client' })
  const form = new URLSearchParams(request.body.toString('utf8'))
  const kind = form.get('grant_type')
  if (kind === 'authorization_code') {
    const at = state.codes.findIndex(({ code }) => code === form.get('code'))
    const code = state.codes[at]
    if (code === undefined || code.untilMs <= shop.now() || code.callback !== form.get('redirect_uri'))
      return json(400, { error: 'invalid_grant' })
    state.codes.splice(at, 1)
    return json(200, tokenJson(shop, grantTo(shop, code)))
  }
  if (kind !== 'refresh_token') return json(400, { error: 'unsupported_grant_type' })
  const grant = state.grants.find(({ refresh }) => refresh !== null && refresh === form.get('refresh_token'))
  if (grant === undefined) return json(400, { error: 'invalid_grant' })
  grant.access = shop.dice.text(40)
  grant.refresh = shop.dice.text(40)
  grant.untilMs = shop.now() + dayMs
  return json(200, tokenJson(shop, grant))
}

const tokenJson = (shop: Shop, { access, refresh, untilMs, scopes }: Grant) => ({
  access_token: access,
  token_type: 'bearer',
  expires_in: Math.round((untilMs - shop.now()) / 1000),
  scope: scopes.join(' '),
  ...(refresh !== null && { refresh_token: refresh }),
})
