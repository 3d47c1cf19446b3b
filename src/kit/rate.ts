/**
 * How often a platform may be asked: buckets per second (with burst), per day, and at once, keyed by what the platform counts.
 * The kinds of counting live here as pure sums; `rate-postgres.ts` shares them between processes, `memoryLimiter` keeps them in this one.
 */
import type { RateRule, RequestClass } from './shop.ts'

/** How much of a day's quota each class may use up to; the rest is kept for the classes before it. */
export const dayShare: Readonly<Record<RequestClass, number>> = { buyer: 1, sale: 0.95, push: 0.85, sweep: 0.7, history: 0.5 }

/** Where several requests may be under way, the two least urgent classes leave one of the places free. */
export const placesFor = (atOnce: number, requestClass: RequestClass): number =>
  atOnce > 1 && (requestClass === 'sweep' || requestClass === 'history') ? atOnce - 1 : atOnce

/** A request under way longer than this is taken for dead and its place given on. */
export const slotMs = 120_000
/** A second that slides, and a little more: what goes out a second apart may arrive closer together. */
export const slidingMs = 1015
/** While every place is taken, ask again after this. */
export const busyMs = 100

export interface Granted {
  readonly isGranted: true
  /** From when it is good, in milliseconds since 1970: now, or within a second that slides a moment to come, which is waited for before anything goes out. */
  readonly at: number
  /** Whether it still is, asked shortly before a moment to come: a pause may have been told meanwhile, which takes the turn back. */
  readonly isStillGood: () => Promise<boolean>
  /** Gives the place back; a second call does nothing. */
  readonly release: () => Promise<void>
}
export type Turn = Granted | { readonly isGranted: false; readonly waitMs: number }

/** What a platform's own headers told of its limits. */
export interface Learned {
  readonly perDay?: number
  readonly remainingToday?: number
  readonly perSecond?: number
  /** How much may be saved up at most. */
  readonly burst?: number
  /** How much there is now. What others spent with the same key counts as well. */
  readonly available?: number
  /** What of a request's stated cost was not used; it may be spent again. */
  readonly givenBack?: number
  /** A request that went out a while after its turn was granted: the second that slides begins when it went. Milliseconds since 1970. */
  readonly sent?: { readonly grantedAt: number; readonly at: number }
}

export interface RateLimiter {
  /** A turn under all the rules or under none. @param cost in the platform's points; 1 for a plain request. */
  readonly take: (rules: readonly RateRule[], requestClass: RequestClass, cost?: number) => Promise<Turn>
  /** Stops everyone under these rules, in every process. A shorter pause never cuts a longer one. */
  readonly pause: (rules: readonly RateRule[], ms: number) => Promise<void>
  readonly learn: (rules: readonly RateRule[], learned: Learned) => Promise<void>
}

export interface Bucket {
  readonly tokens: number
  readonly filledAt: number
  /** UTC, '2026-11-23'. */
  readonly day: string
  readonly usedToday: number
  readonly pausedUntil: number | null
  /** When the turns of the second that slides were granted. */
  readonly recent: readonly number[]
  readonly learned: Learned
}

export const newBucket = (rule: RateRule, nowMs: number): Bucket => ({
  tokens: rule.burst,
  filledAt: nowMs,
  day: dayOf(nowMs),
  usedToday: 0,
  pausedUntil: null,
  recent: [],
  learned: {},
})

export const dayOf = (nowMs: number): string => new Date(nowMs).toISOString().slice(0, 10)
export const msToNextDay = (nowMs: number): number => Date.parse(dayOf(nowMs)) + 86_400_000 - nowMs

/**
 * Pure. @returns the bucket after the turn and no wait, or how long until it is worth asking again. Of a second that slides a turn is given up to a second
 * ahead (`aheadMs`), so that it is not asked for again and again until its moment has come, and then comes late.
 */
export function judge(
  bucket: Bucket,
  rule: RateRule,
  requestClass: RequestClass,
  cost: number,
  nowMs: number,
): { readonly waitMs: number; readonly aheadMs: number; readonly after: Bucket } {
  const perSecond = bucket.learned.perSecond ?? rule.perSecond
  const perDay = bucket.learned.perDay ?? rule.perDay
  const burst = bucket.learned.burst ?? rule.burst
  const isToday = bucket.day === dayOf(nowMs)
  const usedToday = isToday ? bucket.usedToday : 0
  // A clock that goes back must not refill twice nor empty the bucket.
  const filled = Math.min(burst, bucket.tokens + (Math.max(0, nowMs - bucket.filledAt) / 1000) * perSecond)
  const pauseMs = Math.max(0, (bucket.pausedUntil ?? 0) - nowMs)
  const dayMs = perDay !== null && usedToday + cost > perDay * dayShare[requestClass] ? msToNextDay(nowMs) : 0
  // More than the burst at once can never be saved up; it goes when the bucket is full and leaves a debt.
  const needed = Math.min(cost, burst)
  const tokenMs = filled + 1e-9 < needed ? Math.ceil(((needed - filled) / perSecond) * 1000) : 0
  // One that another process with a clock a little ahead has taken counts as well.
  const recent = rule.isSliding ? bucket.recent.filter(at => Math.abs(nowMs - at) < slidingMs).sort((one, two) => one - two) : []
  const oldest = recent.at(-Math.max(1, Math.floor(perSecond)))
  const slideMs = oldest === undefined ? 0 : oldest + slidingMs - nowMs
  const isAhead = slideMs > 0 && slideMs < slidingMs
  const waitMs = Math.max(pauseMs, dayMs, rule.isSliding ? (isAhead ? 0 : slideMs) : tokenMs)
  return {
    waitMs,
    aheadMs: isAhead ? slideMs : 0,
    after: {
      ...bucket,
      tokens: rule.isSliding ? bucket.tokens : filled - cost,
      recent: rule.isSliding ? [...recent, nowMs] : [],
      filledAt: Math.max(nowMs, bucket.filledAt),
      day: isToday ? bucket.day : dayOf(nowMs),
      usedToday: usedToday + cost,
    },
  }
}

/** Pure. What is left of a bucket when the platform says how much there is. */
export function taught(bucket: Bucket, learned: Learned, nowMs: number): Bucket {
  const { available, remainingToday, givenBack = 0, sent, ...limits } = learned
  const kept: Learned = { ...bucket.learned, ...limits }
  const { perDay } = kept
  // What others spent with the same key counts as well: the platform's count wins where it is higher.
  const told = remainingToday === undefined || perDay === undefined ? 0 : Math.max(0, perDay - remainingToday)
  const isToday = bucket.day === dayOf(nowMs)
  const unspent = bucket.tokens + givenBack
  const tokens = available === undefined ? unspent : Math.min(unspent, available)
  const recent = bucket.recent.map(at => (at === sent?.grantedAt ? sent.at : at))
  return { ...bucket, tokens, recent, day: dayOf(nowMs), usedToday: Math.max(isToday ? bucket.usedToday : 0, told), learned: kept }
}

/** The limiter of one process: for pure tests, simulations and commands that run alone. */
export function memoryLimiter(now: () => Date): RateLimiter {
  const buckets = new Map<string, Bucket>()
  const slots = new Map<string, Map<symbol, number>>()
  const bucketOf = (rule: RateRule) => buckets.get(rule.key) ?? newBucket(rule, now().getTime())
  return {
    take: async (rules, requestClass, cost = 1) => {
      const nowMs = now().getTime()
      const judged = rules.map(rule => ({ rule, ...judge(bucketOf(rule), rule, requestClass, cost, nowMs) }))
      const isBusy = rules.some(({ key, atOnce }) => atOnce !== null && busyIn(slots.get(key), nowMs) >= placesFor(atOnce, requestClass))
      const waitMs = Math.max(isBusy ? busyMs : 0, ...judged.map(({ waitMs }) => waitMs))
      if (waitMs > 0) return { isGranted: false, waitMs }
      const slot = Symbol('slot')
      const at = nowMs + Math.max(0, ...judged.map(({ aheadMs }) => aheadMs))
      for (const { rule, after } of judged) {
        buckets.set(rule.key, rule.isSliding ? { ...after, recent: [...after.recent.slice(0, -1), at] } : after)
        if (rule.atOnce === null) continue
        const taken = slots.get(rule.key) ?? new Map<symbol, number>()
        slots.set(rule.key, taken.set(slot, nowMs + slotMs))
      }
      return {
        isGranted: true,
        at,
        isStillGood: async () => rules.every(rule => (bucketOf(rule).pausedUntil ?? 0) <= now().getTime()),
        release: async () => {
          for (const { key } of rules) slots.get(key)?.delete(slot)
        },
      }
    },
    pause: async (rules, ms) => {
      const until = now().getTime() + ms
      for (const rule of rules) buckets.set(rule.key, { ...bucketOf(rule), pausedUntil: Math.max(until, bucketOf(rule).pausedUntil ?? 0) })
    },
    learn: async (rules, learned) => {
      for (const rule of rules) buckets.set(rule.key, taught(bucketOf(rule), learned, now().getTime()))
    },
  }
}

function busyIn(taken: Map<symbol, number> | undefined, nowMs: number): number {
  for (const [slot, until] of taken ?? []) if (until <= nowMs) taken?.delete(slot)
  return taken?.size ?? 0
}
