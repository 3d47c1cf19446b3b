import { type Database, directory, type ShopId, sql, type Tx } from '#database'
import type { Scope } from './scopes.ts'
import { hashOfKey, isKey } from './token.ts'

export interface FoundKey {
  readonly id: string
  readonly shop: ShopId
  readonly isDemo: boolean
  readonly scopes: readonly Scope[]
}

/** Writing it at each request would make every look a write. */
const usedEveryMs = 60_000

/** @returns what this key opens now, or why nothing. */
export async function findKey(database: Database, token: string, now: Date): Promise<FoundKey | 'unknown' | 'revoked' | 'expired'> {
  if (!isKey(token)) return 'unknown'
  const hash = hashOfKey(token)
  const shop = await directory.shopOfApiKey(database, hash)
  if (shop === null) return 'unknown'
  return database.inShop(shop, async (tx: Tx) => {
    const { rows } = await sql<{ id: string; is_demo: boolean; scopes: Scope[]; revoked: boolean; expired: boolean; used: Date | null }>`
      select k.api_key_id as id, s.is_demo, k.scopes, k.revoked_at is not null as revoked, coalesce(k.expires_at <= ${now}, false) as expired, k.last_used_at as used
      from api_key k join shop s on s.shop_id = k.shop_id
      where k.shop_id = ${shop}::uuid and k.token_hash = ${hash}`.execute(tx)
    const key = rows[0]
    if (key === undefined) return 'unknown'
    if (key.revoked) return 'revoked'
    if (key.expired) return 'expired'
    if (key.used === null || key.used.getTime() < now.getTime() - usedEveryMs)
      await tx.updateTable('api_key').set({ last_used_at: now }).where('shop_id', '=', shop).where('api_key_id', '=', key.id).execute()
    return { id: key.id, shop, isDemo: key.is_demo, scopes: key.scopes }
  })
}
