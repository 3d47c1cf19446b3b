/** What a proven change leaves for her hands: kept once by its key, and gone by itself when something newer of the same subject takes its place. */
import { kept, shopOf, sql, type Tx } from '#database'
import type { HandStep } from '../listing/shop-rules.ts'

export interface Left {
  readonly listingId: string
  readonly desiredNo: number
  readonly steps: readonly HandStep[]
}

/** 'tell-buyers:1.1' is about 'tell-buyers'; a key without a colon is its own subject. */
export const subjectOf = (key: string): string => key.split(':')[0] || key

/**
 * May run any number of times. What is done stays done; what gave way and is the newest again (a version that was taken back) waits anew.
 * What this change says nothing of is left alone.
 */
export async function keepLeft(tx: Tx, left: readonly Left[], now: Date): Promise<void> {
  const rows = left.flatMap(({ listingId, desiredNo, steps }) =>
    steps.map(({ key, says, url, text }) => ({
      listing_id: listingId,
      desired_no: desiredNo,
      key,
      subject: subjectOf(key),
      says,
      url,
      body: text,
    })),
  )
  if (rows.length === 0) return
  const shop = shopOf(tx)
  await sql`${kept}
    with newest as materialized (
      select distinct on (listing_id, key) * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as n (listing_id uuid, desired_no int, key text, subject text, says text, url text, body text)
      order by listing_id, key
    ),
    old as (
      update hand_step h set superseded_at = ${now}
      where h.shop_id = ${shop}::uuid and h.done_at is null and h.superseded_at is null
        and exists (select from newest n where n.listing_id = h.listing_id and n.subject = h.subject)
        and not exists (select from newest n where n.listing_id = h.listing_id and n.key = h.key)
    )
    insert into hand_step as h (shop_id, listing_id, subject, key, says, url, body, desired_no, made_at)
    select ${shop}::uuid, listing_id, subject, key, says, url, body, desired_no, ${now}::timestamptz from newest
    on conflict (shop_id, listing_id, key) do update
      set superseded_at = null, says = excluded.says, url = excluded.url, body = excluded.body
      where h.done_at is null`.execute(tx)
}
