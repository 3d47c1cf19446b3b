/** What a press would send: each listing wanted, what changes there, by which steps. Read alone; nothing is written. */
import { createHash } from 'node:crypto'
import { kept, shopOf, sql, type Tx } from '#database'
import { handRulesOf } from '../by-hand/hand-rules.ts'
import type { ListingContent } from '../listing/content.ts'
import { contentToJson } from '../listing/content-json.ts'
import { type DeliverySource, makeDelivery, readFileFacts } from '../listing/delivery.ts'
import type { Loss } from '../listing/fit.ts'
import { type ListingPlan, planListing } from '../listing/plan-listing.ts'
import type { ListingState } from '../listing/read-state.ts'
import type { ShopRules } from '../listing/shop-rules.ts'
import { asAsked, isSameWish } from '../listing/staying.ts'

/** What the hub is handed for planning: the pure parts of the spokes, how files travel, the time. */
export interface PlanningWorld {
  readonly rulesOf: (spoke: string) => ShopRules | null
  readonly deliveryOf: (connection: PlanConnection) => DeliverySource
  readonly now: Date
}

export interface PlanConnection {
  readonly connectionId: string
  readonly spoke: string
  readonly label: string
  readonly baseUrl: string
  readonly currency: string
  readonly state: 'rehearsal' | 'live' | 'paused' | 'reconnect'
  readonly mayWrite: boolean
  readonly fileSecretNo: number
  readonly isDemo: boolean
  readonly sealed: Buffer | null
}

/** Where a listing is or will be, by its id. */
export interface ListingPlace {
  readonly listingId: string
  readonly connectionId: string
  readonly patternId: string
}

/** One listing as it should become; without content there is a reason. */
export interface Want {
  readonly listingId: string
  readonly connection: PlanConnection
  readonly patternId: string
  readonly patternTitle: string
  readonly known: ListingState | null
  readonly content: ListingContent | null
  readonly refused: string | null
  /** What was left out or changed so that the storefront takes it. */
  readonly losses?: readonly Loss[]
}

export interface Planned extends Want {
  readonly plan: ListingPlan
  /** What a press would do: 'send', nothing because all is 'right' and proven, or nothing because it is 'refused'. */
  readonly verdict: 'send' | 'right' | 'refused'
}

export async function readConnections(tx: Tx, ids: readonly string[] | null): Promise<PlanConnection[]> {
  const { rows } = await sql<PlanConnection>`${kept}
    select c.connection_id as "connectionId", c.spoke, c.label, c.base_url as "baseUrl", c.currency, c.state, c.may_write as "mayWrite", c.file_secret_no as "fileSecretNo",
      s.is_demo as "isDemo", c.sealed
    from connection c join shop s on s.shop_id = c.shop_id
    where c.shop_id = ${shopOf(tx)}::uuid and c.kind = 'shop' and c.removed_at is null and (${ids}::uuid[] is null or c.connection_id = any(${ids}::uuid[]))
    order by c.created_at, c.connection_id`.execute(tx)
  return rows
}

export async function planWants(tx: Tx, wants: readonly Want[], world: PlanningWorld): Promise<Planned[]> {
  const contents = wants.flatMap(({ content }) => (content === null ? [] : [content]))
  const facts = await readFileFacts(tx, contents, [...new Set(wants.map(({ connection }) => connection.connectionId))])
  return wants.map(asMadeAnew).map(want => {
    const { content, connection, listingId, known } = want
    const rules = world.rulesOf(connection.spoke)
    if (rules !== null && typeof rules.publishes === 'object' && 'cannot' in rules.publishes)
      return { ...want, refused: rules.publishes.cannot, plan: nothing, verdict: 'refused' }
    if (content === null || rules === null) {
      const refused = want.refused ?? `This version of Selvage cannot talk to ${connection.spoke}. Update it, then publish.`
      return { ...want, refused, plan: nothing, verdict: 'refused' }
    }
    const place = { connectionId: connection.connectionId, fileSecretNo: connection.fileSecretNo, listingId }
    const delivery = makeDelivery(world.deliveryOf(connection), place, facts)
    // A listing that was removed there is made anew.
    const observed = known === null || known.state === 'gone' ? null : known.observed
    const plan = planListing({ rules, listingId, desired: content, observed, delivery, blobs: facts.blobs, now: world.now })
    const refused = want.refused ?? notNow(connection) ?? plan.refused
    const isAtRest = known?.state === 'updated' || (handRulesOf(rules) !== null && (known === null || known.state === 'unplanned'))
    const isRight = plan.difference.length === 0 && isAtRest && (known === null || isWantedAlready(known, content, rules))
    return { ...want, plan, refused, verdict: refused !== null ? 'refused' : isRight ? 'right' : 'send' }
  })
}

/** Of what was removed there nothing stays. */
const asMadeAnew = (want: Want): Want =>
  want.known?.state === 'gone' && want.content !== null ? { ...want, content: asAsked(want.content, false) } : want

const nothing: ListingPlan = { difference: [], steps: [], refused: null, losses: [] }

function notNow({ state }: PlanConnection): string | null {
  if (state === 'rehearsal') return 'This shop is in rehearsal; go live first.'
  if (state === 'paused') return 'This shop is paused; resume it first, then publish.'
  if (state === 'reconnect') return 'This shop needs new keys; renew them under Shops, then publish.'
  return null
}

function isWantedAlready({ desired, desiredNo }: ListingState, content: ListingContent, { fields }: ShopRules): boolean {
  if (desiredNo === 0) return !content.isPublished
  return desired !== null && isSameWish(fields, desired, content)
}

/** Changes with whatever the press would do: what is wanted, what would be sent, what is refused. */
export function keyOf(cause: string, planned: readonly Planned[]): string {
  const told = planned.map(({ listingId, known, content, plan, refused }) => ({
    listingId,
    desiredNo: known?.desiredNo ?? 0,
    content: content === null ? null : contentToJson(content),
    fields: plan.difference.map(({ field }) => field),
    steps: plan.steps.map(({ kind, key, says, cost, cannotUndo }) => [
      kind,
      key,
      says,
      cost === null ? null : `${cost.minor} ${cost.currency}`,
      cannotUndo,
    ]),
    refused,
  }))
  return createHash('sha256')
    .update(JSON.stringify([cause, told]))
    .digest('hex')
}
