/**
 * Looks whether anybody changed a listing at the storefront: cheaply, by marks, and in detail only where a mark moved. It writes nothing
 * there; what differs from what should be is handed to a run. Once a day, and on connecting, everything is read, also listings that are not ours.
 */
import { kept, type ShopId, shopOf, sql, type Tx } from '#database'
import { handRulesOf } from '#hub/by-hand/hand-rules.ts'
import { dropFirstLook, endFirstLook, type FirstLook, noteFirstLook, readFirstLook } from '#hub/connection/first-look.ts'
import { needReconnect } from '#hub/connection/move-state.ts'
import { leaveEvent, leaveEvents } from '#hub/event/leave-event.ts'
import { wantMatching } from '#hub/join/keep-proposals.ts'
import { addressMark } from '#hub/listing/delivery.ts'
import { countFound, keepFound, keepSome } from '#hub/listing/found.ts'
import { wakeListings } from '#hub/listing/lease.ts'
import { differenceNow } from '#hub/listing/plan-listing.ts'
import { isElsewhere } from '#hub/listing/prove.ts'
import { type ListingState, observedToJson, readStates } from '#hub/listing/read-state.ts'
import type { Observed } from '#hub/listing/shop-rules.ts'
import { type PlanConnection, readConnections } from '#hub/publication/plan.ts'
import { remedyOf, SpokeError } from '#kit/error.ts'
import type { AnyShop } from '#kit/registry.ts'
import { isCannot, type Json, type SpokeContext } from '#kit/shop.ts'
import type { RunDeps } from './run-deps.ts'

/** With the queue's own time a hand edit is found within ten minutes. */
export const sweepEveryMs = 9.5 * 60_000
const firstRetryMs = 30_000
const dayMs = 86_400_000

export interface SweepReport {
  readonly looked: number
  /** Read in detail. */
  readonly read: number
  /** Handed to a run. */
  readonly differing: number
  /** Listings there that are nobody's here. */
  readonly found: number
}

interface Sweep {
  readonly deps: RunDeps
  readonly shop: ShopId
  readonly connection: PlanConnection
  readonly spoke: AnyShop
  readonly ctx: SpokeContext<unknown>
  /** Of ours, by which files would be given now. */
  readonly address: string | null
}

const nothing: SweepReport = { looked: 0, read: 0, differing: 0, found: 0 }

/** @throws nothing of the storefront's: a fault there makes the next sweep come sooner or later, as it says. */
export async function sweep(deps: RunDeps, { shop, connectionId }: { shop: ShopId; connectionId: string }): Promise<SweepReport> {
  const begun = await deps.database.inShop(shop, tx => begin(tx, deps, connectionId))
  if (begun === null) return nothing
  const { connection, listings, isDeep, firstLook } = begun
  try {
    const address = addressMark(deps.deliveryOf(connection), connection)
    const one: Sweep = { deps, shop, connection, address, ...deps.open(shop, connection, 'sweep') }
    // Where everything is put in by hand there is nothing to look at: not finding it must not read as gone.
    const isBlind = handRulesOf(one.spoke) !== null
    const report = isBlind
      ? nothing
      : isDeep && !isCannot(one.spoke.readListings)
        ? await lookAtAll(one, listings, firstLook)
        : await lookAtOurs(one, listings)
    await deps.database.inShop(shop, async tx => {
      await finish(tx, connectionId, deps.now(), sweepEveryMs)
      await endFirstLook(tx, connectionId)
    })
    return report
  } catch (error) {
    await fail(deps, shop, connection, error)
    return nothing
  }
}

async function begin(tx: Tx, deps: RunDeps, connectionId: string) {
  const [connection] = await readConnections(tx, [connectionId])
  if (connection === undefined || (connection.state !== 'live' && connection.state !== 'rehearsal')) return null
  const now = deps.now()
  const { rows } = await sql<{ last_sweep_at: Date | null; listings: string[] }>`${kept}
    select c.last_sweep_at, array(
      select listing_id from listing l
      where l.shop_id = c.shop_id and l.connection_id = c.connection_id and l.pattern_id is not null and l.remote_id is not null) as listings
    from connection c where c.shop_id = ${shopOf(tx)}::uuid and c.connection_id = ${connectionId}::uuid`.execute(tx)
  const { last_sweep_at: last, listings: ids } = rows[0]!
  if (connection.state === 'live') await wakeListings(tx, connectionId, now)
  const listings = ids.length === 0 ? [] : await readStates(tx, { listingIds: ids })
  const isDeep = last === null || Math.floor(last.getTime() / dayMs) !== Math.floor(now.getTime() / dayMs)
  const firstLook = await readFirstLook(tx, connectionId)
  return { connection, listings, isDeep: isDeep || firstLook !== null, firstLook }
}

/** Marks first; details where one moved or cannot be trusted. */
async function lookAtOurs(one: Sweep, listings: readonly ListingState[]): Promise<SweepReport> {
  const { spoke, ctx } = one
  if (listings.length === 0) return nothing
  const ids = listings.map(({ remoteId }) => remoteId!)
  const marks = isCannot(spoke.readMarks) ? null : await spoke.readMarks(ctx, ids)
  const isUnchanged = ({ remoteId, observed, state, proof }: ListingState) => {
    if (marks === null || isElsewhere(proof, one.address)) return false
    const mark = marks.get(remoteId!)
    // A listing that was removed and is back again differs from what was last seen there: nothing.
    return mark === undefined ? state === 'gone' : mark !== null && observed !== null && mark === observed.mark
  }
  const isMissing = ({ remoteId, state }: ListingState) => marks !== null && !marks.has(remoteId!) && state !== 'gone'
  const moved = listings.filter(listing => !isUnchanged(listing) && !isMissing(listing))
  const read =
    moved.length === 0
      ? []
      : await spoke.readListingsById(
          ctx,
          moved.map(({ remoteId }) => remoteId!),
          new Map(),
          new Set(moved.flatMap(({ remoteId, desired }) => (desired?.properties === undefined ? [] : [remoteId!]))),
        )
  const there = new Map(read.map(observed => [observed.remoteId, observed]))
  const seen = [...moved, ...listings.filter(isMissing)].map(listing => ({ listing, there: there.get(listing.remoteId!) ?? null }))
  const differing = await compare(one, seen)
  return { looked: listings.length, read: moved.length, differing, found: 0 }
}

/** Everything that is there, page by page. The first time each page is kept at once, and a stop goes on behind the last one. */
async function lookAtAll(one: Sweep, listings: readonly ListingState[], firstLook: FirstLook | null): Promise<SweepReport> {
  const { spoke, ctx, deps, shop, connection } = one
  if (isCannot(spoke.readListings)) return nothing
  const { connectionId } = connection
  const all: Observed[] = []
  const isResumed = firstLook !== null && firstLook.cursor !== null
  let read = firstLook?.read ?? 0
  for (let cursor: Json = firstLook?.cursor ?? null, hasMore = true; hasMore; ) {
    const page = await spoke.readListings(ctx, cursor)
    all.push(...page.items)
    read += page.items.length
    cursor = page.cursor
    hasMore = page.hasMore
    if (firstLook !== null)
      await deps.database.inShop(shop, async tx => {
        await keepSome(tx, connectionId, page.items, deps.now())
        await noteFirstLook(tx, connectionId, { read, total: page.total, cursor: hasMore ? cursor : null })
      })
  }
  const there = new Map(all.map(observed => [observed.remoteId, observed]))
  // What stood on a page from before a stop was seen then; ours among it are asked for by name.
  const unseen = isResumed ? listings.map(({ remoteId }) => remoteId!).filter(id => !there.has(id)) : []
  if (unseen.length > 0) for (const observed of await spoke.readListingsById(ctx, unseen)) there.set(observed.remoteId, observed)
  const differing = await compare(
    one,
    listings.map(listing => ({ listing, there: there.get(listing.remoteId!) ?? null })),
  )
  const found = await deps.database.inShop(shop, async tx => {
    // First, as whoever takes listings over locks in this order.
    await wantMatching(tx)
    // Pictures come after, so that nothing waits for them.
    await leaveEvent(tx, 'listings.found', { connection: connectionId })
    return isResumed ? countFound(tx, connectionId) : keepFound(tx, connectionId, all, deps.now())
  })
  return { looked: listings.length, read: all.length, differing, found }
}

interface Seen {
  readonly listing: ListingState
  readonly there: Observed | null
}

/** @returns how many were handed to a run. What a run holds, or has held since it was read here, is left to it. */
async function compare({ deps, shop, connection, spoke, address }: Sweep, seen: readonly Seen[]): Promise<number> {
  if (seen.length === 0) return 0
  const now = deps.now()
  const isLive = connection.state === 'live'
  const rows = seen
    .filter(({ listing, there }) => there !== null || (listing.state !== 'gone' && isLive))
    .map(({ listing, there }) => ({ listing, there, isDue: isForRun(listing, there, { spoke, address, now }) }))
    .map(({ listing, there, isDue }) => ({
      listing_id: listing.listingId,
      lease_no: listing.leaseNo.toString(),
      is_there: there !== null,
      url: there?.url ?? null,
      observed: there === null ? null : JSON.parse(observedToJson(there)),
      mark: there?.mark ?? null,
      // In rehearsal it cannot be put right; without its mark it is met again once that is over.
      is_settled: !isDue,
      is_wanted: isLive && isDue,
    }))
  return deps.database.inShop(shop, async tx => {
    const { rows: wanted } = await sql<{ listing_id: string; is_wanted: boolean }>`
      update listing l
      set observed = case when x.is_there then x.observed else l.observed end,
        observed_mark = case when x.is_there and x.is_settled then x.mark else l.observed_mark end,
        observed_at = case when x.is_there then ${now} else l.observed_at end,
        url = coalesce(x.url, l.url),
        state = case when x.is_wanted then 'waiting' else l.state end,
        next_run_at = case when x.is_wanted then ${now} else l.next_run_at end
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as x (listing_id uuid, lease_no bigint, is_there boolean, url text, observed jsonb, mark text, is_settled boolean, is_wanted boolean)
      where l.shop_id = ${shop}::uuid and l.listing_id = x.listing_id and l.lease_no = x.lease_no
        and (l.lease_until is null or l.lease_until <= ${now}) and l.state not in ('waiting', 'working')
      returning l.listing_id, x.is_wanted`.execute(tx)
    const listings = wanted.filter(({ is_wanted }) => is_wanted)
    await leaveEvents(
      tx,
      listings.map(({ listing_id }) => ({ name: 'listing.wanted', ids: { listing: listing_id, connection: connection.connectionId } })),
    )
    return listings.length
  })
}

/** A run looks at what differs, and again at what waits for her when it has changed once more. */
function isForRun(
  { desired, desiredNo, observed, state, proof }: ListingState,
  there: Observed | null,
  { spoke, address, now }: { spoke: AnyShop; address: string | null; now: Date },
): boolean {
  if (desired === null || desiredNo === 0) return false
  if (there === null || state === 'gone') return true
  const isRight = differenceNow(spoke, desired, there, now).length === 0 && !isElsewhere(proof, address)
  if (state === 'updated') return !isRight
  const hasMoved = observed === null || differenceNow(spoke, observed.content, there, now).length > 0
  return hasMoved || (isRight && state === 'needs-you')
}

async function finish(tx: Tx, connectionId: string, now: Date, waitMs: number): Promise<void> {
  await sql`
    update connection set last_sweep_at = ${now}, next_sweep_at = ${new Date(now.getTime() + waitMs)}
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid`.execute(tx)
}

async function fail(deps: RunDeps, shop: ShopId, connection: PlanConnection, error: unknown): Promise<void> {
  const remedy = remedyOf(error)
  deps.log.warn({ err: error, connection: connection.connectionId, remedy }, 'listings could not be looked at')
  const now = deps.now()
  const waitMs =
    error instanceof SpokeError && remedy === 'wait' ? (error.waitMs ?? firstRetryMs) : remedy === 'retry' ? firstRetryMs : sweepEveryMs
  await deps.database.inShop(shop, async tx => {
    if (remedy === 'bug' || remedy === 'seller') await dropFirstLook(tx, connection.connectionId)
    if (remedy === 'reconnect')
      await needReconnect(
        tx,
        connection.connectionId,
        `“${connection.label}” no longer takes its keys. Renew them under Shops; nothing is lost meanwhile.`,
      )
    await tx
      .updateTable('connection')
      .set({ next_sweep_at: new Date(now.getTime() + waitMs) })
      .where('shop_id', '=', shopOf(tx))
      .where('connection_id', '=', connection.connectionId)
      .execute()
  })
}
