/** What the seller notes about a person, for herself. */
import { kept, shopOf, sql, type Tx } from '#database'
import { notFound, Refused } from '../refused.ts'

export interface PersonNote {
  readonly id: string
  readonly text: string
  readonly at: Date
}

export const longestNote = 2_000
const mostNotes = 200

/** @throws {Refused} when it is empty or too long, or there are too many. */
export async function writeNote(tx: Tx, customerId: string, { text, by, now }: { text: string; by: string; now: Date }): Promise<string> {
  const tidy = text.trim()
  if (tidy === '') throw new Refused('empty-note', 'Write a few words first.', { field: 'text' })
  if (tidy.length > longestNote)
    throw new Refused('long-note', `A note has at most ${longestNote} characters; this one has ${tidy.length}.`, { field: 'text' })
  const count = (await notesOf(tx, [customerId])).length
  if (count >= mostNotes)
    throw new Refused('too-many', `There are ${mostNotes} notes on this person. Take away old ones first.`, { status: 409 })
  const row = await tx
    .insertInto('person_note')
    .values({ shop_id: shopOf(tx), customer_id: customerId, text: tidy, written_by: by, written_at: now })
    .returning('person_note_id')
    .executeTakeFirstOrThrow()
  return row.person_note_id
}

/** Of these addresses, the newest first. */
export async function notesOf(tx: Tx, customerIds: readonly string[]): Promise<PersonNote[]> {
  const { rows } = await sql<PersonNote>`${kept}
    select person_note_id as id, text, written_at as at from person_note
    where shop_id = ${shopOf(tx)}::uuid and customer_id = any (${[...customerIds]}::uuid[])
    order by written_at desc, person_note_id desc
    limit ${mostNotes}`.execute(tx)
  return rows
}

/** @throws {Refused} when it is not one of these addresses'. */
export async function takeNoteAway(tx: Tx, customerIds: readonly string[], noteId: string): Promise<void> {
  const { rows } = await sql`
    delete from person_note
    where shop_id = ${shopOf(tx)}::uuid and person_note_id = ${noteId}::uuid and customer_id = any (${[...customerIds]}::uuid[])
    returning person_note_id`.execute(tx)
  if (rows.length === 0) throw notFound('This note')
}
