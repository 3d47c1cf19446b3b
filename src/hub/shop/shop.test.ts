import assert from 'node:assert/strict'
import test from 'node:test'
import pg from 'pg'
import { newShop, testDatabase } from '#testing/database.ts'
import { newConnection } from '#testing/sales.ts'
import { chooseSource } from '../source/choose-source.ts'
import { removeDemoShop, tablesOfShop } from './remove-demo-shop.ts'
import { slugOf, startShop } from './start-shop.ts'

const database = await testDatabase()

test('a shop’s address part is made of its name, and numbered when it is taken', async () => {
  assert.equal(slugOf('Ana’s Übermuster & Söhne'), 'ana-s-ubermuster-sohne')
  assert.equal(slugOf('編み物'), 'patterns')
  const ids = [
    await startShop(database, { name: 'Twice', currency: 'EUR', owner: 'u1' }),
    await startShop(database, { name: 'Twice', currency: 'EUR', owner: 'u1' }),
  ]
  const slugs = await Promise.all(ids.map(id => database.inShop(id, tx => tx.selectFrom('shop').select('slug').executeTakeFirstOrThrow())))
  assert.deepEqual(
    slugs.map(one => one.slug),
    ['twice', 'twice-2'],
  )
})

test('a shop in a currency that is none is refused', async () => {
  await assert.rejects(startShop(database, { name: 'Odd', currency: 'XXQ', owner: null }), { name: 'MoneyRefused' })
})

test('only the demo is removed, and nothing of it stays', async () => {
  const own = await newShop(database)
  await assert.rejects(removeDemoShop(database, own), { name: 'Refused' })
  const demo = await newShop(database, { isDemo: true })
  await database.inShop(demo, async tx => {
    const { pattern_id } = await tx
      .insertInto('pattern')
      .values({ shop_id: demo, sku: 'A', title: 'A', craft: 'other' })
      .returning('pattern_id')
      .executeTakeFirstOrThrow()
    await tx.insertInto('price').values({ shop_id: demo, pattern_id, currency: 'EUR', amount_minor: 100n }).execute()
  })
  const connectionId = await newConnection(database, demo)
  await database.inShop(demo, tx => chooseSource(tx, { kind: 'storefront', connectionId }, () => true))
  await removeDemoShop(database, demo)
  for (const table of tablesOfShop) {
    assert.deepEqual(
      await database.inShop(demo, tx =>
        tx
          .selectFrom(table as 'shop')
          .selectAll()
          .execute(),
      ),
      [],
      table,
    )
  }
})

test('the list of a shop’s tables is the catalogue’s', async () => {
  const client = new pg.Client({ connectionString: database.ownerUrl })
  await client.connect()
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'shop_id' where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`,
  )
  await client.end()
  assert.deepEqual([...tablesOfShop].sort(), rows.map(row => row.name).sort())
})
