/** A knitter's own Ravelry library, as the kit knows it: her consent, and what she bought elsewhere put in. */
import { type BuyerLibrary, SpokeError } from '#kit'
import { putIntoLibrary } from './external-checkout.ts'
import { type App, consentPage, makerScopes, renewToken, takeToken } from './oauth.ts'
import type { Settings } from './settings.ts'

export const buyerLibrary: BuyerLibrary<Settings> = {
  isOn: ({ clientId, clientSecret }) => clientId !== undefined && clientSecret !== undefined,
  steps: [
    'Open ravelry.com/pro/developer and make an app of the kind “OAuth 2.0”. Register the address that is shown here as its redirect URL, to the letter.',
    'Write to api@ravelry.com and ask for carts and external checkout to be enabled for that app. Ravelry does so on request only.',
    'Renew the keys of this shop under Details, and give the client ID and the client secret of the app with them.',
  ],
  notEnabled:
    'Ravelry has not enabled carts for your app. Write to api@ravelry.com and ask for them; what waits here goes in by itself once it has.',
  isLoopbackAllowed: true,
  consentPage: ({ baseUrl, settings }, { callbackUrl, state }) =>
    consentPage({ baseUrl }, appOf(settings), { callbackUrl, state, scopes: makerScopes }),
  finishConsent: async (way, answer) => takeToken(way, appOf(way.settings), answer),
  renew: async (way, keys) => renewToken(way, appOf(way.settings), keys),
  put: (ctx, { accessToken }, sale) => putIntoLibrary(ctx, accessToken, sale),
}

function appOf({ clientId, clientSecret }: Settings): App {
  if (clientId === undefined || clientSecret === undefined)
    throw new SpokeError(
      'seller',
      'Ravelry asks for the client ID and the client secret of your app. Give both with the keys of this shop.',
    )
  return { clientId, clientSecret }
}
