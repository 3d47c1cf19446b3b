import assert from 'node:assert/strict'
import test from 'node:test'
import { figure, missOf, percentile } from './figure.ts'

test('a figure is beside its limit, and a bound that is missed is named', () => {
  const slow = figure({ name: 'sales', unit: 'sales/s', bound: { atLeast: 0.6 } }, { value: 300.4, limit: 600 })
  assert.deepEqual([slow.value, slow.limit, slow.ratio], [300, 600, 0.501])
  assert.match(missOf(slow) ?? '', /^sales: 0\.501 .* 0\.6 or more$/)
  assert.equal(missOf({ ...slow, ratio: 0.6 }), null)
  assert.match(missOf({ ...slow, bound: { atMost: 0.5 } }) ?? '', /0\.5 or less$/)
  assert.equal(missOf({ ...slow, bound: { atMost: 1 } }), null)
  assert.equal(missOf({ ...slow, bound: null }), null)
})

test('a percentile is one of the values, by nearest rank', () => {
  const values = Array.from({ length: 20 }, (_, at) => 20 - at)
  assert.deepEqual([percentile(values, 0.95), percentile(values, 0.5), percentile([7], 0.95)], [19, 10, 7])
  assert.throws(() => percentile([], 0.5), /nothing was measured/)
})
