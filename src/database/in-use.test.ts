import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silent } from '#log'
import { testDatabase } from '#testing/database.ts'
import { startQueue } from '#work/queue.ts'
import { holdAlone, isFree, isServed } from './in-use.ts'
import { createListener } from './listen.ts'

const database = await testDatabase()

test('a running Selvage is seen by the sessions of its queue and of its listeners, and no longer once they are gone', async () => {
  assert.equal(await isServed(database), false)
  const queue = await startQueue(database, { log: silent })
  assert.equal(await isServed(database), true)
  await queue.stop(2_000)
  assert.equal(await isFree(database), true)
  const listener = createListener(database)
  await listener.on('selvage_changed', () => {})
  assert.equal(await isServed(database), true)
  await listener.close()
  assert.equal(await isFree(database), true)
})

test('what one process alone may do is held until it lets go', async () => {
  const letGo = await holdAlone(database, 'demo')
  assert.ok(letGo)
  assert.equal(await holdAlone(database, 'demo'), null)
  const other = await holdAlone(database, 'another')
  assert.ok(other)
  await Promise.all([letGo(), other()])
  const again = await holdAlone(database, 'demo')
  assert.ok(again)
  await again()
})
