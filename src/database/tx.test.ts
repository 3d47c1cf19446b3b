import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shopOf } from '#database'
import { newShop, testDatabase } from '#testing/database.ts'

const database = await testDatabase()
const [a, b] = [await newShop(database, { name: 'A' }), await newShop(database, { name: 'B' })]

test('a transaction is in one shop: it sees that shop alone, and knows which it is', async () => {
  const seen = await database.inShop(a, async tx => ({ shop: shopOf(tx), rows: await tx.selectFrom('shop').select('name').execute() }))
  assert.deepEqual(seen, { shop: a, rows: [{ name: 'A' }] })
  assert.notEqual(a, b)
})
