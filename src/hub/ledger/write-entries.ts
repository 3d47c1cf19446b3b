import { kept, shopOf, sql, type Tx } from '#database'
import type { Entry } from './post-sale.ts'

/** Writes accounts, journal and postings in one statement. @returns how many entries are new; a cause that was posted before is passed over. */
export async function writeEntries(tx: Tx, entries: readonly Entry[]): Promise<number> {
  if (entries.length === 0) return 0
  const shop = shopOf(tx)
  const accounts = [...new Set(entries.flatMap(({ postings }) => postings.flatMap(({ from, to }) => [from, to])))].sort()
  const { rows } = await sql<{ count: bigint }>`${kept}
    with named as (
      insert into account (shop_id, account)
      select ${shop}::uuid, name from unnest(${accounts}::text[]) as name order by name
      on conflict do nothing
    ),
    entry as (
      select
        case when e.again is not null and exists (select from journal j where j.shop_id = ${shop}::uuid and j.cause = e.cause)
          then e.again else e.cause end as cause,
        e.at,
        (select j.journal_id from journal j where j.shop_id = ${shop}::uuid and j.cause = e.reverses) as reverses,
        e.postings
      from jsonb_to_recordset(${asJson(entries)}::jsonb) as e (cause text, again text, reverses text, at timestamptz, postings jsonb)
    ),
    written as (
      insert into journal (shop_id, cause, happened_at, reverses)
      select ${shop}::uuid, cause, at, reverses from entry order by cause
      on conflict (shop_id, cause) do nothing
      returning journal_id, cause
    ),
    posted as (
      insert into posting (shop_id, journal_id, line, from_account, to_account, amount_minor, currency)
      select ${shop}::uuid, w.journal_id, p.line, p."from", p."to", p.amount, p.currency
      from written w
      join entry e on e.cause = w.cause
      cross join jsonb_to_recordset(e.postings) as p (line smallint, "from" text, "to" text, amount bigint, currency text)
    )
    select count(*) as count from written`.execute(tx)
  return Number(rows[0]?.count ?? 0n)
}

const asJson = (entries: readonly Entry[]): string =>
  JSON.stringify(
    entries.map(({ cause, causeAgain, reversesCause, happenedAt, postings }) => ({
      cause,
      again: causeAgain,
      reverses: reversesCause,
      at: happenedAt,
      postings: postings.map(({ from, to, amount, currency }, line) => ({ line, from, to, amount: amount.toString(), currency })),
    })),
  )
