/** Whose buyers' pages an address leads to, and whether they are open to the outside. */
import { type Database, directory, type ShopId, type Tx } from '#database'
import { readShop } from '#hub/shop/read-shop.ts'
import { isDemoOpen } from './demo-gate.ts'
import type { WebDeps } from './deps.ts'
import { peerAddress, type WebContext } from './request.ts'

export interface Place {
  readonly id: ShopId
  readonly slug: string
  readonly name: string
  readonly isDemo: boolean
}

/** Buyers' pages open once the public address has been reached; the demo's open as the demo itself does. */
export function isOffered(
  { config, publicUrl, bound }: Pick<WebDeps, 'config' | 'publicUrl' | 'bound'>,
  c: WebContext,
  { isDemo }: Pick<Place, 'isDemo'>,
): boolean {
  if (publicUrl.isOffered()) return true
  return isDemo && isDemoOpen({ publicUrl: config.publicUrl, bound: bound(), peer: peerAddress(c), headers: c.req.raw.headers })
}

/** @param read what else is wanted of it, in the same transaction. */
export async function shopOfSlug<More>(
  { database }: { readonly database: Database },
  slug: string,
  read: (tx: Tx) => Promise<More>,
): Promise<{ readonly place: Place; readonly more: More } | null> {
  const id = /^[a-z0-9][a-z0-9-]{0,62}$/.test(slug) ? await directory.shopBySlug(database, slug) : null
  if (id === null) return null
  return database.inShop(id, async tx => {
    const { name, isDemo } = await readShop(tx)
    return { place: { id, slug, name, isDemo }, more: await read(tx) }
  })
}
