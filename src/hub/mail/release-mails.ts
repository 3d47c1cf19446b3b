import { shopOf, sql, type Tx } from '#database'

/** Why a mail is held back; each sentence is shown, and lets the mail go again when it is no longer so. */
export const holds = {
  'held-everything': 'Everything is held. It leaves when you let go.',
  'no-address':
    'It carries a link, and this machine has not been reached from outside yet. It leaves as soon as it is (Settings says how, or bin/selvage doctor).',
} as const
export type Hold = keyof typeof holds

/** @returns how many wait to be sent again. */
export async function releaseMails(tx: Tx, hold: Hold, now: Date): Promise<number> {
  const { rows } = await sql<{ mail_id: string }>`
    update mail set state = 'waiting', reason = null, next_try_at = ${now}
    where shop_id = ${shopOf(tx)}::uuid and state = 'held' and reason = ${holds[hold]}
    returning mail_id`.execute(tx)
  return rows.length
}
