/** The main story of `bin/selvage drill`; its faults, the kills and the long history are told by `npm run nightly`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakes } from '#kit/registry.ts'
import { breaksOf, type Told, tellMainStory } from '../src/drill/main-drill.ts'

const words = (told: readonly Told[]): string =>
  told.map(({ chapter, isTrue, why }) => `${isTrue ? 'true' : 'FALSE'} ${chapter} ${why ?? ''}`).join('\n')
const spokes = [...(await fakes()).keys()]

test(`the main job is true on all storefronts at once (${spokes.join(', ')}), with one web and two work processes`, async () => {
  const told: Told[] = []
  const isTrue = await tellMainStory({ spokes, broken: null, roles: ['web', 'work', 'work'], onTold: one => told.push(one) })
  assert.ok(isTrue, words(told))
})

test('at least fifteen faults can be switched on, some at each storefront', async () => {
  const breaks = [...(await breaksOf(spokes)).keys()]
  assert.ok(breaks.length >= Math.min(15, spokes.length * 10), breaks.join(', '))
  for (const spoke of spokes) assert.ok(breaks.filter(name => spokes.length === 1 || name.startsWith(`${spoke}:`)).length >= 5, spoke)
})
