/** What a storefront's spoke is: a manifest whose abilities are functions or `cannot('why')`. */
import type { z } from 'zod'
import type { HandRules } from '#hub/by-hand/hand-rules.ts'
import type { CorrectionRules } from '#hub/erratum/route-for.ts'
import type { ListingContent, ListingField } from '#hub/listing/content.ts'
import type { ListingLimits } from '#hub/listing/limits.ts'
import type { PropertyTable } from '#hub/listing/properties.ts'
import type { Shelf } from '#hub/listing/shelf.ts'
import type {
  BlobFacts,
  HandStep,
  Json,
  Observed as ObservedListing,
  PlanInput,
  ProvenChange,
  PlannedStep as Step,
} from '#hub/listing/shop-rules.ts'
import type { Sale } from '#hub/order/sale.ts'
import type { CouponRules, CouponWish, SeenCoupon } from '#hub/promotion/coupon-rules.ts'
import type { BuyerLibrary } from './buyer-library.ts'
import type { SpokeError } from './error.ts'
import type { Learned } from './rate.ts'

export type { Difference } from '#hub/listing/difference.ts'
export type { ListingLimits } from '#hub/listing/limits.ts'
export type { Delivery } from '#hub/listing/shop-rules.ts'
export type { BlobFacts, HandStep, Json, Learned, ObservedListing, PlanInput, ProvenChange, Step }

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
  /**
   * Waits for the connection's rate, keeps time-outs and size limits, refuses private addresses where it must. Throws SpokeError on network faults.
   * `cost`: in the points that the platform counts, where it counts points; 1 when left out.
   */
  readonly fetch: (
    url: string,
    init?: RequestInit & { readonly maxBytes?: number; readonly timeoutMs?: number; readonly cost?: number },
  ) => Promise<Response>
  readonly now: () => Date
  /** The settings with keys that still work for a while. Where keys run out they are renewed first, by one process alone, and kept before they are used. */
  readonly keys: () => Promise<Settings>
  /** After the platform refused keys that should still work: others, when somebody renewed them meanwhile or they can be renewed; else the same ones. */
  readonly keysAfter: (refused: Settings) => Promise<Settings>
  /**
   * Keeps what the platform made for this connection, such as the secret of its messages, before anybody needs it.
   * @param change gets the settings as they are kept by now. @returns them as they are kept then.
   */
  readonly keepSetting: (change: (kept: Settings) => Settings) => Promise<Settings>
  /** What the platform told of its limits in the body of an answer. */
  readonly learn: (learned: Learned) => Promise<void>
  /** What was noted about listings, by remote id: ids that the platform gives and tells with nothing of ours, such as those of pictures. */
  readonly notes: (remoteIds: readonly string[]) => Promise<ReadonlyMap<string, Json>>
  /** Replaces the note of a listing. It may be lost; a plan made without it must end right all the same. */
  readonly note: (remoteId: string, note: Json) => Promise<void>
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
  /** The platform counts the requests of the last second, whenever that began: nothing is saved up beyond it, and `burst` says nothing. */
  readonly isSliding?: boolean
}

/** What a cheap authenticated request tells about the shop, proving the connection. */
export interface ShopFacts {
  readonly name: string
  readonly currency: string
  readonly url: string
  /** All that changing a listing needs; null where the platform does not tell. */
  readonly canWrite: boolean | null
  /** The platform's version, where it tells. */
  readonly version: string | null
  /** Sentences for the seller about what will not work until she changes something there. */
  readonly warnings: readonly string[]
  /** Tells this shop from others at the same address; '' where each shop has an address of its own. */
  readonly account: string
}

/** Something that a platform lets a key do: its own name for it, and what that is in her words, after 'let Selvage': 'see your orders'. */
export interface Right {
  readonly name: string
  readonly lets: string
}

/** What is asked for at connecting, and what only once something is to be changed there. */
export interface Access {
  readonly read: readonly Right[]
  readonly write: readonly Right[]
  /** Where she lets keys that she made herself do more: steps in her words; [] where only the consent page gives keys. */
  readonly widen: readonly string[]
}
export type AccessKind = 'read' | 'write'

/** Keys that run out and are renewed by what comes with them. */
export interface Tokens<Settings> {
  /** Pure. @returns when these stop working, in the past when there are none yet; null when they do not. */
  readonly expireAt: (settings: Settings) => Date | null
  /** Asks for the next ones, with `ctx.settings` as they are. @throws {SpokeError} 'reconnect' when the platform no longer renews. */
  readonly renew: (ctx: SpokeContext<Settings>) => Promise<Settings>
}

/** Where a consent page is to send its answer, and what is known of the asking. */
export interface Asking {
  readonly baseUrl: string
  /** Ours, the same for every asking of this platform, so that it can be registered there to the letter. */
  readonly callbackUrl: string
  /** What she gave in the form beforehand, such as the keys of her own app. */
  readonly given: Readonly<Record<string, string>>
}

export interface Authorise<Settings> {
  /** Whether the answer may come back to this machine alone (http://127.0.0.1 or localhost), so that no public address is needed. */
  readonly isLoopbackAllowed: boolean
  /** Pasted keys alone never do: the form only asks for what is needed before she is sent there. */
  readonly isOnlyWay: boolean
  /** Names of the fields of the form that must be filled before she is sent there. */
  readonly needs: readonly string[]
  /** @param access 'write': all that is needed to write as well. @param state letters, digits, '-' and '_' only. @returns the page, and what must be known again at the answer; it is kept sealed. */
  readonly start: (asking: Asking & { readonly access: AccessKind; readonly returnUrl: string; readonly state: string }) => {
    readonly url: string
    readonly keep: Json
  }
  /** Pure. @returns the state that an answer belongs to; null when it has none. */
  readonly stateOf: (body: string, query: URLSearchParams) => string | null
  /** @returns the settings to seal. @throws {SpokeError} 'seller' when she said no, 'bug' when the answer is not what the platform sends. */
  readonly finish: (
    ctx: Pick<SpokeContext<unknown>, 'fetch' | 'now'>,
    answer: Asking & { readonly body: string; readonly query: URLSearchParams; readonly keep: Json },
  ) => Promise<Settings>
}

/** A line of the platform's own account of money, kept as it came until the books read it. */
export interface MoneyRow {
  readonly remoteId: string
  readonly happenedAt: Date
  readonly raw: Json
}

export interface StepOrder {
  readonly listingId: string
  readonly remoteId: string | null
  readonly sku: string
  readonly step: Step
}

export interface SeenListing {
  readonly observed: ObservedListing
  readonly fields: readonly ListingField[]
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

/** 'privacy': a buyer's or the platform's wish about personal data; it is kept and shown to her, never taken for a sale. */
export type HookReading = 'changed' | 'ping' | 'forged' | 'privacy'

/**
 * Codes by which buyers pay less. Nothing is touched but what was made from here: the hub keeps the id that `make` gave, and looks before it acts.
 * Each may be done twice.
 */
export interface Coupons<Settings> extends CouponRules {
  /** @param remoteId as `make` gave it; null: by its code, at the listings of the wish. @returns null when there is none. */
  readonly find: (ctx: SpokeContext<Settings>, wish: CouponWish, remoteId: string | null) => Promise<SeenCoupon | null>
  /**
   * @param mark left on it where that can be.
   * @returns 'taken' when the platform says that there is such a code; then it is looked for.
   * @throws {SpokeError} 'seller' with a sentence when it is refused there.
   */
  readonly make: (ctx: SpokeContext<Settings>, wish: CouponWish, mark: string) => Promise<{ readonly remoteId: string } | 'taken'>
  /** As it should be, whatever it is. @returns 'anew' where it had to be taken away for that and is to be made again. */
  readonly change: (ctx: SpokeContext<Settings>, wish: CouponWish, remoteId: string) => Promise<'changed' | 'anew'>
  /** Nobody can use it from now on. One that is gone is over. */
  readonly end: (ctx: SpokeContext<Settings>, remoteId: string) => Promise<void>
}

/** One picture of a listing, as the platform shows it to everybody. */
export interface ListedPicture {
  /** null: the platform does not tell where it lies. */
  readonly address: string | null
  readonly alt: string
}

export interface ShopSpoke<Settings = never> {
  /** The folder's name. */
  readonly id: string
  readonly label: string
  readonly docs: string
  /** The platform's one address; null when each shop has its own, which she gives. */
  readonly home: string | null
  /** What the seller needs before she starts, and where to find each key: steps in her words, shown beside the form. */
  readonly steps: readonly string[]
  readonly settings: { readonly schema: z.ZodType<Settings>; readonly fields: readonly SettingField[] }
  readonly rates: (settings: Settings, baseUrl: string) => readonly RateRule[]
  /** Limits that the platform tells in the headers of its answers; null when it tells none. */
  readonly learn: ((response: Response) => Learned | null) | null
  /** null: keys last until somebody deletes them. */
  readonly tokens: Tokens<Settings> | null
  /** Fields this platform can hold; the rest is never compared. */
  readonly fields: readonly ListingField[]
  /** What it takes of texts, tags, pictures, files and prices. Content is fitted to it before `check` sees it; what cannot be fitted, `check` refuses. */
  readonly limits: ListingLimits
  /** How many steps may travel in one call, by `together` value. */
  readonly batchSize: number

  readonly verify: (ctx: SpokeContext<Settings>) => Promise<ShopFacts>
  /**
   * `cannot` where all its keys are alike, so that rehearsal alone keeps it from being written to, or where nothing is ever written. Elsewhere a
   * write that keys for reading are refused throws 'allow', with nothing done.
   */
  readonly access: Cannot | Access
  /** The platform's own consent page instead of pasted keys. */
  readonly authorise: Cannot | Authorise<Settings>

  /**
   * Whether listings are made and changed there from here. By hand: no request is ever made, she puts it in there; `shopByHand(data)` makes such a
   * storefront. Where none can be sold at all, `salesAlone(why)` fills in what follows from it.
   */
  readonly publishes: true | { readonly byHand: HandRules } | Cannot
  /** Content as the platform will hold it after its own cleaning and rounding, so that what we want can be compared with what is there. */
  readonly project: (desired: ListingContent) => ListingContent
  /** @throws {SpokeError} 'seller' with a sentence when this content cannot be sold there (title too long, no price). */
  readonly check: (desired: ListingContent, blobs: BlobFacts) => void
  /** Whether files go up within the step itself; else they are given by address or by copy. */
  readonly uploadsFiles: boolean
  /** Whether the platform itself refuses to make the same listing twice; where not, only the look before it does. */
  readonly isCreateKeyed: boolean
  /** Whether those who bought there before get a replaced file there, under the way they know. */
  readonly reachesEarlierBuyers: true | Cannot
  /**
   * How those who bought there may be told that what they bought was wrong, beside the library here: whether an address that came with an order may be
   * written to about it, and whether she can tell them there by her own hands. `source`: where that stands, and when it was read.
   */
  readonly corrections: CorrectionRules & { readonly source: string }
  /** Whether the platform tells buyers' addresses; where not, what they bought waits until they claim it (`src/hub/claim`). */
  readonly tellsBuyers: true | Cannot
  /** Every listing of the shop, ours or not. */
  readonly readListings: Cannot | ((ctx: SpokeContext<Settings>, cursor: Json) => Promise<Page<ObservedListing>>)
  /**
   * @param seen by remote id, what was read moments ago where steps of ours have set these fields since. What they cannot have moved may be taken
   * from there when that is cheaper; what somebody else has moved meanwhile is met by the next sweep.
   * @param withProperties those of which the properties must be told; of others they may be left out where each costs a request.
   * @returns those that exist; one that is missing is gone (deleted or in the bin).
   */
  readonly readListingsById: (
    ctx: SpokeContext<Settings>,
    remoteIds: readonly string[],
    seen?: ReadonlyMap<string, SeenListing>,
    withProperties?: ReadonlySet<string>,
  ) => Promise<readonly ObservedListing[]>
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
  /**
   * Pure. Where the first picture of a listing that was read lies for everybody, as small as the platform has it from some 500 pixels on; null for a
   * listing without. It is looked at to tell whether two storefronts sell the same pattern.
   */
  readonly pictureAddress: Cannot | ((observed: ObservedListing) => string | null)
  /**
   * Pure. All pictures of a listing that was read, in their order, the cover first, as large as the platform has them for everybody: they come with a
   * pattern that is made of the listing. Films are left out.
   */
  readonly listedPictures: Cannot | ((observed: ObservedListing) => readonly ListedPicture[])
  /**
   * The platform's own tree of categories, as far as patterns may stand in it, as it is now: asked once a day. Where there is one, `fields` has 'shelf', and
   * what is wanted of a listing tells the id of one of them (`shelfId`).
   */
  readonly readShelves: Cannot | ((ctx: SpokeContext<Settings>) => Promise<readonly Shelf[]>)
  /**
   * What a place of that tree asks of what stands in it, beside the texts: its properties, with the values they take, as the platform tells them now; asked
   * once a day for each place in use. Where a platform has properties and no tree, it is asked for ''. Where this can be, `fields` has 'properties', and what
   * is wanted of a listing names those that are to be set, or emptied; what is not named is left alone.
   *
   * @throws {SpokeError} 'seller' for a place that is none.
   */
  readonly readProperties: Cannot | ((ctx: SpokeContext<Settings>, shelf: string) => Promise<PropertyTable>)
  /** Pure. What a proven change leaves for her to do there, since no request can; null where there is never anything. */
  readonly leftByHand: null | ((change: ProvenChange) => readonly HandStep[])

  /** Coupons by requests; by her hands, with the place there in her words; or not at all. */
  readonly coupons: Cannot | { readonly byHand: string } | Coupons<Settings>
  /** Several patterns at one price. The own store has them; no storefront is given one from here, each for its own reason. */
  readonly bundles: Cannot

  /** Sales changed since the cursor (null: from the very first), oldest first as far as the platform allows. May repeat, must not leave out. */
  readonly readSales: Cannot | ((ctx: SpokeContext<Settings>, cursor: Json) => Promise<Page<SaleItem>>)
  /** Marks a paid order as delivered there, since the hub delivers it. May be done twice. */
  readonly fulfil: Cannot | ((ctx: SpokeContext<Settings>, remoteOrderId: string) => Promise<void>)
  /** Writes what was bought elsewhere into the library that a buyer has there. Left out where the platform has no such thing. */
  readonly buyerLibrary?: BuyerLibrary<Settings>
  /** The platform's own account of money since the cursor (null: from the very first), kept as it comes for the books. */
  readonly readMoney: Cannot | ((ctx: SpokeContext<Settings>, cursor: Json) => Promise<Page<MoneyRow>>)
  /** Pure. The cursor with which `readSales` tells what changed at or after a time, so that new sales never wait behind a long history. */
  readonly salesFrom: (at: Date) => Json
  /**
   * Pure, on the raw bytes, before anything else. No secret means 'forged'. `now`: for platforms that sign the time. Where a platform signs nothing,
   * `keepHooks` puts a secret into the address (`withAddressKey`), and it is in the header `addressKeyHeader`.
   */
  readonly readHook: Cannot | ((settings: Settings, headers: Headers, body: Uint8Array, now: Date) => HookReading)
  /** Pure. The sales that a genuine message tells by itself, where no list of them can be read; null where `readSales` is the truth. */
  readonly salesInHook: null | ((settings: Settings, headers: Headers, body: Uint8Array, now: Date) => readonly SaleItem[])
  /** Pure. Where she puts the address there by her own hands: the one to put, such as with a secret of ours in it (`withAddressKey`). */
  readonly hookAddress?: (settings: Settings, address: string) => string
  /**
   * Reads anew the sales that genuine messages name, where the list tells what changed only much later. Of a message nothing is believed but which sale
   * it is about. Left out where `readSales` meets every change soon. @param bodies at most 100.
   */
  readonly readNamed?: (ctx: SpokeContext<Settings>, bodies: readonly Uint8Array[]) => Promise<readonly SaleItem[]>
  /** Makes the platform's subscriptions what they should be for this address. */
  readonly keepHooks: Cannot | ((ctx: SpokeContext<Settings>, address: string) => Promise<HookReport>)
  /** Takes away what we subscribed. */
  readonly dropHooks: Cannot | ((ctx: SpokeContext<Settings>) => Promise<void>)
}

/** Keeps the type of the settings while the registry holds spokes of every kind. */
export const defineShop = <Settings>(spoke: ShopSpoke<Settings>): ShopSpoke<Settings> => spoke
