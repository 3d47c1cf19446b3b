import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkPriceRule, type PriceRule, priceByRule, roundings } from './price-rule.ts'

const plain: PriceRule = {
  currency: 'EUR',
  fromCurrency: 'EUR',
  rateMillionths: 1_000_000n,
  percentHundredths: 0,
  addMinor: 0n,
  rounding: 'none',
  floorMinor: null,
}
const made = (rule: Partial<PriceRule>, minor: bigint, least: bigint | null = null) => {
  const whole = { ...plain, ...rule }
  const { price, raisedTo } = priceByRule(
    whole,
    { minor, currency: whole.fromCurrency },
    least === null ? null : { minor: least, currency: whole.currency },
  )
  return raisedTo === null ? price.minor : [price.minor, raisedTo]
}

test('mark-up, then an amount, then rounding to the nearest, then the floor', () => {
  assert.equal(made({}, 950n), 950n)
  assert.equal(made({ percentHundredths: 1_250 }, 950n), 1069n, '1068.75 goes up')
  assert.equal(made({ percentHundredths: -1_000, addMinor: 20n }, 950n), 875n)
  assert.deepEqual(
    [949n, 950n, 974n, 975n, 1000n].map(minor => made({ rounding: 'half' }, minor)),
    [950n, 950n, 950n, 1000n, 1000n],
  )
  assert.deepEqual(
    [1n, 149n, 150n].map(minor => made({ rounding: 'whole' }, minor)),
    [0n, 100n, 200n],
  )
  assert.deepEqual(
    [10n, 99n, 148n, 149n, 1000n, 1050n].map(minor => made({ rounding: 'ninety-nine' }, minor)),
    [99n, 99n, 99n, 199n, 999n, 1099n],
  )
  assert.deepEqual(made({ floorMinor: 500n }, 300n, 20n), [500n, 'hers'])
  assert.deepEqual(made({ percentHundredths: -9_900 }, 300n, 20n), [20n, 'theirs'])
})

test('another currency by its rate, with its own decimals; what is free stays free', () => {
  assert.equal(made({ currency: 'USD', rateMillionths: 1_080_000n }, 950n), 1026n)
  assert.equal(made({ currency: 'JPY', rateMillionths: 160_500_000n, rounding: 'whole' }, 950n), 1525n)
  assert.equal(made({ currency: 'KWD', rateMillionths: 330_000n }, 950n), 3135n)
  assert.equal(made({ addMinor: 100n, floorMinor: 500n, rounding: 'ninety-nine' }, 0n, 20n), 0n)
})

test('any rule gives a whole amount, never below zero or its floor, and never lower for a higher price', () => {
  const rules = fc.record({
    percentHundredths: fc.integer({ min: -9_999, max: 100_000 }),
    addMinor: fc.bigInt({ min: -5_000n, max: 5_000n }),
    rounding: fc.constantFrom(...roundings),
    rateMillionths: fc.bigInt({ min: 1n, max: 500_000_000n }),
    currency: fc.constantFrom('USD', 'KWD'),
    floorMinor: fc.option(fc.bigInt({ min: 0n, max: 9_000n })),
  })
  fc.assert(
    fc.property(rules, fc.bigInt({ min: 1n, max: 1_000_000n }), fc.bigInt({ min: 1n, max: 1_000_000n }), (rule, one, other) => {
      const whole = { ...plain, ...rule }
      const price = (minor: bigint) => priceByRule(whole, { minor, currency: 'EUR' }, null).price.minor
      const [low, high] = one < other ? [one, other] : [other, one]
      assert.ok(price(low) >= (rule.floorMinor ?? 0n) && price(low) <= price(high))
    }),
  )
})

test('a rule that cannot be kept to is refused with what to do', () => {
  const refused = (rule: Partial<PriceRule>, message: RegExp) =>
    assert.throws(() => checkPriceRule({ ...plain, ...rule }), { name: 'Refused', code: 'price-rule', message })
  refused({ currency: 'JPY', rateMillionths: 160_000_000n, rounding: 'ninety-nine' }, /JPY has no smaller unit/)
  refused({ rateMillionths: 2_000_000n }, /From EUR to EUR the rate is 1/)
  refused({ currency: 'USD', rateMillionths: 0n }, /more than 0/)
  refused({ percentHundredths: -10_000 }, /between -99\.99 and/)
  refused({ floorMinor: -1n }, /0 or more/)
  assert.throws(() => checkPriceRule({ ...plain, fromCurrency: 'XXQ' }), { name: 'MoneyRefused' })
  assert.doesNotThrow(() => checkPriceRule(plain))
})
