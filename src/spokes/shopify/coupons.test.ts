/** What the shop refuses of coupons, and what our client makes of it. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type CouponWish, money, SpokeError } from '#kit'
import { coupons } from './coupons.ts'
import { makeCouponOperation } from './queries.ts'
import { openStore, type Store } from './testing.ts'

let store: Store
before(async () => {
  store = await openStore()
})
after(() => store.stage.stop())

const now = () => store.stage.ctx().now().getTime()
const wishOf = (change: Partial<CouponWish> = {}): CouponWish => ({
  ...{ code: 'SPRING-10', way: { percent: 10 }, items: null, mostUses: null },
  ...{ startsAt: new Date(now()), endsAt: new Date(now() + 3_600_000) },
  ...change,
})
const make = (wish: CouponWish) => coupons.make(store.stage.ctx(), wish, 'one')
const refusal = async (wish: CouponWish): Promise<string> => {
  const error = await make(wish).catch((thrown: unknown) => thrown)
  assert.ok(error instanceof SpokeError && error.remedy === 'seller', String(error))
  return error.message
}

test('a code is there once, in whatever letters', async () => {
  assert.notEqual(await make(wishOf({ code: 'ONCE-1' })), 'taken')
  assert.equal(await make(wishOf({ code: 'once-1' })), 'taken')
})

test('it refuses too much, too long a code, an end before the begin, and a product that is not there', async () => {
  assert.match(await refusal(wishOf({ way: { percent: 120 } })), /between 0.0 and 1.0/)
  assert.match(await refusal(wishOf({ code: 'X'.repeat(256) })), /too long/)
  assert.match(await refusal(wishOf({ endsAt: new Date(0) })), /End date must be after/)
  assert.match(await refusal(wishOf({ items: [{ remoteId: '1', price: money(700n, 'EUR') }] })), /Product with id: 1 is invalid/)
  const { codeDiscountNode } = (
    (await store.raw(makeCouponOperation.text, { basicCodeDiscount: { code: 'HALF' } })).body.data as unknown as {
      done: { codeDiscountNode: unknown }
    }
  ).done
  assert.equal(codeDiscountNode, null, 'what must be there is missing')
})

test('without the scope it is to be allowed first, and which one is named; nothing else needs it', async () => {
  const { scopes } = (await store.far()).settings
  await store.change({ scopes: scopes.filter(scope => scope !== 'write_discounts') })
  const error = await make(wishOf({ code: 'UNSCOPED' })).catch((thrown: unknown) => thrown)
  assert.ok(error instanceof SpokeError && error.remedy === 'allow', String(error))
  assert.match(error.message, /Allow it “write_discounts” in the Dev Dashboard/)
  assert.deepEqual((await store.stage.spoke.verify(store.stage.ctx())).canWrite, true)
  await store.change({ scopes })
})

test('more patterns than a look can tell are refused before anything is asked', () => {
  const items = Array.from({ length: 251 }, (_, at) => ({ remoteId: String(at), price: money(700n, 'EUR') }))
  assert.throws(() => coupons.check(wishOf({ items })), /Choose fewer, or all/)
})
