/** The stories of `bin/selvage drill` that every change must keep true; all faults, all kills and the long history are told by the command. */
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

test('at least fifteen faults can be switched on, and one of each kind is noticed', async () => {
  const breaks = [...(await breaksOf(spokes)).keys()]
  assert.ok(breaks.length >= Math.min(15, spokes.length * 10), breaks.join(', '))
  const kinds = ['hides-sales', 'doubles-listings', 'dead-link']
  // Each storefront plays one of them.
  const chosen = kinds.map((kind, at) => {
    const ofKind = breaks.filter(name => name.endsWith(kind))
    return ofKind[at % ofKind.length]
  })
  for (const broken of chosen) {
    assert.ok(broken)
    const told: Told[] = []
    assert.equal(await tellMainStory({ spokes, broken, roles: ['all'], onTold: one => told.push(one) }), false, `${broken}\n${words(told)}`)
  }
})

test('the web dies in an upload, the database in a push, and two start at once: nothing is lost, nothing doubled', async () => {
  const told: Told[] = []
  assert.ok(await tellKillStories({ spokes, only: [11, 13, 18], onTold: one => told.push(one) }), words(told))
  assert.equal(told.length, 3)
})
