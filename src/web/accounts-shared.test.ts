import assert from 'node:assert/strict'
import test from 'node:test'
import { silent } from '#log'
import { testDatabase } from '#testing/database.ts'
import { testHub } from '#testing/web-hub.ts'
import { hasSeveral, watchShared } from './accounts-shared.ts'

const database = await testDatabase()

test('one owner of several shops is alone; a second account makes the installation shared', async t => {
  const hub = await testHub(t, database)
  const ana = await hub.newOwner('Ana')
  await ana.api.call('POST /shops', { body: { name: 'A second shop', currency: 'EUR' } })
  assert.equal((await database.asOwner('select from shop')).length, 2)
  assert.equal(await hasSeveral(database), false)
  await hub.newOwner('Eve')
  assert.equal(await hasSeveral(database), true)
  const watch = await watchShared(database, silent)
  t.after(watch.stop)
  assert.equal(watch.isShared(), true, 'known from the start on')
})
