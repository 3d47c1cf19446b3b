/** After a story: calm, and then what must be so whatever happened. */
import { sql, type Tx } from '#database'
import { replayDelivery } from '#hub/inbox/deliveries.ts'
import { listingFields } from '#hub/listing/content.ts'
import { difference } from '#hub/listing/difference.ts'
import { projected } from '#hub/listing/plan-listing.ts'
import { type ListingState, readStates } from '#hub/listing/read-state.ts'
import { letGo } from '#hub/shop/hold.ts'
import { names } from './catalogue.ts'
import { activationMinor } from './characters.ts'
import { changeKeys, move } from './connection-deeds.ts'
import { press, tryAgain } from './deeds.ts'
import { refundedOf, second, Untrue } from './far-side.ts'
import { contentOf, spokeIdOf } from './far-spoke.ts'
import { answerAll, checkQuestions } from './questions.ts'
import type { World } from './world.ts'

const mostRounds = 25
/** A second cut off, the way there and back, and a second cut off the order's own time. */
const gapWidthMs = 2_100

/** No more faults; the clock goes on, and whoever is due works, until nothing is due. @throws {Untrue} when that never comes. */
export async function calm(world: World): Promise<void> {
  for (const place of world.places) await mend(place)
  world.pass(60_000)
  for (const place of world.places) {
    place.far.landLate()
    await move(place, true)
  }
  await world.inShop(async tx => {
    await letGo(tx, world.now())
    const { rows } = await sql<{ id: string }>`
      select inbox_id as id from inbox where shop_id = ${world.shop}::uuid and state = 'unreadable'`.execute(tx)
    // She asks for what could not be read to be read again.
    for (const { id } of rows) await replayDelivery(tx, id, world.now())
  })
  for (const place of world.places) if (place.mustTryAgain) for (const pattern of place.patterns) await tryAgain(place, pattern)
  // Longer than any back-off, and than the rest between two sweeps.
  world.pass(11 * 60_000)
  for (const place of world.places) {
    // A look that is refused comes again much later; here it is waited for.
    place.far.refill()
    for (const job of ['poll', 'sweep', 'run'] as const) await place.work(job)
  }
  await world.work('relay')
  await workUntilDone(world)
  await allowCosts(world)
}

/** The storefront is well, its keys work, and nothing is on its way to it. */
async function mend(world: World): Promise<void> {
  const { far } = world
  far.faults.length = 0
  for (const order of far.orders.values()) order.isUnreadable = false
  far.mood = 'well'
  if (!far.areKeysTaken || !world.areKeysReadable) await changeKeys(world, 'renewed')
  if (far.late.length === 0) return
  // Whoever does not wait for what may still arrive does it twice.
  world.pass(3_000)
  await world.work('run')
}

async function workUntilDone(world: World): Promise<void> {
  for (let round = 0; round < mostRounds * world.places.length; round++) {
    const due = await readDue(world)
    if (due.length === 0) return
    const lost = placesOf(world, due, 'keys')
    for (const place of lost) {
      await changeKeys(place, 'renewed')
      // A look is due at once; the one before was refused.
      await place.work('sweep')
    }
    if (lost.length > 0) continue
    world.pass(Math.max(due[0]!.at.getTime() - world.now().getTime(), 0) + 1_000)
    for (const place of placesOf(world, due, 'poll')) await place.work('poll')
    for (const place of placesOf(world, due, 'run')) await place.work('run')
    if (due.some(({ job }) => job === 'relay')) await world.work('relay')
  }
  throw new Untrue(`after ${mostRounds} calm rounds there is still work`)
}

interface Due {
  /** keys: their renewal was lost, and they are hers to give anew. */
  readonly job: 'run' | 'poll' | 'relay' | 'keys'
  readonly connection: string | null
  readonly at: Date
}

const placesOf = ({ places }: World, due: readonly Due[], job: Due['job']): readonly World[] =>
  places.filter(({ connectionId }) => due.some(one => one.job === job && one.connection === connectionId))

/** @returns what is left but looking now and then, the first that is due first. */
async function readDue(world: World): Promise<Due[]> {
  const { rows } = await world.inShop(tx =>
    sql<Due>`
      select 'run' as job, connection_id as connection, greatest(next_run_at, lease_until) as at from listing
      where shop_id = ${world.shop}::uuid and state in ('waiting', 'working')
      union all
      select 'poll', connection_id, next_poll_at from connection
      where shop_id = ${world.shop}::uuid and (next_poll_at <= ${world.now()} or history_state <> 'read' or failures > 0 or lease_until is not null)
      union all
      select 'keys', connection_id, ${world.now()} from connection
      where shop_id = ${world.shop}::uuid and state = 'reconnect' and spoke = ${spokeIdOf('steps')}
      union all
      (select 'relay', null, created_at from event where shop_id = ${world.shop}::uuid and delivered_at is null limit 1)
      order by at`.execute(tx),
  )
  return rows
}

/** Putting up for sale again what somebody took off costs, and waits for her press. */
async function allowCosts(world: World): Promise<void> {
  for (const place of world.places.filter(({ far }) => far.character === 'steps')) {
    const states = await place.inShop(tx => readStates(tx, { listingIds: place.patterns.map(({ listingId }) => listingId) }))
    const dear = states.filter(({ state, reason }) => state === 'needs-you' && reason?.startsWith('This costs '))
    for (const { listingId } of dear) await press(place, place.patterns.find(pattern => pattern.listingId === listingId)!)
    if (dear.length === 0) continue
    await place.work('run')
    await workUntilDone(world)
  }
}

/** @throws {Untrue} naming the first thing that is not so. */
export async function checkTruths(world: World): Promise<void> {
  for (const place of world.places) {
    if (!(await checkQuestions(place))) continue
    await answerAll(place)
    await place.work('run')
    await workUntilDone(world)
    await allowCosts(world)
  }
  for (const place of world.places) {
    if (place.far.untrue !== null) throw new Untrue(place.far.untrue)
    if (place.far.character === 'batch') checkPermissions(place)
    await place.inShop(async tx => {
      await checkListings(place, tx)
      await checkSales(place, tx)
      await checkCosts(place, tx)
      await checkEdits(place, tx)
      await checkGiven(place, tx)
    })
  }
}

/** What the ledger says was given with a sale was there when it was paid, unless somebody changed that product by hand. */
async function checkGiven({ far, shop, connectionId }: World, tx: Tx): Promise<void> {
  const { rows } = await sql<{ remote_id: string; sha256: string; no: bigint }>`
    select o.remote_id, g.sha256, g.no from given_bytes g join "order" o on o.shop_id = g.shop_id and o.order_id = g.order_id
    where g.shop_id = ${shop}::uuid and g.connection_id = ${connectionId}::uuid and g.kind = 'sold-with'`.execute(tx)
  for (const { remote_id, sha256, no } of rows) {
    const order = far.orders.get(remote_id)
    if (order === undefined || far.touchedByHand.has(order.productId)) continue
    if (!order.gave.includes(sha256))
      throw new Untrue(`row ${no} of what was given: order ${remote_id} was not given ${sha256.slice(0, 12)}`)
  }
}

/** What costs is done only as far as her presses have allowed. */
async function checkCosts({ far, shop, connectionId, patterns }: World, tx: Tx): Promise<void> {
  if (far.charged.size === 0) return
  const { rows } = await sql<{ listing: string; allowed: string }>`
      select l.listing_id as listing, sum(d.approved_cost_minor)::text as allowed
      from listing l join desired_state d on d.shop_id = l.shop_id and d.listing_id = l.listing_id
      where l.shop_id = ${shop}::uuid and l.connection_id = ${connectionId}::uuid group by l.listing_id`.execute(tx)
  for (const [listing, times] of far.charged) {
    const allowed = BigInt(rows.find(row => row.listing === listing)?.allowed ?? '0')
    const name = names[patterns.findIndex(({ listingId }) => listingId === listing)]
    if (BigInt(times) * activationMinor > allowed)
      throw new Untrue(`putting “${name}” up for sale was paid for ${times} times, and her presses allowed ${allowed} cents`)
  }
}

/** Nobody is told of a hand that was our own. */
async function checkEdits({ far, shop, connectionId }: World, tx: Tx): Promise<void> {
  const { rows } = await sql<{ field: string; title: string }>`
      select e.field, l.desired ->> 'title' as title
      from hand_edit e join listing l on l.shop_id = e.shop_id and l.listing_id = e.listing_id
      where l.shop_id = ${shop}::uuid and l.connection_id = ${connectionId}::uuid`.execute(tx)
  if (rows.length > 0 && far.touchedByHand.size === 0 && far.removedByHand.size === 0 && far.adopted.size === 0)
    throw new Untrue(`“${rows[0]!.title}” is said to be changed by hand (${rows[0]!.field}), and nobody has touched anything there`)
}

async function checkListings(world: World, tx: Tx): Promise<void> {
  const { far, patterns } = world
  const states = await readStates(tx, { listingIds: patterns.map(({ listingId }) => listingId) })
  for (const state of states) {
    const name = `“${names[patterns.findIndex(({ listingId }) => listingId === state.listingId)]}”`
    // Never pressed, or removed there by hand and meant to stay away.
    if (state.desired === null || state.state === 'unplanned') continue
    const there = [...far.products.values()].filter(({ id, listingId }) => listingId === state.listingId || id === state.remoteId)
    if (there.length > 1) throw new Untrue(`there are ${there.length} listings of ${name} at the shop`)
    const [product] = there
    if (isBarred(world, state)) continue
    if (product === undefined) {
      if (state.state === 'gone' && state.remoteId !== null && far.removedByHand.has(state.remoteId)) continue
      throw new Untrue(`${name} is not at the shop, and the hub says “${state.state}” (${state.reason ?? 'no reason'})`)
    }
    const differing = difference(
      projected(world.spoke, state.desired, world.now()),
      contentOf(product),
      listingFields.filter(field => world.spoke.fields.includes(field)),
    ).map(({ field }) => field)
    if (differing.length > 0)
      throw new Untrue(
        `${name} is not what it should be at the shop: ${differing.join(', ')}; the hub says “${state.state}” (${state.reason ?? 'no reason'})`,
      )
    if (state.state !== 'updated')
      throw new Untrue(`${name} is right at the shop, but the hub says “${state.state}” (${state.reason ?? 'no reason'})`)
    if (state.provenNo !== state.desiredNo || state.remoteId !== product.id) throw new Untrue(`${name} is right, but not proven`)
    if (!far.hasAllFiles(product)) throw new Untrue(`${name} is for sale without its file`)
  }
}

/** The storefront has another product with this SKU, and takes each SKU once. */
const isBarred = ({ far, options }: World, { state, desired }: ListingState): boolean =>
  options.isSkuUnique &&
  state === 'needs-you' &&
  [...far.products.values()].some(({ listingId, sku }) => listingId === null && sku === desired?.sku)

/** Who bought it there still gets a file there, the newest. */
function checkPermissions({ far, patterns }: World): void {
  for (const { id, productId, permissions, state } of far.orders.values()) {
    const product = far.products.get(productId)
    if (product === undefined || state !== 'paid' || !patterns.some(({ listingId }) => listingId === product.listingId)) continue
    const missing = permissions.find(permission => !product.files.some(file => file.id === permission && far.bytesOf(file) !== null))
    if (missing !== undefined) throw new Untrue(`the buyer of order ${id} can no longer download ${missing.split('/')[1]} at the shop`)
  }
}

interface OrderRow {
  remote_id: string
  state: string
  is_history: boolean
  refunded: string
  clearing: string
  open: number
  lines: number
  mails: number
  events: string[]
}

async function checkSales(world: World, tx: Tx): Promise<void> {
  const { far, shop } = world
  const { rows } = await sql<OrderRow>`
      select o.remote_id, o.state, o.is_history, o.refunded_minor::text as refunded,
        (select count(*)::int from entitlement e where e.shop_id = o.shop_id and e.order_id = o.order_id and e.ended_at is null) as open,
        (select count(*)::int from order_line l where l.shop_id = o.shop_id and l.order_id = o.order_id and l.pattern_id is not null) as lines,
        (select count(*)::int from mail m where m.shop_id = o.shop_id and m.key = 'files:' || o.order_id) as mails,
        (select coalesce(array_agg(v.name), '{}') from event v where v.shop_id = o.shop_id and v.ids ->> 'order' = o.order_id::text) as events,
        (select coalesce(sum(case when p.to_account like 'asset:clearing:%' then p.amount_minor else 0 end
            - case when p.from_account like 'asset:clearing:%' then p.amount_minor else 0 end), 0)::text
         from journal j join posting p on p.shop_id = j.shop_id and p.journal_id = j.journal_id
         where j.shop_id = o.shop_id and j.cause like '%:' || o.order_id || '%') as clearing
      from "order" o where o.shop_id = ${shop}::uuid and o.connection_id = ${world.connectionId}::uuid`.execute(tx)
  const known = new Map(rows.map(row => [row.remote_id, row]))
  for (const order of far.orders.values()) {
    const row = known.get(order.id)
    const what = `order ${order.id}`
    if (row === undefined) throw new Untrue(`${what} was never taken`)
    known.delete(order.id)
    const refunded = refundedOf(order)
    const isHeld = order.state === 'paid' && refunded < order.total
    same(`${what}: its state`, row.state, order.state)
    same(`${what}: what was refunded`, row.refunded, refunded.toString())
    same(`${what}: what the books say`, row.clearing, (order.paidAt === null ? 0n : order.total - refunded).toString())
    // A listing that was removed and is unknown by now is matched by her, later.
    const isOurs = far.adopted.has(order.productId) || far.products.get(order.productId)?.listingId !== null
    const isMatched = row.lines === 1 || (isOurs && !far.removedByHand.has(order.productId))
    if (isMatched) same(`${what}: lines with a pattern`, row.lines, 1)
    same(`${what}: whether its buyer has the pattern`, row.open, isHeld && isMatched ? 1 : 0)
    const placedAt = new Date(order.placedAt.getTime() - world.options.offsetMs)
    // What was sold within the very second of going live counts as sold after it, and with a clock that is off within what is known of it.
    const unsureMs = world.options.offsetMs === 0 ? 0 : gapWidthMs
    if (world.firstLiveAt === null || placedAt.getTime() < second(world.firstLiveAt).getTime() - unsureMs)
      same(`${what}: whether it is history`, row.is_history, true)
    else if (world.liveSince !== null && placedAt >= second(world.liveSince)) same(`${what}: whether it is history`, row.is_history, false)
    const times = (name: string) => row.events.filter(event => event === name).length
    same(`${what}: how often it is told as taken`, times('order.taken'), row.is_history ? 0 : 1)
    if (row.is_history) same(`${what}, which is history: what is told of it`, row.events.join(), '')
    if (row.is_history) same(`${what}, which is history: mails`, row.mails, 0)
    else if (isHeld && isMatched) same(`${what}: mails`, row.mails, 1)
  }
  const [doubled] = known.keys()
  if (doubled !== undefined) throw new Untrue(`the hub has an order ${doubled} that the shop does not know`)
}

function same(what: string, is: unknown, should: unknown): void {
  if (is !== should) throw new Untrue(`${what}: ${String(is)} instead of ${String(should)}`)
}
