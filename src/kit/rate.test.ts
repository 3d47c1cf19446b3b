import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dayShare, memoryLimiter, type RateLimiter, slidingMs, slotMs } from './rate.ts'
import { type RateRule, type RequestClass, requestClasses } from './shop.ts'

const rule = (change: Partial<RateRule> = {}): RateRule => ({ key: 'host', perSecond: 2, burst: 4, perDay: null, atOnce: null, ...change })

function clock(start = '2026-11-23T10:00:00Z') {
  let ms = Date.parse(start)
  return {
    now: () => new Date(ms),
    pass: (by: number) => {
      ms += by
    },
  }
}

async function countGranted(limiter: RateLimiter, rules: readonly RateRule[], requestClass: RequestClass, tries: number): Promise<number> {
  let granted = 0
  for (let at = 0; at < tries; at++) if ((await limiter.take(rules, requestClass)).isGranted) granted++
  return granted
}

test('the burst goes at once, then so many a second', async () => {
  const { now, pass } = clock()
  const limiter = memoryLimiter(now)
  assert.equal(await countGranted(limiter, [rule()], 'push', 10), 4)
  const turn = await limiter.take([rule()], 'push')
  assert.deepEqual(turn, { isGranted: false, waitMs: 500 })
  pass(500)
  assert.equal(await countGranted(limiter, [rule()], 'push', 10), 1)
})

test('waiting as long as told is always enough, and over any time no more is granted than the rule allows', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 30 }),
      fc.array(fc.integer({ min: 0, max: 2000 }), { maxLength: 60 }),
      async (perSecond, burst, pauses) => {
        const { now, pass } = clock()
        const limiter = memoryLimiter(now)
        const rules = [rule({ perSecond, burst })]
        const startedAt = now().getTime()
        let granted = 0
        for (const pause of pauses) {
          pass(pause)
          const turn = await limiter.take(rules, 'sweep')
          if (turn.isGranted) granted++
          else {
            pass(turn.waitMs)
            assert.equal((await limiter.take(rules, 'sweep')).isGranted, true)
            granted++
          }
        }
        assert.ok(granted <= burst + ((now().getTime() - startedAt) / 1000) * perSecond + 1e-6)
      },
    ),
    { numRuns: 60 },
  )
})

test('a second that slides: all of it goes at once, what a pause left unused is still there, more is given a second ahead, and no second ever holds more', async () => {
  const { now, pass } = clock()
  const limiter = memoryLimiter(now)
  const rules = [rule({ perSecond: 5, burst: 1, isSliding: true })]
  assert.equal(await countGranted(limiter, rules, 'push', 10), 5)
  assert.deepEqual(await limiter.take(rules, 'push'), { isGranted: false, waitMs: slidingMs })
  pass(slidingMs)
  assert.equal(await countGranted(limiter, rules, 'push', 2), 2)
  pass(500)
  const ahead: (number | null)[] = []
  for (let at = 0; at < 6; at++) {
    const turn = await limiter.take(rules, 'push')
    ahead.push(turn.isGranted ? turn.at - now().getTime() : null)
  }
  assert.deepEqual(ahead, [0, 0, 0, slidingMs - 500, slidingMs - 500, null])
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 12 }),
      fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 60 }),
      async (perSecond, pauses) => {
        const clockHere = clock()
        const own = memoryLimiter(clockHere.now)
        const granted: number[] = []
        for (const pause of pauses) {
          clockHere.pass(pause)
          for (;;) {
            const turn = await own.take([rule({ perSecond, isSliding: true })], 'push')
            if (turn.isGranted) granted.push(turn.at)
            if (turn.isGranted) break
            clockHere.pass(turn.waitMs)
          }
        }
        for (const at of granted) assert.ok(granted.filter(other => other >= at && other < at + 1000).length <= perSecond)
      },
    ),
    { numRuns: 60 },
  )
})

test('a daily quota keeps its reserve: history to 50 %, sweep 70 %, push 85 %, sale 95 %, a buyer all of it', async () => {
  const { now } = clock()
  const limiter = memoryLimiter(now)
  const rules = [rule({ perSecond: 1e6, burst: 1e6, perDay: 100 })]
  const used = []
  for (const requestClass of requestClasses.toReversed()) used.push([requestClass, await countGranted(limiter, rules, requestClass, 200)])
  assert.deepEqual(used, [
    ['history', 50],
    ['sweep', 20],
    ['push', 15],
    ['sale', 10],
    ['buyer', 5],
  ])
  assert.deepEqual(dayShare, { buyer: 1, sale: 0.95, push: 0.85, sweep: 0.7, history: 0.5 })
})

test('a full day waits for the next one, in UTC', async () => {
  const { now, pass } = clock('2026-11-23T23:59:00Z')
  const limiter = memoryLimiter(now)
  const rules = [rule({ burst: 100, perDay: 2 })]
  await countGranted(limiter, rules, 'buyer', 2)
  assert.deepEqual(await limiter.take(rules, 'buyer'), { isGranted: false, waitMs: 60_000 })
  pass(60_000)
  assert.equal((await limiter.take(rules, 'buyer')).isGranted, true)
})

test('two buckets at once are taken both or neither', async () => {
  const { now } = clock()
  const limiter = memoryLimiter(now)
  const [app, account] = [rule({ key: 'app', burst: 10 }), rule({ key: 'account', burst: 3 })]
  assert.equal(await countGranted(limiter, [app, account], 'push', 20), 3)
  assert.equal(await countGranted(limiter, [app], 'push', 20), 7)
})

test('places: as many under way as allowed, history leaves one free, a dead holder loses its place in time', async () => {
  const { now, pass } = clock()
  const limiter = memoryLimiter(now)
  const rules = [rule({ burst: 100, atOnce: 2 })]
  const first = await limiter.take(rules, 'history')
  assert.equal(first.isGranted, true)
  assert.equal((await limiter.take(rules, 'history')).isGranted, false)
  const second = await limiter.take(rules, 'buyer')
  assert.equal(second.isGranted, true)
  assert.equal((await limiter.take(rules, 'buyer')).isGranted, false)
  if (second.isGranted) await second.release()
  assert.equal((await limiter.take(rules, 'buyer')).isGranted, true)
  pass(slotMs)
  assert.equal(await countGranted(limiter, rules, 'buyer', 5), 2)
})

test('a pause takes back what was given ahead', async () => {
  const { now, pass } = clock()
  const limiter = memoryLimiter(now)
  const rules = [rule({ perSecond: 1, isSliding: true })]
  await limiter.take(rules, 'push')
  pass(400)
  const turn = await limiter.take(rules, 'push')
  assert.ok(turn.isGranted && (await turn.isStillGood()))
  await limiter.pause(rules, 2_000)
  assert.equal(await turn.isStillGood(), false)
})

test('one 429 stops everyone under the rule, and a shorter pause does not cut it', async () => {
  const { now, pass } = clock()
  const limiter = memoryLimiter(now)
  await limiter.pause([rule()], 30_000)
  await limiter.pause([rule()], 1_000)
  assert.deepEqual(await limiter.take([rule()], 'buyer'), { isGranted: false, waitMs: 30_000 })
  pass(30_000)
  assert.equal((await limiter.take([rule()], 'buyer')).isGranted, true)
})

test('what the platform tells of its quota counts, with what others spent', async () => {
  const { now } = clock()
  const limiter = memoryLimiter(now)
  const rules = [rule({ burst: 1000, perSecond: 1000 })]
  await limiter.learn(rules, { perDay: 100, remainingToday: 10 })
  assert.equal(await countGranted(limiter, rules, 'sale', 50), 5)
  assert.equal(await countGranted(limiter, rules, 'buyer', 50), 5)
})

test('what a request did not use of its cost is given back, never beyond what the platform says is there', async () => {
  const { now } = clock()
  const limiter = memoryLimiter(now)
  const rules = [rule({ burst: 1000, perSecond: 1 })]
  const isGranted = async (cost: number) => (await limiter.take(rules, 'push', cost)).isGranted
  assert.equal(await isGranted(900), true)
  assert.equal(await isGranted(200), false)
  await limiter.learn(rules, { givenBack: 800 })
  assert.equal(await isGranted(800), true)
  await limiter.learn(rules, { givenBack: 700, available: 50 })
  assert.equal(await isGranted(51), false)
  assert.equal(await isGranted(50), true)
})

test('a request dearer than the bucket is deep goes when it is full and leaves a debt', async () => {
  const { now, pass } = clock()
  const limiter = memoryLimiter(now)
  assert.equal((await limiter.take([rule()], 'push', 10)).isGranted, true)
  const turn = await limiter.take([rule()], 'push')
  assert.deepEqual(turn, { isGranted: false, waitMs: 3500 })
  pass(3500)
  assert.equal((await limiter.take([rule()], 'push')).isGranted, true)
})
