/** A folder for all that one run of the tests writes: in memory where the system has one there with room, since a disk takes a tenth of the run's time. */
import { mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const inMemory = '/dev/shm'
/** A run fills about a fifth of that. */
const roomBytes = 1_500_000_000
const name = 'selvage-test-'

/** Takes away what killed runs have left. The caller removes the folder at the end. */
export function makeScratch(): string {
  const folder = hasRoom(inMemory) ? inMemory : tmpdir()
  for (const entry of readdirSync(folder)) {
    const pid = new RegExp(`^${name}(\\d+)-`).exec(entry)?.[1]
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(folder, entry), { recursive: true, force: true })
  }
  return mkdtempSync(join(folder, `${name}${process.pid}-`))
}

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize >= roomBytes
  } catch {
    return false // this system has no such folder
  }
}

/** Also of another user. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
