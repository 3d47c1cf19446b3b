/** How much memory a process holds, watched while something happens. */
import { readFileSync } from 'node:fs'

const everyMs = 500
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
