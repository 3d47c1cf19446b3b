/** One pattern as each storefront shows it: her own words for it there, what becomes of the text, and what that loses. */
import type { Tx } from '#database'
import type { ListingContent } from '../listing/content.ts'
import { type PatternSource, type Place, propertiesAt, readSources } from '../listing/desired-content.ts'
import { type ListingLimits, noLimits } from '../listing/limits.ts'
import { merged, type Property, type PropertyValue } from '../listing/properties.ts'
import { type ListingState, readStates } from '../listing/read-state.ts'
import { type Shelf, shelfId, shelfText } from '../listing/shelf.ts'
import type { ShopRules } from '../listing/shop-rules.ts'
import { isStaying, type StayingField, stayingFields } from '../listing/staying.ts'
import type { Money } from '../money.ts'
import { factLabels } from '../pattern/craft-facts.ts'
import { type PlanningWorld, readConnections } from '../publication/plan.ts'
import { desiredAt, placeAt } from '../publication/preview.ts'
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
  /** The fields of its category there, as it last told them, those with a fact of the pattern first. */
  readonly properties: readonly PropertyThere[]
  /** null: none is there yet. */
  readonly listingId: string | null
  /** What was found there, and what becomes of it. */
  readonly found: readonly { readonly field: StayingField; readonly state: 'same' | 'other' | 'replaced' }[]
  readonly losses: readonly string[]
  readonly refused: string | null
  readonly limits: ListingLimits
}

export interface PropertyThere extends Property {
  /** What would stand there: hers, or by the facts, or what stands there. */
  readonly chosen: readonly PropertyValue[]
  /** The fact that it tells, in words; null: none. */
  readonly fact: string | null
  readonly isOwn: boolean
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
    const { content, losses, refused } = desiredAt(source, place, isThere ? state : null)
    const shelf = shelfId(content?.shelf ?? (isThere ? state?.observed?.content.shelf : null))
    const there = known.shelves.shelves.find(({ id }) => id === shelfId(state?.observed?.content.shelf))
    return {
      ...{ connectionId, shop: label, spoke, currency },
      isThere,
      own: known.wordings.get(patternId) ?? noWording,
      shown: content === null ? null : { ...content, shelf: content.shelf ?? (isThere && there !== undefined ? shelfText(there) : null) },
      shelves: world.rulesOf(spoke)?.fields.includes('shelf') ? known.shelves.shelves : [],
      properties:
        content === null
          ? []
          : propertiesThere({
              source,
              place,
              shelf,
              wanted: heldAs(content, world.rulesOf(spoke)),
              there: isThere ? state?.observed?.content.properties : [],
            }),
      listingId: isThere ? state.listingId : null,
      found: isThere ? foundAt(state, content) : [],
      // What stays is told by itself.
      losses: losses.filter(({ field }) => content === null || !isStaying(field, content)).map(({ says }) => says),
      refused,
      limits: world.rulesOf(spoke)?.limits ?? noLimits,
    }
  })
}

/** As the storefront will hold it; what it cannot be asked about as it is sent. */
function heldAs(content: ListingContent, rules: Pick<ShopRules, 'project'> | null): ListingContent['properties'] {
  return rules === null ? content.properties : merged(content.properties, rules.project(content).properties ?? [])
}

function propertiesThere({
  source,
  place,
  shelf,
  wanted = [],
  there = [],
}: {
  source: PatternSource
  place: Place
  shelf: string
  wanted: ListingContent['properties']
  there: ListingContent['properties']
}): PropertyThere[] {
  const matched = propertiesAt(source, place, shelf)
  if (matched === null) return []
  const { table, properties, factOf } = matched
  const own = place.wishes.wordings.get(source.patternId)?.properties ?? {}
  const valuesOf = (id: string) => (wanted.find(one => one.id === id) ?? there.find(one => one.id === id))?.values ?? []
  const others = table.takesOthers ? properties.filter(({ id }) => !table.known.some(one => one.id === id)) : []
  const all: readonly Property[] = [...table.known, ...others.map(({ id, name }) => ({ id, name, values: [], isFree: true, most: null }))]
  return all
    .map((property): PropertyThere => {
      const fact = factOf.get(property.id)
      return {
        ...property,
        chosen: valuesOf(property.id),
        fact: fact === undefined ? null : factLabels[fact],
        isOwn: own[property.id] !== undefined,
      }
    })
    .sort((a, b) => Number(a.fact === null) - Number(b.fact === null))
}

/** Where she has said that they are to be replaced, that may be taken back until it is pressed. */
function foundAt({ desiredNo, desired, standings }: ListingState, content: ListingContent | null): AtStorefront['found'] {
  return stayingFields.flatMap((field): AtStorefront['found'] => {
    const stays = content?.stays?.[field]
    if (stays !== undefined) return [{ field, state: stays }]
    const isOpen = desiredNo === 0 || (desired !== null && isStaying(field, desired))
    return isOpen && standings[field]?.isLifted === true ? [{ field, state: 'replaced' }] : []
  })
}
