/**
 * Consent at Ravelry's own page (OAuth 2.0), for apps of one's own: a maker lets us write what she bought elsewhere into her library, or the owner of a
 * store lets an app in that Ravelry has put on its list. Tokens last a day; a word that renews them comes only where `offline` was asked for.
 * Not a way to connect a store: reading its sales (patternstore-purchases) is given to no app. Source: the page on OAuth 2.0 of 2026-03-30.
 */
import { type BuyerKeys, type SpokeContext, SpokeError } from '#kit'
import { basic, formBody, parsed } from './client.ts'
import { siteOf } from './records.ts'
import { TokenAnswer } from './wire.ts'

export interface App {
  readonly clientId: string
  readonly clientSecret: string
}

export type Token = BuyerKeys & { readonly expiresAt: Date }

/** Carts and nothing else: all that a maker is asked for. */
export const makerScopes = ['carts-only', 'offline'] as const
/** Of a store, for an app on Ravelry's list. */
export const storeScopes = ['patternstore-read', 'patternstore-write', 'pattern-write', 'patternstore-pdf', 'offline'] as const

type Way = Pick<SpokeContext<unknown>, 'fetch' | 'now' | 'baseUrl'>

/** @param state letters, digits, '-' and '_' only; known again at the answer. @returns the page to send her to. */
export function consentPage(
  { baseUrl }: Pick<Way, 'baseUrl'>,
  { clientId }: Pick<App, 'clientId'>,
  { callbackUrl, state, scopes }: { callbackUrl: string; state: string; scopes: readonly string[] },
): string {
  const url = new URL(`${siteOf({ baseUrl })}/oauth2/auth`)
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: callbackUrl,
    scope: scopes.join(' '),
    state,
  }).toString()
  return url.href
}

/** @throws {SpokeError} 'seller' when she said no, 'bug' when the answer is not what the page sends. */
export function takeToken(way: Way, app: App, { callbackUrl, query }: { callbackUrl: string; query: URLSearchParams }): Promise<Token> {
  const refusal = query.get('error')
  if (refusal === 'access_denied')
    throw new SpokeError('seller', 'Ravelry was told not to let Selvage in. Start again and press “Authorize”.')
  const code = query.get('code')
  if (refusal !== null || !code) throw new SpokeError('bug', 'the consent page sent no code')
  return askToken(way, app, 'take over the keys', { grant_type: 'authorization_code', redirect_uri: callbackUrl, code })
}

/** @throws {SpokeError} 'reconnect' when it is renewed no more. */
export function renewToken(way: Way, app: App, { refreshToken }: Pick<Token, 'refreshToken'>): Promise<Token> {
  if (refreshToken === null) throw new SpokeError('reconnect', 'renew the keys: they were given for a day. She must allow it anew.')
  return askToken(way, app, 'renew the keys', { grant_type: 'refresh_token', refresh_token: refreshToken })
}

/** The app's own keys go in the header alone; in the form Ravelry does not look at them. */
async function askToken(way: Way, { clientId, clientSecret }: App, what: string, form: Readonly<Record<string, string>>): Promise<Token> {
  const headers: Record<string, string> = { accept: 'application/json', authorization: basic(clientId, clientSecret) }
  const askedAt = way.now().getTime()
  const response = await way.fetch(`${siteOf(way)}/oauth2/token`, { method: 'POST', headers, ...formBody(headers, form) })
  const body = parsed(await response.text())
  const { data } = TokenAnswer.safeParse(body)
  if (response.ok && data !== undefined)
    return {
      accessToken: data.access_token,
      refreshToken: data.refresh_token ?? null,
      expiresAt: new Date(askedAt + Math.floor(data.expires_in * 1000)),
    }
  if (response.status === 429 || response.status >= 500 || body === undefined || response.ok)
    throw new SpokeError('retry', `${what}: answered ${response.status}`)
  // RFC 6749, 5.2: the app itself is not known by these, whoever consented.
  if (response.status === 401)
    throw new SpokeError('seller', 'Ravelry does not accept the client ID and the client secret. Copy both anew from your app there.')
  throw new SpokeError('reconnect', `${what}: answered ${response.status}. Ask for her consent anew.`)
}
