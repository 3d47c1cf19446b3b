/** Consent in the browser, a code that serves once for ten minutes, and tokens that do not run out. Source: doorkeeper.rb and Doorkeeper itself. */
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { apiCall, type Reply } from './answer.ts'
import { escapeHtml, page, redirect } from './pages/layout.ts'
import { Refused, type Shop } from './shop.ts'
import type { App } from './state.ts'
import { valuesOf } from './validate.ts'

const known = new Set(
  'view_public edit_products edit_emails view_sales view_payouts mark_sales_as_shipped refund_sales edit_sales revenue_share ifttt view_profile edit_profile view_tax_data account'.split(
    ' ',
  ),
)
const codeMs = 600_000

const isRegistered = (shop: Shop, app: App, uri: string): boolean =>
  app.redirectUris.includes(uri) || (shop.isOn('http-callback') && /^http:\/\/(127\.0\.0\.1|localhost)[:/]/.test(uri))

/** What is wrong with an asking is shown to the person, never sent to an address that may be another's. */
function problemIn(shop: Shop, query: URLSearchParams): string | null {
  const app = shop.state.apps.find(({ id }) => id === query.get('client_id'))
  if (app === undefined)
    return 'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.'
  if (!isRegistered(shop, app, query.get('redirect_uri') ?? ''))
    return "The requested redirect uri is malformed or doesn't match client redirect URI."
  if ((query.get('response_type') || 'code') !== 'code') return 'The authorization server does not support this response type.'
  if ((query.get('scope') ?? '').split(' ').some(scope => scope !== '' && !known.has(scope)))
    return 'The requested scope is invalid, unknown, or malformed.'
  return null
}

/** @returns null when the path is not this page. */
export function consent(shop: Shop, request: FakeRequest): FakeReply | null {
  if (request.path !== '/oauth/authorize') return null
  const query = request.method === 'POST' ? new URLSearchParams(request.body.toString('utf8')) : request.query
  const problem = problemIn(shop, query)
  if (problem !== null)
    return page(shop, 'An error has occurred', `<h1>An error has occurred</h1><p role="alert">${escapeHtml(problem)}</p>`, 400)
  if (request.method !== 'POST') return ask(shop, query)
  const back = new URL(query.get('redirect_uri')!)
  const state = query.get('state')
  if (query.get('answer') === 'grant') {
    const code = shop.dice.text(43)
    const scopes = (query.get('scope') || 'view_public').split(' ')
    shop.state.codes.push({
      code,
      appId: query.get('client_id')!,
      redirectUri: query.get('redirect_uri')!,
      scopes,
      until: shop.now() + codeMs,
    })
    back.searchParams.set('code', code)
  } else {
    back.searchParams.set('error', 'access_denied')
    back.searchParams.set('error_description', 'The resource owner or authorization server denied the request.')
  }
  if (state !== null) back.searchParams.set('state', state)
  return redirect(back.href, 302)
}

function ask(shop: Shop, query: URLSearchParams): FakeReply {
  const hidden = [...query].map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`).join('')
  const scopes = (query.get('scope') ?? '').split(' ').map(scope => `<li><code>${escapeHtml(scope)}</code></li>`)
  return page(
    shop,
    'Authorize',
    `<h1>Authorize an application to use your account?</h1><p>It will be able to:</p><ul>${scopes.join('')}</ul>
<p class="small soft">You are logged in as ${escapeHtml(shop.state.settings.name)}.</p>
<form method="post" action="/oauth/authorize">${hidden}<div class="actions"><button name="answer" value="grant">Authorize</button><button class="quiet" name="answer" value="deny">Deny</button></div></form>`,
  )
}

/** POST /oauth/token */
export const token = (shop: Shop, request: FakeRequest): Promise<FakeReply> =>
  apiCall(async (): Promise<Reply> => {
    const given = valuesOf(request)
    const app = shop.state.apps.find(({ id, secret }) => id === given.client_id && secret === given.client_secret)
    if (app === undefined)
      throw new Refused(401, {
        error: 'invalid_client',
        error_description:
          'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.',
      })
    if ((given.grant_type || 'authorization_code') !== 'authorization_code')
      throw new Refused(400, {
        error: 'unsupported_grant_type',
        error_description: 'The authorization grant type is not supported by the authorization server.',
      })
    const { state } = shop
    const found = state.codes.find(one => one.code === given.code && one.appId === app.id)
    const isGood = found !== undefined && found.until > shop.now() && found.redirectUri === given.redirect_uri
    // It serves once, also when what comes with it is wrong.
    state.codes = state.codes.filter(one => one !== found)
    if (!isGood)
      throw new Refused(400, {
        error: 'invalid_grant',
        error_description:
          'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
      })
    const { token: made, scopes } = shop.grant(app.id, found.scopes)
    return {
      body: {
        access_token: made,
        token_type: 'Bearer',
        refresh_token: shop.dice.text(43),
        scope: scopes.join(' '),
        created_at: Math.floor(shop.now() / 1000),
      },
    }
  })
