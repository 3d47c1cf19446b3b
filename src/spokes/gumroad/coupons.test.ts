/** What Gumroad refuses of offer codes, and what our client makes of it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CouponWish, money } from '#kit'
import { coupons } from './coupons.ts'
import { make as list, ownShop, stage, thrown } from './testing.ts'

ownShop()

const wishOf = (change: Partial<CouponWish> = {}): CouponWish => ({
  ...{ code: 'SPRING-10', way: { percent: 10 }, items: null, mostUses: null },
  ...{ startsAt: new Date(0), endsAt: new Date(Date.now() + 3_600_000) },
  ...change,
})
const make = (wish: CouponWish) => coupons.make(stage.ctx(), wish, '')

test('a price below the least, and not nothing, is refused: by us with the least, by Gumroad for products that we do not know', async () => {
  const { remoteId } = await list({ price: money(500n, 'EUR') })
  const items = [{ remoteId: remoteId!, price: money(500n, 'EUR') }]
  const wrong: Partial<CouponWish>[] = [{ way: { percent: 90 } }, { way: { off: money(450n, 'EUR') } }]
  for (const change of wrong) assert.throws(() => coupons.check(wishOf({ items, ...change })), /less than Gumroad takes \(0\.79 EUR\)/)
  assert.match((await thrown(make(wishOf({ way: { percent: 90 } })))).message, /less than the least that Gumroad takes/)
  for (const way of [{ percent: 100 }, { off: money(500n, 'EUR') }, { percent: 84 }]) coupons.check(wishOf({ items, way }))
})

test('an amount in another currency than the product is refused', () => {
  const items = [{ remoteId: 'x', price: money(500n, 'EUR') }]
  assert.throws(() => coupons.check(wishOf({ items, way: { off: money(100n, 'USD') } })), /Give an amount in EUR/)
})

test('a code is there once for a product, also where one for all has it; another product may have the same', async () => {
  const [one, two] = [await list(), await list()]
  const of = ({ remoteId, desired }: typeof one) => wishOf({ code: 'TWICE', items: [{ remoteId: remoteId!, price: desired.price }] })
  assert.notEqual(await make(of(one)), 'taken')
  assert.equal(await make(of(one)), 'taken')
  assert.notEqual(await make(of(two)), 'taken')
  assert.equal(await make(wishOf({ code: 'TWICE' })), 'taken')
})

test('a code for all is ended also when the product by which it was made is gone', async () => {
  const wish = wishOf({ code: 'FOR-ALL', way: { percent: 20 } })
  const made = await make(wish)
  assert.ok(made !== 'taken')
  await stage.fake.remove({ remoteId: made.remoteId.split('/')[0]! })
  assert.equal((await coupons.find(stage.ctx(), wish, made.remoteId))?.code, 'FOR-ALL')
  await coupons.end(stage.ctx(), made.remoteId)
  assert.equal(
    (await stage.fake.coupons()).some(({ code }) => code === 'FOR-ALL'),
    false,
  )
})
