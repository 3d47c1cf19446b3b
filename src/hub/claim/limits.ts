/** What bounds claims and guesses, in one place. */
import { kept, shopOf, sql, type Tx } from '#database'

const [hourMs, dayMs] = [3_600_000, 86_400_000]

export const limits = {
  /** Wrong from one address on the network, and about one order; a right code for an order that is not here counts as wrong. */
  wrong: { perAskerAnHour: 5, perAskerADay: 20, perNumberADay: 10 },
  /** Claims that wait for their order: from one address on the network, and for one mailbox. */
  waiting: 5,
  /** Mails that claims write to one mailbox. */
  mailsAnHour: 3,
  /** How long a claim waits for its order. */
  waitsMs: 14 * dayMs,
  /** How long the link of its mail can be pressed. */
  linkMs: 7 * dayMs,
  /** How often it is looked whether the order is here: in the first hour, and after it. */
  againMs: 60_000,
  laterMs: 600_000,
  /** How long tries are kept. */
  triesMs: 30 * dayMs,
  /** So many wrong ones in a day are told to the seller. */
  toldADay: 20,
} as const

export type Outcome = 'told' | 'hers' | 'taken' | 'wrong-code' | 'no-order' | 'limited'
const wrong: readonly Outcome[] = ['wrong-code', 'no-order']

export interface Asked {
  readonly askerHash: string
  readonly numberHash: string
}

/** Whether it was guessed so often from there, or about that order, that nothing is looked up any more for now. */
export async function isOverLimit(tx: Tx, { askerHash, numberHash }: Asked, now: Date): Promise<boolean> {
  const since = (ms: number) => new Date(now.getTime() - ms)
  const { rows } = await sql<{ hour: number; day: number; number: number }>`
    select count(*) filter (where asker_hash = ${askerHash} and at > ${since(hourMs)})::int as hour,
      count(*) filter (where asker_hash = ${askerHash})::int as day,
      count(*) filter (where number_hash = ${numberHash})::int as number
    from claim_try
    where shop_id = ${shopOf(tx)}::uuid and (asker_hash = ${askerHash} or number_hash = ${numberHash})
      and at > ${since(dayMs)} and outcome = any (${wrong}::text[])`.execute(tx)
  const { hour, day, number } = rows[0]!
  return hour >= limits.wrong.perAskerAnHour || day >= limits.wrong.perAskerADay || number >= limits.wrong.perNumberADay
}

/** Without the address, the number or the code. */
export async function noteTry(tx: Tx, { askerHash, numberHash }: Asked, outcome: Outcome, now: Date): Promise<void> {
  await tx
    .insertInto('claim_try')
    .values({ shop_id: shopOf(tx), at: now, asker_hash: askerHash, number_hash: numberHash, outcome })
    .execute()
}

/** @returns how many were wrong, or refused for being too many, in the day before. */
export async function wrongTries(tx: Tx, now: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`${kept}
    select count(*)::int as count from claim_try
    where shop_id = ${shopOf(tx)}::uuid and at > ${new Date(now.getTime() - dayMs)} and outcome = any (${[...wrong, 'limited']}::text[])`.execute(
    tx,
  )
  return rows[0]!.count
}
