/** The pretend Etsy is as strict as Etsy: for each rule a request that breaks it, and is refused. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { picture } from '#kit/contract-stage.ts'
import type { Fetch } from '#kit/http.ts'
import { apiKey } from './client.ts'
import type { Settings } from './settings.ts'
import spoke from './spoke.ts'
import { bending, failing, farListing, make, ownShop, stage, thrown, under, verb, wish, withForm } from './testing.ts'

let baseUrl: string
let settings: Settings
let own: { 'x-api-key': string; authorization: string }
let shop: string
ownShop(async () => {
  baseUrl = stage.baseUrl
  settings = stage.settings
  own = { 'x-api-key': apiKey(settings), authorization: `Bearer ${settings.accessToken}` }
  shop = `/shops/${settings.shopId}`
  const nodes = JSON.parse((await ask('GET', '/seller-taxonomy/nodes')).text) as { results: { id: number }[] }
  good = { ...draft, taxonomy_id: String(nodes.results[0]!.id) }
})

interface Ask {
  readonly headers?: Record<string, string>
  readonly form?: Record<string, string>
  readonly json?: unknown
  readonly body?: FormData | string
}
async function ask(
  method: string,
  path: string,
  { headers = own, form, json, body }: Ask = {},
): Promise<{ status: number; text: string; headers: Headers }> {
  const sent = form !== undefined ? new URLSearchParams(form) : json !== undefined ? JSON.stringify(json) : body
  const type: Record<string, string> = json !== undefined ? { 'content-type': 'application/json' } : {}
  const response = await fetch(`${baseUrl}/v3/application${path}`, {
    method,
    headers: { ...type, ...headers },
    ...(sent !== undefined && { body: sent }),
  })
  return { status: response.status, text: await response.text(), headers: response.headers }
}
const statusOf = async (...args: Parameters<typeof ask>) => (await ask(...args)).status

test('both parts of the key, and a token that lives', async () => {
  const withKey = (key: string) => ({ headers: { ...own, 'x-api-key': key } })
  assert.equal(await statusOf('GET', '/users/me'), 200)
  assert.equal(await statusOf('GET', '/users/me', { headers: { authorization: own.authorization } }), 403)
  assert.equal(await statusOf('GET', '/users/me', withKey(settings.keystring)), 403)
  assert.equal(await statusOf('GET', '/users/me', withKey(`${settings.keystring}:wrong`)), 403)
  assert.equal(await statusOf('GET', '/users/me', withKey(`wrong:${settings.sharedSecret}`)), 403)
  assert.equal(await statusOf('GET', '/users/me', { headers: { 'x-api-key': own['x-api-key'] } }), 401)
  assert.equal(await statusOf('GET', '/users/me', { headers: { ...own, authorization: `Bearer ${settings.accessToken}x` } }), 401)
  assert.equal(await statusOf('GET', shop, { headers: { 'x-api-key': own['x-api-key'] } }), 200, 'a shop is public')
})

test('the three kinds of body, each where it belongs', async () => {
  const wanted = await make()
  const id = wanted.remoteId
  assert.equal(await statusOf('PATCH', `${shop}/listings/${id}`, { json: { title: 'JSON', type: 'download' } }), 415)
  assert.equal(await statusOf('PUT', `/listings/${id}/inventory`, { form: { products: '[]' } }), 415)
  assert.equal(await statusOf('POST', `${shop}/listings/${id}/files`, { form: { name: 'a.pdf' } }), 415)
  const noBoundary = { headers: { ...own, 'content-type': 'multipart/form-data' }, body: 'x' }
  const refused = await ask('POST', `${shop}/listings/${id}/files`, noBoundary)
  assert.deepEqual([refused.status, /uploading your file/.test(refused.text)], [400, true])
})

const draft = {
  title: 'A hat',
  description: 'Warm',
  price: '7.50',
  quantity: '999',
  who_made: 'i_did',
  when_made: '2020_2025',
  taxonomy_id: '0',
  type: 'download',
}
let good: typeof draft
const create = (change: Record<string, string | undefined>) =>
  ask('POST', `${shop}/listings`, {
    form: Object.fromEntries(Object.entries({ ...good, ...change }).filter((pair): pair is [string, string] => pair[1] !== undefined)),
  })

test('a draft: everything that is required, every list of words, every length, every sign', async () => {
  assert.equal((await create({})).status, 201)
  for (const name of ['title', 'description', 'price', 'quantity', 'who_made', 'when_made', 'taxonomy_id'])
    assert.deepEqual([name, (await create({ [name]: undefined })).status], [name, 400])
  const refused: Record<string, string>[] = [
    { type: 'digital' },
    { who_made: 'me' },
    { when_made: '2020_2026' },
    { taxonomy_id: '1' },
    { quantity: '0' },
    { quantity: '1000' },
    { quantity: 'many' },
    { price: '0.19' },
    { price: '7.505' },
    { price: 'seven' },
    { title: 'x'.repeat(141) },
    { title: 'a & b & c' },
    { title: 'hat 🧶' },
    { tags: 'x'.repeat(21) },
    { tags: Array.from({ length: 14 }, (_, at) => `t${at}`).join(',') },
    { tags: 'knit & purl' },
    { tags: "'lace" },
    { is_supply: 'perhaps' },
    { image_ids: '' },
  ]
  for (const change of refused) assert.deepEqual([change, (await create(change)).status], [change, 400])
  const { text } = await create({ title: 'hat 🧶' })
  assert.deepEqual(JSON.parse(text), [{ path: '/title/1', type: 'invalid_characters', message: 'contains invalid characters' }])
  assert.match((await create({ type: undefined } as never)).text, /shipping_profile_id/)
})

test('lists: a limit of 101, an unknown state, a wrong order and a time before 2000 are refused', async () => {
  for (const path of [
    `${shop}/listings?limit=101`,
    `${shop}/listings?state=archived`,
    `${shop}/listings?includes=Files`,
    `${shop}/receipts?sort_on=price`,
    `${shop}/receipts?min_last_modified=1`,
    `${shop}/receipts?offset=-1`,
    `/listings/batch`,
    `/listings/batch?listing_ids=${Array.from({ length: 101 }, (_, at) => at + 1).join(',')}`,
    `${shop}/payment-account/ledger-entries?min_created=1790000000`,
    `${shop}/payment-account/ledger-entries?min_created=1750000000&max_created=1760000000`,
  ])
    assert.deepEqual([path, await statusOf('GET', path)], [path, 400])
  assert.equal(await statusOf('GET', `/shops/${settings.shopId + 1}/receipts`), 403)
  assert.equal(await statusOf('GET', '/nowhere'), 404)
})

test('pictures by their bytes and files by their names and sizes', async () => {
  const { remoteId: id } = await make()
  const send = (part: string, bytes: Uint8Array, fields: Record<string, string>) => {
    const body = new FormData()
    for (const [name, value] of Object.entries(fields)) body.set(name, value)
    body.set(part, new Blob([bytes as Uint8Array<ArrayBuffer>]), fields.name ?? 'picture.png')
    return statusOf('POST', `${shop}/listings/${id}/${part}s`, { body })
  }
  const webp = Buffer.concat([Buffer.from('RIFF'), Buffer.alloc(4), Buffer.from('WEBPVP8 ')])
  assert.equal(await send('image', webp, {}), 400)
  assert.equal(await send('image', picture(3), { alt_text: 'x'.repeat(501) }), 400)
  assert.equal(await send('image', picture(3), { alt_text: 'x'.repeat(500) }), 201)
  const pdf = Buffer.from('%PDF-1.4')
  for (const name of ['Mütze.pdf', 'a b.pdf', `${'x'.repeat(67)}.pdf`, ''])
    assert.deepEqual([name, await send('file', pdf, { name })], [name, 400])
  assert.equal(await send('file', Buffer.alloc(21 * 1024 * 1024), { name: 'big.pdf' }), 400)
  assert.equal(await send('file', Buffer.alloc(0), { name: 'empty.pdf' }), 400)
  for (const status of [201, 201, 201, 400]) assert.equal(await send('file', pdf, { name: 'more.pdf' }), status, 'five files in all')
})

test('the inventory as a whole: every part required, no variations for a download, ids anew each time, no record before the first', async () => {
  const made = JSON.parse((await create({})).text) as { listing_id: number }
  const path = `/listings/${made.listing_id}/inventory`
  assert.equal(await statusOf('GET', path), 404)
  const offering = { price: 7.5, quantity: 9, is_enabled: true, readiness_state_id: null }
  const put = (products: unknown) => statusOf('PUT', path, { json: { products } })
  assert.equal(await put([{ sku: 'A', offerings: [offering] }]), 200)
  for (const name of Object.keys(offering))
    assert.deepEqual(
      [name, await put([{ offerings: [Object.fromEntries(Object.entries(offering).filter(([key]) => key !== name))] }])],
      [name, 400],
    )
  assert.equal(await put([{ offerings: [{ ...offering, price: '7.50' }] }]), 400, 'a number, no text')
  assert.equal(await put([]), 400)
  assert.equal(await put([{ offerings: [offering] }, { offerings: [offering] }]), 400)
  assert.equal(await statusOf('PUT', path, { body: 'nonsense', headers: { ...own, 'content-type': 'application/json' } }), 400)
  const idOf = async () => (JSON.parse((await ask('GET', path)).text) as { products: { product_id: number; sku: string }[] }).products[0]!
  const before = await idOf()
  assert.equal(await put([{ offerings: [offering] }]), 200)
  const after_ = await idOf()
  assert.notEqual(after_.product_id, before.product_id)
  assert.equal(after_.sku, '', 'what is left out is gone')
})

test('a client that breaks a rule is told so: a title too long, a text for a price, a file name with a space', async () => {
  const long = bending(
    'PATCH',
    /listings\/\d+$/,
    withForm(form => form.set('title', 'x'.repeat(141))),
  )
  assert.equal((await failing(wish(await make(), { title: 'Long' }), long)).remedy, 'seller')
  const quoted = bending('PUT', /inventory$/, init => ({ ...init, body: String(init.body).replace(/"price":([\d.]+)/, '"price":"$1"') }))
  assert.equal((await failing(wish(await make(), { price: { minor: 900n, currency: 'EUR' } }), quoted)).remedy, 'seller')
  const keyless =
    (real: Fetch): Fetch =>
    (url, init) =>
      real(url, { ...init, headers: { ...(init?.headers as Record<string, string>), 'x-api-key': settings.keystring } })
  assert.equal((await thrown(spoke.verify(stage.ctx({ bend: keyless })))).remedy, 'reconnect')
})

test('a page of HTML, and access taken away: try again, connect anew', async () => {
  const { remoteId } = await make()
  const read = () => thrown(spoke.readListingsById(stage.ctx(), [remoteId!]))
  assert.equal((await under('html', read)).remedy, 'retry')
  assert.equal((await under('html', read, { value: 404 })).remedy, 'retry')
  assert.equal((await under('revoked', read)).remedy, 'reconnect')
})

test('an app within its limits: four headers with each answer, 429 with Retry-After beyond the second and beyond the day', async () => {
  await verb('settings', { perSecond: 3, perDay: 1_000_000 })
  try {
    await stage.fake.advance({ ms: 2000 })
    const answers = await Promise.all([1, 2, 3, 4].map(() => ask('GET', '/users/me')))
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 200, 429])
    const over = answers.find(({ status }) => status === 429)!
    assert.equal(over.headers.get('retry-after'), '1')
    for (const name of ['x-limit-per-second', 'x-remaining-this-second', 'x-limit-per-day', 'x-remaining-today'])
      assert.match(over.headers.get(name) ?? '', /^\d+$/, name)
    await verb('settings', { perSecond: 1000, perDay: 5 })
    await stage.fake.advance({ ms: 2000 })
    const spent = await ask('GET', '/users/me')
    assert.deepEqual([spent.status, spent.headers.get('x-remaining-today')], [429, '0'])
    assert.ok(Number(spent.headers.get('retry-after')) > 0)
  } finally {
    await verb('settings', { perSecond: 1000, perDay: 1_000_000 })
  }
})

test('who buys on the shop’s own page is an order, and the seller’s own page changes a listing', async () => {
  const wanted = await make()
  const page = await (await fetch(`${baseUrl}/listing/${wanted.remoteId}`)).text()
  assert.match(page, /Buy it now/)
  const buy = await fetch(`${baseUrl}/listing/${wanted.remoteId}/buy`, {
    method: 'POST',
    body: new URLSearchParams({ name: 'Ana', email: 'a@b.example', country: 'de' }),
    redirect: 'manual',
  })
  const receipt = buy.headers.get('location')!
  const thanks = await (await fetch(`${baseUrl}${receipt}`)).text()
  const file = await fetch(`${baseUrl}${/href="([^"]+\/files\/\d+)"/.exec(thanks)![1]}`)
  assert.match(await file.text(), /^%PDF/)
  const edit = `${baseUrl}/your/shops/me/listings/${wanted.remoteId}`
  const form = { act: 'save', title: 'By hand', price: '9.99', sku: 'HAND', tags: 'a, b', description: 'Changed' }
  assert.equal((await fetch(edit, { method: 'POST', body: new URLSearchParams(form) })).status, 200)
  const there = await farListing(wanted)
  assert.deepEqual([there.title, there.products![0]!.offerings[0]!.price, there.tags], ['By hand', 999, ['a', 'b']])
  for (const path of ['/', '/your/shops/me/listings', '/your/orders/sold', '/developers/your-apps'])
    assert.equal((await fetch(`${baseUrl}${path}`)).status, 200, path)
})
