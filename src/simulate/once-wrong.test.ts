/** Stories that once ended badly, as they were found. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { simulationDatabase } from './database.ts'
import { tell } from './simulate.ts'
import { type Action, plainStory, type Story } from './story.ts'

const database = await simulationDatabase()
after(() => database.end())

async function endsWell(actions: readonly Action[], some: Partial<Story> = {}): Promise<void> {
  const story: Story = { ...plainStory, ...some, actions: [...actions] }
  const { untrue, told } = await tell(database, story, null)
  assert.equal(untrue, null, `${untrue}\n${told.join('\n')}`)
}

type Work = Extract<Action, { do: 'work' }>
const work = (job: Work['job'], interruption: Work['interruption'] = null) =>
  ({ do: 'work', job, cause: null, kinds: [], interruption }) as Work

test('the hand edit seen in rehearsal was never put right: its mark was kept as if all were well', () =>
  endsWell([{ do: 'move', isLive: false }, { do: 'hand', pattern: 0, what: 'no-files' }, { do: 'pass', seconds: 7 }, work('sweep')]))

test('a worker that stood still between writing down a step and sending it made a second listing, which another had made meanwhile', () =>
  endsWell([{ do: 'press', pattern: 0 }, work('run', { at: 7, what: 'second' })], {
    isListed: false,
    isByAddress: true,
    isSkuUnique: false,
  }))

test('the hand edit was not looked for when her new keys came: they had been lost in the middle of the look', () =>
  endsWell(
    [
      { do: 'press', pattern: 0 },
      work('run'),
      { do: 'pass', seconds: 900 },
      { do: 'hand', pattern: 0, what: 'title' },
      work('sweep', { at: 7, what: 'second' }),
    ],
    { characters: ['steps'], isListed: false },
  ))

test('a listing that was there before was made a second time by a write under the hub’s own id, until the limit was reached', () =>
  endsWell(
    [
      { do: 'adopt', pattern: 0 },
      { do: 'press', pattern: 0 },
    ],
    { characters: ['upsert'], isListed: false, isThereBefore: true },
  ))

test('a file that arrived long after its answer was lost, while the next version was being put up, was told as changed by hand', () =>
  endsWell(
    [
      { do: 'change', pattern: 0, what: 'files', isPressed: true },
      { ...work('run'), kinds: ['none', 'late'] },
      { do: 'change', pattern: 0, what: 'files', isPressed: true },
    ],
    { characters: ['steps'] },
  ))
