import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { add, decimalsOf, fromJson, MoneyRefused, money, parseMoney, toDecimal, toJson } from './money.ts'

test('a price is read in the smallest unit of its currency: 7.50 EUR is 750, 1250 JPY is 1250, 1.234 KWD is 1234', () => {
  assert.deepEqual(parseMoney('7.50', 'EUR'), { minor: 750n, currency: 'EUR' })
  assert.deepEqual(parseMoney('7.5', 'EUR'), { minor: 750n, currency: 'EUR' })
  assert.deepEqual(parseMoney('1250', 'JPY'), { minor: 1250n, currency: 'JPY' })
  assert.deepEqual(parseMoney('1.234', 'KWD'), { minor: 1234n, currency: 'KWD' })
  assert.deepEqual(parseMoney('7.5000', 'EUR'), { minor: 750n, currency: 'EUR' }, 'zeros behind say nothing more')
})

test('a price finer than the currency can be paid is refused in a sentence, not rounded', () => {
  assert.throws(() => parseMoney('0.005', 'EUR'), { name: 'MoneyRefused', message: /finer than EUR can be paid: at most 2 digits/ })
  assert.throws(() => parseMoney('12.5', 'JPY'), { name: 'MoneyRefused', message: /use whole numbers/ })
})

test('what is no number is refused', () => {
  for (const text of ['', 'abc', '14,50', '$14.50', '1e3', ' ', '1.2.3', '٣', '9'.repeat(16)]) {
    assert.throws(() => parseMoney(text, 'EUR'), MoneyRefused, text)
  }
})

test('an unknown currency is refused', () => {
  assert.throws(() => decimalsOf('EURO'), { message: /“EURO” is not a currency/ })
  assert.throws(() => parseMoney('1', 'XYZ'), MoneyRefused)
})

test('two currencies are never added', () => {
  assert.throws(() => add(money(1n, 'EUR'), money(1n, 'USD')), MoneyRefused)
})

test('what is written is read back, in every currency of 0, 2 and 3 decimals', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }),
      fc.constantFrom('JPY', 'EUR', 'KWD', 'USD', 'ISK'),
      (minor, currency) => {
        assert.deepEqual(parseMoney(toDecimal(money(minor, currency)), currency), money(minor, currency))
        assert.deepEqual(fromJson(toJson(money(minor, currency))), money(minor, currency))
      },
    ),
  )
})
