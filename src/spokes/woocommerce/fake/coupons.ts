/** Coupons, as far as an order's figures need them: percent and fixed amounts. */
import { cents } from './money.ts'
import { type Answer, type Call, type Item, links, listAnswer, pageOf, refused, text, withFields } from './rest.ts'
import type { Shop } from './shop.ts'
import type { Coupon, Order } from './state.ts'
import { gmt, local } from './time.ts'

/** @returns the code that does not exist, or null when all are applied. */
export function applyCoupons(shop: Shop, order: Order, wanted: readonly Item[]): string | null {
  for (const each of wanted) {
    const code = text(each.code).toLowerCase()
    const coupon = shop.state.coupons.find(held => held.code === code)
    if (!coupon) return code
    let discount = 0
    const sum = order.lines.reduce((all, line) => all + line.total, 0)
    for (const line of order.lines) {
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

function couponJson(shop: Shop, coupon: Coupon): Item {
  return {
    id: coupon.id,
    code: coupon.code,
    amount: Number(coupon.amount).toFixed(2),
    status: 'publish',
    date_created: local(coupon.created),
    date_created_gmt: gmt(coupon.created),
    date_modified: local(coupon.created),
    date_modified_gmt: gmt(coupon.created),
    discount_type: coupon.type,
    description: '',
    date_expires: null,
    date_expires_gmt: null,
    usage_count: 0,
    individual_use: false,
    product_ids: [],
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
    meta_data: [],
    _links: links(shop, 'wc/v3/coupons', coupon.id),
  }
}

export function createCoupon(call: Call): Answer {
  const { shop, args } = call
  const code = text(args.code).toLowerCase()
  if (code === '') throw refused('woocommerce_rest_empty_coupon_code', 'The coupon code cannot be empty.', 400)
  if (shop.state.coupons.some(each => each.code === code))
    throw refused('woocommerce_rest_coupon_code_already_exists', 'The coupon code already exists', 400)
  const usageLimit = args.usage_limit === undefined ? null : Number(args.usage_limit)
  const coupon = {
    id: shop.next('post'),
    created: shop.now(),
    usageLimit,
    code,
    type: text(args.discount_type) || 'fixed_cart',
    amount: text(args.amount) || '0',
  }
  shop.state.coupons.push(coupon)
  shop.fire('coupon.created', coupon.id)
  return {
    status: 201,
    body: withFields(couponJson(shop, coupon), call, false),
    headers: { location: `${shop.url}/wp-json/wc/v3/coupons/${coupon.id}` },
  }
}

export function couponById(shop: Shop, id: number): Item | null {
  const coupon = shop.state.coupons.find(each => each.id === id)
  return coupon ? couponJson(shop, coupon) : null
}

export function listCoupons(call: Call): Answer {
  const { offset, perPage } = pageOf(call)
  const all = call.shop.state.coupons
  return listAnswer(
    call,
    all.slice(offset, offset + perPage).map(coupon => couponJson(call.shop, coupon)),
    all.length,
  )
}
