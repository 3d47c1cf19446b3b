/** Stories that once ended badly, as they were found. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { simulationDatabase } from './database.ts'
import { tell } from './simulate.ts'
import type { Action, Story } from './story.ts'

const database = await simulationDatabase()
after(() => database.end())

async function endsWell(actions: readonly Action[], some: Partial<Story> = {}): Promise<void> {
  const story: Story = { patterns: 1, batchSize: 1, isByAddress: false, isLive: true, isListed: true, ...some, actions: [...actions] }
  const { untrue, told } = await tell(database, story, null)
  assert.equal(untrue, null, `${untrue}\n${told.join('\n')}`)
}

const work = (job: 'sweep' | 'run' | 'poll') =>
  ({ do: 'work', job, cause: null, kinds: [], interruption: null }) as Extract<Action, { do: 'work' }>

test('the hand edit seen in rehearsal was never put right: its mark was kept as if all were well', () =>
  endsWell([{ do: 'move', isLive: false }, { do: 'hand', pattern: 0, what: 'no-files' }, { do: 'pass', seconds: 7 }, work('sweep')]))
