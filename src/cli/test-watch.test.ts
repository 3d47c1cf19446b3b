import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, run, test } from 'node:test'
import { descendants, watchFiles } from './test-watch.ts'

const folder = mkdtempSync(join(tmpdir(), 'selvage-watch-'))
after(() => rmSync(folder, { recursive: true }))

test('what a process has started is its children and theirs, nobody else', () => {
  const all = [
    { pid: 2, parent: 1, command: 'a' },
    { pid: 3, parent: 2, command: 'b' },
    { pid: 4, parent: 3, command: 'c' },
    { pid: 5, parent: 1, command: 'd' },
  ]
  assert.deepEqual(descendants(all, 2), [3, 4])
  assert.deepEqual(descendants(all, 4), [])
})

test('a file whose test has ended but that still waits for a process of its own is ended with that process, and told as failed; one that ends is left alone', async t => {
  const stays = join(folder, 'stays.test.mjs')
  const ends = join(folder, 'ends.test.mjs')
  writeFileSync(
    stays,
    `import { spawn } from 'node:child_process'
import { test } from 'node:test'
test('is done', t => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: ['ignore', 'ignore', 'inherit'] })
  t.diagnostic(String(child.pid))
})`,
  )
  writeFileSync(ends, `import { test } from 'node:test'\ntest('is done', () => {})`)
  const watch = watchFiles([stays, ends], entry => (entry === stays ? 3_000 : 60_000), 100)
  t.after(watch.stop)
  const failed: string[] = []
  let child = 0
  // Node tells files by their end only where it runs no test of a file itself, as it would within this one.
  const context = process.env.NODE_TEST_CONTEXT
  delete process.env.NODE_TEST_CONTEXT
  t.after(() => {
    if (context !== undefined) process.env.NODE_TEST_CONTEXT = context
  })
  for await (const event of run({ files: [stays, ends], concurrency: 2 })) {
    if (event.type === 'test:fail') failed.push(event.data.name)
    if (event.type === 'test:diagnostic' && /^\d+$/.test(event.data.message)) child = Number(event.data.message)
  }
  assert.deepEqual([...watch.ended.keys()], [stays])
  assert.deepEqual(failed, [stays])
  assert.ok(child > 0)
  // Where nobody waits for it, what was killed stays in the list as a name alone.
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(child)], { encoding: 'utf8' })
  assert.match(stdout.trim(), /^(Z.*)?$/)
})
