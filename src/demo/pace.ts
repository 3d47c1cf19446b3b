/** Sales at a believable pace: one soon after the start, then one every one to three minutes, at one of the stores. */
import type { FakeControl } from '#kit/fake.ts'
import type { Log } from '#log'
import { customers, random } from './buyers.ts'
import { nextSale, storeWeight, weighted } from './sales.ts'
import { sellAt } from './sell.ts'

const firstAfterMs = 20_000
const shortestMs = 60_000
const longestMs = 180_000

/** @param stores the one that sells most first. @returns a function that stops the sales. */
export function keepSelling(stores: readonly FakeControl[], { seed, log }: { seed: number; log: Log }): () => void {
  const next = random(seed)
  const buyer = customers(next)
  let timer: NodeJS.Timeout
  const sellOne = async () => {
    try {
      const far = weighted(stores, (_, index) => storeWeight(index), next)
      const listed = (await far?.listings())?.filter(one => one.isPublished) ?? []
      const sale = nextSale(0, listed, buyer, next)
      if (far && sale) {
        const { lines, name, email, country } = sale
        await sellAt(far, { lines, name, email, country })
      }
    } catch (fault) {
      log.warn({ err: fault }, 'a pretend shop did not take a sale; trying again later')
    }
    schedule(shortestMs + next() * (longestMs - shortestMs))
  }
  const schedule = (ms: number) => {
    timer = setTimeout(sellOne, ms)
    timer.unref()
  }
  schedule(firstAfterMs)
  return () => clearTimeout(timer)
}
