/** The pretend Gumroad is as strict as the platform's source: for each rule a request that breaks it, and is refused. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { picture } from '#kit/contract-stage.ts'
import { readMarks } from './listings.ts'
import { bending, failing, farProduct, make, ownShop, published, stage, verb, wantedOf, withFields } from './testing.ts'

let own: Record<string, string>
ownShop(() => {
  own = { authorization: `Bearer ${stage.settings.accessToken}` }
})

interface Ask {
  readonly headers?: Record<string, string>
  readonly form?: Record<string, string>
  readonly json?: unknown
}
interface Told {
  readonly status: number
  readonly body: { readonly success?: boolean; readonly message?: string; readonly error?: string; readonly [name: string]: unknown }
}
async function ask(method: string, path: string, { headers = own, form, json }: Ask = {}): Promise<Told> {
  const type: Record<string, string> = json !== undefined ? { 'content-type': 'application/json' } : {}
  const body = form !== undefined ? new URLSearchParams(form) : json !== undefined ? JSON.stringify(json) : undefined
  const response = await fetch(`${stage.baseUrl}${path}`, { method, headers: { ...type, ...headers }, ...(body !== undefined && { body }) })
  const text = await response.text()
  return { status: response.status, body: text.startsWith('{') ? (JSON.parse(text) as Told['body']) : { message: text } }
}
/** Refused, as most is there: with status 200 and a sentence. */
async function refused(sentence: RegExp, ...asked: Parameters<typeof ask>): Promise<void> {
  const { status, body } = await ask(...asked)
  assert.deepEqual([status, body.success], [200, false], JSON.stringify(body))
  assert.match(body.message ?? '', sentence)
}
async function refused400(sentence: RegExp, ...asked: Parameters<typeof ask>): Promise<void> {
  const { status, body } = await ask(...asked)
  assert.equal(status, 400, JSON.stringify(body))
  assert.match(body.error ?? '', sentence)
}
const draft = { name: 'Hat', price: 500, price_currency_type: 'eur' }
const create = (change: Record<string, unknown>) => ['POST', '/v2/products', { json: { ...draft, ...change } }] as const
const idOf = ({ body }: Told) => encodeURIComponent((body.product as { id: string }).id)

test('a token that lives, in the header, the query or the body, and that may do it', async () => {
  assert.equal((await ask('GET', '/v2/user')).status, 200)
  assert.equal((await ask('GET', `/v2/user?access_token=${stage.settings.accessToken}`, { headers: {} })).status, 200)
  assert.equal((await ask('GET', '/v2/user', { headers: {} })).status, 401)
  assert.equal((await ask('GET', '/v2/user', { headers: { authorization: `${own.authorization}x` } })).status, 401)
  const { token } = (await verb('token', { scopes: ['view_profile'] })) as { token: string }
  const headers = { authorization: `Bearer ${token}` }
  assert.equal((await ask('GET', '/v2/products', { headers })).status, 200)
  assert.equal((await ask(...(create({}).slice(0, 2) as ['POST', string]), { headers, json: draft })).status, 403)
  assert.equal((await ask('GET', '/v2/sales', { headers })).status, 403)
  assert.equal((await ask('GET', '/v2/nothing')).status, 404)
})

test('what a product is made of', async () => {
  await refused(/Name can't be blank/, ...create({ name: ' ' }))
  await refused(/too long/, ...create({ name: 'x'.repeat(256) }))
  await refused(/price cents can't be blank/i, ...create({ price: undefined }))
  await refused(/at least €0.79/, ...create({ price: 78 }))
  await refused(/above \$5,000/, ...create({ price: 900_000 }))
  await refused(/'zzz' is not a supported currency/, ...create({ price_currency_type: 'zzz' }))
  await refused(/tags must be an array of strings/, ...create({ tags: 'lace' }))
  await refused(/too short/, ...create({ tags: ['x'] }))
  await refused(/too long/, ...create({ tags: ['x'.repeat(21)] }))
  await refused(/hashes or contain commas/, ...create({ tags: ['#lace'] }))
  await refused(/permalink is invalid/, ...create({ custom_permalink: 'a b' }))
  await refused(/'physical' is not supported/, ...create({ native_type: 'physical' }))
  await refused(/'file' is not an accepted parameter/, ...create({ file: 'x.pdf' }))
  await refused(/'thumbnail' is not an accepted parameter/, ...create({ thumbnail: 'x.png' }))
  await refused(/rich_content must be an array/, ...create({ rich_content: 'x' }))
  await refused(/must be a JSON object or array/, ...create({ rich_content: [{ title: 'a', description: 'text' }] }))
  const made = await ask(...create({ custom_permalink: 'Hat-1', description: 'a<BR/>b', tags: ['  Fair   Isle '] }))
  const product = made.body.product as Record<string, unknown>
  assert.deepEqual([product.published, product.description, product.tags], [false, 'a<br>b', ['fair isle']])
  await refused(/already been taken/, ...create({ custom_permalink: 'hat-1' }))
  await refused(/product was not found/, 'GET', '/v2/products/nobody')
  await stage.fake.remove({ remoteId: product.id as string })
  await refused(/already been taken/, ...create({ custom_permalink: 'Hat-1' }))
})

test('lists are ten a page, and a page begins after the last one whatever came in meanwhile', async () => {
  await Promise.all(Array.from({ length: 12 }, (_, at) => ask(...create({ name: `Hat ${at}` }))))
  const first = (await ask('GET', '/v2/products')).body as { products: { id: string }[]; next_page_key: string }
  assert.equal(first.products.length, 10)
  assert.equal('files' in first.products[0]!, false, 'a list tells no files')
  await ask(...create({ name: 'Newer' }))
  const second = (await ask('GET', `/v2/products?page_key=${first.next_page_key}`)).body as { products: { id: string }[] }
  const ids = [...first.products, ...second.products].map(({ id }) => id)
  assert.equal(new Set(ids).size, ids.length)
})

test('files come from her own uploads, and one that is named by its id alone stays as it is', async () => {
  const id = idOf(await ask(...create({})))
  const put = (files: unknown) => ['PUT', `/v2/products/${id}`, { json: { files } }] as const
  await refused(/must be an array of file objects/, ...put('x'))
  await refused(/reference an existing file by id or include a url/, ...put([{ id: 'unknown' }]))
  await refused(/your own uploaded files/, ...put([{ url: 'https://other.example/attachments/1/x.pdf' }]))
  const wanted = await make()
  const { files } = await farProduct(wanted)
  const path = `/v2/products/${encodeURIComponent(wanted.remoteId!)}`
  await refused(/Include the canonical url/, 'PUT', path, { json: { files: [{ id: files[0]!.id, display_name: 'New' }] } })
  await ask('PUT', path, { json: { files: [{ id: files[0]!.id }] } })
  assert.deepEqual(
    (await farProduct(wanted)).files.map(file => file.id),
    [files[0]!.id],
  )
})

test('an upload has a name and a size, and is put together once', async () => {
  const presign = (form: Record<string, string>) => ['POST', '/v2/files/presign', { form }] as const
  await refused400(/filename is required/, ...presign({ filename: ' ', file_size: '1' }))
  await refused400(/file_size is required/, ...presign({ filename: 'a.pdf', file_size: '0' }))
  await refused400(/20 GB maximum/, ...presign({ filename: 'a.pdf', file_size: String(21 * 1024 ** 3) }))
  const { body } = await ask(...presign({ filename: 'a.pdf', file_size: String(250 * 1024 * 1024) }))
  const upload = body as unknown as { upload_id: string; key: string; parts: { presigned_url: string }[] }
  assert.equal(upload.parts.length, 3, 'a hundred megabytes each')
  const complete = (json: Record<string, unknown>) => ['POST', '/v2/files/complete', { json }] as const
  const { upload_id, key } = upload
  await refused400(/upload_id is required/, ...complete({ key, parts: [1] }))
  await refused400(/key is required/, ...complete({ upload_id, parts: [1] }))
  await refused400(/parts is required/, ...complete({ upload_id, key, parts: [] }))
  await refused400(/invalid key/, ...complete({ upload_id, key: 'attachments/other/a.pdf', parts: [{ part_number: 1, etag: '"x"' }] }))
  const url = upload.parts[0]!.presigned_url
  const sent = await fetch(url, { method: 'PUT', body: 'small' })
  const etag = sent.headers.get('etag')
  const later = await fetch(upload.parts[1]!.presigned_url, { method: 'PUT', body: 'last' })
  const parts = [
    { part_number: 1, etag },
    { part_number: 2, etag: later.headers.get('etag') },
  ]
  await refused400(/smaller than the minimum/, ...complete({ upload_id, key, parts }))
  assert.equal((await ask(...complete({ upload_id, key, parts: parts.slice(0, 1) }))).status, 200)
  await refused400(/does not exist/, ...complete({ upload_id, key, parts: parts.slice(0, 1) }))
  const abort = await ask('POST', '/v2/files/abort', { form: { upload_id, key } })
  assert.equal(abort.body.status, 'already_gone')
  for (const wrong of [url.replace(/Signature=\w{6}/, 'Signature=000000'), url.split('?')[0]!])
    assert.equal((await fetch(wrong, { method: 'PUT', body: 'x' })).status, 403)
})

test('a picture is what was announced: its checksum, its kind, its size; webp is none', async () => {
  const bytes = Buffer.from(picture(9))
  const good = {
    filename: 'a.png',
    byte_size: bytes.length,
    checksum: createHash('md5').update(bytes).digest('base64'),
    content_type: 'image/png',
  }
  const reserve = (blob: Record<string, unknown>) => ['POST', '/v2/direct_uploads', { json: { blob } }] as const
  await refused400(/checksum is required/, ...reserve({ ...good, checksum: undefined }))
  await refused400(/must be JPEG, PNG, GIF/, ...reserve({ ...good, content_type: 'image/webp' }))
  const { body } = await ask(...reserve(good))
  const { signed_id, direct_upload } = body as unknown as {
    signed_id: string
    direct_upload: { url: string; headers: Record<string, string> }
  }
  const put = (bytes: Buffer, headers: Record<string, string>) =>
    fetch(direct_upload.url, { method: 'PUT', headers, body: new Uint8Array(bytes) })
  assert.equal((await put(bytes, {})).status, 403)
  assert.equal((await put(Buffer.from('other'), direct_upload.headers)).status, 400)
  const id = idOf(await ask(...create({})))
  const cover = (form: Record<string, string>) => ['POST', `/v2/products/${id}/covers`, { form }] as const
  await refused(/Could not process your cover/, ...cover({ signed_blob_id: signed_id }))
  assert.equal((await put(bytes, direct_upload.headers)).status, 200)
  await refused(/invalid or expired/, ...cover({ signed_blob_id: 'x' }))
  await refused(/provide a signed_blob_id or url/, ...cover({}))
  for (let at = 0; at < 8; at++) assert.equal((await ask(...cover({ signed_blob_id: signed_id }))).body.success, true)
  await refused(/limit of 8 previews/, ...cover({ signed_blob_id: signed_id }))
  await refused(/try again/, 'POST', `/v2/products/${id}/thumbnail`, { form: { signed_blob_id: signed_id } })
  await refused(/thumbnail was not found/, 'DELETE', `/v2/products/${id}/thumbnail`)
  await refused(/cover was not found/, 'DELETE', `/v2/products/${id}/covers/nobody`)
})

test('sales: days and page keys as they are written, ten a page, only what was paid', async () => {
  const wanted = await make()
  for (let at = 0; at < 12; at++)
    await stage.fake.sell({ lines: [{ remoteId: wanted.remoteId! }], email: `b${at}@buyer.example`, name: 'B' })
  await refused400(/'after'. Dates must be/, 'GET', '/v2/sales?after=5.1.2026')
  await refused400(/'before'. Dates must be/, 'GET', '/v2/sales?before=yesterday')
  await refused400(/Invalid page_key/, 'GET', '/v2/sales?page_key=2')
  await refused(/sale was not found/, 'GET', '/v2/sales/nobody')
  const { sales, next_page_key } = (await ask('GET', '/v2/sales')).body as unknown as {
    sales: { id: string; created_at: string }[]
    next_page_key: string
  }
  assert.equal(sales.length, 10)
  assert.match(next_page_key, /^\d{20}-\d+$/)
  const rest = (await ask('GET', `/v2/sales?page_key=${next_page_key}`)).body as unknown as { sales: { id: string }[] }
  assert.equal(new Set([...sales, ...rest.sales].map(({ id }) => id)).size, 12)
  const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10)
  assert.deepEqual((await ask('GET', `/v2/sales?after=${tomorrow}`)).body.sales, [])
  await assert.rejects(stage.fake.sell({ lines: [{ remoteId: wanted.remoteId! }], email: null, name: 'B', state: 'pending' }), /never: /)
  await assert.rejects(stage.fake.cancel({ remoteId: sales[0]!.id }), /never: /)
})

test('more than ten lists of sales within a second are refused, as documented, until the next one', async () => {
  await stage.fake.limits({ are: 'documented' })
  const asked = await Promise.all(Array.from({ length: 25 }, () => ask('GET', '/v2/sales')))
  const late = asked.filter(({ status }) => status === 429)
  assert.ok(late.length > 0 && asked.length - late.length <= 20, `${late.length} of ${asked.length}`)
  assert.equal((await ask('GET', '/v2/products')).status, 200)
  await stage.fake.limits({ are: 'raised' })
})

test('subscriptions: topics and addresses that there are, and each its own application’s', async () => {
  const put = (form: Record<string, string>) => ['PUT', '/v2/resource_subscriptions', { form }] as const
  await refused(/Unable to subscribe/, ...put({ resource_name: 'visits', post_url: 'https://a.example/x' }))
  for (const post_url of ['nowhere', 'ftp://a.example/', 'http://10.0.0.8/x', 'http://192.168.1.2/'])
    await refused(/Invalid post URL/, ...put({ resource_name: 'sale', post_url }))
  await refused(/Valid resource_name parameter required/, 'GET', '/v2/resource_subscriptions')
  const other = (await verb('subscribe', { topic: 'sale', url: 'https://other.example/', isOther: true })) as { id: string }
  await refused(/was not found/, 'DELETE', `/v2/resource_subscriptions/${encodeURIComponent(other.id)}`)
  const all = async (query: string) =>
    ((await ask('GET', `/v2/resource_subscriptions?resource_name=sale${query}`)).body.resource_subscriptions as unknown[]).length
  assert.deepEqual([await all(''), await all('&current_oauth_application_only=true')], [1, 0])
})

test('a client that is broken where the pretend one is strict does not get through', async () => {
  const broken: [string, RegExp, (fields: Record<string, unknown>) => unknown, RegExp][] = [
    ['POST', /\/v2\/products$/, fields => ({ ...fields, tags: String(fields.tags) }), /tags must be an array/],
    ['POST', /\/v2\/products$/, fields => ({ ...fields, price: '7.50' }), /is not a number/],
    ['POST', /\/v2\/products$/, fields => ({ ...fields, custom_permalink: 'not fit' }), /permalink is invalid/],
    [
      'PUT',
      /\/v2\/products\/[^/]+$/,
      fields => ({ ...fields, files: (fields.files as object[]).map(file => ({ ...file, url: 'https://x.example/' })) }),
      /your own uploaded files/,
    ],
    [
      'POST',
      /direct_uploads$/,
      ({ blob }) => ({ blob: { ...(blob as object), checksum: 'AAAAAAAAAAAAAAAAAAAAAA==' } }),
      /store behind Gumroad/,
    ],
  ]
  for (const [method, path, change, sentence] of broken)
    assert.match((await failing(wantedOf(), bending(method, path, withFields(change)))).message, sentence)
})

test('what is not in the table of operations is told in the report; what our client asks is all in it', async () => {
  interface Use {
    readonly operation: string
    readonly count: number
    readonly validated: number
    readonly said: readonly string[]
    readonly unknownFields: readonly string[]
  }
  const uses = async () => new Map(((await verb('validation')) as { operations: Use[] }).operations.map(use => [use.operation, use]))
  await ask(...create({ mistake: 1, native_type: 'hat', price: 'x' }))
  const made = (await uses()).get('POST /v2/products')!
  assert.ok(made.validated < made.count && made.unknownFields.includes('mistake'))
  assert.ok(
    made.said.some(sentence => /native_type is none of/.test(sentence)) && made.said.some(sentence => /price is no digits/.test(sentence)),
  )
  const before = await uses()
  await published(wantedOf())
  await readMarks(stage.ctx(), ['a', 'b', 'c', 'd'])
  for (const [operation, { count, validated }] of await uses()) {
    const old = before.get(operation) ?? { count: 0, validated: 0 }
    assert.equal(validated - old.validated, count - old.count, operation)
  }
})

test('her own screens: a shopper buys, she edits and refunds by hand, and her application shows what is to be pasted', async () => {
  const wanted = await make({ title: 'Łąka shawl' })
  const product = await farProduct(wanted)
  const page = async (path: string, form?: Record<string, string>) => {
    const init = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }
    return (await fetch(`${stage.baseUrl}${path}`, init)).text()
  }
  assert.match(await page('/'), /Łąka shawl/)
  const bought = await page(`/l/${product.customPermalink}/buy`, { name: 'Ana', email: 'ana@buyer.example', quantity: '2' })
  assert.match(bought, /€15/)
  const file = /href="(\/d\/[^"]+\/1)"/.exec(bought)![1]!
  assert.match(await page(file), /^%PDF/)
  await page(`/products/${product.permalink}/edit`, { act: 'save', name: 'By hand', price: '9.50', tags: 'one, two', description: 'New' })
  const edited = await farProduct(wanted)
  assert.deepEqual([edited.name, edited.price, edited.tags], ['By hand', 950, ['one', 'two']])
  const sale = /name="sale" value="([^"]+)"/.exec(await page('/customers'))![1]!
  await page('/customers', { act: 'refund', sale })
  assert.match(await page(`/d/${encodeURIComponent(sale)}`), /Access was taken away/)
  const token = /id="access-token">([^<]+)</.exec(await page('/settings/advanced', { act: 'token' }))![1]!
  assert.equal((await ask('GET', '/v2/user', { headers: { authorization: `Bearer ${token}` } })).status, 200)
})
