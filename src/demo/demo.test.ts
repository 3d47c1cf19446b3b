import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readConfig } from '#config'
import { directory } from '#database'
import { folderStore } from '#hub/file/blob-store.ts'
import { newShop, testDatabase } from '#testing/database.ts'
import { demoFolder, prepareDemo, removeDemo } from './demo.ts'

const database = await testDatabase()
const home = mkdtempSync(join(tmpdir(), 'selvage-demo-'))
after(() => rmSync(home, { recursive: true }))

test('the demo goes with its rows, its files, its uploads and its storefront; the seller’s own shop stays whole', async () => {
  const blobs = folderStore(join(home, 'files'))
  const [own, demo] = [await newShop(database), await newShop(database, { isDemo: true })]
  const kept: string[] = []
  for (const shop of [own, demo]) {
    async function* bytes() {
      yield Buffer.from(`a pattern of ${shop}`)
    }
    kept.push((await blobs.put(shop, bytes(), 1_000)).sha256)
    mkdirSync(join(home, 'uploads', shop, 'u'), { recursive: true })
  }
  mkdirSync(join(demoFolder(home), 'stores'), { recursive: true })
  writeFileSync(join(demoFolder(home), 'built'), '')

  await removeDemo({ database, blobs, home, again: true })
  assert.equal(await directory.demoShop(database), null)
  assert.deepEqual(
    ['files', 'uploads'].map(folder => [existsSync(join(home, folder, demo)), existsSync(join(home, folder, own))]),
    [
      [false, true],
      [false, true],
    ],
  )
  assert.equal(await blobs.has(own, kept[0]!), true)
  assert.equal(existsSync(demoFolder(home)), false)
  assert.equal(existsSync(join(home, 'demo-reset')), true, 'built anew at the next start')
  await removeDemo({ database, blobs, home, again: false })
  assert.equal(existsSync(join(home, 'demo-reset')), false, 'and then not')
})

test('before the pages answer an empty home has a demo shop; a whole one stays, a half-built one begins anew, beside her own there is none', async () => {
  // Whoever opened the page in the first second was asked to sign in where nobody could.
  const fresh = await testDatabase()
  const blobs = folderStore(join(home, 'files'))
  const prepare = (env: Record<string, string> = {}) =>
    prepareDemo({ database: fresh, blobs, config: readConfig({ SELVAGE_HOME: home, ...env }) })
  await prepare({ SELVAGE_DEMO: 'off' })
  await prepare({ SELVAGE_PUBLIC_URL: 'https://patterns.example' })
  assert.equal(await directory.demoShop(fresh), null)
  await prepare()
  const first = await directory.demoShop(fresh)
  assert.ok(first)
  await prepare()
  const second = await directory.demoShop(fresh)
  assert.notEqual(second, first, 'half-built: begun anew')
  mkdirSync(demoFolder(home), { recursive: true })
  writeFileSync(join(demoFolder(home), 'built'), '')
  await prepare()
  assert.equal(await directory.demoShop(fresh), second, 'whole: it stays')
  await newShop(fresh)
  await removeDemo({ database: fresh, blobs, home, again: false })
  await prepare()
  assert.equal(await directory.demoShop(fresh), null)
  await removeDemo({ database: fresh, blobs, home, again: true })
  await prepare()
  assert.ok(await directory.demoShop(fresh), 'asked for by `demo reset`')
})
