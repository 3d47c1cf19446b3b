import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type BundleOffer, type CartItem, type CouponOffer, type PatternOffer, percentOf, priceCart, shareOut } from './price-cart.ts'

const offer = (patternId: string, price: bigint, more: Partial<PatternOffer> = {}): PatternOffer => ({
  ...{ patternId, title: patternId, full: price, price, payWhat: null },
  ...more,
})
const shelf = (patterns: readonly PatternOffer[], bundles: readonly BundleOffer[] = []) => ({
  patterns: new Map(patterns.map(one => [one.patternId, one])),
  bundles: new Map(bundles.map(one => [one.bundleId, one])),
})
const want = (id: string, more: Partial<CartItem> = {}): CartItem => ({ kind: 'pattern', id, wish: null, ...more })
const coupon = (more: Partial<CouponOffer> = {}): CouponOffer => ({
  ...{ couponId: 'c', code: 'SPRING', way: { offPercent: 10 }, patternIds: [], floor: 0n },
  ...more,
})
const totals = (items: readonly { total: bigint }[]) => items.map(({ total }) => total)

test('10 % off 7.50 is 6.75; half a cent goes to the buyer', () => {
  const { total, couponOff } = priceCart([want('a')], shelf([offer('a', 750n)]), coupon())
  assert.deepEqual([total, couponOff], [675n, 75n])
  assert.equal(percentOf(5n, 10), 1n)
  assert.equal(
    priceCart([want('a')], shelf([offer('a', 1250n)]), coupon({ way: { offPercent: 33 } })).total,
    837n,
    'yen have no cents to split',
  )
})

test('an amount off falls on the items as they are to each other, and no further than the floor', () => {
  const both = shelf([offer('a', 1000n), offer('b', 500n)])
  assert.deepEqual(totals(priceCart([want('a'), want('b')], both, coupon({ way: { off: 300n } })).items), [800n, 400n])
  assert.deepEqual(totals(priceCart([want('a'), want('b')], both, coupon({ way: { off: 9_000n }, floor: 100n })).items), [100n, 100n])
  assert.deepEqual(totals(priceCart([want('a')], both, coupon({ way: { off: 9_000n } })).items), [0n], 'never below zero')
})

test('a coupon for some patterns leaves the others, and what a buyer pays by her own choice', () => {
  const shelves = shelf([offer('a', 1000n), offer('b', 500n), offer('c', 400n, { payWhat: { least: 100n, suggested: 400n } })])
  const { items } = priceCart(
    [want('a'), want('b'), want('c', { wish: 250n })],
    shelves,
    coupon({ way: { offPercent: 50 }, patternIds: ['b', 'c'] }),
  )
  assert.deepEqual(totals(items), [1000n, 250n, 250n])
})

test('what a buyer would pay is taken from the least on; without a word it is what is suggested', () => {
  const shelves = shelf([offer('a', 0n, { payWhat: { least: 200n, suggested: 600n } })])
  for (const [wish, pays] of [
    [null, 600n],
    [0n, 200n],
    [-5n, 200n],
    [199n, 200n],
    [12_345n, 12_345n],
  ] as const)
    assert.equal(priceCart([want('a', { wish })], shelves, null).total, pays)
})

test('a wish for a pattern with a price is no price', () => {
  assert.equal(priceCart([want('a', { wish: 1n })], shelf([offer('a', 750n)]), null).total, 750n)
})

test('a bundle is split to the cent, holds its patterns once, and never costs more than they do', () => {
  const patterns = [offer('a', 1000n), offer('b', 500n), offer('c', 500n)]
  const bundle = (way: BundleOffer['way']) => shelf(patterns, [{ bundleId: 'all', title: 'All', patterns, way }])
  const fixed = priceCart([want('all', { kind: 'bundle' }), want('a')], bundle({ price: 1_333n }), null)
  assert.deepEqual([fixed.total, fixed.inBundle], [1_333n, ['a']])
  assert.deepEqual(totals(fixed.items[0]!.parts), [667n, 333n, 333n])
  assert.equal(priceCart([want('all', { kind: 'bundle' })], bundle({ offPercent: 15 }), null).total, 1_700n)
  assert.equal(priceCart([want('all', { kind: 'bundle' })], bundle({ price: 9_999n }), null).total, 2_000n)
})

test('what is not on the shelf costs nothing and is told', () => {
  const { items, gone, total } = priceCart([want('a'), want('x'), want('y', { kind: 'bundle' })], shelf([offer('a', 750n)]), null)
  assert.deepEqual([items.length, gone.map(({ id }) => id), total], [1, ['x', 'y'], 750n])
})

const amounts = fc.bigInt({ min: 0n, max: 1_000_000n })
const anOffer = (at: number) =>
  fc.record({ price: amounts, more: fc.bigInt({ min: 0n, max: 500n }), least: fc.option(fc.bigInt({ min: 0n, max: 900n })) }).map(
    ({ price, more, least }): PatternOffer => ({
      ...{ patternId: `p${at}`, title: `p${at}`, price, full: price + more },
      payWhat: least === null ? null : { least, suggested: least + more },
    }),
  )
const ids = Array.from({ length: 6 }, (_, at) => at)
const world = fc
  .tuple(
    fc.tuple(...ids.map(anOffer)),
    fc.array(
      fc.record({
        members: fc.uniqueArray(fc.nat({ max: 5 }), { minLength: 1, maxLength: 4 }),
        way: fc.oneof(
          fc.record({ price: amounts }),
          fc.integer({ min: 1, max: 100 }).map(offPercent => ({ offPercent })),
        ),
      }),
      { maxLength: 2 },
    ),
  )
  .map(([patterns, bundles]) =>
    shelf(
      patterns,
      bundles.map(({ members, way }, at) => ({ bundleId: `b${at}`, title: `b${at}`, way, patterns: members.map(one => patterns[one]!) })),
    ),
  )
const anItem = fc.record({
  kind: fc.constantFrom('pattern' as const, 'bundle' as const),
  id: fc.constantFrom('p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p9', 'b0', 'b1', 'b9'),
  wish: fc.option(fc.bigInt({ min: -10n, max: 2_000n })),
})
const aCoupon = fc.option(
  fc.record({
    couponId: fc.constant('c'),
    code: fc.constant('X'),
    way: fc.oneof(
      fc.integer({ min: 1, max: 100 }).map(offPercent => ({ offPercent })),
      fc.bigInt({ min: 1n, max: 5_000n }).map(off => ({ off })),
    ),
    patternIds: fc.array(fc.constantFrom('p0', 'p1', 'p2'), { maxLength: 2 }),
    floor: fc.bigInt({ min: 0n, max: 700n }),
  }),
)

test('any cart: it adds up, nothing is below zero or the floor, nothing is dearer than without, and the order does not matter', () => {
  fc.assert(
    fc.property(fc.array(anItem, { maxLength: 12 }), world, aCoupon, fc.nat(), (wanted, shelves, one, turn) => {
      const priced = priceCart(wanted, shelves, one)
      const plain = priceCart(wanted, shelves, null)
      assert.equal(
        priced.total,
        priced.items.reduce((sum, { total }) => sum + total, 0n),
      )
      assert.equal(plain.total - priced.total, priced.couponOff)
      if (one !== null && 'off' in one.way) assert.ok(priced.couponOff <= one.way.off)
      for (const [at, item] of priced.items.entries()) {
        const before = plain.items[at]!
        assert.ok(item.total >= 0n && item.total <= before.total && item.total <= item.list)
        if (one !== null && item.total < before.total) assert.ok(item.total >= one.floor)
        assert.equal(
          item.parts.reduce((sum, { total }) => sum + total, 0n),
          item.total,
        )
        assert.ok(item.parts.every(({ total, list }) => total >= 0n && total <= list))
        assert.ok(item.least === null || item.total >= item.least)
      }
      // Every pattern is granted by one thing at most unless two bundles have it.
      const singles = priced.items.filter(({ kind }) => kind === 'pattern').map(({ id }) => id)
      const bundled = priced.items.filter(({ kind }) => kind === 'bundle').flatMap(({ parts }) => parts.map(({ patternId }) => patternId))
      assert.ok(singles.every(id => !bundled.includes(id)))
      // A wish that is said last holds, so the same thing twice keeps its order.
      const once = [...new Map(wanted.map(item => [`${item.kind} ${item.id}`, item])).values()]
      const turned = once.length === 0 ? once : [...once.slice(turn % once.length), ...once.slice(0, turn % once.length)]
      if (one === null || !('off' in one.way)) assert.equal(priceCart(turned, shelves, one).total, priced.total)
    }),
    { numRuns: 2_000, seed: 13 },
  )
})

test('shares add up, and none is above its weight', () => {
  fc.assert(
    fc.property(fc.array(amounts, { minLength: 1, maxLength: 9 }), fc.nat({ max: 100 }), (weights, percent) => {
      const all = weights.reduce((sum, weight) => sum + weight, 0n)
      const sum = (all * BigInt(percent)) / 100n
      const shares = shareOut(sum, weights)
      assert.equal(
        shares.reduce((total, share) => total + share, 0n),
        all === 0n ? 0n : sum,
      )
      assert.ok(shares.every((share, at) => share >= 0n && share <= weights[at]!))
    }),
    { numRuns: 1_000, seed: 14 },
  )
})
