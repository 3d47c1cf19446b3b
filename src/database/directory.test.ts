import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { newShop, testDatabase } from '#testing/database.ts'
import { directory } from './directory.ts'

const database = await testDatabase()

test('every question asked before a shop is known is answered to the program’s own role', async () => {
  // Which launches are due was refused, and with it all that the clock starts: their table has a column of the parameter's name.
  const shop = await newShop(database, { isDemo: true })
  const given = [new Date(), randomUUID(), 'a word'] as const
  for (const [name, ask] of Object.entries(directory) as [string, (database: unknown, input?: unknown) => Promise<unknown>][]) {
    const answers = await Promise.allSettled(given.map(input => ask(database, input)))
    const why = answers.map(answer => (answer.status === 'fulfilled' ? 'answered' : String(answer.reason)))
    assert.ok(why.includes('answered'), `${name}: ${why.join(', ')}`)
  }
  assert.deepEqual(await directory.shops(database), [shop])
})

test('a launch is due from its moment on', async () => {
  const shop = await newShop(database)
  await database.asOwner(
    `with p as (insert into publication (shop_id, cause, pressed_by, key) values ($1, 'make-ready', 'test', 'k') returning publication_id)
     insert into launch (shop_id, name, at, made_ready, pressed_by, next_try_at)
     select $1, 'Spring', '2026-03-01T12:00:00Z', publication_id, 'test', '2026-03-01T12:00:00Z' from p`,
    [shop],
  )
  assert.deepEqual(await directory.shopsWithDueLaunches(database, new Date('2026-03-01T11:59:59Z')), [])
  assert.deepEqual(await directory.shopsWithDueLaunches(database, new Date('2026-03-01T12:00:00Z')), [shop])
})
