import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askToClaim } from '#hub/claim/ask.ts'
import { makeCode, readCodes } from '#hub/claim/claim-code.ts'
import { numbersOf } from '#hub/claim/order-number.ts'
import { takeOrders } from '#hub/order/take-orders.ts'
import { newShop, testDatabase } from '#testing/database.ts'
import { newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { reached, testWorld } from '#testing/work-deps.ts'
import { settleClaims } from './claims.ts'
import { startDue } from './clock.ts'
import { sendMails } from './send-mail.ts'

const database = await testDatabase()

test('the clock finds what was claimed, now and when its order comes; its mail waits while everything is held', async () => {
  const shop = await newShop(database)
  const connection = await newConnection(database, shop)
  const pattern = await newPattern(database, shop, { listed: { connection, remoteId: '77' } })
  const world = testWorld(database, { address: reached() })
  const { deps } = world
  const due = async () => {
    const sent: string[] = []
    await startDue(deps, { send: async (name, { shop: of }) => of === shop && sent.push(name) > 0 })
    return sent.includes('claims')
  }
  const code = await database.inShop(shop, async tx => {
    await makeCode(tx, pattern, { hasLeaked: false, now: deps.now() })
    return (await readCodes(tx, pattern))[0]!.code
  })
  assert.equal(await due(), false)
  const asked = {
    numbers: numbersOf('1001'),
    code,
    email: 'ana@example.com',
    language: 'de',
    askerHash: 'a',
    numberHash: 'n',
    now: deps.now(),
  } as const
  await database.inShop(shop, tx => askToClaim(tx, asked))
  assert.equal(await due(), true)
  await settleClaims(deps, { shop })
  assert.equal(await due(), false)
  world.pass(61_000)
  assert.equal(await due(), true)
  await database.inShop(shop, tx => takeOrders(tx, connection, [saleOf({ buyer: { email: null, name: null, country: null } })], deps.now()))
  await settleClaims(deps, { shop })
  await settleClaims(deps, { shop })
  assert.equal(await due(), false)
  const mails = () => database.inShop(shop, tx => tx.selectFrom('mail').select(['kind', 'state', 'body_text']).execute())
  await database.asOwner('update shop set held_at = now() where shop_id = $1', [shop])
  await sendMails(deps, { shop })
  assert.deepEqual(
    (await mails()).map(({ kind, state }) => [kind, state]),
    [['claim', 'held']],
  )
  await database.asOwner(`update shop set held_at = null where shop_id = $1`, [shop])
  await database.asOwner(`update mail set state = 'waiting', reason = null where shop_id = $1`, [shop])
  await sendMails(deps, { shop })
  const [mail] = await mails()
  assert.equal(mail!.state, 'logged')
  assert.match(mail!.body_text, /https:\/\/patterns\.example\/library\/[\w-]+\/claim\/open\/[\w-]{43}/)
})
