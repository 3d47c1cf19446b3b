/** The code that comes with a pattern: to paste into a storefront's message to buyers, or on a page among its files. */
import { randomInt } from 'node:crypto'
import { shopOf, type Tx } from '#database'
import { notFound } from '../refused.ts'

/** Crockford's base 32: no letter that is taken for a digit, and no U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const length = 8

/** @returns the code as it is kept, however it was typed ('abcd efgh', 'ABCD-EFGH', O for 0, I and L for 1); null when it cannot be one. */
export function readCode(typed: string): string | null {
  const plain = typed
    .slice(0, 100)
    .replaceAll(/[^0-9A-Za-z]/g, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
  return plain.length === length && [...plain].every(sign => alphabet.includes(sign)) ? plain : null
}

/** As it is shown: 'ABCD-EFGH'. */
export const codeWords = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`

export interface ClaimCode {
  readonly code: string
  readonly madeAt: Date
  /** Since then it does nothing. */
  readonly leakedAt: Date | null
}

/** Newest first; the first that has not leaked is the one to give away. */
export async function readCodes(tx: Tx, patternId: string): Promise<ClaimCode[]> {
  const rows = await tx
    .selectFrom('claim_code')
    .select(['code', 'made_at', 'leaked_at'])
    .where('shop_id', '=', shopOf(tx))
    .where('pattern_id', '=', patternId)
    .orderBy('made_at', 'desc')
    .orderBy('code')
    .execute()
  return rows.map(({ code, made_at, leaked_at }) => ({ code, madeAt: made_at, leakedAt: leaked_at }))
}

/**
 * Makes a code. Those from before go on working, as they stand in files and messages that buyers have; unless they have leaked.
 *
 * @throws {Refused} when there is no such pattern.
 */
export async function makeCode(tx: Tx, patternId: string, { hasLeaked, now }: { hasLeaked: boolean; now: Date }): Promise<void> {
  const shop = shopOf(tx)
  // Locked, so that two presses at once make one after the other.
  const pattern = await tx
    .selectFrom('pattern')
    .select('pattern_id')
    .where('shop_id', '=', shop)
    .where('pattern_id', '=', patternId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (pattern === undefined) throw notFound('This pattern')
  if (hasLeaked)
    await tx
      .updateTable('claim_code')
      .set({ leaked_at: now })
      .where('shop_id', '=', shop)
      .where('pattern_id', '=', patternId)
      .where('leaked_at', 'is', null)
      .execute()
  await tx.insertInto('claim_code').values({ shop_id: shop, code: newCode(), pattern_id: patternId, made_at: now }).execute()
}

const newCode = () => Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
