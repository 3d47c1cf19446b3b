import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { root, text } from './source.ts'

const page = 'docs/decisions/dependencies.md'
type Package = Record<'dependencies' | 'devDependencies' | 'optionalDependencies', Record<string, string>>

interface Line {
  readonly names: readonly string[]
  readonly cells: readonly string[]
}

/** `| `one`, `two` | why | kept up by | licence | MB |` */
const lines: Line[] = text(page)
  .split('\n')
  .filter(line => line.startsWith('| `'))
  .map(line => {
    const [first = '', ...cells] = line
      .slice(1, -1)
      .split('|')
      .map(cell => cell.trim())
    return { names: [...first.matchAll(/`([^`]+)`/g)].map(match => match[1]!), cells }
  })

test('each dependency has its line in docs/decisions/dependencies.md, once, and no line is without its dependency', () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(text('package.json')) as Package
  const named = lines.flatMap(({ names }) => names)
  assert.deepEqual(named.toSorted(), Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }).toSorted())
})

test('each line says why, who keeps it up, the licence that is installed, and the size', () => {
  for (const { names, cells } of lines) {
    const [why = '', upkeep = '', licence = '', size = ''] = cells
    assert.equal(cells.length, 4, names[0])
    assert.ok(why.length > 10 && upkeep.length > 3, `${names[0]}: why, and who keeps it up?`)
    assert.match(size, /^\d+(\.\d)?( \(.+\))?$/, `${names[0]}: megabytes`)
    for (const name of names) {
      const path = `${root}/node_modules/${name}/package.json`
      // Of those for other machines nothing is here.
      if (!existsSync(path)) continue
      const { license } = JSON.parse(readFileSync(path, 'utf8')) as { license: string }
      assert.equal(licence.replace(/ \(.*$/, ''), license, name)
    }
  }
})

test('versions are exact', () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(text('package.json')) as Package
  const loose = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
    ([, version]) => !/^\d/.test(version),
  )
  assert.deepEqual(loose, [])
})
