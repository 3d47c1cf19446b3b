import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { after, test } from 'node:test'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { Tx } from '#database'
import { writeSignIn } from '#hub/library/sign-in.ts'
import { settleLost, takeMail } from '#hub/mail/hand-over.ts'
import { listMails, readMail, retryMail } from '#hub/mail/read-mails.ts'
import { writeOrderMail } from '#hub/mail/write-order-mail.ts'
import { takeOrders } from '#hub/order/take-orders.ts'
import { holdEverything, letGo } from '#hub/shop/hold.ts'
import { newShop, testDatabase } from '#testing/database.ts'
import { newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { noAddress, reached, testWorld } from '#testing/work-deps.ts'
import { letMailsGo } from './clock.ts'
import { mailFiles } from './mail-files.ts'
import { outcomeOf, type SmtpError, sendMails } from './send-mail.ts'

const database = await testDatabase()

/** A real mail server that keeps what it took. */
async function mailServer(options: SMTPServerOptions = {}) {
  const took: { to: string[]; text: string }[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', part => parts.push(part))
      stream.on('end', () => {
        took.push({ to: session.envelope.rcptTo.map(({ address }) => address), text: Buffer.concat(parts).toString('utf8') })
        done()
      })
    },
    ...options,
  })
  server.on('error', () => {})
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as { port: number }
  const close = () => new Promise<void>(resolve => server.close(() => resolve()))
  after(close)
  return { took, url: `smtp://127.0.0.1:${port}`, close }
}

async function scene({
  smtpUrl,
  isDemo = false,
  address = reached(),
}: {
  smtpUrl?: string
  isDemo?: boolean
  address?: typeof noAddress
} = {}) {
  const shop = await newShop(database, { isDemo, name: 'Marigold & Clover' })
  const world = testWorld(database, { address, config: { smtpUrl, mailFrom: 'Selvage <hello@patterns.example>' } })
  const { deps } = world
  const connection = await newConnection(database, shop)
  await newPattern(database, shop, { title: 'Cardigan <1>', listed: { connection, remoteId: '77' } })
  const inShop = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
  const sell = (remoteId: string) =>
    inShop(async tx => {
      await takeOrders(
        tx,
        connection,
        [saleOf({ remoteId, buyer: { email: `${remoteId}@example.com`, name: 'Ana', country: null } })],
        deps.now(),
      )
      const { order_id } = await tx.selectFrom('order').select('order_id').where('remote_id', '=', remoteId).executeTakeFirstOrThrow()
      return writeOrderMail(tx, order_id, deps.now())
    })
  return {
    shop,
    world,
    deps,
    connection,
    inShop,
    sell,
    send: () => sendMails(deps, { shop }),
    mails: async () => (await inShop(tx => listMails(tx, { limit: 50 }))).items,
  }
}

test('a mail leaves once, from the shop’s name, in text and HTML, with a link that opens the library', async () => {
  const { took, url } = await mailServer()
  const { sell, send, mails, inShop } = await scene({ smtpUrl: url })
  const id = await sell('ana')
  assert.equal(await sell('ana'), null, 'written once')
  await send()
  await send()
  assert.equal(took.length, 1)
  assert.deepEqual(took[0]!.to, ['ana@example.com'])
  const text = took[0]!.text.replaceAll('=\r\n', '').replaceAll('=3D', '=')
  assert.match(text, /^From: "?Marigold & Clover"? <hello@patterns\.example>/m)
  assert.match(text, new RegExp(`^Message-ID: <${id}@patterns.example>`, 'm'))
  assert.match(text, /Cardigan &lt;1&gt;/)
  assert.equal([...text.matchAll(/https:\/\/patterns\.example\/library\/[\w-]+\/open\/[\w-]{43}/g)].length, 2)
  const [mail] = await mails()
  assert.deepEqual([mail!.state, mail!.subject], ['sent', 'Your pattern: Cardigan <1>'])
  const shown = await inShop(tx => readMail(tx, id!))
  assert.match(shown.text, /\(the buyer’s own link\)/)
  assert.doesNotMatch(shown.html, /\/open\//)
})

test('without a mail server, and always in the demo, mails are read in the log and nothing leaves', async () => {
  const { took, url } = await mailServer()
  const real = await scene()
  await real.sell('ana')
  await real.send()
  assert.equal((await real.mails())[0]!.state, 'logged')
  const demo = await scene({ smtpUrl: url, isDemo: true, address: noAddress })
  const id = await demo.sell('ana')
  await demo.send()
  const [mail] = await demo.mails()
  assert.equal(mail!.state, 'logged')
  assert.match((await demo.inShop(tx => readMail(tx, id!))).text, /http:\/\/127\.0\.0\.1:4400\/library\/[\w-]+\/open\/[\w-]{43}/)
  assert.equal(took.length, 0)
})

test('the mail of an order is whole in the log in the same moment in which it is written', async () => {
  const { shop, deps, connection, inShop, mails } = await scene()
  await inShop(tx => takeOrders(tx, connection, [saleOf()], deps.now()))
  const order = (await inShop(tx => tx.selectFrom('order').select('order_id').executeTakeFirstOrThrow())).order_id
  await mailFiles(deps, { shop, order })
  await mailFiles(deps, { shop, order })
  assert.deepEqual(
    (await mails()).map(({ state }) => state),
    ['logged'],
  )
})

test('no mail with a link leaves before the public address was reached, sign-in mails neither; then they do', async () => {
  const { took, url } = await mailServer()
  const { sell, send, mails, world, deps, inShop } = await scene({ smtpUrl: url, address: noAddress })
  await sell('ana')
  await inShop(tx => writeSignIn(tx, { email: 'ANA@example.com', language: null, now: deps.now() }))
  await send()
  assert.deepEqual(
    (await mails()).map(({ state, reason }) => [state, /has not been reached from outside/.test(reason ?? '')]),
    [
      ['held', true],
      ['held', true],
    ],
  )
  await letMailsGo(deps)
  await send()
  assert.equal(took.length, 0)
  world.address = reached()
  await letMailsGo(deps)
  await send()
  assert.equal(took.length, 2)
})

test('a sign-in mail that was held for hours does not leave late', async () => {
  const { took, url } = await mailServer()
  const { sell, send, mails, world, deps, inShop } = await scene({ smtpUrl: url, address: noAddress })
  await sell('ana')
  await inShop(tx => writeSignIn(tx, { email: 'ana@example.com', language: null, now: deps.now() }))
  await send()
  world.pass(2 * 3_600_000)
  world.address = reached()
  await letMailsGo(deps)
  await send()
  assert.equal(took.length, 1)
  assert.match((await mails()).find(({ kind }) => kind === 'sign-in')!.reason!, /within the hour/)
})

test('“Hold everything” holds mails, and letting go lets them go', async () => {
  const { took, url } = await mailServer()
  const { sell, send, mails, deps, inShop } = await scene({ smtpUrl: url })
  await sell('ana')
  await inShop(tx => holdEverything(tx, deps.now()))
  await send()
  assert.deepEqual([took.length, (await mails())[0]!.state], [0, 'held'])
  await inShop(tx => letGo(tx, deps.now()))
  await send()
  assert.deepEqual([took.length, (await mails())[0]!.state], [1, 'sent'])
})

test('a mail server that is away is asked again later; a refused address is told and can be sent again', async () => {
  const { sell, send, mails, world, inShop } = await scene({ smtpUrl: 'smtp://127.0.0.1:1' })
  await sell('ana')
  await send()
  const [first] = await mails()
  assert.deepEqual([first!.state, /cannot be reached/.test(first!.reason!)], ['waiting', true])
  await send()
  const attempts = () => inShop(async tx => (await tx.selectFrom('mail').select('attempts').executeTakeFirstOrThrow()).attempts)
  assert.equal(await attempts(), 1, 'not before its time')
  world.pass(61_000)
  await send()
  assert.equal(await attempts(), 2)
  const picky = await mailServer({
    onRcptTo: (address, _session, done) => done(Object.assign(new Error(`no such ${address.address}`), { responseCode: 550 })),
  })
  const refused = await scene({ smtpUrl: picky.url })
  const mail = await refused.sell('ana')
  await refused.send()
  const [told] = await refused.mails()
  assert.equal(told!.state, 'failed')
  assert.match(told!.reason!, /refused it: 550/)
  assert.doesNotMatch(told!.reason!, /ana@example\.com/)
  await refused.inShop(tx => retryMail(tx, mail!, refused.deps.now()))
  assert.equal((await refused.mails())[0]!.state, 'waiting')
})

test('a line that breaks after the mail was handed over is not tried again unasked', async () => {
  const mute = createServer(socket => {
    socket.on('error', () => {})
    socket.write('220 mute\r\n')
    let isInData = false
    socket.on('data', chunk => {
      const text = chunk.toString()
      if (isInData) return void (text.includes('\r\n.\r\n') && socket.destroy())
      if (/^(EHLO|HELO)/.test(text)) socket.write('250 mute\r\n')
      else if (/^DATA/.test(text)) {
        isInData = true
        socket.write('354 go on\r\n')
      } else socket.write('250 ok\r\n')
    })
  })
  await new Promise<void>(resolve => mute.listen(0, '127.0.0.1', resolve))
  after(() => mute.close())
  const { sell, send, mails } = await scene({ smtpUrl: `smtp://127.0.0.1:${(mute.address() as { port: number }).port}?ignoreTLS=true` })
  await sell('ana')
  await send()
  const [mail] = await mails()
  assert.equal(mail!.state, 'failed')
  assert.match(mail!.reason!, /may have arrived\. Send it again/)
})

test('a worker that dies between the mail server’s yes and our note of it sends nothing twice', async () => {
  const { took, url } = await mailServer()
  const { sell, send, mails, world, deps, inShop } = await scene({ smtpUrl: url })
  await sell('ana')
  await inShop(tx =>
    takeMail(tx, { hold: null, address: 'https://patterns.example', isLogOnly: false, secretKey: Buffer.alloc(32) }, deps.now()),
  )
  await send()
  assert.equal((await mails())[0]!.state, 'sending')
  await inShop(tx => settleLost(tx, deps.now()))
  assert.equal((await mails())[0]!.state, 'sending', 'it may still be on its way')
  world.pass(11 * 60_000)
  await letMailsGo(deps)
  const [mail] = await mails()
  assert.equal(mail!.state, 'failed')
  await inShop(tx => retryMail(tx, mail!.id, deps.now()))
  await send()
  assert.equal(took.length, 1)
  await assert.rejects(
    inShop(tx => retryMail(tx, mail!.id, deps.now())),
    /sent already/,
  )
})

/** Keeps what was said to it, line by line, and answers as `answer` has it; null: it breaks the line. */
async function scriptedServer(answer: (mail: number) => string | null) {
  const arrived: string[] = []
  let connections = 0
  const server = createServer(socket => {
    connections++
    socket.on('error', () => {})
    socket.write('220 scripted\r\n')
    let body: string | null = null
    socket.on('data', chunk => {
      const text = chunk.toString()
      if (body === null && /^DATA/m.test(text)) {
        body = ''
        return void socket.write('354 go on\r\n')
      }
      if (body === null) return void socket.write(/^(EHLO|HELO)/.test(text) ? '250 scripted\r\n' : '250 ok\r\n')
      body += text
      if (!body.includes('\r\n.\r\n')) return
      arrived.push(/^Message-ID: (.*)$/im.exec(body)?.[1] ?? '')
      body = null
      const said = answer(arrived.length)
      if (said === null) socket.destroy()
      else socket.write(`${said}\r\n`)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  after(() => server.close())
  const { port } = server.address() as { port: number }
  return { arrived, url: `smtp://127.0.0.1:${port}?ignoreTLS=true`, connections: () => connections }
}

test('many mails go over six connections at most, each once', async () => {
  const { arrived, url, connections } = await scriptedServer(() => '250 ok')
  const { sell, send, mails } = await scene({ smtpUrl: url })
  for (let at = 0; at < 24; at++) await sell(`ana${at}`)
  await Promise.all([send(), send()])
  assert.equal(arrived.length, 24)
  assert.equal(new Set(arrived).size, 24)
  assert.ok(connections() <= 12, `${connections()} connections of two rounds`)
  assert.ok((await mails()).every(({ state }) => state === 'sent'))
})

test('a line that breaks among many mails leaves one that may have arrived; the others leave, and none arrives twice', async () => {
  const { arrived, url } = await scriptedServer(mail => (mail === 5 || mail === 12 ? null : '250 ok'))
  const { sell, send, mails } = await scene({ smtpUrl: url })
  for (let at = 0; at < 20; at++) await sell(`ana${at}`)
  await send()
  await send()
  assert.equal(new Set(arrived).size, arrived.length, 'none arrived twice')
  const states = Map.groupBy(await mails(), ({ state }) => state)
  assert.deepEqual([states.get('sent')?.length, states.get('failed')?.length], [18, 2])
  for (const { reason } of states.get('failed')!) assert.match(reason!, /may have arrived/)
})

test('a mail server that goes away among many mails is not asked once per mail: those not begun wait as they were', async () => {
  const { arrived, url } = await scriptedServer(mail => (mail > 4 ? '451 come back later' : '250 ok'))
  const { sell, send, mails, inShop } = await scene({ smtpUrl: url })
  for (let at = 0; at < 24; at++) await sell(`ana${at}`)
  await send()
  assert.ok(arrived.length <= 10, `${arrived.length} were handed over`)
  const states = Map.groupBy(await mails(), ({ state }) => state)
  assert.deepEqual([states.get('sent')?.length, states.get('waiting')?.length], [4, 20])
  const tried = await inShop(tx =>
    tx.selectFrom('mail').select('mail_id').where('state', '=', 'waiting').where('attempts', '=', 1).execute(),
  )
  assert.equal(tried.length, arrived.length - 4, 'only what was begun counts as tried')
})

test('what a fault of the mail server means', () => {
  const meant = (fault: Partial<SmtpError> & { syscall?: string }) => outcomeOf(Object.assign(new Error('x'), fault)).outcome
  assert.equal(meant({ code: 'EAUTH', responseCode: 535 }), 'again')
  assert.equal(meant({ code: 'EENVELOPE', responseCode: 550 }), 'refused')
  assert.equal(meant({ code: 'EENVELOPE', responseCode: 451 }), 'again')
  assert.equal(meant({ code: 'ESOCKET', syscall: 'connect' }), 'again')
  assert.equal(meant({ code: 'EDNS' }), 'again')
  assert.equal(meant({ code: 'ECONNECTION', command: 'CONN' }), 'unknown')
})
