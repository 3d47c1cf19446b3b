/**
 * The one right state of listings at storefronts that are kept by hand, whatever was pressed, ticked and taken back before: what is wanted is compared
 * with what she last said is there. No storefront is asked, here or later.
 */
import { kept, shopOf, sql, type Tx } from '#database'
import { handRulesOf, pageFor } from '../by-hand/hand-rules.ts'
import type { ListingContent } from '../listing/content.ts'
import { type ContentJson, contentFromJson, contentToJson } from '../listing/content-json.ts'
import { difference, hashOf } from '../listing/difference.ts'
import { projected } from '../listing/plan-listing.ts'
import { observedToJson, type Proof, readStates } from '../listing/read-state.ts'
import type { ShopRules } from '../listing/shop-rules.ts'
import { keepLeft, subjectOf } from './keep-left.ts'

interface Ticked {
  readonly desiredNo: number
  readonly at: Date
  readonly content: ListingContent
}

const keyFor = (desiredNo: number): string => `listing:${desiredNo}`
const subject = subjectOf(keyFor(0))

/** Only for listings that this transaction has locked. Those at other storefronts are left alone. */
export async function settleByHand(
  tx: Tx,
  listingIds: readonly string[],
  { rulesOf, now }: { rulesOf: (spoke: string) => ShopRules | null; now: Date },
): Promise<void> {
  if (listingIds.length === 0) return
  const shop = shopOf(tx)
  const places = await readPlaces(tx, listingIds)
  const ticked = await readTicked(tx, listingIds)
  const rows = (await readStates(tx, { listingIds })).flatMap(state => {
    const place = places.get(state.listingId)
    const rules = place === undefined ? null : rulesOf(place.spoke)
    const hand = handRulesOf(rules)
    if (place === undefined || rules === null || hand === null || state.desired === null) return []
    const there = ticked.get(state.listingId) ?? null
    const wanted = projected(rules, state.desired, now)
    const nothingThere = there === null && !wanted.isPublished
    const isDone = nothingThere || difference(wanted, there?.content ?? null, rules.fields).length === 0
    const page = pageFor(hand, { shop: place.shopPage, listing: there === null ? null : (place.url ?? place.shopPage) })
    return [{ ...state, rules, there, wanted, isDone, nothingThere, page, label: rules.label }]
  })
  await keepLeft(
    tx,
    rows.flatMap(({ listingId, desiredNo, isDone, wanted, there, page, label }) =>
      isDone
        ? []
        : [{ listingId, desiredNo, steps: [{ key: keyFor(desiredNo), says: saysOf(wanted, there, label), url: page, text: null }] }],
    ),
    now,
  )
  const told = rows.map(({ listingId, desiredNo, isDone, nothingThere, there, wanted, rules }) => ({
    listing_id: listingId,
    key: isDone ? null : keyFor(desiredNo),
    content: contentToJson(wanted),
    state: nothingThere ? 'unplanned' : isDone ? 'updated' : 'by-hand',
    remote_id: there === null ? null : `by-hand:${listingId}`,
    observed: there === null ? null : JSON.parse(observedToJson({ content: there.content, extras: null })),
    observed_at: there?.at ?? null,
    proof: there === null ? null : proofOf(there, rules),
    proven_no: isDone && there !== null ? desiredNo : (there?.desiredNo ?? 0),
  }))
  await sql`${kept}
    with told as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(told)}::jsonb) as t (listing_id uuid, key text, content jsonb, state text, remote_id text,
        observed jsonb, observed_at timestamptz, proof jsonb, proven_no int)
    ),
    waiting as (
      update hand_step h set content = coalesce(h.content, t.content)
      from told t where h.shop_id = ${shop}::uuid and h.listing_id = t.listing_id and h.key = t.key
    ),
    over as (
      update hand_step h set superseded_at = ${now}
      from told t where h.shop_id = ${shop}::uuid and h.listing_id = t.listing_id and h.subject = ${subject} and h.key is distinct from t.key
        and h.done_at is null and h.superseded_at is null
    )
    update listing l
    set state = t.state, reason = null, attempts = 0, remote_id = t.remote_id, observed = nullif(t.observed, 'null'::jsonb), observed_mark = null,
      observed_at = t.observed_at, proof = nullif(t.proof, 'null'::jsonb), proven_no = t.proven_no,
      proven_at = t.observed_at
    from told t where l.shop_id = ${shop}::uuid and l.listing_id = t.listing_id`.execute(tx)
}

async function readPlaces(tx: Tx, listingIds: readonly string[]) {
  const { rows } = await sql<{ listing_id: string; spoke: string; shop_page: string; url: string | null }>`${kept}
    select l.listing_id, c.spoke, c.base_url as shop_page, l.url
    from listing l join connection c on c.shop_id = l.shop_id and c.connection_id = l.connection_id
    where l.shop_id = ${shopOf(tx)}::uuid and l.listing_id = any(${listingIds}::uuid[])`.execute(tx)
  return new Map(rows.map(row => [row.listing_id, { spoke: row.spoke, shopPage: row.shop_page, url: row.url }]))
}

/** What she last said is there: of her ticks, that of the latest press. */
async function readTicked(tx: Tx, listingIds: readonly string[]): Promise<Map<string, Ticked>> {
  const { rows } = await sql<{ listing_id: string; desired_no: number; done_at: Date; content: ContentJson }>`${kept}
    select distinct on (listing_id) listing_id, desired_no, done_at, content from hand_step
    where shop_id = ${shopOf(tx)}::uuid and listing_id = any(${listingIds}::uuid[]) and content is not null and done_at is not null
    order by listing_id, desired_no desc`.execute(tx)
  return new Map(rows.map(row => [row.listing_id, { desiredNo: row.desired_no, at: row.done_at, content: contentFromJson(row.content) }]))
}

function saysOf(wanted: ListingContent, there: Ticked | null, label: string): string {
  if (!wanted.isPublished) return `Take it off sale at ${label}`
  if (there === null) return `Put it up at ${label}`
  return there.content.isPublished ? `Bring it up to date at ${label}` : `Put it on sale again at ${label}`
}

/** Her word, told from what was read back by `by`. */
const proofOf = ({ desiredNo, at, content }: Ticked, { fields }: ShopRules): Proof => ({
  at: at.toISOString(),
  by: 'hand',
  desiredNo,
  fields: Object.fromEntries(fields.map(field => [field, hashOf(field, content)])),
  content: contentToJson(content),
  files: content.files.map(({ key, name, sha256 }) => ({ key, name, sha256, by: 'hand' })),
})
