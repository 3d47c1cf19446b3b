/** One coupon for many storefronts: shown first, then noted whole; what is made there follows after commit. */
import { createHash } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import { keepLeft } from '../hand-step/keep-left.ts'
import type { PlanningWorld } from '../publication/plan.ts'
import type { Press } from '../publication/publish.ts'
import { Refused } from '../refused.ts'
import { fitCode, keepCoupon } from '../store/keep-coupon.ts'
import { count } from '../words.ts'
import { type CouponPlace, type CouponPromotion, chooseCoupons } from './choose-coupons.ts'
import { wishToJson } from './coupon-rules.ts'

export interface CouponPreview {
  readonly key: string
  readonly sentence: string
  readonly places: readonly Pick<CouponPlace, 'connectionId' | 'shop' | 'way' | 'says' | 'notes' | 'text'>[]
}

/** What it would be at each storefront. Nothing is written. @throws {Refused} when the coupon itself is none. */
export async function couponPreview(tx: Tx, promotion: CouponPromotion, world: PlanningWorld): Promise<CouponPreview> {
  const places = await chooseCoupons(tx, promotion, world)
  return {
    key: keyOf(promotion, places),
    sentence: sentenceOf(places),
    places: places.map(({ connectionId, shop, way, says, notes, text }) => ({ connectionId, shop, way, says, notes, text })),
  }
}

/**
 * Notes it, and what is to be made at each storefront; the own store has it at once.
 *
 * @returns the promotion; the same one when the same press comes again.
 * @throws {Refused} 409 when what it would be has changed since the preview.
 */
export async function planCoupon(tx: Tx, promotion: CouponPromotion, press: Press, world: PlanningWorld): Promise<string> {
  const earlier = await promotionOf(tx, press.key)
  if (earlier !== null) return earlier
  const places = await chooseCoupons(tx, promotion, world)
  if (keyOf(promotion, places) !== press.key)
    throw new Refused('changed-since', 'What the coupon would do has changed since you looked. Look again, then press.', { status: 409 })
  const fit = places.filter(({ way }) => way === 'made' || way === 'by-hand')
  if (fit.length === 0) throw new Refused('nothing-to-promote', places[0]?.says ?? 'No shop can take part. Choose others.', { status: 409 })
  const own = fit.find(({ connectionId }) => connectionId === null)
  const couponId = own === undefined ? null : await keepOwn(tx, promotion, own, world.now)
  const promotionId = await note(tx, promotion, { press, couponId })
  await noteThere(
    tx,
    promotionId,
    fit.filter(({ connectionId }) => connectionId !== null),
    { promotion, now: world.now },
  )
  await keepLeft(
    tx,
    fit.flatMap(({ listing, shop, text }) =>
      listing === null
        ? []
        : [
            {
              ...listing,
              steps: [{ ...stepOf(promotionId), says: `Make the coupon ${fitCode(promotion.code)} at ${shop}`, url: listing.url, text }],
            },
          ],
    ),
    world.now,
  )
  return promotionId
}

/** The thing to do by hand for it; the subject is the coupon, so that ending it takes the place of making it. */
export const stepOf = (promotionId: string, what: 'make' | 'end' = 'make') => ({ key: `coupon-${promotionId}:${what}` })

async function keepOwn(tx: Tx, promotion: CouponPromotion, { parts }: CouponPlace, now: Date): Promise<string> {
  const { way } = parts[0]!.wish
  const { code, patternIds, startsAt, endsAt, mostUses } = promotion
  return keepCoupon(
    tx,
    {
      ...{ code, patternIds, mostUses, floor: null, from: startsAt, to: endsAt, isOn: true },
      way: 'percent' in way ? { offPercent: way.percent } : way,
    },
    { now },
  )
}

async function note(tx: Tx, promotion: CouponPromotion, { press, couponId }: { press: Press; couponId: string | null }): Promise<string> {
  const { name, code, percent, off, startsAt, endsAt, mostUses, patternIds } = promotion
  const amounts = percent === null ? JSON.stringify(Object.fromEntries(off.map(one => [one.currency, one.minor.toString()]))) : null
  const { rows } = await sql<{ promotion_id: string }>`
    insert into promotion (shop_id, kind, name, code, percent, off_minor, starts_at, ends_at, most_uses, is_for_all, coupon_id, key, pressed_by)
    values (${shopOf(tx)}::uuid, 'coupon', ${name.trim()}, ${fitCode(code)}, ${percent}::int, ${amounts}::jsonb, ${startsAt}, ${endsAt},
      ${mostUses}::int, ${patternIds.length === 0}, ${couponId}::uuid, ${press.key}, ${press.pressedBy})
    returning promotion_id`.execute(tx)
  const promotionId = rows[0]!.promotion_id
  if (patternIds.length > 0)
    await sql`
      insert into promotion_pattern (shop_id, promotion_id, pattern_id)
      select ${shopOf(tx)}::uuid, ${promotionId}::uuid, pattern from unnest(${[...new Set(patternIds)]}::uuid[]) as pattern`.execute(tx)
  return promotionId
}

async function noteThere(
  tx: Tx,
  promotionId: string,
  places: readonly CouponPlace[],
  { promotion, now }: { promotion: CouponPromotion; now: Date },
): Promise<void> {
  const rows = places.flatMap(({ connectionId, way, parts, isAhead }) =>
    parts.map(({ part, wish }) => ({
      connection_id: connectionId,
      part,
      wish: wishToJson(wish),
      state: way === 'by-hand' ? 'by-hand' : 'planned',
      next_due_at: way === 'by-hand' ? null : isAhead ? now.toISOString() : promotion.startsAt.toISOString(),
    })),
  )
  if (rows.length === 0) return
  await sql`
    insert into promotion_coupon (shop_id, promotion_id, connection_id, part, wish, state, next_due_at)
    select ${shopOf(tx)}::uuid, ${promotionId}::uuid, connection_id, part, wish, state, next_due_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as x (connection_id uuid, part text, wish jsonb, state text, next_due_at timestamptz)`.execute(tx)
}

async function promotionOf(tx: Tx, key: string): Promise<string | null> {
  const found = await tx
    .selectFrom('promotion')
    .select('promotion_id')
    .where('shop_id', '=', shopOf(tx))
    .where('key', '=', key)
    .executeTakeFirst()
  return found?.promotion_id ?? null
}

function sentenceOf(places: readonly CouponPlace[]): string {
  const of = (way: CouponPlace['way']) => places.filter(one => one.way === way).length
  const made = of('made')
  const hand = of('by-hand')
  const out = of('cannot') + of('refused')
  if (made + hand === 0) return 'No shop can take part; the reason stands beside each.'
  return [
    ...(made === 0 ? [] : [`${count(made, 'shop')} ${made === 1 ? 'gets' : 'get'} the code by Selvage.`]),
    ...(hand === 0 ? [] : [`At ${count(hand, 'shop')} you make it by hand, with a text ready to paste.`]),
    ...(out === 0 ? [] : [`${count(out, 'shop')} ${out === 1 ? 'is' : 'are'} left out; the reason stands beside it.`]),
    'Each shop counts its uses for itself. Nobody is written to.',
  ].join(' ')
}

function keyOf(
  { name, code, percent, off, startsAt, endsAt, mostUses, patternIds }: CouponPromotion,
  places: readonly CouponPlace[],
): string {
  const told = places.map(({ connectionId, way, says, parts }) => [
    connectionId,
    way,
    says,
    parts.map(({ part, wish }) => [part, wishToJson(wish)]),
  ])
  const amounts = off.map(one => `${one.minor} ${one.currency}`)
  return createHash('sha256')
    .update(
      JSON.stringify([
        name.trim(),
        code,
        percent,
        amounts,
        startsAt.toISOString(),
        endsAt.toISOString(),
        mostUses,
        [...patternIds].sort(),
        told,
      ]),
    )
    .digest('hex')
}
