/** The one-time link that makes the owner, and lets her back in when the password is lost. */
import { createHash, randomBytes } from 'node:crypto'
import type { Database } from '#database'
import { inSystem, systemOf } from '#database/system.ts'

const lastsMs = 86_400_000

/** @returns the word of the link; only its hash is kept. */
export async function makeOwnerLink(database: Database, now: Date): Promise<string> {
  const token = randomBytes(24).toString('base64url')
  await inSystem(database, async tx => {
    await tx.deleteFrom('auth.owner_link').where('expires_at', '<', now).execute()
    await tx
      .insertInto('auth.owner_link')
      .values({ token_hash: hashOf(token), expires_at: new Date(now.getTime() + lastsMs) })
      .execute()
  })
  return token
}

export async function isOwnerLinkGood(database: Database, token: string, now: Date): Promise<boolean> {
  const found = await systemOf(database)
    .selectFrom('auth.owner_link')
    .select('token_hash')
    .where('token_hash', '=', hashOf(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return found !== undefined
}

/** Marks it used, and every other as well: once there is an owner, an older link lying about is a key to her hub. @returns false when it was no good. */
export function spendOwnerLink(database: Database, token: string, now: Date): Promise<boolean> {
  return inSystem(database, async tx => {
    const used = await tx
      .updateTable('auth.owner_link')
      .set({ used_at: now })
      .where('token_hash', '=', hashOf(token))
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .returning('token_hash')
      .executeTakeFirst()
    if (used === undefined) return false
    await tx.updateTable('auth.owner_link').set({ used_at: now }).where('used_at', 'is', null).execute()
    return true
  })
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')
