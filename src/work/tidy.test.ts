import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { sql } from '#database'
import { newShop, testDatabase } from '#testing/database.ts'
import { newConnection } from '#testing/sales.ts'
import { testWorld } from '#testing/work-deps.ts'
import { tidy } from './tidy.ts'

const database = await testDatabase()
const home = mkdtempSync(join(tmpdir(), 'selvage-tidy-'))
after(() => rmSync(home, { recursive: true }))

test('what has served for a month goes; what could not be read, and what is not delivered, stays', async () => {
  const { deps } = testWorld(database)
  const shop = await newShop(database)
  const connection = await newConnection(database, shop)
  const [old, fresh] = [new Date(deps.now().getTime() - 31 * 86_400_000), deps.now()]
  await database.inShop(shop, async tx => {
    for (const [key, state, at] of [
      ['1', 'done', old],
      ['2', 'unreadable', old],
      ['3', 'done', fresh],
    ] as const)
      await sql`insert into inbox (shop_id, connection_id, source, content_key, body, state, received_at)
        values (${shop}, ${connection}, 'poll', ${key}, '', ${state}, ${at})`.execute(tx)
    await sql`insert into event (shop_id, name, delivered_at) values (${shop}, 'order.taken', ${old}), (${shop}, 'order.taken', null), (${shop}, 'order.taken', ${fresh})`.execute(
      tx,
    )
  })
  await tidy(deps, { shop })
  const left = await database.inShop(shop, async tx => ({
    inbox: (await sql<{ content_key: string }>`select content_key from inbox order by 1`.execute(tx)).rows.map(row => row.content_key),
    events: (await sql`select from event`.execute(tx)).rows.length,
  }))
  assert.deepEqual(left, { inbox: ['2', '3'], events: 2 })
})

test('an upload that was cut a week ago is given up with its bytes; one of yesterday may go on', async () => {
  const { deps } = testWorld(database, { config: { home } })
  const shop = await newShop(database)
  const begin = (days: number) =>
    database.inShop(shop, async tx => {
      const at = new Date(deps.now().getTime() - days * 86_400_000)
      const { rows } = await sql<{ id: string }>`
        insert into upload (shop_id, file_name, size_bytes, received_bytes, created_at) values (${shop}, 'half.pdf', 100, 10, ${at})
        returning upload_id as id`.execute(tx)
      const folder = join(home, 'uploads', shop, rows[0]!.id)
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, '000000000000.part'), 'ten bytes!')
      return folder
    })
  const [old, fresh] = [await begin(8), await begin(1)]
  await tidy(deps, { shop })
  assert.deepEqual([existsSync(old), existsSync(fresh)], [false, true])
  const left = await database.inShop(shop, tx => tx.selectFrom('upload').select('file_name').execute())
  assert.equal(left.length, 1)
})

test('a change of many patterns that was only looked at goes after a week; one that was applied stays, for its undo', async () => {
  const { deps } = testWorld(database)
  const shop = await newShop(database)
  const old = new Date(deps.now().getTime() - 8 * 86_400_000)
  await database.inShop(shop, tx =>
    sql`insert into batch (shop_id, state, source, changes, made_by, created_at) values (${shop}, 'shown', 'grid', '[]', 'ann', ${old}),
      (${shop}, 'applied', 'csv', '[]', 'ann', ${old}), (${shop}, 'shown', 'xlsx', '[]', 'ann', ${deps.now()})`.execute(tx),
  )
  await tidy(deps, { shop })
  const { rows } = await database.inShop(shop, tx => sql<{ source: string }>`select source from batch order by 1`.execute(tx))
  assert.deepEqual(
    rows.map(({ source }) => source),
    ['csv', 'xlsx'],
  )
})
