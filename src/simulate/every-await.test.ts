import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { isWhole } from '#testing/whole.ts'
import { type Await, readAwaits } from './awaits.ts'
import { simulationDatabase } from './database.ts'
import { tell } from './simulate.ts'
import { type Action, type Deed, plainStory, type Story } from './story.ts'
import { asked, mayWait } from './worker.ts'

const database = await simulationDatabase()
after(() => database.end())

const runner = ['run-listings.ts', 'run-record.ts', 'run-shared.ts'].map(readAwaits)
const outside = (awaits: readonly Await[]) => awaits.filter(({ within }) => within === null)
const isPrimitive = ({ inside }: Await) => inside === 'call' || inside === 'transact'

test('each await of a run has a name, or waits for a function that is made of such; in a transaction all is undone together', () => {
  const functions = new Set(runner.flatMap(({ functions }) => functions))
  const awaits = outside(runner.flatMap(({ awaits }) => awaits)).filter(one => !isPrimitive(one))
  for (const { called, name, inside, line } of awaits) {
    const isNamed = (called === 'call' || called === 'transact') && name !== null
    assert.ok(isNamed || (functions.has(called) && called !== 'call' && called !== 'transact'), `${inside}, line ${line}: await ${called}`)
  }
  // What stands between a point before and a point after is the one thing that is waited for.
  const made = runner.flatMap(({ awaits }) => awaits.filter(isPrimitive))
  assert.deepEqual(
    made.map(({ inside, called, within }) => `${inside}: ${called}${within === null ? '' : ', in the transaction'}`),
    [
      'call: deps.crashPoint',
      'call: fn',
      'call: deps.crashPoint',
      'transact: deps.crashPoint',
      'transact: deps.database.inShop',
      'transact: fn, in the transaction',
      'transact: deps.crashPoint, in the transaction',
      'transact: deps.crashPoint',
    ],
  )
})

test('a run goes out by those points alone; only its heartbeat, which nobody waits for, stands beside them', () => {
  const ways = runner.flatMap(({ waysOut }) => waysOut)
  assert.deepEqual(
    ways.filter(({ within }) => within === null).map(({ inside, called }) => `${inside}: ${called}`),
    ['beat: deps.database.inShop', 'transact: deps.database.inShop'],
  )
  assert.deepEqual(
    ways.filter(({ within }) => within === 'call').map(({ inside, called }) => `${inside}: ${called}`),
    ['look: spoke.findOwn', 'look: spoke.readListingsById', 'verify: spoke.openListedFile', 'act: run.spoke.apply'],
  )
})

test('each await of reading sales and of looking through listings is a way out that the simulated worker stands at', () => {
  // No simulated storefront tells sales in its messages: the last two are killed and held up by tests of their own.
  const files = ['poll.ts', 'sweep.ts', 'read-messages.ts', 'read-named.ts'].map(file => ({ file, ...readAwaits(file) }))
  const functions = files.flatMap(one => one.functions)
  for (const { file, awaits } of files) {
    for (const { called, inside, line } of outside(awaits)) {
      const isWayOut = /(^|\.)database\.inShop$/.test(called) || asked.some(name => called === `spoke.${name}`)
      assert.ok(isWayOut || functions.includes(called), `${file}, ${inside}, line ${line}: await ${called}`)
    }
  }
})

// ---------------------------------------------------------------- crashed and held up at each of them

type Work = Extract<Action, { do: 'work' }>
const work = (job: Work['job'], kinds: Work['kinds'] = []): Work => ({ do: 'work', job, cause: null, kinds, interruption: null })
const press: Deed = { do: 'press', pattern: 0 }
const change = (what: string, pattern = 0) => ({ do: 'change', pattern, what, isPressed: true }) as Deed
const hand = (what: string) => ({ do: 'hand', pattern: 0, what }) as Deed
const sell: Deed = { do: 'sell', pattern: 0, buyer: 0, isPaid: true }
const pass: Deed = { do: 'pass', seconds: 7 }
const two = { patterns: 2 } as const
const bare = { isListed: false } as const
const byAddress = { isByAddress: true } as const

/** The last action is the job that is broken off. Each scene has a point that those before it do not come by. */
const scenes: Readonly<Record<string, readonly [Partial<Story>, readonly Action[]]>> = {
  'made by copy': [bare, [press, work('run')]],
  'a corrected file by copy': [{}, [change('files'), work('run')]],
  'asked to wait when it looks': [{}, [change('title'), work('run', ['busy'])]],
  'asked to wait when it acts': [{}, [change('title'), work('run', ['none', 'busy'])]],
  'the answer to a create is lost': [{ ...bare, ...byAddress }, [press, work('run', ['none', 'lost'])]],
  'other bytes': [{}, [change('files'), { do: 'mood', mood: 'garbled' }, work('run')]],
  'nothing stays as it was sent': [{}, [change('title'), { do: 'mood', mood: 'deaf' }, work('run')]],
  'a slow answer, and another listing behind it': [two, [change('title'), change('title', 1), work('run', ['none', 'slow'])]],
  'of many, those that have not moved': [two, [pass, work('sweep'), change('title'), change('title', 1), work('run')]],
  'keys that cannot be opened': [{}, [change('title'), { do: 'keys', what: 'unreadable' }, work('run')]],
  'the first reading of sales': [{ isListed: false, isThereBefore: true }, [sell, sell, sell, work('poll')]],
  'the mails of a sale': [{}, [sell, work('poll'), work('relay')]],
  'a look by marks': [{}, [hand('title'), pass, work('sweep'), hand('price'), pass, work('sweep')]],
  'a look at everything': [{ isThereBefore: true }, [hand('title'), pass, work('sweep')]],
}

/** By day each scene is broken off at every sixth of its points; which ones goes round from scene to scene. */
const turns = isWhole ? 1 : 6

const told = new Map<string, number>()
const reached = new Set<string>()
/** Each point with the one before it and the one behind it: what comes round again, also in another scene, is taken once. */
const known = new Set<string>()

const placeOf = ({ job }: Work, points: readonly string[], at: number) =>
  `${job}: ${points[at - 1] ?? 'nothing'}, ${points[at]}, ${points[at + 1] ?? 'nothing'}`

for (const [nth, [scene, [some, actions]]] of Object.entries(scenes).entries())
  test(`broken off on the way, or held up while another does the same, it ends well: ${scene}`, async () => {
    const story: Story = { ...plainStory, ...some, actions: [...actions] }
    const last = actions.at(-1) as Work
    const whole = await tell(database, story, null)
    assert.equal(whole.untrue, null, `${whole.untrue}\n${whole.told.join('\n')}`)
    for (const point of whole.points) reached.add(`${last.job} ${point}`)
    assert.ok(
      whole.points.some((_, at) => !known.has(placeOf(last, whole.points, at))),
      'nothing here that was not seen before',
    )
    const stories = whole.points.flatMap((point, at) => {
      const place = placeOf(last, whole.points, at)
      if (known.has(place)) return []
      known.add(place)
      // One moment, as nothing is waited for between them: the three tests above. Of the mails they say nothing.
      if (last.job !== 'relay' && point.startsWith('before ') && whole.points[at - 1]?.startsWith('after ')) return []
      return (['crash', 'second'] as const).filter(what => what === 'crash' || mayWait(point)).map(what => ({ point, at, what }))
    })
    const ofToday = stories.filter((_, at) => at % turns === nth % turns)
    await inLanes(ofToday, async ({ point, at, what }) => {
      const broken: Work = { ...last, interruption: { at, what } }
      const { untrue, told: says } = await tell(database, { ...story, actions: [...actions.slice(0, -1), broken] }, null)
      assert.equal(untrue, null, `${what} ${point} (${at}): ${untrue}\n${says.join('\n')}`)
      told.set(what, (told.get(what) ?? 0) + 1)
    })
  })

test('together they have been at every await of a run that has a name', t => {
  const named = runner
    .flatMap(({ awaits }) => outside(awaits))
    .filter(({ called, name }) => /^(call|transact)$/.test(called) && name !== null)
  const points = named.flatMap(({ called, name }) =>
    (called === 'call' ? ['before', 'after'] : ['before', 'in', 'after']).map(when => `run ${when} ${name}`),
  )
  assert.deepEqual(
    points.filter(point => !reached.has(point)),
    [],
  )
  const of = (job: string) => [...reached].filter(point => point.startsWith(`${job} `)).length
  t.diagnostic(
    `${of('run')} points of a run, ${of('poll')} of reading sales, ${of('sweep')} of looking through listings, ${of('relay')} of the mails`,
  )
  t.diagnostic(`${told.get('crash')} crashes and ${told.get('second')} hold-ups in ${Object.keys(scenes).length} scenes`)
})

async function inLanes<T>(all: readonly T[], fn: (one: T) => Promise<void>): Promise<void> {
  const left = [...all]
  const lane = async () => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await fn(one)
  }
  await Promise.all([lane(), lane(), lane()])
}
