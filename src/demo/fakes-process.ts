/** The pretend shops as a child process: started, told apart by their first lines, watched, stopped. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Log } from '#log'

export interface FakesProcess {
  /** By spoke. */
  readonly shops: ReadonlyMap<string, { readonly url: string; readonly controlUrl: string }>
  readonly stop: () => Promise<void>
}

const startLimitMs = 20_000
const stopLimitMs = 5_000

/**
 * @param stateDir where the pretend shops keep what they sold, so that a restart goes on where it was.
 * @param port of the first one; 0 takes free ports, as does a port that is taken.
 * @throws {Error} when they do not answer within 20 s.
 */
export async function startFakesProcess(input: {
  stateDir: string
  port: number
  seed: number
  expected: number
  log: Log
}): Promise<FakesProcess> {
  await mkdir(input.stateDir, { recursive: true })
  try {
    return await spawnFakes(input)
  } catch (fault) {
    if (input.port === 0) throw fault
    input.log.warn({ port: input.port }, 'the pretend shops could not use their port; taking a free one')
    return spawnFakes({ ...input, port: 0 })
  }
}

async function spawnFakes({
  stateDir,
  port,
  seed,
  expected,
  log,
}: {
  stateDir: string
  port: number
  seed: number
  expected: number
  log: Log
}): Promise<FakesProcess> {
  const cli = join(import.meta.dirname, '..', 'cli.ts')
  const child = spawn(process.execPath, [cli, 'fakes', '--port', String(port), '--state', stateDir, '--seed', String(seed), '--json'], {
    stdio: ['pipe', 'pipe', 'pipe'], // they stop when their stdin closes, so that none outlives its hub
  })
  let complaint = ''
  child.stderr?.on('data', part => {
    complaint = (complaint + part).slice(-500)
  })
  const shops = new Map<string, { url: string; controlUrl: string }>()
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the pretend shops did not start within 20 s')), startLimitMs)
    const settle = (act: () => void) => {
      clearTimeout(timer)
      act()
    }
    child.once('exit', code => settle(() => reject(new Error(`the pretend shops ended with ${code}: ${complaint}`))))
    createInterface({ input: child.stdout! }).on('line', line => {
      const told = readLine(line)
      if (!told) return
      shops.set(told.id, { url: told.url, controlUrl: told.controlUrl })
      if (shops.size === expected) settle(resolve)
    })
  }).catch(fault => {
    child.kill('SIGKILL')
    throw fault
  })
  child.removeAllListeners('exit')
  child.once('exit', code => {
    if (code !== 0 && code !== null) log.error({ code }, 'the pretend shops ended')
  })
  return { shops, stop: () => stop(child) }
}

function readLine(line: string): { id: string; url: string; controlUrl: string } | null {
  try {
    const told = JSON.parse(line)
    return typeof told.id === 'string' && typeof told.url === 'string' ? told : null
  } catch {
    return null // a line for people
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise(resolve => child.once('exit', resolve))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs)
  await ended
  clearTimeout(timer)
}
