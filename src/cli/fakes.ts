/** `bin/selvage fakes`: the pretend platforms, in this process, until they are told to stop. */
import { fstatSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { RunningFake } from '#kit/fake.ts'
import { fakes, payFakes } from '#kit/registry.ts'
import type { Io } from './io.ts'

export interface StartedFake extends RunningFake {
  readonly id: string
}

/** @param port of the first platform; its control port and the next platforms follow. 0 picks free ones. @param stateDir null keeps all in memory. */
export async function startFakes({
  only = null,
  port = 0,
  stateDir = null,
  seed = 1,
}: {
  only?: string | null
  port?: number
  stateDir?: string | null
  seed?: number
} = {}): Promise<readonly StartedFake[]> {
  const all = new Map([...(await fakes()), ...(await payFakes())])
  const wanted = [...all].filter(([id]) => only === null || id === only)
  if (wanted.length === 0) throw new Error(`There is no fake “${only}”. There are: ${[...all.keys()].join(', ') || 'none'}.`)
  const started: StartedFake[] = []
  try {
    for (const [index, [id, fake]] of wanted.entries()) {
      const ports = port === 0 ? { port: 0, controlPort: 0 } : { port: port + index * 2, controlPort: port + index * 2 + 1 }
      const running = await fake.start({ ...ports, stateDir: stateDir === null ? null : join(stateDir, id), seed })
      started.push({ id, ...running })
    }
  } catch (error) {
    await Promise.all(started.map(each => each.stop()))
    throw error
  }
  return started
}

const usage = 'bin/selvage fakes [--only id] [--port N] [--state DIR] [--seed N]'

function wholeNumber(text: string | undefined, name: string, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text)
  if (!Number.isInteger(value) || value < 0) throw new TypeError(`--${name} takes a whole number, not “${text}”.`)
  return value
}

/** Runs until SIGTERM, SIGINT or the end of its parent. One JSON line for each fake, with or without --json: programs read them. */
export async function run(args: string[], io: Io): Promise<number> {
  let options: Parameters<typeof startFakes>[0]
  try {
    const { values } = parseArgs({
      args,
      options: { only: { type: 'string' }, port: { type: 'string' }, state: { type: 'string' }, seed: { type: 'string' } },
    })
    options = {
      only: values.only ?? null,
      port: wholeNumber(values.port, 'port', 0),
      stateDir: values.state ?? null,
      seed: wholeNumber(values.seed, 'seed', 1),
    }
  } catch (error) {
    return io.wrongUse(`${(error as Error).message}\nUse: ${usage}`)
  }
  let started: readonly StartedFake[]
  try {
    started = await startFakes(options)
  } catch (error) {
    return io.refuse((error as Error).message)
  }
  for (const { id, url, controlUrl } of started) io.say({ id, url, controlUrl }, JSON.stringify({ id, url, controlUrl }))
  await untilTold()
  await Promise.all(started.map(each => each.stop()))
  return 0
}

/** A signal, a launcher gone, or a parent that held our input as a pipe and is gone without a word (kill -9, Windows). */
function untilTold(): Promise<void> {
  return new Promise(resolve => {
    for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.once(signal, () => resolve())
    if (!isPipe(0)) return
    process.stdin.once('end', () => resolve())
    process.stdin.once('error', () => resolve())
    process.stdin.resume()
  })
}

function isPipe(descriptor: number): boolean {
  try {
    const kind = fstatSync(descriptor)
    return kind.isFIFO() || kind.isSocket()
  } catch {
    return false
  }
}
