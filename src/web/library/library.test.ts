import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import test from 'node:test'
import type { ShopId } from '#database'
import { makeLink } from '#hub/library/links.ts'
import { linkPath } from '#hub/mail/hand-over.ts'
import { newShop, testDatabase } from '#testing/database.ts'
import { type TestHub, testHub } from '#testing/web-hub.ts'
import { sheet } from '../page.ts'

const database = await testDatabase()
const open = { SELVAGE_PUBLIC_URL: 'http://127.0.0.1:1' }

/** A hub whose public address counts as reached. */
const openHub = (t: Parameters<typeof testHub>[0]) =>
  testHub(t, database, {
    env: open,
    changes: {
      publicUrl: {
        state: () => ({ state: 'reached', url: open.SELVAGE_PUBLIC_URL, checkedAt: new Date(), sentence: '' }),
        isOffered: () => true,
        check: async () => ({ state: 'reached', url: open.SELVAGE_PUBLIC_URL, checkedAt: new Date(), sentence: '' }),
        start: () => {},
        stop: () => {},
      },
    },
  })

interface Bought {
  readonly shop: ShopId
  readonly slug: string
  readonly token: string
  readonly pattern: string
  readonly versions: readonly { id: string; bytes: Buffer }[]
  readonly order: string
}

async function buy(hub: TestHub, { note = 'Row 14 corrected', fileName = 'Märzenkleid – A4.pdf', isDemo = false } = {}): Promise<Bought> {
  const shop = await newShop(database, { name: 'Marigold & Co', isDemo })
  const bytes = ['first', 'second'].map(text => Buffer.from(`%PDF-1.7 ${text} ${'x'.repeat(5000)}`))
  const shas: string[] = []
  for (const one of bytes) shas.push((await hub.deps.blobs.put(shop, [one] as unknown as AsyncIterable<Uint8Array>, 1e6)).sha256)
  const made = await database.inShop(shop, async tx => {
    const one = async <T>(query: { execute(): Promise<T[]> }) => (await query.execute())[0]!
    for (const [at, sha256] of shas.entries())
      await tx.insertInto('blob').values({ shop_id: shop, sha256, size_bytes: bytes[at]!.length, media_type: 'application/pdf' }).execute()
    const { pattern_id: pattern } = await one(
      tx
        .insertInto('pattern')
        .values({ shop_id: shop, sku: 'A', title: 'Cardigan <b>& more</b>', craft: 'knitting' })
        .returning('pattern_id'),
    )
    const versions = []
    for (const [at, number] of ['1.0', '1.1'].entries()) {
      const { version_id } = await one(
        tx
          .insertInto('version')
          .values({ shop_id: shop, pattern_id: pattern, number, kind: at === 0 ? 'first' : 'correction', note: at === 0 ? '' : note })
          .returning('version_id'),
      )
      await tx
        .insertInto('version_file')
        .values({ shop_id: shop, version_id, file_key: 'a4', position: 0, role: 'a4', file_name: fileName, sha256: shas[at]! })
        .execute()
      versions.push({ id: version_id, bytes: bytes[at]! })
    }
    const { connection_id } = await one(
      tx
        .insertInto('connection')
        .values({ shop_id: shop, spoke: 'stub', label: 'Stub', base_url: `https://${shop}.example`, currency: 'EUR' })
        .returning('connection_id'),
    )
    const { customer_id: customer } = await one(
      tx.insertInto('customer').values({ shop_id: shop, email: 'buyer@example.com', name: 'Buyer' }).returning('customer_id'),
    )
    const at = new Date()
    const { order_id: order } = await one(
      tx
        .insertInto('order')
        .values({
          ...{
            shop_id: shop,
            connection_id,
            remote_id: '1',
            number: '1',
            state: 'paid',
            customer_id: customer,
            placed_at: at,
            changed_at: at,
          },
          ...{ currency: 'EUR', total_minor: 750n, tax_minor: 0n, is_history: false },
        })
        .returning('order_id'),
    )
    await tx
      .insertInto('order_line')
      .values({
        shop_id: shop,
        order_id: order,
        line: '1',
        position: 0,
        title: 'x',
        quantity: 1,
        total_minor: 750n,
        tax_minor: 0n,
        currency: 'EUR',
        pattern_id: pattern,
      })
      .execute()
    await tx
      .insertInto('entitlement')
      .values({ shop_id: shop, order_id: order, line: '1', pattern_id: pattern, customer_id: customer })
      .execute()
    const { slug } = await tx.selectFrom('shop').select('slug').executeTakeFirstOrThrow()
    return { slug, pattern, versions, order, token: await makeLink(tx, customer, new Date()) }
  })
  return { shop, ...made }
}

async function signIn(hub: TestHub, { slug, token }: Bought): Promise<string> {
  const pressed = await fetch(`${hub.origin}${linkPath(slug, token)}`, {
    method: 'POST',
    headers: { origin: hub.origin },
    redirect: 'manual',
  })
  assert.equal(pressed.status, 303)
  assert.equal(pressed.headers.get('location'), `/library/${slug}/`)
  const [cookie = ''] = pressed.headers.getSetCookie()
  for (const part of [/HttpOnly/, /SameSite=Lax/, new RegExp(`Path=/library/${slug}/`)]) assert.match(cookie, part)
  return cookie.split(';')[0]!
}

test('the link’s page does nothing until it is pressed; the press opens the library with the newest version first', async t => {
  const hub = await openHub(t)
  const bought = await buy(hub)
  const link = `${hub.origin}${linkPath(bought.slug, bought.token)}`
  for (const method of ['GET', 'HEAD']) {
    const looked = await fetch(link, { method })
    assert.deepEqual([looked.status, looked.headers.getSetCookie()], [200, []], 'a mail scanner signs nobody in')
  }
  assert.equal((await fetch(link, { method: 'POST', headers: { origin: 'https://evil.example' } })).status, 403)
  const cookie = await signIn(hub, bought)
  const page = await fetch(`${hub.origin}/library/${bought.slug}/`, { headers: { cookie } })
  const text = await page.text()
  assert.equal(page.status, 200)
  assert.match(text, /Cardigan &lt;b&gt;&amp; more&lt;\/b&gt;/, 'titles are text')
  assert.match(text, /Version 1\.1/)
  assert.match(text, /Corrected:<\/b> Row 14 corrected/)
  assert.ok(text.indexOf(bought.versions[1]!.id) < text.indexOf(bought.versions[0]!.id), 'newest first')
  assert.match(text, /<details><summary>Earlier version \(1\)/)
  assert.doesNotMatch(text, /<script|style=/)
  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'; style-src 'self'/)
  assert.ok(text.length + sheet.bytes.length < 60_000, `${text.length + sheet.bytes.length} bytes`)
  assert.equal((await fetch(`${hub.origin}${sheet.path}`)).headers.get('cache-control'), 'public, max-age=31536000, immutable')

  const out = await fetch(`${hub.origin}/library/${bought.slug}/sign-out`, {
    method: 'POST',
    headers: { origin: hub.origin, cookie },
    redirect: 'manual',
  })
  assert.equal(out.status, 303)
  assert.match(await (await fetch(`${hub.origin}/library/${bought.slug}/`, { headers: { cookie } })).text(), /Send me the way in/)
})

test('files come whole, by range, and not again when they are the same; whole ones are noted', async t => {
  const hub = await openHub(t)
  const bought = await buy(hub)
  const cookie = await signIn(hub, bought)
  const [first, second] = bought.versions
  const text = await (await fetch(`${hub.origin}/library/${bought.slug}/`, { headers: { cookie } })).text()
  const href = /href="([^"]+\/get\/[^"]+)"/.exec(text)![1]!
  const url = `${hub.origin}${href}`
  const whole = await fetch(url, { headers: { cookie } })
  const bytes = Buffer.from(await whole.arrayBuffer())
  assert.deepEqual(bytes, second!.bytes)
  const sha = createHash('sha256').update(bytes).digest('hex')
  assert.equal(whole.headers.get('etag'), `"${sha}"`)
  assert.match(
    whole.headers.get('content-disposition') ?? '',
    /^attachment; filename="M_rzenkleid _ A4\.pdf"; filename\*=UTF-8''M%C3%A4rzenkleid%20%E2%80%93%20A4\.pdf$/,
  )
  for (const [range, expected, says] of [
    ['bytes=10-19', bytes.subarray(10, 20), `bytes 10-19/${bytes.length}`],
    [`bytes=${bytes.length - 5}-`, bytes.subarray(-5), null],
    ['bytes=-7', bytes.subarray(-7), null],
    ['bytes=0-999999', bytes, null],
  ] as const) {
    const part = await fetch(url, { headers: { cookie, range } })
    assert.equal(part.status, 206, range)
    assert.deepEqual(Buffer.from(await part.arrayBuffer()), expected, range)
    if (says) assert.equal(part.headers.get('content-range'), says)
  }
  const beyond = await fetch(url, { headers: { cookie, range: `bytes=${bytes.length}-` } })
  assert.deepEqual([beyond.status, beyond.headers.get('content-range')], [416, `bytes */${bytes.length}`])
  assert.equal((await fetch(url, { headers: { cookie, 'if-none-match': `"${sha}"` } })).status, 304)
  assert.equal(
    (await fetch(url, { headers: { cookie, range: 'bytes=0-3', 'if-range': '"other"' } })).status,
    200,
    'another file since: the whole',
  )
  const head = await fetch(url, { method: 'HEAD', headers: { cookie } })
  assert.deepEqual([head.status, head.headers.get('content-length')], [200, String(bytes.length)])
  const older = await fetch(url.replace(second!.id, first!.id), { headers: { cookie } })
  assert.deepEqual(Buffer.from(await older.arrayBuffer()), first!.bytes, 'older versions stay hers')
  const noted = await database.asOwner<{ n: number }>(
    "select count(*)::int as n from given_bytes where shop_id = $1 and kind = 'fetched'",
    [bought.shop],
  )
  assert.equal(noted[0]!.n, 4, 'the whole, the range from its start, the refused range, the older one')
})

test('nobody else gets a file: no session, another shop’s session, a refunded order', async t => {
  const hub = await openHub(t)
  const [bought, other] = [await buy(hub), await buy(hub)]
  const url = `${hub.origin}/library/${bought.slug}/get/${bought.versions[1]!.id}/a4/x.pdf`
  assert.equal((await fetch(url)).status, 401)
  assert.equal((await fetch(url, { headers: { cookie: await signIn(hub, other) } })).status, 401)
  const cookie = await signIn(hub, bought)
  assert.equal((await fetch(url, { headers: { cookie } })).status, 200)
  assert.equal((await fetch(url.replace('/a4/', '/a0/'), { headers: { cookie } })).status, 404)
  assert.equal((await fetch(url.replace(bought.versions[1]!.id, 'not-an-id'), { headers: { cookie } })).status, 404)
  await database.asOwner(`update entitlement set ended_at = now(), end_reason = 'refunded' where shop_id = $1`, [bought.shop])
  assert.equal((await fetch(url, { headers: { cookie } })).status, 404)
})

test('the sign-in page says the same to buyers and strangers, and is not asked without end', async t => {
  const hub = await openHub(t)
  const bought = await buy(hub)
  const ask = async (email: string) => {
    const response = await fetch(`${hub.origin}/library/${bought.slug}/sign-in`, {
      method: 'POST',
      headers: { origin: hub.origin },
      body: new URLSearchParams({ email }),
    })
    return { status: response.status, text: await response.text() }
  }
  assert.deepEqual(await ask('buyer@example.com'), await ask('stranger@example.com'))
  const asks = await database.asOwner<{ email: string }>(`select email from sign_in_ask where shop_id = $1 order by 1`, [bought.shop])
  assert.deepEqual(
    asks.map(({ email }) => email),
    ['buyer@example.com', 'stranger@example.com'],
  )
  assert.equal((await ask('nobody')).status, 400)
  let last = 200
  for (let tries = 0; tries < 22; tries++) last = (await ask('stranger@example.com')).status
  assert.equal(last, 429)
})

test('no buyer’s page is offered before the public address was reached; the demo’s open on this machine', async t => {
  const unreached = await testHub(t, database, { env: open })
  const bought = await buy(unreached)
  const closed = await fetch(`${unreached.origin}/library/${bought.slug}/`)
  assert.equal(closed.status, 503)
  assert.match(await closed.text(), /not open just now/)
  const desk = await testHub(t, database)
  assert.equal((await fetch(`${desk.origin}/library/${bought.slug}/`)).status, 503)
  const demo = await buy(desk, { isDemo: true })
  assert.equal((await fetch(`${desk.origin}/library/${demo.slug}/`)).status, 200)
  assert.equal((await fetch(`${desk.origin}/library/${demo.slug}/`, { headers: { via: '1.1 proxy' } })).status, 503)
  assert.equal((await fetch(`${desk.origin}/library/no-such-shop/`)).status, 404)
})
