import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { learn } from './client.ts'
import { draftMark, fileName, listingIdIn, markIn, rawNumber, toMoney } from './mapping.ts'
import { toSaleItem } from './sale.ts'
import { nextPlace } from './sales.ts'
import { eraOf, newestEra, placeForPatterns } from './taxonomy.ts'
import { toHtml, toText } from './text.ts'
import type { TaxonomyNode as Node } from './wire.ts'

test('a description becomes text that reads well, and comes back as the same text', () => {
  const html =
    '<h2>You need</h2><ul><li>4 skeins</li><li>a <strong>hook</strong></li></ul><ol><li>Cast on</li><li>Knit</li></ol><p>5 &lt; 6 &amp; more<br />see <a href="https://x.example/?a=1&amp;b=2">the blog</a></p>'
  const text = 'You need\n\n• 4 skeins\n• a hook\n\n1. Cast on\n2. Knit\n\n5 < 6 & more\nsee the blog (https://x.example/?a=1&b=2)'
  assert.equal(toText(html), text)
  assert.equal(toText(toHtml(text)), text)
})

test('any text survives the way to HTML and back, and a second way changes nothing', () => {
  const words = fc.string({ unit: fc.constantFrom('a', 'ł', ' ', '\n', '<', '>', '&', ';', '•', '1', '.', '"') })
  fc.assert(
    fc.property(words, text => {
      const html = toHtml(text)
      assert.equal(toHtml(toText(html)), html)
    }),
  )
})

test('a file name holds its mark, 70 letters, digits, dots and dashes at most, and stays as it is when it has it', () => {
  const sha256 = '0123456789abcdef'.repeat(4)
  assert.equal(fileName('Wren – Łąka A4.pdf', sha256), 'wren-aka-a4-0123456789abcdef.pdf'.replace('aka', markless('Łąka')))
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), stem => {
      const name = fileName(`${stem}.pdf`, sha256)
      assert.match(name, /^[A-Za-z0-9._-]{1,70}$/)
      assert.equal(markIn(name), '0123456789abcdef')
      assert.equal(fileName(name, sha256), name)
    }),
  )
})
/** What the hub's own rule makes of a word. */
const markless = (word: string) => fileName(`${word}.pdf`, '0'.repeat(64)).replace(/-0{16}\.pdf$/, '')

test('a draft is known by its mark alone, whole and at nothing that merely looks like it', () => {
  const id = '0198c7a2-0000-7000-8000-000000000001'
  assert.equal(listingIdIn(draftMark(id)), id)
  for (const text of ['', null, `${draftMark(id)} and more`, draftMark('../etc'), id]) assert.equal(listingIdIn(text), null)
})

test('money is read exactly: 750/100 EUR is 7.50, 1250/1 JPY is 1250, 1250/100 JPY is refused; a price is written digit by digit', () => {
  assert.deepEqual(toMoney({ amount: 750, divisor: 100, currency_code: 'EUR' }), { minor: 750n, currency: 'EUR' })
  assert.deepEqual(toMoney({ amount: 1250, divisor: 1, currency_code: 'JPY' }), { minor: 1250n, currency: 'JPY' })
  assert.deepEqual(toMoney({ amount: 125000, divisor: 100, currency_code: 'JPY' }), { minor: 1250n, currency: 'JPY' })
  assert.throws(() => toMoney({ amount: 1250, divisor: 100, currency_code: 'JPY' }))
  assert.throws(() => toMoney({ amount: 1255, divisor: 1000, currency_code: 'EUR' }))
  assert.equal(JSON.stringify({ price: rawNumber({ minor: 10n ** 14n + 1n, currency: 'EUR' }) }), '{"price":1000000000000.01}')
})

const receipt = (change: object = {}) => ({
  receipt_id: 77,
  status: 'Completed',
  is_paid: true,
  buyer_email: null,
  name: 'Ana O&#39;Neil',
  country_iso: 'ie',
  created_timestamp: 1_790_000_000,
  updated_timestamp: 1_790_000_100,
  grandtotal: eur(1099),
  total_tax_cost: eur(100),
  total_vat_cost: eur(0),
  discount_amt: eur(1),
  transactions: [line(1, 500), line(2, 500)],
  refunds: [],
  ...change,
})
const eur = (amount: number) => ({ amount, divisor: 100, currency_code: 'EUR' })
const line = (id: number, amount: number) => ({
  transaction_id: id,
  title: 'Wren',
  quantity: 1,
  listing_id: 9,
  sku: 'WREN',
  price: eur(amount),
})
const saleOf = (change: object = {}) => {
  const item = toSaleItem(receipt(change))
  assert.ok(item.isRead, 'it is read')
  return item.sale
}

test('a coupon of one cent is borne by one line, and lines plus tax are the total', () => {
  const { lines, total, tax, buyer } = saleOf()
  assert.deepEqual(
    lines.map(({ total }) => total.minor),
    [500n, 499n],
  )
  assert.equal(lines.reduce((sum, { total }) => sum + total.minor, 0n) + tax.minor, total.minor)
  assert.deepEqual(buyer, { email: null, name: "Ana O'Neil", country: 'IE' })
})

test('states in any case: open and processing grant nothing, canceled is cancelled, whole refunds are refunded, failed ones are none', () => {
  const stateOf = (change: object) => saleOf(change).state
  assert.equal(stateOf({ status: 'Open', is_paid: false }), 'pending')
  assert.equal(stateOf({ status: 'payment processing', is_paid: true }), 'pending')
  assert.equal(stateOf({ status: 'Paid', is_paid: true }), 'paid')
  assert.equal(stateOf({ status: 'Canceled' }), 'cancelled')
  assert.equal(stateOf({ status: 'fully refunded' }), 'refunded')
  assert.equal(stateOf({ status: 'brand new', is_paid: true }), 'paid')
  const refund = (amount: number, status = 'Completed') => ({ amount: eur(amount), created_timestamp: 1_790_000_050, reason: null, status })
  assert.equal(stateOf({ refunds: [refund(600), refund(499)] }), 'refunded')
  assert.equal(saleOf({ refunds: [refund(600, 'Failed')] }).refunds.length, 0)
  assert.deepEqual(
    saleOf({ refunds: [refund(100), refund(100)] }).refunds.map(({ remoteId }) => remoteId),
    ['77-1790000050-100', '77-1790000050-100-2'],
  )
})

test('a receipt that cannot be read is kept with a reason that names fields and no values', () => {
  const item = toSaleItem(receipt({ grandtotal: { amount: 'secret' } }))
  assert.ok(!item.isRead)
  assert.match(item.reason, /grandtotal\.amount/)
  assert.doesNotMatch(item.reason, /secret/)
  assert.equal(item.remoteId, '77')
})

test('pages of receipts follow the times; within one second they are counted on with one again at the head, and a gap starts the second anew', () => {
  const page = (from: number, ids: readonly number[], at: (id: number) => number) =>
    ids.map(id => ({ receipt_id: id, updated_timestamp: at(id) + from }))
  const hundred = Array.from({ length: 100 }, (_, at) => at + 1)
  const start = { from: 1000, offset: 0, lastId: 0 }
  assert.deepEqual(
    nextPlace(
      start,
      page(1000, hundred, id => id),
      100,
    ),
    { from: 1100, offset: 0, lastId: 0 },
  )
  const same = page(1000, hundred, () => 0)
  assert.deepEqual(nextPlace(start, same, 100), { from: 1000, offset: 99, lastId: 100 })
  assert.deepEqual(
    nextPlace(
      { from: 1000, offset: 99, lastId: 100 },
      page(1000, [102], () => 0),
      1,
    ),
    start,
  )
  assert.equal(
    nextPlace(
      { from: 1000, offset: 99, lastId: 100 },
      page(1000, [100, 101], () => 0),
      2,
    ),
    null,
  )
  assert.equal(nextPlace(start, [], 0), null)
})

test('the place for patterns is found by its name under craft supplies, wherever Etsy moves it', () => {
  const node = (id: number, name: string, children: Node[] = []): Node => ({ id, name, children })
  const tree = [
    node(1, 'Art', [node(2, 'Patterns')]),
    node(3, 'Craft Supplies & Tools', [node(4, 'Patterns & How To', [node(5, 'Sewing Patterns'), node(6, 'Patterns')])]),
  ]
  assert.equal(placeForPatterns(tree), 6)
  assert.equal(placeForPatterns([node(3, 'Craft Supplies & Tools', [node(4, 'Patterns & How To')])]), 4)
  assert.equal(placeForPatterns([node(1, 'Toys')]), null)
})

test('the newest era is read from the refusal, else from the calendar', () => {
  assert.equal(newestEra('must be one of made_to_order, 2020_2026, 2010_2019'), '2020_2026')
  assert.equal(newestEra('not valid'), null)
  assert.equal(eraOf(new Date('2031-05-01T00:00:00Z')), '2030_2031')
})

test('limits are learned from the headers, and from nothing that is no number', () => {
  const told = (headers: Record<string, string>) => learn(new Response(null, { headers }))
  assert.deepEqual(
    told({ 'x-limit-per-second': '10', 'x-remaining-this-second': '3', 'x-limit-per-day': '10000', 'x-remaining-today': '9321' }),
    { perSecond: 10, perDay: 10000, remainingToday: 9321 },
  )
  assert.equal(told({ 'x-limit-per-day': 'plenty' }), null)
  assert.deepEqual(told({ 'x-limit-per-second': '0', 'x-remaining-today': '0' }), { remainingToday: 0 })
})
