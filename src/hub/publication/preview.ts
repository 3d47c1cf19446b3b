/** The plan in her words, before anything is sent. Works from what was last read at each shop, and says when that was. */
import { shopOf, sql, type Tx } from '#database'
import { handRulesOf, takesListings } from '../by-hand/hand-rules.ts'
import { waitingForLaunch } from '../launch/waiting.ts'
import type { ListingContent } from '../listing/content.ts'
import { type Desired, desiredContent, type PatternSource, type Place, propertiesAt, readSources } from '../listing/desired-content.ts'
import type { ListedProperty } from '../listing/properties.ts'
import { type ListingState, listingIdFor, readStates } from '../listing/read-state.ts'
import { shelfId } from '../listing/shelf.ts'
import type { Observed } from '../listing/shop-rules.ts'
import { sayStays, staysAt, type There } from '../listing/staying.ts'
import { type ChangeInWords, changesInWords, type VersionOf } from '../listing/words.ts'
import { add, type Money, type MoneyJson, toJson } from '../money.ts'
import { readPromoted, withPromotion } from '../promotion/overlay.ts'
import { notFound } from '../refused.ts'
import { shelfOfListed } from '../storefront/choose-shelf.ts'
import { noWishes, readWishes, type Wishes } from '../storefront/wishes.ts'
import { foundBefore, replacedForGood } from './found-before.ts'
import {
  keyOf,
  type ListingPlace,
  type PlanConnection,
  type Planned,
  type PlanningWorld,
  planWants,
  readConnections,
  type Want,
} from './plan.ts'

export interface Target {
  readonly patternIds: readonly string[]
  /** All shops that take listings but the paused ones when left out; the paused ones too when every one is. */
  readonly connectionIds?: readonly string[] | undefined
  /** Take off sale what stands there, and change nothing else; left out: all as it should be. */
  readonly isOffSale?: boolean
}

export interface Preview {
  readonly key: string
  readonly sentence: string
  readonly listings: {
    readonly listingId: string
    readonly connectionId: string
    readonly shop: string
    readonly patternTitle: string
    readonly isNew: boolean
    readonly changes: ChangeInWords[]
    readonly steps: { readonly says: string; readonly cost: MoneyJson | null; readonly cannotUndo: string | null }[]
    readonly refused: string | null
    /** What was left out or changed so that the storefront takes it, each a sentence. */
    readonly losses: readonly string[]
  }[]
  readonly cost: MoneyJson[]
  readonly peopleTold: number
  readonly cannotUndo: string[]
}

/** @throws {Refused} when a pattern or shop is not here. */
export async function preview(tx: Tx, target: Target, world: PlanningWorld): Promise<Preview> {
  const planned = await planTarget(tx, target, world)
  return previewOf(tx, 'publish', planned, world)
}

export async function planTarget(tx: Tx, target: Target, world: PlanningWorld): Promise<Planned[]> {
  return planWants(tx, await wantsOf(tx, target, world), world)
}

export async function wantsOf(tx: Tx, target: Target, world: PlanningWorld): Promise<Want[]> {
  const { patternIds, isOffSale = false } = target
  const sources = await readSources(tx, patternIds)
  if (sources.length < new Set(patternIds).size) throw notFound(patternIds.length === 1 ? 'This pattern' : 'One of these patterns')
  const connections = await connectionsOf(tx, target, world)
  const ids = connections.map(one => one.connectionId)
  const states = await readStates(tx, { patternIds, connectionIds: ids })
  const known = new Map(states.map(state => [`${state.connectionId} ${state.patternId}`, state]))
  const waiting = await waitingForLaunch(
    tx,
    states.map(({ listingId }) => listingId),
  )
  const promoted = await readPromoted(
    tx,
    states.map(({ listingId }) => listingId),
  )
  const wishes = await readWishes(tx, ids, patternIds)
  const wants = sources.flatMap(source =>
    connections.map(connection => {
      const state = known.get(`${connection.connectionId} ${source.patternId}`) ?? null
      const place = placeAt(connection, wishes.get(connection.connectionId), world)
      const isHidden = isOffSale || (state !== null && waiting.has(state.listingId))
      const want = wantAt({ source, connection, known: state, place, isOffSale, isHidden })
      if (want.content === null) return want
      return { ...want, content: withPromotion(want.content, promoted.get(want.listingId), world.now) }
    }),
  )
  // What she offers elsewhere only is left out, unless nothing else is left to tell; so is what stands nowhere.
  const told = wants.filter(want => want.refused !== notOffered && want.refused !== notThere)
  return told.length > 0 || isOffSale ? told : wants
}

/** A storefront as content is made for it. */
export const placeAt = (
  { currency, spoke }: Pick<PlanConnection, 'currency' | 'spoke'>,
  wishes: Wishes | undefined,
  { rulesOf }: Pick<PlanningWorld, 'rulesOf'>,
): Place => ({ currency, rules: rulesOf(spoke), wishes: wishes ?? noWishes })

const notOffered = 'This pattern is not offered at this shop. Offer it there under Shops of the pattern, then publish.'
const notThere = 'It does not stand at this shop, so there is nothing to take off sale.'

function wantAt({
  source,
  connection,
  known,
  place,
  isOffSale,
  isHidden,
}: {
  source: PatternSource
  connection: PlanConnection
  known: ListingState | null
  place: Place
  isOffSale: boolean
  /** All as it should be, but not for sale. */
  isHidden: boolean
}): Want {
  const base = {
    listingId: known?.listingId ?? listingIdFor(connection.connectionId, source.patternId),
    connection,
    patternId: source.patternId,
    patternTitle: source.title,
    known,
  }
  const isThere = known !== null && known.remoteId !== null && known.state !== 'gone'
  if (isOffSale && !isThere) return { ...base, content: null, refused: notThere }
  if (isOffSale && known?.desired) return { ...base, content: { ...known.desired, isPublished: false }, refused: null }
  const isWanted = place.wishes.wordings.get(source.patternId)?.isOffered ?? true
  if (!isWanted && !isThere) return { ...base, content: null, refused: notOffered }
  const desired = desiredAt(source, place, isThere ? known : null)
  if (!isHidden || desired.content === null) return { ...base, ...desired }
  return { ...base, ...desired, content: { ...desired.content, isPublished: false } }
}

/** What a listing should hold, where it stands already as well: what stands there and is not to be replaced unasked is left as it is. */
export function desiredAt(source: PatternSource, place: Place, known: There | null): Desired {
  const stays = known === null ? {} : staysAt(known, source, place.rules?.fields ?? [])
  const { content, losses, refused } = desiredContent(source, place, { needsFiles: stays.files === undefined })
  if (content === null) return { content, losses, refused }
  if (known === null || Object.keys(stays).length === 0) return leftWhereItIs({ content, losses, refused: null }, { source, place, known })
  const told = [...losses.filter(({ field }) => !(field in stays)), ...sayStays(stays, source)]
  return leftWhereItIs({ content: { ...content, stays }, losses: told, refused: null }, { source, place, known })
}

/** Its place in the storefront's own tree of categories, and what stands in the properties of that, of a listing that is there. */
export function leftWhereItIs(
  desired: Desired,
  { source, place, known }: { source: PatternSource; place: Pick<Place, 'rules' | 'wishes'>; known: Seen | null },
): Desired {
  const { content, losses } = desired
  if (known === null || content === null) return desired
  const { wishes } = place
  const own = wishes.wordings.get(source.patternId)
  const word = { own: own?.shelf ?? null, there: known.desired?.shelf ?? null }
  const shelf = content.shelf == null ? content.shelf : shelfOfListed(content.shelf, source, wishes.shelves, word)
  const placed = shelf === undefined ? content : { ...content, shelf }
  const matched = propertiesAt(source, place, shelfId(shelf ?? known.observed?.content.shelf))
  if (matched === null) return { content: withoutProperties(placed), refused: null, losses }
  const { table, properties } = matched
  const before = known.desired?.properties ?? []
  const there = new Map((known.observed?.content.properties ?? []).map(one => [one.id, one]))
  // What somebody has put there before we ever did stays until she says otherwise; and so does what nobody has looked at yet.
  const isRead = known.observed === null || known.observed.content.properties !== undefined
  const isTheirs = ({ id }: ListedProperty) =>
    own?.properties[id] === undefined && !before.some(one => one.id === id) && (!isRead || (there.get(id)?.values.length ?? 0) > 0)
  const isOnce = new Set(table.known.filter(one => one.isOnce).map(({ id }) => id))
  const kept = [...properties.filter(one => !isOnce.has(one.id) && !isTheirs(one)), ...before.filter(({ id }) => isOnce.has(id))]
  const emptied = before.filter(
    ({ id, values }) =>
      values.length > 0 &&
      !isOnce.has(id) &&
      !kept.some(one => one.id === id) &&
      (table.takesOthers || table.known.some(one => one.id === id)),
  )
  return {
    content: { ...placed, properties: [...kept, ...emptied.map(({ id, name }) => ({ id, name, values: [] }))] },
    refused: null,
    losses: [...losses.filter(({ field }) => field !== 'properties'), ...matched.losses],
  }
}

/** What is known of a listing that is there: what was wanted of it last, and what was read. */
type Seen = { readonly desired: ListingContent | null; readonly observed: Pick<Observed, 'content'> | null }

function withoutProperties(content: ListingContent): ListingContent {
  const { properties: _none, ...rest } = content
  return rest
}

async function connectionsOf(tx: Tx, { connectionIds }: Target, { rulesOf }: PlanningWorld): Promise<PlanConnection[]> {
  const found = await readConnections(tx, connectionIds ?? null)
  if (connectionIds !== undefined && found.length < new Set(connectionIds).size) throw notFound('This shop')
  if (connectionIds !== undefined) return found
  const fit = found.filter(({ spoke }) => {
    const rules = rulesOf(spoke)
    return rules === null || takesListings(rules)
  })
  const unpaused = fit.filter(({ state }) => state !== 'paused')
  return unpaused.length > 0 ? unpaused : fit
}

/** Which listings `wantsOf` is about, without what is wanted of them. A pattern that does not exist has none. */
export async function placesOf(tx: Tx, target: Target, world: PlanningWorld): Promise<ListingPlace[]> {
  const ids = (await connectionsOf(tx, target, world)).map(({ connectionId }) => connectionId)
  const { rows } = await sql<{ connection_id: string; pattern_id: string; listing_id: string | null }>`
    select c.connection_id, p.pattern_id, l.listing_id
    from unnest(${ids}::uuid[]) c (connection_id)
    cross join pattern p
    left join listing l on l.shop_id = p.shop_id and l.connection_id = c.connection_id and l.pattern_id = p.pattern_id
    where p.shop_id = ${shopOf(tx)}::uuid and p.pattern_id = any (${[...target.patternIds]}::uuid[])`.execute(tx)
  return rows.map(({ connection_id: connectionId, pattern_id: patternId, listing_id }) => ({
    listingId: listing_id ?? listingIdFor(connectionId, patternId),
    connectionId,
    patternId,
  }))
}

export async function previewOf(tx: Tx, cause: string, planned: readonly Planned[], world: PlanningWorld): Promise<Preview> {
  const versionOf = await readVersionOf(
    tx,
    planned.map(({ patternId }) => patternId),
  )
  const sent = planned.filter(({ verdict }) => verdict === 'send')
  const steps = sent.flatMap(({ plan }) => plan.steps)
  const hasShops = planned.length > 0 || (await readConnections(tx, null)).length > 0
  return {
    key: keyOf(cause, planned),
    sentence: sentenceOf(planned, { ...world, hasShops }),
    listings: planned.map(one => ({
      listingId: one.listingId,
      connectionId: one.connection.connectionId,
      shop: one.connection.label,
      patternTitle: one.patternTitle,
      isNew: isNew(one),
      changes: changesInWords(one.plan.difference, versionOf),
      steps: one.plan.steps.map(({ says, cost, cannotUndo }) => ({ says, cost: cost && toJson(cost), cannotUndo })),
      refused: one.refused,
      losses: [...(one.losses ?? []).map(({ says }) => says), ...one.plan.losses],
    })),
    cost: sumOf(steps.flatMap(({ cost }) => (cost === null ? [] : [cost]))).map(toJson),
    peopleTold: 0,
    cannotUndo: [...new Set([...steps.map(({ cannotUndo }) => cannotUndo), ...sent.map(one => replacedBy(one, world))])].filter(
      says => says !== null,
    ),
  }
}

/** Of a listing that was found there: what its first press replaces for good. */
function replacedBy(one: Planned, { rulesOf }: PlanningWorld): string | null {
  const found = foundBefore(one)
  const rules = rulesOf(one.connection.spoke)
  if (found === null || one.content === null || rules === null) return null
  return replacedForGood(one.connection.label, { found, desired: one.content, rules })
}

const isNew = ({ known }: Planned) => known === null || known.remoteId === null || known.state === 'gone'

function sentenceOf(planned: readonly Planned[], { now, rulesOf, hasShops }: PlanningWorld & { readonly hasShops: boolean }): string {
  const sent = planned.filter(({ verdict }) => verdict === 'send')
  const refused = planned.filter(({ verdict }) => verdict === 'refused').length
  const isByHand = ({ connection: { spoke } }: Planned) => handRulesOf(rulesOf(spoke)) !== null
  if (planned.length === 0)
    return hasShops
      ? 'None of your shops lets listings be made or changed from outside; their sales come in all the same. Connect another under Shops, then publish.'
      : 'No shop is connected yet. Connect one under Shops, then publish.'
  if (sent.length === 0)
    return refused > 0
      ? 'Nothing can be sent; the reason stands beside each shop.'
      : 'Every shop is as it should be; there is nothing to send.'
  const [own, byHand] = [sent.filter(one => !isByHand(one)), sent.filter(isByHand)]
  const waiting = byHand.filter(({ plan }) => plan.steps.length > 0).length
  const made = own.filter(isNew).length
  const changed = own.filter(one => !isNew(one) && one.plan.steps.length > 0).length
  const checked = own.length - made - changed
  const settled = byHand.length - waiting
  const parts = [
    made > 0 && `${listings(made)} will be made`,
    changed > 0 && `${listings(changed)} will be changed`,
    checked > 0 && `${listings(checked)} will be looked at and proven`,
    waiting > 0 && `${listings(waiting)} will wait for your hands`,
    settled > 0 && `${listings(settled)} ${settled === 1 ? 'needs' : 'need'} nothing of you any more`,
  ].filter(Boolean)
  const text = parts.join(', ')
  const read = own.flatMap(({ known }) => (known?.observedAt ? [known.observedAt.getTime()] : []))
  const age = read.length === 0 ? '' : ` What is there now was last read ${ago(now.getTime() - Math.min(...read))}.`
  const left = refused === 0 ? '' : ` ${refused === 1 ? 'One shop is' : `${refused} are`} left out; the reason stands beside it.`
  const readOnly = [
    ...new Set(own.filter(({ connection, plan }) => !connection.mayWrite && plan.steps.length > 0).map(one => `“${one.connection.label}”`)),
  ]
  const waits =
    readOnly.length === 0
      ? ''
      : ` ${readOnly.join(', ')} let${readOnly.length === 1 ? 's' : ''} Selvage read only so far: what goes there waits until you let it write.`
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.${age}${waits}${left} Nobody is written to.`
}

const listings = (count: number) => (count === 1 ? 'one listing' : `${count} listings`)

function ago(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return minutes === 1 ? 'a minute ago' : `${minutes} minutes ago`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return hours === 1 ? 'an hour ago' : `${hours} hours ago`
  return `${Math.floor(hours / 24)} days ago`
}

export function sumOf(amounts: readonly Money[]): Money[] {
  const sums = new Map<string, Money>()
  for (const one of amounts) {
    const earlier = sums.get(one.currency)
    sums.set(one.currency, earlier === undefined ? one : add(earlier, one))
  }
  return [...sums.values()]
}

/** Which version a file belongs to, by its mark; the newest when several hold the same file. */
export async function readVersionOf(tx: Tx, patternIds: readonly string[]): Promise<VersionOf> {
  const { rows } = await sql<{ mark: string; number: string }>`
    select left(f.sha256, 16) as mark, v.number
    from version v join version_file f on f.shop_id = v.shop_id and f.version_id = v.version_id
    where v.shop_id = ${shopOf(tx)}::uuid and v.pattern_id = any(${[...new Set(patternIds)]}::uuid[])
    order by v.created_at, v.version_id`.execute(tx)
  const numbers = new Map(rows.map(({ mark, number }) => [mark, number]))
  return mark => numbers.get(mark) ?? null
}
