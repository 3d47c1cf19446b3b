import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Tx } from '#database'
import { livePreview } from '#hub/connection/live-preview.ts'
import { goRehearsal } from '#hub/connection/move-state.ts'
import { invite, invitePreview } from '#hub/customer/invite.ts'
import { takeOrders } from '#hub/order/take-orders.ts'
import { holdEverything, letGo } from '#hub/shop/hold.ts'
import { newShop, testDatabase } from '#testing/database.ts'
import { newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { testWorld } from '#testing/work-deps.ts'
import { inviteBuyers } from './invite.ts'

const database = await testDatabase()
const world = testWorld(database)
const now = world.deps.now()
const can = { why: null }

async function scene(buyers: number) {
  const shop = await newShop(database)
  const connection = await newConnection(database, shop)
  await newPattern(database, shop, { listed: { connection, remoteId: '77' } })
  const inShop = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
  const old = new Date('2025-06-01T00:00:00Z')
  const sales = Array.from({ length: buyers }, (_, n) =>
    saleOf({ remoteId: `${n}`, placedAt: old, changedAt: old, buyer: { email: `b${n}@example.com`, name: null, country: null } }),
  )
  await inShop(tx =>
    takeOrders(
      tx,
      connection,
      [
        ...sales,
        { ...sales[0]!, remoteId: 'again' },
        saleOf({ remoteId: 'new', buyer: { email: 'new@example.com', name: null, country: null } }),
      ],
      now,
    ),
  )
  const mails = () => inShop(tx => tx.selectFrom('mail').select(['key', 'to_address']).where('kind', '=', 'invitation').execute())
  return { shop, connection, inShop, mails }
}

test('past buyers are invited by number, in batches, each once for ever', async () => {
  const { shop, connection, inShop, mails } = await scene(230)
  const preview = await inShop(tx => invitePreview(tx, connection, can))
  assert.deepEqual([preview.buyers, preview.batches, preview.canSend], [230, 3, true])
  assert.match(preview.sentence, /^230 past buyers of “Stub shop” get one mail .* in 3 batches/)
  await assert.rejects(
    inShop(tx => invite(tx, connection, { seen: 229, canMail: can, now })),
    /230 buyers now, not 229/,
  )
  assert.equal(await inShop(tx => invite(tx, connection, { seen: 230, canMail: can, now })), 230)
  await inviteBuyers(world.deps, { shop })
  await inviteBuyers(world.deps, { shop })
  const sent = await mails()
  assert.equal(sent.length, 230)
  assert.equal(
    sent.some(({ to_address }) => to_address === 'new@example.com'),
    false,
    'who bought live had her mail',
  )
  const after = await inShop(tx => invitePreview(tx, connection, can))
  assert.deepEqual([after.buyers, after.canSend, after.why], [0, false, 'There is nobody left to invite.'])
  await assert.rejects(
    inShop(tx => invite(tx, connection, { seen: 0, canMail: can, now })),
    /nobody left/,
  )
})

test('held in the middle, the rest is written after letting go', async () => {
  const { shop, connection, inShop, mails } = await scene(3)
  await inShop(tx => invite(tx, connection, { seen: 3, canMail: can, now }))
  await inShop(tx => holdEverything(tx, now))
  await inviteBuyers(world.deps, { shop })
  assert.equal((await mails()).length, 0)
  await inShop(tx => letGo(tx, now))
  const asked = await inShop(tx => tx.selectFrom('event').select('name').where('name', '=', 'buyers.invited').execute())
  assert.equal(asked.length, 2, 'letting go asks again')
  await inviteBuyers(world.deps, { shop })
  assert.equal((await mails()).length, 3)
})

test('nobody is invited from rehearsal, while held, or without an address for the links', async () => {
  const { connection, inShop } = await scene(2)
  const why = async (canMail: { why: string | null } = can) => (await inShop(tx => invitePreview(tx, connection, canMail))).why
  assert.equal(await why({ why: 'No public address is set.' }), 'No public address is set.')
  await inShop(tx => holdEverything(tx, now))
  assert.match((await why())!, /held/)
  await inShop(tx => letGo(tx, now))
  await inShop(tx => goRehearsal(tx, connection, { now }))
  assert.match((await why())!, /not live/)
})

test('going live is told by number before it is done', async () => {
  const { connection, inShop } = await scene(41)
  await inShop(tx => goRehearsal(tx, connection, { now }))
  const preview = await inShop(tx => livePreview(tx, connection, { canMail: can, cannotPublish: null }))
  assert.deepEqual([preview.historyOrders, preview.historyBuyers, preview.patternsListed, preview.canGoLive], [43, 42, 1, true])
  assert.equal(preview.sentences[0], '43 orders of 42 buyers are history and stay silent: nobody is written to.')
  assert.match(preview.sentences.join(' '), /From now on a sale opens the buyer’s library and sends her one mail/)
  const held = await inShop(tx => livePreview(tx, connection, { canMail: { why: 'No public address is set.' }, cannotPublish: null }))
  assert.match(held.sentences.join(' '), /Her mail waits: No public address is set\./)
})
