/** What the pages and the API are handed: the world as this process has it. Made once, in the wiring. */
import type { Config } from '#config'
import type { Database } from '#database'
import type { BlobStore } from '#hub/file/blob-store.ts'
import type { RateLimiter } from '#kit/rate.ts'
import type { AnyPay, AnyShop } from '#kit/registry.ts'
import type { Till } from '#kit/till.ts'
import type { Log } from '#log'
import type { Accounts } from './accounts.ts'
import type { Changes } from './changes.ts'
import type { PublicUrlWatch } from './public-url.ts'
import type { WorkDoor } from './work-door.ts'

export interface WebDeps {
  readonly database: Database
  readonly config: Config
  readonly spokes: ReadonlyMap<string, AnyShop>
  /** Payment providers. Default none. */
  readonly pays?: ReadonlyMap<string, AnyPay>
  readonly blobs: BlobStore
  readonly now: () => Date
  readonly log: Log
  /** 32 bytes, from data/secret/key. */
  readonly secretKey: Buffer
  readonly rates: RateLimiter
  readonly publicUrl: PublicUrlWatch
  /** What the hub answers itself through its public address. */
  readonly answerTo: (question: string) => string
  readonly accounts: Accounts
  readonly changes: Changes
  /** What the pages ask of the work behind them; this folder may not import it. */
  readonly work: WorkDoor
  /** Payment providers, for the store's pages. */
  readonly till: Till
  /** The folder of the built screens. */
  readonly screens: string
  readonly version: string
  /** Where the socket is bound, once it is. */
  readonly bound: () => Bound | null
  /** 'ok' while this process' part of the queue runs, else one sentence. */
  readonly queueState: () => string
  /** Aborted when the process is to end; what is open for long lets go then. */
  readonly stopping: AbortSignal
}

export interface Bound {
  readonly address: string
  readonly port: number
}
