/** A coupon in words: what it takes off, and the text that is pasted where it is made by hand. Pure. */
import { moneyInWords } from '../listing/words.ts'
import { count } from '../words.ts'
import type { CouponWay, CouponWish } from './coupon-rules.ts'

export const wayInWords = (way: CouponWay): string => ('percent' in way ? `${way.percent} % off` : `${moneyInWords(way.off)} off`)

/** @param titles of the patterns that it is for; none: everything. */
export const handText = ({ code, way, startsAt, endsAt, mostUses }: CouponWish, titles: readonly string[]): string =>
  [
    `Code: ${code}`,
    `Takes off: ${wayInWords(way)}`,
    `From: ${timeInWords(startsAt)}`,
    `To: ${timeInWords(endsAt)}`,
    `Uses: ${mostUses === null ? 'no limit' : `at most ${count(mostUses, 'time')}`}`,
    `For: ${titles.length === 0 ? 'everything' : titles.join('; ')}`,
  ].join('\n')

/** '2026-03-01 12:00 UTC' */
const timeInWords = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
