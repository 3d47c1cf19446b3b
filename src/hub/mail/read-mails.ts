import { shopOf, sql, type Tx } from '#database'
import { leaveEvent } from '../event/leave-event.ts'
import { type Paged, pageAfter, pageOf } from '../page.ts'
import { notFound, Refused } from '../refused.ts'
import { linkMark, type MailKind } from './write-mail.ts'

export interface MailSummary {
  readonly id: string
  readonly kind: MailKind
  readonly to: string
  readonly subject: string
  readonly state: 'waiting' | 'held' | 'sending' | 'sent' | 'logged' | 'failed' | 'unwanted'
  readonly reason: string | null
  readonly createdAt: Date
  readonly sentAt: Date | null
}

/** Newest first. `search`: part of the address or the subject. */
export async function listMails(
  tx: Tx,
  { search, cursor, limit }: { search?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<Paged<MailSummary>> {
  const after = pageAfter(cursor)
  const like =
    search === undefined || search.trim() === ''
      ? null
      : `%${search
          .trim()
          .toLowerCase()
          .replaceAll(/[\\%_]/g, '\\$&')}%`
  const { rows } = await sql<Row>`
    select mail_id, kind, to_address, subject, state, reason, created_at, sent_at from mail
    where shop_id = ${shopOf(tx)}::uuid and mail_id = any (array(
      select mail_id from mail
      where shop_id = ${shopOf(tx)}::uuid and (${like}::text is null or sought like ${like})
        and (${after?.at ?? null}::timestamptz is null or (created_at, mail_id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
      order by created_at desc, mail_id desc
      limit ${limit + 1}))
    order by created_at desc, mail_id desc`.execute(tx)
  return pageOf(rows.map(toSummary), limit, mail => ({ at: mail.createdAt, id: mail.id }))
}

/** A mail whole. Where it left by mail, the buyer's own link is not shown: it opens her library. */
export async function readMail(tx: Tx, mailId: string): Promise<MailSummary & { readonly text: string; readonly html: string }> {
  const row = await tx.selectFrom('mail').selectAll().where('shop_id', '=', shopOf(tx)).where('mail_id', '=', mailId).executeTakeFirst()
  if (row === undefined) throw notFound('This mail')
  return {
    ...toSummary(row),
    text: row.body_text.replaceAll(linkMark, '(the buyer’s own link)'),
    html: row.body_html.replaceAll(linkMark, '#'),
  }
}

/** Sends a failed or held mail again, as she asks. @throws {Refused} when it is under way or has been sent. */
export async function retryMail(tx: Tx, mailId: string, now: Date): Promise<void> {
  const { state } = await readMail(tx, mailId)
  if (state !== 'failed' && state !== 'held' && state !== 'waiting')
    throw new Refused('not-failed', state === 'sending' ? 'This mail is on its way now.' : 'This mail has been sent already.', {
      status: 409,
    })
  await tx
    .updateTable('mail')
    .set({ state: 'waiting', reason: null, attempts: 0, next_try_at: now })
    .where('shop_id', '=', shopOf(tx))
    .where('mail_id', '=', mailId)
    .execute()
  await leaveEvent(tx, 'mail.waiting', { mail: mailId })
}

type Row = {
  mail_id: string
  kind: MailKind
  to_address: string
  subject: string
  state: MailSummary['state']
  reason: string | null
  created_at: Date
  sent_at: Date | null
}

const toSummary = (row: Row): MailSummary => ({
  id: row.mail_id,
  kind: row.kind,
  to: row.to_address,
  subject: row.subject,
  state: row.state,
  reason: row.reason,
  createdAt: row.created_at,
  sentAt: row.sent_at,
})
