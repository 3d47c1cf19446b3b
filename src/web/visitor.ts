import { asShop, type Database, directory, type ShopId } from '#database'
import { isDemoOpen } from './demo-gate.ts'
import type { WebDeps } from './deps.ts'
import { peerAddress, type Visitor, type WebContext } from './request.ts'

/** Who asks; looked up once a request. */
export function visitorOf(c: WebContext, { accounts, config, bound }: Pick<WebDeps, 'accounts' | 'config' | 'bound'>): Promise<Visitor> {
  const known = c.get('visitor')
  if (known !== undefined) return known
  const isOpen = isDemoOpenFor(c, { config, bound })
  const visitor = accounts.userOf(c.req.raw.headers).then(user => ({ user, isDemoOpen: isOpen, key: null }))
  c.set('visitor', visitor)
  return visitor
}

export const isDemoOpenFor = (c: WebContext, { config, bound }: Pick<WebDeps, 'config' | 'bound'>): boolean =>
  isDemoOpen({ publicUrl: config.publicUrl, bound: bound(), peer: peerAddress(c), headers: c.req.raw.headers })

/** The shops that this visitor may enter, her own first. */
export async function shopsOf(database: Database, { user, isDemoOpen, key }: Visitor): Promise<ShopId[]> {
  if (key !== null) return [key.shop]
  const own = user === null ? [] : await directory.shopsOfUser(database, user.id)
  const demo = isDemoOpen ? await directory.demoShop(database) : null
  return demo === null || own.includes(demo) ? own : [...own, demo]
}

/** @returns null when it is no shop's id, or not one of hers. */
export async function shopFor(database: Database, visitor: Visitor, text: string): Promise<ShopId | null> {
  let shop: ShopId
  try {
    shop = asShop(text)
  } catch {
    return null
  }
  return (await shopsOf(database, visitor)).includes(shop) ? shop : null
}
