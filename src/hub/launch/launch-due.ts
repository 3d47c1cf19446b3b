/** The moment has come: what a launch made ready goes on sale. Asked again it goes on with what could not be sent before. */
import { createHash } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import { readStates } from '../listing/read-state.ts'
import type { Money } from '../money.ts'
import { type PlanConnection, type Planned, type PlanningWorld, planWants, readConnections, type Want } from '../publication/plan.ts'
import { sumOf } from '../publication/preview.ts'
import { pressOn } from '../publication/publish.ts'

/** What could not be sent (a paused shop, keys that ran out) is tried again after so long; she may have mended it meanwhile. */
const againMs = 60_000

interface Row {
  listing_id: string
  connection_id: string
  pattern_id: string
  title: string
  approved_cost_minor: string
  cost_currency: string | null
}

/** @returns how many listings were sent now, over all launches of the shop that are due. */
export async function launchDue(tx: Tx, world: PlanningWorld): Promise<number> {
  const { rows } = await sql<{ launch_id: string; pressed_by: string }>`
    select launch_id, pressed_by from launch
    where shop_id = ${shopOf(tx)}::uuid and state = 'planned' and next_try_at <= ${world.now}
    order by at, launch_id
    for update skip locked`.execute(tx)
  let sent = 0
  for (const { launch_id, pressed_by } of rows) sent += await launchOne(tx, launch_id, pressed_by, world)
  return sent
}

async function launchOne(tx: Tx, launchId: string, pressedBy: string, world: PlanningWorld): Promise<number> {
  const left = await readLeft(tx, launchId)
  const wants = await wantsOf(tx, left)
  const planned = await planWants(tx, wants, world)
  const judged = planned.map(one => ({ one, why: whyNot(one, left.find(({ listing_id }) => listing_id === one.listingId)!) }))
  const fit = judged.filter(({ why }) => why === null).map(({ one }) => one)
  const publicationId = fit.length === 0 ? null : await send(tx, launchId, fit, pressedBy, world)
  const reasons = judged.map(({ one, why }) => ({ listing_id: one.listingId, reason: why }))
  await sql`
    update launch_listing x
    set reason = r.reason, publication_id = case when r.reason is null then ${publicationId}::uuid end
    from jsonb_to_recordset(${JSON.stringify(reasons)}::jsonb) as r (listing_id uuid, reason text)
    where x.shop_id = ${shopOf(tx)}::uuid and x.launch_id = ${launchId}::uuid and x.listing_id = r.listing_id`.execute(tx)
  // What was disconnected since is out of reach, and waits for nothing.
  const isOver = fit.length === wants.length
  await sql`
    update launch
    set state = case when ${isOver} then 'launched' else state end, launched_at = case when ${isOver} then ${world.now}::timestamptz end,
      next_try_at = ${new Date(world.now.getTime() + againMs)}
    where shop_id = ${shopOf(tx)}::uuid and launch_id = ${launchId}::uuid`.execute(tx)
  return fit.length
}

const send = (tx: Tx, launchId: string, fit: readonly Planned[], pressedBy: string, world: PlanningWorld): Promise<string> => {
  const ids = fit.map(({ listingId }) => listingId).sort()
  const key = `launch ${launchId} ${createHash('sha256').update(ids.join(' ')).digest('hex').slice(0, 16)}`
  const wants = async () => fit.map(({ plan: _plan, verdict: _verdict, ...want }) => want)
  return pressOn(tx, { cause: 'launch', wants, press: { key, pressedBy }, world, isUnseen: true, isEvenRight: true })
}

async function readLeft(tx: Tx, launchId: string): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select x.listing_id, l.connection_id, l.pattern_id, p.title, x.approved_cost_minor::text, x.cost_currency
    from launch_listing x
    join listing l on l.shop_id = x.shop_id and l.listing_id = x.listing_id
    join pattern p on p.shop_id = l.shop_id and p.pattern_id = l.pattern_id
    where x.shop_id = ${shopOf(tx)}::uuid and x.launch_id = ${launchId}::uuid and x.publication_id is null
    order by x.listing_id`.execute(tx)
  return rows
}

/** The last word on each listing, on sale: what she changed and pressed since it was made ready goes with it, what she did not press does not. */
async function wantsOf(tx: Tx, rows: readonly Row[]): Promise<Want[]> {
  const [states, connections] = [
    await readStates(tx, { listingIds: rows.map(row => row.listing_id) }),
    await readConnections(tx, [...new Set(rows.map(row => row.connection_id))]),
  ]
  const known = new Map(states.map(state => [state.listingId, state]))
  const at = new Map<string, PlanConnection>(connections.map(one => [one.connectionId, one]))
  return rows.flatMap((row): Want[] => {
    const [state, connection] = [known.get(row.listing_id), at.get(row.connection_id)]
    if (state === undefined || state.desired === null || connection === undefined) return []
    const content = { ...state.desired, isPublished: true }
    return [
      { listingId: row.listing_id, connection, patternId: row.pattern_id, patternTitle: row.title, known: state, content, refused: null },
    ]
  })
}

/** @returns why it does not go on sale now, in her words. */
function whyNot({ refused, plan, connection }: Planned, { approved_cost_minor, cost_currency }: Row): string | null {
  if (refused !== null) return refused
  const [cost] = sumOf(plan.steps.flatMap(step => (step.cost === null ? [] : [step.cost])))
  if (cost === undefined || isWithin(cost, { minor: BigInt(approved_cost_minor), currency: cost_currency ?? cost.currency })) return null
  return `Putting it on sale at ${connection.label} costs more now than when you planned this. Publish it there yourself.`
}

const isWithin = (cost: Money, approved: Money): boolean => cost.currency === approved.currency && cost.minor <= approved.minor
