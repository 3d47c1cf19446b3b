import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import type { ShopId, Tx } from '#database'
import { newShop, testDatabase } from '#testing/database.ts'
import { eur, newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { takeOrders } from '../order/take-orders.ts'
import { closeSession, customerOfSession, dropOldLinks, lookAtLink, makeLink, openLink } from './links.ts'
import { mayDownload, readLibrary } from './read-library.ts'
import { askToSignIn, settleSignIn } from './sign-in.ts'

const database = await testDatabase()
const now = new Date('2026-03-10T12:00:00Z')
const days = (n: number) => new Date(now.getTime() + n * 86_400_000)

async function scene() {
  const shop = await newShop(database)
  const connection = await newConnection(database, shop)
  const pattern = await newPattern(database, shop, { title: 'Cardigan', listed: { connection, remoteId: '77' } })
  const inShop = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
  await inShop(tx => takeOrders(tx, connection, [saleOf()], now))
  const customer = await inShop(async tx => (await tx.selectFrom('customer').select('customer_id').executeTakeFirstOrThrow()).customer_id)
  return { shop, connection, pattern, customer, inShop }
}

async function addVersion(tx: Tx, shop: ShopId, pattern: string, number: string): Promise<{ version: string; sha256: string }> {
  const sha256 = randomBytes(32).toString('hex')
  await tx.insertInto('blob').values({ shop_id: shop, sha256, size_bytes: 1234n, media_type: 'application/pdf' }).execute()
  const { version_id } = await tx
    .insertInto('version')
    .values({ shop_id: shop, pattern_id: pattern, number, kind: 'correction' })
    .returning('version_id')
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('version_file')
    .values({ shop_id: shop, version_id, file_key: 'a4', position: 0, role: 'a4', file_name: `Cardigan ${number}.pdf`, sha256 })
    .execute()
  return { version: version_id, sha256 }
}

test('a link opens a session by a press, once within 30 days; looking at it opens nothing', async () => {
  const { inShop, customer } = await scene()
  const token = await inShop(tx => makeLink(tx, customer, now))
  assert.equal(Buffer.from(token, 'base64url').length, 32)
  assert.equal(await inShop(tx => lookAtLink(tx, token, now)), 'good')
  const sessions = await inShop(async tx => (await tx.selectFrom('library_session').selectAll().execute()).length)
  assert.equal(sessions, 0)
  const session = await inShop(tx => openLink(tx, token, now))
  assert.equal(await inShop(tx => customerOfSession(tx, session!, now)), customer)
  assert.equal(await inShop(tx => lookAtLink(tx, token, now)), 'used')
  assert.equal(await inShop(tx => openLink(tx, token, now)), null, 'whoever gets the mail passed on')
  const late = await inShop(tx => makeLink(tx, customer, now))
  assert.equal(await inShop(tx => openLink(tx, late, days(31))), null)
  assert.equal(await inShop(tx => lookAtLink(tx, late, days(31))), 'gone')
  assert.notEqual(await inShop(tx => openLink(tx, late, days(29))), null)
  assert.equal(await inShop(tx => openLink(tx, 'x'.repeat(43), now)), null)
  const kept = await inShop(async tx =>
    JSON.stringify([
      await tx.selectFrom('library_link').selectAll().execute(),
      await tx.selectFrom('library_session').selectAll().execute(),
    ]),
  )
  assert.equal(kept.includes(token) || kept.includes(session!), false, 'hashes only')
})

test('a session lasts 60 days from its last use and ends when she leaves', async () => {
  const { inShop, customer } = await scene()
  const token = await inShop(tx => makeLink(tx, customer, now))
  const session = (await inShop(tx => openLink(tx, token, now)))!
  assert.equal(await inShop(tx => customerOfSession(tx, session, days(59))), customer)
  assert.equal(await inShop(tx => customerOfSession(tx, session, days(118))), customer)
  assert.equal(await inShop(tx => customerOfSession(tx, session, days(179))), null)
  await inShop(tx => dropOldLinks(tx, days(179)))
  assert.deepEqual(await inShop(tx => tx.selectFrom('library_session').selectAll().execute()), [])
  const again = (await inShop(tx => openLink(tx, token, now))) ?? null
  assert.equal(again, null, 'links that ran out are dropped as well')
  const other = (await inShop(async tx => openLink(tx, await makeLink(tx, customer, now), now)))!
  await inShop(tx => closeSession(tx, other, now))
  assert.equal(await inShop(tx => customerOfSession(tx, other, now)), null)
})

test('a link and a session of one shop open nothing in another', async () => {
  const { inShop, customer } = await scene()
  const token = await inShop(tx => makeLink(tx, customer, now))
  const session = (await inShop(tx => openLink(tx, token, now)))!
  const other = await scene()
  assert.equal(await other.inShop(tx => openLink(tx, token, now)), null)
  assert.equal(await other.inShop(tx => customerOfSession(tx, session, now)), null)
})

test('she finds the newest version first, by number and not by text, and may download what is hers', async () => {
  const { shop, inShop, customer, pattern, connection } = await scene()
  const old = await inShop(tx => addVersion(tx, shop, pattern, '1.9'))
  const newest = await inShop(tx => addVersion(tx, shop, pattern, '1.10'))
  const [shown] = await inShop(tx => readLibrary(tx, [customer]))
  assert.deepEqual([shown!.title, shown!.newest!.number, shown!.older.map(({ number }) => number)], ['Cardigan', '1.10', ['1.9']])
  assert.deepEqual(shown!.newest!.files[0], {
    fileKey: 'a4',
    role: 'a4',
    fileName: 'Cardigan 1.10.pdf',
    sha256: newest.sha256,
    sizeBytes: 1234,
    mediaType: 'application/pdf',
    sameAs: null,
  })
  const may = await inShop(tx => mayDownload(tx, [customer], old.version, 'a4'))
  assert.equal(may!.sha256, old.sha256)
  assert.equal(await inShop(tx => mayDownload(tx, [customer], old.version, 'a0')), null)
  const stranger = await inShop(async tx => {
    await takeOrders(
      tx,
      connection,
      [saleOf({ remoteId: 's', lines: [], buyer: { email: 's@example.com', name: null, country: null } })],
      now,
    )
    return (await tx.selectFrom('customer').select('customer_id').where('email', '=', 's@example.com').executeTakeFirstOrThrow())
      .customer_id
  })
  assert.equal(await inShop(tx => mayDownload(tx, [stranger], old.version, 'a4')), null)
  const refund = [{ remoteId: 'r', amount: eur(750), reason: null, refundedAt: now }]
  await inShop(tx => takeOrders(tx, connection, [saleOf({ changedAt: now, refunds: refund })], now))
  assert.equal(await inShop(tx => mayDownload(tx, [customer], old.version, 'a4')), null, 'refunded')
  assert.deepEqual(await inShop(tx => readLibrary(tx, [customer])), [])
})

test('asking to sign in is one row, whoever asks; what comes of it is at most three mails in a quarter of an hour', async () => {
  const { inShop } = await scene()
  const ask = (email: string, at = now) => inShop(tx => askToSignIn(tx, { email, language: 'nl', now: at }))
  const settle = async (at = now) => {
    const asks = await inShop(tx => tx.selectFrom('sign_in_ask').select('sign_in_ask_id').orderBy('sign_in_ask_id').execute())
    const mails: (string | null)[] = []
    for (const [n, { sign_in_ask_id }] of asks.entries())
      mails.push(await inShop(tx => settleSignIn(tx, sign_in_ask_id, new Date(at.getTime() + n))))
    return mails.filter(mail => mail !== null).length
  }
  for (let n = 0; n < 6; n++) await ask(' Ana@EXAMPLE.com ', new Date(now.getTime() + n))
  await ask('nobody@example.com')
  const events = await inShop(tx => tx.selectFrom('event').select('ids').where('name', '=', 'sign-in.asked').execute())
  assert.equal(events.length, 7)
  assert.ok(events.every(({ ids }) => !JSON.stringify(ids).includes('@')))
  assert.equal(await settle(), 3)
  const mails = () => inShop(tx => tx.selectFrom('mail').select(['kind', 'to_address', 'subject']).execute())
  const mail = { kind: 'sign-in', to_address: 'ana@example.com', subject: 'Je bibliotheek bij Test shop' }
  assert.deepEqual(await mails(), Array(3).fill(mail))
  assert.equal(await settle(), 0, 'each asking is settled once')
  await ask('ana@example.com', new Date(now.getTime() + 16 * 60_000))
  assert.equal(await settle(new Date(now.getTime() + 16 * 60_000)), 1)
  await ask('ana@example.com')
  assert.equal(await settle(days(1)), 0, 'nobody waits any more')
})
