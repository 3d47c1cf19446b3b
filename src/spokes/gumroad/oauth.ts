/** Consent at Gumroad's own page (OAuth 2.0, authorisation code). Its tokens do not run out. Source: config/initializers/doorkeeper.rb; read 2026-11. */
import { type Access, type Authorise, SpokeError } from '#kit'
import { formBody, parsed } from './client.ts'
import { type Settings, settingsSchema } from './settings.ts'
import { Envelope, TokenAnswer } from './wire.ts'

export const home = 'https://api.gumroad.com'
/** People give their consent on another host than programs talk to. */
const consentHost = 'https://gumroad.com'

/** Products can be seen with any of them. */
export const access: Access = {
  read: [{ name: 'view_sales', lets: 'see your sales and be told of new ones' }],
  write: [{ name: 'edit_products', lets: 'add and change your products, their pictures and files' }],
  widen: [
    'Open Settings > Advanced at Gumroad and your application there, and press “Generate access token”. It may do all that your applications may.',
    'Paste it here in place of the old one.',
  ],
}

export const authorise: Authorise<Settings> = {
  isLoopbackAllowed: true,
  isOnlyWay: false,
  needs: ['applicationId', 'applicationSecret'],
  start: ({ baseUrl, callbackUrl, access: kind, given, state }) => {
    const url = new URL(`${baseUrl === home ? consentHost : baseUrl}/oauth/authorize`)
    url.search = new URLSearchParams({
      response_type: 'code',
      client_id: (given.applicationId ?? '').trim(),
      redirect_uri: callbackUrl,
      scope: (kind === 'write' ? [...access.write, ...access.read] : access.read).map(({ name }) => name).join(' '),
      state,
    }).toString()
    return { url: url.href, keep: null }
  },
  stateOf: (_body, query) => query.get('state'),
  finish: async ({ fetch }, { baseUrl, callbackUrl, given, query }) => {
    const refusal = query.get('error')
    if (refusal === 'access_denied')
      throw new SpokeError('seller', 'Gumroad was told not to let Selvage in. Start again and press “Authorize”.')
    const code = query.get('code')
    if (refusal !== null || !code) throw new SpokeError('bug', 'the consent page sent no code')
    const applicationId = (given.applicationId ?? '').trim()
    const applicationSecret = (given.applicationSecret ?? '').trim()
    const headers: Record<string, string> = { accept: 'application/json' }
    const form = {
      grant_type: 'authorization_code',
      code,
      client_id: applicationId,
      client_secret: applicationSecret,
      redirect_uri: callbackUrl,
    }
    const response = await fetch(`${baseUrl}/oauth/token`, { method: 'POST', headers, ...formBody(headers, form) })
    const body = parsed(await response.text())
    const { data } = TokenAnswer.safeParse(body)
    if (response.ok && data !== undefined) return settingsSchema.parse({ applicationId, applicationSecret, accessToken: data.access_token })
    if (response.status === 429 || response.status >= 500 || body === undefined || response.ok)
      throw new SpokeError('retry', `take over the token: answered ${response.status}`)
    const told = Envelope.safeParse(body).data?.error ?? ''
    throw new SpokeError(
      'reconnect',
      `take over the token: answered ${response.status} (${/^[a-z_]{3,40}$/.test(told) ? told : 'no reason'}). Start again; look that application ID and secret are those of your application, and that its redirect URI is the address shown here.`,
    )
  },
}
