/** The stories themselves are told by `bin/selvage drill storefronts` and `drill ban`, by night with some of their faults. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { publishingFakes } from '#kit/registry.ts'
import { breaksOf } from './drill.ts'

const spokes = [...(await publishingFakes()).keys()]

test('at least ten faults can be switched on in the story of many storefronts, some at each', async () => {
  const breaks = [...(await breaksOf('storefronts', spokes)).keys()]
  assert.ok(breaks.length >= 10, breaks.join(', '))
  for (const spoke of spokes) assert.ok(breaks.filter(name => name.startsWith(`${spoke}:`)).length >= 2, spoke)
})

test('the ban alone has its own', async () => {
  const breaks = await breaksOf('ban', spokes)
  for (const name of ['bans-all', 'dead-link', 'tells-orders', 'no-worker']) assert.ok(breaks.has(name), name)
  assert.ok(!breaks.has('accepts-everything'))
})
