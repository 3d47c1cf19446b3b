import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newShop, testDatabase } from '#testing/database.ts'
import { saleOf } from '#testing/sales.ts'
import { takeOrders } from '../order/take-orders.ts'
import { connect } from './connect.ts'
import { goLive } from './move-state.ts'

const database = await testDatabase()

test('a sale told with the very second of going live, in whole seconds, was once taken for history and its buyer got no mail', async () => {
  const shop = await newShop(database)
  const pressed = new Date('2026-03-10T12:00:00.700Z')
  const facts = { name: 'Stub', version: null, warnings: [] }
  await database.inShop(shop, async tx => {
    const connection = await connect(tx, {
      spoke: 'stub',
      label: 'Stub',
      baseUrl: 'https://stub.example',
      account: '',
      currency: 'EUR',
      facts,
      settings: {},
      secretKey: Buffer.alloc(32, 7),
      now: pressed,
    })
    await goLive(tx, connection, pressed)
    const placedAt = (text: string) => ({ placedAt: new Date(text), paidAt: new Date(text), changedAt: new Date(text) })
    const sales = [
      saleOf({ remoteId: 'before', ...placedAt('2026-03-10T11:59:59Z') }),
      saleOf({ remoteId: 'now', ...placedAt('2026-03-10T12:00:00Z') }),
    ]
    await takeOrders(tx, connection, sales, pressed)
    const orders = await tx.selectFrom('order').select(['remote_id', 'is_history']).orderBy('remote_id').execute()
    assert.deepEqual(orders, [
      { remote_id: 'before', is_history: true },
      { remote_id: 'now', is_history: false },
    ])
  })
})
