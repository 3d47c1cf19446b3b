/** `bin/selvage nightly [PART …]`: what takes longer than a change should wait for; one command after another, each told with its time. */
import { spawn } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fakes, publishingFakes } from '#kit/registry.ts'
import type { Io } from './io.ts'

const root = join(import.meta.dirname, '../..')

interface Task {
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** The exit code that is right; a story with a fault must end with 1. */
  readonly exit: 0 | 1
}

export async function run(args: string[], io: Io): Promise<number> {
  const parts = await partsOf()
  const wanted = args.filter(arg => !arg.startsWith('-'))
  const unknown = wanted.filter(name => !Object.hasOwn(parts, name))
  if (unknown.length > 0)
    return io.wrongUse(`There is no ${unknown.join(', ')}. Say nightly, or nightly with one or more of: ${Object.keys(parts).join(', ')}`)
  const wrong: string[] = []
  for (const [part, tasks] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(part)) continue
    for (const task of tasks) {
      const says = task.args.join(' ')
      const started = performance.now()
      const { code, text } = await runTask(task)
      const seconds = Math.round((performance.now() - started) / 100) / 10
      const isRight = code === task.exit
      const last = isRight ? lastLines(text, 4) : lastLines(text, 40)
      io.say(
        { part, command: says, isRight, exit: code, seconds, last },
        `${isRight ? '✔' : '✖'} ${says}: exit ${code}, ${seconds} s\n${last}`,
      )
      if (!isRight) wrong.push(`${says} ended with ${code} instead of ${task.exit}`)
    }
  }
  return wrong.length === 0 ? 0 : io.refuse(wrong.join('\n'))
}

async function partsOf(): Promise<Readonly<Record<string, readonly Task[]>>> {
  const { breaksOf } = await import('../drill/main-drill.ts')
  const breaks = [...(await breaksOf([...(await fakes()).keys()])).keys()]
  const listing = [...(await publishingFakes()).keys()]
  const { breaks: errata } = await import('../drill/erratum/drill.ts')
  return {
    main: [
      { args: ['drill', 'main'], exit: 0 },
      { args: ['drill', 'main', '--roles', 'web,work,work'], exit: 0 },
    ],
    breaks: breaks.map(name => ({ args: ['drill', 'main', '--break', name], exit: 1 })),
    storefronts: [
      { args: ['drill', 'storefronts'], exit: 0 },
      ...listing.map(spoke => ({ args: ['drill', 'ban', '--spoke', spoke], exit: 0 as const })),
      ...(await fewBreaks(listing)),
    ],
    errata: [
      { args: ['drill', 'erratum', '--owners', '2000'], exit: 0 },
      ...Object.keys(errata).map(name => ({ args: ['drill', 'erratum', '--owners', '60', '--break', name], exit: 1 as const })),
    ],
    kills: [{ args: ['drill', 'kills'], exit: 0 }],
    history: [{ args: ['drill', 'history', '--orders', '100000'], exit: 0 }],
    simulate: [{ args: ['simulate', '--runs', '2000'], exit: 0 }],
    tests: [{ args: ['test', ...testsOfTheNight()], env: { SELVAGE_TESTS: 'whole' }, exit: 0 }],
    fuzz: [{ args: ['test', 'src/web/api/fuzz.test.ts'], env: { FUZZ_RUNS: '20000' }, exit: 0 }],
    bench: [{ args: ['bench'], exit: 0 }],
  }
}

/** Of a story of minutes: what the drill itself does wrong, and one lie of each storefront. */
async function fewBreaks(listing: readonly string[]): Promise<Task[]> {
  const { breaksOf } = await import('../drill/storefronts/drill.ts')
  const names = [...(await breaksOf('storefronts', listing)).keys()]
  return names
    .filter(name => !name.includes(':') || name.endsWith(':ignores-price'))
    .map(name => ({ args: ['drill', 'storefronts', '--break', name], exit: 1 }))
}

/** The files that `npm test` leaves out, and those that do a part by day. */
export function testsOfTheNight(): string[] {
  const isOfTheNight = (path: string) =>
    path.endsWith('.night.test.ts') || readFileSync(join(root, path), 'utf8').includes(`from '#testing/whole.ts'`)
  return globSync('{src,journeys,bench}/**/*.test.ts', { cwd: root }).sort().filter(isOfTheNight)
}

function runTask({ args, env = {} }: Task): Promise<{ code: number | null; text: string }> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(root, 'src/cli.ts'), ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let text = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (part: string) => {
        text = (text + part).slice(-100_000)
      })
    child.once('error', fail)
    child.once('close', code => done({ code, text }))
  })
}

const lastLines = (text: string, count: number): string =>
  text
    .trimEnd()
    .split('\n')
    .slice(-count)
    .map(line => `    ${line}`)
    .join('\n')
