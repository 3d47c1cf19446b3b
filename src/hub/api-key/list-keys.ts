import { shopOf, type Tx } from '#database'
import type { Scope } from './scopes.ts'

export interface ApiKey {
  readonly id: string
  readonly name: string
  /** Its first signs; the rest is kept nowhere. */
  readonly prefix: string
  readonly scopes: readonly Scope[]
  readonly createdAt: Date
  readonly expiresAt: Date | null
  readonly revokedAt: Date | null
  /** To the minute. */
  readonly lastUsedAt: Date | null
}

/** Newest first, revoked ones among them. */
export async function listKeys(tx: Tx): Promise<ApiKey[]> {
  const rows = await tx
    .selectFrom('api_key')
    .select(['api_key_id', 'name', 'prefix', 'scopes', 'created_at', 'expires_at', 'revoked_at', 'last_used_at'])
    .where('shop_id', '=', shopOf(tx))
    .orderBy('created_at', 'desc')
    .orderBy('api_key_id', 'desc')
    .execute()
  return rows.map(row => ({
    id: row.api_key_id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes as Scope[],
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  }))
}
