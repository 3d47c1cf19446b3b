import assert from 'node:assert/strict'
import test from 'node:test'
import { sql } from 'kysely'
import { newShop, testDatabase } from '#testing/database.ts'
import { kept, prepared } from './kept.ts'

const database = await testDatabase()

test('a marked statement is prepared once on its connection, others are not', async () => {
  const shop = await newShop(database)
  await database.inShop(shop, async tx => {
    for (const value of [1, 2, 3]) {
      const { rows } = await sql<{ n: number }>`${kept} select ${value}::int + 1 as n`.execute(tx)
      assert.equal(rows[0]!.n, value + 1)
      await sql`select ${value}::int + 2 as n`.execute(tx)
    }
    const { rows } = await sql<{
      statement: string
    }>`select statement from pg_prepared_statements where statement like '%::int + %'`.execute(tx)
    assert.deepEqual(
      rows.map(({ statement }) => statement),
      ['/* kept */ select $1::int + 1 as n'],
    )
  })
})

test('only a text that begins with the mark is given a name', () => {
  const [named] = prepared(['/* kept */ select $1', [1]]) as [{ name: string }]
  assert.match(named.name, /^[0-9a-f]{32}$/)
  for (const args of [['select 1', []], ["select '/* kept */'", []], ['/* kept */ select 1'], [{ text: '/* kept */' }]])
    assert.equal(prepared(args), args)
})
