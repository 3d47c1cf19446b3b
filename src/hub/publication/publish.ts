/** The press: what should be at each listing from now on. Nothing is sent here; the work that follows compares and sends. */
import { shopOf, sql, type Tx } from '#database'
import { handRulesOf } from '../by-hand/hand-rules.ts'
import { leaveEvents } from '../event/leave-event.ts'
import { settleByHand } from '../hand-step/settle-by-hand.ts'
import { contentToJson } from '../listing/content-json.ts'
import { Refused } from '../refused.ts'
import { foundBefore } from './found-before.ts'
import { keyOf, type ListingPlace, type Planned, type PlanningWorld, planWants, type Want } from './plan.ts'
import { placesOf, sumOf, type Target, wantsOf } from './preview.ts'
import type { Cause } from './read-publications.ts'

export interface Press {
  /** Of the preview that she saw. */
  readonly key: string
  /** An account's id, or 'demo'. */
  readonly pressedBy: string
}

/**
 * @returns the publication; the same one when the same press comes again.
 * @throws {Refused} 409 when what would be sent has changed since the preview, or when there is nothing to send.
 */
export const publish = (tx: Tx, target: Target, press: Press, world: PlanningWorld): Promise<string> =>
  pressOn(tx, { cause: 'publish', places: () => placesOf(tx, target, world), wants: () => wantsOf(tx, target, world), press, world })

export interface PressOn {
  readonly cause: Exclude<Cause, 'import'>
  /** What its preview's key was made of; the cause when left out. */
  readonly name?: string
  /** What is to be locked, where that can be told for less than `wants`. */
  readonly places?: () => Promise<ListingPlace[]>
  /** Asked once everything it reads is locked; before that as well when there is no `places`. */
  readonly wants: () => Promise<Want[]>
  readonly press: Press
  readonly world: PlanningWorld
  readonly undoes?: string
  /** Presses that carry no preview key of their own. */
  readonly isUnseen?: boolean
  /** With nothing to send it is pressed all the same. */
  readonly isEvenRight?: boolean
  /** What costs money there waits for a press of hers. */
  readonly approvesNothing?: boolean
  /** The one change by hand that is decided with it; left out, a press decides all that it covers. */
  readonly decides?: { readonly handEditId: string; readonly how: 'put-right' | 'accepted' }
}

export async function pressOn(
  tx: Tx,
  {
    cause,
    name = cause,
    wants,
    places = async () => (await wants()).map(placeOf),
    press,
    world,
    undoes,
    isUnseen = false,
    isEvenRight = false,
    approvesNothing = false,
    decides,
  }: PressOn,
): Promise<string> {
  const shop = shopOf(tx)
  // The unique key makes a second press at the same time wait here, and find the first one's.
  const { rows } = await sql<{ publication_id: string }>`
    insert into publication (shop_id, cause, undoes, pressed_by, key)
    values (${shop}::uuid, ${cause}, ${undoes ?? null}::uuid, ${press.pressedBy}, ${press.key})
    on conflict (shop_id, key) do nothing
    returning publication_id`.execute(tx)
  const publicationId = rows[0]?.publication_id
  if (publicationId === undefined) return earlierPress(tx, press.key)
  await lockListings(tx, await places())
  const planned = await planWants(tx, await wants(), world)
  if (!isUnseen && keyOf(name, planned) !== press.key)
    throw new Refused('changed-since', 'What would be sent has changed since you looked. Look again, then press.', { status: 409 })
  const sent = planned.filter(({ verdict }) => verdict === 'send')
  if (sent.length === 0 && isEvenRight) return publicationId
  if (sent.length === 0) {
    const refused = planned.find(one => one.refused !== null)
    throw new Refused('nothing-to-send', refused?.refused ?? 'Every shop is as it should be; there is nothing to send.', { status: 409 })
  }
  await nameSubject(tx, publicationId, sent)
  await want(tx, publicationId, { sent, world, decides, approvesNothing })
  return publicationId
}

async function earlierPress(tx: Tx, key: string): Promise<string> {
  const found = await tx
    .selectFrom('publication')
    .select('publication_id')
    .where('shop_id', '=', shopOf(tx))
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  return found.publication_id
}

const placeOf = ({ listingId, connection: { connectionId }, patternId }: Want): ListingPlace => ({ listingId, connectionId, patternId })

/** In the order of their ids, as everyone who locks several does. Those that do not exist yet are made. */
async function lockListings(tx: Tx, places: readonly ListingPlace[]): Promise<void> {
  const shop = shopOf(tx)
  const sorted = [...places].sort((a, b) => (a.listingId < b.listingId ? -1 : 1))
  await sql`
    insert into listing (shop_id, listing_id, connection_id, pattern_id)
    select ${shop}::uuid, listing_id, connection_id, pattern_id
    from unnest(
      ${sorted.map(({ listingId }) => listingId)}::uuid[],
      ${sorted.map(({ connectionId }) => connectionId)}::uuid[],
      ${sorted.map(({ patternId }) => patternId)}::uuid[]) as l (listing_id, connection_id, pattern_id)
    order by listing_id
    on conflict do nothing`.execute(tx)
  await sql`
    select from listing
    where shop_id = ${shop}::uuid and listing_id = any(${sorted.map(({ listingId }) => listingId)}::uuid[])
    order by listing_id
    for update`.execute(tx)
}

/** A press about one pattern is named after it, and after its newest version when files change. */
async function nameSubject(tx: Tx, publicationId: string, sent: readonly Planned[]): Promise<void> {
  const patterns = new Set(sent.map(({ patternId }) => patternId))
  if (patterns.size !== 1) return
  const patternId = [...patterns][0]!
  const hasFiles = sent.some(({ plan }) => plan.difference.some(({ field }) => field === 'files'))
  const shas = sent.flatMap(({ content }) => content?.files.map(({ sha256 }) => sha256) ?? [])
  await sql`
    update publication set pattern_id = ${patternId}::uuid, version_id = (
      select v.version_id from version v
      where ${hasFiles} and v.shop_id = ${shopOf(tx)}::uuid and v.pattern_id = ${patternId}::uuid and exists (
        select from version_file f where f.shop_id = v.shop_id and f.version_id = v.version_id and f.sha256 = any(${shas}))
      order by v.created_at desc, v.version_id desc limit 1)
    where shop_id = ${shopOf(tx)}::uuid and publication_id = ${publicationId}::uuid`.execute(tx)
}

async function want(
  tx: Tx,
  publicationId: string,
  {
    sent,
    world,
    decides,
    approvesNothing,
  }: { sent: readonly Planned[]; world: PlanningWorld; decides: PressOn['decides']; approvesNothing: boolean },
): Promise<void> {
  const { now } = world
  const rows = sent.map(one => {
    const { listingId, known, content, plan } = one
    const found = foundBefore(one)
    const [cost] = approvesNothing ? [] : sumOf(plan.steps.flatMap(step => (step.cost === null ? [] : [step.cost])))
    return {
      listing_id: listingId,
      desired_no: (known?.desiredNo ?? 0) + 1,
      content: contentToJson(content!),
      found: found === null ? null : contentToJson(found),
      approved: (cost?.minor ?? 0n).toString(),
      currency: cost?.currency ?? null,
    }
  })
  const shop = shopOf(tx)
  await sql`
    with wanted as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as w (listing_id uuid, desired_no int, content jsonb, found jsonb, approved text, currency text)
    ), written as (
      insert into desired_state (shop_id, listing_id, desired_no, publication_id, content, found, approved_cost_minor, cost_currency, created_at)
      select ${shop}::uuid, listing_id, desired_no, ${publicationId}::uuid, content, found, approved::bigint, currency, ${now} from wanted
    ), settled as (
      update hand_edit e set settled_at = ${now}, settled_how = ${decides?.how ?? 'put-right'}
      from wanted w where e.shop_id = ${shop}::uuid and e.listing_id = w.listing_id and e.settled_at is null
        and (${decides?.handEditId ?? null}::uuid is null or e.hand_edit_id = ${decides?.handEditId ?? null}::uuid)
    )
    update listing l
    set desired_no = w.desired_no, desired = w.content, state = 'waiting', reason = null, attempts = 0, next_run_at = ${now},
      -- What was removed there is made anew: what it was is forgotten.
      remote_id = case when l.state = 'gone' then null else l.remote_id end,
      url = case when l.state = 'gone' then null else l.url end,
      observed = case when l.state = 'gone' then null else l.observed end,
      observed_mark = case when l.state = 'gone' then null else l.observed_mark end,
      proof = case when l.state = 'gone' then null else l.proof end,
      proven_no = case when l.state = 'gone' then 0 else l.proven_no end
    from wanted w where l.shop_id = ${shop}::uuid and l.listing_id = w.listing_id`.execute(tx)
  const isByHand = ({ connection: { spoke } }: Planned) => handRulesOf(world.rulesOf(spoke)) !== null
  await settleByHand(
    tx,
    sent.filter(isByHand).map(({ listingId }) => listingId),
    world,
  )
  await leaveEvents(
    tx,
    sent
      .filter(one => !isByHand(one))
      .map(({ listingId, connection }) => ({
        name: 'listing.wanted',
        ids: { listing: listingId, connection: connection.connectionId },
      })),
  )
}
