/** What is due for a promotion: lowering prices where the hub does it, putting them back, and ending it early. Asked again it goes on where it was. */
import { createHash } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import type { ListingContent } from '../listing/content.ts'
import { readStates } from '../listing/read-state.ts'
import { type PlanningWorld, planWants, readConnections, type Want } from '../publication/plan.ts'
import { pressOn } from '../publication/publish.ts'
import { notFound, Refused } from '../refused.ts'
import { endCoupons } from './coupon-due.ts'

/** What could not be sent (a paused shop, keys that ran out) is tried again after so long. */
const againMs = 60_000

interface Due {
  readonly promotionId: string
  readonly startsAt: Date
  readonly endsAt: Date
  readonly pressedBy: string
}

interface Row {
  listing_id: string
  connection_id: string
  pattern_id: string
  title: string
  way: 'sale-price' | 'price'
  currency: string
  price_minor: string
  sale_minor: string
  begun_with: string | null
}

/** @returns how many listings were sent now, over all promotions of the shop that are due. */
export async function promotionsDue(tx: Tx, world: PlanningWorld): Promise<number> {
  const { rows } = await sql<Due>`
    select promotion_id as "promotionId", starts_at as "startsAt", ends_at as "endsAt", pressed_by as "pressedBy" from promotion
    where shop_id = ${shopOf(tx)}::uuid and next_due_at <= ${world.now}
    order by starts_at, promotion_id
    for update skip locked`.execute(tx)
  let sent = 0
  for (const due of rows) sent += due.endsAt <= world.now ? await end(tx, due, world) : await begin(tx, due, world)
  return sent
}

/** Ends it now, wherever it has begun. @throws {Refused} when there is no such promotion, or it is over. */
export async function endPromotion(tx: Tx, promotionId: string, world: PlanningWorld): Promise<void> {
  const { rows } = await sql<Due & { readonly kind: 'sale' | 'coupon' }>`
    update promotion set ends_at = ${world.now}, ended_early = true
    where shop_id = ${shopOf(tx)}::uuid and promotion_id = ${promotionId}::uuid and ends_at > ${world.now}
    returning promotion_id as "promotionId", starts_at as "startsAt", ends_at as "endsAt", pressed_by as "pressedBy", kind`.execute(tx)
  const due = rows[0]
  if (due !== undefined) {
    await (due.kind === 'coupon' ? endCoupons(tx, promotionId, world.now) : end(tx, due, world))
    return
  }
  const known = await tx
    .selectFrom('promotion')
    .select('promotion_id')
    .where('shop_id', '=', shopOf(tx))
    .where('promotion_id', '=', promotionId)
    .executeTakeFirst()
  throw known === undefined ? notFound('This promotion') : new Refused('promotion-over', 'This promotion is over already.', { status: 409 })
}

async function begin(tx: Tx, due: Due, world: PlanningWorld): Promise<number> {
  const rows = (await readRows(tx, due.promotionId)).filter(({ way, begun_with }) => way === 'price' && begun_with === null)
  const { sent, publicationId, reasons } = await send(tx, due, { rows, world, cause: 'promote', contentOf: loweredThere })
  await note(tx, due, reasons, { begun: publicationId })
  await wakeAt(tx, due, reasons.every(({ reason }) => reason === null) ? due.endsAt : soonest(due.endsAt, world.now))
  return sent
}

async function end(tx: Tx, due: Due, world: PlanningWorld): Promise<number> {
  const rows = await readRows(tx, due.promotionId)
  const { sent, publicationId, reasons } = await send(tx, due, { rows, world, cause: 'promotion-over', contentOf: putBack })
  await note(tx, due, reasons, { over: publicationId })
  await wakeAt(tx, due, reasons.every(({ reason }) => reason === null) ? null : new Date(world.now.getTime() + againMs))
  return sent
}

/** The price itself, where nobody has set another since. */
const loweredThere = (content: ListingContent, row: Row): ListingContent =>
  content.price.minor === BigInt(row.price_minor) && content.price.currency === row.currency.trim()
    ? { ...content, price: { ...content.price, minor: BigInt(row.sale_minor) } }
    : content

/** As before it; a price or a sale price that she has set since stays hers. */
function putBack(content: ListingContent, row: Row): ListingContent {
  if (row.way === 'sale-price') return content.salePrice?.price.minor === BigInt(row.sale_minor) ? { ...content, salePrice: null } : content
  const isLowered =
    row.begun_with !== null && content.price.minor === BigInt(row.sale_minor) && content.price.currency === row.currency.trim()
  return isLowered ? { ...content, price: { ...content.price, minor: BigInt(row.price_minor) } } : content
}

interface Sending {
  readonly rows: readonly Row[]
  readonly world: PlanningWorld
  readonly cause: 'promote' | 'promotion-over'
  readonly contentOf: (content: ListingContent, row: Row) => ListingContent
}

interface Reason {
  readonly listing_id: string
  readonly reason: string | null
}

/** Sends to those that can be sent to; the others keep their reason. Where nothing is to be changed nothing is sent. */
async function send(
  tx: Tx,
  { promotionId, pressedBy }: Due,
  { rows, world, cause, contentOf }: Sending,
): Promise<{ sent: number; publicationId: string | null; reasons: Reason[] }> {
  const states = new Map((await readStates(tx, { listingIds: rows.map(row => row.listing_id) })).map(one => [one.listingId, one]))
  const connections = new Map(
    (await readConnections(tx, [...new Set(rows.map(row => row.connection_id))])).map(one => [one.connectionId, one]),
  )
  const wants = rows.flatMap((row): Want[] => {
    const [known, connection] = [states.get(row.listing_id), connections.get(row.connection_id)]
    // What was disconnected or taken away since is out of reach.
    if (known?.desired == null || known.state === 'gone' || connection === undefined) return []
    const content = contentOf(known.desired, row)
    if (content === known.desired) return []
    return [{ listingId: row.listing_id, connection, patternId: row.pattern_id, patternTitle: row.title, known, content, refused: null }]
  })
  const refused = new Map((await planWants(tx, wants, world)).map(one => [one.listingId, one.refused]))
  const fit = wants.filter(({ listingId }) => refused.get(listingId) === null)
  const reasons = rows.map(({ listing_id }) => ({ listing_id, reason: refused.get(listing_id) ?? null }))
  if (fit.length === 0) return { sent: 0, publicationId: null, reasons }
  const ids = fit.map(({ listingId }) => listingId).sort()
  const key = `${cause} ${promotionId} ${createHash('sha256').update(ids.join(' ')).digest('hex').slice(0, 16)}`
  const publicationId = await pressOn(tx, {
    cause,
    wants: async () => fit,
    press: { key, pressedBy },
    world,
    isUnseen: true,
    isEvenRight: true,
    approvesNothing: true,
  })
  return { sent: fit.length, publicationId, reasons }
}

/** Those without a reason are as far as they should be. */
async function note(
  tx: Tx,
  { promotionId }: Due,
  reasons: readonly Reason[],
  { begun, over }: { begun?: string | null; over?: string | null },
): Promise<void> {
  const isEnd = over !== undefined
  await sql`
    update promotion_listing x
    set reason = r.reason,
      begun_with = case when r.reason is null and not ${isEnd} then coalesce(${begun ?? null}::uuid, x.begun_with) else x.begun_with end,
      over_with = case when r.reason is null and ${isEnd} then ${over ?? null}::uuid else x.over_with end,
      is_over = x.is_over or (${isEnd} and r.reason is null)
    from jsonb_to_recordset(${JSON.stringify(reasons)}::jsonb) as r (listing_id uuid, reason text)
    where x.shop_id = ${shopOf(tx)}::uuid and x.promotion_id = ${promotionId}::uuid and x.listing_id = r.listing_id`.execute(tx)
}

async function readRows(tx: Tx, promotionId: string): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select x.listing_id, l.connection_id, l.pattern_id, t.title, x.way, x.currency, x.price_minor::text, x.sale_minor::text, x.begun_with
    from promotion_listing x
    join listing l on l.shop_id = x.shop_id and l.listing_id = x.listing_id
    join pattern t on t.shop_id = l.shop_id and t.pattern_id = l.pattern_id
    where x.shop_id = ${shopOf(tx)}::uuid and x.promotion_id = ${promotionId}::uuid and not x.is_over
    order by x.listing_id`.execute(tx)
  return rows
}

const soonest = (endsAt: Date, now: Date): Date => new Date(Math.min(endsAt.getTime(), now.getTime() + againMs))

const wakeAt = (tx: Tx, { promotionId }: Due, at: Date | null) =>
  sql`update promotion set next_due_at = ${at}::timestamptz where shop_id = ${shopOf(tx)}::uuid and promotion_id = ${promotionId}::uuid`.execute(
    tx,
  )
