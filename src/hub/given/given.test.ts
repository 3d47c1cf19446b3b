import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Tx } from '#database'
import { newShop, testDatabase } from '#testing/database.ts'
import { newVersion, proveAt } from '#testing/given.ts'
import { eur, lineOf, newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { takeOrders } from '../order/take-orders.ts'
import { type Given, giveBytes } from './give-bytes.ts'
import { heldVersions, whoHolds } from './held-version.ts'

const database = await testDatabase()
const day = (n: number) => new Date(Date.UTC(2026, 2, n))
const [first, second] = [
  { a4: 'one', letter: 'two' },
  { a4: 'one corrected', letter: 'two' },
]

async function scene() {
  const shop = await newShop(database)
  const connection = await newConnection(database, shop)
  const pattern = await newPattern(database, shop, { sku: 'CARD', listed: { connection, remoteId: '77' } })
  const v1 = await newVersion(database, shop, { pattern, number: '1.0', files: first, at: day(1) })
  const inShop = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
  const sell = (
    remoteId: string,
    placedAt: Date,
    email: string | null = `${remoteId}@example.com`,
    more: Partial<ReturnType<typeof saleOf>> = {},
  ) =>
    inShop(tx =>
      takeOrders(
        tx,
        connection,
        [saleOf({ remoteId, placedAt, changedAt: placedAt, buyer: { email, name: null, country: null }, ...more })],
        day(28),
      ),
    )
  const rows = () =>
    inShop(tx =>
      tx
        .selectFrom('given_bytes')
        .select(['no', 'kind', 'order_id', 'customer_id', 'version_id', 'file_key', 'at'])
        .orderBy('no')
        .execute(),
    )
  const orderOf = async (remoteId: string) => {
    const order = await inShop(tx =>
      tx.selectFrom('order').select(['order_id', 'customer_id']).where('remote_id', '=', remoteId).executeTakeFirstOrThrow(),
    )
    return { orderId: order.order_id, customerId: order.customer_id }
  }
  const heldBy = async (remoteId: string) => {
    const holder = await orderOf(remoteId)
    const [held] = await inShop(tx => heldVersions(tx, holder, [pattern]))
    return held === undefined ? null : held
  }
  return { shop, connection, pattern, v1, inShop, sell, rows, orderOf, heldBy }
}

test('a sale at a storefront that was proven to hold the files by their bytes gives each of them, once however often it is read', async () => {
  const { shop, connection, v1, sell, rows, heldBy } = await scene()
  await proveAt(database, shop, { connection, version: v1, at: day(2) })
  await sell('a', day(3))
  await sell('a', day(4))
  assert.deepEqual(
    (await rows()).map(({ no, kind, version_id, file_key, at }) => [no, kind, version_id, file_key, at]),
    [
      [1n, 'sold-with', v1.id, 'a4', day(3)],
      [2n, 'sold-with', v1.id, 'letter', day(3)],
    ],
  )
  const held = await heldBy('a')
  assert.deepEqual(
    [held?.number, held?.isNewest, held?.since, held?.how, held?.shop, held?.files, held?.ofFiles],
    ['1.0', true, day(3), 'sold-with', 'Stub shop', 2, 2],
  )
})

test('a step that sets no field whole may be one piece of a change of files: nothing is known until the listing is proven after it', async () => {
  const { shop, connection, pattern, v1, sell, rows, inShop } = await scene()
  await proveAt(database, shop, { connection, version: v1, at: day(4) })
  await inShop(tx =>
    tx
      .insertInto('step')
      .values({
        ...{ shop_id: shop, desired_no: 2, key: 'k', kind: 'add-file', says: 'Puts a file up', fields: [] },
        ...{ state: 'done', sent_at: day(5), settled_at: day(5) },
        listing_id: tx.selectFrom('listing').select('listing_id').where('pattern_id', '=', pattern),
      })
      .execute(),
  )
  await sell('half way', day(6))
  assert.deepEqual(await rows(), [])
})

test('what is not known is not guessed: history, a proof by name, a sale from before the files were changed, files under way, an edit by hand', async () => {
  const { shop, connection, pattern, v1, sell, rows, heldBy, inShop } = await scene()
  await sell('none', day(3))
  await proveAt(database, shop, { connection, version: v1, at: day(4), by: 'name' })
  await sell('by name', day(5))
  await proveAt(database, shop, { connection, version: v1, at: day(6) })
  await sell('before', day(5))
  await sell('history', new Date('2025-12-01T00:00:00Z'))
  const v2 = await newVersion(database, shop, { pattern, number: '2.0', files: second, at: day(7) })
  await inShop(tx =>
    tx
      .insertInto('step')
      .values({
        ...{
          shop_id: shop,
          desired_no: 2,
          key: 'k',
          kind: 'update',
          says: 'Sets the files',
          fields: ['files'],
          state: 'sent',
          sent_at: day(8),
        },
        listing_id: tx.selectFrom('listing').select('listing_id').where('pattern_id', '=', pattern),
      })
      .execute(),
  )
  await sell('under way', day(9))
  await inShop(tx =>
    tx
      .updateTable('step')
      .set({ state: 'done', settled_at: day(10) })
      .where('state', '=', 'sent')
      .execute(),
  )
  await sell('not proven anew', day(11))
  await proveAt(database, shop, { connection, version: v2, at: day(12) })
  await inShop(tx =>
    tx
      .insertInto('hand_edit')
      .values({
        shop_id: shop,
        field: 'files',
        listing_id: tx.selectFrom('listing').select('listing_id').where('pattern_id', '=', pattern),
      })
      .execute(),
  )
  await sell('edited', day(13))
  assert.deepEqual(await rows(), [])
  for (const sale of ['none', 'by name', 'before', 'history', 'under way', 'not proven anew', 'edited'])
    assert.equal(await heldBy(sale), null, sale)
  assert.deepEqual(await inShop(tx => whoHolds(tx, pattern)), {
    owners: 7,
    unknown: 7,
    versions: [
      { versionId: v2.id, number: '2.0', owners: 0 },
      { versionId: v1.id, number: '1.0', owners: 0 },
    ],
  })
})

test('a storefront whose clock is ahead may have sold before the change that it dates after', async () => {
  const { shop, connection, v1, sell, rows, inShop } = await scene()
  await proveAt(database, shop, { connection, version: v1, at: day(2) })
  await inShop(tx => tx.updateTable('connection').set({ clock_low_ms: 600_000, clock_high_ms: 601_000 }).execute())
  await sell('a', new Date(day(2).getTime() + 600_000))
  assert.deepEqual(await rows(), [])
  await sell('b', new Date(day(2).getTime() + 602_000))
  assert.equal((await rows()).length, 2)
})

test('she holds the newest version of which she was given a file, since the first; what an order gave counts for whoever its buyer is now', async () => {
  const { shop, connection, pattern, v1, sell, orderOf, heldBy, inShop } = await scene()
  await proveAt(database, shop, { connection, version: v1, at: day(2) })
  await sell('a', day(3))
  await sell('nobody', day(3), null)
  const v2 = await newVersion(database, shop, { pattern, number: '1.10', files: second, at: day(5) })
  const { customerId } = await orderOf('a')
  const fetched = (fileKey: string, at: Date): Given => ({
    ...{ kind: 'fetched', customerId, connectionId: null, orderId: null, patternId: pattern, versionId: v2.id, fileKey, at },
    sha256: v2.files.find(({ key }) => key === fileKey)!.sha256,
  })
  assert.deepEqual([(await heldBy('a'))?.number, (await heldBy('a'))?.isNewest], ['1.0', false])
  await inShop(tx => giveBytes(tx, [fetched('a4', day(6)), fetched('a4', day(7))]))
  const held = await heldBy('a')
  assert.deepEqual([held?.number, held?.since, held?.how, held?.shop, held?.files, held?.ofFiles], ['1.10', day(6), 'fetched', null, 1, 2])
  assert.deepEqual([(await heldBy('nobody'))?.number, (await heldBy('nobody'))?.how], ['1.0', 'sold-with'])
  const counts = async () => {
    const { owners, versions, unknown } = await inShop(tx => whoHolds(tx, pattern))
    return [owners, versions.map(one => one.owners), unknown]
  }
  assert.deepEqual(await counts(), [2, [1, 1], 0])
  // As a claim leaves it: the pattern of that order is hers, and the order still knows no buyer.
  await inShop(tx => tx.updateTable('entitlement').set({ customer_id: customerId }).where('customer_id', 'is', null).execute())
  assert.equal((await heldBy('nobody'))?.number, '1.10')
  assert.deepEqual(await counts(), [1, [1, 0], 0])
  await sell('nobody', day(8), 'a@example.com')
  assert.equal((await heldBy('nobody'))?.number, '1.10')
  assert.deepEqual(await counts(), [1, [1, 0], 0])
  await sell('a', day(9), 'a@example.com', { refunds: [{ remoteId: 'r', amount: eur(750), reason: null, refundedAt: day(9) }] })
  assert.equal((await heldBy('a'))?.number, '1.10', 'a refund takes no file back')
})

test('a pattern that stands in two lines of an order is given once; a line of another listing of the pattern gives nothing', async () => {
  const { shop, connection, v1, sell, rows } = await scene()
  await proveAt(database, shop, { connection, version: v1, at: day(2) })
  await sell('twice', day(3), 'a@example.com', { lines: [lineOf({ remoteId: '1' }), lineOf({ remoteId: '2' })] })
  assert.equal((await rows()).length, 2)
  await sell('other', day(3), 'a@example.com', { lines: [lineOf({ listingRemoteId: '78', sku: 'CARD' })] })
  assert.equal((await rows()).length, 2)
})

test('forty sales and downloads at once leave no gap, and each row follows from the one before', async () => {
  const { shop, pattern, v1, inShop, rows } = await scene()
  const others = await Promise.all(
    Array.from({ length: 4 }, async (_, at) => {
      const connection = await newConnection(database, shop)
      const remoteId = `there-${at}`
      const listed = await newPattern(database, shop, { listed: { connection, remoteId } })
      const version = await newVersion(database, shop, { pattern: listed, number: '1.0', files: { a4: `file ${at}` }, at: day(1) })
      await proveAt(database, shop, { connection, version, at: day(2) })
      return { connection, remoteId }
    }),
  )
  const fetched = { kind: 'fetched', customerId: pattern, connectionId: null, orderId: null, patternId: pattern, versionId: v1.id } as const
  await Promise.all(
    Array.from({ length: 40 }, (_, at) => {
      if (at % 2 === 0) return inShop(tx => giveBytes(tx, [{ ...fetched, fileKey: 'a4', sha256: v1.files[0]!.sha256, at: day(3) }]))
      const { connection, remoteId } = others[at % 4]!
      const sale = saleOf({ remoteId: `${at}`, placedAt: day(4), changedAt: day(4), lines: [lineOf({ listingRemoteId: remoteId })] })
      return inShop(tx => takeOrders(tx, connection, [sale], day(5)))
    }),
  )
  assert.deepEqual(
    (await rows()).map(({ no }) => Number(no)),
    Array.from({ length: 40 }, (_, at) => at + 1),
  )
  const head = await inShop(tx => tx.selectFrom('given_head').select('no').executeTakeFirstOrThrow())
  assert.equal(head.no, 40n)
})

test('a row is never changed or taken away, by the program or by the owner of the table; a transaction that fails leaves none', async () => {
  const { shop, connection, v1, sell, inShop, rows } = await scene()
  await proveAt(database, shop, { connection, version: v1, at: day(2) })
  await sell('a', day(3))
  const only = /is only ever added to/
  await assert.rejects(
    inShop(tx => tx.updateTable('given_bytes').set({ file_key: 'a0' }).execute()),
    only,
  )
  await assert.rejects(
    inShop(tx => tx.deleteFrom('given_bytes').execute()),
    only,
  )
  await assert.rejects(
    inShop(tx => tx.updateTable('given_head').set({ no: 0n }).execute()),
    only,
  )
  await assert.rejects(database.asOwner('update given_bytes set no = no where shop_id = $1', [shop]), only)
  await assert.rejects(database.asOwner('delete from given_bytes where shop_id = $1', [shop]), only)
  await assert.rejects(database.asOwner('truncate given_bytes'), only)
  await assert.rejects(database.asOwner('delete from given_head where shop_id = $1', [shop]), only)
  const before = await rows()
  await assert.rejects(
    inShop(async tx => {
      await takeOrders(tx, connection, [saleOf({ remoteId: 'b', placedAt: day(4) })], day(5))
      throw new Error('cut off')
    }),
    /cut off/,
  )
  assert.deepEqual(await rows(), before)
  await sell('b', day(4))
  assert.deepEqual(
    (await rows()).map(({ no }) => no),
    [1n, 2n, 3n, 4n],
  )
})
