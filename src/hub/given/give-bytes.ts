/** The ledger of bytes: a row for each file that went to somebody, only ever added to, chained by hashes (sql/0032, `chain.ts`). */
import { kept, shopOf, sql, type Tx } from '#database'

/**
 * How it went: fetched from her library here; handed on to a storefront that fetched it for a buyer of its own; with a sale, by a storefront that was
 * proven to hold it then; into the library that she has at a platform.
 */
export const givenKinds = ['fetched', 'handed-on', 'sold-with', 'sent-there'] as const
export type GivenKind = (typeof givenKinds)[number]

export interface Given {
  readonly kind: GivenKind
  readonly customerId: string | null
  readonly connectionId: string | null
  /** null where it is not known, or was not of one order. */
  readonly orderId: string | null
  readonly patternId: string
  readonly versionId: string | null
  readonly fileKey: string
  readonly sha256: string
  readonly at: Date
}

/**
 * Adds them in this order, in one statement; what a sale or a put gave is written once, however often it is told. Holds the end of the shop's chain
 * until the transaction ends, so it comes last in one that does more.
 *
 * @returns how many are new.
 */
export async function giveBytes(tx: Tx, given: readonly Given[]): Promise<number> {
  const rows = given.map(one => ({
    ...{ kind: one.kind, customer: one.customerId, connection: one.connectionId, order: one.orderId, pattern: one.patternId },
    ...{ version: one.versionId, file: one.fileKey, sha256: one.sha256, at: one.at },
  }))
  const { rows: told } = await sql<{ added: bigint }>`${kept}
    select give_bytes(${shopOf(tx)}::uuid, ${JSON.stringify(rows)}::jsonb) as added`.execute(tx)
  return Number(told[0]!.added)
}
