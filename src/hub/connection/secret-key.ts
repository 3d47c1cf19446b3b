import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Database, directory } from '#database'
import { keptSecret } from '#database/secret.ts'
import { Refused } from '../refused.ts'

/**
 * The key that seals the shops' keys, in `secret/key` of the home, readable by its owner only. Made once, while nothing is sealed yet.
 *
 * @returns 32 bytes.
 * @throws {Refused} when it is gone while sealed keys exist: a new one would make them worthless without a word. The start stops there.
 */
export async function keptKey(database: Database, home: string): Promise<Buffer> {
  const path = join(home, 'secret', 'key')
  if (!existsSync(path) && (await isAnythingSealed(database)))
    throw new Refused(
      'key-missing',
      `The file ${path} is gone, and the keys of the connected shops can only be opened with it. Put it back from your backup (or copy it from the machine that has it), then start again.`,
    )
  keptSecret(path)
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64url')
  if (key.length !== 32)
    throw new Refused('key-damaged', `The file ${path} is damaged: it should hold 43 characters. Put it back from your backup.`)
  return key
}

async function isAnythingSealed(database: Database): Promise<boolean> {
  for (const shop of await directory.shops(database)) {
    const found = await database.inShop(shop, tx =>
      tx.selectFrom('connection').select('connection_id').where('sealed', 'is not', null).limit(1).executeTakeFirst(),
    )
    if (found !== undefined) return true
  }
  return false
}
