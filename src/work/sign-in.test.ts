import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { SMTPServer } from 'smtp-server'
import { askToSignIn } from '#hub/library/sign-in.ts'
import { writeMail } from '#hub/mail/write-mail.ts'
import { takeOrders } from '#hub/order/take-orders.ts'
import { silent } from '#log'
import { newShop, testDatabase } from '#testing/database.ts'
import { newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { reached, testWorld } from '#testing/work-deps.ts'
import { startClock } from './clock.ts'
import { jobsOf } from './jobs.ts'
import { startQueue } from './queue.ts'
import { signIn } from './sign-in.ts'

const database = await testDatabase()
const limitMs = 2_000

test('the way in is with the mail server within two seconds of the press, with 500 other mails waiting before it', async t => {
  const took = new Map<string, number>()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      stream.resume()
      stream.on('end', async () => {
        const [{ address } = { address: '' }] = session.envelope.rcptTo
        took.set(address, performance.now())
        // As a mail server on the other side of the world.
        await sleep(50)
        done()
      })
    },
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  after(() => new Promise<void>(resolve => server.close(() => resolve())))
  const { port } = server.server.address() as { port: number }
  const shop = await newShop(database)
  const { deps } = testWorld(database, {
    address: reached(),
    at: new Date(),
    config: { smtpUrl: `smtp://127.0.0.1:${port}`, mailFrom: 'Selvage <hello@patterns.example>' },
  })
  const live = { ...deps, now: () => new Date() }
  const connection = await newConnection(database, shop)
  await newPattern(database, shop, { listed: { connection, remoteId: '77' } })
  await database.inShop(shop, async tx => {
    await takeOrders(tx, connection, [saleOf({ placedAt: new Date('2025-01-01T12:00:00Z') })], live.now())
    const content = { subject: 'News', text: 'News', html: '<p>News</p>' }
    for (let n = 0; n < 500; n++)
      await writeMail(tx, { key: `n${n}`, kind: 'correction', customerId: null, to: `n${n}@example.com`, content, now: live.now() })
  })
  const queue = await startQueue(database, { log: silent })
  t.after(() => queue.stop(2_000))
  const idle = async () => {}
  await queue.work(jobsOf(live, { run: idle, sweep: idle, launch: idle, source: idle }))
  const clock = await startClock(live, queue)
  t.after(() => clock.stop())
  for (const deadline = Date.now() + 20_000; took.size < 5; await sleep(20)) assert.ok(Date.now() < deadline, 'the others are on their way')
  const pressed = performance.now()
  await database.inShop(shop, tx => askToSignIn(tx, { email: 'ana@example.com', language: 'de', now: live.now() }))
  for (const deadline = Date.now() + 20_000; !took.has('ana@example.com'); await sleep(10))
    assert.ok(Date.now() < deadline, 'the mail never left')
  const waitedMs = took.get('ana@example.com')! - pressed
  t.diagnostic(`${waitedMs.toFixed(0)} ms, ${took.size} mails out`)
  assert.ok(waitedMs <= limitMs, `${waitedMs.toFixed(0)} ms`)
  assert.ok(took.size < 400, 'the others were still waiting')
})

test('an asking that is settled twice writes one mail; one by nobody writes none', async () => {
  const shop = await newShop(database)
  const { deps } = testWorld(database, { address: reached() })
  await database.inShop(shop, async tx => {
    await tx.insertInto('customer').values({ shop_id: shop, email: 'ana@example.com' }).execute()
    for (const email of ['ana@example.com', 'nobody@example.com']) await askToSignIn(tx, { email, language: 'en', now: deps.now() })
  })
  const asks = await database.inShop(shop, tx => tx.selectFrom('sign_in_ask').select('sign_in_ask_id as ask').execute())
  for (const { ask } of [...asks, ...asks]) await signIn(deps, { shop, ask })
  const mails = await database.inShop(shop, tx => tx.selectFrom('mail').select(['to_address', 'state']).execute())
  assert.deepEqual(mails, [{ to_address: 'ana@example.com', state: 'logged' }])
})
