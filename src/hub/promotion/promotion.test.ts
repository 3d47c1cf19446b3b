import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Tx } from '#database'
import { testDatabase } from '#testing/database.ts'
import { addPattern, addVersion, makeWorld, press, type World } from '#testing/listing-world.ts'
import { runListings } from '#work/run-listings.ts'
import { setPrices } from '../pattern/set-prices.ts'
import type { PlanningWorld } from '../publication/plan.ts'
import { preview } from '../publication/preview.ts'
import { lowered } from './overlay.ts'
import { type PromotionWish, planPromotion, promotionPreview } from './plan-promotion.ts'
import { endPromotion, promotionsDue } from './promotion-due.ts'
import { listPromotions } from './read-promotions.ts'

const database = await testDatabase()
const hour = 3_600_000

async function scene(prices: readonly bigint[] = [750n]) {
  const world = await makeWorld(database)
  const patternIds: string[] = []
  for (const [at, priceMinor] of prices.entries())
    patternIds.push(await world.inShop(tx => addPattern(tx, { title: `Wren ${at}`, sku: `WREN-${at}`, priceMinor })))
  await press(world, patternIds)
  await run(world)
  const times = { startsAt: new Date(world.clock.at + hour), endsAt: new Date(world.clock.at + 5 * hour) }
  return { world, patternIds, wish: { name: 'Spring sale', percent: 20, patternIds, ...times } satisfies PromotionWish }
}
const run = (world: World) => runListings(world.deps, { shop: world.shop, connectionId: world.connectionId })
const show = (world: World, wish: PromotionWish, planning = world.planning()) => world.inShop(tx => promotionPreview(tx, wish, planning))
const plan = (world: World, wish: PromotionWish, planning = world.planning()) =>
  world.inShop(async tx => {
    const { key } = await promotionPreview(tx, wish, planning)
    return planPromotion(tx, wish, { key, pressedBy: 'ann' }, planning)
  })
const due = async (world: World) => {
  const sent = await world.inShop(tx => promotionsDue(tx, world.planning()))
  await run(world)
  return sent
}
const told = async (world: World) => (await world.inShop(tx => listPromotions(tx, { limit: 5, now: world.now() }))).items
const there = (world: World) => [...world.far.listings.values()].map(({ price }) => price.minor).sort()
const setPrice = (tx: Tx, patternId: string, minor: bigint) =>
  setPrices(tx, patternId, [{ amount: { minor, currency: 'EUR' }, sale: null }])
/** As if the storefront kept sale prices with their times by itself. */
const keepsTimes = (world: World): PlanningWorld => {
  const plain = world.planning()
  const rulesOf: PlanningWorld['rulesOf'] = spoke => {
    const rules = plain.rulesOf(spoke)!
    const project: typeof rules.project = desired => ({ ...rules.project(desired), salePrice: desired.salePrice })
    return { ...rules, fields: [...rules.fields, 'salePrice'], project }
  }
  return { ...plain, rulesOf }
}

test('where a storefront keeps no sale price, the price itself is lowered when it begins and put back when it ends', async () => {
  const { world, wish } = await scene([750n, 999n])
  const shown = await show(world, wish)
  assert.equal(
    shown.sentence,
    '2 listings at 1 shop will cost less for that time. All of them by Selvage, at the moment and back. Nobody is written to.',
  )
  assert.deepEqual(
    shown.listings.map(({ price, sale }) => [price?.minor, sale?.minor]),
    [
      ['750', '600'],
      ['999', '799'],
    ],
  )
  const id = await plan(world, wish)
  assert.equal(await world.inShop(tx => planPromotion(tx, wish, { key: shown.key, pressedBy: 'ann' }, world.planning())), id)
  assert.equal(await due(world), 0)
  assert.deepEqual(there(world), [750n, 999n])
  world.clock.at += hour
  assert.equal(await due(world), 2)
  assert.deepEqual(there(world), [600n, 799n])
  assert.deepEqual(
    (await told(world))[0]!.listings.map(({ stage }) => stage),
    ['running', 'running'],
  )
  assert.equal(await due(world), 0, 'once')
  world.clock.at += 4 * hour
  assert.equal(await due(world), 2)
  assert.deepEqual(there(world), [750n, 999n])
  const [over] = await told(world)
  assert.deepEqual([over!.state, over!.listings[0]!.stage, over!.endedEarly], ['over', 'over', false])
  assert.equal(await due(world), 0)
  assert.deepEqual(world.far.wrongs, [])
})

test('where a storefront keeps the times by itself it is sent at once, with them', async () => {
  const { world, wish } = await scene()
  const planning = keepsTimes(world)
  assert.match((await show(world, wish, planning)).listings[0]!.how, /begins and ends there by itself/)
  await plan(world, wish, planning)
  const { desired } = await world.inShop(tx => tx.selectFrom('listing').select('desired').executeTakeFirstOrThrow())
  assert.deepEqual((desired as { salePrice: unknown }).salePrice, {
    price: { minor: '600', currency: 'EUR' },
    from: wish.startsAt.toISOString(),
    to: wish.endsAt.toISOString(),
  })
})

// A storefront that holds a sale price without times refused each promotion, since it was sent with them.
test('where a sale price is kept without times, the price itself is lowered when it begins and put back when it ends', async () => {
  const { world, wish } = await scene()
  const planning = (): PlanningWorld => {
    const timed = keepsTimes(world)
    const rulesOf: PlanningWorld['rulesOf'] = spoke => ({
      ...timed.rulesOf(spoke)!,
      project: desired => ({ ...desired, salePrice: desired.salePrice && { ...desired.salePrice, from: null, to: null } }),
    })
    return { ...timed, rulesOf }
  }
  const [shown] = (await show(world, wish, planning())).listings
  assert.equal(shown?.how, 'The price itself, lowered when it begins and put back when it ends')
  await plan(world, wish, planning())
  world.clock.at += hour
  assert.equal(await due(world), 1)
  assert.deepEqual(there(world), [600n])
  world.clock.at += 5 * hour
  await due(world)
  assert.deepEqual(there(world), [750n])
})

test('a file corrected and pressed while it runs leaves the price lowered; the end puts it back all the same', async () => {
  const { world, wish, patternIds } = await scene()
  await plan(world, wish)
  world.clock.at += hour
  await due(world)
  await world.inShop(tx => addVersion(tx, patternIds[0]!, { number: '1.1', fileKeys: ['a4'] }))
  await press(world, patternIds)
  await run(world)
  assert.deepEqual(there(world), [600n])
  world.clock.at += 4 * hour
  await due(world)
  assert.deepEqual(there(world), [750n])
  const { sentence } = await world.inShop(tx => preview(tx, { patternIds }, world.planning()))
  assert.equal(sentence, 'Every shop is as it should be; there is nothing to send.')
})

test('what she edited and did not press is sent by neither its beginning nor its end', async () => {
  const { world, wish, patternIds } = await scene()
  await plan(world, wish)
  await world.inShop(tx => tx.updateTable('pattern').set({ title: 'Not pressed' }).execute())
  for (const pass of [hour, 4 * hour]) {
    world.clock.at += pass
    await due(world)
    assert.deepEqual(
      [...world.far.listings.values()].map(({ title }) => title),
      ['Wren 0'],
    )
  }
  assert.equal(patternIds.length, 1)
})

test('a price that she sets and presses meanwhile stays hers', async () => {
  const { world, wish, patternIds } = await scene()
  await plan(world, wish)
  world.clock.at += hour
  await due(world)
  await world.inShop(tx => setPrice(tx, patternIds[0]!, 500n))
  await press(world, patternIds)
  await run(world)
  assert.deepEqual(there(world), [500n])
  world.clock.at += 4 * hour
  await due(world)
  assert.deepEqual(there(world), [500n])
})

test('ended early it ends at once; over, it cannot be ended again', async () => {
  const { world, wish } = await scene()
  const id = await plan(world, wish)
  world.clock.at += hour
  await due(world)
  await world.inShop(tx => endPromotion(tx, id, world.planning()))
  await run(world)
  assert.deepEqual(there(world), [750n])
  assert.deepEqual([(await told(world))[0]!.state, (await told(world))[0]!.endedEarly], ['over', true])
  await assert.rejects(
    world.inShop(tx => endPromotion(tx, id, world.planning())),
    { code: 'promotion-over' },
  )
  const again = await plan(world, {
    ...wish,
    name: 'Another',
    startsAt: new Date(world.clock.at + hour),
    endsAt: new Date(world.clock.at + 2 * hour),
  })
  assert.notEqual(again, id)
  await world.inShop(tx => endPromotion(tx, again, world.planning()))
  assert.deepEqual(there(world), [750n], 'before it began there is nothing to put back')
})

test('a paused shop follows when it is resumed, also with the end', async () => {
  const { world, wish } = await scene()
  const pause = (state: 'paused' | 'live') => world.inShop(tx => tx.updateTable('connection').set({ state }).execute())
  await plan(world, wish)
  await pause('paused')
  world.clock.at += hour
  assert.equal(await due(world), 0)
  assert.deepEqual([(await told(world))[0]!.listings[0]!.stage, there(world)], ['late', [750n]])
  await pause('live')
  world.clock.at += 61_000
  assert.equal(await due(world), 1)
  assert.deepEqual(there(world), [600n])
  await pause('paused')
  world.clock.at += 4 * hour
  assert.equal(await due(world), 0)
  assert.match((await told(world))[0]!.listings[0]!.reason ?? '', /is paused/)
  await pause('live')
  world.clock.at += 61_000
  assert.equal(await due(world), 1)
  assert.deepEqual(there(world), [750n])
})

test('what cannot take part is refused in words', async () => {
  const { world, wish, patternIds } = await scene([750n, 1n])
  for (const [change, code] of [
    [{ name: '' }, 'promotion-name'],
    [{ percent: 96 }, 'promotion-percent'],
    [{ percent: 1.5 }, 'promotion-percent'],
    [{ endsAt: wish.startsAt }, 'promotion-times'],
    [{ startsAt: new Date(0), endsAt: new Date(1) }, 'promotion-past'],
    [{ endsAt: new Date(world.clock.at + 200 * 24 * hour) }, 'promotion-long'],
  ] as const)
    await assert.rejects(show(world, { ...wish, ...change }), { code })
  const unlisted = await world.inShop(tx => addPattern(tx, { title: 'Lark', sku: 'LARK' }))
  const { listings } = await show(world, { ...wish, patternIds: [unlisted] })
  assert.match(listings[0]!.refused ?? '', /is not on sale at Far/)
  await plan(world, { ...wish, patternIds: [patternIds[0]!] })
  const both = await show(world, { ...wish, name: 'Second' })
  assert.match(both.listings.find(one => one.patternId === patternIds[0])!.refused ?? '', /is in the promotion “Spring sale”/)
  await assert.rejects(
    world.inShop(tx => planPromotion(tx, { ...wish, name: 'Second' }, { key: 'unseen', pressedBy: 'ann' }, world.planning())),
    { code: 'changed-since' },
  )
})

test('a lowered price is never less off than promised, and never below zero', () =>
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.integer({ min: 1, max: 95 }), (minor, percent) => {
      const less = lowered(minor, percent)
      assert.ok(less >= 0n && less <= minor && less * 100n <= minor * BigInt(100 - percent))
    }),
  ))

test('any order of presses, prices, pauses and looks at the clock ends with the price that is hers', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('tick', 'look', 'twice', 'correct', 'pause', 'resume', 'own price', 'end'), { minLength: 3, maxLength: 14 }),
      async deeds => {
        const { world, wish, patternIds } = await scene()
        const id = await plan(world, wish)
        let hers = 750n
        let version = 1
        const pause = (state: 'paused' | 'live') => world.inShop(tx => tx.updateTable('connection').set({ state }).execute())
        const pressAll = async () => {
          await press(world, patternIds).catch(error => assert.equal((error as { code?: string }).code, 'nothing-to-send'))
          await run(world)
        }
        for (const deed of deeds) {
          if (deed === 'tick') world.clock.at += hour
          else if (deed === 'look') await due(world)
          else if (deed === 'twice') await Promise.all([due(world), due(world)])
          else if (deed === 'pause') await pause('paused')
          else if (deed === 'resume') await pause('live')
          else if (deed === 'end') await world.inShop(tx => endPromotion(tx, id, world.planning())).catch(() => {})
          else if (deed === 'correct') {
            await world.inShop(tx => addVersion(tx, patternIds[0]!, { number: `1.${version++}`, fileKeys: ['a4'] }))
            await pressAll()
          } else {
            await pause('live')
            hers = 400n
            await world.inShop(tx => setPrice(tx, patternIds[0]!, hers))
            await pressAll()
          }
        }
        await pause('live')
        world.clock.at += 10 * hour
        await due(world)
        await pressAll()
        assert.deepEqual(there(world), [hers], deeds.join(', '))
        assert.deepEqual((await told(world))[0]!.listings[0]!.stage, 'over')
      },
    ),
    { numRuns: 12 },
  ))
