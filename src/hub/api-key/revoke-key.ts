import { shopOf, type Tx } from '#database'
import { notFound } from '../refused.ts'
import { type ApiKey, listKeys } from './list-keys.ts'

/** From now on it opens nothing; twice is once. @param which its id, or its first signs. @throws {Refused} when there is none. */
export async function revokeKey(tx: Tx, which: string, now: Date): Promise<ApiKey> {
  const found = (await listKeys(tx)).find(({ id, prefix }) => id === which || prefix === which)
  if (found === undefined) throw notFound('This key')
  if (found.revokedAt !== null) return found
  await tx.updateTable('api_key').set({ revoked_at: now }).where('shop_id', '=', shopOf(tx)).where('api_key_id', '=', found.id).execute()
  return { ...found, revokedAt: now }
}
