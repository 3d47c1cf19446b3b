import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { handRulesOf } from '#hub/by-hand/hand-rules.ts'
import { NewRefused, writeShop } from './new.ts'
import { fakes, shops } from './registry.ts'

const root = join(import.meta.dirname, '../..')
// Inside the checkout, so that '#kit' means what it means in src/spokes; /tmp/ is ignored by git.
mkdirSync(join(root, 'tmp'), { recursive: true })
const folder = mkdtempSync(join(root, 'tmp', 'new-'))
after(() => rmSync(folder, { recursive: true, force: true }))

test('a new spoke is a whole folder, and its own test is green', async () => {
  const written = writeShop({ name: 'thread-and-co', folder })
  assert.deepEqual(written.map(path => path.slice(folder.length + 1)).sort(), [
    'thread-and-co/README.md',
    'thread-and-co/client.ts',
    'thread-and-co/fake.ts',
    'thread-and-co/mapping.ts',
    'thread-and-co/spoke.ts',
    'thread-and-co/thread-and-co.test.ts',
    'thread-and-co/wire.ts',
  ])
  for (const path of written) assert.doesNotMatch(readFileSync(path, 'utf8'), /patternmart/i, path)
  const { NODE_TEST_CONTEXT: _inner, SELVAGE_TEST_REPORT: _report, ...env } = process.env
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--test', '--test-reporter=tap', join(folder, 'thread-and-co', 'thread-and-co.test.ts')],
    { cwd: root, env },
  )
  assert.match(stdout, /# fail 0/)
  assert.ok(Number(/# pass (\d+)/.exec(stdout)?.[1]) > 15, stdout.slice(-400))
})

test('the registry finds it by its folder, and its fake', async () => {
  assert.deepEqual([...(await shops(folder)).keys()], ['thread-and-co'])
  assert.equal((await shops(folder)).get('thread-and-co')?.label, 'Thread And Co')
  assert.equal((await fakes(folder)).get('thread-and-co')?.id, 'thread-and-co')
})

test('a folder that is there is left alone, and a name that cannot be one is refused', () => {
  const before = readdirSync(folder)
  for (const name of ['thread-and-co', '../up', 'Upper', 'a b', '-x', 'x-', 'a--b', '', 'x'.repeat(41)])
    assert.throws(() => writeShop({ name, folder }), NewRefused)
  assert.deepEqual(readdirSync(folder), before)
})

test('a manifest whose id is not its folder is refused by name', async () => {
  const other = mkdtempSync(join(root, 'tmp', 'new-'))
  after(() => rmSync(other, { recursive: true, force: true }))
  mkdirSync(join(other, 'one'))
  writeFileSync(join(other, 'one', 'spoke.ts'), "export default { id: 'two' }\n")
  await assert.rejects(shops(other), /src\/spokes\/one\/spoke\.ts must export default with id 'one', not 'two'/)
})

test('the storefronts of this checkout are found, each with its fake but those that nothing is asked of', async () => {
  const found = [...(await shops()).values()].filter(spoke => handRulesOf(spoke) === null)
  assert.ok(found.length > 0)
  assert.deepEqual(
    [...(await fakes()).keys()],
    found.map(({ id }) => id),
  )
})
