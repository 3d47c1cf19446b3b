/** A hub in processes of its own on a throw-away home, driven over HTTP only. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface HubProcess {
  readonly role: 'all' | 'web' | 'work'
  readonly child: ChildProcess
  readonly output: () => string
  readonly exited: Promise<number | null>
}

export interface HubOptions {
  readonly home: string
  readonly port: number
  readonly role?: 'web' | 'work'
  readonly env?: Readonly<Record<string, string>>
  /** The script that is run with `start`; the command's own when left out. */
  readonly script?: string
}

const launcher = join(import.meta.dirname, '..', 'cli.ts')

export async function throwAwayHome(): Promise<{ home: string; remove: () => Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'selvage-drill-'))
  return { home, remove: () => rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }) }
}

export function spawnHub({ home, port, role, env = {}, script = launcher }: HubOptions): HubProcess {
  const child = spawn(process.execPath, [script, 'start', ...(role ? ['--role', role] : [])], {
    env: { ...process.env, SELVAGE_HOME: home, PORT: String(port), SELVAGE_DEMO: 'off', SELVAGE_LOG: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const keep = (part: Buffer) => {
    output = (output + part.toString('utf8')).slice(-200_000)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  const exited = new Promise<number | null>(resolve => child.once('exit', code => resolve(code)))
  return { role: role ?? 'all', child, output: () => output, exited }
}

/** @throws {Error} with the hub's last words when it is not ready in time. */
export async function untilReady(origin: string, hub: HubProcess, limitMs = 60_000): Promise<number> {
  const started = Date.now()
  while (Date.now() - started < limitMs) {
    if (hub.child.exitCode !== null) break
    const response = await fetch(`${origin}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => null)
    await response?.arrayBuffer()
    if (response?.ok) return Date.now() - started
    await pause(50)
  }
  throw new Error(`the hub was not ready within ${limitMs / 1000} s: ${hub.output().slice(-1500)}`)
}

/**
 * How long the threads of a process and of those it started have stood ready without a processor: what a busy machine adds to the time they
 * take. Near zero on one that is not.
 *
 * @returns milliseconds; 0 where the system does not tell (no /proc).
 */
export function queuedMs(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`)
    const waited = threads.map(id => Number(readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ')[1]) / 1e6)
    const children = threads.flatMap(id => readFileSync(`/proc/${pid}/task/${id}/children`, 'utf8').split(' ').filter(Boolean))
    return [...waited, ...children.map(child => queuedMs(Number(child)))].reduce((all, one) => all + one, 0)
  } catch {
    return 0
  }
}

/**
 * Waits until `look` gives something other than null or false. @throws {Error} saying what was waited for.
 *
 * @param whyOver asked after each look in vain: a sentence once nothing more will come of waiting. One look after that decides, so that no time
 * limit has to be short for a story that is not true to end soon.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | false>,
  limitMs = 20_000,
  { everyMs = 100, whyOver = async () => null }: { everyMs?: number; whyOver?: () => Promise<string | null> } = {},
): Promise<T> {
  const started = Date.now()
  let last: unknown = null
  let over: string | null = null
  while (Date.now() - started < limitMs) {
    try {
      const found = await look()
      if (found !== null && found !== false) return found
    } catch (fault) {
      last = fault
    }
    // Said twice, with a look between: what was over for a moment may have begun anew.
    const said = await whyOver().catch(() => null)
    if (said !== null && over !== null) throw new Error(`waited in vain: ${what}. ${said}`)
    over = said
    if (over === null) await pause(everyMs)
  }
  throw new Error(`waited ${limitMs / 1000} s in vain: ${what}${last instanceof Error ? ` (${last.message})` : ''}`)
}

export const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/** SIGTERM, and what it exited with; null after SIGKILL because it did not stop in 20 s. */
export async function stopHub(hub: HubProcess): Promise<number | null> {
  if (hub.child.exitCode !== null) return hub.child.exitCode
  hub.child.kill('SIGTERM')
  const timer = setTimeout(() => hub.child.kill('SIGKILL'), 20_000)
  const code = await hub.exited
  clearTimeout(timer)
  return code
}
