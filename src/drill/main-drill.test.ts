/** The main story itself is told by `bin/selvage drill main`, in CI after the tests; with its faults by `npm run nightly`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakes, shopById } from '#kit/registry.ts'
import { isCannot } from '#kit/shop.ts'
import { breaksOf } from './main-drill.ts'

const spokes = [...(await fakes()).keys()]

test('at least fifteen faults can be switched on, some at each storefront', async () => {
  const breaks = [...(await breaksOf(spokes)).keys()]
  assert.ok(breaks.length >= Math.min(15, spokes.length * 10), breaks.join(', '))
  for (const spoke of spokes) {
    // Where nothing can be listed from outside, it can lie about sales alone.
    const least = isCannot((await shopById(spoke)).publishes) ? 3 : 5
    assert.ok(breaks.filter(name => spokes.length === 1 || name.startsWith(`${spoke}:`)).length >= least, spoke)
  }
})
