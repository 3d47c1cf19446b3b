import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { newShop, testDatabase } from '#testing/database.ts'
import { Refused } from '../refused.ts'
import { openSettings, sealSettings } from './seal.ts'
import { keptKey } from './secret-key.ts'

const key = randomBytes(32)
const place = { shop: randomUUID(), connection: randomUUID() }
const settings = { key: 'ck_1', secret: 'cs_1', umlaut: 'ä' }
const isRefused = (code: string) => (error: unknown) => error instanceof Refused && error.code === code && !error.message.includes('cs_1')

test('what is sealed opens with the same key in the same place, and shows nothing meanwhile', () => {
  const sealed = sealSettings(key, place, settings)
  assert.deepEqual(openSettings(key, place, sealed), settings)
  assert.equal(sealed.includes('cs_1'), false)
  assert.notDeepEqual(sealSettings(key, place, settings), sealed)
})

test('another key, shop or connection, or one changed bit, opens nothing', () => {
  const sealed = sealSettings(key, place, settings)
  assert.throws(() => openSettings(randomBytes(32), place, sealed), isRefused('keys-unreadable'))
  assert.throws(() => openSettings(key, { ...place, shop: randomUUID() }, sealed), isRefused('keys-unreadable'))
  assert.throws(() => openSettings(key, { ...place, connection: randomUUID() }, sealed), isRefused('keys-unreadable'))
  for (const at of [0, 5, 20, sealed.length - 1]) {
    const changed = Buffer.from(sealed)
    changed[at]! ^= 1
    assert.throws(() => openSettings(key, place, changed), isRefused('keys-unreadable'), `byte ${at}`)
  }
  assert.throws(() => openSettings(key, place, sealed.subarray(0, 12)), isRefused('keys-unreadable'))
  assert.throws(() => openSettings(key, place, null), isRefused('keys-removed'))
})

test('the key is made once, for its owner only, and never again while something is sealed', async () => {
  const database = await testDatabase()
  const home = mkdtempSync(join(tmpdir(), 'selvage-key-'))
  after(() => rmSync(home, { recursive: true }))
  const path = join(home, 'secret', 'key')
  const made = await keptKey(database, home)
  assert.equal(made.length, 32)
  assert.deepEqual(await keptKey(database, home), made)
  if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o777, 0o600)
  const shop = await newShop(database)
  const kept = readFileSync(path)
  rmSync(path)
  await keptKey(database, home) // nothing is sealed yet
  writeFileSync(path, kept)
  const connection = randomUUID()
  await database.inShop(shop, tx =>
    tx
      .insertInto('connection')
      .values({
        shop_id: shop,
        connection_id: connection,
        spoke: 'stub',
        label: 'Stub',
        base_url: 'https://stub.example',
        currency: 'EUR',
        sealed: sealSettings(made, { shop, connection }, settings),
      })
      .execute(),
  )
  rmSync(path)
  await assert.rejects(keptKey(database, home), isRefused('key-missing'))
  writeFileSync(path, 'x'.repeat(40))
  await assert.rejects(keptKey(database, home), isRefused('key-damaged'))
})
