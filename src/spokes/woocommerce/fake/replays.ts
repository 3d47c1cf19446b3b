/** For tests: a store and what stands around it while a recording is played, and the score of what was held against it. */
import { type Exchange, exchangesOf, Replay, type Unit, unitsOf } from './recordings.ts'
import { type Listener, listener, type Prepare, pdf, png, type TestStore, testStore } from './testing.ts'

export interface Part {
  readonly store: TestStore
  /** 'ck_EXAMPLE_rw' -> 'ck_…:cs_…' */
  readonly keys: Readonly<Record<string, string>>
  /** Where the recorded store's seed files are served now. */
  readonly files: Listener
  /** In the place of the recorder's own listener. */
  readonly ears: Listener
}

const roles = {
  ck_EXAMPLE_rw: 'main',
  ck_EXAMPLE_ro: 'readonly',
  ck_EXAMPLE_wo: 'writeonly',
  ck_EXAMPLE_mgr: 'manager',
  ck_EXAMPLE_cust: 'customer',
}

/** What was held against the store, and what came out otherwise. */
export class Score {
  readonly held = new Set<string>()
  readonly wrong: string[] = []

  /** @param unit or its name, when there is one of that name. */
  hold({ name }: Unit, differences: readonly string[]): void {
    this.held.add(name)
    if (differences.length > 0) this.wrong.push(`[${name}] ${differences.slice(0, 5).join('\n    ')}`)
  }
}

export interface Stand extends Part {
  readonly replay: Replay
  readonly score: Score
}

/** How one file is played. */
export interface Recorded {
  /** What is not held against the store, each with the reason that cannot be mended. */
  readonly named?: Readonly<Record<string, string>>
  /** Each in a store of its own; absent: all exchanges in their order, in one store. */
  readonly acts?: readonly Act[]
}
export interface Act {
  readonly prepare?: Prepare
  readonly run?: (stand: Stand, exchanges: readonly Exchange[]) => Promise<void>
}
export type Replays = Readonly<Record<string, Recorded>>

/** To the beginning of a second: what follows was recorded within one, and much is told in the order of seconds. */
export async function nextSecond({ store }: Pick<Stand, 'store'>): Promise<void> {
  const { now } = await store.control.advance({ ms: 0 })
  await store.control.advance({ ms: 1000 - (Date.parse(now) % 1000) })
}

/** Plays one after another. @param first what the recorder did between two recorded requests. @param whole a body that the recording cut short. */
export async function playAll(
  { replay, score }: Stand,
  exchanges: readonly Exchange[],
  first: (name: string) => Promise<unknown> = async () => {},
  whole: (exchange: Exchange) => unknown = () => undefined,
): Promise<void> {
  for (const exchange of exchanges) {
    await first(exchange.name)
    const { differences } = await replay.play(exchange, whole(exchange))
    score.hold(exchange, differences)
  }
}

async function playAct(file: string, { prepare, run }: Act, score: Score): Promise<void> {
  const [store, files, ears] = await Promise.all([testStore({ currency: 'USD', ...(prepare ? { prepare } : {}) }), listener(), listener()])
  for (const name of ['cover', 'cover2']) files.files.set(`/${name}.png`, { bytes: png, type: 'image/png' })
  files.files.set('/pattern.pdf', { bytes: pdf('a pattern'), type: 'application/pdf' })
  const keys = Object.fromEntries(
    Object.entries(roles).map(([recorded, description]) => {
      const key = store.keys.find(each => each.description === description)
      return [recorded, `${key?.consumerKey}:${key?.consumerSecret}`]
    }),
  )
  const part = { store, keys, files, ears }
  const stand = { ...part, replay: new Replay(part), score }
  try {
    if (run) await run(stand, exchangesOf(file))
    else await playAll(stand, exchangesOf(file))
  } finally {
    await Promise.all([store.stop(), files.stop(), ears.stop()])
  }
}

/** @returns how many units the file has, how many were held against the store, and what is wrong. */
export async function replayFile(
  file: string,
  { named = {}, acts = [{}] }: Recorded,
): Promise<{ all: number; held: number; wrong: readonly string[] }> {
  const score = new Score()
  for (const act of acts) await playAct(file, act, score)
  const units = unitsOf(file)
  const wrong = score.wrong.filter(each => !Object.keys(named).some(name => each.startsWith(`[${name}] `)))
  for (const name of Object.keys(named)) if (!units.some(unit => unit.name === name)) wrong.push(`“${name}” is named, and not in ${file}`)
  for (const { name } of units) if (!score.held.has(name) && !(name in named)) wrong.push(`“${name}” is neither replayed nor named`)
  return { all: units.length, held: units.filter(({ name }) => !(name in named)).length, wrong }
}
