/** Ends a test file that does not end by itself: Node's limit is one of each test, and a process that still holds something stays for ever. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** One line of the system's list of processes. */
export interface Running {
  readonly pid: number
  readonly parent: number
  readonly command: string
}

export interface Watch {
  /** Entries of the processes that were ended, with the seconds they had. */
  readonly ended: ReadonlyMap<string, number>
  stop(): void
}

/**
 * Looks every few seconds for the processes that run `entries` as children of this one; one that is older than its limit is killed with all it has started.
 * Where the system has no `ps`, nothing is watched.
 *
 * @param limitMs of one entry, from when its process was first seen.
 */
export function watchFiles(entries: readonly string[], limitMs: (entry: string) => number, everyMs = 5_000): Watch {
  const since = new Map<number, number>()
  const ended = new Map<string, number>()
  async function look(): Promise<void> {
    const all = await processes()
    for (const { pid, command } of all.filter(({ parent }) => parent === process.pid)) {
      const entry = entries.find(path => command.endsWith(path))
      if (entry === undefined) continue
      const ageMs = performance.now() - (since.get(pid) ?? performance.now())
      if (!since.has(pid)) since.set(pid, performance.now())
      if (ageMs < limitMs(entry)) continue
      ended.set(entry, Math.round(ageMs / 1_000))
      for (const own of [pid, ...descendants(all, pid)]) kill(own)
    }
  }
  const timer = setInterval(() => look().catch(() => {}), everyMs)
  timer.unref()
  return { ended, stop: () => clearInterval(timer) }
}

/** Children, and theirs. */
export function descendants(all: readonly Running[], pid: number): number[] {
  return all.filter(({ parent }) => parent === pid).flatMap(child => [child.pid, ...descendants(all, child.pid)])
}

async function processes(): Promise<Running[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args='], { maxBuffer: 16_000_000 })
  return stdout.split('\n').flatMap(line => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*\S)\s*$/.exec(line) ?? []
    return command === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }]
  })
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended in this moment.
  }
}
