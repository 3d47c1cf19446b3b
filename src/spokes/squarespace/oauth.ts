/** Consent at Squarespace's own page (OAuth 2.0), and tokens that last half an hour and are renewed by a word that serves once. */
import { type Authorise, type SpokeContext, SpokeError, type Tokens } from '#kit'
import { parsed, serverTime, userAgent } from './client.ts'
import { type Settings, settingsSchema } from './settings.ts'
import { TokenAnswer } from './wire.ts'

export const home = 'https://api.squarespace.com'
/** People give their consent, and words are turned into tokens, on another host. */
const loginHost = 'https://login.squarespace.com'
const providerPath = '/api/1/login/oauth/provider'
const hostOf = (baseUrl: string): string => (baseUrl === home ? loginHost : baseUrl)

export const scopes = ['website.orders.read', 'website.products.read'] as const

export const tokens: Tokens<Settings> = {
  expireAt: ({ apiKey, expiresAt }) => (apiKey === '' ? new Date(expiresAt) : null),
  renew: async ctx => {
    const { settings } = ctx
    return { ...settings, ...(await askToken(ctx, settings, { grant_type: 'refresh_token', refresh_token: settings.refreshToken })) }
  },
}

export const authorise: Authorise<Settings> = {
  isLoopbackAllowed: false,
  isOnlyWay: false,
  needs: ['clientId', 'clientSecret'],
  start: ({ baseUrl, callbackUrl, given, state }) => {
    const url = new URL(`${hostOf(baseUrl)}${providerPath}/authorize`)
    url.search = new URLSearchParams({
      client_id: (given.clientId ?? '').trim(),
      redirect_uri: callbackUrl,
      scope: scopes.join(','),
      state,
      // Without it no word to renew by is given.
      access_type: 'offline',
    }).toString()
    return { url: url.href, keep: null }
  },
  stateOf: (_body, query) => query.get('state'),
  finish: async (ctx, { baseUrl, callbackUrl, given, query }) => {
    const refusal = query.get('error')
    if (refusal === 'access_denied')
      throw new SpokeError('seller', 'Squarespace was told not to let Selvage in. Start again and press “Allow”.')
    const code = query.get('code')
    if (refusal !== null || !code) throw new SpokeError('bug', 'the consent page sent no code')
    const app = { clientId: (given.clientId ?? '').trim(), clientSecret: (given.clientSecret ?? '').trim() }
    const got = await askToken({ ...ctx, baseUrl }, app, { grant_type: 'authorization_code', code, redirect_uri: callbackUrl })
    return settingsSchema.parse({ ...app, ...got })
  },
}

/** @throws {SpokeError} 'reconnect' when Squarespace gives none: the word was used, is too old, or belongs to another app. */
async function askToken(
  { fetch, now, baseUrl }: Pick<SpokeContext<unknown>, 'fetch' | 'now' | 'baseUrl'>,
  { clientId, clientSecret }: Pick<Settings, 'clientId' | 'clientSecret'>,
  body: Readonly<Record<string, string>>,
): Promise<Pick<Settings, 'accessToken' | 'refreshToken' | 'expiresAt'>> {
  const askedAt = now().getTime()
  const response = await fetch(`${hostOf(baseUrl)}${providerPath}/tokens`, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      'user-agent': userAgent,
    },
    body: JSON.stringify(body),
    timeoutMs: 30_000,
    maxBytes: 1024 * 1024,
  })
  const answer = parsed(await response.text())
  const what = body.grant_type === 'refresh_token' ? 'renew the keys' : 'take over the keys'
  const { data } = TokenAnswer.safeParse(answer)
  if (response.ok && data !== undefined) {
    // Told by its own clock, which need not be ours.
    const lifeMs = data.access_token_expires_at * 1000 - serverTime({ now }, response.headers).getTime()
    return { accessToken: data.access_token, refreshToken: data.refresh_token, expiresAt: askedAt + Math.max(0, Math.floor(lifeMs)) }
  }
  const said = `${what}: answered ${response.status}`
  if (response.status === 429 || response.status >= 500 || answer === undefined || response.ok) throw new SpokeError('retry', said)
  throw new SpokeError('reconnect', `${said}. Connect the shop anew; look that client ID and secret are those of your app.`)
}
