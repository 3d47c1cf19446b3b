/** The main story itself is told by `bin/selvage drill main`, in CI after the tests; with its faults by `npm run nightly`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakes } from '#kit/registry.ts'
import { breaksOf } from './main-drill.ts'

const spokes = [...(await fakes()).keys()]

test('at least fifteen faults can be switched on, some at each storefront', async () => {
  const breaks = [...(await breaksOf(spokes)).keys()]
  assert.ok(breaks.length >= Math.min(15, spokes.length * 10), breaks.join(', '))
  for (const spoke of spokes) assert.ok(breaks.filter(name => spokes.length === 1 || name.startsWith(`${spoke}:`)).length >= 5, spoke)
})
