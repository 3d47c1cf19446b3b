import { randomBytes } from 'node:crypto'
import { shopOf, type Tx } from '#database'
import { Refused } from '../refused.ts'
import { readShop } from '../shop/read-shop.ts'
import { type ApiKey, listKeys } from './list-keys.ts'
import type { Scope } from './scopes.ts'
import { hashOfKey } from './token.ts'

export interface NewKey {
  readonly name: string
  readonly scopes: readonly Scope[]
  /** Null: until it is revoked. */
  readonly expiresAt: Date | null
  /** A user's id, 'demo', or 'shell'. */
  readonly madeBy: string
  readonly now: Date
}

/** More are no help: nobody knows any more which program has which. */
export const mostKeys = 50
const longestName = 100

/**
 * Makes a key for another program.
 *
 * @returns the key itself, which is kept nowhere, and what is kept of it.
 * @throws {Refused}
 */
export async function makeKey(tx: Tx, { name, scopes, expiresAt, madeBy, now }: NewKey): Promise<{ token: string; key: ApiKey }> {
  // The shop's row, so that two made at once are counted one after the other; and a shop that is not there is refused.
  await tx.selectFrom('shop').select('shop_id').where('shop_id', '=', shopOf(tx)).forUpdate().execute()
  await readShop(tx)
  const given = name.trim()
  if (given === '' || given.length > longestName)
    throw new Refused('key-name', `Give the key a name of at most ${longestName} letters: the program that will have it.`, {
      field: 'name',
    })
  if (scopes.length === 0) throw new Refused('key-scopes', 'Choose at least one thing that the key may do.', { field: 'scopes' })
  if (expiresAt !== null && expiresAt <= now)
    throw new Refused('key-expired', 'This day has passed. Choose a later one, or none.', { field: 'expiresAt' })
  const kept = await listKeys(tx)
  if (kept.filter(({ revokedAt }) => revokedAt === null).length >= mostKeys)
    throw new Refused('too-many-keys', `There are ${mostKeys} keys already. Revoke one that is not needed any more.`, { status: 409 })
  const prefix = `selvage_${randomBytes(4).toString('hex')}`
  const token = `${prefix}_${randomBytes(32).toString('base64url')}`
  const { api_key_id: id } = await tx
    .insertInto('api_key')
    .values({
      shop_id: shopOf(tx),
      name: given,
      prefix,
      token_hash: hashOfKey(token),
      scopes: [...new Set(scopes)],
      made_by: madeBy,
      created_at: now,
      expires_at: expiresAt,
    })
    .returning('api_key_id')
    .executeTakeFirstOrThrow()
  return { token, key: (await listKeys(tx)).find(key => key.id === id)! }
}
