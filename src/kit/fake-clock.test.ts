import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Dice, FakeClock } from './fake-clock.ts'

test('a clock put forward calls what has come due, and only that', () => {
  const clock = new FakeClock()
  const called: string[] = []
  clock.at(clock.nowMs() + 60_000, () => called.push('minute'))
  clock.at(clock.nowMs() + 3_600_000, () => called.push('hour'))
  const takeBack = clock.at(clock.nowMs() + 1000, () => called.push('taken back'))
  takeBack()
  clock.advance(61_000)
  assert.deepEqual(called, ['minute'])
  clock.advance(3_600_000)
  clock.advance(3_600_000)
  assert.deepEqual(called, ['minute', 'hour'])
})

test('a scaled clock runs faster and its timers with it; what it saves goes on where it was', async () => {
  const clock = new FakeClock()
  const begun = clock.nowMs()
  clock.setScale(1000)
  const due = new Promise<number>(resolve => clock.at(begun + 30_000, () => resolve(clock.nowMs() - begun)))
  const elapsedMs = await due
  assert.ok(elapsedMs >= 30_000 && elapsedMs < 600_000, `${elapsedMs} ms of its own time`)
  clock.setScale(1)
  const again = new FakeClock(clock.save())
  await sleep(5)
  assert.ok(Math.abs(again.nowMs() - clock.nowMs()) < 1000)
})

test('dice: the same seed throws the same, the state goes on, everything comes up', () => {
  const throws = (dice: Dice, count: number): number[] => Array.from({ length: count }, () => dice.below(6))
  assert.deepEqual(throws(new Dice(7), 20), throws(new Dice(7), 20))
  assert.notDeepEqual(throws(new Dice(7), 20), throws(new Dice(8), 20))
  const whole = new Dice(7)
  throws(whole, 10)
  assert.deepEqual(throws(new Dice(whole.state), 10), throws(new Dice(7), 20).slice(10))
  assert.equal(new Set(throws(new Dice(1), 200)).size, 6)
  assert.match(new Dice(3).uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.deepEqual(new Dice(5).shuffle([1, 2, 3, 4]).sort(), [1, 2, 3, 4])
})
