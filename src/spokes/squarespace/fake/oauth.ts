/** Consent in the browser, a code that serves once, tokens for half an hour, and a word to renew by that dies with its use. */
import { isSameSecret } from '#kit'
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { reply } from './api.ts'
import { escapeHtml, page, redirect } from './layout.ts'
import type { Shop } from './shop.ts'

export const consentPath = '/api/1/login/oauth/provider/authorize'
const known = /^website\.(orders|products|inventory|transactions)(\.read)?$/
const codeMs = 30_000

/** What is wrong with an asking is shown to the person, never sent to a callback that may be another's. */
function problemIn({ state: { app } }: Shop, query: URLSearchParams): string | null {
  if (query.get('client_id') !== app.id) return 'This extension is not known.'
  if (!app.callbacks.includes(query.get('redirect_uri') ?? '')) return 'The redirect_uri must be one of the extension’s, letter for letter.'
  if ((query.get('scope') ?? '').split(',').some(scope => !known.test(scope))) return 'A scope is not known.'
  return query.get('state') ? null : 'The state is missing.'
}

/** @returns null when the path is not this page. */
export function consent(shop: Shop, request: FakeRequest): FakeReply | null {
  if (request.path !== consentPath) return null
  const query = request.method === 'POST' ? new URLSearchParams(request.body.toString('utf8')) : request.query
  const problem = problemIn(shop, query)
  if (problem !== null) return page(shop, 'Something is wrong', `<p role="alert">${escapeHtml(problem)}</p>`, 400)
  const state = query.get('state')!
  if (request.method !== 'POST') return ask(shop, query)
  const callback = query.get('redirect_uri')!
  const back = new URL(callback)
  if (query.get('answer') !== 'allow') {
    back.search = new URLSearchParams({ error: 'access_denied', state }).toString()
    return redirect(back.href)
  }
  const code = shop.dice.text(40)
  shop.state.codes.push({ code, callback, scopes: query.get('scope')!.split(','), until: shop.clock.nowMs() + codeMs })
  back.search = new URLSearchParams({ code, state }).toString()
  return redirect(back.href)
}

function ask(shop: Shop, query: URLSearchParams): FakeReply {
  const hidden = [...query].map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`).join('')
  const scopes = (query.get('scope') ?? '').split(',').map(scope => `<li><code>${escapeHtml(scope)}</code></li>`)
  return page(
    shop,
    'Allow access',
    `<p>An extension would like to come in to ${escapeHtml(shop.state.settings.title)}. It asks for:</p><ul>${scopes.join('')}</ul>
<form method="post" action="${consentPath}">${hidden}<button name="answer" value="allow">Allow</button> <button name="answer" value="deny">Deny</button></form>`,
  )
}

type Given =
  | { readonly grant_type: 'authorization_code'; readonly code: string; readonly redirect_uri: string }
  | { readonly grant_type: 'refresh_token'; readonly refresh_token: string }

const refused = (error: string): FakeReply => reply(400, { error })

export function giveTokens(shop: Shop, request: FakeRequest, body: unknown): FakeReply {
  const { state, clock } = shop
  const basic = `Basic ${Buffer.from(`${state.app.id}:${state.app.secret}`).toString('base64')}`
  if (!isSameSecret(request.headers.authorization, basic)) return reply(401, { error: 'invalid_client' })
  const given = body as Given
  if (given.grant_type === 'authorization_code') {
    const found = state.codes.find(({ code }) => code === given.code)
    // It serves once, also when what comes with it is wrong.
    state.codes = state.codes.filter(one => one !== found)
    if (found === undefined || found.until <= clock.nowMs() || found.callback !== given.redirect_uri) return refused('invalid_grant')
    return tokens(shop, found.scopes)
  }
  const grant = state.grants.find(({ refresh }) => refresh === given.refresh_token)
  if (grant === undefined || grant.refreshUntil <= clock.nowMs() || shop.isOn('revoked')) return refused('invalid_grant')
  state.grants = state.grants.filter(one => one !== grant)
  return tokens(shop, grant.scopes)
}

function tokens(shop: Shop, scopes: string[]): FakeReply {
  const { access, refresh, accessUntil, refreshUntil } = shop.grant(scopes)
  return reply(200, {
    token_type: 'bearer',
    access_token: access,
    access_token_expires_at: accessUntil / 1000,
    refresh_token: refresh,
    refresh_token_expires_at: refreshUntil / 1000,
  })
}
