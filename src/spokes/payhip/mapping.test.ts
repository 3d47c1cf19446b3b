import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toSaleItem } from './mapping.ts'

const item = (product_id: unknown, more: object = {}) => ({ product_id, product_name: `Pattern ${product_id}`, quantity: '1', ...more })
const paid = (change: object = {}) => ({
  id: 'bKd83mXq0P',
  email: 'ana@buyer.example',
  currency: 'EUR',
  price: 1_000,
  items: [item(1)],
  date: 1_790_000_000,
  type: 'paid',
  signature: 'x',
  ...change,
})
const refunded = (change: object = {}) => ({
  ...paid({ date: undefined, type: 'refunded', amount_refunded: 400, date_refunded: 1_790_000_900, date_created: 1_790_000_000 }),
  ...change,
})
const saleOf = (raw: unknown) => {
  const read = toSaleItem(raw)
  assert.ok(read.isRead, read.isRead ? '' : read.reason)
  return read.sale
}

test('tax is told for the whole sale; what remains is shared out by numbers, to the cent', () => {
  const sale = saleOf(paid({ price: 1_190, vat_amount: 190, items: [item(1), item(2, { quantity: 2 }), item(1)] }))
  assert.deepEqual([sale.total.minor, sale.tax.minor], [1_190n, 190n])
  assert.deepEqual(
    sale.lines.map(({ remoteId, listingRemoteId, quantity, total }) => [remoteId, listingRemoteId, quantity, total.minor]),
    [
      ['1', '1', 1, 250n],
      ['2', '2', 2, 500n],
      ['1-2', '1', 1, 250n],
    ],
  )
  const uneven = saleOf(paid({ price: 1_000, items: [item(1), item(2), item(3)] }))
  assert.deepEqual(
    uneven.lines.map(({ total }) => total.minor),
    [333n, 333n, 334n],
  )
})

test('fees are Payhip’s own and those of whoever took the payment; unknown where Payhip’s is not told', () => {
  assert.equal(saleOf(paid({ payhip_fee: 50, card_fee: 40 })).fee?.minor, 90n)
  assert.equal(saleOf(paid({ payhip_fee: 0, other_fee: 55, tax_fee: null })).fee?.minor, 55n)
  assert.equal(saleOf(paid({ card_fee: 40 })).fee, null)
})

test('a refund tells the sum of all; the whole one ends the sale, also within the second of the payment', () => {
  const partly = saleOf(refunded())
  assert.deepEqual([partly.state, partly.refunds[0]?.amount.minor, partly.placedAt.getTime()], ['paid', 400n, 1_790_000_000_000])
  assert.equal(saleOf(refunded({ amount_refunded: 1_000 })).state, 'refunded')
  const atOnce = saleOf(refunded({ date_refunded: 1_790_000_000 }))
  assert.ok(atOnce.changedAt > saleOf(paid()).changedAt)
})

test('earlier wordings are read: times and numbers as text, numbers for products, a name with signs written out', () => {
  const sale = saleOf(paid({ date: '1790000000', items: [{ product_id: 'a1', product_name: 'Socks &amp; <b>caps</b>' }], email: '' }))
  assert.deepEqual([sale.lines[0]?.quantity, sale.lines[0]?.title, sale.buyer.email], [1, 'Socks & <b>caps</b>', null])
})

test('what cannot be counted or read is kept with a sentence that holds nothing of the buyer', () => {
  for (const [raw, reason] of [
    [paid({ currency: 'JPY' }), /in JPY/],
    [paid({ currency: 'XQZ' }), /XQZ/],
    [paid({ price: 9.5 }), /price/],
    [paid({ items: null }), /items/],
    [paid({ items: [item(1, { quantity: '0' })] }), /items.0.quantity/],
    [refunded({ amount_refunded: undefined }), /amount_refunded/],
    [paid({ type: 'subscription.created' }), /type/],
    [null, /all of it/],
  ] as const) {
    const read = toSaleItem(raw)
    assert.ok(!read.isRead)
    assert.match(read.reason, reason)
    assert.doesNotMatch(read.reason, /buyer\.example/)
  }
})

test('a sale of nothing costs nothing and breaks nothing', () => {
  const sale = saleOf(paid({ price: 0 }))
  assert.deepEqual([sale.state, sale.total.minor, sale.lines[0]?.total.minor], ['paid', 0n, 0n])
  assert.deepEqual(saleOf(paid({ items: [] })).lines, [])
})
