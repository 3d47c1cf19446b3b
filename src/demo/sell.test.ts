import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SellRequest } from '#kit/fake.ts'
import { sellAt } from './sell.ts'

const cart: SellRequest = { lines: [{ remoteId: '1', quantity: 2 }, { remoteId: '2' }], name: 'Ana', email: null }

test('a cart is one sale where the platform takes it, and a sale for each thing where it never does', async () => {
  // The demo was not built where a platform sells one thing at a time.
  const sold: SellRequest[] = []
  await sellAt({ sell: async sale => ({ remoteId: '', number: String(sold.push(sale)) }) }, cart)
  assert.deepEqual(sold.splice(0), [cart])
  const single = async (sale: SellRequest) => {
    if (sale.lines.length > 1) throw new Error('Control verb sell: never: one thing is one sale')
    return { remoteId: '', number: String(sold.push(sale)) }
  }
  await sellAt({ sell: single }, cart)
  assert.deepEqual(
    sold.map(({ lines }) => lines),
    [[{ remoteId: '1' }], [{ remoteId: '2' }]],
  )
  await assert.rejects(sellAt({ sell: () => Promise.reject(new Error('out of order')) }, cart), /out of order/)
})
