/** The stories of `bin/selvage drill` that every change must keep true; all faults, all kills and the long history are told by the command. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakes } from '#kit/registry.ts'
import { tellKillStories } from '../src/drill/kill-stories.ts'
import { breaksOf, type Told, tellMainStory } from '../src/drill/main-drill.ts'

const words = (told: readonly Told[]): string =>
  told.map(({ chapter, isTrue, why }) => `${isTrue ? 'true' : 'FALSE'} ${chapter} ${why ?? ''}`).join('\n')

for (const spoke of (await fakes()).keys()) {
  test(`${spoke}: the main job is true from connecting to the books, with one web and two work processes`, async () => {
    const told: Told[] = []
    const isTrue = await tellMainStory({ spoke, broken: null, roles: ['web', 'work', 'work'], onTold: one => told.push(one) })
    assert.ok(isTrue, words(told))
  })

  test(`${spoke}: at least ten faults can be switched on, and a hidden sale, a doubled listing and a dead link are noticed`, async () => {
    assert.ok((await breaksOf(spoke)).size >= 10)
    for (const broken of ['hides-sales', 'doubles-listings', 'dead-link']) {
      const told: Told[] = []
      assert.equal(
        await tellMainStory({ spoke, broken, roles: ['all'], onTold: one => told.push(one) }),
        false,
        `${broken}\n${words(told)}`,
      )
    }
  })

  test(`${spoke}: the web dies in an upload, the database in a push, and two start at once: nothing is lost, nothing doubled`, async () => {
    const told: Told[] = []
    assert.ok(await tellKillStories({ spoke, only: [11, 13, 18], onTold: one => told.push(one) }), words(told))
    assert.equal(told.length, 3)
  })
}
