/** Behaviours 1 to 21 and 31 of the recorded store, each by its number: products, their files, and the buyers of them. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Body, crossed, type Listener, listener, pdf, png, type TestStore, testStore } from './testing.ts'

let store: TestStore
let place: Listener

before(async () => {
  store = await testStore()
  place = await listener()
  place.files.set('/cover.png', { bytes: png, type: 'image/png' })
  place.files.set('/a/v1.pdf', { bytes: pdf('one'), type: 'application/pdf' })
  place.files.set('/a/v2.pdf', { bytes: pdf('two'), type: 'application/pdf' })
})
after(async () => {
  await store.stop()
  await place.stop()
})

const make = async (fields: unknown): Promise<Body> => {
  const { status, body, text } = await store.call('POST', '/products', fields)
  assert.equal(status, 201, text)
  return body
}
const put = (id: unknown, fields: unknown) => store.call('PUT', `/products/${String(id)}`, fields)
const pattern = (more: Record<string, unknown> = {}) =>
  make({
    name: 'Pattern',
    regular_price: '9.00',
    virtual: true,
    downloadable: true,
    downloads: [{ name: 'A4', file: `${place.url}/a/v1.pdf` }],
    ...more,
  })
const buy = (product: Body, email = 'ada@post.example') =>
  store.control.sell({ lines: [{ remoteId: String(product.id) }], email, name: 'Ada Ash' })
/** The buyer's own link to the first file, by the e-mail's way: order key, address, file id. */
const linkFor = async (orderId: string, product: Body, file = String(product.downloads?.[0]?.id)) => {
  const { body } = await store.call('GET', `/orders/${orderId}`)
  return `/?download_file=${String(product.id)}&order=${String(body.order_key)}&email=${encodeURIComponent(String(body.billing?.email))}&key=${file}`
}
const open = (link: string) => store.call('GET', link, undefined, { as: 'nobody' })

test('1: a price that is not a number is taken; a JSON number is refused alone and taken in a batch', async () => {
  for (const [sent, kept] of [
    ['abc', ''],
    ['14,50', '1450'],
    ['$14.50', '14.50'],
    ['-5', '-5'],
    ['14.999', '14.999'],
    ['0', '0'],
  ]) {
    const product = await make({ name: 'p', regular_price: sent })
    assert.deepEqual([sent, product.regular_price, product.status, product.purchasable], [sent, kept, 'publish', kept !== ''])
  }
  const { status, body } = await store.call('POST', '/products', { name: 'p', regular_price: 15 })
  assert.deepEqual([status, body.code], [400, 'rest_invalid_param'])
  const batch = await store.call('POST', '/products/batch', { create: [{ name: 'p', regular_price: 15 }] })
  assert.equal(batch.body.create?.[0]?.regular_price, '15')
})

test('2: a sale price at or above the regular one is dropped without a word; lowering the regular price ends the sale', async () => {
  const product = await make({ name: 'p', regular_price: '10.00', sale_price: '10.00' })
  assert.equal(product.sale_price, '')
  assert.equal((await put(product.id, { sale_price: '8' })).body.on_sale, true)
  const lowered = await put(product.id, { regular_price: '5' })
  assert.deepEqual([lowered.body.regular_price, lowered.body.sale_price, lowered.body.price], ['5', '', '5'])
})

test('3: null does not clear the dates of a sale, an empty string does', async () => {
  const { id } = await make({
    name: 'p',
    regular_price: '10',
    sale_price: '8',
    date_on_sale_from_gmt: '2020-01-01T00:00:00',
    date_on_sale_to_gmt: '2099-02-01T00:00:00',
  })
  assert.equal(
    (await put(id, { sale_price: '', date_on_sale_from: null, date_on_sale_to: null })).body.date_on_sale_to_gmt,
    '2099-02-01T00:00:00',
  )
  assert.equal((await put(id, { date_on_sale_from: '', date_on_sale_to: '' })).body.date_on_sale_to_gmt, null)
})

test('4: nothing at all makes a published product named "Product"; unknown fields are ignored', async () => {
  const ways = [
    store.call('POST', '/products', {}),
    store.call('POST', '/products', undefined, { raw: '', headers: { 'content-type': 'application/json' } }),
    store.call('POST', '/products', undefined, { raw: '{"name":"x","status":"draft"}', headers: { 'content-type': 'text/plain' } }),
  ]
  for (const { status, body } of await Promise.all(ways)) assert.deepEqual([status, body.name, body.status], [201, 'Product', 'publish'])
  assert.equal((await make({ name: 'known', hub_nonsense: 1 })).name, 'known')
})

test('5: batch items are not checked, fail one by one in their order, the whole is 200, delete is for good, 101 are too many', async () => {
  const owner = await make({ name: 'owner', sku: 'B5-1' })
  const mine = await make({ name: 'mine', sku: 'B5-2' })
  const gone = await make({ name: 'gone' })
  const { status, body } = await store.call('POST', '/products/batch', {
    create: [
      { name: 'bad enum', type: 'ebook' },
      { name: 'dup', sku: 'B5-1' },
    ],
    update: [{ id: 99999999, regular_price: '1' }, { regular_price: '1' }, { id: mine.id, sku: 'B5-1' }, { id: mine.id, regular_price: 5 }],
    delete: [gone.id, gone.id],
  })
  assert.equal(status, 200)
  assert.equal(body.create?.[0]?.type, 'simple')
  assert.deepEqual([body.create?.[1]?.id, body.create?.[1]?.error?.data?.resource_id], [0, owner.id])
  assert.deepEqual(
    body.update?.map(each => [each.id, each.error?.code]),
    [
      [99999999, 'woocommerce_rest_product_invalid_id'],
      [null, 'woocommerce_rest_product_invalid_id'],
      [mine.id, 'product_invalid_sku'],
      [mine.id, undefined],
    ],
  )
  assert.deepEqual(
    body.delete?.map(each => each.error?.data?.status),
    [undefined, 404],
  )
  assert.equal((await store.call('GET', `/products/${String(gone.id)}`)).status, 404)
  const many = await store.call('POST', '/products/batch', {
    create: Array.from({ length: 60 }, () => ({})),
    update: Array.from({ length: 41 }, () => ({})),
  })
  assert.deepEqual([many.status, many.body.code], [413, 'woocommerce_rest_request_entity_too_large'])
})

test('6: a SKU is held once, by one in the bin too; of four creates at once one lives', async () => {
  const owner = await make({ name: 'owner', sku: 'S6' })
  const second = await store.call('POST', '/products', { name: 'second', sku: 'S6' })
  assert.deepEqual(
    [second.status, second.body.code, second.body.data?.resource_id, second.body.data?.unique_sku],
    [400, 'product_invalid_sku', owner.id, 'S6-1'],
  )
  await store.call('DELETE', `/products/${String(owner.id)}`)
  const third = await store.call('POST', '/products', { name: 'third', sku: 'S6' })
  assert.deepEqual([third.body.code, third.body.data?.resource_id], ['woocommerce_rest_product_not_created', undefined])
  const racers = await Promise.all(
    [1, 2, 3, 4].map(n => store.call('POST', '/products', { name: `race ${n}`, sku: 'R6', images: [{ src: `${place.url}/cover.png` }] })),
  )
  assert.deepEqual(racers.map(each => each.status).sort(), [201, 400, 400, 400])
  assert.equal((await store.call('GET', '/products?sku=R6')).body.length, 1)
})

test('7: an unknown id is 404 to read and delete, 400 to write, 410 to delete what is in the bin', async () => {
  const answers = await Promise.all([
    store.call('GET', '/products/999999'),
    store.call('DELETE', '/products/999999'),
    put(999999, {}),
    store.call('POST', '/products/999999', {}),
  ])
  assert.deepEqual(
    answers.map(each => each.status),
    [404, 404, 400, 400],
  )
  assert.ok(answers.every(each => each.body.code === 'woocommerce_rest_product_invalid_id'))
  const { id } = await make({ name: 'p' })
  await store.call('DELETE', `/products/${String(id)}`)
  assert.equal((await store.call('DELETE', `/products/${String(id)}`)).status, 410)
})

test('8: DELETE answers with what was; the bin changes the slug, hides from lists, and gives back', async () => {
  const product = await make({ name: 'To the bin' })
  assert.equal((await store.call('DELETE', `/products/${String(product.id)}`)).body.status, 'publish')
  const binned = await store.call('GET', `/products/${String(product.id)}`)
  assert.deepEqual([binned.body.status, binned.body.slug], ['trash', 'to-the-bin__trashed'])
  const ids = async (query: string) => (await store.call('GET', `/products?include=${String(product.id)}${query}`)).body.length
  assert.deepEqual([await ids(''), await ids('&status=any'), await ids('&status=trash')], [0, 0, 1])
  const back = await put(product.id, { status: 'publish' })
  assert.deepEqual([back.body.status, back.body.slug], ['publish', 'to-the-bin'])
})

test('9: an unknown tag is dropped, an unknown category is "Uncategorized", tags by name are made, names come back escaped', async () => {
  const { id } = await make({ name: 'p', tags: [{ name: 'knit & sew' }], categories: [{ id: 999999 }] })
  const shown = (await store.call('GET', `/products/${String(id)}`)).body
  assert.deepEqual([shown.tags?.[0]?.name, shown.categories?.[0]?.name], ['knit &amp; sew', 'Uncategorized'])
  assert.deepEqual((await put(id, { tags: [{ id: 999999 }], categories: [] })).body.tags, [])
  const again = await store.call('POST', '/products/tags', { name: 'Knit & Sew' })
  assert.deepEqual([again.status, again.body.code, again.body.data?.resource_id], [400, 'term_exists', shown.tags?.[0]?.id])
})

test('10: images are fetched within the request; one failure fails all; the same address is a second copy; dates are shifted twice', async () => {
  const src = `${place.url}/cover.png`
  const bad = await store.call('POST', '/products', { name: 'p', sku: 'IMG10', images: [{ src }, { src: `${place.url}/none.png` }] })
  assert.deepEqual([bad.status, bad.body.code], [400, 'woocommerce_product_image_upload_error'])
  assert.equal((await store.call('GET', '/products?sku=IMG10&status=any')).body.length, 0)
  const product = await make({ name: 'p', images: [{ src, alt: 'cover' }] })
  const first = product.images?.[0]
  const gmt = Date.parse(`${String(first?.date_created_gmt)}Z`)
  assert.equal(Date.parse(`${String(first?.date_created)}Z`) - gmt, -10 * 3_600_000)
  assert.equal((await put(product.id, { images: [{ id: first?.id }] })).body.images?.[0]?.id, first?.id)
  assert.notEqual((await put(product.id, { images: [{ src }] })).body.images?.[0]?.id, first?.id)
})

test('11: every PUT moves date_modified, even one that changes nothing', async () => {
  const product = await make({ name: 'p', regular_price: '1' })
  await store.control.advance({ ms: 2000 })
  const after = (await put(product.id, {})).body.date_modified_gmt
  assert.ok(String(after) > String(product.date_modified_gmt))
  await store.control.advance({ ms: 2000 })
  assert.ok(String((await put(product.id, { regular_price: '1' })).body.date_modified_gmt) > String(after))
})

test('12: meta by key replaces, hidden keys are shown, null with the id deletes, scripts go and & is escaped', async () => {
  const product = await make({
    name: 'p',
    description: '<p>a <script>x</script>& b</p>',
    meta_data: [
      { key: 'k', value: '1' },
      { key: '_hidden', value: 'h' },
    ],
  })
  assert.equal(product.description, '<p>a x&amp; b</p>')
  const replaced = (await put(product.id, { meta_data: [{ key: 'k', value: '2' }] })).body.meta_data
  assert.deepEqual(
    replaced?.map(each => [each.key, each.value]),
    [
      ['k', '2'],
      ['_hidden', 'h'],
    ],
  )
  const left = (await put(product.id, { meta_data: [{ id: replaced?.[0]?.id, key: 'k', value: null }] })).body.meta_data
  assert.deepEqual(
    left?.map(each => each.key),
    ['_hidden'],
  )
})

test('13: no version or ETag is in any answer, and the last of two writers wins', async () => {
  const { id } = await make({ name: 'p' })
  await Promise.all([put(id, { name: 'one' }), put(id, { name: 'two' })])
  const shown = await store.call('GET', `/products/${String(id)}`)
  assert.ok(['one', 'two'].includes(String(shown.body.name)))
  assert.deepEqual([shown.headers.get('etag'), shown.body.version], [null, undefined])
})

test('13: the answer to a write that is crossed shows the other writer’s values; fields that only one wrote stay', async () => {
  const { id } = await make({ name: 'p', regular_price: '1.00' })
  // The second is there first, so that the first one stands and waits as well.
  const [first, second] = await crossed(
    store,
    [2, 1, 1, 2, 1, 1, 2, 2],
    [() => put(id, { regular_price: '2.00', name: 'mine' }), () => put(id, { regular_price: '3.00', sku: 'CROSSED' })],
  )
  assert.deepEqual([first?.body.regular_price, first?.body.sku], ['2.00', 'CROSSED'], 'the other’s SKU is in the answer')
  assert.deepEqual([second?.body.regular_price, second?.body.name], ['2.00', 'mine'], 'wrote 3.00, was overtaken, is shown 2.00')
  const shown = (await store.call('GET', `/products/${String(id)}`)).body
  assert.deepEqual([shown.regular_price, shown.name, shown.sku], ['2.00', 'mine', 'CROSSED'])
})

test('14: a duplicate comes in another shape: dates as objects, downloads by id', async () => {
  const product = await pattern({ name: 'Twin' })
  const { status, body } = await store.call('POST', `/products/${String(product.id)}/duplicate`)
  assert.deepEqual(
    [status, body.status, typeof body.date_created?.date, Object.keys(body.downloads ?? {})],
    [200, 'draft', 'string', [String(product.downloads?.[0]?.id)]],
  )
})

test('15: files sent without their id get new ones and earlier buyers lose the file; with the id they get the new one', async () => {
  const product = await pattern()
  const { remoteId } = await buy(product)
  const link = await linkFor(remoteId, product)
  assert.equal((await open(link)).text, String(pdf('one')))
  const fileId = String(product.downloads?.[0]?.id)
  await put(product.id, { downloads: [{ id: fileId, name: 'A4', file: `${place.url}/a/v2.pdf` }] })
  assert.equal((await open(link)).text, String(pdf('two')))
  await put(product.id, { downloads: [{ name: 'A4', file: `${place.url}/a/v2.pdf` }] })
  const lost = await open(link)
  assert.deepEqual([lost.status, /Invalid download link/.test(lost.text)], [404, true])
  const own = await put(product.id, { downloads: [{ id: 'hub-file-1', name: 'A4', file: `${place.url}/a/v2.pdf` }] })
  assert.equal(own.body.downloads?.[0]?.id, 'hub-file-1')
})

test('16: a file added later is not given to earlier buyers', async () => {
  const product = await pattern()
  const { remoteId } = await buy(product)
  const added = await put(product.id, {
    downloads: [...(product.downloads ?? []), { id: 'bonus', name: 'Bonus', file: `${place.url}/a/v2.pdf` }],
  })
  assert.equal(added.body.downloads?.length, 2)
  assert.equal((await open(await linkFor(remoteId, product, 'bonus'))).status, 404)
  assert.equal(await store.control.download({ orderId: remoteId, fileId: 'bonus' }), null)
})

test('17: an administrator’s key approves a new place for files by itself; a shop manager’s does not', async () => {
  const at = (host: string) => ({ name: 'p', sku: `D17-${host}`, downloads: [{ name: 'x', file: `https://${host}.example/f.pdf` }] })
  const refused = await store.call('POST', '/products', at('mgr'), { as: 'manager' })
  assert.deepEqual([refused.status, refused.body.code], [400, 'product_invalid_download'])
  assert.equal((await store.call('GET', '/products?sku=D17-mgr')).body.length, 0)
  assert.equal((await store.call('POST', '/products', at('admin'))).status, 201)
  assert.equal((await store.call('POST', '/products', { ...at('admin'), sku: 'D17-b' }, { as: 'manager' })).status, 201)
})

test('18: a file that is not there is taken; a type that is not allowed is not; an address needs no ending', async () => {
  const file = (name: string) => store.call('POST', '/products', { name: 'p', downloads: [{ name: 'f', file: name }] })
  assert.equal((await file(`${store.url}/wp-content/uploads/2026/11/none.pdf`)).status, 201)
  const exe = await file(`${store.url}/wp-content/uploads/2026/11/tool.exe`)
  assert.deepEqual([exe.status, exe.body.code], [400, 'product_invalid_download'])
  assert.equal((await file('https://files.hub.example/d/0f3a?sig=1&x=2')).status, 201)
})

test('19: the store fetches a file elsewhere and passes it on; a 404 there is a 404 here; the limit is a 403', async () => {
  const product = await pattern({ download_limit: 2 })
  const { remoteId } = await buy(product)
  const link = await linkFor(remoteId, product)
  const first = await open(link)
  assert.deepEqual(
    [first.status, first.headers.get('content-type'), first.headers.get('content-disposition')],
    [200, 'application/pdf', 'attachment; filename="v1.pdf";'],
  )
  assert.equal((await open(link)).status, 200)
  const third = await open(link)
  assert.deepEqual([third.status, /reached your download limit/.test(third.text)], [403, true])
  const gone = await pattern({ downloads: [{ name: 'x', file: `${place.url}/gone.pdf` }] })
  const missing = await open(await linkFor((await buy(gone)).remoteId, gone))
  assert.deepEqual([missing.status, /File not found/.test(missing.text)], [404, true])
})

test('20: a partial refund, a draft and the bin keep access; a whole refund, a cancellation and deletion take it', async () => {
  const product = await pattern()
  const order = await buy(product)
  const link = await linkFor(order.remoteId, product)
  const status = async () => (await open(link)).status
  await store.control.refund({ remoteId: order.remoteId, amount: { minor: '100', currency: 'EUR' } })
  assert.equal(await status(), 200)
  await store.control.refund({ remoteId: order.remoteId })
  assert.equal(await status(), 403)
  const other = await buy(product)
  const second = await linkFor(other.remoteId, product)
  await store.control.cancel({ remoteId: other.remoteId })
  assert.equal((await open(second)).status, 403)
  await store.call('PUT', `/orders/${other.remoteId}`, { status: 'completed' })
  assert.equal((await open(second)).status, 200)
  await put(product.id, { status: 'draft' })
  assert.equal((await open(second)).status, 200)
  await store.call('DELETE', `/products/${String(product.id)}`)
  assert.equal((await open(second)).status, 200)
  await store.call('DELETE', `/products/${String(product.id)}?force=true`)
  assert.equal((await open(second)).status, 404)
})

test('21: a guest’s downloads cannot be read over REST, those of an account can', async () => {
  const product = await pattern()
  const { body: customer } = await store.call('POST', '/customers', { email: 'account@post.example' })
  await buy(product, 'guest@post.example')
  assert.equal((await store.call('GET', '/customers/0/downloads')).status, 404)
  await store.call('POST', '/orders', {
    customer_id: customer.id,
    set_paid: true,
    billing: { email: 'account@post.example' },
    line_items: [{ product_id: product.id }],
  })
  const downloads = await store.call('GET', `/customers/${String(customer.id)}/downloads`)
  assert.deepEqual(
    downloads.body.map(each => [each.download_name, each.downloads_remaining]),
    [['A4', 'unlimited']],
  )
})

test('what is shown is dressed: & in a name is an entity, paragraphs are made, quotes in a summary are the typographer’s; context=edit is bare', async () => {
  const { id } = await make({ name: 'A & B', description: 'one\n\ntwo', short_description: `it's "so"` })
  const [view, edit] = await Promise.all(['', '?context=edit'].map(query => store.call('GET', `/products/${String(id)}${query}`)))
  assert.deepEqual(
    [view?.body.name, view?.body.description, view?.body.short_description],
    ['A &amp; B', '<p>one</p>\n<p>two</p>\n', '<p>it&#8217;s &#8220;so&#8221;</p>\n'],
  )
  assert.deepEqual([edit?.body.description, edit?.body.short_description], ['one\n\ntwo', `it's "so"`])
  assert.equal((await store.control.listings()).find(each => each.remoteId === String(id))?.title, 'A & B')
})

test('31: unknown query parameters are ignored; sku takes a list', async () => {
  await make({ name: 'one', sku: 'L31-1' })
  await make({ name: 'two', sku: 'L31-2' })
  const all = Number((await store.call('GET', '/products?per_page=1')).headers.get('x-wp-total'))
  assert.equal(Number((await store.call('GET', '/products?per_page=1&meta_key=nothing&meta_value=x')).headers.get('x-wp-total')), all)
  assert.equal((await store.call('GET', '/products?sku=L31-1,L31-2')).body.length, 2)
})
