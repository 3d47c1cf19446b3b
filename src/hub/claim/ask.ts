import { shopOf, type Tx } from '#database'
import type { Language } from '../buyer-words/language.ts'
import { type Asked, limits } from './limits.ts'

export interface NewClaim extends Asked {
  /** As `numbersOf` gives them. */
  readonly numbers: readonly string[]
  readonly code: string
  readonly email: string
  readonly language: Language
  readonly now: Date
}

/**
 * Keeps what was written on the claim page, and looks at nothing: whatever it is, this is one row. What comes of it is found later, by
 * `settleNextClaim`, and told by mail alone; so neither the answer nor its time says whether an order or a code exists.
 */
export async function askToClaim(tx: Tx, { numbers, code, email, language, askerHash, numberHash, now }: NewClaim): Promise<void> {
  await tx
    .insertInto('claim')
    .values({
      ...{
        shop_id: shopOf(tx),
        numbers: [...numbers],
        code,
        email: email.toLowerCase(),
        language,
        asker_hash: askerHash,
        number_hash: numberHash,
      },
      ...{ asked_at: now, due_at: now, until: new Date(now.getTime() + limits.waitsMs) },
    })
    .execute()
}
