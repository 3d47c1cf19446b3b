/** What is true in a shop now, as numbers; the words are the page's. */
import { kept, shopOf, sql, type Tx } from '#database'
import { paymentsToLookAt } from '../checkout/read-checkouts.ts'
import { wrongTries } from '../claim/limits.ts'
import { type ConnectionFacts, listConnections } from '../connection/read-connections.ts'
import { type BuyerWish, listBuyerWishes } from '../customer/wish.ts'
import { listWishes, type Wish } from '../inbox/wishes.ts'
import type { Money } from '../money.ts'
import { countOpenDoubles } from '../person/doubles.ts'

export interface TodayFacts {
  /** Storefronts and payment providers. */
  readonly places: readonly ConnectionFacts[]
  readonly heldAt: Date | null
  readonly sales: { readonly today: number; readonly week: number; readonly month: number; readonly incomeMonth: readonly Money[] }
  /** The last thirty days, the oldest first; UTC. */
  readonly days: readonly { readonly day: string; readonly sold: number }[]
  readonly listings: {
    readonly ours: number
    readonly proven: number
    /** Right by her own word: nothing can be read back there. */
    readonly ticked: number
    readonly underway: number
    readonly needYou: number
    /** Of those, the ones told under “Changed by hand”: one thing, not two. */
    readonly askedByHand: number
    /** The oldest of the newest proofs. */
    readonly provenAt: Date | null
    /** The one that needs her for longest. */
    readonly first: {
      readonly patternId: string
      readonly patternTitle: string
      readonly shop: string
      readonly reason: string | null
    } | null
  }
  /** Changed by hand and waiting for her word. */
  readonly handEdits: number
  readonly unmatched: { readonly orders: number; readonly first: string | null }
  readonly unreadable: number
  /** Sold, and the storefront will not have them marked as delivered. */
  readonly unfulfilled: { readonly orders: number; readonly first: string | null; readonly reason: string | null }
  /** To be done at a storefront by hand. */
  readonly byHand: {
    readonly things: number
    /** The one that waits for longest. */
    readonly first: { readonly says: string; readonly patternTitle: string; readonly patternId: string } | null
  }
  readonly wishes: readonly Wish[]
  /** From their libraries here. */
  readonly buyerWishes: readonly BuyerWish[]
  readonly failedMails: number
  /** Of the own store: what was paid and does not fit. */
  readonly payments: { readonly count: number; readonly number: string | null; readonly sentence: string | null }
  readonly waitingMails: number
  /** On the claim page, in the day before: numbers and codes that did not fit. */
  readonly wrongClaims: number
  /** Bought twice by one person, on two storefronts, without a word about it. */
  readonly doubles: number
  readonly patterns: number
}

const shownDays = 30

const isChangedByHand = sql`exists (
  select from hand_edit h where h.shop_id = l.shop_id and h.listing_id = l.listing_id and h.settled_at is null)`

/** @param byHand the spokes whose listings are put in by hand: there a proof is her tick alone. */
export async function readToday(tx: Tx, now: Date, byHand: readonly string[] = []): Promise<TodayFacts> {
  const shop = shopOf(tx)
  const { rows: facts } = await sql<FactsRow>`${kept}
    select s.held_at,
      (select count(*)::int from pattern p where p.shop_id = s.shop_id and p.archived_at is null) as patterns,
      (select count(*)::int from hand_edit h where h.shop_id = s.shop_id and h.settled_at is null) as hand_edits,
      (select count(*)::int from inbox i where i.shop_id = s.shop_id and i.state = 'unreadable') as unreadable,
      (select count(*)::int from mail m where m.shop_id = s.shop_id and m.state = 'failed') as failed_mails,
      (select count(*)::int from mail m where m.shop_id = s.shop_id and m.state in ('waiting', 'held', 'sending')) as waiting_mails,
      (select count(distinct l.listing_id)::int from hand_edit h
        join listing l on l.shop_id = h.shop_id and l.listing_id = h.listing_id
        join connection c on c.shop_id = l.shop_id and c.connection_id = l.connection_id and c.removed_at is null
        where h.shop_id = s.shop_id and h.settled_at is null and l.pattern_id is not null and l.state in ('needs-you', 'failed', 'gone')) as asked_by_hand,
      u.orders as unmatched, u.first as unmatched_first, f.*
    from shop s
    cross join lateral (
      select count(distinct o.order_id)::int as orders, (array_agg(o.order_id order by o.placed_at desc))[1] as first
      from order_line ol join "order" o on o.shop_id = ol.shop_id and o.order_id = ol.order_id
      join connection c on c.shop_id = o.shop_id and c.connection_id = o.connection_id and c.removed_at is null
      where ol.shop_id = s.shop_id and ol.pattern_id is null and ol.quantity > 0 and not o.is_history
    ) u
    cross join lateral (
      select count(*)::int as unfulfilled, (array_agg(o.order_id order by o.placed_at desc))[1] as unfulfilled_first,
        (array_agg(o.fulfil_reason order by o.placed_at desc))[1] as unfulfilled_reason
      from "order" o join connection c on c.shop_id = o.shop_id and c.connection_id = o.connection_id and c.removed_at is null
      where o.shop_id = s.shop_id and o.fulfil_reason is not null
    ) f
    where s.shop_id = ${shop}::uuid`.execute(tx)
  const row = facts[0]!
  const places = await listConnections(tx, 'any')
  const { rows: first } = await sql<NonNullable<TodayFacts['listings']['first']>>`${kept}
    select l.pattern_id as "patternId", p.title as "patternTitle", c.label as shop, l.reason
    from listing l
    join pattern p on p.shop_id = l.shop_id and p.pattern_id = l.pattern_id
    join connection c on c.shop_id = l.shop_id and c.connection_id = l.connection_id and c.removed_at is null
    where l.shop_id = ${shop}::uuid and l.state in ('needs-you', 'failed', 'gone') and not ${isChangedByHand}
    order by l.next_run_at, l.listing_id
    limit 1`.execute(tx)
  const days = await daysOf(tx, now)
  const soldIn = (count: number) => days.slice(-count).reduce((sum, { sold }) => sum + sold, 0)
  return {
    places,
    heldAt: row.held_at,
    sales: { today: soldIn(1), week: soldIn(7), month: soldIn(shownDays), incomeMonth: await incomeOf(tx, now) },
    days,
    listings: { ...standingOf(places, byHand), askedByHand: row.asked_by_hand, first: first[0] ?? null },
    handEdits: row.hand_edits,
    unmatched: { orders: row.unmatched, first: row.unmatched_first },
    unreadable: row.unreadable,
    unfulfilled: { orders: row.unfulfilled, first: row.unfulfilled_first, reason: row.unfulfilled_reason },
    byHand: await byHandOf(tx),
    wishes: await listWishes(tx),
    buyerWishes: await listBuyerWishes(tx),
    failedMails: row.failed_mails,
    payments: await paymentsToLookAt(tx),
    waitingMails: row.waiting_mails,
    wrongClaims: await wrongTries(tx, now),
    doubles: await countOpenDoubles(tx),
    patterns: row.patterns,
  }
}

/** Of her own listings, at all storefronts together. */
function standingOf(places: readonly ConnectionFacts[], byHand: readonly string[]): Omit<TodayFacts['listings'], 'askedByHand' | 'first'> {
  const sum = (some: readonly ConnectionFacts[], count: (listings: ConnectionFacts['listings']) => number) =>
    some.reduce((all, { listings }) => all + count(listings), 0)
  const [ticked, read] = [places.filter(({ spoke }) => byHand.includes(spoke)), places.filter(({ spoke }) => !byHand.includes(spoke))]
  return {
    ours: sum(places, ({ ours }) => ours),
    proven: sum(read, ({ updated }) => updated),
    ticked: sum(ticked, ({ updated }) => updated),
    underway: sum(places, ({ waiting }) => waiting),
    needYou: sum(places, ({ needYou, gone }) => needYou + gone),
    provenAt: read.reduce<Date | null>(
      (least, { listings: { provenAt } }) => (provenAt !== null && (least === null || provenAt < least) ? provenAt : least),
      null,
    ),
  }
}

interface FactsRow {
  held_at: Date | null
  patterns: number
  hand_edits: number
  unreadable: number
  unfulfilled: number
  unfulfilled_first: string | null
  unfulfilled_reason: string | null
  failed_mails: number
  waiting_mails: number
  unmatched: number
  unmatched_first: string | null
  asked_by_hand: number
}

async function byHandOf(tx: Tx): Promise<TodayFacts['byHand']> {
  const { rows } = await sql<{ things: number; says: string; patternTitle: string; patternId: string }>`${kept}
    select count(*) over ()::int as things, h.says, p.title as "patternTitle", p.pattern_id as "patternId"
    from hand_step h
    join listing l on l.shop_id = h.shop_id and l.listing_id = h.listing_id
    join connection c on c.shop_id = l.shop_id and c.connection_id = l.connection_id and c.removed_at is null
    join pattern p on p.shop_id = l.shop_id and p.pattern_id = l.pattern_id
    where h.shop_id = ${shopOf(tx)}::uuid and h.done_at is null and h.superseded_at is null
    order by h.made_at, h.hand_step_id
    limit 1`.execute(tx)
  const [row] = rows
  if (row === undefined) return { things: 0, first: null }
  const { things, ...first } = row
  return { things, first }
}

/** Of the last thirty days, less what went back, without tax. */
async function incomeOf(tx: Tx, now: Date): Promise<Money[]> {
  const { rows } = await sql<{ currency: string; minor: bigint }>`${kept}
    select currency, sum(greatest(total_minor - tax_minor - refunded_minor, 0))::bigint as minor
    from "order"
    where shop_id = ${shopOf(tx)}::uuid and state in ('paid', 'refunded') and placed_at >= ${dayStart(now, shownDays - 1)}
    group by currency
    order by currency`.execute(tx)
  return rows
}

/** Pieces sold on each day. */
async function daysOf(tx: Tx, now: Date): Promise<TodayFacts['days']> {
  const { rows } = await sql<{ day: string; sold: number }>`${kept}
    select to_char(d.day, 'YYYY-MM-DD') as day, coalesce(s.sold, 0)::int as sold
    from generate_series(${dayStart(now, shownDays - 1)}::timestamptz at time zone 'UTC', ${dayStart(now, 0)}::timestamptz at time zone 'UTC', interval '1 day') as d (day)
    left join (
      select date_trunc('day', sold_at at time zone 'UTC') as day, sum(quantity) as sold
      from order_line
      where shop_id = ${shopOf(tx)}::uuid and sold_at >= ${dayStart(now, shownDays - 1)}
      group by 1
    ) s on s.day = d.day
    order by d.day`.execute(tx)
  return rows
}

const dayStart = (now: Date, daysAgo: number): Date =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() - daysAgo))
