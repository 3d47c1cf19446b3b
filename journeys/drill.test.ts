/** One of each kind of the stories of `bin/selvage drill`; all faults, all kills and the long history are told by `npm run nightly`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakes } from '#kit/registry.ts'
import { tellKillStories } from '../src/drill/kill-stories.ts'
import { breaksOf, type Told, tellMainStory } from '../src/drill/main-drill.ts'

const words = (told: readonly Told[]): string =>
  told.map(({ chapter, isTrue, why }) => `${isTrue ? 'true' : 'FALSE'} ${chapter} ${why ?? ''}`).join('\n')
const spokes = [...(await fakes()).keys()]

test(`the main job is true on all storefronts at once (${spokes.join(', ')}), with one web and two work processes`, async () => {
  const told: Told[] = []
  const isTrue = await tellMainStory({ spokes, broken: null, roles: ['web', 'work', 'work'], onTold: one => told.push(one) })
  assert.ok(isTrue, words(told))
})

test('at least fifteen faults can be switched on, and one is noticed', async () => {
  const breaks = [...(await breaksOf(spokes)).keys()]
  assert.ok(breaks.length >= Math.min(15, spokes.length * 10), breaks.join(', '))
  const broken = breaks.find(name => name.endsWith('doubles-listings'))
  assert.ok(broken)
  const told: Told[] = []
  assert.equal(await tellMainStory({ spokes, broken, roles: ['all'], onTold: one => told.push(one) }), false, `${broken}\n${words(told)}`)
})

test('the database dies in a push: nothing is lost, nothing doubled', async () => {
  const told: Told[] = []
  assert.ok(await tellKillStories({ spokes, only: [13], onTold: one => told.push(one) }), words(told))
  assert.equal(told.length, 1)
})
