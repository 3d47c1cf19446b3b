/**
 * Tokens. An app of the seller's own (Dev Dashboard) gets one for 24 hours against its id and secret; where she agreed on the consent page, one for
 * an hour with a word to renew it that changes each time. Source: shopify.dev/docs/apps/build/authentication-authorization, read 2026-11.
 */
import { type Access, type AccessKind, type Authorise, type Right, type SpokeContext, SpokeError, signedHex, type Tokens } from '#kit'
import type { Settings } from './client.ts'
import { TokenAnswer, TokenRefusal } from './wire.ts'

/** Without the last three less is known. */
const read = [
  { name: 'read_products', lets: 'see your products and their pictures' },
  { name: 'read_publications', lets: 'see what is for sale where' },
  { name: 'read_orders', lets: 'see your orders' },
  { name: 'read_all_orders', lets: 'see orders older than 60 days' },
  { name: 'read_shopify_payments_accounts', lets: 'see what Shopify Payments keeps as its fee' },
  { name: 'read_shopify_payments_payouts', lets: 'see what Shopify Payments pays out' },
]
const listingRights = [
  { name: 'write_products', lets: 'add and change products' },
  { name: 'write_files', lets: 'put pictures there' },
  { name: 'write_publications', lets: 'put products up for sale and take them off' },
]
export const delivering = 'write_merchant_managed_fulfillment_orders'
const write = [
  ...listingRights,
  { name: 'write_discounts', lets: 'make coupons and end them' },
  { name: delivering, lets: 'mark orders as delivered' },
]
const names = (rights: readonly Right[]): string[] => rights.map(({ name }) => name)

/** What must be allowed before a listing can be changed. */
export const toPublish = names(listingRights)
/** Whoever may write may read. */
export const wanted: Readonly<Record<AccessKind, readonly string[]>> = {
  read: names(read),
  write: [...names(write), ...names(read).filter(name => !names(write).includes(name.replace(/^read_/, 'write_')))],
}

export const access: Access = {
  read,
  write,
  widen: [
    `Open your app in the Dev Dashboard (dev.shopify.com) and make a new version under Versions with these scopes: ${wanted.write.join(', ')}. Release it.`,
    'Open the app in your shop once and agree to what is new.',
    'Then press “Look again” here. The client ID and the secret stay the same.',
  ],
}

/** What does not work without it. */
export const losses: Readonly<Record<string, string>> = {
  read_products: 'listings are not seen',
  read_publications: 'what is for sale is not seen',
  read_orders: 'sales are not seen',
}
/** Asked for as well; without them less is known. */
export const wishes = ['read_all_orders', 'read_shopify_payments_accounts', 'read_shopify_payments_payouts'] as const

type Caller = Pick<SpokeContext<unknown>, 'fetch' | 'now'>

export const tokens: Tokens<Settings> = {
  expireAt: ({ accessToken, expiresAt }) => (!accessToken ? new Date(0) : expiresAt === undefined ? null : new Date(expiresAt)),
  renew: async ctx => {
    const { clientId, clientSecret, refreshToken } = ctx.settings
    const grant: Record<string, string> = refreshToken
      ? { grant_type: 'refresh_token', refresh_token: refreshToken }
      : { grant_type: 'client_credentials' }
    return { ...ctx.settings, ...(await fetchToken(ctx, ctx.baseUrl, { client_id: clientId, client_secret: clientSecret, ...grant })) }
  },
}

const refusals: Readonly<Record<string, string>> = {
  shop_not_permitted:
    'The app and the shop do not belong to the same organisation, so the app gets no token by itself. Make the app in the Dev Dashboard of the account that owns the shop, or connect by the consent page.',
  application_cannot_be_found: 'The shop does not know this app. Check the client ID, and that the app is installed in the shop.',
  invalid_client: 'The client secret is not right. Copy it anew from the settings of the app in the Dev Dashboard.',
}

/** A token is asked for again without harm: the one before it stays good until the new one is used. */
async function fetchToken(
  { fetch, now }: Caller,
  baseUrl: string,
  asked: Record<string, string>,
): Promise<Pick<Settings, 'accessToken' | 'expiresAt' | 'refreshToken'>> {
  const response = await fetch(`${baseUrl}/admin/oauth/access_token`, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(asked).toString(),
    cost: 0,
  })
  const text = await response.text()
  const body = parse(text)
  if (response.status >= 500) throw new SpokeError('retry', `get a token: ${response.status}`)
  if (response.status === 429) throw new SpokeError('wait', 'get a token: 429', { waitMs: 10_000 })
  if (!response.ok) {
    const { error } = TokenRefusal.safeParse(body).data ?? { error: '' }
    throw new SpokeError(
      'reconnect',
      refusals[error] ?? `The shop gave the app no token (${response.status} ${/^\w{1,40}$/.test(error) ? error : ''}). Connect it anew.`,
    )
  }
  const { data } = TokenAnswer.safeParse(body)
  if (data === undefined) throw new SpokeError('retry', 'get a token: the shop answered with a page instead of data')
  return {
    accessToken: data.access_token,
    expiresAt: data.expires_in ? new Date(now().getTime() + data.expires_in * 1000).toISOString() : undefined,
    refreshToken: data.refresh_token ?? undefined,
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Seconds that an answer may be old. */
const mostAgeSeconds = 24 * 3600

export const authorise: Authorise<Settings> = {
  isLoopbackAllowed: false,
  isOnlyWay: false,
  needs: ['clientId', 'clientSecret'],
  start: ({ baseUrl, callbackUrl, access: kind, given, state }) => {
    const url = new URL(`${baseUrl}/admin/oauth/authorize`)
    url.search = new URLSearchParams({
      client_id: given.clientId ?? '',
      scope: wanted[kind].join(','),
      redirect_uri: callbackUrl,
      state,
    }).toString()
    return { url: url.href, keep: null }
  },
  stateOf: (_body, query) => query.get('state'),
  finish: async (ctx, { baseUrl, given, query }) => {
    const { clientId = '', clientSecret = '' } = given
    if (query.has('error'))
      throw new SpokeError('seller', 'The shop was told not to let Selvage in. Start again when you have changed your mind.')
    if (!isGenuine(query, clientSecret))
      throw new SpokeError('bug', 'the answer of the consent page is not signed with the secret of the app')
    const { hostname } = new URL(baseUrl)
    const shop = query.get('shop') ?? ''
    if (!/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/i.test(shop)) throw new SpokeError('bug', 'the answer of the consent page names no shop')
    if (hostname.endsWith('.myshopify.com') && hostname !== shop.toLowerCase())
      throw new SpokeError(
        'seller',
        'The consent page answered for another shop than the one you named. Log in to the right one and start again.',
      )
    const age = ctx.now().getTime() / 1000 - Number(query.get('timestamp') ?? Number.NaN)
    if (!(Math.abs(age) < mostAgeSeconds)) throw new SpokeError('bug', 'the answer of the consent page is from another day')
    const got = await fetchToken(ctx, baseUrl, {
      client_id: clientId,
      client_secret: clientSecret,
      code: query.get('code') ?? '',
      expiring: '1',
    })
    return { clientId, clientSecret, ...got }
  },
}

/** Hex HMAC-SHA256 over all else in the query, in the order of the alphabet. */
function isGenuine(query: URLSearchParams, secret: string): boolean {
  const rest = new URLSearchParams([...query].filter(([name]) => name !== 'hmac' && name !== 'signature'))
  rest.sort()
  return signedHex(secret, Buffer.from(rest.toString()), query.get('hmac'))
}
