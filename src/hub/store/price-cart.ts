/** What a cart costs: the one place where prices, discounts and rounding are made. Pure; whole numbers of the currency's smallest unit. */

/** A pattern as it may be bought now. */
export interface PatternOffer {
  readonly patternId: string
  readonly title: string
  /** Without a sale; never below `price`. */
  readonly full: bigint
  readonly price: bigint
  /** The buyer says what she pays, from `least` on. */
  readonly payWhat: { readonly least: bigint; readonly suggested: bigint } | null
}

export interface BundleOffer {
  readonly bundleId: string
  readonly title: string
  /** All of them can be bought. */
  readonly patterns: readonly PatternOffer[]
  readonly way: { readonly price: bigint } | { readonly offPercent: number }
}

export interface CouponOffer {
  readonly couponId: string
  readonly code: string
  readonly way: { readonly offPercent: number } | { readonly off: bigint }
  /** Empty: for all patterns and bundles. */
  readonly patternIds: readonly string[]
  /** No item costs less than this by the coupon. */
  readonly floor: bigint
}

/** What the buyer wants: ids and wishes, never a price. */
export interface CartItem {
  readonly kind: 'pattern' | 'bundle'
  readonly id: string
  /** What she would pay where she may say so. */
  readonly wish: bigint | null
}

export interface PricedItem {
  readonly kind: 'pattern' | 'bundle'
  readonly id: string
  readonly title: string
  /** Before bundle, sale and coupon. */
  readonly list: bigint
  readonly total: bigint
  readonly isOwnPrice: boolean
  /** Least, where she says what she pays. */
  readonly least: bigint | null
  /** One for each pattern; their totals add up to the item's. */
  readonly parts: readonly { readonly patternId: string; readonly title: string; readonly list: bigint; readonly total: bigint }[]
}

export interface PricedCart {
  readonly items: readonly PricedItem[]
  readonly total: bigint
  readonly list: bigint
  /** By the coupon alone. */
  readonly couponOff: bigint
  /** Wanted, and not to be bought now. */
  readonly gone: readonly CartItem[]
  /** Patterns that were left out because a bundle in the cart has them. */
  readonly inBundle: readonly string[]
}

export interface Shelf {
  readonly patterns: ReadonlyMap<string, PatternOffer>
  readonly bundles: ReadonlyMap<string, BundleOffer>
}

/** The order of the items changes nothing but their order; the same thing twice is there once. */
export function priceCart(wanted: readonly CartItem[], { patterns, bundles }: Shelf, coupon: CouponOffer | null): PricedCart {
  const items = new Map<string, CartItem>()
  for (const item of wanted) items.set(`${item.kind} ${item.id}`, item)
  const bundled = new Set(
    [...items.values()].flatMap(({ kind, id }) =>
      kind === 'bundle' ? (bundles.get(id)?.patterns ?? []).map(({ patternId }) => patternId) : [],
    ),
  )
  const gone: CartItem[] = []
  const inBundle: string[] = []
  const priced: PricedItem[] = []
  for (const item of items.values()) {
    if (item.kind === 'pattern' && bundled.has(item.id)) {
      inBundle.push(item.id)
      continue
    }
    const one = item.kind === 'pattern' ? pricePattern(item, patterns.get(item.id)) : priceBundle(bundles.get(item.id))
    if (one === null) gone.push(item)
    else priced.push(one)
  }
  const after = coupon === null ? priced : takeOff(priced, coupon)
  const sum = (all: readonly PricedItem[], part: (item: PricedItem) => bigint) => all.reduce((total, item) => total + part(item), 0n)
  const total = sum(after, item => item.total)
  return {
    items: after,
    total,
    list: sum(after, item => item.list),
    couponOff: sum(priced, item => item.total) - total,
    gone,
    inBundle,
  }
}

function pricePattern({ wish }: CartItem, offer: PatternOffer | undefined): PricedItem | null {
  if (offer === undefined) return null
  const { patternId, title, full, price, payWhat } = offer
  const total = payWhat === null ? price : wish === null ? payWhat.suggested : wish > payWhat.least ? wish : payWhat.least
  const list = payWhat === null ? full : total
  return {
    ...{ kind: 'pattern', id: patternId, title, list, total, isOwnPrice: payWhat !== null, least: payWhat?.least ?? null },
    parts: [{ patternId, title, list, total }],
  }
}

/** Never more than its patterns cost one by one. */
function priceBundle(offer: BundleOffer | undefined): PricedItem | null {
  if (offer === undefined || offer.patterns.length === 0) return null
  const { bundleId, title, patterns, way } = offer
  const prices = patterns.map(singlePrice)
  const sum = prices.reduce((all, price) => all + price, 0n)
  const wanted = 'price' in way ? way.price : sum - percentOf(sum, way.offPercent)
  const total = least(wanted, sum)
  const shares = shareOut(total, prices)
  const parts = patterns.map((pattern, at) => {
    const [price, share] = [prices[at]!, shares[at]!]
    const list = pattern.payWhat === null && pattern.full > price ? pattern.full : price
    return { patternId: pattern.patternId, title: pattern.title, list, total: share }
  })
  const list = parts.reduce((all, part) => all + part.list, 0n)
  return { kind: 'bundle', id: bundleId, title, list, total, isOwnPrice: false, least: null, parts }
}

/** In a bundle a pattern whose price buyers choose counts with what is suggested. */
const singlePrice = ({ price, payWhat }: PatternOffer): bigint => payWhat?.suggested ?? price

/** What buyers choose to pay is their own price already, so no coupon lowers it. */
function takeOff(items: readonly PricedItem[], { way, patternIds, floor }: CouponOffer): PricedItem[] {
  const wanted = new Set(patternIds)
  const isMeant = (item: PricedItem) =>
    !item.isOwnPrice && (wanted.size === 0 || (item.kind === 'pattern' && item.parts.every(({ patternId }) => wanted.has(patternId))))
  const room = items.map(item => (isMeant(item) && item.total > floor ? item.total - floor : 0n))
  const offs =
    'offPercent' in way ? items.map(({ total }, at) => least(percentOf(total, way.offPercent), room[at]!)) : spread(way.off, room)
  return items.map((item, at) => {
    const off = offs[at]!
    if (off === 0n) return item
    const total = item.total - off
    const shares = shareOut(
      total,
      item.parts.map(part => part.total),
    )
    return { ...item, total, parts: item.parts.map((part, index) => ({ ...part, total: shares[index]! })) }
  })
}

/** An amount off the whole cart falls on the items as their room is to each other, and never on more than there is. */
function spread(off: bigint, room: readonly bigint[]): bigint[] {
  const most = room.reduce((all, one) => all + one, 0n)
  return shareOut(least(off, most), room)
}

/** Half a unit goes to the buyer. @param percent 1 to 100, whole. */
export const percentOf = (amount: bigint, percent: number): bigint => (amount * BigInt(percent) + 50n) / 100n

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/**
 * Splits a sum in proportion to `weights`, to the unit: the largest remainders get what is left over, the first of equal ones before the others.
 * No share is above its weight as long as the sum is not above theirs.
 */
export function shareOut(sum: bigint, weights: readonly bigint[]): bigint[] {
  const all = weights.reduce((total, weight) => total + weight, 0n)
  if (all === 0n) return weights.map(() => 0n)
  const shares = weights.map(weight => (sum * weight) / all)
  let left = sum - shares.reduce((total, share) => total + share, 0n)
  const byRemainder = weights
    .map((weight, at) => ({ at, rest: (sum * weight) % all }))
    .sort((a, b) => (a.rest === b.rest ? a.at - b.at : a.rest > b.rest ? -1 : 1))
  for (const { at } of byRemainder) {
    if (left === 0n) break
    shares[at] = shares[at]! + 1n
    left -= 1n
  }
  return shares
}
