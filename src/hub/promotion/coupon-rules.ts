/** What the hub must know of coupons at a storefront: what one should be, what one is there, and what the storefront makes of it. Pure. */
import { fromJson, type Money, type MoneyJson, toJson } from '../money.ts'

export type CouponWay = { readonly percent: number } | { readonly off: Money }

/** A listing that it is for, with its price there. */
export interface CouponItem {
  readonly remoteId: string
  readonly price: Money
}

/** A coupon as it should be at one storefront. */
export interface CouponWish {
  readonly code: string
  readonly way: CouponWay
  /** null: for everything that is sold there. */
  readonly items: readonly CouponItem[] | null
  readonly startsAt: Date
  readonly endsAt: Date
  readonly mostUses: number | null
}

/** A coupon as it is there, ours or not. */
export interface SeenCoupon {
  readonly remoteId: string
  readonly code: string
  /** null: in a way that we never make (free shipping, buy one get one). */
  readonly way: CouponWay | null
  /** null: for everything. */
  readonly remoteIds: readonly string[] | null
  /** null where none is kept there. */
  readonly startsAt: Date | null
  readonly endsAt: Date | null
  readonly mostUses: number | null
  /** It can be used no longer. */
  readonly isOver: boolean
  /** What we left on it when it was made; null on others, and where nothing can be left. */
  readonly mark: string | null
}

export interface CouponRules {
  /** What the storefront keeps by itself. What it does not, the hub does at the moment: makes it when it begins, takes it away when it ends. */
  readonly keeps: { readonly begin: boolean; readonly end: boolean }
  /** It holds a code for one listing or for all, so that several listings are several codes of one name. */
  readonly isPerListing: boolean
  /** An amount is taken off each pattern, not once off the cart. */
  readonly isOffEach: boolean
  /** Whether ours can be told by a mark; where not, by what it is, right after we asked for it. */
  readonly hasMark: boolean
  /** @throws an error for the seller when it cannot be made there (code too long, price below the least). */
  readonly check: (wish: CouponWish) => void
}

/** By requests; by her hands, where in her words; or not at all, and why. */
export type CouponsThere = { readonly cannot: string } | { readonly byHand: string } | CouponRules

export const hasCoupons = (there: CouponsThere): there is CouponRules => !('cannot' in there) && !('byHand' in there)

/** Storefronts keep whole seconds. */
const second = (at: Date | null) => (at === null ? null : Math.floor(at.getTime() / 1000))
const sameWay = (a: CouponWay, b: CouponWay | null) =>
  b !== null &&
  ('percent' in a
    ? 'percent' in b && a.percent === b.percent
    : 'off' in b && a.off.minor === b.off.minor && a.off.currency === b.off.currency)

/** @returns the names of what differs; what the storefront does not keep is not compared. */
export function couponDifference(wish: CouponWish, seen: SeenCoupon, { keeps }: Pick<CouponRules, 'keeps'>): string[] {
  const ids = (list: readonly string[] | null) => (list === null ? null : [...list].sort().join(' '))
  return [
    ...(seen.code.toUpperCase() === wish.code ? [] : ['the code']),
    ...(sameWay(wish.way, seen.way) ? [] : ['what is taken off']),
    ...(ids(wish.items?.map(({ remoteId }) => remoteId) ?? null) === ids(seen.remoteIds) ? [] : ['what it is for']),
    ...(!keeps.begin || second(wish.startsAt) === second(seen.startsAt) ? [] : ['its begin']),
    ...(!keeps.end || second(wish.endsAt) === second(seen.endsAt) ? [] : ['its end']),
    ...(wish.mostUses === seen.mostUses ? [] : ['how often it may be used']),
  ]
}

export interface CouponWishJson {
  readonly code: string
  readonly way: { readonly percent: number } | { readonly off: MoneyJson }
  readonly items: readonly { readonly remoteId: string; readonly price: MoneyJson }[] | null
  readonly startsAt: string
  readonly endsAt: string
  readonly mostUses: number | null
}

export const wishToJson = ({ way, items, startsAt, endsAt, ...rest }: CouponWish): CouponWishJson => ({
  ...rest,
  way: 'off' in way ? { off: toJson(way.off) } : way,
  items: items?.map(({ remoteId, price }) => ({ remoteId, price: toJson(price) })) ?? null,
  startsAt: startsAt.toISOString(),
  endsAt: endsAt.toISOString(),
})

export const wishFromJson = ({ way, items, startsAt, endsAt, ...rest }: CouponWishJson): CouponWish => ({
  ...rest,
  way: 'off' in way ? { off: fromJson(way.off) } : way,
  items: items?.map(({ remoteId, price }) => ({ remoteId, price: fromJson(price) })) ?? null,
  startsAt: new Date(startsAt),
  endsAt: new Date(endsAt),
})
