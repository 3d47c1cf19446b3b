import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { createDatabase, createListener, DatabaseError, directory, type ShopId, shopOf, sql, type Tx } from '#database'
import { systemOf } from '#database/system.ts'
import { newShop, testDatabase } from '#testing/database.ts'
import { exampleRows } from '#testing/example-rows.ts'

const database = await testDatabase()
const [a, b] = [await newShop(database, { name: 'A' }), await newShop(database, { name: 'B' })]

test('a transaction is in one shop: it sees that shop alone, and knows which it is', async () => {
  const seen = await database.inShop(a, async tx => ({ shop: shopOf(tx), rows: await tx.selectFrom('shop').select('name').execute() }))
  assert.deepEqual(seen, { shop: a, rows: [{ name: 'A' }] })
  assert.throws(() => shopOf({} as Tx), TypeError)
})

test('a transaction of one shop cannot see, change, delete, make or take over a row of another, in any business table', async () => {
  const owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  try {
    const tables = await exampleRows(owner, b)
    assert.ok(tables.length >= 30, `${tables.length} tables`)
    const count = async (table: string) =>
      Number((await owner.query(`select count(*) from public.${table} where shop_id = $1`, [b])).rows[0].count)
    for (const { table, columns, values } of tables) {
      const before = await count(table)
      assert.ok(before > 0, `no example row in ${table}`)
      const name = sql.raw(`public.${table}`)
      await database.inShop(a, async tx => {
        const seen = await sql`select from ${name} where shop_id = ${b}`.execute(tx)
        assert.equal(seen.rows.length, 0, `${table}: seen`)
        const changed = await sql`update ${name} set shop_id = shop_id where shop_id = ${b}`.execute(tx)
        assert.equal(changed.numAffectedRows, 0n, `${table}: changed`)
        const deleted = await sql`delete from ${name} where shop_id = ${b}`.execute(tx)
        assert.equal(deleted.numAffectedRows, 0n, `${table}: deleted`)
      })
      const listed = sql.raw(columns.map(column => owner.escapeIdentifier(column)).join(', '))
      await refusesRow(
        () => database.inShop(a, tx => sql`insert into ${name} (${listed}) values (${sql.join(values.map(v => sql`${v}`))})`.execute(tx)),
        `${table}: made`,
      )
      assert.equal(await count(table), before, table)
    }
    await refusesRow(
      () => database.inShop(a, tx => sql`update public.shop set shop_id = ${b} where shop_id = ${a}`.execute(tx)),
      'shop: taken over',
    )
  } finally {
    await owner.end()
  }
})

test('without a shop no business row is seen, and the shop of a transaction does not outlive it', async () => {
  await database.inShop(a, async () => {})
  const { rows } = await sql<{ count: bigint }>`select count(*) from public.shop`.execute(systemOf(database))
  assert.equal(rows[0]?.count, 0n)
})

test('a throw rolls back, and an error of the database comes without the row it refused', async () => {
  const bad = database.inShop(a, tx =>
    tx.insertInto('shop').values({ shop_id: a, slug: 'again', name: 'private-name', currency: 'EUR' }).execute(),
  )
  await assert.rejects(bad, (error: unknown) => {
    assert.ok(error instanceof DatabaseError)
    assert.deepEqual([error.code, error.table, error.isTransient], ['23505', 'shop', false])
    assert.ok(!JSON.stringify({ ...error, message: error.message }).includes(a))
    return true
  })
  const invalid = database.inShop(a, tx => sql`select ${'ann@example.com'}::uuid`.execute(tx))
  await assert.rejects(invalid, (error: unknown) => error instanceof DatabaseError && !error.message.includes('ann@'))
  const left = database.inShop(a, async tx => {
    await tx.updateTable('shop').set({ name: 'changed' }).execute()
    throw new Error('no')
  })
  await assert.rejects(left, /^Error: no$/)
  assert.deepEqual(await database.inShop(a, tx => tx.selectFrom('shop').select('name').execute()), [{ name: 'A' }])
})

test('money is a bigint, a time a Date, a date its text, jsonb itself', async () => {
  const { rows } = await database.inShop(a, tx =>
    sql`select 9007199254740993::int8 as money, array[1, null]::int8[] as list, '2026-03-01T12:00:00Z'::timestamptz as at, '2026-03-01'::date as day, '{"a":[1]}'::jsonb as json`.execute(
      tx,
    ),
  )
  assert.deepEqual(rows[0], {
    money: 9007199254740993n,
    list: [1n, null],
    at: new Date('2026-03-01T12:00:00Z'),
    day: '2026-03-01',
    json: { a: [1] },
  })
})

test('the questions before a shop is known answer with ids', async () => {
  assert.deepEqual(new Set(await directory.shops(database)), new Set<ShopId>([a, b]))
  assert.equal(await directory.shopBySlug(database, `test-${a.slice(0, 13)}`), a)
  assert.equal(await directory.shopBySlug(database, 'nobody'), null)
  assert.deepEqual(await directory.shopsOfUser(database, 'nobody'), [])
  assert.deepEqual(await directory.dueConnections(database, new Date(0)), [])
})

test('a superuser is refused as the role that runs the program', async () => {
  const asOwner = createDatabase({ url: database.ownerUrl, max: 1 })
  try {
    await assert.rejects(asOwner.check(), /The role \w+ may not run Selvage: it is superuser or has BYPASSRLS/)
    await database.check()
  } finally {
    await asOwner.close()
  }
})

test('a listener hears what was told, and says so after its connection was lost', async () => {
  const listener = createListener(database)
  const heard: string[] = []
  let wake = () => {}
  const until = async (text: string) => {
    while (!heard.includes(text)) await new Promise<void>(done => (wake = done))
  }
  try {
    await listener.on('selvage_test', payload => {
      heard.push(payload)
      wake()
    })
    const tell = (text: string) => sql`select pg_notify('selvage_test', ${text})`.execute(systemOf(database))
    await tell('one')
    await until('one')
    const owner = new pg.Client({ connectionString: database.ownerUrl })
    await owner.connect()
    await owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'selvage listen' and datname = current_database()`,
    )
    await owner.end()
    await until('')
    await tell('two')
    await until('two')
  } finally {
    await listener.close()
  }
})

/** Row level security answers 42501; a trigger or a key that answers first is a refusal as well. */
async function refusesRow(act: () => Promise<unknown>, what: string): Promise<void> {
  await assert.rejects(act, (error: unknown) => error instanceof DatabaseError && error.code === '42501', what)
}
