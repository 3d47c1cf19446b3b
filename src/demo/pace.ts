/** Sales at a believable pace: one soon after the start, then one every one to three minutes. */
import type { FakeControl } from '#kit/fake.ts'
import type { Log } from '#log'
import { buyerOf, random } from './buyers.ts'

const firstAfterMs = 20_000
const shortestMs = 60_000
const longestMs = 180_000

/** @returns a function that stops the sales. */
export function keepSelling(far: FakeControl, { seed, log }: { seed: number; log: Log }): () => void {
  const next = random(seed)
  let timer: NodeJS.Timeout
  const sellOne = async () => {
    try {
      const listings = (await far.listings()).filter(one => one.isPublished)
      const listing = listings[Math.floor(next() * listings.length)]
      if (listing) await far.sell({ lines: [{ remoteId: listing.remoteId }], ...buyerOf(next) })
    } catch (fault) {
      log.warn({ err: fault }, 'the pretend shop did not take a sale; trying again later')
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
