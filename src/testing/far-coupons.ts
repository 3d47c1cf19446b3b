/** Coupons of a storefront in memory, with its bad days: an answer lost after acting, a fault, a hand that changes or deletes. */
import type { SeenCoupon } from '#hub/promotion/coupon-rules.ts'
import { checkCoupon } from '#kit/bring-coupon.ts'
import { SpokeError } from '#kit/error.ts'
import type { Coupons } from '#kit/shop.ts'

export interface FarCoupons {
  readonly there: Map<string, SeenCoupon>
  /** Each hits one call: 'lost' acts and cuts the line. */
  readonly faults: ('busy' | 'failed' | 'lost' | 'keys' | 'rights')[]
  /** Why each new one is refused there; null: it is not. */
  refuses: string | null
  readonly usable: (now: Date) => string[]
  readonly coupons: Coupons<unknown>
}

export function farCoupons(
  how: Partial<Pick<Coupons<unknown>, 'keeps' | 'isPerListing' | 'isOffEach' | 'hasMark'>> = {},
  longestCode = 40,
): FarCoupons {
  const there = new Map<string, SeenCoupon>()
  let ids = 0
  const keeps = how.keeps ?? { begin: true, end: true }
  const isOver = ({ endsAt, isOver: ended }: SeenCoupon, now: Date) => ended || (keeps.end && endsAt !== null && endsAt <= now)
  const call = async <Result>(act: () => Result, isWrite: boolean): Promise<Result> => {
    const fault = far.faults.shift()
    if (fault === 'busy') throw new SpokeError('wait', 'coupons: 429', { waitMs: 3_000 })
    if (fault === 'failed') throw new SpokeError('retry', 'coupons: 500', { isUnknown: isWrite })
    if (fault === 'keys') throw new SpokeError('reconnect', 'coupons: 401')
    if (fault === 'rights') throw new SpokeError('allow', 'The keys may make no coupons. Allow it there.')
    const result = act()
    if (fault === 'lost') throw new SpokeError('retry', 'coupons: no answer', { isUnknown: isWrite })
    return result
  }
  const far: FarCoupons = {
    there,
    faults: [],
    refuses: null,
    usable: now =>
      [...there.values()].filter(one => !isOver(one, now) && (one.startsAt === null || one.startsAt <= now)).map(({ code }) => code),
    coupons: {
      ...{ keeps, isPerListing: false, isOffEach: false, hasMark: true, ...how },
      check: wish => checkCoupon(wish, { longestCode }),
      find: (ctx, { code, items }, remoteId) =>
        call(() => {
          const [listing] = items ?? []
          const found =
            remoteId === null
              ? [...there.values()].find(
                  one =>
                    one.code === code && (how.isPerListing !== true || listing === undefined || one.remoteIds?.includes(listing.remoteId)),
                )
              : there.get(remoteId)
          return found === undefined ? null : { ...found, isOver: isOver(found, ctx.now()) }
        }, false),
      make: (_ctx, { code, way, items, startsAt, endsAt, mostUses }, mark) =>
        call(() => {
          if (far.refuses !== null) throw new SpokeError('seller', far.refuses)
          const remoteIds = items?.map(({ remoteId }) => remoteId) ?? null
          const isSame = (one: SeenCoupon) =>
            one.code === code && (how.isPerListing !== true || one.remoteIds?.some(id => remoteIds?.includes(id)))
          if ([...there.values()].some(isSame)) return 'taken' as const
          const remoteId = String(++ids)
          there.set(remoteId, {
            ...{ remoteId, code, way, remoteIds, mostUses, isOver: false, mark: how.hasMark === false ? null : mark },
            startsAt: keeps.begin ? startsAt : null,
            endsAt: keeps.end ? endsAt : null,
          })
          return { remoteId }
        }, true),
      change: (_ctx, { way, items, endsAt, mostUses }, remoteId) =>
        call(() => {
          const found = there.get(remoteId)
          if (found === undefined) throw new SpokeError('retry', 'change a coupon: 404')
          const remoteIds = items?.map(one => one.remoteId) ?? null
          there.set(remoteId, { ...found, way, mostUses, remoteIds, endsAt: keeps.end ? endsAt : null, isOver: false })
          return 'changed' as const
        }, true),
      end: (_ctx, remoteId) =>
        call(() => {
          const found = there.get(remoteId)
          if (found !== undefined) there.set(remoteId, { ...found, isOver: true })
        }, true),
    },
  }
  return far
}
