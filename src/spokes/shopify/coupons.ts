/** Discount codes at the shop: it keeps their begin and their end by itself. */
import {
  type Coupons,
  type CouponWish,
  checkCoupon,
  type Json,
  MoneyRefused,
  parseMoney,
  type SeenCoupon,
  SpokeError,
  toDecimal,
} from '#kit'
import { ask, type Context, type Settings, sellerError } from './client.ts'
import {
  changeCouponOperation,
  couponByCodeOperation,
  couponByIdOperation,
  couponProductsSize,
  endCouponOperation,
  makeCouponOperation,
} from './queries.ts'
import { CouponAnswer, CouponByCode, CouponById, type CouponNode, gidOf, numberOf } from './wire.ts'

const longestCode = 255
/** A tag on the discount, by which the shop's own list finds ours as well. */
const tagOf = (mark: string) => `selvage-${mark.toLowerCase()}`

export const coupons: Coupons<Settings> = {
  keeps: { begin: true, end: true },
  isPerListing: false,
  isOffEach: false,
  hasMark: true,
  check: wish => {
    checkCoupon(wish, { longestCode })
    const count = wish.items?.length ?? 0
    if (count > couponProductsSize)
      throw new SpokeError(
        'seller',
        `The coupon is for ${count} patterns, and Selvage gives a code there at most ${couponProductsSize}. Choose fewer, or all.`,
      )
  },
  find: async (ctx, { code }, remoteId) => {
    const node = remoteId === null ? await byCode(ctx, code) : await byId(ctx, remoteId)
    return node === null ? null : toSeen(node)
  },
  make: async (ctx, wish, mark) => {
    const { items } = wish
    const basicCodeDiscount = {
      ...toInput(wish),
      context: { all: 'ALL' },
      appliesOncePerCustomer: false,
      tags: [tagOf(mark)],
      customerGets: {
        value: worthOf(wish),
        items: items === null ? { all: true } : { products: { productsToAdd: items.map(({ remoteId }) => gidOf('Product', remoteId)) } },
      },
    }
    const what = 'make a coupon'
    const { done } = await ask(ctx, { what, operation: makeCouponOperation, variables: { basicCodeDiscount }, shape: CouponAnswer })
    const { codeDiscountNode, userErrors } = done
    if (userErrors.some(({ code, field }) => code === 'TAKEN' && field?.at(-1) === 'code')) return 'taken'
    if (userErrors.length > 0) throw sellerError(what, userErrors)
    if (!codeDiscountNode) throw new SpokeError('bug', `${what}: nothing came back`, { isUnknown: true })
    return { remoteId: numberOf(codeDiscountNode.id) }
  },
  change: async (ctx, wish, remoteId) => {
    const node = await byId(ctx, remoteId)
    const there = (node === null ? null : toSeen(node).remoteIds) ?? []
    const wanted = wish.items?.map(one => one.remoteId) ?? null
    const items =
      wanted === null
        ? { all: true }
        : {
            products: {
              productsToAdd: wanted.filter(id => !there.includes(id)).map(id => gidOf('Product', id)),
              productsToRemove: there.filter(id => !wanted.includes(id)).map(id => gidOf('Product', id)),
            },
          }
    const basicCodeDiscount = { ...toInput(wish), customerGets: { value: worthOf(wish), items } }
    const variables = { id: gidOf('DiscountCodeNode', remoteId), basicCodeDiscount }
    await act(ctx, 'change a coupon', { operation: changeCouponOperation, variables })
    return 'changed'
  },
  end: async (ctx, remoteId) => {
    if ((await byId(ctx, remoteId)) === null) return
    await act(ctx, 'end a coupon', { operation: endCouponOperation, variables: { id: gidOf('DiscountCodeNode', remoteId) } })
  },
}

async function act(ctx: Context, what: string, asked: { operation: typeof makeCouponOperation; variables: Json }): Promise<void> {
  const { done } = await ask(ctx, { what, ...asked, shape: CouponAnswer })
  if (done.userErrors.length > 0) throw sellerError(what, done.userErrors)
}

/** Whole seconds, as the shop keeps them. */
const wholeSecond = (at: Date) => `${at.toISOString().slice(0, 19)}Z`
const toInput = ({ code, startsAt, endsAt, mostUses }: CouponWish) => ({
  ...{ title: code, code, usageLimit: mostUses },
  ...{ startsAt: wholeSecond(startsAt), endsAt: wholeSecond(endsAt) },
})
const worthOf = ({ way }: CouponWish) =>
  'percent' in way ? { percentage: way.percent / 100 } : { discountAmount: { amount: toDecimal(way.off), appliesOnEachItem: false } }

async function byCode(ctx: Context, code: string): Promise<CouponNode | null> {
  const variables = { code }
  return (await ask(ctx, { what: 'look for a coupon', operation: couponByCodeOperation, variables, shape: CouponByCode }))
    .codeDiscountNodeByCode
}

async function byId(ctx: Context, remoteId: string): Promise<CouponNode | null> {
  const variables = { ids: [gidOf('DiscountCodeNode', remoteId)] }
  return (await ask(ctx, { what: 'read a coupon', operation: couponByIdOperation, variables, shape: CouponById })).nodes[0] ?? null
}

function toSeen({ id, codeDiscount }: CouponNode): SeenCoupon {
  const { codes, customerGets, startsAt, endsAt, usageLimit, status, tags } = codeDiscount
  const { items } = customerGets ?? {}
  return {
    remoteId: numberOf(id),
    code: codes?.nodes[0]?.code.toUpperCase() ?? '',
    way: wayOf(codeDiscount),
    // One for collections is for none of ours.
    remoteIds: items?.__typename === 'AllDiscountItems' ? null : (items?.products?.nodes.map(node => numberOf(node.id)) ?? []),
    startsAt: startsAt ? new Date(startsAt) : null,
    endsAt: endsAt ? new Date(endsAt) : null,
    mostUses: usageLimit ?? null,
    isOver: status === 'EXPIRED',
    mark: tags?.map(tag => /^selvage-(.+)$/i.exec(tag)?.[1]?.toLowerCase()).find(mark => mark !== undefined) ?? null,
  }
}

function wayOf({ customerGets }: CouponNode['codeDiscount']): SeenCoupon['way'] {
  const value = customerGets?.value
  if (value?.percentage != null) {
    const percent = Math.round(value.percentage * 100)
    return Math.abs(value.percentage * 100 - percent) < 1e-6 ? { percent } : null
  }
  if (value?.amount == null || value.appliesOnEachItem === true) return null
  try {
    return { off: parseMoney(value.amount.amount, value.amount.currencyCode) }
  } catch (error) {
    if (error instanceof MoneyRefused) return null
    throw error
  }
}
