/**
 * Coupons: percent and fixed amounts, for products or all, until they expire.
 * Source: class-wc-rest-coupons-v2-controller.php and class-wc-coupon.php of WooCommerce; read 2026-11.
 */
import type { CouponByHand, FarCoupon } from '#kit/fake.ts'
import type { Json } from '#kit/shop.ts'
import { cents } from './money.ts'
import { type Answer, type Call, type Item, idOf, isTrue, links, listAnswer, numbers, pageOf, refused, text, withFields } from './rest.ts'
import type { Shop } from './shop.ts'
import type { Coupon, Order } from './state.ts'
import { gmt, local, parseLocal } from './time.ts'

/** @returns the code that does not exist, or null when all are applied. */
export function applyCoupons(shop: Shop, order: Order, wanted: readonly Item[]): string | null {
  for (const each of wanted) {
    const code = text(each.code).toLowerCase()
    const coupon = byCode(shop, code)
    if (!coupon || isExpired(shop, coupon)) return code
    let discount = 0
    const only = coupon.productIds ?? []
    const lines = order.lines.filter(({ productId }) => only.length === 0 || only.includes(productId))
    const sum = lines.reduce((all, line) => all + line.total, 0)
    for (const line of lines) {
      const share =
        coupon.type === 'percent'
          ? (line.total * Number(coupon.amount)) / 100
          : sum === 0
            ? 0
            : (line.total * Math.min(cents(coupon.amount), sum)) / sum
      const off = Math.round(share)
      line.total -= off
      discount += off
    }
    order.coupons.push({
      id: shop.next('line'),
      code,
      couponId: coupon.id,
      type: coupon.type,
      amount: coupon.amount,
      discount,
      metaId: shop.next('meta'),
    })
  }
  return null
}

const byCode = (shop: Shop, code: string) => shop.state.coupons.find(held => held.code === code && (held.status ?? 'publish') === 'publish')
const isExpired = (shop: Shop, { expires = null }: Coupon) => expires !== null && shop.now() > expires

function couponJson(shop: Shop, coupon: Coupon): Item {
  const { created, modified = created, expires = null } = coupon
  return {
    id: coupon.id,
    code: coupon.code,
    amount: Number(coupon.amount).toFixed(2),
    status: coupon.status ?? 'publish',
    date_created: local(created),
    date_created_gmt: gmt(created),
    date_modified: local(modified),
    date_modified_gmt: gmt(modified),
    discount_type: coupon.type,
    description: '',
    date_expires: local(expires),
    date_expires_gmt: gmt(expires),
    usage_count: 0,
    individual_use: false,
    product_ids: coupon.productIds ?? [],
    excluded_product_ids: [],
    usage_limit: coupon.usageLimit,
    usage_limit_per_user: null,
    limit_usage_to_x_items: null,
    free_shipping: false,
    product_categories: [],
    excluded_product_categories: [],
    exclude_sale_items: false,
    minimum_amount: '0.00',
    maximum_amount: '0.00',
    email_restrictions: [],
    used_by: [],
    meta_data: coupon.meta ?? [],
    _links: links(shop, 'wc/v3/coupons', coupon.id),
  }
}

/** In the order of the schema: the amount is looked at before the new type is known. `date_expires_gmt` is taken and forgotten. */
function fill(shop: Shop, coupon: Coupon, args: Item): void {
  if (args.code !== undefined) {
    const code = text(args.code).trim().toLowerCase()
    const other = byCode(shop, code)
    if (other !== undefined && other.id !== coupon.id)
      throw refused('woocommerce_rest_coupon_code_already_exists', 'The coupon code already exists', 400)
    coupon.code = code
  }
  if (args.amount !== undefined) {
    const amount = Number(args.amount)
    const isTooMuch = amount < 0 || (coupon.type === 'percent' && amount > 100)
    if (isTooMuch) throw refused('coupon_invalid_amount', 'Invalid discount amount.', 400)
    coupon.amount = Number.isNaN(amount) ? '0' : text(args.amount)
  }
  if (args.status !== undefined) coupon.status = text(args.status)
  if (args.discount_type !== undefined) coupon.type = text(args.discount_type)
  if (args.date_expires !== undefined && args.date_expires !== null) coupon.expires = parseLocal(args.date_expires)
  // Whatever ids: that there are such products is not asked.
  if (args.product_ids !== undefined) coupon.productIds = numbers(args.product_ids).filter(id => id > 0)
  if (args.usage_limit !== undefined) coupon.usageLimit = Math.abs(Number(args.usage_limit)) || null
  for (const { key, value } of (args.meta_data ?? []) as { key: string; value: Json }[]) {
    const others = (coupon.meta ?? []).filter(one => one.key !== key)
    coupon.meta = [...others, { id: shop.next('meta'), key, value }]
  }
}

const found = (call: Call): Coupon => {
  const coupon = call.shop.state.coupons.find(each => each.id === idOf(call))
  if (coupon === undefined) throw refused('woocommerce_rest_shop_coupon_invalid_id', 'Invalid ID.', 404)
  return coupon
}

export function createCoupon(call: Call): Answer {
  const { shop, args } = call
  if (text(args.code) === '') throw refused('woocommerce_rest_empty_coupon_code', 'The coupon code cannot be empty.', 400)
  const draft: Coupon = { id: 0, created: shop.now(), usageLimit: null, code: '', type: 'fixed_cart', amount: '0' }
  fill(shop, draft, args)
  const coupon = { ...draft, id: shop.next('post') }
  shop.state.coupons.push(coupon)
  shop.fire('coupon.created', coupon.id)
  return {
    status: 201,
    body: withFields(couponJson(shop, coupon), call, false),
    headers: { location: `${shop.url}/wp-json/wc/v3/coupons/${coupon.id}` },
  }
}

export const getCoupon = (call: Call): Answer => ({ body: withFields(couponJson(call.shop, found(call)), call, false) })

export function updateCoupon(call: Call): Answer {
  const coupon = found(call)
  const next = structuredClone(coupon)
  fill(call.shop, next, call.args)
  Object.assign(coupon, next, { modified: call.shop.now() })
  call.shop.fire('coupon.updated', coupon.id)
  return { body: withFields(couponJson(call.shop, coupon), call, false) }
}

/** Into the bin, where its code is free again; or for good. */
export function removeCoupon(call: Call): Answer {
  const coupon = found(call)
  const body = withFields(couponJson(call.shop, coupon), call, false)
  if (isTrue(call.args.force)) call.shop.state.coupons = call.shop.state.coupons.filter(one => one !== coupon)
  else coupon.status = 'trash'
  call.shop.fire('coupon.deleted', coupon.id)
  return { body }
}

export function couponById(shop: Shop, id: number): Item | null {
  const coupon = shop.state.coupons.find(each => each.id === id)
  return coupon ? couponJson(shop, coupon) : null
}

export function listCoupons(call: Call): Answer {
  const { offset, perPage } = pageOf(call)
  const code = text(call.args.code).toLowerCase()
  const all = call.shop.state.coupons.filter(one => (one.status ?? 'publish') !== 'trash')
  const asked = code === '' ? all : all.filter(one => one === byCode(call.shop, code))
  return listAnswer(
    call,
    asked.slice(offset, offset + perPage).map(coupon => couponJson(call.shop, coupon)),
    asked.length,
  )
}

// ---------------------------------------------------------------- by other hands

export const farCoupons = (shop: Shop): FarCoupon[] =>
  shop.state.coupons
    .filter(one => (one.status ?? 'publish') === 'publish')
    .map(coupon => ({
      remoteId: String(coupon.id),
      code: coupon.code.toUpperCase(),
      percent: coupon.type === 'percent' ? Number(coupon.amount) : null,
      off: coupon.type === 'percent' ? null : Number(coupon.amount).toFixed(2),
      remoteIds: (coupon.productIds ?? []).length === 0 ? null : coupon.productIds!.map(String),
      endsAt: coupon.expires ? new Date(coupon.expires * 1000).toISOString() : null,
      mostUses: coupon.usageLimit,
      isUsable: !isExpired(shop, coupon),
    }))

export function couponByHand(shop: Shop, { code, percent, remove = false }: CouponByHand): void {
  const coupon = byCode(shop, code.toLowerCase())
  if (remove && coupon !== undefined) coupon.status = 'trash'
  else if (coupon !== undefined) Object.assign(coupon, { type: 'percent', amount: String(percent ?? 50), modified: shop.now() })
  else
    shop.state.coupons.push({
      ...{ id: shop.next('post'), created: shop.now(), usageLimit: null },
      ...{ code: code.toLowerCase(), type: 'percent', amount: String(percent ?? 50) },
    })
}
