import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { sql } from '#database'
import { inSystem } from '#database/system.ts'
import { newShop, testDatabase } from '#testing/database.ts'
import { newConnection } from '#testing/sales.ts'
import { wakeHome } from './wake.ts'

const now = () => new Date('2026-03-01T00:00:00Z')

async function scene(t: TestContext) {
  const database = await testDatabase(t)
  const shop = await newShop(database)
  const connection = await newConnection(database, shop)
  const home = mkdtempSync(join(tmpdir(), 'selvage-home-'))
  t.after(() => rmSync(home, { recursive: true, force: true }))
  const read = () =>
    database.inShop(shop, tx =>
      tx
        .selectFrom('connection')
        .select(['state', 'resumes_as', 'reason'])
        .where('connection_id', '=', connection)
        .executeTakeFirstOrThrow(),
    )
  return { database, shop, home, read, wake: (at = home, isOwnServer = true) => wakeHome(database, { home: at, isOwnServer, now }) }
}

test('the same home wakes as it was, time after time', async t => {
  const { wake, read } = await scene(t)
  for (let boot = 0; boot < 3; boot++) assert.deepEqual(await wake(), { isCopy: false, why: null, quieted: 0 })
  assert.equal((await read()).state, 'live')
})

test('two processes that wake at once are one home', async t => {
  const { wake } = await scene(t)
  const both = await Promise.all([wake(), wake()])
  assert.deepEqual(
    both.map(({ isCopy }) => isCopy),
    [false, false],
  )
})

test('a copy of the folder wakes in rehearsal with a sentence, once', async t => {
  const { database, shop, wake, read, home } = await scene(t)
  await wake()
  const copy = mkdtempSync(join(tmpdir(), 'selvage-copy-'))
  t.after(() => rmSync(copy, { recursive: true, force: true }))
  cpSync(home, copy, { recursive: true })
  await database.inShop(shop, async tx => {
    await sql`insert into mail (shop_id, key, kind, to_address, subject, body_text, body_html) values (${shop}, 'k', 'files', 'a@example.com', 's', 't', 'h')`.execute(
      tx,
    )
    await sql`insert into event (shop_id, name) values (${shop}, 'mail.waiting')`.execute(tx)
    const pattern = '00000000-0000-4000-8000-000000000001'
    await sql`insert into pattern (shop_id, pattern_id, sku, title, craft) values (${shop}, ${pattern}, 'A', 'A', 'other')`.execute(tx)
    await sql`
      insert into erratum (shop_id, pattern_id, severity, notes, created_at, leaves_at, looks_at, left_at)
      values (${shop}, ${pattern}, 'stop', '{"en": "Stop"}', now(), now(), now(), null), (${shop}, ${pattern}, 'stop', '{"en": "Out"}', now(), now(), now(), now())`.execute(
      tx,
    )
  })
  const woken = await wake(copy)
  assert.deepEqual([woken.isCopy, woken.quieted], [true, 1])
  assert.match(woken.why!, /copied, moved or restored/)
  const { state, resumes_as, reason } = await read()
  assert.deepEqual([state, resumes_as], ['rehearsal', 'rehearsal'])
  assert.match(reason!, /woke in rehearsal because.*go live again/)
  const left = await database.inShop(shop, async tx => ({
    mail: (await sql<{ state: string }>`select state from mail`.execute(tx)).rows,
    errata: (
      await sql<{
        is: string
      }>`select concat_ws(' ', notes ->> 'en', leaves_at is null, looks_at is null) as is from erratum order by 1`.execute(tx)
    ).rows,
    events: (await sql`select from event where delivered_at is null`.execute(tx)).rows,
  }))
  assert.deepEqual([left.mail, left.events], [[{ state: 'failed' }], []])
  assert.deepEqual(
    left.errata,
    [{ is: 'Out f t' }, { is: 'Stop t t' }],
    'what waited to go out is a draft again, and what went out looks for nobody',
  )
  assert.equal((await wake(copy)).isCopy, false, 'she has been told; going live again is hers')
})

test('a database restored under a newer folder, another’s database, or a folder without its secrets, is a copy', async t => {
  const { database, wake, home, read } = await scene(t)
  await wake()
  await wake()
  await inSystem(database, tx => sql`update auth.home set boot_no = 1`.execute(tx))
  assert.match((await wake()).why!, /restored from a backup/)
  await inSystem(database, tx => sql`update auth.home set home_id = 'another'`.execute(tx))
  assert.match((await wake()).why!, /belongs to another/)
  rmSync(join(home, 'secret', 'home'))
  assert.match((await wake()).why!, /before this folder’s own note/)
  writeFileSync(join(home, 'secret', 'home'), 'not json')
  assert.equal((await wake()).isCopy, true)
  assert.equal((await read()).state, 'rehearsal')
})

test('on a server of its own two machines are one hub, and a dump read into another database is a copy', async t => {
  const { database, wake, read } = await scene(t)
  await wake(undefined, false)
  const other = mkdtempSync(join(tmpdir(), 'selvage-second-'))
  t.after(() => rmSync(other, { recursive: true, force: true }))
  assert.equal((await wake(other, false)).isCopy, false)
  assert.equal((await wake(undefined, false)).isCopy, false)
  await inSystem(database, tx => sql`update auth.home set mark = 'of the server it was dumped from'`.execute(tx))
  assert.equal((await wake(undefined, false)).isCopy, true)
  assert.equal((await read()).state, 'rehearsal')
})
