import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { testDatabase } from '#testing/database.ts'
import { memoryLimiter, slidingMs, slotMs, type Turn } from './rate.ts'
import { postgresLimiter } from './rate-postgres.ts'
import { type RateRule, requestClasses } from './shop.ts'
import { sha256Hex } from './sign.ts'

const database = await testDatabase()
let names = 0
/** A bucket of its own for each test: the table is one for all. */
const rule = (change: Partial<RateRule> = {}): RateRule => ({
  key: `host ${names++}`,
  perSecond: 10,
  burst: 5,
  perDay: null,
  atOnce: null,
  ...change,
})

function clock(start = '2026-11-23T10:00:00Z') {
  let ms = Date.parse(start)
  return {
    now: () => new Date(ms),
    pass: (by: number) => {
      ms += by
    },
  }
}
const count = (turns: readonly Turn[]) => turns.filter(({ isGranted }) => isGranted).length

test('forty takers in two processes share one bucket: the burst and not one more', async () => {
  const { now, pass } = clock()
  const [one, two] = [postgresLimiter(database, now), postgresLimiter(database, now)]
  const rules = [rule()]
  const take = () => Promise.all(Array.from({ length: 20 }, (_, at) => (at % 2 ? one : two).take(rules, 'push')))
  assert.equal(count(await take()), 5)
  pass(300)
  assert.equal(count(await take()), 3)
})

test('places are shared too: never more under way than allowed, and a place given back is free', async () => {
  const { now, pass } = clock()
  const [one, two] = [postgresLimiter(database, now), postgresLimiter(database, now)]
  const rules = [rule({ burst: 1000, atOnce: 3 })]
  const held: Turn[] = []
  for (let round = 0; round < 4; round++) {
    held.push(...(await Promise.all(Array.from({ length: 6 }, (_, at) => (at % 2 ? one : two).take(rules, 'buyer')))))
    assert.ok(count(held) <= 3, `${count(held)} at once`)
  }
  assert.equal(count(held), 3)
  const first = held.find(turn => turn.isGranted)
  assert.ok(first?.isGranted)
  await first.release()
  await first.release()
  assert.equal(count([await one.take(rules, 'buyer'), await two.take(rules, 'buyer')]), 1)
  assert.equal((await one.take(rules, 'history')).isGranted, false)
  pass(slotMs + 2000)
  const late = await one.take(rules, 'history')
  assert.equal(late.isGranted, true)
  // The dead holder comes back to life and must not give away what is no longer its own.
  for (const turn of held) if (turn.isGranted && turn !== first) await turn.release()
  assert.equal(count(await Promise.all([two.take(rules, 'history'), two.take(rules, 'history')])), 1)
})

test('whoever comes at the same moment as others gets a place that is left, at once', async () => {
  const { now } = clock()
  const limiters = [postgresLimiter(database, now), postgresLimiter(database, now)]
  for (let round = 0; round < 5; round++) {
    const rules = [rule({ burst: 1000, atOnce: 6 })]
    const turns = await Promise.all(Array.from({ length: 6 }, (_, at) => limiters[at % 2]!.take(rules, 'buyer')))
    assert.equal(count(turns), 6, `round ${round}`)
    assert.equal((await limiters[0]!.take(rules, 'buyer')).isGranted, false)
  }
})

test('two buckets are taken both or neither, in whichever order they are named, without a deadlock', async () => {
  const { now } = clock()
  const limiter = postgresLimiter(database, now)
  const [app, account] = [rule({ burst: 30 }), rule({ burst: 8, atOnce: 8 })]
  const ask = async (left: number) =>
    count(await Promise.all(Array.from({ length: left }, (_, at) => limiter.take(at % 2 ? [app, account] : [account, app], 'push'))))
  // Two that look at one free place at the same moment: one has it, the other asks again.
  let granted = 0
  for (let round = 0; round < 8; round++) granted += await ask(24 - granted)
  assert.equal(granted, 8)
  assert.equal(count(await Promise.all(Array.from({ length: 40 }, () => limiter.take([app], 'push')))), 22)
})

test('buckets that are new to everybody, paused and taught in any order, are made without a deadlock', async () => {
  const { now } = clock()
  const limiter = postgresLimiter(database, now)
  for (let round = 0; round < 30; round++) {
    const rules = Array.from({ length: 6 }, () => rule({ burst: 1000 }))
    const orders = [rules, [...rules].reverse(), [...rules.slice(3), ...rules.slice(0, 3)]]
    await Promise.all(
      orders.flatMap(some => [limiter.take(some, 'push'), limiter.pause(some, 1), limiter.learn(some, { perDay: 10_000, givenBack: 1 })]),
    )
  }
})

test('it counts as the limiter in memory does, whatever is asked', async () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('take' as const), class: fc.constantFrom(...requestClasses), cost: fc.integer({ min: 1, max: 4 }) }),
    fc.record({
      do: fc.constant('pass' as const),
      ms: fc.oneof(fc.integer({ min: 0, max: 40_000_000 }), fc.integer({ min: 0, max: 800 })),
    }),
    fc.record({ do: fc.constant('pause' as const), ms: fc.integer({ min: 0, max: 5000 }) }),
    fc.record({
      do: fc.constant('learn' as const),
      remainingToday: fc.integer({ min: 0, max: 20 }),
      perDay: fc.integer({ min: 20, max: 40 }),
      givenBack: fc.integer({ min: 0, max: 3 }),
    }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async steps => {
      const { now, pass } = clock()
      const rules = [
        rule({ perSecond: 1, burst: 3, perDay: 30 }),
        rule({ perSecond: 2, burst: 6 }),
        rule({ perSecond: 2.5, burst: 1, isSliding: true }),
      ]
      const [shared, own] = [postgresLimiter(database, now), memoryLimiter(now)]
      for (const one of steps) {
        if (one.do === 'pass') pass(one.ms)
        else if (one.do === 'pause') await Promise.all([shared.pause(rules, one.ms), own.pause(rules, one.ms)])
        else if (one.do === 'learn') await Promise.all([shared.learn(rules, one), own.learn(rules, one)])
        else {
          const [a, b] = [await shared.take(rules, one.class, one.cost), await own.take(rules, one.class, one.cost)]
          assert.equal(a.isGranted, b.isGranted)
          if (a.isGranted && b.isGranted) assert.deepEqual([a.at, await a.isStillGood()], [b.at, await b.isStillGood()])
          if (!a.isGranted && !b.isGranted) assert.ok(Math.abs(a.waitMs - b.waitMs) <= 2, `${a.waitMs} and ${b.waitMs}`)
        }
      }
    }),
    { numRuns: 25 },
  )
})

test('a second that slides begins when a request went, not when its turn was granted', async () => {
  const { now, pass } = clock()
  const rules = [rule({ perSecond: 1, isSliding: true })]
  for (const limiter of [postgresLimiter(database, now), memoryLimiter(now)]) {
    const turn = await limiter.take(rules, 'push')
    assert.ok(turn.isGranted)
    await limiter.learn(rules, { sent: { grantedAt: turn.at, at: turn.at + 300 } })
    pass(slidingMs)
    const next = await limiter.take(rules, 'push')
    assert.ok(next.isGranted)
    assert.equal(next.at - now().getTime(), 300)
    await limiter.pause(rules, 200)
    assert.equal(await next.isStillGood(), false)
    pass(2 * slidingMs)
  }
})

test('keys are stored as hashes only', async () => {
  const limiter = postgresLimiter(database, clock().now)
  await limiter.take([rule({ key: 'shop.example ck_SECRET' })], 'push')
  const rows = await database.asOwner<{ key: string }>('select key from rate.bucket')
  assert.ok(rows.length > 0 && rows.every(({ key }) => /^[0-9a-f]{64}$/.test(key)))
})

test('a place is held on to while its process lives, and a killed one gives it back within seconds instead of two minutes', async () => {
  const busy = rule({ burst: 100, atOnce: 1 })
  const now = () => new Date()
  const secondsLeft = async () => {
    const rows = await database.asOwner<{ seconds: number }>(
      'select extract(epoch from until - now())::float8 as seconds from rate.slot where key = $1',
      [sha256Hex(busy.key)],
    )
    return rows[0]?.seconds ?? 0
  }
  const turn = await postgresLimiter(database, now).take([busy], 'push')
  assert.ok(turn.isGranted)
  assert.ok((await secondsLeft()) < 10, 'whoever was killed keeps it no longer than that')
  await new Promise(resolve => setTimeout(resolve, 3_000))
  assert.ok((await secondsLeft()) > 6.5, 'moved on')
  assert.equal((await postgresLimiter(database, now).take([busy], 'push')).isGranted, false)
  await turn.release()
  const next = await postgresLimiter(database, now).take([busy], 'push')
  assert.ok(next.isGranted, 'given back although it had moved on')
  await next.release()
})
