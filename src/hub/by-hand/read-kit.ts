/** The kit of a listing that is kept by hand, as it is wanted now or as a thing to do asks for it. */
import { shopOf, sql, type Tx } from '#database'
import { type ContentJson, contentFromJson } from '../listing/content-json.ts'
import type { ShopRules } from '../listing/shop-rules.ts'
import { notFound, Refused } from '../refused.ts'
import { handRulesOf, pageFor } from './hand-rules.ts'
import { type Kit, makeKit } from './make-kit.ts'

export interface ReadKit extends Kit {
  /** When it was pressed: the same press makes the same kit. */
  readonly at: Date
  readonly sizeOf: (sha256: string) => number
}

/** @throws {Refused} when there is no such thing to do, or nothing there is kept by hand. */
export async function readKit(
  tx: Tx,
  { listingId, handStepId }: { listingId: string; handStepId: string | null },
  { rulesOf }: { rulesOf: (spoke: string) => ShopRules | null },
): Promise<ReadKit> {
  const { rows } = await sql<{
    spoke: string
    shop_page: string
    url: string | null
    is_there: boolean
    content: ContentJson | null
    made_at: Date
  }>`
    select c.spoke, c.base_url as shop_page, l.url, l.remote_id is not null as is_there, h.content, h.made_at
    from listing l
    join connection c on c.shop_id = l.shop_id and c.connection_id = l.connection_id
    left join lateral (
      select content, made_at from hand_step h
      where h.shop_id = l.shop_id and h.listing_id = l.listing_id and h.content is not null
        and (${handStepId}::uuid is null or h.hand_step_id = ${handStepId}::uuid)
      order by h.desired_no desc limit 1) h on true
    where l.shop_id = ${shopOf(tx)}::uuid and l.listing_id = ${listingId}::uuid and c.removed_at is null`.execute(tx)
  const row = rows[0]
  if (row === undefined) throw notFound('This listing')
  const rules = rulesOf(row.spoke)
  const hand = handRulesOf(rules)
  if (rules === null || hand === null)
    throw new Refused('not-by-hand', 'Listings there are made by requests, so there is no kit for them.', { status: 409 })
  if (row.content === null)
    throw new Refused('nothing-wanted', 'Nothing is to be put there yet. Publish the pattern first.', { status: 409 })
  const content = contentFromJson(row.content)
  const shas = [...content.files, ...content.images].map(({ sha256 }) => sha256)
  const { rows: blobs } = await sql<{ sha256: string; media_type: string; size_bytes: bigint }>`
    select sha256, media_type, size_bytes from blob where shop_id = ${shopOf(tx)}::uuid and sha256 = any(${shas}::text[])`.execute(tx)
  const known = new Map(blobs.map(blob => [blob.sha256, blob]))
  const page = pageFor(hand, { shop: row.shop_page, listing: row.is_there ? (row.url ?? row.shop_page) : null })
  const mediaTypeOf = (sha256: string) => known.get(sha256)?.media_type ?? ''
  return {
    ...makeKit({ label: rules.label, hand, limits: rules.limits, content, page, mediaTypeOf }),
    at: row.made_at,
    sizeOf: sha256 => Number(known.get(sha256)?.size_bytes ?? 0n),
  }
}
