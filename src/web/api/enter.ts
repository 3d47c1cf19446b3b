/** Who may enter where: outside of shops, into a shop, and with which key. */
import type { WebDeps } from '../deps.ts'
import { problem } from '../problem.ts'
import type { Visitor, WebContext } from '../request.ts'
import { shopFor, visitorOf } from '../visitor.ts'
import type { OpenCall, ShopCall } from './call.ts'
import type { EndpointName } from './contract.ts'
import type { Opens } from './endpoint.ts'

/** Outside of shops: who may ask. Inside, members may, and in the demo shop whoever the demo gate lets in. */
const outside: Partial<Record<EndpointName, 'anybody' | 'visitor' | 'user'>> = {
  'GET /me': 'anybody',
  'GET /spokes': 'visitor',
  'POST /shops': 'user',
  'POST /demo/remove': 'user',
}

export async function enterOutside(c: WebContext, deps: WebDeps, name: EndpointName, scope: Opens): Promise<OpenCall | Response> {
  const visitor = await visitorOf(c, deps)
  if (visitor.key !== null) return mayKey(visitor, scope) ? { deps, visitor } : wrongScope(c, scope)
  const who = outside[name] ?? 'user'
  if (who === 'user' && visitor.user === null) return signInFirst(c)
  if (who === 'visitor' && visitor.user === null && !visitor.isDemoOpen) return signInFirst(c)
  return { deps, visitor }
}

/** For routes beside the table as well. @returns the refusal when the visitor may not enter. */
export async function enterShop(c: WebContext, deps: WebDeps, scope: Opens): Promise<ShopCall | Response> {
  const visitor = await visitorOf(c, deps)
  const shop = await shopFor(deps.database, visitor, c.req.param('shop') ?? '')
  if (shop === null) return visitor.user === null && visitor.key === null ? signInFirst(c) : notHere(c)
  if (!mayKey(visitor, scope)) return wrongScope(c, scope)
  const origin = c.req.header('origin') ?? deps.config.publicUrl ?? new URL(c.req.url).origin
  return {
    deps,
    visitor,
    shop,
    origin,
    inShop: fn => deps.database.inShop(shop, fn),
    pressedBy: visitor.user?.id ?? (visitor.key === null ? 'demo' : `key:${visitor.key.id}`),
    may: wanted => mayKey(visitor, wanted),
  }
}

const mayKey = ({ key }: Visitor, scope: Opens): boolean =>
  key === null || scope === 'any' || (scope !== 'person' && key.scopes.includes(scope))

const signInFirst = (c: WebContext) =>
  problem(c, 401, 'sign-in', 'You are not signed in. Sign in and try again, or send a key as Authorization: Bearer.')
export const notHere = (c: WebContext) =>
  problem(c, 404, 'not-found', 'This is not here. It may have been removed, or it belongs to another shop.')

const wrongScope = (c: WebContext, scope: Opens) =>
  scope === 'person'
    ? problem(c, 403, 'key-person', 'No key may do this: sign in and do it yourself.')
    : problem(c, 403, 'key-scope', `This key was not made for it. Make one with “${scope}” under Settings, or with bin/selvage key create.`)
