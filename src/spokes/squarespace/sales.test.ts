import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SaleItem } from '#kit'
import { readSales, salesFrom } from './sales.ts'
import { ownSite, readAll, stage, thrown, verb, withKey } from './testing.ts'

ownSite()
const idsOf = (items: readonly SaleItem[]) => new Set(items.flatMap(item => (item.isRead ? [item.sale.remoteId] : [])))
const buy = async (more: object = {}) => {
  const [product] = await stage.fake.listings()
  return (await stage.fake.sell({ lines: [{ remoteId: product!.remoteId }], email: 'ana@buyer.example', name: 'Ana Žák', ...more }))
    .remoteId
}

test('the whole history by its cursor, then what changed alone', async () => {
  await stage.fake.history({ orders: 120 })
  const { items, cursor, pages } = await readAll(null)
  assert.deepEqual([idsOf(items).size, pages], [120, 3])
  const sold = await buy()
  const next = await readAll(cursor)
  assert.deepEqual([...idsOf(next.items)], [sold])
  const again = await readAll(next.cursor)
  assert.ok(idsOf(again.items).has(sold), 'windows overlap')
})

test('a refund of an old order is told, and so is one that is not paid yet', async () => {
  const [old] = (await readAll(null)).items.flatMap(item =>
    item.isRead && item.sale.placedAt.getTime() < Date.now() - 40 * 86_400_000 ? [item.sale] : [],
  )
  const unpaid = await buy({ state: 'pending' })
  await stage.fake.refund({ remoteId: old!.remoteId })
  const { items } = await readAll(salesFrom(stage.ctx().now()))
  const states = new Map(items.flatMap(item => (item.isRead ? [[item.sale.remoteId, item.sale.state]] : [])))
  assert.deepEqual([states.get(old!.remoteId), states.get(unpaid)], ['refunded', 'pending'])
})

test('a cursor that has run out begins the window anew, a few times', async () => {
  const first = await readSales(stage.ctx(), null)
  assert.equal(first.hasMore, true)
  const broken = { ...(first.cursor as object), next: 'no-cursor-at-all' }
  const { items } = await readAll(broken)
  assert.ok(idsOf(items).size >= 120)
  await stage.fake.fault({ name: 'cursors-run-out', times: null })
  assert.equal((await thrown(readAll(null))).remedy, 'bug')
  await stage.fake.clearFaults()
})

test('orders of the test mode are no sales', async () => {
  await verb('settings', { isTest: true })
  const made = await buy()
  await verb('settings', { isTest: false })
  assert.equal(idsOf((await readAll(salesFrom(stage.ctx().now()))).items).has(made), false)
})

test('with an API key the same is read', async () => {
  const sold = await buy()
  assert.ok(idsOf((await readAll(salesFrom(stage.ctx().now()), await withKey())).items).has(sold))
})
