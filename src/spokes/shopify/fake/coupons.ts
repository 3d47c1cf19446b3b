/**
 * Discount codes. Source: DiscountCodeBasicInput and DiscountErrorCode in the schema of 2026-10; the wording of what is refused is written down nowhere
 * that we know.
 */
import { decimalsOf, MoneyRefused, parseMoney } from '#kit'
import type { CouponByHand, FarCoupon } from '#kit/fake.ts'
import { connection, padded, userError } from './answer.ts'
import { moneyV2, priceText } from './money.ts'
import { productNode } from './products.ts'
import { gid, idOf, type Shop, time } from './shop.ts'
import type { Discount } from './state.ts'

interface Input {
  readonly title?: string | null
  readonly code?: string | null
  readonly startsAt?: string | null
  readonly endsAt?: string | null
  readonly usageLimit?: number | null
  readonly tags?: readonly string[]
  readonly context?: { readonly all?: string }
  readonly customerGets?: {
    readonly items?: {
      readonly all?: boolean
      readonly products?: { readonly productsToAdd?: readonly string[]; readonly productsToRemove?: readonly string[] }
    }
    readonly value?: {
      readonly percentage?: number
      readonly discountAmount?: { readonly amount?: string; readonly appliesOnEachItem?: boolean }
    }
  }
}

class Refused extends Error {
  readonly errors: readonly ReturnType<typeof userError>[]

  constructor(field: readonly string[], message: string, code: string) {
    super(message)
    this.errors = [userError(['basicCodeDiscount', ...field], message, code)]
  }
}

const all = (shop: Shop): Discount[] => (shop.state.discounts ??= [])
const byId = (shop: Shop, id: string) => all(shop).find(one => one.id === idOf('DiscountCodeNode', id)) ?? null
const byCode = (shop: Shop, code: string) => all(shop).find(one => one.code.toLowerCase() === code.toLowerCase()) ?? null

export function discountCodeBasicCreate(shop: Shop, { basicCodeDiscount: input }: { basicCodeDiscount: Input }) {
  const draft: Discount = {
    id: shop.nextId(),
    ...{ title: '', code: '', startsAt: 0, endsAt: null, usageLimit: null, tags: [] },
    ...{ percentage: null, amount: null, isOnEach: false, productIds: [] },
  }
  return kept(() => {
    for (const name of ['code', 'context', 'customerGets', 'startsAt', 'title'] as const)
      if (input[name] === undefined || input[name] === null) throw new Refused([name], `${name} can't be blank`, 'BLANK')
    if (!input.customerGets!.items) throw new Refused(['customerGets', 'items'], "Items can't be blank", 'BLANK')
    fill(shop, draft, input)
    all(shop).push(draft)
    return draft
  })
}

export function discountCodeBasicUpdate(shop: Shop, { id, basicCodeDiscount }: { id: string; basicCodeDiscount: Input }) {
  return kept(() => {
    const found = byId(shop, id)
    if (found === null) throw new Refused(['id'], 'Discount does not exist', 'INVALID')
    const draft = structuredClone(found)
    fill(shop, draft, basicCodeDiscount)
    return Object.assign(found, draft)
  })
}

export function discountCodeDeactivate(shop: Shop, { id }: { id: string }) {
  const found = byId(shop, id)
  if (found === null) return { codeDiscountNode: null, userErrors: [userError(['id'], 'Discount does not exist', 'INVALID')] }
  const now = shop.nowMs()
  found.startsAt = Math.min(found.startsAt, now)
  found.endsAt = Math.min(found.endsAt ?? now, now)
  return { codeDiscountNode: node(shop, found), userErrors: [] }
}

export const codeDiscountNodeByCode = (shop: Shop, { code }: { code: string }) => {
  const found = byCode(shop, code)
  return found === null ? null : node(shop, found)
}

export const discountNode = (shop: Shop, id: string) => {
  const found = byId(shop, id)
  return found === null ? null : node(shop, found)
}

function kept(act: () => Discount) {
  try {
    return { codeDiscountNode: { id: gid('DiscountCodeNode', act().id) }, userErrors: [] }
  } catch (error) {
    if (error instanceof Refused) return { codeDiscountNode: null, userErrors: error.errors }
    throw error
  }
}

function fill(shop: Shop, draft: Discount, input: Input): void {
  if (input.title != null) draft.title = input.title
  if (input.code != null) draft.code = cleanCode(shop, draft, input.code)
  if (input.startsAt != null) draft.startsAt = Date.parse(input.startsAt)
  if (input.endsAt !== undefined) draft.endsAt = input.endsAt === null ? null : Date.parse(input.endsAt)
  if (draft.endsAt !== null && draft.endsAt <= draft.startsAt)
    throw new Refused(['endsAt'], 'End date must be after the start date', 'END_DATE_BEFORE_START_DATE')
  if (input.usageLimit !== undefined) draft.usageLimit = input.usageLimit
  if (draft.usageLimit !== null && draft.usageLimit < 1)
    throw new Refused(['usageLimit'], 'Usage limit must be greater than 0', 'GREATER_THAN')
  if (input.tags !== undefined) draft.tags = [...input.tags]
  if (draft.tags.some(tag => tag.length > 255)) throw new Refused(['tags'], 'Tag is too long', 'INVALID_TAG_LENGTH')
  fillValue(shop, draft, input)
  fillItems(shop, draft, input)
}

function cleanCode(shop: Shop, draft: Discount, code: string): string {
  if (code.trim() === '') throw new Refused(['code'], "Code can't be blank", 'BLANK')
  if (code.length > 255) throw new Refused(['code'], 'Code is too long (maximum is 255 characters)', 'TOO_LONG')
  const other = byCode(shop, code)
  if (other !== null && other.id !== draft.id) throw new Refused(['code'], 'Code must be unique. Please try a different code.', 'TAKEN')
  return code
}

function fillValue(shop: Shop, draft: Discount, { customerGets }: Input): void {
  const value = customerGets?.value
  if (value === undefined) return
  const field = ['customerGets', 'value']
  if ((value.percentage === undefined) === (value.discountAmount === undefined))
    throw new Refused(field, 'Specify exactly one of percentage and discountAmount', 'TOO_MANY_ARGUMENTS')
  if (value.percentage !== undefined) {
    if (value.percentage <= 0 || value.percentage > 1)
      throw new Refused([...field, 'percentage'], 'Value must be between 0.0 and 1.0', 'VALUE_OUTSIDE_RANGE')
    Object.assign(draft, { percentage: value.percentage, amount: null, isOnEach: false })
    return
  }
  const { currency } = shop.state.settings
  try {
    const amount = parseMoney(value.discountAmount!.amount ?? '', currency)
    if (amount.minor <= 0n || amount.minor >= 10n ** BigInt(16 + decimalsOf(currency)))
      throw new Refused([...field, 'discountAmount'], 'Amount must be greater than 0', 'GREATER_THAN')
    Object.assign(draft, { percentage: null, amount: priceText(amount), isOnEach: value.discountAmount!.appliesOnEachItem ?? false })
  } catch (error) {
    if (error instanceof MoneyRefused) throw new Refused([...field, 'discountAmount'], 'Amount is invalid', 'INVALID')
    throw error
  }
}

function fillItems(shop: Shop, draft: Discount, { customerGets }: Input): void {
  const items = customerGets?.items
  if (items === undefined) return
  const field = ['customerGets', 'items']
  if (items.all === true) {
    if (items.products !== undefined) throw new Refused(field, 'Specify all or products, not both', 'CONFLICT')
    draft.productIds = null
    return
  }
  const idsIn = (gids: readonly string[] = []) =>
    gids.map(one => {
      const id = idOf('Product', one)
      if (id === null || shop.product(id) === null)
        throw new Refused([...field, 'products', 'productsToAdd'], `Product with id: ${id ?? one} is invalid`, 'INVALID')
      return id
    })
  const removed = new Set((items.products?.productsToRemove ?? []).map(one => idOf('Product', one)))
  const left = (draft.productIds ?? []).filter(id => !removed.has(id))
  draft.productIds = [...new Set([...left, ...idsIn(items.products?.productsToAdd)])]
  if (draft.productIds.length === 0) throw new Refused(field, "Items can't be blank", 'BLANK')
}

const statusOf = (shop: Shop, { startsAt, endsAt }: Discount) =>
  endsAt !== null && endsAt <= shop.nowMs() ? 'EXPIRED' : startsAt > shop.nowMs() ? 'SCHEDULED' : 'ACTIVE'

function node(shop: Shop, discount: Discount) {
  const { currency } = shop.state.settings
  const { productIds } = discount
  return {
    __typename: 'DiscountCodeNode',
    id: gid('DiscountCodeNode', discount.id),
    codeDiscount: {
      __typename: 'DiscountCodeBasic',
      title: discount.title,
      status: statusOf(shop, discount),
      startsAt: time(discount.startsAt),
      endsAt: discount.endsAt === null ? null : time(discount.endsAt),
      usageLimit: discount.usageLimit,
      tags: discount.tags,
      codes: (args: { first?: number }) =>
        connection(
          [discount.code],
          args,
          () => padded(0),
          code => ({ code }),
        ),
      customerGets: {
        value:
          discount.percentage !== null
            ? { __typename: 'DiscountPercentage', percentage: discount.percentage }
            : { __typename: 'DiscountAmount', amount: moneyV2(discount.amount ?? '0', currency), appliesOnEachItem: discount.isOnEach },
        items:
          productIds === null
            ? { __typename: 'AllDiscountItems', allItems: true }
            : {
                __typename: 'DiscountProducts',
                products: (args: { first?: number; after?: string }) =>
                  connection(
                    productIds.flatMap(id => shop.product(id) ?? []),
                    args,
                    product => padded(product.id),
                    product => productNode(shop, product),
                  ),
              },
      },
    },
  }
}

// ---------------------------------------------------------------- by other hands

export const farCoupons = (shop: Shop): FarCoupon[] =>
  all(shop).map(one => ({
    remoteId: String(one.id),
    code: one.code.toUpperCase(),
    percent: one.percentage === null ? null : Math.round(one.percentage * 100),
    off: one.amount,
    remoteIds: one.productIds?.map(String) ?? null,
    endsAt: one.endsAt === null ? null : new Date(one.endsAt).toISOString(),
    mostUses: one.usageLimit,
    isUsable: statusOf(shop, one) === 'ACTIVE',
  }))

export function couponByHand(shop: Shop, { code, percent = 50, remove = false }: CouponByHand): void {
  const found = byCode(shop, code)
  if (remove) shop.state.discounts = all(shop).filter(one => one !== found)
  else if (found !== null) Object.assign(found, { percentage: percent / 100, amount: null })
  else
    all(shop).push({
      ...{ id: shop.nextId(), title: code, code, startsAt: shop.nowMs(), endsAt: null, usageLimit: null, tags: [] },
      ...{ percentage: percent / 100, amount: null, isOnEach: false, productIds: null },
    })
}
