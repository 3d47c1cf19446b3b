import assert from 'node:assert/strict'
import test from 'node:test'
import { PDFDocument } from '@cantoo/pdf-lib'
import type { ShopId, Tx } from '#database'
import { makeCode, readCodes } from '#hub/claim/claim-code.ts'
import { makeClaimLink } from '#hub/claim/press.ts'
import { settleNextClaim } from '#hub/claim/settle.ts'
import { takeMail } from '#hub/mail/hand-over.ts'
import { takeOrders } from '#hub/order/take-orders.ts'
import { newShop, testDatabase } from '#testing/database.ts'
import { newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { type TestHub, testHub } from '#testing/web-hub.ts'
import { networkOf } from './asker.ts'

const database = await testDatabase()
const url = 'https://patterns.example'
const state = () => ({ state: 'reached' as const, url, checkedAt: new Date(), sentence: '' })

/** A hub whose public address counts as reached. */
const openHub = (t: Parameters<typeof testHub>[0]) =>
  testHub(t, database, {
    env: { SELVAGE_PUBLIC_URL: url },
    changes: { publicUrl: { state, isOffered: () => true, check: async () => state(), start: () => {}, stop: () => {} } },
  })

interface Sold {
  readonly shop: ShopId
  readonly slug: string
  readonly pattern: string
  readonly connection: string
  readonly code: string
}

/** An order #1001 whose buyer the storefront hides, of a pattern with a code. */
async function sell(shop: ShopId): Promise<Sold> {
  const connection = await newConnection(database, shop)
  const pattern = await newPattern(database, shop, { title: 'Cardigan <b>', listed: { connection, remoteId: '77' } })
  const made = await database.inShop(shop, async tx => {
    await takeOrders(tx, connection, [saleOf({ buyer: { email: null, name: null, country: null } })], new Date())
    await makeCode(tx, pattern, { hasLeaked: false, now: new Date() })
    const { slug } = await tx.selectFrom('shop').select('slug').executeTakeFirstOrThrow()
    return { slug, code: (await readCodes(tx, pattern))[0]!.code }
  })
  return { shop, pattern, connection, ...made }
}

async function ask(hub: TestHub, { slug }: Pick<Sold, 'slug'>, typed: Record<string, string>, headers: Record<string, string> = {}) {
  const answer = await fetch(`${hub.origin}/library/${slug}/claim`, {
    method: 'POST',
    body: new URLSearchParams(typed),
    headers: { origin: hub.origin, ...headers },
    redirect: 'manual',
  })
  return { status: answer.status, text: await answer.text(), cookies: answer.headers.getSetCookie() }
}

const settle = async (shop: ShopId) => {
  while (await database.inShop(shop, tx => settleNextClaim(tx, new Date())));
}
const mailsOf = (shop: ShopId) => database.inShop(shop, tx => tx.selectFrom('mail').selectAll().orderBy('mail_id').execute())

test('the answer is the same to the letter for what is right, wrong, taken or of nobody, and by the same work: nothing is looked up for it', async t => {
  const hub = await openHub(t)
  const [sold, other] = [await sell(await newShop(database)), await sell(await newShop(database))]
  const right = { number: '#1001', code: sold.code, email: 'ana@example.com' }
  const answers: string[] = []
  const hidden = `"order", order_line, entitlement, claim_code, claimed, claim_try, customer, mail`
  await database.asOwner(`revoke select on ${hidden} from selvage_app`)
  try {
    for (const typed of [
      right,
      { ...right, number: '9999' },
      { ...right, code: 'ZZZZZZZZ' },
      { ...right, code: other.code },
      { ...right, number: ' Order No. 1001 ' },
      { ...right, number: `1'; drop table claim; --` },
    ]) {
      const { status, text, cookies } = await ask(hub, sold, typed)
      assert.deepEqual([status, cookies], [200, []], JSON.stringify(typed))
      answers.push(text)
    }
  } finally {
    await database.asOwner(`grant select on ${hidden} to selvage_app`)
  }
  assert.equal(new Set(answers).size, 1)
  assert.match(answers[0]!, /If that is right, a mail is on its way to ana@example\.com\./)
  const claims = await database.inShop(sold.shop, tx => tx.selectFrom('claim').select('state').execute())
  assert.deepEqual(
    claims.map(one => one.state),
    Array(6).fill('asked'),
  )
  assert.deepEqual(await mailsOf(sold.shop), [])
  await settle(sold.shop)
  assert.equal((await mailsOf(sold.shop)).length, 2)
  assert.deepEqual(await mailsOf(other.shop), [])
})

test('what cannot be a number, a code or an address is told at the form, as it was typed, and is kept nowhere', async t => {
  const hub = await openHub(t)
  const sold = await sell(await newShop(database))
  const right = { number: '1001', code: sold.code, email: 'ana@example.com' }
  for (const [field, typed] of [
    ['number', { ...right, number: ' # ' }],
    ['number', { ...right, number: '1\u00001' }],
    ['code', { ...right, code: '"><script>' }],
    ['email', { ...right, email: 'nobody' }],
    ['email', { ...right, email: 'a@example.com\r\nBcc: eve@example.com' }],
    ['number', {}],
  ] as [string, Record<string, string>][]) {
    const { status, text } = await ask(hub, sold, typed)
    assert.equal(status, 400, JSON.stringify(typed))
    assert.match(text, new RegExp(`name="${field}"[^>]*aria-invalid="true" aria-describedby="wrong"`))
    assert.match(text, /<p class="wrong" role="alert" id="wrong">/)
    assert.doesNotMatch(text, /<script/)
  }
  assert.deepEqual(await database.inShop(sold.shop, tx => tx.selectFrom('claim').selectAll().execute()), [])
  assert.equal((await ask(hub, sold, right, { origin: 'https://evil.example' })).status, 403)
})

test('the mail’s link begins with the public address, whatever host was asked; a look claims nothing, the press opens the library', async t => {
  const hub = await openHub(t)
  const sold = await sell(await newShop(database))
  await ask(
    hub,
    sold,
    { number: '1001', code: sold.code, email: 'ana@example.com', next: 'https://evil.example' },
    { 'x-forwarded-host': 'evil.example' },
  )
  await settle(sold.shop)
  const letter = await database.inShop(sold.shop, tx =>
    takeMail(tx, { hold: null, address: url, isLogOnly: false, secretKey: Buffer.alloc(32) }, new Date()),
  )
  assert.ok(letter !== null && letter !== 'settled')
  const [link] = /https:\S+/.exec(letter.text)!
  assert.ok(link.startsWith(`${url}/library/${sold.slug}/claim/open/`) && letter.html.includes(link))
  assert.ok(!letter.text.includes('evil'))
  const here = link.replace(url, hub.origin)
  for (const method of ['GET', 'HEAD', 'GET']) {
    const looked = await fetch(here, { method })
    assert.deepEqual([looked.status, looked.headers.getSetCookie()], [200, []], 'a mail scanner claims nothing')
  }
  assert.match(await (await fetch(here)).text(), /Cardigan &lt;b&gt;.*ana@example\.com/s)
  assert.equal((await database.inShop(sold.shop, tx => tx.selectFrom('claimed').selectAll().execute())).length, 0)
  const press = (address: string, origin = hub.origin) => fetch(address, { method: 'POST', headers: { origin }, redirect: 'manual' })
  assert.equal((await press(here, 'https://evil.example')).status, 403)
  const pressed = await press(`${here}?next=https://evil.example`)
  assert.deepEqual([pressed.status, pressed.headers.get('location')], [303, `/library/${sold.slug}/`])
  const [cookie = ''] = pressed.headers.getSetCookie()
  for (const part of [/HttpOnly/, /SameSite=Lax/, /Secure/, new RegExp(`Path=/library/${sold.slug}/`)]) assert.match(cookie, part)
  const page = await (await fetch(`${hub.origin}/library/${sold.slug}/`, { headers: { cookie: cookie.split(';')[0]! } })).text()
  assert.match(page, /Cardigan &lt;b&gt;/)
  assert.match(page, /Add another pattern.*action="\/library\/[^"]+\/claim".*value="ana@example\.com"/s)
  const again = await press(here)
  assert.deepEqual([again.status, again.headers.getSetCookie()], [410, []])
  assert.match(await again.text(), /done already/)
  assert.equal((await press(here.replace(/.{6}$/, 'xxxxxx'))).status, 410)
})

test('a link that could not leave in time is not sent dead', async t => {
  const hub = await openHub(t)
  const sold = await sell(await newShop(database))
  await ask(hub, sold, { number: '1001', code: sold.code, email: 'ana@example.com' })
  await settle(sold.shop)
  await database.asOwner('delete from claim where shop_id = $1', [sold.shop])
  const door = { hold: null, address: url, isLogOnly: false, secretKey: Buffer.alloc(32) } as const
  assert.equal(await database.inShop(sold.shop, tx => takeMail(tx, door, new Date())), 'settled')
  const [mail] = await mailsOf(sold.shop)
  assert.deepEqual([mail!.state, mail!.reason?.includes('ask again')], ['failed', true])
  assert.equal(await database.inShop(sold.shop, tx => makeClaimLink(tx, mail!.key.slice('claim:'.length), new Date())), null)
})

test('who asks and asks is answered alike, and no more of it is kept', async t => {
  const hub = await openHub(t)
  const sold = await sell(await newShop(database))
  const texts = new Set<string>()
  for (let n = 0; n < 40; n++) texts.add((await ask(hub, sold, { number: `${n}`, code: sold.code, email: 'ana@example.com' })).text)
  assert.equal(texts.size, 1)
  const kept = await database.inShop(sold.shop, tx => tx.selectFrom('claim').select(['asker_hash', 'number_hash']).execute())
  assert.equal(kept.length, 30)
  assert.equal(new Set(kept.map(one => one.asker_hash)).size, 1)
  assert.ok(kept.every(one => /^[0-9a-f]{64}$/.test(one.asker_hash) && !one.asker_hash.includes('127')))
})

test('one household counts once, also by IPv6', () => {
  const same = ['2001:db8:0:1::7', '2001:0db8:0000:0001:ffff::1', '2001:db8:0:1:2:3:4:5', '2001:DB8::1:0:0:0:9%eth0']
  assert.deepEqual([...new Set(same.map(networkOf))], ['2001:db8:0:1'])
  assert.notEqual(networkOf('2001:db8:0:2::7'), networkOf(same[0]!))
  assert.deepEqual(
    [networkOf('::ffff:192.0.2.1'), networkOf('192.0.2.1'), networkOf('::1'), networkOf(null)],
    ['192.0.2.1', '192.0.2.1', '0:0:0:0', 'unknown'],
  )
})

test('no page is offered before the public address was reached, and none speaks of codes where there are none', async t => {
  const shop = await newShop(database)
  const slug = await database.inShop(shop, async (tx: Tx) => (await tx.selectFrom('shop').select('slug').executeTakeFirstOrThrow()).slug)
  const desk = await testHub(t, database)
  assert.equal((await fetch(`${desk.origin}/library/${slug}/claim`)).status, 503)
  assert.equal((await ask(desk, { slug }, { number: '1', code: 'ZZZZZZZZ', email: 'ana@example.com' })).status, 503)
  assert.equal((await fetch(`${desk.origin}/library/no-such-shop/claim`)).status, 404)
  const hub = await openHub(t)
  const signIn = async () => (await fetch(`${hub.origin}/library/${slug}/`)).text()
  assert.doesNotMatch(await signIn(), /claim/)
  const { code } = await sell(shop)
  assert.match(await signIn(), /\/claim"/)
  const page = async (query: string) => (await fetch(`${hub.origin}/library/${slug}/claim?code=${query}`)).text()
  assert.match(await page(code.toLowerCase()), new RegExp(`name="code" value="${code.slice(0, 4)}-${code.slice(4)}"`))
  assert.match(await page('%22%3E%3Cscript%3E'), /name="code" value=""/)
})

test('she makes the code and gets note and page, once buyers can reach it; another one, and stopping those that leaked', async t => {
  const hub = await openHub(t)
  const { api, shop, cookie } = await hub.newOwner()
  const connection = await newConnection(database, shop)
  const pattern = await newPattern(database, shop, { title: 'Löwen-Pullover 毛衣', listed: { connection, remoteId: '77' } })
  const params = { shop, pattern }
  const none = await api.call('GET /shops/{shop}/patterns/{pattern}/claims', { params })
  assert.deepEqual([none.isOffered, none.code, none.note, none.sheets], [true, null, null, null])
  const sheet = (paper: string) =>
    fetch(`${hub.origin}/api/v1/shops/${shop}/patterns/${pattern}/claim-sheet?paper=${paper}`, { headers: { cookie } })
  assert.equal((await sheet('a4')).status, 409)
  const first = await api.call('POST /shops/{shop}/patterns/{pattern}/claim-codes', { params, body: {} })
  assert.ok(first.note!.includes(first.link!) && first.note!.includes(first.code!) && first.link!.startsWith(`${url}/library/`))
  for (const [paper, width] of [
    ['a4', 595],
    ['letter', 612],
  ] as const) {
    const answer = await sheet(paper)
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'application/pdf'])
    const document = await PDFDocument.load(await answer.arrayBuffer())
    assert.deepEqual([document.getPageCount(), Math.round(document.getPage(0).getWidth())], [1, width])
  }
  assert.equal((await sheet('a5')).status, 400)
  const second = await api.call('POST /shops/{shop}/patterns/{pattern}/claim-codes', { params, body: { hasLeaked: false } })
  assert.deepEqual(
    second.older.map(one => [one.code, one.leakedAt]),
    [[first.code, null]],
  )
  const third = await api.call('POST /shops/{shop}/patterns/{pattern}/claim-codes', { params, body: { hasLeaked: true } })
  assert.equal(third.older.filter(one => one.leakedAt !== null).length, 2)
  const other = await hub.newOwner('Eve')
  await assert.rejects(
    other.api.call('POST /shops/{shop}/patterns/{pattern}/claim-codes', { params: { shop: other.shop, pattern }, body: {} }),
    /not here/,
  )

  const desk = await testHub(t, database)
  const ben = await desk.newOwner('Ben')
  const his = { shop: ben.shop, pattern: await newPattern(database, ben.shop) }
  const made = await ben.api.call('POST /shops/{shop}/patterns/{pattern}/claim-codes', { params: his, body: {} })
  assert.deepEqual([made.isOffered, made.link, made.note, made.sheets], [false, null, null, null])
  assert.match(made.sentence, /cannot reach the page/)
})
