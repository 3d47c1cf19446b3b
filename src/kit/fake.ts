/** What every fake platform offers: the platform's own protocol on one port, and a control port for tests, drills and the demo. */
import type { ListingContent } from '#hub/listing/content.ts'
import type { MoneyJson } from '#hub/money.ts'
import type { Json } from './shop.ts'

export interface FakeOptions {
  /** 0 picks a free port. Both listen on 127.0.0.1 only. */
  readonly port: number
  readonly controlPort: number
  /** A folder for the state, so that a restart goes on where it was; null keeps it in memory. */
  readonly stateDir: string | null
  readonly seed: number
}

export interface RunningFake {
  readonly url: string
  readonly controlUrl: string
  readonly stop: () => Promise<void>
}

export interface Fake {
  readonly id: string
  /** The fault switches, each with a sentence. `failures` (500), `throttles` (429), `drops` (acts, then cuts the line) exist on every fake. */
  readonly faults: Readonly<Record<string, string>>
  readonly start: (options: FakeOptions) => Promise<RunningFake>
}

/** The far side's own truth about a listing, read on the control port. Files with the hash of the bytes a buyer would really get now. */
export interface FarListing {
  readonly remoteId: string
  readonly title: string
  readonly description: string
  readonly sku: string
  readonly price: string
  readonly salePrice: string | null
  readonly isPublished: boolean
  readonly tags: readonly string[]
  readonly categories: readonly string[]
  readonly images: number
  readonly files: readonly { readonly id: string; readonly name: string; readonly url: string; readonly sha256: string | null }[]
}

export interface SellRequest {
  readonly lines: readonly { readonly remoteId: string; readonly quantity?: number; readonly title?: string }[]
  readonly email: string | null
  readonly name: string
  readonly country?: string
  /** default 'paid' */
  readonly state?: 'pending' | 'paid'
  /** RFC 3339; default the fake's now. */
  readonly at?: string
}

/** The far side's own truth about a code. */
export interface FarCoupon {
  readonly remoteId: string
  readonly code: string
  readonly percent: number | null
  /** A plain decimal. */
  readonly off: string | null
  /** null: for everything. */
  readonly remoteIds: readonly string[] | null
  readonly endsAt: string | null
  readonly mostUses: number | null
  /** Whether a buyer who typed it now would pay less. */
  readonly isUsable: boolean
}

/** The seller makes a code in the platform's own screens, or makes the one that is there take off so much, or deletes it. */
export interface CouponByHand {
  readonly code: string
  readonly percent?: number
  readonly remove?: boolean
  /** Where a code belongs to a listing. */
  readonly remoteId?: string
}

export interface Fewest {
  readonly calls: number
  readonly ms: number
  /** What it follows from, in words. */
  readonly says: string
}

/**
 * The control port: JSON over HTTP, one POST per verb below (`POST /sell`, body = the argument, answer = the result).
 * The same for every fake; `control(url)` in kit/fake-control.ts is its typed client.
 */
export interface FakeControl {
  /** Settings (keys, secrets) with which a connection to this fake is made. `access`: as after she allowed so much; ignored where all keys are alike. */
  readonly credentials: (asked?: { readonly access: 'read' | 'write' }) => Promise<{ readonly baseUrl: string; readonly settings: Json }>
  readonly listings: () => Promise<readonly FarListing[]>
  /** Where the platform never does this (it tells of no unpaid order, sells one of each), the verb is refused with 'never: ' and the reason. So is `cancel`. */
  readonly sell: (sale: SellRequest) => Promise<{ readonly remoteId: string; readonly number: string }>
  readonly refund: (refund: { readonly remoteId: string; readonly amount?: MoneyJson }) => Promise<{ readonly remoteId: string }>
  readonly cancel: (order: { readonly remoteId: string }) => Promise<void>
  /** A hand edit by the seller in the platform's own screens. A property without values is emptied there; others stay. */
  readonly edit: (edit: {
    readonly remoteId: string
    readonly set: Partial<Pick<ListingContent, 'title' | 'description' | 'isPublished' | 'tags' | 'sku' | 'properties'>> & {
      readonly price?: string
      readonly dropFile?: string
    }
  }) => Promise<void>
  readonly remove: (listing: { readonly remoteId: string; readonly forGood?: boolean }) => Promise<void>
  /** Makes N old paid orders at once, spread over the year before `until`. */
  readonly history: (input: { readonly orders: number; readonly until?: string }) => Promise<{ readonly made: number }>
  /** `times`: how many requests it hits; null until cleared. `on`: part of 'METHOD /path' that it hits; all when left out. */
  readonly fault: (fault: {
    readonly name: string
    readonly times: number | null
    readonly on?: string
    readonly value?: Json
  }) => Promise<void>
  readonly clearFaults: () => Promise<void>
  /**
   * Requests on the platform's own port since the last reset, by 'METHOD /route/{pattern}'. `answeringMs`: how long at least one of them had
   * arrived whole and was not answered yet.
   */
  readonly requests: () => Promise<{
    readonly total: number
    readonly byRoute: Readonly<Record<string, number>>
    readonly answeringMs: number
  }>
  readonly resetRequests: () => Promise<void>
  /** Each answer takes so long; null for the platform's own way. */
  readonly pace: (pace: { readonly answerMs: number | null }) => Promise<void>
  /**
   * What it limits from now on: as its makers document it for a new seller, or raised so that tests are quick.
   * @returns what that is, in words, and whether it is by how long it takes to answer.
   */
  readonly limits: (limits: { readonly are: 'documented' | 'raised' }) => Promise<{ readonly says: string; readonly isTimed: boolean }>
  /** The least that a new price on so many listings takes from now on, by its limits and what is left of them; with seeing that it is so. */
  readonly fewest: (change: { readonly listings: number }) => Promise<Fewest>
  readonly advance: (clock: { readonly ms: number }) => Promise<{ readonly now: string }>
  /** 4 makes four seconds of its clock pass in one. */
  readonly scale: (clock: { readonly scale: number }) => Promise<void>
  /** Sends now what the platform would send later (hooks). `shuffle`, `twice` and `lose` play its bad days. */
  readonly deliver: (how?: {
    readonly shuffle?: boolean
    readonly twice?: boolean
    readonly lose?: boolean
  }) => Promise<{ readonly sent: number }>
  /** Puts the address for its messages into the platform's own screens, as the seller does where no request can; refused with 'never: ' where one can. */
  readonly tell: (to: { readonly address: string }) => Promise<void>
  /** Those that are there; with `couponByHand` only at platforms that have them for programs. */
  readonly coupons: () => Promise<readonly FarCoupon[]>
  readonly couponByHand: (coupon: CouponByHand) => Promise<void>
  /** What a buyer of an order gets by the platform's own download link for a file now; null when refused. */
  readonly download: (input: { readonly orderId: string; readonly fileId: string }) => Promise<{ readonly sha256: string } | null>
}
