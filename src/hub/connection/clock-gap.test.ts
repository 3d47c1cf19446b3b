import assert from 'node:assert/strict'
import { test } from 'node:test'
import { byItsClock, type ClockGap, clockSentence, latestByOurs, narrow } from './clock-gap.ts'

const minuteMs = 60_000
const noon = new Date('2026-03-10T12:00:00Z')
const around = (middleMs: number, halfMs = 500): ClockGap => ({ lowMs: middleMs - halfMs, highMs: middleMs + halfMs })

test('answers that agree narrow the gap, one that contradicts is believed: the clock was set', () => {
  assert.deepEqual(narrow(null, { lowMs: 100, highMs: 1_400 }), { lowMs: 100, highMs: 1_400 })
  assert.deepEqual(narrow({ lowMs: 100, highMs: 1_400 }, { lowMs: -300, highMs: 700 }), { lowMs: 100, highMs: 700 })
  assert.deepEqual(narrow(around(7 * minuteMs), around(0)), around(0))
})

test('within two seconds, and without a word of the time, both clocks are one', () => {
  for (const gap of [null, around(0), around(-2_400), around(2_400)]) {
    assert.equal(latestByOurs(noon, gap), noon)
    assert.equal(byItsClock(noon, gap), noon)
  }
})

test('seven minutes behind, or ahead, are taken off; in doubt the latest moment counts', () => {
  assert.deepEqual(latestByOurs(noon, around(-7 * minuteMs)), new Date('2026-03-10T12:07:01.499Z'))
  assert.deepEqual(latestByOurs(noon, around(7 * minuteMs)), new Date('2026-03-10T11:53:01.499Z'))
  assert.deepEqual(byItsClock(noon, around(-7 * minuteMs)), new Date('2026-03-10T11:53:00Z'))
})

test('she is told from three minutes on, in minutes and then in hours', () => {
  const said = [0, 2, -2.9, -7, 7, 180].map(minutes => clockSentence(around(minutes * minuteMs))?.slice(0, 70) ?? null)
  assert.deepEqual(said, [
    null,
    null,
    null,
    'The clock of your shop is 7 minutes behind the one here. Sales around ',
    'The clock of your shop is 7 minutes ahead of the one here. Sales aroun',
    'The clock of your shop is 3 hours ahead of the one here. Sales around ',
  ])
  assert.equal(clockSentence(null), null)
})
