import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { silent } from '#log'
import { testDatabase } from '#testing/database.ts'
import { startQueue } from '#work/queue.ts'
import { isServed } from './in-use.ts'
import { createListener } from './listen.ts'

const database = await testDatabase()

/** The sessions of what has stopped are a moment in leaving. */
async function isLeft(): Promise<boolean> {
  for (let round = 0; round < 100; round++) {
    if (!(await isServed(database))) return true
    await sleep(20)
  }
  return false
}

test('a running Selvage is seen by the sessions of its queue and of its listeners, and no longer once they are gone', async () => {
  assert.equal(await isServed(database), false)
  const queue = await startQueue(database, { log: silent })
  assert.equal(await isServed(database), true)
  await queue.stop(2_000)
  assert.equal(await isLeft(), true)
  const listener = createListener(database)
  await listener.on('selvage_changed', () => {})
  assert.equal(await isServed(database), true)
  await listener.close()
  assert.equal(await isLeft(), true)
})
