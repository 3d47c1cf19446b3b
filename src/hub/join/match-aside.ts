/** Matching in a thread of its own, so that pages answer meanwhile: two thousand listings take a second or two. */
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { JoinListing } from './listing.ts'
import { type Group, matchListings } from './match.ts'

/** So few take less time than to start a thread. */
const fewListings = 60
const limits = { timeoutMs: 600_000, memoryMb: 1_024 }

/** @throws {Error} when it takes too long or too much memory. */
export async function matchAside(listings: readonly JoinListing[], signal?: AbortSignal): Promise<readonly Group[]> {
  if (listings.length <= fewListings) return matchListings(listings)
  const worker = new Worker(join(import.meta.dirname, 'match-worker.ts'), {
    workerData: listings,
    resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb },
  })
  const { promise, resolve, reject } = Promise.withResolvers<readonly Group[]>()
  const timer = setTimeout(() => reject(new Error(`matching ${listings.length} listings took too long`)), limits.timeoutMs)
  const stop = () => reject(new Error('matching was stopped'))
  signal?.addEventListener('abort', stop)
  worker.once('message', resolve)
  worker.once('error', reject)
  worker.once('exit', () => reject(new Error('matching ended without an answer')))
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
    await worker.terminate()
  }
}
