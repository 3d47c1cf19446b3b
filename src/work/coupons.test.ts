/** One coupon at many storefronts: planned with a preview, made, watched, ended; whatever fails there, and however late. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { directory, type Tx } from '#database'
import { renew } from '#hub/connection/connect.ts'
import { moveTo } from '#hub/connection/move-state.ts'
import { sealSettings } from '#hub/connection/seal.ts'
import { listHandSteps } from '#hub/hand-step/read-hand-steps.ts'
import { tickHandStep } from '#hub/hand-step/tick.ts'
import { observedToJson } from '#hub/listing/read-state.ts'
import type { CouponPromotion } from '#hub/promotion/choose-coupons.ts'
import { settleCoupon } from '#hub/promotion/coupon-due.ts'
import { couponPreview, planCoupon } from '#hub/promotion/plan-coupon.ts'
import { endPromotion } from '#hub/promotion/promotion-due.ts'
import { listPromotions } from '#hub/promotion/read-promotions.ts'
import { Refused } from '#hub/refused.ts'
import { holdEverything, letGo } from '#hub/shop/hold.ts'
import { listCoupons } from '#hub/store/keep-coupon.ts'
import { setStore } from '#hub/store/set-store.ts'
import { cannot } from '#kit/shop.ts'
import { newShop, testDatabase } from '#testing/database.ts'
import { type FarCoupons, farCoupons } from '#testing/far-coupons.ts'
import { observedOf } from '#testing/found.ts'
import { eur, newConnection, newPattern } from '#testing/sales.ts'
import { stubShop } from '#testing/stub-shop.ts'
import { secretKey, testWorld } from '#testing/work-deps.ts'
import { keepCoupons } from './coupons.ts'
import { planningWorldOf } from './run-deps.ts'

const database = await testDatabase()
const hour = 3_600_000

interface Place {
  readonly id: string
  readonly label: string
  readonly far: FarCoupons
}

/** Four storefronts: one that keeps the times, one that keeps nothing and has a code for each listing, one by hand, one that cannot; two patterns at each. */
async function scene() {
  const shop = await newShop(database)
  const kinds = {
    timed: farCoupons(),
    plain: farCoupons({ keeps: { begin: false, end: false }, isPerListing: true, isOffEach: true, hasMark: false }, 12),
  }
  const stubs = Object.entries({ ...kinds, hand: null, never: null }).map(([id, far]) => {
    const stub = stubShop(id)
    const coupons = far?.coupons ?? (id === 'hand' ? { byHand: 'Shop > Codes' } : cannot('It has no coupons at all.'))
    return { ...stub, spoke: { ...stub.spoke, coupons: coupons as typeof stub.spoke.coupons } }
  })
  const world = testWorld(database, { stubs })
  const { deps } = world
  const inShop = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
  const places: Record<string, Place> = {}
  const patternIds = [await newPattern(database, shop, { title: 'Wren' }), await newPattern(database, shop, { title: 'Lark' })]
  for (const { spoke } of stubs) {
    const id = await newConnection(database, shop, { spoke: spoke.id })
    const sealed = sealSettings(secretKey, { shop, connection: id }, { secret: 's' })
    await inShop(async tx => {
      await tx.updateTable('connection').set({ sealed, label: spoke.id }).where('connection_id', '=', id).execute()
      for (const [at, pattern_id] of patternIds.entries()) {
        const observed = observedToJson(observedOf(String(at + 1)))
        await tx
          .insertInto('listing')
          .values({ shop_id: shop, connection_id: id, remote_id: String(at + 1), pattern_id, state: 'updated', observed })
          .execute()
      }
    })
    places[spoke.id] = { id, label: spoke.id, far: kinds[spoke.id as keyof typeof kinds] }
  }
  const planning = () => planningWorldOf(deps)
  const wishOf = (change: Partial<CouponPromotion> = {}): CouponPromotion => ({
    ...{ name: 'Spring', code: 'spring-10', percent: 10, off: [], mostUses: 5, patternIds, isInOwnStore: false },
    ...{ startsAt: new Date(deps.now().getTime() + hour), endsAt: new Date(deps.now().getTime() + 5 * hour) },
    ...change,
  })
  const show = (wish: CouponPromotion) => inShop(tx => couponPreview(tx, wish, planning()))
  const plan = async (wish: CouponPromotion) => {
    const { key } = await show(wish)
    return inShop(tx => planCoupon(tx, wish, { key, pressedBy: 'ann' }, planning()))
  }
  const work = async () => {
    for (const { shop: one, connection, what } of await directory.dueConnections(database, deps.now()))
      if (what === 'coupons' && one === shop) await keepCoupons(deps, { shop, connection })
  }
  const told = async () => (await inShop(tx => listPromotions(tx, { limit: 5, now: deps.now() }))).items
  const stages = async () =>
    (await told())[0]!.coupon!.places.map(({ shop: at, patternTitle, stage }) => [at, patternTitle, stage].filter(Boolean).join(' '))
  return {
    ...{ shop, world, deps, inShop, patternIds, planning, wishOf, show, plan, work, told, stages },
    timed: places.timed!,
    plain: places.plain!,
    hand: places.hand!,
    usable: () => [...kinds.timed.usable(deps.now()), ...kinds.plain.usable(deps.now())],
    end: (id: string) => inShop(tx => endPromotion(tx, id, planning())),
    settle: (thereId: string, choice: 'put-right' | 'leave') => inShop(tx => settleCoupon(tx, thereId, choice, deps.now())),
    row: async (label: string) => (await told())[0]!.coupon!.places.find(({ shop: at }) => at === label)!,
  }
}

test('the preview says of each storefront whether it can, what it changes, and what is to be done by hand', async () => {
  const { show, wishOf } = await scene()
  const { sentence, places } = await show(wishOf())
  assert.deepEqual(
    places.map(({ shop, way, says, notes }) => [shop, way, says, ...notes]),
    [
      ['timed', 'made', 'For 2 patterns.', 'It begins and ends there by itself.'],
      [
        'plain',
        'made',
        'For 2 patterns.',
        'Selvage makes it there when it begins, and takes it away when it ends.',
        'There the limit counts for each pattern by itself.',
      ],
      ['hand', 'by-hand', 'You make it there by hand: Shop > Codes.'],
      ['never', 'cannot', 'It has no coupons at all.'],
    ],
  )
  assert.equal(
    sentence,
    '2 shops get the code by Selvage. At 1 shop you make it by hand, with a text ready to paste. 1 shop is left out; the reason stands beside it. Each shop counts its uses for itself. Nobody is written to.',
  )
  assert.match(places[2]!.text!, /^Code: SPRING-10\nTakes off: 10 % off\nFrom: .* UTC\nTo: .* UTC\nUses: at most 5 times\nFor: Lark; Wren$/)
})

test('it is made where it is to be, begins and ends in time, and is told with its proof', async () => {
  const { plan, wishOf, work, usable, world, stages, told, timed, plain } = await scene()
  await plan(wishOf())
  await work()
  assert.deepEqual([timed.far.there.size, plain.far.there.size, usable()], [1, 0, []])
  assert.deepEqual(await stages(), ['timed there', 'plain Lark planned', 'plain Wren planned', 'hand by-hand'])
  world.pass(hour)
  await work()
  assert.deepEqual(usable(), ['SPRING-10', 'SPRING-10', 'SPRING-10'])
  assert.deepEqual(await stages(), ['timed there', 'plain Lark there', 'plain Wren there', 'hand by-hand'])
  const [running] = await told()
  assert.ok(running!.coupon!.places.slice(0, 3).every(({ seenAt, reason }) => seenAt !== null && reason === null))
  world.pass(4 * hour)
  await work()
  assert.deepEqual([usable(), (await told())[0]!.state], [[], 'over'])
  assert.deepEqual(await stages(), ['timed over', 'plain Lark over', 'plain Wren over', 'hand over'])
  world.pass(24 * hour)
  await work()
  assert.deepEqual(await stages(), ['timed over', 'plain Lark over', 'plain Wren over', 'hand over'])
})

test('what one storefront refuses is told with what to do, and the others have it all the same', async () => {
  const { plan, show, wishOf, work, row, usable, timed } = await scene()
  const long = wishOf({ code: 'SPRING-AND-SUMMER', startsAt: new Date('2026-03-10T12:00:00Z') })
  const { places } = await show(long)
  assert.deepEqual([places[0]!.way, places[1]!.way], ['made', 'refused'])
  assert.equal(places[1]!.says, 'The code has 17 signs, and 12 are taken there. Choose a shorter one.')
  timed.far.refuses = 'The shop takes no coupons in spring.'
  await plan(wishOf({ startsAt: new Date('2026-03-10T12:00:00Z') }))
  await work()
  const refused = await row('timed')
  assert.deepEqual(
    [refused.stage, refused.reason],
    ['refused', 'timed did not take the coupon SPRING-10. The shop takes no coupons in spring.'],
  )
  assert.deepEqual(usable(), ['SPRING-10', 'SPRING-10'])
})

test('where nothing may be written yet it waits and asks for nothing; where only coupons may not be made, that is told', async () => {
  const { plan, wishOf, work, row, told, inShop, timed, plain, deps } = await scene()
  await inShop(tx => tx.updateTable('connection').set({ may_write: false }).where('connection_id', '=', timed.id).execute())
  plain.far.faults.push('rights')
  await plan(wishOf({ startsAt: deps.now() }))
  await work()
  const waits = await row('timed')
  assert.deepEqual([waits.stage, timed.far.there.size], ['late', 0])
  assert.match(waits.reason!, /read only so far\. Let it write under Shops/)
  // It has a code for each of the two patterns; the second is taken all the same.
  const atPlain = (await told())[0]!.coupon!.places.filter(({ shop: at }) => at === 'plain')
  assert.deepEqual(atPlain.map(({ stage, reason }) => [stage, reason]).sort(), [
    ['refused', 'plain did not take the coupon SPRING-10. The keys may make no coupons. Allow it there.'],
    ['there', null],
  ])
  await inShop(tx => renew(tx, timed.id, { settings: { secret: 's' }, mayWrite: true, secretKey, now: deps.now() }))
  await work()
  assert.equal((await row('timed')).stage, 'there')
})

test('a code that is there already is left alone and told; once it is gone, she tries again', async () => {
  const { plan, wishOf, work, row, settle, timed, usable, deps } = await scene()
  const theirs = { remoteId: '900', code: 'SPRING-10', way: { percent: 50 }, remoteIds: null, startsAt: null, endsAt: null, mostUses: null }
  timed.far.there.set('900', { ...theirs, isOver: false, mark: null })
  await plan(wishOf({ startsAt: deps.now() }))
  await work()
  const { stage, reason, id } = await row('timed')
  assert.equal(stage, 'refused')
  assert.match(reason!, /has a coupon SPRING-10 already that is not from here; it was left alone\. Delete it there, then try again/)
  assert.equal(timed.far.there.size, 1)
  timed.far.there.delete('900')
  await settle(id!, 'put-right')
  await work()
  assert.equal((await row('timed')).stage, 'there')
  assert.equal(usable().length, 3)
})

test('changed by hand it is told and left; put right by a press, or left to her for good', async () => {
  const { plan, wishOf, work, row, settle, timed, world, deps } = await scene()
  const id = await plan(wishOf({ startsAt: deps.now() }))
  await work()
  const change = () => {
    const [one] = timed.far.there.values()
    timed.far.there.set(one!.remoteId, { ...one!, way: { percent: 60 } })
  }
  change()
  world.pass(600_001)
  await work()
  const differs = await row('timed')
  assert.deepEqual(
    [differs.stage, differs.reason],
    ['differs', 'Somebody changed the coupon SPRING-10 at timed: what is taken off. It was left as it is there.'],
  )
  await settle(differs.id!, 'put-right')
  await work()
  assert.deepEqual([(await row('timed')).stage, [...timed.far.there.values()][0]!.way], ['there', { percent: 10 }])
  await assert.rejects(settle(differs.id!, 'put-right'), (error: Refused) => error.code === 'nothing-to-settle')
  change()
  world.pass(600_001)
  await work()
  await settle(differs.id!, 'leave')
  world.pass(10 * hour)
  await work()
  assert.equal((await row('timed')).stage, 'let-go')
  assert.equal([...timed.far.there.values()][0]!.isOver, false, 'hers alone')
  assert.equal(typeof id, 'string')
})

test('ended in one press it is over everywhere: by Selvage, in the own store, and as a thing to do where she made it by hand', async () => {
  const { plan, wishOf, work, usable, end, inShop, stages, planning, deps, told } = await scene()
  await inShop(tx =>
    setStore(tx, { name: 'Marens', currency: 'EUR', isOpen: true, about: '', languages: ['en'], restsInDispute: false }, deps.now()),
  )
  const id = await plan(wishOf({ startsAt: deps.now(), isInOwnStore: true }))
  await work()
  assert.equal((await stages())[0], 'Marens there')
  assert.deepEqual(
    (await inShop(tx => listCoupons(tx, deps.now()))).map(({ code, why }) => [code, why]),
    [['SPRING-10', null]],
  )
  const steps = () => inShop(tx => listHandSteps(tx, { state: 'open', limit: 10 }, planning()))
  const [make] = (await steps()).items
  assert.equal(make!.says, 'Make the coupon SPRING-10 at hand')
  assert.match(make!.text!, /^Code: SPRING-10/)
  await inShop(tx => tickHandStep(tx, make!.id, { isDone: true, by: 'ann' }, planning()))
  assert.equal((await stages()).at(-1), 'hand done')
  await end(id)
  await work()
  assert.deepEqual(usable(), [])
  assert.deepEqual(
    (await steps()).items.map(({ says }) => says),
    ['End the coupon SPRING-10 at hand'],
  )
  assert.deepEqual(
    (await inShop(tx => listCoupons(tx, deps.now()))).map(({ why }) => why),
    ['You switched it off.'],
  )
  assert.deepEqual([(await told())[0]!.state, (await told())[0]!.endedEarly], ['over', true])
  await assert.rejects(end(id), (error: Refused) => error.code === 'promotion-over')
})

test('taken back before it begins: what was made ahead is over, what was not is never made, and nothing is left to do by hand', async () => {
  const { plan, wishOf, work, usable, end, inShop, planning, world, timed, plain } = await scene()
  const id = await plan(wishOf())
  await work()
  await end(id)
  await work()
  world.pass(2 * hour)
  await work()
  assert.deepEqual([usable(), timed.far.there.size, plain.far.there.size], [[], 1, 0])
  assert.deepEqual((await inShop(tx => listHandSteps(tx, { state: 'open', limit: 10 }, planning()))).items, [])
})

test('held, paused or down over its end: it ends as soon as something may be done there again', async () => {
  const { plan, wishOf, work, usable, inShop, stages, plain, world, deps } = await scene()
  await plan(wishOf({ startsAt: deps.now() }))
  await work()
  await inShop(tx => moveTo(tx, plain.id, 'paused', deps.now()))
  await inShop(tx => holdEverything(tx, deps.now()))
  world.pass(48 * hour)
  await work()
  assert.deepEqual([usable().length, (await stages())[1]], [2, 'plain Lark late'])
  await inShop(tx => letGo(tx, deps.now()))
  await work()
  assert.equal(usable().length, 2, 'it is paused')
  await inShop(tx => moveTo(tx, plain.id, 'live', deps.now()))
  await work()
  assert.deepEqual([usable(), (await stages())[1]], [[], 'plain Lark over'])
})

test('an amount for each currency; where there is none the storefront is left out in words', async () => {
  const { show, wishOf, inShop, plain } = await scene()
  await inShop(tx => tx.updateTable('connection').set({ currency: 'USD' }).where('connection_id', '=', plain.id).execute())
  const { places } = await show(wishOf({ percent: null, off: [eur(200)] }))
  assert.deepEqual(
    places.slice(0, 2).map(({ way, says }) => [way, says]),
    [
      ['made', 'For 2 patterns.'],
      ['refused', 'There is no amount in USD, in which plain sells. Add one, or leave this shop out.'],
    ],
  )
})

test('what is no coupon is refused in words; the same press twice is one, a stale one none', async () => {
  const { show, plan, wishOf, inShop, planning, told } = await scene()
  const good = wishOf()
  for (const [change, code] of [
    [{ name: ' ' }, 'promotion-name'],
    [{ code: 'a b!' }, 'bad-coupon'],
    [{ percent: 101 }, 'promotion-percent'],
    [{ percent: null }, 'coupon-way'],
    [{ off: [eur(100)] }, 'coupon-way'],
    [{ percent: null, off: [eur(0)] }, 'coupon-way'],
    [{ endsAt: good.startsAt }, 'promotion-times'],
    [{ startsAt: new Date(0), endsAt: new Date(1) }, 'promotion-past'],
    [{ endsAt: new Date(good.startsAt.getTime() + 400 * 24 * hour) }, 'promotion-long'],
    [{ mostUses: 0 }, 'coupon-uses'],
    [{ patternIds: ['00000000-0000-4000-8000-000000000009'] }, 'not-found'],
  ] as const)
    await assert.rejects(show({ ...good, ...change }), (error: Refused) => error instanceof Refused && error.code === code, code)
  const { key } = await show(good)
  const press = (wish: CouponPromotion) => inShop(tx => planCoupon(tx, wish, { key, pressedBy: 'ann' }, planning()))
  await assert.rejects(press({ ...good, percent: 11 }), (error: Refused) => error.code === 'changed-since')
  const id = await press(good)
  assert.equal(await press(good), id)
  assert.equal((await told()).length, 1)
  await assert.rejects(plan(wishOf({ name: 'Again', code: 'SPRING-10' })), (error: Refused) => error.code === 'code-taken')
})

type Deed = 'work' | 'hour' | 'lost' | 'failed' | 'busy' | 'changed' | 'deleted' | 'end' | 'right' | 'twice'

test('any order of faults, hands, presses and hours ends with nothing to be used, and never with two of a code', async t => {
  const deeds: Deed[] = ['work', 'work', 'hour', 'lost', 'failed', 'busy', 'changed', 'deleted', 'end', 'right', 'twice']
  const seed = Number(process.env.SELVAGE_SEED ?? 20_261_129)
  t.diagnostic(`seed ${seed}`)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...deeds), { minLength: 4, maxLength: 18 }), async story => {
      const { plan, wishOf, work, usable, end, settle, told, world, timed, plain } = await scene()
      const id = await plan(wishOf())
      const fars = [timed.far, plain.far]
      for (const [at, deed] of story.entries()) {
        const { there, faults } = fars[at % 2]!
        const [one] = there.values()
        if (deed === 'work') await work()
        else if (deed === 'twice') await Promise.all([work(), work()])
        else if (deed === 'hour') world.pass(hour)
        else if (deed === 'lost' || deed === 'failed' || deed === 'busy') faults.push(deed)
        else if (deed === 'changed' && one !== undefined) there.set(one.remoteId, { ...one, way: { percent: 77 } })
        else if (deed === 'deleted' && one !== undefined) there.delete(one.remoteId)
        else if (deed === 'end') await end(id).catch((error: unknown) => assert.ok(error instanceof Refused))
        else if (deed === 'right')
          for (const { id: place } of (await told())[0]!.coupon!.places)
            await settle(place!, 'put-right').catch((error: unknown) => assert.ok(error instanceof Refused))
        assert.ok(timed.far.usable(new Date(8.64e15)).length <= 1 && plain.far.there.size <= 2, story.join(' '))
      }
      for (let rounds = 0; rounds < 6; rounds++) {
        world.pass(6 * hour)
        await work()
      }
      assert.deepEqual(usable(), [], story.join(' '))
      const left = (await told())[0]!.coupon!.places.filter(({ stage }) => stage !== 'over')
      assert.deepEqual(left, [], story.join(' '))
    }),
    { numRuns: Number(process.env.SELVAGE_RUNS ?? 12), seed },
  )
})
