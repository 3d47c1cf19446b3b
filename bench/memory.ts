/** How much memory a process holds, watched while something happens. */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HubProcess } from '../src/drill/hub-process.ts'

const everyMs = 500
/** How the hub of a bench begins its answer to SIGUSR2. */
export const heldWords = 'bytes held: '
const kilobytes = /^VmRSS:\s+(\d+) kB$/m

/** @returns megabytes; null where the system does not tell (no /proc). */
export function residentMb(pid: number): number | null {
  try {
    return Number(kilobytes.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1000
  } catch {
    return null
  }
}

/** @returns ends it, and tells the most it was. */
export function watchMemory(pid: number): () => { readonly before: number; readonly most: number } | null {
  const before = residentMb(pid)
  let most = before ?? 0
  const timer = setInterval(() => {
    most = Math.max(most, residentMb(pid) ?? 0)
  }, everyMs)
  return () => {
    clearInterval(timer)
    return before === null ? null : { before, most: Math.max(most, residentMb(pid) ?? 0) }
  }
}

/** Megabytes that are still held once a collection has let go of everything else. @throws {Error} when the hub does not say. */
export async function heldMb(hub: HubProcess, limitMs = 10_000): Promise<number> {
  const told = () => hub.output().split(heldWords).slice(1)
  const before = told().length
  hub.child.kill('SIGUSR2')
  for (let waitedMs = 0; waitedMs < limitMs; waitedMs += 20) {
    await sleep(20)
    const line = told()[before]
    if (line?.includes('\n')) return Number.parseInt(line, 10) / 1e6
  }
  throw new Error('the hub did not tell what it holds')
}
