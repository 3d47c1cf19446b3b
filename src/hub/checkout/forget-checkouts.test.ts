import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '#database'
import { newShop, testDatabase } from '#testing/database.ts'
import { newConnection } from '#testing/sales.ts'
import { buy, cartOf, newOffer, paymentOf, stateOf } from '#testing/store.ts'
import { writeOrderMail } from '../mail/write-order-mail.ts'
import { forgetAddress } from '../person/forget-person.ts'
import { forgetCheckouts } from './forget-checkouts.ts'
import { settlePayment } from './settle-payment.ts'

const database = await testDatabase()
const now = new Date('2026-03-01T12:00:00Z')
const years = (count: number) => new Date(Date.UTC(2026 + count, 2, 1, 12))

async function scene() {
  const shop = await newShop(database)
  const connection = await newConnection(database, shop, { spoke: 'till' })
  const pattern = await newOffer(database, shop)
  const start = (more: Partial<Parameters<typeof buy>[2]> = {}) =>
    buy(database, shop, { cart: cartOf([pattern]), connectionId: connection, now, places: [{ kind: 'said', country: 'DE' }], ...more })
  const forget = (at: Date) => database.inShop(shop, tx => forgetCheckouts(tx, at))
  const kept = () =>
    database.inShop(shop, async tx => ({
      checkouts: await tx.selectFrom('checkout').select(['email', 'gift_email', 'gift_word', 'total_minor']).execute(),
      places: (await tx.selectFrom('checkout_place').select('country').execute()).length,
    }))
  return { shop, connection, start, forget, kept }
}

test('what was never paid goes after ninety days; what is promised or paid stays', async () => {
  const { shop, connection, start, forget, kept } = await scene()
  await start()
  const promised = await start()
  const paid = await start()
  for (const [checkoutId, state] of [
    [promised.checkoutId, 'pending'],
    [paid.checkoutId, 'paid'],
  ] as const)
    await database.inShop(shop, tx => settlePayment(tx, connection, paymentOf({ remoteId: checkoutId, checkoutId, state }), now))
  await forget(new Date('2026-05-20T00:00:00Z'))
  assert.equal((await kept()).checkouts.length, 3)
  await forget(new Date('2026-06-20T00:00:00Z'))
  assert.equal((await kept()).checkouts.length, 2)
})

test('proofs of place are kept ten years beyond the year of the sale, and then they and the address go', async () => {
  const { shop, connection, start, forget, kept } = await scene()
  const { checkoutId } = await start()
  await database.inShop(shop, tx => settlePayment(tx, connection, paymentOf({ checkoutId }), now))
  await forget(years(10))
  assert.deepEqual([(await kept()).places, (await kept()).checkouts[0]!.email], [1, 'ana@example.com'])
  await forget(years(11))
  assert.deepEqual([(await kept()).places, (await kept()).checkouts[0]!.email, (await kept()).checkouts[0]!.total_minor], [0, null, 750n])
})

test('at her wish a buyer is forgotten at once, and a later word of the provider does not bring her back', async () => {
  const { shop, connection, start, kept } = await scene()
  const { checkoutId } = await start()
  assert.equal(await database.inShop(shop, tx => forgetAddress(tx, ' ANA@example.com ', now)), false)
  assert.deepEqual([(await kept()).checkouts[0]!.email, (await kept()).places], [null, 1])
  await database.inShop(shop, tx => settlePayment(tx, connection, paymentOf({ checkoutId }), now))
  assert.equal((await stateOf(database, shop)).orders[0]!.email, null)
})

test('a gift’s mail goes to its receiver on the day, in the giver’s words, and the giver gets the receipt; a purchase gets the usual mail', async () => {
  const { shop, connection, start } = await scene()
  const at = new Date('2026-12-24T08:00:00Z')
  const gift = { email: 'bea@example.com', word: 'Knit <b>well</b>, Ana', at }
  for (const more of [{ gift }, {}]) {
    const { checkoutId } = await start(more)
    await database.inShop(shop, tx => settlePayment(tx, connection, paymentOf({ remoteId: checkoutId, checkoutId }), now))
  }
  const mails = await database.inShop(shop, async tx => {
    for (const { order_id } of await tx.selectFrom('order').select('order_id').execute())
      for (const _ of [1, 2]) await writeOrderMail(tx, order_id, now)
    const { rows } = await sql<{
      kind: string
      to_address: string
      subject: string
      body_text: string
      body_html: string
      next_try_at: Date
    }>`
      select * from mail order by to_address, kind`.execute(tx)
    return rows
  })
  assert.deepEqual(
    mails.map(({ kind, to_address }) => `${kind} ${to_address}`),
    ['files ana@example.com', 'receipt ana@example.com', 'files bea@example.com'],
  )
  const [, receipt, given] = mails
  assert.deepEqual([given!.next_try_at, receipt!.next_try_at], [at, now])
  assert.match(given!.body_text, /“Knit <b>well<\/b>, Ana”/)
  assert.match(given!.body_html, /Knit &lt;b&gt;well/)
  assert.doesNotMatch(given!.body_text, /7\.50/)
  assert.match(receipt!.body_text, /€7\.50 in all. It is a gift for bea@example\.com.*24 December 2026/)
  assert.doesNotMatch(receipt!.body_html, /href|\{\{link\}\}/)
})
