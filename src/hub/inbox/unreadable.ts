/** What came in and could not be read: kept as it came, shown with its reason, and settled when it is read at last. */
import { createHash } from 'node:crypto'
import { type Expression, shopOf, sql, type Tx } from '#database'

export interface UnreadableItem {
  readonly connectionId: string
  readonly remoteId: string | null
  readonly raw: string
  readonly reason: string
  readonly now: Date
  /** The place in the feed at which it was met, so that it can be read again from there. */
  readonly cursor?: unknown
}

/** The same bytes again are the same item, met once more; another text of the same sale takes the place of the earlier one. */
export async function keepUnreadable(tx: Tx, { connectionId, remoteId, raw, reason, now, cursor }: UnreadableItem): Promise<void> {
  const shop = shopOf(tx)
  const body = Buffer.from(raw.slice(0, largestText), 'utf8')
  const key = createHash('sha256')
    .update(`${remoteId ?? ''}\n`)
    .update(body)
    .digest('hex')
  if (remoteId !== null)
    await sql`
      update inbox set state = 'done', reason = 'A later reading of the same sale took its place.'
      where shop_id = ${shop}::uuid and connection_id = ${connectionId}::uuid and source = 'poll' and state = 'unreadable'
        and remote_id = ${remoteId} and content_key <> ${key}`.execute(tx)
  await sql`
    insert into inbox as i (shop_id, connection_id, source, content_key, remote_id, headers, body, state, reason, received_at)
    values (${shop}::uuid, ${connectionId}::uuid, 'poll', ${key}, ${remoteId},
      ${JSON.stringify(cursor === undefined ? {} : { cursor })}::jsonb, ${body}, 'unreadable', ${reason}, ${now})
    on conflict (shop_id, connection_id, source, content_key) do update
      set times = i.times + 1, state = 'unreadable', reason = excluded.reason, headers = excluded.headers`.execute(tx)
}

const largestText = 1024 * 1024

/** These sales have been read now: a part of the statement that reads them, as `with settled as (…)`. */
export const settlesUnreadable = (tx: Tx, connectionId: string, remoteIds: readonly string[]): Expression<unknown> => sql`
  update inbox set state = 'done', reason = null
  where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and source = 'poll' and state = 'unreadable'
    and remote_id = any (${remoteIds}::text[])`
