/** /wc-auth/v1: the consent page, and the keys posted to the callback before the browser is sent back. */
import { createHash } from 'node:crypto'
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { page, redirect } from './pages/layout.ts'
import type { Shop } from './shop.ts'
import type { ApiKey, Permission } from './state.ts'
import { escapeHtml, phpJson } from './text.ts'

const scopes: Readonly<Record<string, { label: string; may: readonly string[] }>> = {
  read: { label: 'Read', may: ['View coupons', 'View customers', 'View orders and sales reports', 'View products'] },
  write: { label: 'Write', may: ['Create webhooks', 'Create coupons', 'Create customers', 'Create orders', 'Create products'] },
  read_write: {
    label: 'Read/Write',
    may: [
      'Create webhooks',
      'View and manage coupons',
      'View and manage customers',
      'View and manage orders and sales reports',
      'View and manage products',
    ],
  },
}

const denied = (shop: Shop, message: string): FakeReply =>
  page(shop, 'Access denied', `<h1>Access denied</h1><p>Error: ${escapeHtml(message)}</p>`, 401)

const callbackTimeoutMs = 15_000

function problemIn(shop: Shop, query: URLSearchParams): string | null {
  for (const name of ['app_name', 'user_id', 'return_url', 'callback_url', 'scope'])
    if (!query.get(name)) return `Missing parameter ${name}.`
  if (!Object.hasOwn(scopes, query.get('scope') ?? '')) return `Invalid scope ${query.get('scope')}.`
  for (const name of ['return_url', 'callback_url']) if (!URL.canParse(query.get(name) ?? '')) return `The ${name} is not a valid URL.`
  // The switch is for tests and the demo alone: the real store wants TLS at the callback, always.
  if (!query.get('callback_url')?.startsWith('https://') && !shop.isOn('http-callback')) return 'The callback_url needs to be over SSL.'
  return null
}

/** In the store's own order, and hardly encoded: `&` in a name ends it here already. */
const loginQuery = (query: URLSearchParams): string => {
  const value = (name: string): string => query.get(name) ?? ''
  const address = (name: string): string => encodeURIComponent(value(name))
  return `app_name=${value('app_name').replace(/ /g, '%20')}&user_id=${value('user_id')}&return_url=${address('return_url')}&callback_url=${address('callback_url')}&scope=${value('scope')}`
}

/** A nonce of this store; the link with it may be used again. */
const nonce = (shop: Shop): string => createHash('sha256').update(shop.state.hookSecret).digest('hex').slice(0, 10)

const withSuccess = (returnUrl: string, success: 0 | 1, userId: string): string =>
  `${returnUrl}${returnUrl.includes('?') ? '&' : '?'}success=${success}&user_id=${encodeURI(userId)}`

function consent(shop: Shop, query: URLSearchParams): FakeReply {
  const value = (name: string): string => query.get(name) ?? ''
  const scope = scopes[value('scope')]
  const app = escapeHtml(value('app_name'))
  // `&` in a name is not encoded here: what follows it is lost to the next page.
  const link = `/wc-auth/v1/access_granted/?app_name=${value('app_name').replace(/ &/g, '+&').replace(/& /g, '&').replace(/ /g, '+')}&user_id=${encodeURIComponent(value('user_id')).replace(/%2B/g, '+')}&return_url=${encodeURIComponent(value('return_url'))}&callback_url=${encodeURIComponent(value('callback_url'))}&scope=${value('scope')}&wc_auth_nonce=${nonce(shop)}`
  const deny = withSuccess(value('return_url'), 0, value('user_id'))
  return page(
    shop,
    'Application authentication request',
    `<h1>${app} would like to connect to your store</h1>
<p>This will give “${app}” <strong>${scope?.label}</strong> access which will allow it to:</p>
<ul>${(scope?.may ?? []).map(each => `<li>${each}</li>`).join('')}</ul>
<p class="small soft">Approving will share credentials with ${escapeHtml(new URL(value('callback_url')).hostname)}. Do not proceed if this looks suspicious in any way.</p>
<p class="small soft">Logged in as ${escapeHtml(shop.state.wpUser)}</p>
<p class="actions"><a class="button" href="${escapeHtml(link)}">Approve</a> <a class="button quiet" href="${escapeHtml(deny)}">Deny</a></p>`,
  )
}

function makeKey(shop: Shop, description: string, permission: Permission): ApiKey {
  const key: ApiKey = {
    id: shop.next('key'),
    consumerKey: `ck_${shop.dice.hex(40)}`,
    consumerSecret: `cs_${shop.dice.hex(40)}`,
    permission,
    role: 'administrator',
    description,
  }
  shop.state.keys.push(key)
  return key
}

async function grant(shop: Shop, query: URLSearchParams): Promise<FakeReply> {
  if (query.get('wc_auth_nonce') !== nonce(shop)) return denied(shop, 'Invalid nonce verification.')
  // Each use of the link makes a key of its own.
  const key = makeKey(shop, query.get('app_name') ?? '', (query.get('scope') ?? 'read') as Permission)
  const userId = (query.get('user_id') ?? '').replace(/\+/g, ' ')
  const body = phpJson({
    key_id: key.id,
    user_id: userId,
    consumer_key: key.consumerKey,
    consumer_secret: key.consumerSecret,
    key_permissions: key.permission,
  })
  const headers = { 'content-type': 'application/json;charset=UTF-8', 'user-agent': `WordPress/7.0.4; ${shop.url}` }
  const answer = await fetch(query.get('callback_url') ?? '', {
    method: 'POST',
    body,
    headers,
    redirect: 'manual',
    signal: AbortSignal.timeout(callbackTimeoutMs),
  }).catch(() => null)
  await answer?.body?.cancel()
  if (answer?.status !== 200) {
    shop.state.keys = shop.state.keys.filter(each => each.id !== key.id)
    return denied(shop, 'An error occurred in the request and at the time were unable to send the consumer data.')
  }
  return redirect(withSuccess(query.get('return_url') ?? '', 1, userId), 302)
}

/** @returns null when the path is none of these pages. */
export async function authorize(shop: Shop, request: FakeRequest): Promise<FakeReply | null> {
  const path = request.path.replace(/\/$/, '')
  const { query } = request
  const isLoggedIn = !shop.isOn('logged-out') || /(^|;\s*)seller=in(;|$)/.test(request.headers.cookie ?? '')
  if (path === '/wc-auth/v1/login') {
    if (request.method === 'POST')
      return redirect(`/wc-auth/v1/authorize?${request.rawQuery}`, 302, { 'set-cookie': 'seller=in; Path=/; HttpOnly' })
    return page(
      shop,
      'Log in',
      `<h1>Log in to your store to connect</h1><form method="post"><p>This pretend store asks for no password.</p><div class="actions"><button>Log in as ${escapeHtml(shop.state.wpUser)}</button></div></form>`,
    )
  }
  if (path !== '/wc-auth/v1/authorize' && path !== '/wc-auth/v1/access_granted') return null
  const problem = problemIn(shop, query)
  if (problem !== null) return denied(shop, problem)
  if (!isLoggedIn) return redirect(`${shop.url}/wc-auth/v1/login/?${loginQuery(query)}`, 302)
  return path.endsWith('authorize') ? consent(shop, query) : grant(shop, query)
}
