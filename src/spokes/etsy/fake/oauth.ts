/** Consent in the browser with PKCE, a code that serves once, tokens for an hour, and a renewal word that dies with its use. */
import { createHash } from 'node:crypto'
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { appOf } from './access.ts'
import { apiCall, type Reply } from './answer.ts'
import { escapeHtml, page, redirect } from './pages/layout.ts'
import { Refused, type Shop } from './shop.ts'

const known = new Set(
  'address_r address_w billing_r cart_r cart_w email_r favorites_r favorites_w feedback_r listings_d listings_r listings_w profile_r profile_w recommend_r recommend_w shops_r shops_w transactions_r transactions_w'.split(
    ' ',
  ),
)
const codeSeconds = 600

/** What is wrong with an asking is shown to the person, never sent to a callback that may be another's. */
function problemIn(shop: Shop, query: URLSearchParams): string | null {
  const app = shop.state.apps.find(one => one.keystring === query.get('client_id'))
  if (app === undefined) return 'The application that is requesting authorization is not recognized.'
  if (!app.callbacks.includes(query.get('redirect_uri') ?? ''))
    return 'The redirect URL is not permitted: it must be one of the app’s callback URLs, letter for letter.'
  if (query.get('response_type') !== 'code') return 'The response_type must be “code”.'
  const scopes = (query.get('scope') ?? '').split(' ')
  if (scopes.some(scope => !known.has(scope))) return 'A scope is not known.'
  if (!query.get('state')) return 'The state is missing.'
  if (query.get('code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(query.get('code_challenge') ?? ''))
    return 'A code challenge (S256) is required.'
  return null
}

/** @returns null when the path is not this page. */
export function consent(shop: Shop, request: FakeRequest): FakeReply | null {
  if (request.path !== '/oauth/connect') return null
  const query = request.method === 'POST' ? new URLSearchParams(request.body.toString('utf8')) : request.query
  const problem = problemIn(shop, query)
  if (problem !== null) return page(shop, 'Something is wrong', `<h1>An error occurred</h1><p role="alert">${escapeHtml(problem)}</p>`, 400)
  const back = new URL(query.get('redirect_uri')!)
  const state = query.get('state')!
  if (request.method !== 'POST') return ask(shop, query)
  if (query.get('answer') !== 'grant') {
    back.search = new URLSearchParams({ error: 'access_denied', error_description: 'The user denied the request', state }).toString()
    return redirect(back.href, 302)
  }
  const code = shop.dice.text(40)
  shop.state.codes.push({
    code,
    keystring: query.get('client_id')!,
    challenge: query.get('code_challenge')!,
    callback: query.get('redirect_uri')!,
    scopes: query.get('scope')!.split(' '),
    until: shop.now() + codeSeconds,
  })
  back.search = new URLSearchParams({ code, state }).toString()
  return redirect(back.href, 302)
}

function ask(shop: Shop, query: URLSearchParams): FakeReply {
  const hidden = [...query].map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`).join('')
  const scopes = (query.get('scope') ?? '').split(' ').map(scope => `<li><code>${escapeHtml(scope)}</code></li>`)
  return page(
    shop,
    'Grant access',
    `<h1>An application would like to connect to your account</h1><p>It asks for:</p><ul>${scopes.join('')}</ul>
<p class="small soft">You are signed in as the owner of ${escapeHtml(shop.state.settings.shopName)}.</p>
<form method="post" action="/oauth/connect">${hidden}<div class="actions"><button name="answer" value="grant">Grant access</button><button class="quiet" name="answer" value="deny">Cancel</button></div></form>`,
  )
}

const refuse = (error: string, description: string): Refused => new Refused(400, { error, error_description: description })

/** POST /v3/public/oauth/token */
export const token = (shop: Shop, request: FakeRequest): Promise<FakeReply> =>
  apiCall(shop, async (): Promise<Reply> => {
    const app = appOf(shop, request)
    if (!(request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded'))
      throw refuse('invalid_request', 'the body must be a form')
    const form = new URLSearchParams(request.body.toString('utf8'))
    if (form.get('client_id') !== app.keystring) throw refuse('invalid_client', 'client_id is not the keystring')
    const kind = form.get('grant_type')
    if (kind === 'authorization_code') return { body: exchange(shop, form) }
    if (kind === 'refresh_token') return { body: renew(shop, form) }
    throw refuse('unsupported_grant_type', 'grant_type must be authorization_code or refresh_token')
  })

function exchange(shop: Shop, form: URLSearchParams): unknown {
  const { state } = shop
  const found = state.codes.find(one => one.code === form.get('code') && one.keystring === form.get('client_id'))
  // It serves once, also when what comes with it is wrong.
  state.codes = state.codes.filter(one => one !== found)
  if (found === undefined || found.until <= shop.now()) throw refuse('invalid_grant', 'code is invalid, expired or used')
  if (found.callback !== form.get('redirect_uri')) throw refuse('invalid_grant', 'redirect_uri is not the one of the code')
  const verifier = form.get('code_verifier') ?? ''
  if (!/^[\w.~-]{43,128}$/.test(verifier) || createHash('sha256').update(verifier).digest('base64url') !== found.challenge)
    throw refuse('invalid_grant', 'code_verifier does not match')
  return tokenJson(shop.grant(found.keystring, found.scopes))
}

function renew(shop: Shop, form: URLSearchParams): unknown {
  const grant = shop.state.grants.find(one => one.refresh === form.get('refresh_token') && one.keystring === form.get('client_id'))
  if (grant === undefined || grant.refreshUntil <= shop.now() || shop.isOn('revoked'))
    throw refuse('invalid_grant', 'refresh_token is invalid, expired or used')
  return tokenJson(shop.renew(grant))
}

const tokenJson = ({ access, refresh }: { access: string; refresh: string }) => ({
  access_token: access,
  token_type: 'Bearer',
  expires_in: 3600,
  refresh_token: refresh,
})
