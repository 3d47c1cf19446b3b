/** What the pretend store offers beyond the store itself: faults, counts, state on disk, a long history, media, its own pages. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { control } from '#kit/fake-control.ts'
import { type Body, listener, pdf, png, type TestStore, testStore } from './fake/testing.ts'
import fake from './fake.ts'

let store: TestStore
before(async () => {
  store = await testStore()
})
after(() => store.stop())

const get = (path: string) => store.call('GET', path)
const cut = async (act: () => Promise<unknown>): Promise<boolean> =>
  act().then(
    () => false,
    () => true,
  )

test('faults: before acting, after acting, late, never, halved, and refused by a hosting', async () => {
  const count = async (): Promise<number> => Number((await get('/products?per_page=1')).headers.get('x-wp-total'))
  const make = () => store.call('POST', '/products', { name: 'p' })
  const on = 'POST /wp-json/wc/v3/products'
  const start = await count()
  await store.control.fault({ name: 'failsBefore', times: 1, on })
  assert.deepEqual([await cut(make), await count()], [true, start])
  await store.control.fault({ name: 'drops', times: 1, on })
  assert.deepEqual([await cut(make), await count()], [true, start + 1], 'it acted')
  await store.control.fault({ name: 'halves', times: 1, on })
  assert.deepEqual([await cut(make), await count()], [true, start + 2])
  await store.control.fault({ name: 'timeouts', times: 1, on, value: 150 })
  const begun = Date.now()
  assert.equal((await make()).status, 201)
  assert.ok(Date.now() - begun >= 140)
  for (const [name, value, status] of [
    ['failures', null, 500],
    ['failures', 502, 502],
    ['throttles', 7, 429],
    ['html', null, 503],
    ['html', 403, 403],
  ] as const) {
    await store.control.fault({ name, times: 1, value })
    const answer = await make()
    assert.equal(answer.status, status)
    if (name === 'throttles') assert.equal(answer.headers.get('retry-after'), '7')
  }
  assert.equal(await count(), start + 3)
  await assert.rejects(store.control.fault({ name: 'nonsense', times: 1 }), /There is no fault “nonsense”. These exist: /)
})

test('a fault that never answers leaves the line open', async () => {
  await store.control.fault({ name: 'timeouts', times: 1 })
  await assert.rejects(fetch(`${store.url}/`, { signal: AbortSignal.timeout(100) }), { name: 'TimeoutError' })
})

test('requests are counted by route, operations are held against the recorded rules', async () => {
  await store.control.resetRequests()
  await get('/products/999')
  await get('/products/998')
  await store.call('PUT', '/products/999', { name: 1, colour: 'red' })
  const { total, byRoute } = await store.control.requests()
  assert.deepEqual([total, byRoute], [3, { 'GET /wp-json/wc/v3/products/{id}': 2, 'PUT /wp-json/wc/v3/products/{id}': 1 }])
  const { operations } = (await store.verb('validation')) as unknown as { operations: Record<string, unknown>[] }
  const put = operations.find(each => each.operation === 'PUT /wp-json/wc/v3/products/{id}')
  assert.deepEqual([put?.count, put?.validated, put?.unknownFields], [1, 0, ['colour']])
})

test('the media library takes what its bytes prove, by application password alone', async () => {
  const upload = (name: string, raw: Uint8Array, how: { as?: 'wordpress' | 'main' | 'nobody'; type?: string } = {}) =>
    store.call('POST', '/wp-json/wp/v2/media', undefined, {
      as: how.as ?? 'wordpress',
      raw,
      headers: { 'content-type': how.type ?? 'application/pdf', 'content-disposition': `attachment; filename="${name}"` },
    })
  const first = await upload('scarf a4.pdf', pdf('one'))
  assert.equal(first.status, 201, first.text)
  assert.match(String(first.body.source_url), /\/wp-content\/uploads\/\d{4}\/\d{2}\/scarf-a4\.pdf$/)
  assert.match(String((await upload('scarf a4.pdf', pdf('two'))).body.source_url), /scarf-a4-1\.pdf$/)
  const refused = await Promise.all([
    upload('x.pdf', Buffer.from('no pdf')),
    upload('x.exe', png),
    upload('x.pdf', pdf('x'), { as: 'main' }),
    upload('x.pdf', pdf('x'), { as: 'nobody' }),
  ])
  assert.deepEqual(
    refused.map(each => each.status),
    [500, 500, 401, 401],
  )
  const path = new URL(String(first.body.source_url)).pathname
  const part = await fetch(`${store.url}${path}`, { headers: { range: 'bytes=0-3' } })
  assert.deepEqual([part.status, part.headers.get('content-range'), await part.text()], [206, `bytes 0-3/${pdf('one').length}`, '%PDF'])
  assert.equal((await store.call('GET', '/wp-json/wp/v2/media?search=scarf', undefined, { as: 'nobody' })).body.length, 2)
  const gone = `/wp-json/wp/v2/media/${String(first.body.id)}`
  assert.equal((await store.call('DELETE', gone, undefined, { as: 'wordpress' })).status, 501)
  assert.equal((await store.call('DELETE', `${gone}?force=true`, undefined, { as: 'wordpress' })).body.deleted, true)
  assert.equal((await fetch(`${store.url}${path}`)).status, 404)
  const who = await store.call('GET', '/wp-json/wp/v2/users/me?context=edit', undefined, { as: 'wordpress' })
  assert.equal(who.body.roles?.[0], 'administrator')
})

test('the control port tells the far side’s truth and makes its hand edits', async () => {
  const place = await listener()
  place.files.set('/a.pdf', { bytes: pdf('one'), type: 'application/pdf' })
  const { body } = await store.call('POST', '/products', {
    name: 'Truth',
    sku: 'T-1',
    regular_price: '9.00',
    downloadable: true,
    virtual: true,
    tags: [{ name: 'a & b' }],
    downloads: [{ id: 'a4', name: 'A4', file: `${place.url}/a.pdf` }],
  })
  const remoteId = String(body.id)
  const listing = async () => (await store.control.listings()).find(each => each.remoteId === remoteId)
  const { url: _, ...file } = (await listing())?.files[0] ?? { url: '' }
  assert.deepEqual(file, { id: 'a4', name: 'A4', sha256: await sha(pdf('one')) })
  assert.deepEqual((await listing())?.tags, ['a & b'])
  const order = await store.control.sell({
    lines: [{ remoteId }, { remoteId: '424242', title: 'Gone' }],
    email: null,
    name: 'Ada Ash',
    at: '2026-03-01T12:00:00Z',
  })
  const shown = (await get(`/orders/${order.remoteId}`)).body
  assert.deepEqual(
    [shown.date_created_gmt, shown.status, shown.billing?.email, shown.line_items?.[1]?.name, shown.line_items?.[1]?.product_id],
    ['2026-03-01T12:00:00', 'completed', '', 'Gone', 0],
  )
  assert.deepEqual(await store.control.download({ orderId: order.remoteId, fileId: 'a4' }), { sha256: await sha(pdf('one')) })
  await store.control.edit({ remoteId, set: { title: 'Changed by hand', price: '11.00', isPublished: false, tags: ['c'], dropFile: 'A4' } })
  const edited = await listing()
  assert.deepEqual(
    [edited?.title, edited?.price, edited?.isPublished, edited?.tags, edited?.files.length],
    ['Changed by hand', '11.00', false, ['c'], 0],
  )
  await store.control.remove({ remoteId })
  assert.equal(await listing(), undefined)
  assert.equal((await get(`/products/${remoteId}`)).body.status, 'trash')
  await place.stop()
})

const sha = async (bytes: Uint8Array): Promise<string> =>
  Buffer.from(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))).toString('hex')

test('100,000 old orders in under 5 s, listed quickly, the same whenever asked, and changeable one by one', async () => {
  const begun = Date.now()
  assert.deepEqual(await store.control.history({ orders: 100_000, until: '2026-11-01T00:00:00Z' }), { made: 100_000 })
  const page = await get('/orders?per_page=100&page=500&orderby=id&order=asc')
  const again = await get('/orders?per_page=100&page=500&orderby=id&order=asc')
  const tookMs = Date.now() - begun
  assert.ok(tookMs < 5000, `${tookMs} ms`)
  assert.deepEqual([page.body.length, page.text === again.text, Number(page.headers.get('x-wp-total')) >= 100_000], [100, true, true])
  const [one, next] = [page.body[7], page.body[8]]
  await store.control.refund({ remoteId: String(one?.id) })
  const refunded = (await get(`/orders/${String(one?.id)}`)).body
  assert.deepEqual(
    [refunded.status, refunded.order_key === one?.order_key, (await get(`/orders/${String(next?.id)}`)).body.status],
    ['refunded', true, 'completed'],
  )
  assert.equal((await store.call('DELETE', `/orders/${String(next?.id)}?force=true`)).status, 200)
  assert.equal((await get(`/orders/${String(next?.id)}`)).status, 404)
})

test('the same seed makes the same keys and the same history; another seed another', async () => {
  const story = async (seed: number): Promise<string> => {
    const other = await testStore({ seed })
    try {
      await other.call('POST', '/products', { name: 'Scarf', regular_price: '9.00' })
      await other.control.history({ orders: 50, until: '2026-01-01T00:00:00Z' })
      const { text } = await other.call('GET', '/orders?per_page=50&_fields=id,order_key,billing,total,date_created_gmt')
      return `${other.keys[0]?.consumerSecret} ${text}`
    } finally {
      await other.stop()
    }
  }
  assert.equal(await story(7), await story(7))
  assert.notEqual(await story(7), await story(8))
})

test('state goes to disk and comes back: products, old orders, permissions, files, hooks and the clock', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'selvage-fake-'))
  try {
    const first = await testStore({ stateDir: dir })
    const media = await first.call('POST', '/wp-json/wp/v2/media', undefined, {
      as: 'wordpress',
      raw: pdf('kept'),
      headers: { 'content-type': 'application/pdf', 'content-disposition': 'attachment; filename="k.pdf"' },
    })
    const path = new URL(String(media.body.source_url)).pathname
    const { body } = await first.call('POST', '/products', {
      name: 'Kept',
      regular_price: '9.00',
      virtual: true,
      downloadable: true,
      downloads: [{ id: 'a4', name: 'A4', file: String(media.body.source_url) }],
    })
    await first.control.history({ orders: 20_000 })
    const { remoteId } = await first.control.sell({ lines: [{ remoteId: String(body.id) }], email: 'a@post.example', name: 'A' })
    await first.control.advance({ ms: 86_400_000 })
    await first.stop()
    assert.ok((await stat(join(dir, 'state.json'))).size < 50_000, 'old orders are kept as their rule')
    const port = Number(new URL(first.url).port)
    const second = await fake.start({ port, controlPort: 0, stateDir: dir, seed: 1 })
    try {
      const there = control(second.controlUrl)
      assert.equal((await there.listings())[0]?.title, 'Kept')
      assert.deepEqual(await there.download({ orderId: remoteId, fileId: 'a4' }), { sha256: await sha(pdf('kept')) })
      assert.equal(await (await fetch(`${second.url}${path}`)).text(), String(pdf('kept')))
      assert.ok(Date.parse((await there.advance({ ms: 0 })).now) - Date.now() > 86_000_000)
    } finally {
      await second.stop()
    }
  } finally {
    await rm(dir, { recursive: true })
  }
})

test('a customer buys on the shop’s own pages and the seller changes things by hand', async () => {
  const { body } = await store.call('POST', '/products', {
    name: 'Tide <b>Scarf</b>',
    regular_price: '9.00',
    virtual: true,
    downloadable: true,
    downloads: [{ name: 'A4 & more', file: 'https://files.hub.example/a.pdf' }],
  })
  const post = (path: string, fields: Record<string, string>) =>
    fetch(`${store.url}${path}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
  const text = async (path: string): Promise<string> => (await fetch(`${store.url}${path}`)).text()
  assert.match(await text('/'), /Tide <b>Scarf<\/b>/)
  assert.match(await text(`/product/${String(body.id)}/`), /A4 &amp; more/)
  const wrong = await post('/checkout/', { product: String(body.id), name: 'Ada', email: 'no address' })
  assert.deepEqual([wrong.status, /Please write an e-mail address/.test(await wrong.text())], [400, true])
  const bought = await post('/checkout/', { product: String(body.id), name: '<i>Ada</i>', email: 'ada@post.example' })
  const received = await text(bought.headers.get('location') ?? '')
  assert.match(received, /Thank you, Ada/)
  assert.match(received, /download_file=\d+&amp;order=wc_order_/)
  await post('/wp-admin/', {
    act: 'save',
    product: String(body.id),
    title: 'By hand',
    price: '12.00',
    sale: '',
    sku: '',
    tags: 'x, y',
    description: 'd',
    status: 'publish',
  })
  const edited = (await get(`/products/${String(body.id)}`)).body
  assert.deepEqual([edited.name, edited.regular_price, edited.tags?.length], ['By hand', '12.00', 2])
  await post('/wp-admin/', { act: 'dropFile', product: String(body.id), file: String((body as Body).downloads?.[0]?.id) })
  const orderId = /order-received\/(\d+)/.exec(bought.headers.get('location') ?? '')?.[1] ?? ''
  await post('/wp-admin/', { act: 'refund', order: orderId })
  assert.equal((await get(`/orders/${orderId}`)).body.status, 'refunded')
  await post('/wp-admin/', { act: 'bin', product: String(body.id) })
  assert.equal((await get(`/products/${String(body.id)}`)).body.status, 'trash')
  for (const path of ['/', '/wp-admin/', '/wp-admin/orders/']) assert.ok(!/<script/i.test(await text(path)))
})
