/** Messages that tell sales by themselves: they wait until they are read, and are then done or kept aside with the reason. */
import { shopOf, sql, type Tx } from '#database'

export interface WaitingMessage {
  readonly id: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly receivedAt: Date
}

/** Those that wait, the oldest first; one at least, however long it is. */
export async function waitingMessages(
  tx: Tx,
  connectionId: string,
  { most, mostBytes }: { most: number; mostBytes: number },
): Promise<WaitingMessage[]> {
  const { rows } = await sql<WaitingMessage>`
    select inbox_id as id, headers, body, received_at as "receivedAt"
    from (
      select w.*, sum(octet_length(body)) over (order by received_at, inbox_id) - octet_length(body) as before
      from (
        select inbox_id, headers, body, received_at from inbox
        where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and source = 'hook' and state = 'kept'
        order by received_at, inbox_id
        limit ${most}
      ) w
    ) w
    where before = 0 or before < ${mostBytes}
    order by received_at, inbox_id`.execute(tx)
  return rows
}

/** A message that could not be read, or not wholly. */
export interface SetAside {
  readonly id: string
  /** Of the sale that it is about, where that could be told. */
  readonly remoteId: string | null
  readonly reason: string
}

/** What was read is done; what could not be stays as it came, and is shown with the reason until it is read again. */
export async function settleMessages(
  tx: Tx,
  { done, aside }: { readonly done: readonly string[]; readonly aside: readonly SetAside[] },
): Promise<void> {
  const rows = [
    ...done.map(id => ({ id, remote_id: null, reason: null })),
    ...aside.map(({ id, remoteId, reason }) => ({ id, remote_id: remoteId, reason })),
  ]
  await sql`
    update inbox i
    set state = case when x.reason is null then 'done' else 'unreadable' end, reason = x.reason, remote_id = coalesce(x.remote_id, i.remote_id)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x (id uuid, remote_id text, reason text)
    where i.shop_id = ${shopOf(tx)}::uuid and i.inbox_id = x.id and i.source = 'hook'`.execute(tx)
}
