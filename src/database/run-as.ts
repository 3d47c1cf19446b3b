import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Who the server runs as; empty when that is ourselves. */
export type RunAs = { uid?: number; gid?: number }

/**
 * PostgreSQL refuses to run as root. Started as root, we run it as the owner of its data; at first as `postgres` or `nobody`.
 */
export function serverUser(dataFolder: string): RunAs {
  if (process.getuid?.() !== 0) return {}
  const owner = statSync(dataFolder, { throwIfNoEntry: false })
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map(line => line.split(':'))
  for (const name of ['postgres', 'nobody']) {
    const found = users.find(user => user[0] === name)
    if (found !== undefined) return { uid: Number(found[2]), gid: Number(found[3]) }
  }
  throw new Error(
    'PostgreSQL does not run as root, and this system has neither a user postgres nor nobody. Start Selvage as an ordinary user, or set DATABASE_URL.',
  )
}

export function giveTo({ uid, gid }: RunAs, path: string): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid)
}

/**
 * Makes the folders above `path` passable for the server's user, by the narrowest change: where the group has no right yet, the
 * folder is given to the server's group with passage only; otherwise passage for others. Listing and reading stay as they were.
 *
 * @returns the folders that were changed.
 */
export function openPassage({ uid, gid }: RunAs, path: string): string[] {
  if (uid === undefined || gid === undefined) return []
  const opened: string[] = []
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const found = statSync(folder)
    const mode = found.mode & 0o7777
    const isPassable = found.uid === uid ? mode & 0o100 : found.gid === gid ? mode & 0o010 : mode & 0o001
    if (!isPassable) {
      if ((mode & 0o070) === 0 && found.uid !== uid) {
        chownSync(folder, found.uid, gid)
        chmodSync(folder, mode | 0o010)
      } else chmodSync(folder, mode | (found.uid === uid ? 0o100 : found.gid === gid ? 0o010 : 0o001))
      opened.push(folder)
    }
    if (folder === dirname(folder)) return opened
  }
}

/** A clone made under a narrow umask hides the server's files from its user: readable for all, as npm installs them elsewhere. @returns the folders that were changed. */
export function openBinaries(user: RunAs, folder: string, postgres: string): string[] {
  if (user.uid === undefined) return []
  const opened = openPassage(user, join(folder, 'bin'))
  if (spawnSync(postgres, ['--version'], user).status === 0) return opened
  const open = (path: string) => {
    const { mode } = statSync(path)
    chmodSync(path, (mode & 0o7777) | ((mode & 0o100) === 0 ? 0o044 : 0o055))
  }
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (!entry.isSymbolicLink()) open(join(entry.parentPath, entry.name))
  open(folder)
  openPassage(user, folder)
  const again = spawnSync(postgres, ['--version'], user)
  if (again.status !== 0)
    throw new Error(
      `PostgreSQL at ${postgres} cannot be run as user ${user.uid} (${again.error?.message ?? again.stderr}). Start Selvage as an ordinary user, or set DATABASE_URL.`,
    )
  return [...opened, folder]
}
