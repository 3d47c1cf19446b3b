/** Her yes to proposals: shown by number first, pressed once, carried out after commit, and taken back whole. */
import { createHash, randomUUID } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import { leaveEvent } from '../event/leave-event.ts'
import { notFound, Refused } from '../refused.ts'
import { count } from '../words.ts'
import { lockJoin } from './keep-proposals.ts'

/** All that are sure, all that stand alone, or these. */
export type Accepting = { readonly all: 'sure' | 'alone' } | { readonly proposalIds: readonly string[] }

export interface AcceptPreview {
  /** Press with this. */
  readonly key: string
  readonly sentence: string
  readonly proposals: number
  readonly listings: number
  readonly newPatterns: number
  /** Past sales that find their pattern. */
  readonly sales: number
  readonly doubtful: number
  /** The first of them. */
  readonly titles: readonly string[]
}

/** @throws {Refused} when there is nothing to accept. */
export async function acceptPreview(tx: Tx, accepting: Accepting): Promise<AcceptPreview> {
  const chosen = await choose(tx, accepting)
  const { rows } = await sql<{ sales: number }>`
    select coalesce(sum(o.quantity), 0)::int as sales
    from unnest(${chosen.flatMap(({ listings }) => listings)}::uuid[]) as m (listing_id)
    join listing l on l.shop_id = ${shopOf(tx)}::uuid and l.listing_id = m.listing_id
    join order_line o on o.shop_id = l.shop_id and o.listing_remote_id = l.remote_id and o.pattern_id is null
    join "order" r on r.shop_id = o.shop_id and r.order_id = o.order_id and r.connection_id = l.connection_id`.execute(tx)
  const told = {
    proposals: chosen.length,
    listings: chosen.reduce((sum, { listings }) => sum + listings.length, 0),
    newPatterns: chosen.filter(({ pattern_id }) => pattern_id === null).length,
    sales: rows[0]!.sales,
    doubtful: chosen.filter(({ is_doubtful }) => is_doubtful).length,
  }
  return { key: keyOf(chosen), sentence: sentenceOf(told), ...told, titles: chosen.slice(0, 12).map(({ title }) => title) }
}

function sentenceOf({ listings, newPatterns, proposals, sales }: Omit<AcceptPreview, 'key' | 'sentence' | 'titles'>): string {
  const known = proposals - newPatterns
  const to = [
    ...(newPatterns === 0 ? [] : [count(newPatterns, 'new pattern')]),
    ...(known === 0 ? [] : [count(known, 'pattern that is here', 'patterns that are here')]),
  ].join(' and ')
  const told = sales === 0 ? '' : ` ${count(sales, 'past sale finds its pattern', 'past sales find their pattern')}.`
  return `${count(listings, 'listing becomes', 'listings become')} part of ${to}.${told} Nothing at a shop is touched.`
}

/**
 * @returns the acceptance; the same one when the same press comes again.
 * @throws {Refused} 409 when the proposals have changed since she looked.
 */
export async function accept(
  tx: Tx,
  accepting: Accepting,
  { key, pressedBy, now }: { key: string; pressedBy: string; now: Date },
): Promise<string> {
  await lockJoin(tx)
  const shop = shopOf(tx)
  const before = await tx
    .selectFrom('acceptance')
    .select('acceptance_id')
    .where('shop_id', '=', shop)
    .where('key', '=', key)
    .executeTakeFirst()
  if (before !== undefined) return before.acceptance_id
  const chosen = await choose(tx, accepting)
  if (keyOf(chosen) !== key)
    throw new Refused('changed-since', 'What is proposed has changed since you looked. Look again, then accept.', { status: 409 })
  const id = randomUUID()
  await tx
    .insertInto('acceptance')
    .values({
      shop_id: shop,
      acceptance_id: id,
      // The same proposals may be accepted again after they were taken back.
      key,
      pressed_by: pressedBy,
      listings: chosen.reduce((sum, { listings }) => sum + listings.length, 0),
      accepted_at: now,
    })
    .execute()
  await sql`
    update proposal set acceptance_id = ${id}::uuid, reason = null
    where shop_id = ${shop}::uuid and proposal_id = any (${chosen.map(({ proposal_id }) => proposal_id)}::uuid[])`.execute(tx)
  await leaveEvent(tx, 'matching.wanted', {})
  return id
}

/** Takes it back: what it joined is found again, and what follows is done after commit. @throws {Refused} when it was taken back before. */
export async function undoAcceptance(tx: Tx, acceptanceId: string, now: Date): Promise<void> {
  await lockJoin(tx)
  const { rows } = await sql<{ undone_at: Date | null }>`
    select undone_at from acceptance where shop_id = ${shopOf(tx)}::uuid and acceptance_id = ${acceptanceId}::uuid for update`.execute(tx)
  if (rows[0] === undefined) throw notFound('This press')
  if (rows[0].undone_at !== null) throw new Refused('undone-before', 'This was taken back already.', { status: 409 })
  // What is not carried out yet never is.
  await sql`
    update proposal set acceptance_id = null where shop_id = ${shopOf(tx)}::uuid and acceptance_id = ${acceptanceId}::uuid`.execute(tx)
  await sql`
    update acceptance set undone_at = ${now}, settled_at = null, key = key || ' undone ' || acceptance_id
    where shop_id = ${shopOf(tx)}::uuid and acceptance_id = ${acceptanceId}::uuid`.execute(tx)
  await leaveEvent(tx, 'matching.wanted', {})
}

interface Chosen {
  readonly proposal_id: string
  readonly pattern_id: string | null
  readonly title: string
  readonly is_doubtful: boolean
  readonly listings: readonly string[]
}

async function choose(tx: Tx, accepting: Accepting): Promise<Chosen[]> {
  const which =
    'proposalIds' in accepting
      ? sql`p.proposal_id = any (${accepting.proposalIds}::uuid[])`
      : accepting.all === 'sure'
        ? sql`p.is_sure and p.reason is null`
        : sql`p.is_alone`
  const { rows } = await sql<Chosen>`
    select p.proposal_id, p.pattern_id, p.title, not p.is_sure and not p.is_alone as is_doubtful,
      array(select m.listing_id from proposal_member m where m.shop_id = p.shop_id and m.proposal_id = p.proposal_id order by m.listing_id) as listings
    from proposal p
    where p.shop_id = ${shopOf(tx)}::uuid and p.acceptance_id is null and ${which}
    order by p.title, p.proposal_id
    for update`.execute(tx)
  if (rows.length === 0 || ('proposalIds' in accepting && rows.length < new Set(accepting.proposalIds).size))
    throw new Refused('nothing-proposed', 'These proposals are no longer there. Look again: they may have been accepted or changed.', {
      status: 409,
    })
  return rows
}

const keyOf = (chosen: readonly Chosen[]): string =>
  createHash('sha256')
    .update(JSON.stringify(chosen.map(({ proposal_id, pattern_id, listings }) => [proposal_id, pattern_id, listings])))
    .digest('hex')
