import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { batchesOf } from './test-batches.ts'

const folder = mkdtempSync(join(tmpdir(), 'selvage-batches-'))
after(() => rmSync(folder, { recursive: true }))
const filesIn = (paths: readonly string[], isAlone: (file: string) => boolean = () => false) =>
  batchesOf(
    paths.map(path => `/work/${path}`),
    isAlone,
    folder,
  ).map(({ files }) => files.map(file => file.slice('/work/'.length)))

test('files of one part go together in their order, also from folders within it; another part begins anew', () => {
  assert.deepEqual(filesIn(['src/hub/a.test.ts', 'src/hub/order/b.test.ts', 'src/web/c.test.ts', 'bench/d.test.ts']), [
    ['src/hub/a.test.ts', 'src/hub/order/b.test.ts'],
    ['src/web/c.test.ts'],
    ['bench/d.test.ts'],
  ])
})

test('a file that stays alone shares with none; those before and behind it still go together', () => {
  assert.deepEqual(
    filesIn(['src/hub/a.test.ts', 'src/hub/long.test.ts', 'src/hub/b.test.ts', 'src/hub/c.test.ts'], file => file.includes('long')),
    [['src/hub/a.test.ts', 'src/hub/b.test.ts', 'src/hub/c.test.ts'], ['src/hub/long.test.ts']],
  )
})

test('sixteen share at most, and every file is in one batch', () => {
  const many = Array.from({ length: 37 }, (_, at) => `src/hub/${at}.test.ts`)
  const batches = filesIn(many)
  assert.deepEqual(
    batches.map(({ length }) => length),
    [16, 16, 5],
  )
  assert.deepEqual(batches.flat(), many)
})

test('the process of a batch holds each file in a test named after it; a file by itself is its own entry', () => {
  const [batch, own] = batchesOf(['/work/src/hub/a.test.ts', '/work/src/hub/b.test.ts', '/work/src/web/c.test.ts'], () => false, folder)
  assert.equal(own!.entry, '/work/src/web/c.test.ts')
  const text = readFileSync(batch!.entry, 'utf8')
  assert.match(
    text,
    /test\("\/work\/src\/hub\/a\.test\.ts", .* import\("file:\/\/\/work\/src\/hub\/a\.test\.ts"\)\)\ntest\("\/work\/src\/hub\/b\.test\.ts"/,
  )
})
