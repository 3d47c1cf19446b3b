/** Runs stories against the hub and says, of one that ends badly, the shortest form found in plain words. */
import fc from 'fast-check'
import type { Database } from '#database'
import type { Bug } from './bugs.ts'
import { perform, press } from './deeds.ts'
import { Untrue } from './far-side.ts'
import { setRule } from './questions.ts'
import { askable, type Story, story } from './story.ts'
import { calm, checkTruths } from './truths.ts'
import { World } from './world.ts'

export interface Simulation {
  readonly database: Database
  readonly seed: number
  readonly runs: number
  readonly bug?: Bug | null
  /** Of a finding: leads straight to its story. */
  readonly path?: string
  /** Stories told side by side; each is in a shop of its own. */
  readonly lanes?: number
  /** Whether a finding is made as short as can be; it takes as long as dozens of stories. */
  readonly isShortened?: boolean
  readonly onRun?: () => void
}

export interface Finding {
  readonly seed: number
  readonly path: string
  /** What is not so. */
  readonly untrue: string
  /** How it came, step by step. */
  readonly told: readonly string[]
}

/** Runs of one seed; the next helping has the next seed. */
const helping = 25

/** @returns null when nothing was found. Stops at the first finding. */
export async function simulate({
  database,
  seed,
  runs,
  bug = null,
  path,
  lanes = 2,
  isShortened = true,
  onRun = () => {},
}: Simulation): Promise<Finding | null> {
  let found: Finding | null = null
  let begun = 0
  const lane = async () => {
    while (begun < runs && found === null) {
      const from = begun
      begun += path === undefined ? helping : runs
      const finding = await check({
        seed: seed + from / helping,
        runs: Math.min(helping, runs - from),
        path,
        isShortened,
        tell: async story => (found === null ? tell(database, story, bug) : null),
        onRun: () => (found === null ? onRun() : undefined),
      })
      found ??= finding
    }
  }
  await Promise.all(Array.from({ length: path === undefined ? lanes : 1 }, lane))
  return found
}

interface Check {
  readonly seed: number
  readonly runs: number
  readonly path: string | undefined
  readonly isShortened: boolean
  /** null: nobody waits for it any more. */
  readonly tell: (story: Story) => Promise<Told | null>
  readonly onRun: () => void
}

async function check({ seed, runs, path, isShortened, tell, onRun }: Check): Promise<Finding | null> {
  const isBad = async (one: Story) => typeof (await tell(one))?.untrue === 'string'
  let isShrinking = false
  const result = await fc.check(
    fc.asyncProperty(fc.noBias(story), async one => {
      if (!isShrinking) onRun()
      const isStoryBad = await isBad(one)
      isShrinking ||= isStoryBad
      return !isStoryBad
    }),
    { seed, numRuns: runs, endOnFailure: !isShortened, ...(path === undefined ? {} : { path }) },
  )
  if (!result.failed || result.counterexample === null) return null
  const [long] = result.counterexample
  const told = await tell(isShortened ? await shorten(long, isBad) : long)
  return told?.untrue == null ? null : { seed: result.seed, path: result.counterexamplePath ?? '', untrue: told.untrue, told: told.told }
}

/** What fast-check leaves is often not the least: each action, cause and interruption that is not needed goes. */
async function shorten(long: Story, isBad: (one: Story) => Promise<boolean>): Promise<Story> {
  for (let short = long; ; ) {
    const next = await firstBad(shorterOf(short), isBad)
    if (next === null) return short
    short = next
  }
}

async function firstBad(stories: Iterable<Story>, isBad: (one: Story) => Promise<boolean>): Promise<Story | null> {
  for (const one of stories) if (await isBad(one)) return one
  return null
}

function* shorterOf(long: Story): Iterable<Story> {
  const { actions } = long
  if (long.characters.length > 1) for (const character of long.characters) yield { ...long, characters: [character] }
  if (long.patterns > 1) yield { ...long, patterns: long.patterns - 1 }
  for (let at = actions.length - 1; at >= 0; at--) yield { ...long, actions: actions.toSpliced(at, 1) }
  for (const [at, action] of actions.entries()) {
    if (action.do !== 'work') continue
    const { what } = action.interruption ?? {}
    if (typeof what === 'object') yield { ...long, actions: actions.with(at, what) }
    if (action.cause !== null) yield { ...long, actions: actions.with(at, action.cause) }
    if (action.cause !== null) yield { ...long, actions: actions.with(at, { ...action, cause: null }) }
    if (action.kinds.length > 0) yield { ...long, actions: actions.with(at, { ...action, kinds: [] }) }
    if (action.interruption !== null) yield { ...long, actions: actions.with(at, { ...action, interruption: null }) }
  }
}

export interface Told {
  readonly untrue: string | null
  readonly told: readonly string[]
  /** What the awaits of its last job were called. */
  readonly points: readonly string[]
}

/** One story from beginning to end, in a shop of its own. */
export async function tell(database: Database, one: Story, bug: Bug | null): Promise<Told> {
  const world = await World.make(database, { ...one, bug })
  let points: readonly string[] = []
  try {
    if (one.isListed && one.isLive) {
      for (const pattern of world.patterns) await press(world, pattern)
      for (const place of world.places) {
        await place.work('run')
        await place.work('poll')
      }
    }
    if (one.isAsking) await setRule(world, askable, 'ask')
    for (const action of one.actions) {
      const named = await perform(world, action)
      if (action.do === 'work') points = named
    }
    world.tell('all is calm')
    await calm(world)
    await checkTruths(world)
    return { untrue: null, told: world.told, points }
  } catch (error) {
    const untrue = error instanceof Untrue ? error.message : `a worker broke down: ${(error as Error).stack}`
    return { untrue, told: world.told, points }
  }
}

export const inWords = ({ seed, path, untrue, told }: Finding): string =>
  [
    `A story ends badly: ${untrue}.`,
    ...told.map((says, at) => `${String(at + 1).padStart(3)}. ${says}`),
    `Again: npm run simulate -- --seed ${seed} --path ${path}`,
  ].join('\n')
