/** Facts about coupons: made once whatever happens, as wished, over at its end, and nobody else's is ever touched. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { money, unitsPerWhole } from '#hub/money.ts'
import type { CouponWish } from '#hub/promotion/coupon-rules.ts'
import { type Brought, bringCoupon, type KeptCoupon } from './bring-coupon.ts'
import { all, type Bench, minute, refusal, writeRoute } from './contract-tools.ts'
import type { FarCoupon } from './fake.ts'
import type { Fetch } from './http.ts'
import { type Coupons, isCannot } from './shop.ts'

const hour = 60 * minute
const nothing: KeptCoupon = { remoteId: null, isAsked: false }

export function couponFacts<Settings>({ spoke, stage, currency, made }: Bench<Settings>): void {
  const { coupons } = spoke
  if (isCannot(coupons)) return void test('coupons', { skip: coupons.cannot }, () => {})
  if ('byHand' in coupons)
    return void test('coupons', { skip: `by hand: ${coupons.byHand}` }, () => {
      assert.notEqual(coupons.byHand, '')
    })
  describe('coupons', () => {
    let remoteId = ''
    let count = 0
    before(async () => {
      const listing = await made()
      remoteId = listing.remoteId!
    })
    after(() => stage().fake.clearFaults())
    const items = () => [{ remoteId, price: money(7n * unitsPerWhole(currency()), currency()) }]
    const wishOf = (change: Partial<CouponWish> = {}): CouponWish => {
      const now = Math.floor(stage().ctx().now().getTime() / 1000) * 1000
      return {
        ...{ code: `SPRING-${++count}`, way: { percent: 20 }, items: items(), mostUses: 50 },
        startsAt: new Date(now - minute),
        endsAt: new Date(now + 5 * hour),
        ...change,
      }
    }
    const told = async (wish: CouponWish): Promise<FarCoupon[]> => (await stage().fake.coupons()).filter(({ code }) => code === wish.code)
    const card = (wish: CouponWish) => {
      const state = { kept: nothing }
      const bring = (how: { isOver?: boolean; isToRight?: boolean; bend?: (real: Fetch) => Fetch } = {}): Promise<Brought> =>
        bringCoupon({
          ctx: stage().ctx(how.bend === undefined ? {} : { bend: how.bend }),
          coupons: coupons as Coupons<Settings>,
          ...{ wish, mark: `mark-${wish.code}`.toLowerCase(), kept: state.kept },
          ...{ isOver: how.isOver ?? false, isToRight: how.isToRight ?? false },
          keep: async kept => {
            state.kept = kept
          },
        })
      return { state, bring, far: () => told(wish) }
    }

    test('a coupon is made as wished, and once, however often it is asked for', async () => {
      const wish = wishOf()
      const { bring, far, state } = card(wish)
      for (let times = 0; times < 3; times++) assert.deepEqual(await bring(), { state: 'there' })
      const [one, ...others] = await far()
      assert.deepEqual(others, [])
      assert.deepEqual([one!.percent, one!.remoteIds, one!.mostUses, one!.isUsable], [20, [remoteId], 50, true])
      if (coupons.keeps.end) assert.equal(one!.endsAt, wish.endsAt.toISOString())
      assert.equal(state.kept.remoteId !== null, true)
    })

    test('an amount, for everything, as often as anybody likes', async () => {
      const off = money(2n * unitsPerWhole(currency()), currency())
      const { bring, far } = card(wishOf({ way: { off }, items: null, mostUses: null }))
      assert.deepEqual(await bring(), { state: 'there' })
      const [one] = await far()
      assert.deepEqual([Number(one!.off), one!.percent, one!.remoteIds, one!.mostUses], [2, null, null, null])
    })

    test('before it begins nobody can use it', async () => {
      const now = stage().ctx().now().getTime()
      const { bring, far } = card(wishOf({ startsAt: new Date(now + hour) }))
      assert.deepEqual(await bring(), { state: coupons.keeps.begin ? 'there' : 'planned' })
      assert.equal(
        (await far()).some(({ isUsable }) => isUsable),
        false,
      )
      await stage().advance(hour + minute)
      assert.deepEqual(await bring(), { state: 'there' })
      assert.deepEqual(
        (await far()).map(({ isUsable }) => isUsable),
        [true],
      )
    })

    test('at its end it is over, also when that is only met much later; twice is once', async () => {
      const { bring, far } = card(wishOf())
      await bring()
      await stage().advance(29 * hour)
      if (coupons.keeps.end)
        assert.equal(
          (await far()).some(({ isUsable }) => isUsable),
          false,
          'by itself',
        )
      for (let times = 0; times < 2; times++) assert.deepEqual(await bring({ isOver: true }), { state: 'over' })
      assert.equal(
        (await far()).some(({ isUsable }) => isUsable),
        false,
      )
    })

    test('ended early it is over at once; one that was never made is never made', async () => {
      const { bring, far } = card(wishOf())
      await bring()
      for (let times = 0; times < 2; times++) assert.deepEqual(await bring({ isOver: true }), { state: 'over' })
      assert.equal(
        (await far()).some(({ isUsable }) => isUsable),
        false,
      )
      const unmade = card(wishOf())
      assert.deepEqual(await unmade.bring({ isOver: true }), { state: 'over' })
      assert.deepEqual(await unmade.far(), [])
    })

    test('an answer that is lost after it was made: looked up, and not doubled', async () => {
      const writes: string[] = []
      const listen =
        (real: Fetch): Fetch =>
        (url, init) => {
          const method = init?.method ?? 'GET'
          const [operation = null, kind] = typeof init?.body === 'string' ? (/\b(query|mutation) \w+/.exec(init.body) ?? []) : []
          if (method !== 'GET' && kind !== 'query') writes.push(writeRoute({ method, path: new URL(url).pathname, operation }))
          return real(url, init)
        }
      await card(wishOf()).bring({ bend: listen })
      const lost = card(wishOf())
      await stage().fake.fault({ name: 'drops', times: 1, on: writes.at(-1)! })
      const error = await refusal(lost.bring())
      await stage().fake.clearFaults()
      assert.deepEqual([error.remedy, error.isUnknown], ['retry', true])
      stage().said.push(all(error))
      assert.equal((await lost.far()).length, 1, 'it was made')
      assert.deepEqual(await lost.bring(), { state: 'there' })
      assert.equal((await lost.far()).length, 1)
      const ended = card(wishOf())
      await stage().fake.fault({ name: 'drops', times: 1, on: writes.at(-1)! })
      await refusal(ended.bring())
      await stage().fake.clearFaults()
      assert.deepEqual(await ended.bring({ isOver: true }), { state: 'over' })
      assert.equal(
        (await ended.far()).some(({ isUsable }) => isUsable),
        false,
        'also one that was ended before its answer came',
      )
    })

    test('a limit means: wait; a fault: try again; nothing is made meanwhile', async () => {
      const { bring, far } = card(wishOf())
      for (const [name, remedy] of [
        ['throttles', 'wait'],
        ['failures', 'retry'],
      ] as const) {
        await stage().fake.fault({ name, times: 1 })
        assert.equal((await refusal(bring())).remedy, remedy)
        await stage().fake.clearFaults()
      }
      assert.deepEqual(await far(), [])
      assert.deepEqual(await bring(), { state: 'there' })
    })

    test('a code that somebody else made there is theirs: not taken over, not changed, not ended', async () => {
      const wish = wishOf()
      await stage().fake.couponByHand({ code: wish.code, percent: 33, remoteId })
      const before = await told(wish)
      const { bring, far } = card(wish)
      for (const how of [{}, { isToRight: true }, { isOver: true }]) await bring(how)
      assert.deepEqual(await bring(), { state: 'taken' })
      assert.deepEqual(await far(), before)
    })

    test('one that was changed there by hand is told, left, and put right only when she says so', async () => {
      const wish = wishOf()
      const { bring, far } = card(wish)
      await bring()
      await stage().fake.couponByHand({ code: wish.code, percent: 33, remoteId })
      assert.deepEqual(await bring(), { state: 'differs', differs: ['what is taken off'] })
      assert.deepEqual(
        (await far()).map(({ percent }) => percent),
        [33],
      )
      assert.deepEqual(await bring({ isToRight: true }), { state: 'there' })
      assert.deepEqual(
        (await far()).map(({ percent }) => percent),
        [20],
      )
      await stage().fake.couponByHand({ code: wish.code, percent: 33, remoteId })
      assert.deepEqual(await bring({ isOver: true }), { state: 'over' }, 'its end ends it all the same')
      assert.equal(
        (await far()).some(({ isUsable }) => isUsable),
        false,
      )
    })

    test('one that was deleted there by hand is told, and made again only when she says so', async () => {
      const wish = wishOf()
      const { bring, far } = card(wish)
      await bring()
      await stage().fake.couponByHand({ code: wish.code, remove: true, remoteId })
      assert.deepEqual(await bring(), { state: 'gone' })
      assert.equal(
        (await far()).some(({ isUsable }) => isUsable),
        false,
      )
      assert.deepEqual(await bring({ isToRight: true }), { state: 'there' })
      assert.deepEqual(
        (await far()).filter(({ isUsable }) => isUsable).map(({ percent }) => percent),
        [20],
      )
    })

    test('what no storefront takes is refused with a sentence before it is asked', () => {
      const good = wishOf()
      coupons.check(good)
      const wrong: Partial<CouponWish>[] = [
        { code: 'X'.repeat(300) },
        { way: { percent: 101 } },
        { way: { percent: 0 } },
        { way: { off: money(0n, currency()) } },
        { endsAt: new Date(good.startsAt.getTime() - 1) },
        { mostUses: 0 },
      ]
      for (const change of wrong)
        assert.throws(
          () => coupons.check({ ...good, ...change }),
          (error: { remedy?: unknown; message: string }) => error.remedy === 'seller' && error.message.length > 20,
          JSON.stringify(Object.keys(change)),
        )
    })
  })
}
