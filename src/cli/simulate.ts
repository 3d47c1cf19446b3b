/** `bin/selvage simulate [--seed N] [--runs M] [--path P] [--bug NAME]`: random stories of edits, sales, faults and crashes, in process. */
import { parseArgs } from 'node:util'
import type { Io } from './io.ts'

const toldEveryMs = 5_000

export async function run(args: string[], io: Io): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: 'string' },
      runs: { type: 'string', default: '300' },
      path: { type: 'string' },
      bug: { type: 'string' },
      lanes: { type: 'string', default: '2' },
    },
  })
  const seed = values.seed === undefined ? Date.now() % 1_000_000_000 : Number(values.seed)
  const [runs, lanes] = [Number(values.runs), Number(values.lanes)]
  if (![seed, runs, lanes].every(Number.isInteger) || runs < 1 || lanes < 1)
    return io.wrongUse('--seed, --runs and --lanes are whole numbers, such as --seed 7 --runs 2000.')
  const { bugs, isBug } = await import('../simulate/bugs.ts')
  const { bug } = values
  if (bug !== undefined && !isBug(bug)) {
    return io.wrongUse(
      `There is no bug “${bug}”. There are:\n${Object.entries(bugs)
        .map(([name, says]) => `  ${name}: ${says}`)
        .join('\n')}`,
    )
  }
  if (bug !== undefined) io.say({ bug, says: bugs[bug] }, `With a bug: ${bugs[bug]}.`)
  const { inWords, simulate } = await import('../simulate/simulate.ts')
  const { simulationDatabase } = await import('../simulate/database.ts')
  const database = await simulationDatabase()
  const startedAt = Date.now()
  let [done, toldAt] = [0, startedAt]
  const onRun = () => {
    done++
    if (Date.now() - toldAt < toldEveryMs) return
    toldAt = Date.now()
    io.say({ seed, runs: done, of: runs, perSecond: perSecond() }, `${done} of ${runs} stories, ${perSecond()} a second`)
  }
  const perSecond = () => Math.round((done / (Date.now() - startedAt)) * 10_000) / 10
  try {
    const finding = await simulate({
      database,
      seed,
      runs,
      lanes,
      bug: bug ?? null,
      onRun,
      ...(values.path === undefined ? {} : { path: values.path }),
    })
    if (finding !== null) {
      io.say({ ...finding })
      return io.refuse(io.isJson ? finding.untrue : inWords(finding))
    }
    io.say(
      { seed, runs: done, perSecond: perSecond(), found: 0 },
      `${done} stories of seed ${seed}, ${perSecond()} a second: nothing found.`,
    )
    return 0
  } finally {
    await database.end()
  }
}
