/** The store's pages as a buyer without script meets them. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { type ShopId, sql } from '#database'
import { setStore } from '#hub/store/set-store.ts'
import { newShop, testDatabase } from '#testing/database.ts'
import { newConnection } from '#testing/sales.ts'
import { smallTill } from '#testing/small-till.ts'
import { newOffer, stateOf } from '#testing/store.ts'
import { hidden, type StoreVisitor, storeVisitor } from '#testing/store-visitor.ts'
import { type TestHub, testHub } from '#testing/web-hub.ts'
import { sheet } from '../page.ts'
import { storeSheet } from './frame.ts'

const database = await testDatabase()
const publicUrl = 'https://patterns.example'
const reached = { state: 'reached' as const, url: publicUrl, checkedAt: new Date(), sentence: '' }
const watch = { state: () => reached, isOffered: () => true, check: async () => reached, start: () => {}, stop: () => {} }

async function scene(t: Parameters<typeof testHub>[0], { currency = 'EUR', isOpen = true, env = {} as Record<string, string> } = {}) {
  const small = smallTill(() => connection)
  const shop = await newShop(database, { name: 'Marigold & Co', currency })
  const connection = await newConnection(database, shop, { spoke: 'till' })
  await database.inShop(shop, tx => setStore(tx, { isOpen, about: '<p>Patterns with care.</p><script>x</script>' }, new Date()))
  const hub = await testHub(t, database, {
    env: { SELVAGE_PUBLIC_URL: publicUrl, ...env },
    changes: { publicUrl: watch, till: small.till },
  })
  const { slug } = await database.inShop(shop, tx => tx.selectFrom('shop').select('slug').executeTakeFirstOrThrow())
  const base = `/store/${slug}`
  const buyer = storeVisitor(hub.origin)
  const add = (id: string, more = {}) => buyer.post(`${base}/cart/add`, { pattern: id, ...more })
  const pay = (more: Record<string, string> = {}, who: StoreVisitor = buyer) => pressPay(who, base, { provider: connection, ...more })
  return { small, shop, connection, hub, slug, base, buyer, add, pay }
}

async function pressPay(buyer: StoreVisitor, base: string, more: Record<string, string>) {
  const form = await buyer.get(`${base}/checkout`)
  return buyer.post(`${base}/checkout`, { mark: hidden(form, 'mark'), email: 'Ana@Example.com', country: 'DE', ...more })
}

const sqlIn = (shop: ShopId, text: string) => database.asOwner(text.replaceAll('$shop', `'${shop}'`))

test('the box for advertising stands unticked, in her browser’s language, and what is kept is what she saw', async t => {
  const { shop, base, buyer, add, connection } = await scene(t)
  await add(await newOffer(database, shop))
  const form = await buyer.get(`${base}/checkout`, { 'accept-language': 'de-AT, en;q=0.5' })
  const label =
    '<label class="check" lang="de"><input type="checkbox" name="news" value="yes"> Marigold &amp; Co darf mir über Neues und Angebote schreiben.'
  assert.ok(form.text.includes(label))
  assert.match((await buyer.get(`${base}/checkout`, { 'accept-language': 'it' })).text, /lang="en"><input type="checkbox" name="news"/)
  const fields = { provider: connection, mark: hidden(form, 'mark'), newsIn: hidden(form, 'newsIn'), news: 'yes', email: 'ana@example.com' }
  const again = await buyer.post(`${base}/checkout`, fields)
  assert.ok(again.text.includes(label.replace('value="yes"', 'value="yes" checked')), 'told back in the same words')
  assert.equal((await buyer.post(`${base}/checkout`, { ...fields, country: 'AT' })).status, 303)
  assert.equal((await buyer.post(`${base}/checkout`, { ...fields, newsIn: 'xx', country: 'AT' })).status, 303)
  const kept = await sqlIn(shop, 'select marketing_words as words from checkout where shop_id = $shop order by started_at')
  assert.deepEqual(
    kept.map(({ words }) => String(words).slice(0, 24)),
    ['Marigold & Co darf mir ü', 'Marigold & Co may write '],
  )
})

test('found, into the cart, paid at the provider, and the library opens with what was bought and nothing else', async t => {
  const { small, shop, base, buyer, slug, hub, add, pay } = await scene(t)
  const wren = await newOffer(database, shop, { title: 'Wren Tee <b>', price: 750n })
  await newOffer(database, shop, { title: 'Robin Hat', price: 500n })
  const front = await buyer.get(`${base}/?q=wren`)
  assert.match(front.text, /Wren Tee &lt;b&gt;/)
  assert.doesNotMatch(front.text, /Robin Hat/)
  const path = /href="([^"]+\/pattern\/[^"]+)"/.exec(front.text)![1]!
  assert.match((await buyer.get(path)).text, /€ 7\.50/)
  assert.equal((await add(wren)).to, `${base}/cart`)
  assert.match((await buyer.get(`${base}/cart`)).text, /Cart \(1\)[\s\S]*€ 7\.50/)
  const pressed = await pay()
  assert.equal(pressed.status, 303)
  const on = await buyer.get(pressed.to!)
  assert.match(on.text, /http-equiv="refresh" content="0;url=https:\/\/till\.example\/pay\/pay-[\w-]+"/)
  const [started] = small.started
  assert.deepEqual(
    [started!.total, started!.lines.map(({ title, quantity }) => [title, quantity]), started!.email],
    [{ minor: 750n, currency: 'EUR' }, [['Wren Tee <b>', 1]], 'Ana@Example.com'],
  )
  const order = new URL(started!.paidUrl).pathname
  const waiting = await buyer.get(order)
  assert.match(waiting.text, /Waiting for your payment/)
  assert.match(waiting.text, /http-equiv="refresh" content="4"/)
  assert.equal((await stateOf(database, shop)).orders.length, 0, 'coming back proves nothing')
  assert.equal((await buyer.post(`${order}/library`)).status, 404, 'nor does pressing')
  small.move(started!.checkoutId, 'paid')
  await new Promise(resolve => setTimeout(resolve, 3_050))
  const done = await buyer.get(order)
  assert.match(done.text, /<h1>Thank you<\/h1>[\s\S]*Open my library/)
  assert.match(done.text, /href="[^"]+\/cart">Cart<\/a>/, 'the cart is empty')
  const opened = await buyer.post(`${order}/library`)
  assert.equal(opened.to, `/library/${slug}/`)
  const library = await buyer.get(`/library/${slug}/`)
  assert.match(library.text, /Wren Tee &lt;b&gt;[\s\S]*what you have just bought/)
  assert.equal((await storeVisitor(hub.origin).get(order)).status, 200, 'the address is the key')
  assert.equal((await storeVisitor(hub.origin).get(`${order.slice(0, -1)}x`)).status, 404)
})

test('the session of one purchase shows no other purchase of the same address', async t => {
  const { small, shop, base, buyer, slug, add, pay } = await scene(t)
  for (const title of ['First', 'Second']) {
    await add(await newOffer(database, shop, { title }))
    await pay()
    const { checkoutId, paidUrl } = small.started.at(-1)!
    small.move(checkoutId, 'paid')
    await buyer.get(new URL(paidUrl).pathname)
    await buyer.post(`${new URL(paidUrl).pathname}/library`)
  }
  const { text } = await buyer.get(`/library/${slug}/`)
  assert.match(text, /Second/)
  assert.doesNotMatch(text, /First/)
  assert.ok(base)
})

test('pages are whole without script, strict, and light', async t => {
  const { shop, base, buyer, add } = await scene(t)
  const pattern = await newOffer(database, shop, { title: '</script><img src=x onerror=alert(1)>' })
  await database.inShop(shop, tx =>
    sql`update pattern set summary = '<script>alert(1)</script>', sizes = '{XS,"<i>"}', gauge = '22 st', languages = '{en,de}' where pattern_id = ${pattern}::uuid`.execute(
      tx,
    ),
  )
  await add(pattern)
  for (const path of ['/', `/pattern/${pattern}/script-img-src-x-onerror-alert-1`, '/cart', '/checkout']) {
    const page = await buyer.get(`${base}${path}`)
    assert.equal(page.status, 200, path)
    const tags = page.text.replaceAll(/<script type="application\/ld\+json">[^<]*<\/script>/g, '').replaceAll(/"[^"]*"/g, '""')
    assert.doesNotMatch(tags, /<script|<img src=x|<[^>]* on\w+=|<[^>]* style=|<i>/, path)
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'; style-src 'self'; img-src 'self'/)
    assert.ok(page.text.length + sheet.bytes.length + storeSheet.bytes.length < 60_000, `${path}: ${page.text.length}`)
    assert.match(page.text, /<html lang="en">[\s\S]*<main id="main"[\s\S]*<h1>/)
  }
})

test('a pattern’s page tells search engines what is so, at one address', async t => {
  const { shop, base, buyer } = await scene(t)
  const pattern = await newOffer(database, shop, { title: 'Wren Tee', price: 1050n, sku: 'WREN' })
  const short = await buyer.get(`${base}/pattern/${pattern}`)
  assert.deepEqual([short.status, short.to], [301, `${base}/pattern/${pattern}/wren-tee`])
  const { text } = await buyer.get(short.to!)
  assert.match(text, new RegExp(`<link rel="canonical" href="${publicUrl}${base}/pattern/${pattern}/wren-tee">`))
  const facts = JSON.parse(/<script type="application\/ld\+json">([^<]+)</.exec(text)![1]!)
  assert.deepEqual([facts['@type'], facts.sku, facts.offers.price, facts.offers.priceCurrency], ['Product', 'WREN', '10.50', 'EUR'])
  const map = await buyer.get(`${base}/sitemap.xml`)
  assert.match(map.text, new RegExp(`<loc>${publicUrl}${base}/pattern/${pattern}/wren-tee</loc>`))
  const feed = await buyer.get(`${base}/feed.atom`)
  assert.match(feed.headers.get('content-type')!, /^application\/atom\+xml/)
  assert.match(feed.text, /<title>Marigold &amp; Co<\/title>[\s\S]*<title>Wren Tee<\/title>/)
  const robots = await buyer.get('/robots.txt')
  assert.match(
    robots.text,
    new RegExp(`Allow: ${base}/\nDisallow: ${base}/cart[\\s\\S]*Disallow: /\n[\\s\\S]*Sitemap: ${publicUrl}${base}/sitemap.xml`),
  )
  assert.match((await buyer.get(`${base}/cart`)).headers.get('x-robots-tag') ?? '', /noindex/)
})

test('a price that changed between cart and pay is shown before anything is paid; so is a pattern that was taken out', async t => {
  const { small, shop, connection, base, buyer, add } = await scene(t)
  const [wren, robin] = [await newOffer(database, shop, { title: 'Wren' }), await newOffer(database, shop, { title: 'Robin', price: 400n })]
  await add(wren)
  await add(robin)
  const form = await buyer.get(`${base}/checkout`)
  const fields = { mark: hidden(form, 'mark'), email: 'ana@example.com', country: 'DE', provider: connection }
  await sqlIn(shop, `update price set amount_minor = 950 where shop_id = $shop and amount_minor = 750`)
  const dearer = await buyer.post(`${base}/checkout`, fields)
  assert.equal(dearer.status, 409)
  assert.match(dearer.text, /Something has changed since you looked[\s\S]*€ 13\.50/)
  assert.match(dearer.text, /value="ana@example\.com"/, 'what she wrote is still there')
  await sqlIn(shop, `update pattern set archived_at = now() where shop_id = $shop and title = 'Robin'`)
  const gone = await buyer.post(`${base}/checkout`, { ...fields, mark: hidden(dearer, 'mark') })
  assert.match(gone.text, /One thing in your cart cannot be bought any more/)
  assert.equal(small.started.length, 0)
  const cart = await buyer.get(`${base}/cart`)
  assert.match(cart.text, /was taken out/)
  assert.doesNotMatch((await buyer.get(`${base}/cart`)).text, /was taken out/, 'it is told once')
  const paid = await buyer.post(`${base}/checkout`, { ...fields, mark: hidden(await buyer.get(`${base}/checkout`), 'mark') })
  assert.equal(paid.status, 303)
  assert.equal(small.started[0]!.total.minor, 950n)
})

test('a code that is unknown, has run out or is used up is told in a sentence, and the cart stays', async t => {
  const { shop, base, buyer, add } = await scene(t)
  await add(await newOffer(database, shop))
  await sqlIn(
    shop,
    `insert into coupon (shop_id, code, off_percent, to_at, most_uses, off_minor) values ($shop, 'OLD', 10, now() - interval '1 day', null, null),
      ($shop, 'USED', 10, null, 1, null), ($shop, 'GOOD', 20, null, null, null), ($shop, 'GIFT', null, null, null, 5000)`,
  )
  await sqlIn(
    shop,
    `insert into checkout (shop_id, number, token_hash, connection_id, state, currency, total_minor, coupon_id, until)
     select shop_id, 'S', repeat('a', 64), (select connection_id from connection where shop_id = $shop limit 1), 'paid', 'EUR', 1, coupon_id, now()
     from coupon where shop_id = $shop and code = 'USED'`,
  )
  for (const [code, says, total] of [
    ['nothing', /There is no code “NOTHING”/, '€ 7.50'],
    ['<script>', /There is no code “&lt;SCRIPT&gt;”/, '€ 7.50'],
    ['old', /“OLD” has run out/, '€ 7.50'],
    ['used', /“USED” has been used as often/, '€ 7.50'],
    [' good ', /The code GOOD is taken off/, '€ 6.00'],
    ['gift', /The code GIFT is taken off/, 'Free'],
  ] as const) {
    await buyer.post(`${base}/cart/coupon`, { code })
    const { text } = await buyer.get(`${base}/cart`)
    assert.match(text, says)
    assert.match(text, new RegExp(`To pay</dt><dd>${total.replace('.', '\\.')}`), code)
  }
})

test('what costs nothing goes to an address by mail, without a provider, and not without end', async t => {
  const { small, shop, base, buyer, add, pay } = await scene(t)
  const free = await newOffer(database, shop, { price: 0n, title: 'Cowl' })
  let last = 0
  for (let tries = 0; tries < 7; tries++) {
    await add(free)
    const pressed = await pay({ provider: '' })
    last = pressed.status
    if (tries > 0) continue
    const page = await buyer.get(pressed.to!)
    assert.match(page.text, /Look for our mail/)
    assert.doesNotMatch(page.text, /Open my library/, 'anybody may type any address')
    assert.equal((await buyer.post(`${pressed.to}/library`)).status, 404)
  }
  assert.equal(last, 429)
  const { orders } = await stateOf(database, shop)
  assert.deepEqual([orders.length, orders.every(({ open }) => open === 1), small.started.length], [5, true, 0])
  assert.ok(base)
})

test('what a buyer writes is read with care: amounts, addresses, days, an old cookie, too many things', async t => {
  const { shop, base, buyer, hub, add, pay } = await scene(t)
  const pays = await newOffer(database, shop, { title: 'Socks' })
  await sqlIn(shop, `insert into store_pattern (shop_id, pattern_id, least_minor, suggested_minor) values ($shop, '${pays}', 300, 600)`)
  for (const wish of ['-1', 'abc', '1e9', '9'.repeat(16), '0.001'])
    assert.match((await add(pays, { wish })).text, /is no amount in EUR/, wish)
  await add(pays, { wish: '1' })
  assert.match((await buyer.get(`${base}/cart`)).text, /To pay<\/dt><dd>€ 3\.00/, 'never below the least')
  await add(pays, { wish: '12,50' })
  assert.match((await buyer.get(`${base}/cart`)).text, /To pay<\/dt><dd>€ 12\.50/)
  for (const [more, says] of [
    [{ email: 'nobody' }, /Please write your e-mail address/],
    [{ country: 'ZZ' }, /Please choose the country/],
    [{ gift: 'yes', giftEmail: 'x' }, /e-mail address of who gets it/],
    [{ gift: 'yes', giftEmail: 'bea@example.com', giftDay: '2020-01-01' }, /That day is over/],
    [{ gift: 'yes', giftEmail: 'bea@example.com', giftDay: '2026-02-31' }, /choose a day/],
    [{ giftEmail: 'bea@example.com' }, /tick “Give it to somebody else”/],
    [{ provider: randomUUID() }, /Something has changed/],
  ] as const) {
    const refused = await pay(more as Record<string, string>)
    assert.ok(refused.status >= 400, String(refused.status))
    assert.match(refused.text, says)
  }
  for (const bad of ['x', 'a.b', `${buyer.cookies.get('selvage_cart')}x`, `${'x'.repeat(5_000)}.y`]) {
    const other = storeVisitor(hub.origin)
    other.cookies.set('selvage_cart', bad)
    assert.match((await other.get(`${base}/cart`)).text, /Your cart is empty/)
  }
  const many = storeVisitor(hub.origin)
  for (let at = 0; at < 40; at++) await many.post(`${base}/cart/add`, { pattern: randomUUID() })
  assert.match((await many.post(`${base}/cart/add`, { pattern: pays })).text, /A cart holds 40 things/)
  assert.equal((await many.post(`${base}/cart/add`, { pattern: 'nonsense' })).status, 200)
  assert.equal((await many.post(`${base}/cart/add`, { pattern: pays, junk: 'x'.repeat(20_000) })).status, 200, 'a form too long is no form')
  assert.equal((await fetch(`${hub.origin}${base}/cart/add`, { method: 'POST', headers: { origin: 'https://evil.example' } })).status, 403)
})

test('a cart of one store is nothing in another', async t => {
  const { shop, buyer, hub, add } = await scene(t)
  await add(await newOffer(database, shop))
  const other = await scene(t)
  const carried = storeVisitor(other.hub.origin)
  carried.cookies.set('selvage_cart', buyer.cookies.get('selvage_cart')!)
  assert.match((await carried.get(`${other.base}/cart`)).text, /Your cart is empty/)
  assert.ok(hub)
})

test('where the line contradicts what was said, she is asked before she pays, and both are kept', async t => {
  const { small, shop, base, buyer, add, pay } = await scene(t, { env: { SELVAGE_COUNTRY_HEADER: 'CF-IPCountry' } })
  await add(await newOffer(database, shop))
  const form = await buyer.get(`${base}/checkout`)
  const fields = {
    mark: hidden(form, 'mark'),
    email: 'ana@example.com',
    country: 'DE',
    provider: /value="([0-9a-f-]{36})">Pay/.exec(form.text)![1]!,
  }
  const asked = await buyer.post(`${base}/checkout`, fields, { 'cf-ipcountry': 'FR' })
  assert.equal(asked.status, 409)
  assert.match(asked.text, /You said that you live in Germany, and your connection comes from France/)
  const pressed = await buyer.post(
    `${base}/checkout`,
    { ...fields, mark: hidden(asked, 'mark'), asked: hidden(asked, 'asked') },
    { 'cf-ipcountry': 'FR' },
  )
  assert.equal(pressed.status, 303)
  const places = await database.asOwner<{ kind: string; country: string }>(
    `select kind, country from checkout_place where shop_id = $1 order by kind`,
    [shop],
  )
  assert.deepEqual(
    places.map(({ kind, country }) => `${kind} ${country}`),
    ['ip-address FR', 'said DE'],
  )
  assert.equal(small.started.length, 1)
  assert.ok(pay)
})

test('a provider that does not answer, refuses the amount, or tells another amount: no order, a sentence, and the cart stays', async t => {
  const { small, shop, base, buyer, add, pay } = await scene(t)
  await add(await newOffer(database, shop))
  small.fault = new Error('socket hang up')
  const broken = await pay()
  assert.equal(broken.status, 502)
  assert.match(broken.text, /The payment provider does not answer as it should\.[\s\S]*Nothing was paid/)
  assert.match((await buyer.get(`${base}/cart`)).text, /Cart \(1\)/)
  assert.equal((await pay()).status, 303)
  const { checkoutId, paidUrl } = small.started[0]!
  small.move(checkoutId, 'paid', { total: { minor: 1n, currency: 'EUR' } })
  const page = await buyer.get(new URL(paidUrl).pathname)
  assert.match(page.text, /Somebody is looking at it/)
  const { orders, payments } = await stateOf(database, shop)
  assert.deepEqual([orders, payments[0]!.problem], [[], 'wrong-amount'])
})

test('promised by the bank: the page says so, nothing opens, and the provider is not asked at each look', async t => {
  const { small, shop, buyer, add, pay } = await scene(t)
  await add(await newOffer(database, shop))
  await pay()
  const { checkoutId, paidUrl } = small.started[0]!
  small.move(checkoutId, 'pending')
  const order = new URL(paidUrl).pathname
  for (let looks = 0; looks < 5; looks++) assert.match((await buyer.get(order)).text, /Your payment is on its way/)
  assert.equal(small.reads, 1)
  assert.equal((await stateOf(database, shop)).orders[0]!.open, 0)
})

test('a gift is paid by one and opened by another', async t => {
  const { small, shop, buyer, add, pay } = await scene(t)
  await add(await newOffer(database, shop))
  await pay({ gift: 'yes', giftEmail: 'Bea@example.com', giftWord: 'For you', giftDay: '' })
  const { checkoutId, paidUrl } = small.started[0]!
  small.move(checkoutId, 'paid')
  const page = await buyer.get(new URL(paidUrl).pathname)
  assert.match(page.text, /Your gift[\s\S]*bea@example\.com/)
  assert.equal((await buyer.post(`${new URL(paidUrl).pathname}/library`)).status, 404)
  assert.equal((await stateOf(database, shop)).orders[0]!.email, 'bea@example.com')
})

test('two tabs are two checkouts, each at the price it froze', async t => {
  const { small, shop, buyer, add, pay } = await scene(t)
  await add(await newOffer(database, shop))
  await pay()
  await sqlIn(shop, `update price set amount_minor = 900 where shop_id = $shop`)
  await pay()
  for (const { checkoutId } of small.started) small.move(checkoutId, 'paid')
  for (const { paidUrl } of small.started) await buyer.get(new URL(paidUrl).pathname)
  const { orders, clearing } = await stateOf(database, shop)
  assert.deepEqual([orders.map(({ open }) => open), clearing], [[1, 1], 1650n])
})

test('a closed store says so and still lets a payment come back; without a public address there is none', async t => {
  const { small, shop, base, buyer, add, pay } = await scene(t)
  await add(await newOffer(database, shop))
  await pay()
  await database.inShop(shop, tx => setStore(tx, { isOpen: false }, new Date()))
  const closed = await buyer.get(`${base}/`)
  assert.equal(closed.status, 503)
  assert.match(closed.text, /is closed just now/)
  const { checkoutId, paidUrl } = small.started[0]!
  small.move(checkoutId, 'paid')
  assert.match((await buyer.get(new URL(paidUrl).pathname)).text, /Thank you/)
  const desk: TestHub = await testHub(t, database)
  assert.equal((await fetch(`${desk.origin}${base}/`)).status, 404)
  assert.equal((await fetch(`${desk.origin}/store/no-such/`)).status, 404)
  const demo = await newShop(database, { isDemo: true })
  await database.inShop(demo, tx => setStore(tx, { isOpen: true }, new Date()))
  const { slug } = await database.inShop(demo, tx => tx.selectFrom('shop').select('slug').executeTakeFirstOrThrow())
  const page = await fetch(`${desk.origin}/store/${slug}/`)
  assert.equal(page.status, 200)
  assert.match(await page.text(), /The shelves are still empty/)
  assert.equal((await fetch(`${desk.origin}/store/${slug}/`, { headers: { via: '1.1 proxy' } })).status, 404)
})

test('yen: no decimals anywhere', async t => {
  const { small, shop, base, buyer, add, pay } = await scene(t, { currency: 'JPY' })
  const pattern = await newOffer(database, shop, { currency: 'JPY', price: 1200n })
  await add(pattern)
  assert.match((await buyer.get(`${base}/cart`)).text, /¥ 1200/)
  await pay()
  assert.deepEqual(small.started[0]!.total, { minor: 1200n, currency: 'JPY' })
})
