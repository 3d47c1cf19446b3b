import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDatabase } from '#database'
import { testDatabase } from '#testing/database.ts'
import { health } from './health.ts'

test('healthz tells that the process answers; readyz what it can do, with 503 when it cannot', async t => {
  const database = await testDatabase(t)
  let queue = 'ok'
  const app = health({ database, queueState: () => queue })
  assert.equal((await app.request('/healthz')).status, 200)
  const ready = await app.request('/readyz')
  assert.deepEqual([ready.status, await ready.json()], [200, { ready: true, database: 'ok', migrations: 'ok', queue: 'ok' }])

  queue = 'the queue is starting'
  const waiting = await app.request('/readyz')
  assert.deepEqual(
    [waiting.status, await waiting.json()],
    [503, { ready: false, database: 'ok', migrations: 'ok', queue: 'the queue is starting' }],
  )

  queue = 'ok'
  await database.asOwner(`update selvage.migration set sha256 = 'other' where name like '0001%'`)
  const changed = await app.request('/readyz')
  assert.equal(changed.status, 503)
  assert.match(((await changed.json()) as { migrations: string }).migrations, /are not those of the program/)
})

test('without a server readyz answers 503 within three seconds, and healthz still 200', async () => {
  const database = createDatabase({ url: 'postgres://nobody:x@127.0.0.1:9/none', max: 1 })
  const app = health({ database })
  const from = performance.now()
  const answer = await app.request('/readyz')
  assert.equal(answer.status, 503)
  assert.equal(((await answer.json()) as { database: string }).database, 'the database does not answer')
  assert.ok(performance.now() - from < 3_000)
  assert.equal((await app.request('/healthz')).status, 200)
  await database.close()
})
