import { randomBytes } from 'node:crypto'
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** A random text kept in a file only its owner can read; made once, whoever asks first. Remade never: a lost one must be seen. */
export function keptSecret(path: string): string {
  const folder = dirname(path)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  try {
    return read(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, randomBytes(32).toString('base64url'), { mode: 0o600 })
  chmodSync(draft, 0o600)
  try {
    linkSync(draft, path) // refuses when another process was faster, and shows no half-written file
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  return read(path)
}

function read(path: string): string {
  const text = readFileSync(path, 'utf8').trim()
  if (text.length < 32) throw new Error(`${path} is damaged: it should hold 32 characters or more. Put back the file from your backup.`)
  return text
}
