/** Brings one coupon at a storefront to what it should be: looks, makes the smallest change, looks again. May run at any time, after any failure. */
import { type CouponWish, couponDifference, type SeenCoupon } from '#hub/promotion/coupon-rules.ts'
import { SpokeError } from './error.ts'
import type { Coupons, SpokeContext } from './shop.ts'

/** What is known of it here. */
export interface KeptCoupon {
  readonly remoteId: string | null
  /** It was asked for, whatever came of it. */
  readonly isAsked: boolean
}

export interface Bringing<Settings> {
  readonly ctx: SpokeContext<Settings>
  readonly coupons: Coupons<Settings>
  readonly wish: CouponWish
  /** Ours alone, the same each time. */
  readonly mark: string
  readonly kept: KeptCoupon
  /** Its time is over, or she ended it. */
  readonly isOver: boolean
  /** She pressed: as it should be, whatever is there. */
  readonly isToRight: boolean
  /** Called before and after what may be done only once. */
  readonly keep: (kept: KeptCoupon) => Promise<void>
}

export type Brought =
  /** 'taken': somebody else's coupon has this code there. 'gone': ours was deleted. Nothing was touched for either. */
  { readonly state: 'planned' | 'there' | 'over' | 'taken' | 'gone' } | { readonly state: 'differs'; readonly differs: readonly string[] }

/** @throws {SpokeError} as the storefront failed; the next time goes on where it was. */
export async function bringCoupon<Settings>(bringing: Bringing<Settings>): Promise<Brought> {
  const { ctx, coupons, wish, isOver, isToRight } = bringing
  let kept = bringing.kept
  const keep = async (next: KeptCoupon) => {
    kept = next
    await bringing.keep(next)
  }
  if (!isOver && !coupons.keeps.begin && wish.startsAt > ctx.now()) return { state: 'planned' }
  if (isOver && kept.remoteId === null && !kept.isAsked) return { state: 'over' }

  /** @returns ours, null when it is not there; 'taken' when the code is another's. */
  const look = async (): Promise<SeenCoupon | 'taken' | null> => {
    const seen = await coupons.find(ctx, wish, kept.remoteId)
    if (seen === null || kept.remoteId !== null) return seen
    if (!isOurs(bringing, seen, kept.isAsked)) return 'taken'
    await keep({ remoteId: seen.remoteId, isAsked: true })
    return seen
  }
  const seen = await look()
  if (isOver) return end(bringing, seen, look)
  if (seen === 'taken') return { state: 'taken' }
  if (seen === null) {
    if (kept.remoteId !== null && !isToRight) return { state: 'gone' }
  } else {
    const differs = differsIn(wish, seen, coupons)
    if (differs.length === 0) return { state: 'there' }
    if (!isToRight) return { state: 'differs', differs }
    if ((await coupons.change(ctx, wish, seen.remoteId)) === 'changed') return settled(wish, await look(), coupons)
  }
  await keep({ remoteId: null, isAsked: true })
  const made = await coupons.make(ctx, wish, bringing.mark)
  if (made !== 'taken') await keep({ remoteId: made.remoteId, isAsked: true })
  return settled(wish, await look(), coupons)
}

async function end<Settings>(
  { ctx, coupons }: Bringing<Settings>,
  seen: SeenCoupon | 'taken' | null,
  look: () => Promise<SeenCoupon | 'taken' | null>,
): Promise<Brought> {
  if (seen === null || seen === 'taken' || seen.isOver) return { state: 'over' }
  await coupons.end(ctx, seen.remoteId)
  const left = await look()
  if (left !== null && left !== 'taken' && !left.isOver) throw new SpokeError('retry', 'end a coupon: it was ended and can still be used')
  return { state: 'over' }
}

const isOurs = <Settings>({ coupons, mark, wish }: Bringing<Settings>, seen: SeenCoupon, isAsked: boolean): boolean =>
  coupons.hasMark ? seen.mark === mark : isAsked && couponDifference(wish, seen, coupons).length === 0

const differsIn = <Settings>(wish: CouponWish, seen: SeenCoupon, coupons: Coupons<Settings>): string[] => [
  ...couponDifference(wish, seen, coupons),
  ...(seen.isOver ? ['that it works'] : []),
]

/** As it is read back. */
function settled<Settings>(wish: CouponWish, seen: SeenCoupon | 'taken' | null, coupons: Coupons<Settings>): Brought {
  if (seen === 'taken') return { state: 'taken' }
  if (seen === null) throw new SpokeError('retry', 'make a coupon: it was made and is not to be found')
  const differs = differsIn(wish, seen, coupons)
  return differs.length === 0 ? { state: 'there' } : { state: 'differs', differs }
}

/** What holds everywhere. @throws {SpokeError} 'seller'. */
export function checkCoupon({ code, way, startsAt, endsAt, mostUses }: CouponWish, { longestCode }: { longestCode: number }): void {
  const no = (why: string) => {
    throw new SpokeError('seller', why)
  }
  if (code.length > longestCode) no(`The code has ${code.length} signs, and ${longestCode} are taken there. Choose a shorter one.`)
  if ('percent' in way && (!Number.isInteger(way.percent) || way.percent < 1 || way.percent > 100))
    no('A coupon takes off a whole number of per cent, 1 to 100.')
  if ('off' in way && way.off.minor <= 0n) no('What a coupon takes off should be more than zero.')
  if (endsAt <= startsAt) no('The coupon would end before it begins. Change one of its times.')
  if (mostUses !== null && (!Number.isInteger(mostUses) || mostUses < 1))
    no('A coupon is used at least once. Leave the number out for no limit.')
}
