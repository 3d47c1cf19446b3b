import { shopOf, type Tx } from '#database'
import type { FileFacts } from './check-file.ts'

export interface CheckedBlob {
  readonly sha256: string
  readonly sizeBytes: number
  readonly mediaType: string
  readonly facts: FileFacts
}

/** Says what a stored file is. Its bytes are in the store already; said twice, it is the same. */
export async function keepBlob(tx: Tx, { sha256, sizeBytes, mediaType, facts }: CheckedBlob): Promise<void> {
  await tx
    .insertInto('blob')
    .values({ shop_id: shopOf(tx), sha256, size_bytes: sizeBytes, media_type: mediaType, facts: JSON.stringify(facts) })
    .onConflict(conflict => conflict.columns(['shop_id', 'sha256']).doNothing())
    .execute()
}
