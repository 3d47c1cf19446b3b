/** Codes at one store: percent or once off the cart, for products or everything, with their end. They begin when they are made. */
import {
  type Coupons,
  type CouponWish,
  checkCoupon,
  decimalsOf,
  MoneyRefused,
  parseMoney,
  type SeenCoupon,
  SpokeError,
  toDecimal,
} from '#kit'
import { type Answer, type Context, call, codeOf, type Settings, statusOf } from './client.ts'
import { currencyOf } from './listings.ts'
import { serverTime } from './sales.ts'
import { Coupon, fromGmt } from './wire.ts'

/** With the promotion's own word, so that ours are told from others of the same code. */
export const couponMeta = '_selvage_coupon'
/** The title of a post. */
const longestCode = 200
const path = '/wc/v3/coupons'

export const coupons: Coupons<Settings> = {
  keeps: { begin: false, end: true },
  isPerListing: false,
  isOffEach: false,
  hasMark: true,
  check: wish => checkCoupon(wish, { longestCode }),
  find: async (ctx, { code }, remoteId) => (remoteId === null ? byCode(ctx, code) : byId(ctx, remoteId)),
  make: async (ctx, wish, mark) => {
    try {
      const body = { ...toBody(wish), meta_data: [{ key: couponMeta, value: mark }] }
      const answer = await call(ctx, { what: 'make a coupon', method: 'POST', path, body })
      return { remoteId: String(Coupon.parse(answer.body).id) }
    } catch (error) {
      if (codeOf(error) === 'woocommerce_rest_coupon_code_already_exists') return 'taken'
      throw inWords(error)
    }
  },
  change: async (ctx, wish, remoteId) => {
    const body = { ...toBody(wish), status: 'publish' }
    await call(ctx, { what: 'change a coupon', method: 'PUT', path: `${path}/${remoteId}`, body }).catch(error => {
      throw inWords(error)
    })
    return 'changed'
  },
  end: async (ctx, remoteId) => {
    const seen = await read(ctx, remoteId)
    if (seen === null) return
    // Run out a second ago by the store's own clock: kept, so that orders can still tell what it was.
    const body = { date_expires: withZone(new Date(serverTime(ctx, seen.answer).getTime() - 1000)) }
    await call(ctx, { what: 'end a coupon', method: 'PUT', path: `${path}/${remoteId}`, body })
  },
}

/**
 * The end goes into `date_expires`, with its zone: `date_expires_gmt` can be written by the schema, and the store does nothing with it
 * (class-wc-rest-coupons-v2-controller.php, there is no set_date_expires_gmt; read 2026-11).
 */
const withZone = (at: Date) => `${at.toISOString().slice(0, 19)}Z`

const toBody = ({ code, way, items, endsAt, mostUses }: CouponWish) => ({
  code,
  discount_type: 'percent' in way ? 'percent' : 'fixed_cart',
  amount: 'percent' in way ? String(way.percent) : toDecimal(way.off),
  date_expires: withZone(endsAt),
  product_ids: items?.map(({ remoteId }) => Number(remoteId)) ?? [],
  usage_limit: mostUses ?? 0,
})

async function byCode(ctx: Context, code: string): Promise<SeenCoupon | null> {
  const answer = await call(ctx, { what: 'look for a coupon', path, query: { code, context: 'edit' } })
  const found = Coupon.array().parse(answer.body)
  // A store that does not know the question answers with all it has.
  const own = found.find(one => one.code.toUpperCase() === code)
  return own === undefined ? null : toSeen(ctx, own, answer)
}

async function byId(ctx: Context, remoteId: string): Promise<SeenCoupon | null> {
  const seen = await read(ctx, remoteId)
  return seen === null ? null : toSeen(ctx, seen.coupon, seen.answer)
}

async function read(ctx: Context, remoteId: string): Promise<{ readonly coupon: Coupon; readonly answer: Answer } | null> {
  try {
    const answer = await call(ctx, { what: 'read a coupon', path: `${path}/${remoteId}`, query: { context: 'edit' } })
    const coupon = Coupon.parse(answer.body)
    return coupon.status === 'trash' ? null : { coupon, answer }
  } catch (error) {
    if (statusOf(error) === 404 && codeOf(error) !== 'rest_no_route' && codeOf(error) !== '') return null
    throw error
  }
}

async function toSeen(ctx: Context, coupon: Coupon, answer: Answer): Promise<SeenCoupon> {
  const currency = await currencyOf(ctx)
  const endsAt = coupon.date_expires_gmt ? fromGmt(coupon.date_expires_gmt) : null
  return {
    remoteId: String(coupon.id),
    code: coupon.code.toUpperCase(),
    way: wayOf(coupon, currency),
    remoteIds: coupon.product_ids.length === 0 ? null : coupon.product_ids.map(String),
    startsAt: null,
    endsAt,
    mostUses: coupon.usage_limit || null,
    isOver: coupon.status !== 'publish' || (endsAt !== null && endsAt < serverTime(ctx, answer)),
    mark: coupon.meta_data.map(({ key, value }) => (key === couponMeta ? String(value) : null)).find(mark => mark !== null) ?? null,
  }
}

function wayOf({ discount_type, amount }: Coupon, currency: string): SeenCoupon['way'] {
  if (discount_type === 'percent') return /^\d+(\.0*)?$/.test(amount) ? { percent: Number.parseInt(amount, 10) } : null
  if (discount_type !== 'fixed_cart') return null
  try {
    // Two decimals, whatever the currency.
    return { off: parseMoney(decimalsOf(currency) === 0 ? amount.replace(/\.0+$/, '') : amount, currency) }
  } catch (error) {
    if (error instanceof MoneyRefused) return null
    throw error
  }
}

function inWords(error: unknown): unknown {
  const code = codeOf(error)
  if (code === 'coupon_invalid_amount')
    return new SpokeError('seller', 'The shop does not take this amount for a coupon. Take off less.', {
      cause: (error as SpokeError).cause,
    })
  return error
}
