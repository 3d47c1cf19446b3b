/** What a storefront's spoke is: a manifest whose abilities are functions or `cannot('why')`. */
import type { z } from 'zod'
import type { ListingContent, ListingField } from '#hub/listing/content.ts'
import type { Json, Observed as ObservedListing, PlanInput, PlannedStep as Step } from '#hub/listing/shop-rules.ts'
import type { Sale } from '#hub/order/sale.ts'
import type { SpokeError } from './error.ts'

export type { Difference } from '#hub/listing/difference.ts'
export type { Delivery } from '#hub/listing/shop-rules.ts'
export type { Json, ObservedListing, PlanInput, Step }

/** An ability a platform does not have; the sentence is shown to the seller in place of the button. */
export interface Cannot {
  readonly cannot: string
}
export const cannot = (why: string): Cannot => ({ cannot: why })
export const isCannot = (ability: unknown): ability is Cannot => typeof ability === 'object' && ability !== null && 'cannot' in ability

/** Who a request is for. When a quota runs short, the later give way to the earlier. */
export const requestClasses = ['buyer', 'sale', 'push', 'sweep', 'history'] as const
export type RequestClass = (typeof requestClasses)[number]

/** What a spoke may use of the world. Made for one connection and one class of request. */
export interface SpokeContext<Settings> {
  readonly settings: Settings
  /** Without a trailing slash. */
  readonly baseUrl: string
  /** Waits for the connection's rate, keeps time-outs and size limits, refuses private addresses where it must. Throws SpokeError on network faults. */
  readonly fetch: (url: string, init?: RequestInit & { readonly maxBytes?: number; readonly timeoutMs?: number }) => Promise<Response>
  readonly now: () => Date
  /** @returns the blob of this shop as a stream; never whole in memory. */
  readonly openBlob: (
    sha256: string,
  ) => Promise<{ readonly stream: ReadableStream<Uint8Array>; readonly sizeBytes: number; readonly mediaType: string }>
}

/** One field of the connect form. */
export interface SettingField {
  readonly name: string
  readonly label: string
  readonly help: string
  readonly isSecret: boolean
  readonly isOptional?: boolean
  readonly placeholder?: string
}

/** A limit as the platform counts it. `key` is made of what it counts: a host, an app key, an account. Hashed before it is stored. */
export interface RateRule {
  readonly key: string
  readonly perSecond: number
  readonly burst: number
  readonly perDay: number | null
  /** How many requests may be under way at once over all processes. */
  readonly atOnce: number | null
}

/** What a cheap authenticated request tells about the shop, proving the connection. */
export interface ShopFacts {
  readonly name: string
  readonly currency: string
  readonly url: string
  readonly canWrite: boolean
  /** The platform's version, where it tells. */
  readonly version: string | null
  /** Sentences for the seller about what will not work until she changes something there. */
  readonly warnings: readonly string[]
}

export interface StepOrder {
  readonly listingId: string
  readonly remoteId: string | null
  readonly sku: string
  readonly step: Step
}

export type StepOutcome =
  | { readonly state: 'done'; readonly remoteId: string | null; readonly copy?: { readonly sha256: string; readonly remote: Json } }
  | { readonly state: 'refused' | 'unknown'; readonly error: SpokeError }

/** One item of a page of sales: understood, or kept raw with the reason. */
export type SaleItem =
  | { readonly isRead: true; readonly sale: Sale }
  | { readonly isRead: false; readonly remoteId: string | null; readonly raw: string; readonly reason: string }

/** A page of something, with the spoke's own opaque cursor to go on from. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly cursor: Json
  readonly hasMore: boolean
  /** How many there are in all, where the platform tells. */
  readonly total: number | null
}

export interface HookReport {
  /** What was found dead or missing and put right, as sentences. */
  readonly mended: readonly string[]
  readonly count: number
}

export type HookReading = 'changed' | 'ping' | 'forged'

export interface ShopSpoke<Settings = never> {
  /** The folder's name. */
  readonly id: string
  readonly label: string
  readonly docs: string
  /** What the seller needs before she starts, and where to find each key: steps in her words, shown beside the form. */
  readonly steps: readonly string[]
  readonly settings: { readonly schema: z.ZodType<Settings>; readonly fields: readonly SettingField[] }
  readonly rates: (settings: Settings, baseUrl: string) => readonly RateRule[]
  /** Fields this platform can hold; the rest is never compared. */
  readonly fields: readonly ListingField[]
  /** How many steps may travel in one call, by `together` value. */
  readonly batchSize: number

  readonly verify: (ctx: SpokeContext<Settings>) => Promise<ShopFacts>
  /** One redirect to the platform's consent page instead of pasted keys. Needs a public URL. */
  readonly authorise:
    | Cannot
    | {
        /** @param callbackUrl ours, https. @param state letters, digits, '-' and '_' only. */
        readonly start: (input: { baseUrl: string; callbackUrl: string; returnUrl: string; state: string }) => string
        /** @returns the settings to seal, and the state it belongs to. @throws {SpokeError} when the callback is not what the platform sends. */
        readonly finish: (body: string, query: URLSearchParams) => { readonly state: string; readonly settings: Settings }
      }

  /** Content as the platform will hold it after its own cleaning and rounding, so that what we want can be compared with what is there. */
  readonly project: (desired: ListingContent) => ListingContent
  /** @throws {SpokeError} 'seller' with a sentence when this content cannot be sold there (title too long, no price). */
  readonly check: (desired: ListingContent) => void
  /** Every listing of the shop, ours or not. */
  readonly readListings: Cannot | ((ctx: SpokeContext<Settings>, cursor: Json) => Promise<Page<ObservedListing>>)
  /** @returns those that exist; one that is missing is gone (deleted or in the bin). */
  readonly readListingsById: (ctx: SpokeContext<Settings>, remoteIds: readonly string[]) => Promise<readonly ObservedListing[]>
  /** The cheap look of a sweep. @returns mark by remote id; a missing id is gone. */
  readonly readMarks: Cannot | ((ctx: SpokeContext<Settings>, remoteIds: readonly string[]) => Promise<ReadonlyMap<string, string | null>>)
  /** The search that finds a create's own earlier effect. @returns remote id by listing id. */
  readonly findOwn: (
    ctx: SpokeContext<Settings>,
    wanted: readonly { listingId: string; sku: string }[],
  ) => Promise<ReadonlyMap<string, string>>
  /** Pure. Steps in the order in which they are safe; [] when nothing differs. */
  readonly plan: (input: PlanInput) => readonly Step[]
  /** Does the steps, one outcome each in the same order. Only a fault of the whole call throws. */
  readonly apply: (ctx: SpokeContext<Settings>, orders: readonly StepOrder[]) => Promise<readonly StepOutcome[]>
  /** The bytes a buyer would get for a file of a listing, for the proof. */
  readonly openListedFile:
    | Cannot
    | ((ctx: SpokeContext<Settings>, observed: ObservedListing, fileKey: string) => Promise<ReadableStream<Uint8Array>>)

  /** Sales changed since the cursor (null: from the very first), oldest first as far as the platform allows. May repeat, must not leave out. */
  readonly readSales: Cannot | ((ctx: SpokeContext<Settings>, cursor: Json) => Promise<Page<SaleItem>>)
  /** Pure. The cursor with which `readSales` tells what changed at or after a time, so that new sales never wait behind a long history. */
  readonly salesFrom: (at: Date) => Json
  /** Pure, on the raw bytes, before anything else. No secret means 'forged'. */
  readonly readHook: Cannot | ((settings: Settings, headers: Headers, body: Uint8Array) => HookReading)
  /** Makes the platform's subscriptions what they should be for this address. */
  readonly keepHooks: Cannot | ((ctx: SpokeContext<Settings>, address: string) => Promise<HookReport>)
  /** Takes away what we subscribed. */
  readonly dropHooks: Cannot | ((ctx: SpokeContext<Settings>) => Promise<void>)
}

/** Keeps the type of the settings while the registry holds spokes of every kind. */
export const defineShop = <Settings>(spoke: ShopSpoke<Settings>): ShopSpoke<Settings> => spoke
