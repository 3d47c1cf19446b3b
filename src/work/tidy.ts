import { join } from 'node:path'
import { sql, type Tx } from '#database'
import { forgetCheckouts } from '#hub/checkout/forget-checkouts.ts'
import { forgetClaims } from '#hub/claim/forget-claims.ts'
import { forgetAddressAsks } from '#hub/customer/address.ts'
import { settleRefunds } from '#hub/entitlement/refund-rule.ts'
import { forgetUploads } from '#hub/file/upload.ts'
import { forgetShown } from '#hub/grid/batches.ts'
import { dropOldLinks } from '#hub/library/links.ts'
import { forgetSignInAsks } from '#hub/library/sign-in.ts'
import { keptMs as answersKeptMs, forgetAnswers } from '#hub/repeat/answers.ts'
import { dropSalesFiles } from '#hub/sales-file/bring.ts'
import type { JobPayload, WorkDeps } from './deps.ts'

const dayMs = 86_400_000
/** Raw messages hold buyers' addresses; once the sale is an order they serve the seller's looking-up only, for a month. */
const keptMs = 30 * dayMs
/** An upload that was cut may be gone on with for so long; one that is whole is a file by then, whether a version uses it or not. */
const uploadMs = 7 * dayMs
/** A spreadsheet that was looked at and not applied: by then the patterns have moved on. */
const shownMs = 7 * dayMs

/**
 * Ends what a refund takes back by now, and takes away what has served: old messages, delivered events, links that have run out, uploads that were given up. What could not be read stays
 * until it is; so does a message that nobody has read yet and in which alone a sale is told, as while its shop is paused.
 */
export async function tidy({ database, now, config, spokes, blobs }: WorkDeps, { shop }: JobPayload): Promise<void> {
  const before = new Date(now().getTime() - keptMs)
  const telling = [...spokes.values()].flatMap(({ id, salesInHook }) => (salesInHook === null ? [] : [id]))
  await database.inShop(shop, async (tx: Tx) => {
    await sql`delete from inbox i where shop_id = ${shop}::uuid and state <> 'unreadable' and received_at < ${before}
      and not (source = 'privacy' and state = 'kept')
      and not (source = 'hook' and state = 'kept' and exists (
        select from connection c
        where c.shop_id = i.shop_id and c.connection_id = i.connection_id and c.removed_at is null and c.spoke = any (${telling}::text[])))`.execute(
      tx,
    )
    await sql`delete from event where shop_id = ${shop}::uuid and delivered_at < ${before}`.execute(tx)
    await dropOldLinks(tx, now())
    await forgetClaims(tx, now())
    await forgetSignInAsks(tx, now())
    await forgetAddressAsks(tx, now())
    await forgetCheckouts(tx, now())
    await settleRefunds(tx, now())
    await forgetShown(tx, new Date(now().getTime() - shownMs))
    await forgetAnswers(tx, new Date(now().getTime() - answersKeptMs))
  })
  await dropSalesFiles({ database, blobs }, shop, { before: new Date(now().getTime() - uploadMs) })
  await forgetUploads({ database, folder: join(config.home, 'uploads') }, shop, new Date(now().getTime() - uploadMs))
}
