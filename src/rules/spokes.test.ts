import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { files, matches, root, text } from './source.ts'

const folder = join(root, 'src/spokes')
const spokes = readdirSync(folder, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(({ name: id }) => ({ id, label: labelOf(id) }))

function labelOf(id: string): string {
  const path = join('src/spokes', id, 'spoke.ts')
  return (existsSync(join(root, path)) ? /\blabel:\s*'([^']+)'/.exec(text(path))?.[1] : undefined) ?? id
}

/** Kept by hand there is nobody to talk to, so there is no client, no shape on the wire and no fake: data and a page about it are the whole. */
const isByHand = ({ id }: { id: string }) => /^export default shopByHand\(\{/m.test(text(`src/spokes/${id}/spoke.ts`))
const parts = (id: string) =>
  isByHand({ id }) ? ['spoke.ts', 'README.md'] : ['spoke.ts', 'client.ts', 'mapping.ts', 'wire.ts', 'fake.ts', `${id}.test.ts`, 'README.md']

test('a spoke is one whole folder: manifest, client, mapping, wire shapes, fake, test, README; kept by hand: its data and README', () => {
  assert.ok(spokes.length > 0)
  const missing = spokes.flatMap(({ id }) =>
    parts(id)
      .filter(file => !existsSync(join(folder, id, file)))
      .map(file => `src/spokes/${id}/${file}`),
  )
  assert.deepEqual(missing, [])
})

test("a spoke's test runs the contract suite", () => {
  // Those kept by hand are all looked at by one test of the kit, which finds them as the program does.
  assert.match(text('src/kit/by-hand-spokes.test.ts'), /await shops\(\)[\s\S]*byHandContract\(spoke\)/)
  const without = spokes
    .filter(one => !isByHand(one))
    .filter(({ id }) => {
      const tests = files(`src/spokes/${id}/**/*.test.ts`).map(text)
      return !tests.some(code => /from '#kit\/[a-z-]*contract\.ts'/.test(code) && /\b\w*[cC]ontract\w*\(/.test(code))
    })
  assert.deepEqual(
    without.map(({ id }) => id),
    [],
  )
})

test('a label is found for each spoke, and no two are the same', () => {
  const labels = spokes.map(({ label }) => label.toLowerCase())
  assert.equal(new Set(labels).size, labels.length)
})

test('what is kept by hand asks for nothing: its folder holds no call out, and its data no secret', () => {
  const code = spokes.filter(isByHand).flatMap(({ id }) => files(`src/spokes/${id}/**/*.ts`).filter(path => !path.endsWith('.test.ts')))
  assert.ok(code.length > 0)
  assert.deepEqual(
    code.flatMap(path => matches(path, text(path), /\bfetch\b|isSecret|from 'node:/)),
    [],
  )
})

/** A storefront may be tied to one payment provider, with fields called after it and sellers who know no other word; its own folder may say so. */
const isPay = ({ id }: { id: string }) => /^export default definePay\b/m.test(text(`src/spokes/${id}/spoke.ts`))

test("nothing outside a spoke's folder names its platform, not even in a comment; a storefront may name who pays its sellers", () => {
  const all = files('src/**/*', 'ui/**/*', 'journeys/**/*', 'bench/**/*', 'bin/*', 'sql/*', '*.ts').filter(path =>
    /\.(ts|tsx|js|mjs|sql|css|html|json)$|^bin\//.test(path),
  )
  assert.ok(spokes.some(isPay) && !spokes.every(isPay))
  const named = spokes.flatMap(({ id, label }) => {
    const pattern = new RegExp([id, label].map(name => name.replaceAll(/[^\w]/g, '\\$&')).join('|'), 'i')
    const others = all.filter(path => !path.startsWith(`src/spokes/${id}/`) && !(isPay({ id }) && /^src\/spokes\//.test(path)))
    return others.flatMap(path => matches(path, text(path), pattern))
  })
  assert.deepEqual(named, [])
})
