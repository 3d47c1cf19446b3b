import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { run as runTests } from 'node:test'
import { openTestServer, sweepTestServer } from '#testing/database.ts'
import { makeScratch } from '#testing/scratch.ts'
import type { Io } from './io.ts'
import { type Batch, batchesOf, longestTestMs } from './test-batches.ts'
import { printReport } from './test-report.ts'
import { watchFiles } from './test-watch.ts'

const root = join(import.meta.dirname, '../..')
/** In the order they begin: what takes longest first, and beside each browser something else. */
const groups = [
  'journeys/designer.test.ts',
  'src/simulate/simulate.test.ts',
  'journeys/screens.test.ts',
  'src/simulate/*.test.ts',
  'src/work/*.test.ts',
  'journeys/**/*.test.ts',
  'src/**/*.test.ts',
  'ui/**/*.test.ts',
  'bench/**/*.test.ts',
]
/** Long, or about a process as a whole (its start, its end, its environment, the shared database), or with tests that Node would lose within another: in suites, or after an await at the top. */
const alone =
  /^(journeys|bench|src\/simulate)\/|cli\/(doctor|fakes|key|packed|start)\.|database\/server\.|work\/(clock-gap|hold|publishing)\.|bad-input|kit\/new\.|fuzz\./
/** One more than there are processors: at any time one of them waits for something else. More only take turns. */
const filesAtOnce = availableParallelism() + 1

type Totals = { tests: number; suites: number; pass: number; fail: number; cancelled: number; skipped: number; todo: number }
type Failure = { file: string; name: string; text: string }
type FileTime = { file: string; ms: number }

/** `bin/selvage test [FILE …]`: every test file but those kept for the night; with files, those alone. */
export async function run(args: string[], io: Io): Promise<number> {
  const started = performance.now()
  const folder = makeScratch()
  process.env.TMPDIR = folder
  const report = join(folder, 'report.jsonl')
  writeFileSync(report, '')
  process.env.SELVAGE_TEST_REPORT = report
  const given = args.filter(arg => !arg.startsWith('-')).map(arg => resolve(arg))
  const files =
    given.length > 0
      ? given
      : [...new Set(groups.flatMap(group => globSync(group, { cwd: root, exclude: ['**/*.night.test.ts'] }).sort()))].map(path =>
          join(root, path),
        )
  if (given.length === 0) process.env.SELVAGE_TEST_HOME = join(folder, 'hub')
  // Held for the whole run, so that no test file starts or stops the shared database.
  const server = await openTestServer({ keep: false })
  try {
    await sweepTestServer()
    const totals: Totals = { tests: 0, suites: 0, pass: 0, fail: 0, cancelled: 0, skipped: 0, todo: 0 }
    const failures: Failure[] = []
    const times: FileTime[] = []
    const skips = new Map<string, number>()
    io.say({ files: files.length }, `▶ ${files.length} files, ${filesAtOnce} at once`)
    const isAlone = (file: string) => given.length > 0 || alone.test(relative(root, file))
    await runFiles(batchesOf(files, isAlone, folder), { io, totals, failures, times, skips })
    for (const { file, name, text } of failures) io.say({ failed: name, file, text }, `\n✖ ${file} › ${name}\n${text}`)
    for (const [reason, count] of skips) io.say({ skipped: count, reason }, `﹣ skipped ${count}: ${reason}`)
    times.sort((x, y) => y.ms - x.ms)
    io.say({}, `\nThe ten slowest files`)
    for (const { file, ms } of times.slice(0, 10))
      io.say({ slow: file, seconds: ms / 1000 }, `${(ms / 1000).toFixed(1).padStart(7)} s  ${file}`)
    printReport(readFileSync(report, 'utf8'), io)
    for (const [name, count] of Object.entries(totals)) io.say({ [name]: count }, `ℹ ${name} ${count}`)
    io.say({ duration_ms: performance.now() - started }, `ℹ duration_ms ${(performance.now() - started).toFixed(0)}`)
    if (failures.length + totals.fail + totals.cancelled > 0) return io.refuse(`✖ ${failures.length} failed`)
    if (totals.tests === 0) return io.refuse('✖ there was no test to run')
    return 0
  } finally {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Gathered = { io: Io; totals: Totals; failures: Failure[]; times: FileTime[]; skips: Map<string, number> }

async function runFiles(batches: readonly Batch[], { io, totals, failures, times, skips }: Gathered): Promise<void> {
  const spoken = new Map<string, string>()
  const nameOf = (file: string | undefined) => (file === undefined ? '?' : relative(root, file))
  const files = new Set(batches.flatMap(batch => batch.files))
  const shared = new Map(batches.filter(batch => batch.files.length > 1).map(batch => [batch.entry, batch.files]))
  const asTests = { good: 0, bad: 0 }
  let finished = 0
  // A batch's files have a limit each, as tests of its process; what is stopped here is one that does not end after them.
  const watch = watchFiles(
    batches.map(({ entry }) => entry),
    entry => longestTestMs + (shared.has(entry) ? longestTestMs : 0),
  )
  const stream = runTests({ files: batches.map(({ entry }) => entry), concurrency: filesAtOnce, timeout: longestTestMs, cwd: root })
  for await (const event of stream) {
    if (event.type === 'test:pass') {
      const { skip, nesting } = event.data
      if (skip !== undefined && skip !== false && nesting >= 0) {
        const reason = typeof skip === 'string' && skip !== '' ? skip : `no reason given (${nameOf(event.data.file)})`
        skips.set(reason, (skips.get(reason) ?? 0) + 1)
      }
    } else if (event.type === 'test:fail') {
      const { details, name, file = name, todo } = event.data
      const error = details.error as Error & { failureType?: string; cause?: unknown }
      if (todo !== undefined || error.failureType === 'subtestsFailed') continue
      const isFile = files.has(name) || shared.has(name)
      const seconds = watch.ended.get(name)
      failures.push({
        file: files.has(name) ? nameOf(name) : (shared.get(file)?.map(nameOf).join(', ') ?? nameOf(file)),
        name: isFile ? 'the file itself' : name,
        text: seconds === undefined ? describe(error, spoken.get(file) ?? '') : notEnded(seconds, spoken.get(file) ?? ''),
      })
    } else if (event.type === 'test:stderr' || event.type === 'test:stdout') {
      const { file, message } = event.data
      spoken.set(file, ((spoken.get(file) ?? '') + message).slice(-4_000))
    } else if (event.type === 'test:complete' && files.has(event.data.name)) {
      // A file, as a process or in one with others, in the order of ending; its tests are told in the order of the list.
      const { details, name } = event.data
      const [isGood, ms] = [details.error === undefined, details.duration_ms]
      if (event.data.file !== name) asTests[isGood ? 'good' : 'bad']++
      finished++
      times.push({ file: nameOf(name), ms })
      io.say({}, `${isGood ? '✔' : '✖'} ${String(finished).padStart(3)}/${files.size} ${nameOf(name)} (${(ms / 1000).toFixed(1)} s)`)
    } else if (event.type === 'test:summary' && event.data.file === undefined) {
      const { suites, cancelled, skipped, todo } = event.data.counts
      // A file that shares its process is counted as a test by Node; its tests are what counts here.
      const tests = event.data.counts.tests - asTests.good - asTests.bad
      const passed = event.data.counts.passed - asTests.good
      const fail = tests - passed - cancelled - skipped - todo
      for (const [key, value] of Object.entries({ tests, suites, pass: passed, fail, cancelled, skipped, todo }))
        totals[key as keyof Totals] += value
    }
  }
  watch.stop()
}

const notEnded = (seconds: number, said: string): string =>
  `    It had not ended after ${seconds} s and was stopped: a test waits for ever, or something it opened (a process, a server, a connection) was never closed.\n${said.trim().replaceAll(/^/gm, '    ')}`

/** The message with its difference, the first lines of the stack that are ours, and what a crashed file said last. */
function describe(error: Error & { failureType?: string; cause?: unknown }, said: string): string {
  const cause = (error.cause instanceof Error ? error.cause : error) as Error
  const stack = (cause.stack ?? '')
    .split('\n')
    .filter(line => /^\s+at /.test(line) && !line.includes('node:') && !line.includes('node_modules'))
  const message = typeof error.cause === 'string' ? error.cause : cause.message
  const lines = [message.split('\n').slice(0, 60).join('\n'), ...stack.slice(0, 4).map(line => line.replace(`file://${root}/`, ''))]
  if (error.failureType === 'testCodeFailure' && stack.length === 0) lines.push(said.trim())
  return lines.map(line => line.replaceAll(/^/gm, '    ')).join('\n')
}
