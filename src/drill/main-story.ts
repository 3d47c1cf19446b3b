/**
 * The main job as one story: connect, go live, list, sell, correct, undo, a hand edit, a lost answer, a refund, hold.
 * Every "it is so" is asked of the far side or of what a buyer gets, never of our own report.
 */
import assert from 'node:assert/strict'
import type { FarListing } from '#kit/fake.ts'
import { upload } from '#web/api/client.ts'
import { allOrders, connectAndRead, look, mails, makePattern, press } from './acts.ts'
import { pause, until } from './hub-process.ts'
import { pdfOf, sha256 } from './props.ts'
import type { Scene } from './scene.ts'

export interface Chapter {
  readonly says: string
  readonly tell: (scene: Scene, book: Book) => Promise<void>
}

/** What one chapter leaves to the next. */
interface Book {
  shop: string
  connection: string
  pattern: string
  remoteId: string
  first: Uint8Array
  corrected: Uint8Array
  orderRemoteId: string
  library: { cookie: string; address: string }
  undonePublication: string
}

const patience = 20_000
const history = 40

export const mainStory: readonly Chapter[] = [
  { says: 'an owner starts her shop and connects a storefront; it is only read', tell: connectInRehearsal },
  { says: 'a pattern with its file is listed after one press, and a second press lists nothing twice', tell: listPattern },
  { says: 'a buyer pays and gets a mail whose link opens a library with the very file', tell: sell },
  { says: 'the same sale told again by forged and repeated messages changes nothing', tell: repeatSale },
  {
    says: 'nothing is sent before the press; then the corrected file is there, and earlier buyers have it under their old link',
    tell: correct,
  },
  { says: 'the press is taken back and the storefront is as before', tell: undo },
  { says: 'a new price reaches the storefront', tell: reprice },
  { says: 'a hand edit is found, named and put right', tell: putRight },
  { says: 'an answer lost on the way makes no second listing', tell: loseAnswer },
  { says: 'hold everything holds, and letting go catches up', tell: hold },
  { says: 'a refund of a part keeps the file, of the whole takes it', tell: refund },
  { says: 'the books hold each sale and refund once', tell: checkBooks },
]

export const emptyBook = (): Book => ({
  shop: '',
  connection: '',
  pattern: '',
  remoteId: '',
  first: new Uint8Array(),
  corrected: new Uint8Array(),
  orderRemoteId: '',
  library: { cookie: '', address: '' },
  undonePublication: '',
})

async function connectInRehearsal(scene: Scene, book: Book): Promise<void> {
  const { api, far } = scene
  await far.history({ orders: history })
  const before = await far.listings()
  book.shop = (await api.call('POST /shops', { body: { name: 'Drill Patterns', currency: 'EUR' } })).id
  book.connection = await connectAndRead(scene, book.shop)
  const orders = await allOrders(scene, book)
  assert.equal(orders.length, history, 'every old order is known, once')
  assert.equal((await mails(scene, book)).length, 0, 'nobody was written to')
  assert.deepEqual(await far.listings(), before, 'nothing was written to the storefront')
  await api.call('POST /shops/{shop}/connections/{connection}/state', {
    params: { shop: book.shop, connection: book.connection },
    body: { to: 'live' },
  })
}

async function listPattern(scene: Scene, book: Book): Promise<void> {
  const { api, far } = scene
  const params = { shop: book.shop }
  const before = (await far.listings()).length
  book.first = await pdfOf('Marigold cardigan, version 1.0')
  book.pattern = await makePattern(scene, book, { title: 'Marigold & Clover cardigan', sku: 'DRILL-1', file: book.first })
  const preview = await api.call('POST /shops/{shop}/preview', { params, body: { patternIds: [book.pattern] } })
  assert.equal((await far.listings()).length, before, 'a preview sends nothing')
  assert.equal(preview.peopleTold, 0)
  const press = { patternIds: [book.pattern], key: preview.key }
  const first = await api.call('POST /shops/{shop}/publish', { params, body: press })
  const second = await api.call('POST /shops/{shop}/publish', { params, body: press })
  assert.equal(second.publicationId, first.publicationId, 'pressing twice is pressing once')
  const listing = await farListing(scene, 'DRILL-1', one => one.isPublished && one.files.length === 1)
  assert.equal(listing.files[0]?.sha256, sha256(book.first), 'the storefront gives the very bytes')
  assert.equal(listing.price, '7.50')
  assert.equal((await far.listings()).length, before + 1, 'one listing, not two')
  book.remoteId = listing.remoteId
  await untilProven(scene, book)
}

async function sell(scene: Scene, book: Book): Promise<void> {
  const sold = await scene.far.sell({ lines: [{ remoteId: book.remoteId }], email: 'Ana.Buyer@Example.com', name: 'Ana Buyer' })
  book.orderRemoteId = sold.remoteId
  await scene.far.deliver()
  const mail = await until('the buyer’s mail is written', async () => (await mails(scene, book))[0] ?? null, patience)
  const { text } = await scene.api.call('GET /shops/{shop}/mails/{mail}', { params: { shop: book.shop, mail: mail.id } })
  book.library = await openLibrary(text)
  assert.deepEqual(await newestFile(book), sha256(book.first), 'the library gives the very bytes')
  assert.equal(await farDownload(scene, book), sha256(book.first), 'so does the storefront’s own link')
}

async function repeatSale(scene: Scene, book: Book): Promise<void> {
  const orders = (await allOrders(scene, book)).length
  const forged = await fetch(`${scene.origin}/hooks/${book.connection}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-signature': 'AAAA' },
    body: JSON.stringify({ id: 999_999, status: 'completed' }),
  })
  assert.equal(forged.status, 401, 'a forged message is refused')
  await scene.far.deliver({ twice: true, shuffle: true })
  await look(scene, book)
  await pause(1_500)
  assert.equal((await allOrders(scene, book)).length, orders, 'the sale is taken once')
  assert.equal(orders, history + 1)
  assert.equal((await mails(scene, book)).length, 1, 'and its buyer written to once')
}

async function correct(scene: Scene, book: Book): Promise<void> {
  const { api, far } = scene
  const params = { shop: book.shop }
  book.corrected = await pdfOf('Marigold cardigan, version 1.1: row 14 corrected')
  const uploadId = await upload(api, book.shop, 'marigold-a4-1.1.pdf', book.corrected)
  await api.call('POST /shops/{shop}/patterns/{pattern}/versions', {
    params: { ...params, pattern: book.pattern },
    body: {
      number: '1.1',
      kind: 'correction',
      note: 'Row 14 corrected.',
      files: [{ fileKey: 'a4', role: 'a4', fileName: 'Marigold A4.pdf', uploadId }],
    },
  })
  await far.resetRequests()
  const preview = await api.call('POST /shops/{shop}/preview', { params, body: { patternIds: [book.pattern] } })
  assert.ok(
    preview.listings[0]?.changes.some(change => change.field === 'files'),
    'the preview names the file',
  )
  const writes = Object.keys((await far.requests()).byRoute).filter(route => !route.startsWith('GET'))
  assert.deepEqual(writes, [], 'nothing was sent before the press')
  book.undonePublication = (
    await api.call('POST /shops/{shop}/publish', { params, body: { patternIds: [book.pattern], key: preview.key } })
  ).publicationId
  const listing = await farListing(scene, 'DRILL-1', one => one.files[0]?.sha256 === sha256(book.corrected))
  assert.equal(listing.files.length, 1, 'the old file is gone')
  assert.equal(await farDownload(scene, book), sha256(book.corrected), 'the earlier buyer’s own link gives the corrected file')
  assert.equal(await newestFile(book), sha256(book.corrected), 'so does her library')
  assert.equal((await mails(scene, book)).length, 1, 'nobody was told unasked')
  await untilProven(scene, book)
}

async function undo(scene: Scene, book: Book): Promise<void> {
  const params = { shop: book.shop, publication: book.undonePublication }
  const preview = await scene.api.call('POST /shops/{shop}/publications/{publication}/undo-preview', { params })
  await scene.api.call('POST /shops/{shop}/publications/{publication}/undo', { params, body: { key: preview.key } })
  await farListing(scene, 'DRILL-1', one => one.files[0]?.sha256 === sha256(book.first) && one.files.length === 1)
  await untilProven(scene, book)
}

async function reprice(scene: Scene, book: Book): Promise<void> {
  const { editNo } = await readPattern(scene, book)
  await scene.api.call('PATCH /shops/{shop}/patterns/{pattern}', {
    params: { shop: book.shop, pattern: book.pattern },
    body: { editNo, prices: [{ currency: 'EUR', amount: { minor: '825', currency: 'EUR' }, sale: null }] },
  })
  await press(scene, book, book.pattern)
  const listing = await farListing(scene, 'DRILL-1', one => one.price === '8.25')
  assert.equal(listing.files.length, 1, 'the file stays')
  await untilProven(scene, book)
}

async function putRight(scene: Scene, book: Book): Promise<void> {
  await pause(2_100) // a change within the second of our own write is told apart only after it
  await scene.far.edit({ remoteId: book.remoteId, set: { title: 'Marigold (DISCOUNT!!)' } })
  await look(scene, book)
  const found = await until(
    'the hand edit is named',
    async () => {
      const { items } = await scene.api.call('GET /shops/{shop}/hand-edits', { params: { shop: book.shop }, query: {} })
      return items.find(edit => edit.field === 'title') ?? null
    },
    patience,
  )
  assert.equal(found.found, 'Marigold (DISCOUNT!!)')
  await farListing(scene, 'DRILL-1', one => one.title.replace('&amp;', '&') === 'Marigold & Clover cardigan')
  await untilProven(scene, book)
}

async function loseAnswer(scene: Scene, book: Book): Promise<void> {
  const before = (await scene.far.listings()).length
  const pattern = await makePattern(scene, book, { title: 'Clover hat', sku: 'DRILL-2', file: await pdfOf('Clover hat') })
  await scene.far.fault({ name: 'drops', times: 2, on: 'POST' }) // the first may be of the tags, the second is of the listing
  await press(scene, book, pattern)
  await farListing(scene, 'DRILL-2', one => one.isPublished && one.files.length === 1)
  await until(
    'both listings are proven',
    async () =>
      (await scene.api.call('GET /shops/{shop}/listings', { params: { shop: book.shop }, query: { state: 'updated' } })).items.length === 2,
    patience,
  )
  assert.equal((await scene.far.listings()).length, before + 1, 'one listing, not two')
}

async function hold(scene: Scene, book: Book): Promise<void> {
  const params = { shop: book.shop }
  await scene.api.call('POST /shops/{shop}/hold', { params, body: { isHeld: true } })
  const { editNo } = await readPattern(scene, book)
  await scene.api.call('PATCH /shops/{shop}/patterns/{pattern}', {
    params: { ...params, pattern: book.pattern },
    body: { editNo, title: 'Marigold & Clover jacket' },
  })
  await press(scene, book, book.pattern)
  await pause(2_500)
  assert.ok(!(await scene.far.listings()).some(one => one.title.includes('jacket')), 'nothing leaves while held')
  await scene.api.call('POST /shops/{shop}/hold', { params, body: { isHeld: false } })
  await farListing(scene, 'DRILL-1', one => one.title.includes('jacket'))
}

async function refund(scene: Scene, book: Book): Promise<void> {
  await scene.far.refund({ remoteId: book.orderRemoteId, amount: { minor: '100', currency: 'EUR' } })
  await look(scene, book)
  await until('the refund of a part is known', async () => (await orderOf(scene, book)).refunded.minor === '100', patience)
  assert.ok(await newestFile(book), 'a refund of a part keeps the file')
  await scene.far.refund({ remoteId: book.orderRemoteId })
  await look(scene, book)
  await until('the library no longer gives the file', async () => (await newestFile(book)) === null, patience)
}

async function checkBooks(scene: Scene, book: Book): Promise<void> {
  const { id } = await orderOf(scene, book)
  const { postings } = await scene.api.call('GET /shops/{shop}/orders/{order}', { params: { shop: book.shop, order: id } })
  const sum = (side: 'from' | 'to') =>
    postings.filter(one => one[side].startsWith('asset:clearing')).reduce((all, one) => all + BigInt(one.amount.minor), 0n)
  assert.equal(sum('to'), 750n, 'the sale came into clearing once')
  assert.equal(sum('from'), 750n, 'and went out of it whole')
}

// ---------------------------------------------------------------- what the chapters share

const farListing = (scene: Scene, sku: string, isSo: (one: FarListing) => boolean): Promise<FarListing> =>
  until(
    `the storefront shows ${sku} as it should be`,
    async () => (await scene.far.listings()).find(one => one.sku === sku && isSo(one)) ?? null,
    patience,
  )

async function untilProven(scene: Scene, book: Book): Promise<void> {
  await until(
    'the listing is proven',
    async () => (await readPattern(scene, book)).listings.every(one => one.state === 'updated' && one.provenNo === one.desiredNo),
    patience,
  )
}

const readPattern = (scene: Scene, book: Book) =>
  scene.api.call('GET /shops/{shop}/patterns/{pattern}', { params: { shop: book.shop, pattern: book.pattern } })

async function orderOf(scene: Scene, book: Book) {
  const orders = (await allOrders(scene, book)).filter(order => !order.isHistory)
  assert.equal(orders.length, 1)
  return orders[0]!
}

/** As a buyer would: opens the mail's link, presses the button on the page. */
async function openLibrary(mailText: string): Promise<{ cookie: string; address: string }> {
  const link = /https?:\/\/\S+\/open\/[\w-]+/.exec(mailText)?.[0]
  assert.ok(link, 'the mail carries a link')
  const page = await fetch(link)
  assert.equal(page.status, 200)
  assert.equal(page.headers.getSetCookie().length, 0, 'a mail scanner’s fetch signs nobody in')
  const pressed = await fetch(link, {
    method: 'POST',
    headers: { origin: new URL(link).origin, 'content-type': 'application/x-www-form-urlencoded' },
    redirect: 'manual',
  })
  const cookie = pressed.headers
    .getSetCookie()
    .map(one => one.split(';')[0])
    .join('; ')
  assert.ok(cookie, `the press signs the buyer in (${pressed.status})`)
  return { cookie, address: new URL(pressed.headers.get('location') ?? '../', link).href }
}

/** The hash of the first file in her library, or null when it offers none. */
async function newestFile({ library }: Book): Promise<string | null> {
  const page = await fetch(library.address, { headers: { cookie: library.cookie } })
  const href = /href="([^"]+\/get\/[^"]+)"/.exec(await page.text())?.[1]
  if (!href) return null
  const file = await fetch(new URL(href.replaceAll('&amp;', '&'), library.address), { headers: { cookie: library.cookie } })
  return file.ok ? sha256(new Uint8Array(await file.arrayBuffer())) : null
}

async function farDownload(scene: Scene, book: Book): Promise<string | null> {
  const listing = (await scene.far.listings()).find(one => one.remoteId === book.remoteId)
  const fileId = listing?.files[0]?.id
  return fileId ? ((await scene.far.download({ orderId: book.orderRemoteId, fileId }))?.sha256 ?? null) : null
}
