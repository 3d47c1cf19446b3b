/** One pattern as each storefront shows it: her own words for it there, what becomes of the text, and what that loses. */
import type { Tx } from '#database'
import { desiredContent, readSources } from '../listing/desired-content.ts'
import { type ListingLimits, noLimits } from '../listing/limits.ts'
import { readStates } from '../listing/read-state.ts'
import { type Shelf, shelfId, shelfText } from '../listing/shelf.ts'
import type { Money } from '../money.ts'
import { type PlanningWorld, readConnections } from '../publication/plan.ts'
import { leftWhereItIs, placeAt } from '../publication/preview.ts'
import { notFound } from '../refused.ts'
import { noWishes, noWording, readWishes, type Wording } from './wishes.ts'

export interface AtStorefront {
  readonly connectionId: string
  /** The connection's label. */
  readonly shop: string
  readonly spoke: string
  readonly currency: string
  readonly isThere: boolean
  readonly own: Wording
  /** What would stand there; null when it cannot be listed, and `refused` says why. */
  readonly shown: {
    readonly title: string
    readonly description: string
    readonly tags: readonly string[]
    readonly price: Money
    readonly isPublished: boolean
    /** Where it would stand in the storefront's own tree; null: left to the storefront. */
    readonly shelf?: string | null
  } | null
  /** The storefront's own tree of categories; [] where it has none, or has not told it yet. */
  readonly shelves: readonly Shelf[]
  readonly losses: readonly string[]
  readonly refused: string | null
  readonly limits: ListingLimits
}

/** @throws {Refused} when there is no such pattern. */
export async function readStorefronts(tx: Tx, patternId: string, world: Pick<PlanningWorld, 'rulesOf'>): Promise<AtStorefront[]> {
  const [source] = await readSources(tx, [patternId])
  if (source === undefined) throw notFound('This pattern')
  const connections = (await readConnections(tx, null)).filter(({ spoke }) => (world.rulesOf(spoke)?.publishes ?? true) === true)
  const ids = connections.map(({ connectionId }) => connectionId)
  const wishes = await readWishes(tx, ids, [patternId])
  const states = new Map((await readStates(tx, { patternIds: [patternId], connectionIds: ids })).map(state => [state.connectionId, state]))
  return connections.map(connection => {
    const { connectionId, label, spoke, currency } = connection
    const known = wishes.get(connectionId) ?? noWishes
    const state = states.get(connectionId)
    const isThere = state !== undefined && state.remoteId !== null && state.state !== 'gone'
    const place = placeAt(connection, known, world)
    const { content, losses, refused } = leftWhereItIs(desiredContent(source, place), { source, place, known: isThere ? state : null })
    const there = known.shelves.shelves.find(({ id }) => id === shelfId(state?.observed?.content.shelf))
    return {
      ...{ connectionId, shop: label, spoke, currency },
      isThere,
      own: known.wordings.get(patternId) ?? noWording,
      shown: content === null ? null : { ...content, shelf: content.shelf ?? (isThere && there !== undefined ? shelfText(there) : null) },
      shelves: world.rulesOf(spoke)?.fields.includes('shelf') ? known.shelves.shelves : [],
      losses: losses.map(({ says }) => says),
      refused,
      limits: world.rulesOf(spoke)?.limits ?? noLimits,
    }
  })
}
