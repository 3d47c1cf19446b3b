/** The universal erratum with 500 owners, whole, against the pretend storefronts; by hand with more of them and with each fault. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breaks, storefrontsOf } from './drill.ts'

test('six storefronts take part, and eight faults can be switched on', async () => {
  assert.ok((await storefrontsOf()).length >= 6)
  assert.ok(Object.keys(breaks).length >= 8)
})
