import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toListing, toSaleItem } from './mapping.ts'

const eur = (value: string | number) => ({ value, currency: 'EUR' })
const line = (id: string, price: string, quantity = 1) => ({
  id,
  productId: `p${id}`,
  productName: 'Cowl &amp; cap',
  sku: null,
  quantity,
  unitPricePaid: eur(price),
})
const order = (change: object = {}) => ({
  id: '5f00aa',
  orderNumber: '17',
  createdOn: '2026-03-01T10:00:00.123Z',
  modifiedOn: '2026-03-02T10:00:00Z',
  testmode: false,
  customerEmail: 'ana@buyer.example',
  billingAddress: { firstName: 'Ana', lastName: 'Žák', countryCode: 'DE' },
  fulfillmentStatus: 'FULFILLED',
  paymentState: 'PAID',
  lineItems: [line('1', '7.50')],
  taxTotal: eur('0.00'),
  refundedTotal: eur('0.00'),
  grandTotal: eur('7.50'),
  ...change,
})
const saleOf = (raw: unknown) => {
  const read = toSaleItem(raw)
  assert.ok(read?.isRead, read?.isRead === false ? read.reason : 'left out')
  return read.sale
}

test('a sale with its buyer', () => {
  const { remoteId, number, state, buyer, lines, total } = saleOf(order())
  assert.deepEqual([remoteId, number, state, total.minor], ['5f00aa', '17', 'paid', 750n])
  assert.deepEqual(buyer, { email: 'ana@buyer.example', name: 'Ana Žák', country: 'DE' })
  assert.deepEqual([lines[0]?.title, lines[0]?.listingRemoteId, lines[0]?.sku], ['Cowl & cap', 'p1', null])
})

test('discounts and tax: what was paid without tax is shared out over the lines by their prices, to the cent', () => {
  const sale = saleOf(
    order({ lineItems: [line('1', '7.50', 2), line('2', '5.00'), line('3', '0.00')], taxTotal: eur('3.19'), grandTotal: eur('20.00') }),
  )
  assert.deepEqual(
    sale.lines.map(({ total }) => total.minor),
    [1260n, 421n, 0n],
  )
  assert.deepEqual([sale.tax.minor, sale.total.minor], [319n, 2000n])
})

test('amounts are read as text or as numbers, with more noughts than the currency has, and in currencies without cents', () => {
  assert.equal(saleOf(order({ grandTotal: eur(7.5) })).total.minor, 750n)
  assert.equal(saleOf(order({ grandTotal: eur('7.5000') })).total.minor, 750n)
  const yen = (value: string) => ({ value, currency: 'JPY' })
  const sale = saleOf(
    order({
      grandTotal: yen('800.00'),
      taxTotal: yen('0'),
      refundedTotal: null,
      lineItems: [{ ...line('1', '0'), unitPricePaid: yen('800') }],
    }),
  )
  assert.deepEqual([sale.total.minor, sale.lines[0]?.total.minor], [800n, 800n])
})

test('states: what is not paid grants nothing, what costs nothing is paid, what is not known is pending', () => {
  const stateOf = (change: object) => saleOf(order(change)).state
  for (const [paymentState, state] of [
    ['PAID', 'paid'],
    [null, 'paid'],
    ['REFUND_PENDING', 'paid'],
    ['REFUND_FAILED', 'paid'],
    ['REFUNDED', 'refunded'],
    ['NOT_CHARGED', 'pending'],
    ['AUTHORIZED', 'pending'],
    ['PENDING', 'pending'],
    ['FAILED', 'pending'],
    ['PARTIALLY_PAID', 'pending'],
    ['SOMETHING_NEW', 'pending'],
  ] as const)
    assert.equal(stateOf({ paymentState }), state, String(paymentState))
  assert.equal(stateOf({ fulfillmentStatus: 'CANCELED' }), 'cancelled')
  assert.equal(stateOf({ paymentState: 'NOT_CHARGED', grandTotal: eur('0.00') }), 'paid')
})

test('refunds: a part keeps the sale, the whole ends it, also when it was cancelled with it', () => {
  const part = saleOf(order({ refundedTotal: eur('2.00') }))
  assert.deepEqual([part.state, part.refunds[0]?.amount.minor], ['paid', 200n])
  const whole = saleOf(order({ refundedTotal: eur('7.50'), paymentState: 'REFUNDED', fulfillmentStatus: 'CANCELED' }))
  assert.deepEqual([whole.state, whole.refunds.length], ['refunded', 1])
})

test('an order of the test mode is left out; what cannot be read is kept with a sentence that holds nothing of the buyer', () => {
  assert.equal(toSaleItem(order({ testmode: true })), null)
  for (const [raw, reason] of [
    [order({ grandTotal: eur('7,50') }), /grandTotal/],
    [order({ grandTotal: eur('7.505') }), /./],
    [order({ modifiedOn: 'yesterday' }), /modifiedOn/],
    [order({ lineItems: null }), /lineItems/],
    [null, /all of it/],
  ] as const) {
    const read = toSaleItem(raw)
    assert.ok(read !== null && !read.isRead)
    assert.match(read.reason, reason)
    assert.doesNotMatch(read.reason, /buyer\.example|Žák/)
  }
})

test('a product: its price, and that of its sale while it is on sale', () => {
  const product = (change: object = {}) => ({
    id: 'p1',
    name: 'Cowl',
    description: '<p>Warm.</p>',
    isVisible: true,
    pricing: { basePrice: eur('7.50'), onSale: false, salePrice: eur('0.00') },
    modifiedOn: '2026-03-02T10:00:00Z',
    ...change,
  })
  const { content, mark, url } = toListing(product())
  assert.deepEqual(
    [content.title, content.price.minor, content.salePrice, content.isPublished, mark, url],
    ['Cowl', 750n, null, true, '2026-03-02T10:00:00Z', null],
  )
  const onSale = toListing(product({ pricing: { basePrice: eur('7.50'), onSale: true, salePrice: eur('6.00') } }))
  assert.equal(onSale.content.salePrice?.price.minor, 600n)
})
