/** What the demo's stores sell, how much and when: believable, and the same for the same seed. Pure. */
import { type Buyer, customers, random } from './buyers.ts'
import { demoPatterns } from './patterns/index.ts'

export const dayMs = 86_400_000
/** History goes back so many days. */
export const oldDays = 182
/** Sundays first: people choose what to make when the week is over. */
const weekday = [1.5, 0.8, 0.7, 0.8, 0.9, 1.1, 1.4]
/** By hour of the day, UTC. */
const hours = [1, 0, 0, 0, 0, 0, 1, 2, 3, 3, 3, 3, 3, 3, 3, 4, 4, 5, 6, 8, 9, 8, 5, 2]
/** Sold a day by the largest store, at the beginning and at the end. */
const [atFirst, atLast] = [0.35, 0.75]
/** The first store sells most; those that come after the named ones as much as the last. */
const storeWeights = [1, 0.6, 0.4]
const popularity = [10, 5, 4, 6, 8, 7, 5, 7, 9, 3, 4, 6]
const shareOfTwo = 0.15

export const storeWeight = (index: number): number => storeWeights[index] ?? storeWeights.at(-1)!

const weightOf = ({ sku }: { sku: string }): number => popularity[demoPatterns.findIndex(pattern => pattern.sku === sku)] ?? 1

/** One of the things, each as likely as its weight. Null when there is none. */
export function weighted<Thing>(
  things: readonly Thing[],
  weight: (thing: Thing, index: number) => number,
  next: () => number,
): Thing | null {
  let left = next() * things.reduce((sum, thing, index) => sum + weight(thing, index), 0)
  for (const [index, thing] of things.entries()) {
    left -= weight(thing, index)
    if (left < 0) return thing
  }
  return things.at(-1) ?? null
}

export interface Listed {
  readonly remoteId: string
  readonly sku: string
}

export interface PlannedSale extends Buyer {
  readonly store: number
  readonly lines: readonly { readonly remoteId: string }[]
}

/** The next sale of a store: who, and what. Null when it lists nothing. */
export function nextSale(store: number, listed: readonly Listed[], buyer: () => Buyer, next: () => number): PlannedSale | null {
  const chosen = weighted(listed, weightOf, next)
  if (chosen === null) return null
  const second = next() < shareOfTwo ? weighted(listed, weightOf, next) : null
  const lines = [chosen, ...(second !== null && second.remoteId !== chosen.remoteId ? [second] : [])]
  return { store, lines: lines.map(({ remoteId }) => ({ remoteId })), ...buyer() }
}

/**
 * Half a year of sales over all stores, the oldest first.
 *
 * @param listed by store, what it lists.
 */
export function oldSales(
  listed: readonly (readonly Listed[])[],
  { now, seed }: { now: Date; seed: number },
): (PlannedSale & { at: Date })[] {
  const next = random(seed)
  const buyer = customers(next)
  const sales: (PlannedSale & { at: Date })[] = []
  const today = Math.floor(now.getTime() / dayMs) * dayMs
  for (let age = oldDays; age >= 1; age--) {
    const day = today - age * dayMs
    const pace = (atFirst + ((atLast - atFirst) * (oldDays - age)) / oldDays) * (weekday[new Date(day).getUTCDay()] ?? 1)
    for (const [store, there] of listed.entries()) {
      // A day has no, one or some sales; how many follows from the pace alone.
      for (let left = pace * storeWeight(store); next() < left; left--) {
        const sale = nextSale(store, there, buyer, next)
        const hour =
          weighted(
            hours.map((weight, index) => ({ weight, index })),
            ({ weight }) => weight,
            next,
          )?.index ?? 12
        if (sale) sales.push({ ...sale, at: new Date(day + (hour + next()) * 3_600_000) })
      }
    }
  }
  return sales.sort((one, other) => one.at.getTime() - other.at.getTime())
}
