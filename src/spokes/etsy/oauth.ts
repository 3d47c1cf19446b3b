/** Consent at Etsy's own page (OAuth 2.0 with PKCE), and tokens that last an hour and are renewed by a word that serves once. */
import { createHash, randomBytes } from 'node:crypto'
import { type Access, type Authorise, type SpokeContext, SpokeError, type Tokens } from '#kit'
import { apiKey, formBody, parsed } from './client.ts'
import { type Settings, settingsSchema } from './settings.ts'
import { Me, Refusal, TokenAnswer } from './wire.ts'

export const home = 'https://openapi.etsy.com'
/** People give their consent on another host than programs talk to. Source: the document's authorizationUrl. */
const consentHost = 'https://www.etsy.com'

/** `email_r` is her own address, which nobody here needs; buyers' addresses are granted case by case and need no scope. */
export const access: Access = {
  read: [
    { name: 'listings_r', lets: 'see your listings, also those that are not for sale' },
    { name: 'shops_r', lets: 'see your shop' },
    { name: 'transactions_r', lets: 'see your orders and what Etsy pays out' },
  ],
  write: [
    { name: 'listings_w', lets: 'add and change listings' },
    { name: 'listings_d', lets: 'take listings away' },
  ],
  widen: [],
}

export const tokens: Tokens<Settings> = {
  expireAt: ({ expiresAt }) => new Date(expiresAt),
  renew: async ctx => {
    const { settings } = ctx
    const given = await askToken(ctx, settings, {
      grant_type: 'refresh_token',
      client_id: settings.keystring,
      refresh_token: settings.refreshToken,
    })
    return { ...settings, ...given }
  },
}

export const authorise: Authorise<Settings> = {
  isLoopbackAllowed: true,
  isOnlyWay: true,
  needs: ['keystring', 'sharedSecret'],
  start: ({ baseUrl, callbackUrl, access: kind, given, state }) => {
    const verifier = randomBytes(48).toString('base64url')
    const url = new URL(`${baseUrl === home ? consentHost : baseUrl}/oauth/connect`)
    url.search = new URLSearchParams({
      response_type: 'code',
      client_id: (given.keystring ?? '').trim(),
      redirect_uri: callbackUrl,
      scope: (kind === 'write' ? [...access.read, ...access.write] : access.read).map(({ name }) => name).join(' '),
      state,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    }).toString()
    return { url: url.href, keep: { verifier } }
  },
  stateOf: (_body, query) => query.get('state'),
  finish: async (ctx, { baseUrl, callbackUrl, given, keep, query }) => {
    const refusal = query.get('error')
    if (refusal === 'access_denied')
      throw new SpokeError('seller', 'Etsy was told not to let Selvage in. Start again and press “Grant access”.')
    const code = query.get('code')
    if (refusal !== null || !code) throw new SpokeError('bug', 'the consent page sent no code')
    const { keystring = '', sharedSecret = '', hookSecret = '' } = given
    const keys = { keystring: keystring.trim(), sharedSecret: sharedSecret.trim() }
    const { verifier } = keep as { verifier: string }
    const reach = { ...ctx, baseUrl }
    const got = await askToken(reach, keys, {
      grant_type: 'authorization_code',
      client_id: keys.keystring,
      redirect_uri: callbackUrl,
      code,
      code_verifier: verifier,
    })
    return settingsSchema.parse({ ...keys, hookSecret, ...got, shopId: await shopOf(reach, keys, got.accessToken) })
  },
}

type Reach = Pick<SpokeContext<unknown>, 'fetch' | 'now' | 'baseUrl'>
type AppKeys = Pick<Settings, 'keystring' | 'sharedSecret'>

/** @throws {SpokeError} 'reconnect' when Etsy gives none: the word was used, is too old, or belongs to another app. */
async function askToken(
  { fetch, now, baseUrl }: Reach,
  keys: AppKeys,
  form: Readonly<Record<string, string>>,
): Promise<Pick<Settings, 'accessToken' | 'refreshToken' | 'expiresAt'>> {
  const headers: Record<string, string> = { accept: 'application/json', 'x-api-key': apiKey(keys) }
  const askedAt = now().getTime()
  const response = await fetch(`${baseUrl}/v3/public/oauth/token`, { method: 'POST', headers, ...formBody(headers, form) })
  const body = parsed(await response.text())
  const what = form.grant_type === 'refresh_token' ? 'renew the keys' : 'take over the keys'
  const { data } = TokenAnswer.safeParse(body)
  if (response.ok && data !== undefined)
    return { accessToken: data.access_token, refreshToken: data.refresh_token, expiresAt: askedAt + Math.floor(data.expires_in * 1000) }
  if (response.status === 429 || response.status >= 500 || body === undefined || response.ok)
    throw new SpokeError('retry', `${what}: answered ${response.status}`)
  const refusal = Refusal.safeParse(body).data
  const code = refusal !== undefined && !Array.isArray(refusal) && /^[a-z_]{3,40}$/.test(refusal.error) ? refusal.error : 'no reason'
  throw new SpokeError(
    'reconnect',
    `${what}: answered ${response.status} (${code}). Connect the shop anew; look that keystring and shared secret are those of your app.`,
  )
}

async function shopOf({ fetch, baseUrl }: Reach, keys: AppKeys, accessToken: string): Promise<number> {
  const headers = { accept: 'application/json', 'x-api-key': apiKey(keys), authorization: `Bearer ${accessToken}` }
  const response = await fetch(`${baseUrl}/v3/application/users/me`, { headers })
  const { data } = Me.safeParse(parsed(await response.text()))
  if (!response.ok || data === undefined) throw new SpokeError('retry', `ask who this is: answered ${response.status}`)
  if (!data.shop_id) throw new SpokeError('seller', 'This Etsy account has no shop. Open one there first, then connect it here.')
  return data.shop_id
}
