/** What every job is handed: the world as this process has it. Made once, in the wiring. */
import type { Config } from '#config'
import type { Database, ShopId } from '#database'
import type { BlobStore } from '#hub/file/blob-store.ts'
import type { Fetch, FetchOptions } from '#kit/http.ts'
import type { RateLimiter } from '#kit/rate.ts'
import type { AnyPay, AnyShop } from '#kit/registry.ts'
import type { Log } from '#log'

/** Whether buyers and storefronts reach this machine, as this process last saw it. */
export interface PublicAddress {
  readonly state: 'none' | 'unchecked' | 'reached' | 'unreachable'
  /** Without a trailing slash; null when none is set. */
  readonly url: string | null
  readonly checkedAt: Date | null
  /** In her words. */
  readonly sentence: string
}

export interface WorkDeps {
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
  readonly publicUrl: () => PublicAddress
  /** The way out to storefronts, and a wait for another process, where a simulation has its own. */
  readonly makeFetch?: (options: FetchOptions) => Fetch
  readonly sleep?: (ms: number) => Promise<void>
  /** Whether more than one owner uses this installation: then nobody's hosts may lead to private addresses. Default no. */
  readonly isShared?: () => boolean
  /** Hosts of the demo's pretend shops on this very machine, which may always be talked to. Default none. */
  readonly ownHosts?: () => readonly string[]
}

/** A job's payload: ids only, always the shop. */
export interface JobPayload {
  readonly shop: ShopId
  readonly [id: string]: string
}
