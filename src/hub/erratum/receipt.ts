/** The receipt of a correction: who holds the corrected version now, who was told, who could not be reached and what to do. Its counts add up. */
import { shopOf, sql, type Tx } from '#database'
import { Refused } from '../refused.ts'
import { count } from '../words.ts'
import { handKey } from './deliver-erratum.ts'
import { type Erratum, readErratum, stateOf } from './erratum.ts'
import { holders, type RulesWorld, readPlaces } from './owners.ts'
import { ruleOf } from './preview-erratum.ts'
import { type Bucket, buckets, bucketWords, ownersWords, toDo, whyWords } from './reasons.ts'
import type { Reason, Route } from './route-for.ts'

export interface ReceiptLine {
  readonly bucket: Bucket
  readonly why: Reason
  readonly whySays: string
  /** null: nothing is missing. */
  readonly toDo: string | null
  readonly owners: number
}

export interface Receipt {
  readonly state: 'draft' | 'waiting' | 'out'
  readonly leavesAt: Date | null
  readonly leftAt: Date | null
  readonly sentence: string
  /** The sum of `counts`, and of the lines. */
  readonly owners: number
  readonly counts: Readonly<Record<Bucket, number>>
  readonly lines: readonly ReceiptLine[]
  /** Mails still on their way, or things that wait for her. */
  readonly isSettled: boolean
}

/**
 * `d` with where each owner stands; every owner is in one bucket. Told is who was mailed and the mail left; a mail that failed counts by the next way
 * that she has, and as not reached where there is none that she sees unasked. One that she no longer wanted when it was to leave counts by the next way too.
 */
const standing = (shop: string, erratum: Pick<Erratum, 'id' | 'patternId' | 'version' | 'files'>) => sql`
  select d.owner_id, d.customer_id, m.state as mail_state, m.reason as mail_reason, m.sent_at,
    case when m.state = 'unwanted' then array_remove(d.routes, 'mail') else d.routes end as routes,
    case when c.forgotten_at is not null then 'forgotten' when m.state = 'unwanted' then 'said-no' else d.why end as why,
    case
      when c.forgotten_at is not null then 'forgotten'
      when h.owner_id is not null or d.state = 'holds' then 'holds'
      when m.state in ('sent', 'logged') then 'told'
      when m.state in ('waiting', 'held', 'sending') then 'under-way'
      when 'hand' = any (d.routes) and s.done_at is not null then 'told-by-hand'
      when 'hand' = any (d.routes) then 'waits-for-you'
      when m.state = 'failed' then 'unreached'
      when 'there' = any (d.routes) then 'there'
      when 'notice' = any (d.routes) then 'notice'
      else 'unreached'
    end as bucket
  from erratum_delivery d
  -- Owner by owner: the planner would rather read every mail that the shop ever sent.
  left join lateral (select m.state, m.reason, m.sent_at from mail m where d.mail_id is not null and m.shop_id = d.shop_id and m.mail_id = d.mail_id offset 0) m on true
  left join customer c on c.shop_id = d.shop_id and c.customer_id = d.customer_id
  left join (${holders(shop, erratum)}) h on h.owner_id = coalesce(c.person_id, d.owner_id)
  left join lateral (
    select max(t.done_at) as done_at from listing l join hand_step t on t.shop_id = l.shop_id and t.listing_id = l.listing_id
    where l.shop_id = d.shop_id and l.connection_id = d.connection_id and l.pattern_id = ${erratum.patternId}::uuid and t.key = ${handKey(erratum.id)}
  ) s on d.connection_id is not null
  where d.shop_id = ${shop}::uuid and d.erratum_id = ${erratum.id}::uuid`

/** @throws {Refused} when there is no such correction. */
export async function readReceipt(tx: Tx, erratumId: string, world: RulesWorld): Promise<Receipt> {
  const erratum = await readErratum(tx, erratumId)
  const { rows } = await sql<{ bucket: Bucket; why: Reason; owners: number }>`
    select bucket, why, count(*)::int as owners from (${standing(shopOf(tx), erratum)}) s group by 1, 2 order by owners desc, 1, 2`.execute(
    tx,
  )
  const rule = ruleOf([...(await readPlaces(tx, erratum, world)).values()])
  const lines = buckets.flatMap(bucket =>
    rows
      .filter(row => row.bucket === bucket)
      .map(({ why, owners }) => ({ bucket, why, whySays: whyWords(why, rule), toDo: toDo(bucket, why), owners })),
  )
  const counts = Object.fromEntries(
    buckets.map(bucket => [bucket, lines.reduce((sum, line) => sum + (line.bucket === bucket ? line.owners : 0), 0)]),
  ) as Record<Bucket, number>
  const owners = lines.reduce((sum, line) => sum + line.owners, 0)
  return {
    state: stateOf(erratum),
    leavesAt: erratum.leavesAt,
    leftAt: erratum.leftAt,
    sentence: sentenceOf(erratum, owners, counts),
    owners,
    counts,
    lines,
    isSettled: erratum.leftAt !== null && counts['under-way'] === 0 && counts['waits-for-you'] === 0,
  }
}

function sentenceOf(erratum: Erratum, owners: number, counts: Readonly<Record<Bucket, number>>): string {
  const state = stateOf(erratum)
  if (state === 'draft') return 'This is a draft: nobody was told.'
  if (state === 'waiting') return 'It waits to go out, and can be taken back until then. Nobody was told yet.'
  if (owners === 0) return 'It went out. Nobody owned the pattern then; it stands on its public page.'
  const told = buckets
    .filter(bucket => counts[bucket] > 0)
    .map(bucket => count(counts[bucket], bucketWords[bucket].one, bucketWords[bucket].many))
  return `Of ${ownersWords(owners)}, ${told.join('; ')}.`
}

export interface ReceiptOwner {
  /** The buyer's id, or the order's of one who is not known. */
  readonly ownerId: string
  readonly isKnown: boolean
  readonly email: string | null
  readonly name: string | null
  /** Of her order, as the storefront shows it. */
  readonly order: string | null
  readonly shop: string | null
  readonly bucket: Bucket
  readonly routes: readonly Route[]
  readonly why: Reason
  readonly whySays: string
  readonly toDo: string | null
  /** Why a mail failed. */
  readonly mailSays: string | null
  readonly toldAt: Date | null
}

export const mostReceiptOwners = 1_000

/** One by one, in the order of their ids. @param cursor of the page before. */
export async function listReceiptOwners(
  tx: Tx,
  erratumId: string,
  { bucket, cursor, limit }: { bucket?: Bucket | undefined; cursor?: string | undefined; limit: number },
  world: RulesWorld,
): Promise<{ items: ReceiptOwner[]; next: string | null }> {
  if (cursor !== undefined && !/^[0-9a-f-]{36}$/i.test(cursor))
    throw new Refused('wrong-cursor', 'This page of the list is not known. Start again at the first page.', { field: 'cursor' })
  const shop = shopOf(tx)
  const erratum = await readErratum(tx, erratumId)
  const { rows } = await sql<OwnerLine>`
    select s.*, c.email, c.name, o.number as "order", o.label as shop
    from (
      select * from (${standing(shop, erratum)}) s
      where (${bucket ?? null}::text is null or bucket = ${bucket ?? null}) and (${cursor ?? null}::uuid is null or owner_id > ${cursor ?? null}::uuid)
      order by owner_id
      limit ${limit + 1}
    ) s
    left join customer c on c.shop_id = ${shop}::uuid and c.customer_id = s.customer_id
    left join lateral (
      select o.number, n.label
      from entitlement e
      join "order" o on o.shop_id = e.shop_id and o.order_id = e.order_id
      join connection n on n.shop_id = o.shop_id and n.connection_id = o.connection_id
      where e.shop_id = ${shop}::uuid and e.pattern_id = ${erratum.patternId}::uuid
        and (e.customer_id = s.customer_id or s.customer_id is null and e.order_id = s.owner_id)
      order by e.ended_at is not null, o.placed_at desc limit 1
    ) o on true
    order by s.owner_id`.execute(tx)
  const rule = ruleOf([...(await readPlaces(tx, erratum, world)).values()])
  const items = rows.slice(0, limit).map(
    (row): ReceiptOwner => ({
      ...{ ownerId: row.owner_id, isKnown: row.customer_id !== null, email: row.email, name: row.name, order: row.order, shop: row.shop },
      ...{ bucket: row.bucket, routes: row.routes, why: row.why, whySays: whyWords(row.why, rule), toDo: toDo(row.bucket, row.why) },
      ...{ mailSays: row.mail_state === 'failed' ? row.mail_reason : null, toldAt: row.sent_at },
    }),
  )
  return { items, next: rows.length > limit ? (items.at(-1)?.ownerId ?? null) : null }
}

interface OwnerLine {
  owner_id: string
  customer_id: string | null
  routes: Route[]
  why: Reason
  mail_state: string | null
  mail_reason: string | null
  sent_at: Date | null
  bucket: Bucket
  email: string | null
  name: string | null
  order: string | null
  shop: string | null
}
