/** What the store does with coupons, held against its source (class-wc-rest-coupons-v2-controller.php, class-wc-coupon.php). */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestStore, testStore } from './testing.ts'

let store: TestStore
before(async () => {
  store = await testStore()
})
after(() => store.stop())

const make = (fields: Record<string, unknown>) => store.call('POST', '/coupons', fields)

test('a code is there once, in small letters; in the bin it is free again', async () => {
  const { body } = await make({ code: 'Spring-1', amount: '10', discount_type: 'percent' })
  assert.equal(body.code, 'spring-1')
  const second = await make({ code: 'SPRING-1', amount: '10' })
  assert.deepEqual([second.status, second.body.code], [400, 'woocommerce_rest_coupon_code_already_exists'])
  assert.equal((await store.call('GET', '/coupons?code=SPRING-1')).body.length, 1)
  await store.call('DELETE', `/coupons/${String(body.id)}`)
  assert.equal((await store.call('GET', '/coupons?code=SPRING-1')).body.length, 0)
  assert.equal((await make({ code: 'spring-1', amount: '10' })).status, 201)
})

test('date_expires_gmt is taken and nothing comes of it; date_expires is local unless it has a zone', async () => {
  const ends = async (fields: Record<string, unknown>) =>
    (await make({ code: `ends-${Math.random()}`, amount: '1', ...fields })).body.date_expires_gmt
  assert.equal(await ends({ date_expires_gmt: '2027-03-01T12:00:00' }), null)
  assert.equal(await ends({ date_expires: '2027-03-01T12:00:00' }), '2027-03-01T17:00:00')
  assert.equal(await ends({ date_expires: '2027-03-01T12:00:00Z' }), '2027-03-01T12:00:00')
})

test('more than 100 % is refused once it is known to be per cent, which a new one is only afterwards', async () => {
  const { status, body } = await make({ code: 'all-and-more', amount: '150', discount_type: 'percent' })
  assert.equal(status, 201)
  const changed = await store.call('PUT', `/coupons/${String(body.id)}`, { amount: '150' })
  assert.deepEqual([changed.status, changed.body.code], [400, 'coupon_invalid_amount'])
  assert.equal((await make({ code: 'way', discount_type: 'a-gift' })).status, 400)
  assert.equal((await make({ amount: '1' })).status, 400)
  assert.equal((await store.call('GET', '/coupons/999999')).status, 404)
})

test('an order pays less for its products alone, and nothing less once it has expired', async () => {
  const product = async (name: string) => (await store.call('POST', '/products', { name, regular_price: '10.00' })).body.id
  const [scarf, hat] = [await product('Scarf'), await product('Hat')]
  const { body } = await make({ code: 'scarf-only', amount: '50', discount_type: 'percent', product_ids: [Number(scarf)] })
  const order = () =>
    store.call('POST', '/orders', { line_items: [{ product_id: scarf }, { product_id: hat }], coupon_lines: [{ code: 'scarf-only' }] })
  assert.equal((await order()).body.total, '15.00')
  await store.call('PUT', `/coupons/${String(body.id)}`, { date_expires: '2020-01-01T00:00:00Z' })
  assert.equal((await order()).body.code, 'woocommerce_rest_invalid_coupon')
})
