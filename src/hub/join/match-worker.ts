import { parentPort, workerData } from 'node:worker_threads'
import type { JoinListing } from './listing.ts'
import { matchListings } from './match.ts'

parentPort?.postMessage(matchListings(workerData as readonly JoinListing[]))
