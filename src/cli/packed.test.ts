/** The launcher packs large libraries into one file each: those files must offer what the libraries offer, and be what is loaded here. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'

const folder = join(import.meta.dirname, '../../node_modules/.cache/selvage-packed')
const isPacked = process.env.NODE_OPTIONS?.includes('packed.mjs') && existsSync(join(folder, 'map.json'))

test('each packed library has every export of the one it stands for', {
  skip: isPacked ? false : 'not started by bin/selvage',
}, async () => {
  const files = JSON.parse(readFileSync(join(folder, 'map.json'), 'utf8')) as Record<string, string>
  assert.ok(Object.keys(files).length >= 6)
  for (const [specifier, file] of Object.entries(files)) {
    const namesOf = async (from: string) =>
      Object.keys((await import(from)) as object)
        .filter(name => !['default', 'module.exports', '__esModule'].includes(name))
        .sort()
    assert.equal(import.meta.resolve(specifier), pathToFileURL(join(folder, file)).href, `${specifier} is loaded packed`)
    const original = await namesOf(pathToFileURL(join(import.meta.dirname, '../../node_modules', specifier, entryOf(specifier))).href)
    assert.ok(original.length > 0)
    const packed = await namesOf(pathToFileURL(join(folder, file)).href)
    assert.deepEqual(
      original.filter(name => !packed.includes(name)),
      [],
      specifier,
    )
  }
})

/** The file that a program is led to. */
function entryOf(specifier: string): string {
  const { exports, module, main } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../node_modules', specifier, 'package.json'), 'utf8'),
  ) as { exports?: unknown; module?: string; main?: string }
  const found = leaf(exports)
  return found ?? module ?? main ?? 'index.js'
}

function leaf(of: unknown): string | null {
  if (typeof of === 'string') return of
  if (typeof of !== 'object' || of === null) return null
  const conditions = of as Record<string, unknown>
  for (const name of ['.', 'node', 'import', 'module', 'default']) if (name in conditions) return leaf(conditions[name])
  return null
}
