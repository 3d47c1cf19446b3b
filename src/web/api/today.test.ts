/** What Today says needs her, through the endpoint that the screen reads. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limits, noteTry } from '#hub/claim/limits.ts'
import { keepWish } from '#hub/inbox/wishes.ts'
import { noteRefused } from '#hub/order/fulfil.ts'
import { takeOrders } from '#hub/order/take-orders.ts'
import { testDatabase } from '#testing/database.ts'
import { newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { testHub } from '#testing/web-hub.ts'

const database = await testDatabase()

test('a buyer’s wish about personal data stands first on Today, with its day and its words, until it is marked as done', async t => {
  const hub = await testHub(t, database)
  const { shop, api } = await hub.newOwner()
  const connection = await newConnection(database, shop)
  const now = new Date('2026-11-28T12:00:00Z')
  await database.inShop(shop, tx =>
    keepWish(tx, { connectionId: connection, headers: {}, body: Buffer.from('{"customer":{"email":"ana@example.com"}}'), now }),
  )
  const today = () => api.call('GET /shops/{shop}/today', { params: { shop } })
  const [todo] = (await today()).todos
  assert.equal(todo!.title, '“Stub shop” passes on a buyer’s wish about personal data')
  assert.match(todo!.detail, /^Act within 30 days, by 28 December, and say here when it is done\./)
  assert.equal(todo!.wish!.message, '{"customer":{"email":"ana@example.com"}}')
  await api.call('POST /shops/{shop}/deliveries/{delivery}/done', { params: { shop, delivery: todo!.wish!.delivery } })
  assert.deepEqual((await today()).todos, [])
})

test('an order that a storefront will not have marked is told with its sentence', async t => {
  const hub = await testHub(t, database)
  const { shop, api } = await hub.newOwner()
  const connection = await newConnection(database, shop)
  await newPattern(database, shop, { listed: { connection, remoteId: '77' } })
  await database.inShop(shop, async tx => {
    await takeOrders(tx, connection, [saleOf()], new Date(), { isFulfilled: true })
    const { order_id } = await tx.selectFrom('order').select('order_id').executeTakeFirstOrThrow()
    await noteRefused(tx, order_id, 'It holds goods that are sent by post.')
  })
  const { todos } = await api.call('GET /shops/{shop}/today', { params: { shop } })
  assert.deepEqual(
    todos.map(({ title, detail }) => [title, detail]),
    [
      [
        '1 order could not be marked as delivered at the shop',
        'It holds goods that are sent by post. Its buyer has the pattern all the same.',
      ],
    ],
  )
})

test('many wrong tries on the claim page in a day are one sentence, and ask nothing of her', async t => {
  const hub = await testHub(t, database)
  const { shop, api } = await hub.newOwner()
  const checks = async () => {
    const today = await api.call('GET /shops/{shop}/today', { params: { shop } })
    assert.deepEqual(today.todos, [])
    return today.checks.map(({ words }) => words).filter(words => words.includes('claim page'))
  }
  const note = (times: number, at: Date) =>
    database.inShop(shop, async tx => {
      for (let n = 0; n < times; n++) await noteTry(tx, { askerHash: 'a', numberHash: `${n}` }, n % 2 === 0 ? 'wrong-code' : 'limited', at)
    })
  await note(limits.toldADay - 1, new Date())
  await note(50, new Date(Date.now() - 25 * 3_600_000))
  assert.deepEqual(await checks(), [])
  await note(1, new Date())
  assert.deepEqual(await checks(), [
    'Somebody tried 20 order numbers and codes that do not fit on the claim page in a day; none was told whether it exists',
  ])
})
