import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Runs `fn` while holding a lock file. A lock whose process is gone is recognised and taken away.
 * Only spares double work: that one server runs on one folder is in the end ensured by PostgreSQL itself.
 */
export async function withLock<T>(path: string, fn: () => Promise<T>, longestWaitMs = 90_000): Promise<T> {
  const mine = JSON.stringify({ pid: process.pid, born: bornAt(process.pid) })
  const deadline = Date.now() + longestWaitMs
  while (!take(path, mine)) {
    if (Date.now() > deadline)
      throw new Error(
        `${path} is held by process ${readHolder(path)?.pid ?? '?'} for more than ${longestWaitMs / 1000} s. If no Selvage runs, remove that file.`,
      )
    const holder = readHolder(path)
    if (holder === null ? isOldAndEmpty(path) : !isAlive(holder)) removeStale(path, holder)
    else await sleep(20 + Math.random() * 30)
  }
  try {
    return await fn()
  } finally {
    rmSync(path, { force: true })
  }
}

type Holder = { pid: number; born: string | null }

function take(path: string, mine: string): boolean {
  try {
    writeFileSync(path, mine, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** @returns null when there is none, or when its writer is between making and filling it. */
function readHolder(path: string): Holder | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder
  } catch {
    return null
  }
}

/** Its writer was killed between making and filling it. */
function isOldAndEmpty(path: string): boolean {
  try {
    return Date.now() - statSync(path).mtimeMs > 2_000
  } catch {
    return false
  }
}

/** Renamed away first, so that of two who see the same stale lock only one removes it, and never a fresh one. */
function removeStale(path: string, stale: Holder | null): void {
  const aside = `${path}.stale-${process.pid}`
  try {
    renameSync(path, aside)
    const taken = readHolder(aside)
    if (taken !== null && (taken.pid !== stale?.pid || taken.born !== stale.born)) take(path, JSON.stringify(taken))
    rmSync(aside, { force: true })
  } catch {
    // Another process was faster; the next round looks again.
  }
}

/** Also right after the system has given the same number to another process, where the system tells when that began. */
export function isAlive({ pid, born }: Holder): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const now = bornAt(pid)
  return born === null || now === null || now === born
}

/** Linux: clock ticks since boot at which the process began (field 22 of /proc/PID/stat); elsewhere null. */
export function bornAt(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}
