/**
 * The main job as one story, on every storefront at once: connect, go live, list, sell, correct, undo, a hand edit, a lost answer, a refund, hold.
 * Where nothing can be listed from outside, what she listed there herself is matched to the pattern, and its sales are followed like the others'.
 * Every "it is so" is asked of the far sides or of what a buyer gets, never of our own report.
 */
import assert from 'node:assert/strict'
import type { FarListing } from '#kit/fake.ts'
import { upload } from '#web/api/client.ts'
import { run as audit } from '../cli/audit.ts'
import { createIo } from '../cli/io.ts'
import { allOrders, connectAndRead, goLive, look, mails, makePattern, press } from './acts.ts'
import { newestFile, openLibrary } from './buyer.ts'
import { pause, until } from './hub-process.ts'
import {
  answerWhich,
  type Book,
  everywhere,
  farDownload,
  farListing,
  farOf,
  listing,
  liveOrders,
  mailedIn,
  matchListed,
  nothingLeft,
  patience,
  readPattern,
  untilProven,
  untilRead,
  whereListed,
} from './main-means.ts'
import { pdfOf, sha256 } from './props.ts'
import type { Scene, Store } from './scene.ts'

export interface Chapter {
  readonly says: string
  readonly tell: (scene: Scene, book: Book) => Promise<void>
  /** Left out, with the storefront's own sentence, where no storefront takes listings from outside. */
  readonly needsListings?: boolean
}

const history = 40
const refundedFirst = 100n

export const mainStory: readonly Chapter[] = [
  { says: 'an owner starts her shop and connects her storefronts; they are only read', tell: connectInRehearsal },
  { says: 'a pattern with its file is listed on each after one press, and a second press lists nothing twice', tell: listPattern },
  { says: 'a buyer pays and gets a mail whose link opens a library with the very file', tell: sell },
  { says: 'the same sale told again by forged and repeated messages changes nothing', tell: repeatSale },
  {
    says: 'nothing is sent before the press; then the corrected file is wherever the old one was, and earlier buyers have it',
    tell: correct,
  },
  { says: 'the press is taken back and every storefront is as before', tell: undo, needsListings: true },
  { says: 'a new price reaches every storefront', tell: reprice, needsListings: true },
  { says: 'a hand edit on each is found, named and put right', tell: putRight, needsListings: true },
  { says: 'an answer lost on the way makes no second listing', tell: loseAnswer, needsListings: true },
  { says: 'hold everything holds, and letting go catches up', tell: hold, needsListings: true },
  { says: 'a refund of a part keeps the file, of the whole takes it', tell: refund },
  { says: 'the books hold each sale and refund once', tell: checkBooks },
  { says: 'the ledger says which version each buyer was given and from where, and it is proven, every byte', tell: checkGiven },
]

export const emptyBook = (): Book => ({
  shop: '',
  pattern: '',
  first: new Uint8Array(),
  corrected: new Uint8Array(),
  undonePublication: '',
  at: new Map(),
})

const historyAt = ({ tellsHistory }: Store): number => (tellsHistory ? history : 0)

async function connectInRehearsal(scene: Scene, book: Book): Promise<void> {
  const { api, stores } = scene
  book.shop = (await api.call('POST /shops', { body: { name: 'Drill Patterns', currency: 'EUR' } })).id
  for (const store of stores) {
    if (store.tellsHistory) await store.far.history({ orders: history })
    const before = await store.far.listings()
    const connection = await connectAndRead(scene, store, book.shop)
    book.at.set(store.spoke, { connection, remoteId: '', orderRemoteId: '', library: null })
    assert.deepEqual(await store.far.listings(), before, `nothing was written to ${store.label}`)
  }
  for (const store of stores) {
    const { label } = store
    const known = (await allOrders(scene, book)).filter(({ shop }) => shop === label).length
    assert.equal(known, historyAt(store), `${label}: every old order, once`)
  }
  assert.equal((await mails(scene, book)).length, 0, 'nobody was written to')
  await everywhere(scene, book, async ({ isToldByHand, far }, { connection }) => {
    await goLive(scene, { shop: book.shop, connection })
    if (isToldByHand) await far.tell({ address: await shownAddress(scene, book, connection) })
  })
}

/** As her screen shows it, once the shop is live. */
async function shownAddress({ api }: Scene, { shop }: Book, connection: string): Promise<string> {
  const read = async () => (await api.call('GET /shops/{shop}/connections/{connection}', { params: { shop, connection } })).hooks.address
  return until('the address for its messages is shown', read, patience)
}

async function listPattern(scene: Scene, book: Book): Promise<void> {
  const { api, stores } = scene
  const params = { shop: book.shop }
  const count = async () => Promise.all(stores.map(async ({ far }) => (await far.listings()).length))
  const before = await count()
  book.first = pdfOf('Marigold cardigan, version 1.0')
  book.pattern = await makePattern(scene, book, { title: 'Marigold & Clover cardigan', sku: 'DRILL-1', file: book.first })
  const preview = await api.call('POST /shops/{shop}/preview', { params, body: { patternIds: [book.pattern] } })
  assert.deepEqual(await count(), before, 'a preview sends nothing')
  assert.equal(preview.peopleTold, 0)
  assert.equal(preview.listings.length, listing(scene).length, 'a row for each storefront that takes listings')
  for (const store of stores.filter(({ cannotPublish }) => cannotPublish !== null)) await matchListed(scene, book, store)
  if (listing(scene).length === 0) return
  const press = { patternIds: [book.pattern], key: preview.key }
  const first = await api.call('POST /shops/{shop}/publish', { params, body: press })
  const second = await api.call('POST /shops/{shop}/publish', { params, body: press })
  assert.equal(second.publicationId, first.publicationId, 'pressing twice is pressing once')
  await everywhere(whereListed(scene), book, async (store, entry) => {
    const there = await farListing(scene, book, store, 'DRILL-1', one => one.isPublished && (!store.holdsFiles || one.files.length === 1))
    if (store.holdsFiles) assert.equal(there.files[0]?.sha256, sha256(book.first), 'the storefront gives the very bytes')
    assert.equal(there.price, '7.50')
    entry.remoteId = there.remoteId
  })
  await untilProven(scene, book)
  assert.deepEqual(
    await count(),
    before.map((one, at) => one + (stores[at]!.cannotPublish === null ? 1 : 0)),
    'one listing on each that takes them, not two',
  )
}

async function sell(scene: Scene, book: Book): Promise<void> {
  await everywhere(scene, book, async (store, entry) => {
    const email = `Ana.${store.spoke}@Example.com`
    const sold = await store.far.sell({ lines: [{ remoteId: entry.remoteId }], email, name: 'Ana Buyer' })
    entry.orderRemoteId = sold.remoteId
    const { sent } = await store.far.deliver()
    // Where no message tells of a sale, it is found when its sales are read next.
    if (sent === 0) await look(scene, { shop: book.shop, connection: entry.connection })
    if (store.cannotPublish !== null && !store.tellsListings) await answerWhich(scene, book, store, entry)
    if (store.tellsBuyers) {
      const isHers = (mail: { to: string }) => mail.to === email.toLowerCase()
      const mail = await until('the buyer’s mail is written', async () => (await mails(scene, book)).find(isHers) ?? null, patience)
      const { text } = await scene.api.call('GET /shops/{shop}/mails/{mail}', { params: { shop: book.shop, mail: mail.id } })
      entry.library = await openLibrary(text)
      assert.equal(await newestFile(entry.library), sha256(book.first), 'the library gives the very bytes')
    } else {
      await untilRead(scene, book, entry, 'the sale is known', async () => (await liveOrders(scene, book, store)).length === 1)
    }
    if (store.holdsFiles)
      assert.equal(await farDownload(store, entry), sha256(book.first), 'the storefront’s own link gives the very bytes')
  })
}

async function repeatSale(scene: Scene, book: Book): Promise<void> {
  const orders = (await allOrders(scene, book)).length
  assert.equal(
    orders,
    scene.stores.reduce((sum, store) => sum + historyAt(store) + 1, 0),
  )
  await everywhere(scene, book, async (store, { connection }) => {
    const forged = await fetch(`${scene.origin}/hooks/${connection}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-signature': 'AAAA' },
      body: JSON.stringify({ id: 999_999, status: 'completed' }),
    })
    assert.equal(forged.status, 401, 'a forged message is refused')
    await store.far.deliver({ twice: true, shuffle: true })
    await look(scene, { shop: book.shop, connection })
  })
  await pause(1_500)
  assert.equal((await allOrders(scene, book)).length, orders, 'each sale is taken once')
  assert.equal((await mails(scene, book)).length, mailedIn(scene), 'and its buyer written to once')
}

async function correct(scene: Scene, book: Book): Promise<void> {
  const { api, stores } = scene
  const params = { shop: book.shop }
  book.corrected = pdfOf('Marigold cardigan, version 1.1: row 14 corrected')
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
  await everywhere(scene, book, ({ far }) => far.resetRequests())
  const preview = await api.call('POST /shops/{shop}/preview', { params, body: { patternIds: [book.pattern] } })
  for (const { label } of stores.filter(({ holdsFiles }) => holdsFiles)) {
    const row = preview.listings.find(({ shop }) => shop === label)
    assert.ok(
      row?.changes.some(change => change.field === 'files'),
      `the preview names the file for ${label}`,
    )
  }
  await everywhere(scene, book, async store => {
    const writes = Object.keys((await store.far.requests()).byRoute).filter(route => store.holdsFiles && !route.startsWith('GET'))
    assert.deepEqual(writes, [], 'nothing was sent before the press')
  })
  const body = { patternIds: [book.pattern], key: preview.key }
  if (listing(scene).length > 0) book.undonePublication = (await api.call('POST /shops/{shop}/publish', { params, body })).publicationId
  await everywhere(scene, book, async (store, entry) => {
    if (store.holdsFiles) {
      const isThere = (one: FarListing) => one.files.some(file => file.sha256 === sha256(book.corrected))
      const { remoteId } = await farListing(scene, book, store, 'DRILL-1', isThere)
      const isAlone = async () => (await farOf(store, remoteId)).files.length === 1
      await until('the old file is gone', isAlone, patience, { whyOver: () => nothingLeft(scene, book, store) })
    }
    if (store.reachesEarlierBuyers)
      assert.equal(await farDownload(store, entry), sha256(book.corrected), 'the earlier buyer’s own link gives the corrected file')
    if (entry.library !== null)
      assert.equal(await newestFile(entry.library), sha256(book.corrected), 'the library gives the corrected file')
  })
  assert.equal((await mails(scene, book)).length, mailedIn(scene), 'nobody was told unasked')
  await untilProven(scene, book)
}

async function undo(scene: Scene, book: Book): Promise<void> {
  const params = { shop: book.shop, publication: book.undonePublication }
  const preview = await scene.api.call('POST /shops/{shop}/publications/{publication}/undo-preview', { params })
  await scene.api.call('POST /shops/{shop}/publications/{publication}/undo', { params, body: { key: preview.key } })
  await everywhere(scene, book, async store => {
    const isFirst = (one: FarListing) => one.files[0]?.sha256 === sha256(book.first) && one.files.length === 1
    if (store.holdsFiles) await farListing(scene, book, store, 'DRILL-1', isFirst)
  })
  await untilProven(scene, book)
}

async function reprice(scene: Scene, book: Book): Promise<void> {
  const { editNo } = await readPattern(scene, book)
  await scene.api.call('PATCH /shops/{shop}/patterns/{pattern}', {
    params: { shop: book.shop, pattern: book.pattern },
    body: { editNo, prices: [{ currency: 'EUR', amount: { minor: '825', currency: 'EUR' }, sale: null }] },
  })
  await press(scene, book, book.pattern)
  await everywhere(whereListed(scene), book, async store => {
    const there = await farListing(scene, book, store, 'DRILL-1', one => one.price === '8.25')
    if (store.holdsFiles) assert.equal(there.files.length, 1, 'the file stays')
  })
  await untilProven(scene, book)
}

async function putRight(scene: Scene, book: Book): Promise<void> {
  await pause(2_100) // a change within the second of our own write is told apart only after it
  await everywhere(whereListed(scene), book, async (store, entry) => {
    await store.far.edit({ remoteId: entry.remoteId, set: { title: 'Marigold (DISCOUNT!!)' } })
    const edits = async () => (await scene.api.call('GET /shops/{shop}/hand-edits', { params: { shop: book.shop }, query: {} })).items
    const isThis = (edit: { shop: string; field: string }) => edit.shop === store.label && edit.field === 'title'
    const found = await untilRead(scene, book, entry, 'the hand edit is named', async () => (await edits()).find(isThis) ?? null)
    assert.equal(found.found, 'Marigold (DISCOUNT!!)')
    await farListing(scene, book, store, 'DRILL-1', one => one.title.replace('&amp;', '&') === 'Marigold & Clover cardigan')
  })
  await untilProven(scene, book)
}

async function loseAnswer(all: Scene, book: Book): Promise<void> {
  const scene = whereListed(all)
  const before = new Map(await Promise.all(scene.stores.map(async ({ spoke, far }) => [spoke, (await far.listings()).length] as const)))
  const pattern = await makePattern(scene, book, { title: 'Clover hat', sku: 'DRILL-2', file: pdfOf('Clover hat') })
  // The first may be of the tags, or of a look; the second is of the listing.
  await everywhere(scene, book, ({ far }) => far.fault({ name: 'drops', times: 2, on: 'POST' }))
  await press(scene, book, pattern)
  await everywhere(scene, book, async store => {
    await farListing(scene, book, store, 'DRILL-2', one => one.isPublished && (!store.holdsFiles || one.files.length === 1), patience * 2)
  })
  const proven = { params: { shop: book.shop }, query: { state: 'updated' as const } }
  await until(
    'all listings are proven',
    async () => (await scene.api.call('GET /shops/{shop}/listings', proven)).items.length === 2 * scene.stores.length,
    patience,
    { whyOver: () => nothingLeft(scene, book) },
  )
  await everywhere(scene, book, async ({ spoke, far }) => {
    assert.equal((await far.listings()).length, before.get(spoke)! + 1, 'one listing, not two')
  })
}

async function hold(all: Scene, book: Book): Promise<void> {
  const scene = whereListed(all)
  const params = { shop: book.shop }
  await scene.api.call('POST /shops/{shop}/hold', { params, body: { isHeld: true } })
  const { editNo } = await readPattern(scene, book)
  await scene.api.call('PATCH /shops/{shop}/patterns/{pattern}', {
    params: { ...params, pattern: book.pattern },
    body: { editNo, title: 'Marigold & Clover jacket' },
  })
  await press(scene, book, book.pattern)
  await pause(2_500)
  await everywhere(scene, book, async ({ far }) => {
    assert.ok(!(await far.listings()).some(one => one.title.includes('jacket')), 'nothing leaves while held')
  })
  await scene.api.call('POST /shops/{shop}/hold', { params, body: { isHeld: false } })
  await everywhere(scene, book, store => farListing(scene, book, store, 'DRILL-1', one => one.title.includes('jacket')))
}

async function refund(scene: Scene, book: Book): Promise<void> {
  await everywhere(scene, book, async (store, entry) => {
    const { orderRemoteId, library } = entry
    const order = async () => (await liveOrders(scene, book, store))[0]
    await store.far.refund({ remoteId: orderRemoteId, amount: { minor: String(refundedFirst), currency: 'EUR' } })
    if (store.isToldByHand) await store.far.deliver()
    await untilRead(
      scene,
      book,
      entry,
      'the refund of a part is known',
      async () => (await order())?.refunded.minor === String(refundedFirst),
    )
    if (library !== null) assert.ok(await newestFile(library), 'a refund of a part keeps the file')
    await store.far.refund({ remoteId: orderRemoteId })
    if (store.isToldByHand) await store.far.deliver()
    await untilRead(scene, book, entry, 'the refund of the whole is known', async () => (await order())?.state === 'refunded')
    if (library !== null) await until('the library no longer gives the file', async () => (await newestFile(library)) === null, patience)
  })
}

async function checkBooks(scene: Scene, book: Book): Promise<void> {
  await everywhere(scene, book, async store => {
    const [order, ...others] = await liveOrders(scene, book, store)
    assert.ok(order && others.length === 0)
    const told = await scene.api.call('GET /shops/{shop}/orders/{order}', { params: { shop: book.shop, order: order.id } })
    // A platform that tells its fee keeps it, whatever goes back to the buyer.
    const postings = told.postings.filter(({ from, to }) => !from.startsWith('expense:fees') && !to.startsWith('expense:fees'))
    const sum = (side: 'from' | 'to') =>
      postings.filter(one => one[side].startsWith('asset:clearing')).reduce((all, one) => all + BigInt(one.amount.minor), 0n)
    // At the price of the pattern; what she listed there herself has its own.
    const total = store.cannotPublish === null ? 750n : BigInt(order.total.minor)
    assert.ok(total > 0n)
    // Where the sum of refunds alone is told, the whole one takes the place of the part, which is posted back.
    const back = sum('to') - total
    assert.ok(back === 0n || back === refundedFirst, `the sale came into clearing once: ${sum('to')} of ${total}`)
    assert.equal(sum('from'), sum('to'), 'and went out of it whole')
  })
}

/** Who opened her library has fetched the corrected file there; of the others only what a storefront is proven to have held may be told. */
async function checkGiven(scene: Scene, book: Book): Promise<void> {
  await everywhere(scene, book, async (store, entry) => {
    const [order] = await liveOrders(scene, book, store)
    const { lines } = await scene.api.call('GET /shops/{shop}/orders/{order}', { params: { shop: book.shop, order: order!.id } })
    const has = lines[0]?.has ?? null
    if (entry.library !== null) assert.deepEqual([has?.number, has?.how, has?.isNewest], ['1.1', 'fetched', true])
    else if (has !== null) assert.deepEqual([has.number, has.how, has.shop], ['1.0', 'sold-with', store.label])
  })
  const lines: Record<string, unknown>[] = []
  const io = createIo(true, { SELVAGE_HOME: scene.home })
  const code = await audit(['bytes', '--deep'], { ...io, say: fact => void lines.push(fact) })
  assert.equal(code, 0, JSON.stringify(lines))
  assert.ok(
    lines.some(({ rows }) => Number(rows) > 0),
    'something was given',
  )
}
