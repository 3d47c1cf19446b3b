/** The universal erratum, chapter by chapter; each is judged by the mail server, the storefronts and the pages, not by what the hub says of itself. */
import assert from 'node:assert/strict'
import { isCorrection, type MailSink, type Taken } from '#testing/mail-sink.ts'
import { upload } from '#web/api/client.ts'
import { allOf, allOrders, connectAndRead, goLive, look, makePattern, press } from '../acts.ts'
import { type Library, openLibrary } from '../buyer.ts'
import { until } from '../hub-process.ts'
import { kill } from '../kill-stage.ts'
import { pdfOf } from '../props.ts'
import type { Scene, Store } from '../scene.ts'

/** What the drill itself does wrong, so that it must be noticed. */
export interface Twists {
  readonly forgetsNo?: boolean
  readonly keepsPress?: boolean
}

export interface Book {
  shop: string
  slug: string
  pattern: string
  erratum: string
  readonly sink: MailSink
  readonly owners: number
  readonly twists: Twists
  readonly remoteIds: Map<string, string>
  readonly connections: Map<string, string>
  /** By address: those whose storefront tells it. */
  readonly told: Set<string>
  /** Orders of which nobody is known. */
  unknown: number
  /** Asked for no mails about files: her library, open since. */
  readonly saidNo: Map<string, Library>
  orders: number
}

export interface Chapter {
  readonly says: string
  readonly tell: (scene: Scene, book: Book) => Promise<string>
}

const patience = 90_000
const note = 'Row 14 begins with k2tog, not with k2.'
const title = 'Universal Cardigan'

const each = <T>(stores: readonly Store[], act: (store: Store) => Promise<T>): Promise<T[]> => Promise.all(stores.map(act))

async function list(scene: Scene, book: Book): Promise<string> {
  const { api, stores } = scene
  const started = await api.call('POST /shops', { body: { name: 'Errata Drill', currency: 'EUR' } })
  Object.assign(book, { shop: started.id, slug: started.slug })
  for (const store of stores) {
    const connection = await connectAndRead(scene, store, book.shop)
    book.connections.set(store.spoke, connection)
    await goLive(scene, { shop: book.shop, connection })
  }
  book.pattern = await makePattern(scene, book, { title, sku: 'UNI-1', file: pdfOf('with the wrong row') })
  await press(scene, book, book.pattern)
  await each(stores, async store => {
    const remoteId = store.cannotPublish === null ? await standing(store) : await adopted(scene, book, store)
    book.remoteIds.set(store.spoke, remoteId)
  })
  return `one pattern at ${stores.length} storefronts`
}

const standing = (store: Store): Promise<string> =>
  until(
    `the pattern stands at ${store.label}`,
    async () => (await store.far.listings()).find(one => one.title === title && one.isPublished)?.remoteId ?? null,
    patience,
  )

/** Where none is made from here, one that she made there by hand is said to be this pattern. */
async function adopted({ api }: Scene, book: Book, store: Store): Promise<string> {
  const params = { shop: book.shop, connection: book.connections.get(store.spoke)! }
  const found = await until(
    `her listing at ${store.label} is found`,
    async () => {
      const { items } = await api.call('GET /shops/{shop}/connections/{connection}/found', { params, query: {} })
      const there = await store.far.listings()
      return (
        items.flatMap(({ listingId, remoteId }) => (there.some(one => one.remoteId === remoteId) ? [{ listingId, remoteId }] : []))[0] ??
        null
      )
    },
    patience,
  )
  await api.call('POST /shops/{shop}/connections/{connection}/adopt', {
    params,
    body: { listings: [{ listingId: found.listingId, patternId: book.pattern }] },
  })
  return found.remoteId
}

/** Owners at random, the same each time; some buy at two storefronts, messages come three times over. */
async function sell(scene: Scene, book: Book): Promise<string> {
  const { stores } = scene
  let seed = 17
  const dice = (sides: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((seed / 2_147_483_648) * sides)
  }
  const lanes = new Map<Store, string[]>(stores.map(store => [store, []]))
  for (let at = 0; at < book.owners; at++) {
    const email = `owner${at}@example.com`
    lanes.get(stores[at % stores.length]!)!.push(email)
    if (dice(20) === 0) lanes.get(stores[(at + 1 + dice(stores.length - 1)) % stores.length]!)!.push(email)
  }
  await each(stores, async store => {
    for (const email of lanes.get(store)!) {
      await store.far.sell({ lines: [{ remoteId: book.remoteIds.get(store.spoke)! }], email, name: 'An Owner' })
      if (store.tellsBuyers) book.told.add(email)
      else book.unknown++
      book.orders++
    }
    for (let time = 0; time < 3; time++) await store.far.deliver({ twice: true, shuffle: true }).catch(neverTells)
    await look(scene, { shop: book.shop, connection: book.connections.get(store.spoke)! })
  })
  await until('every sale is known', async () => (await allOrders(scene, book)).length === book.orders, patience, { everyMs: 500 })
  return `${book.told.size} owners with an address, ${book.unknown} orders of which nobody is known`
}

/** Some platforms send no messages at all. */
function neverTells(fault: Error): void {
  if (!fault.message.includes('never: ')) throw fault
}

/** Some open their library by the mail of their order, and ask for no mails about files. */
async function sayNo(scene: Scene, book: Book): Promise<string> {
  await until(
    'every buyer has the mail of her order',
    async () => (await addresses(book, one => !isCorrection(one))).size === book.told.size,
    patience,
    {
      everyMs: 500,
    },
  )
  const mails = (await book.sink.taken()).filter(({ link }) => link !== null)
  const some = [...book.told].sort().filter((_, at) => at % 50 === 7)
  for (const email of some) {
    const library = await openLibrary(mails.find(({ to }) => to === email)?.link ?? '')
    const { cookie, address } = library
    book.saidNo.set(email, library)
    if (book.twists.forgetsNo) continue
    const answer = await fetch(new URL('correction-mails', address), {
      method: 'POST',
      headers: { cookie, origin: scene.origin },
      body: new URLSearchParams({ wanted: 'no' }),
      redirect: 'manual',
    })
    assert.equal(answer.status, 303, 'her word is taken')
  }
  return `${some.length} owners asked for no mails about files`
}

const addresses = async (book: Book, which: (mail: Taken) => boolean) =>
  new Set((await book.sink.taken()).filter(which).map(({ to }) => to))

async function write(scene: Scene, book: Book): Promise<string> {
  const { api } = scene
  const params = { shop: book.shop, pattern: book.pattern }
  const uploadId = await upload(api, book.shop, 'a4.pdf', pdfOf('with the right row'))
  const files = [{ fileKey: 'a4', role: 'a4' as const, fileName: `${title} A4.pdf`, uploadId }]
  const { versions } = await api.call('POST /shops/{shop}/patterns/{pattern}/versions', {
    params,
    body: { number: '1.1', kind: 'correction', note: 'Row 14', files },
  })
  const { id } = await api.call('POST /shops/{shop}/patterns/{pattern}/errata', {
    params,
    body: {
      severity: 'do-not-start',
      versionId: versions[0]!.id,
      places: 'row 14',
      notes: { en: note, de: 'Reihe 14 beginnt mit 2 re zus.' },
    },
  })
  book.erratum = id
  const of = { shop: book.shop, erratum: id }
  const seen = await api.call('POST /shops/{shop}/errata/{erratum}/preview', { params: of })
  assert.equal(seen.owners, book.told.size + book.unknown, 'the preview counts every owner once')
  assert.equal(seen.byRoute.mail, book.told.size - book.saidNo.size, 'and tells who is written to')
  await api.call('POST /shops/{shop}/errata/{erratum}/press', {
    params: of,
    body: { key: seen.key, holdMinutes: book.twists.keepsPress ? 0 : 5 },
  })
  if (!book.twists.keepsPress) await api.call('POST /shops/{shop}/errata/{erratum}/take-back', { params: of })
  await new Promise(resolve => setTimeout(resolve, 3_000))
  assert.equal((await addresses(book, isCorrection)).size, 0, 'what was taken back wrote to nobody')
  const again = await api.call('POST /shops/{shop}/errata/{erratum}/preview', { params: of })
  await api.call('POST /shops/{shop}/errata/{erratum}/press', { params: of, body: { key: again.key, holdMinutes: 0 } })
  return seen.sentence
}

const kills = 3

/** The worker is killed while mails leave, three times; whoever comes next goes on. */
async function survive(scene: Scene, book: Book): Promise<string> {
  const expected = book.told.size - book.saidNo.size
  const left = async () => (await book.sink.taken()).filter(isCorrection).length
  for (let time = 1; time <= kills; time++) {
    const worker = scene.hubs.findLast(({ role }) => role !== 'web')
    await until(`a part of the mails has left (${time})`, async () => (await left()) >= (expected * time) / (2 * kills), patience, {
      everyMs: 20,
    })
    if (worker !== undefined) await kill(worker)
    await scene.startHub('work')
  }
  const params = { shop: book.shop, erratum: book.erratum }
  const calm = await until(
    'nothing waits to leave any more',
    async () => {
      const receipt = await scene.api.call('GET /shops/{shop}/errata/{erratum}/receipt', { params })
      const waiting = await allOf(cursor =>
        scene.api.call('GET /shops/{shop}/errata/{erratum}/owners', {
          params,
          query: { bucket: 'under-way', limit: 100, ...(cursor && { cursor }) },
        }),
      )
      // What a killed worker was handing over is told as perhaps sent after ten minutes; nobody is written to twice for it.
      return receipt.owners >= expected && waiting.length <= kills * mostUnderWay && receipt.counts.told + waiting.length >= expected
        ? receipt
        : null
    },
    patience,
    { everyMs: 500 },
  )
  return calm.sentence
}

/** As many as a worker takes at once. */
const mostUnderWay = 12

async function judge(scene: Scene, book: Book): Promise<string> {
  const { api } = scene
  const params = { shop: book.shop, erratum: book.erratum }
  const all = await book.sink.taken()
  const corrections = all.filter(isCorrection)
  const wanted = [...book.told].filter(email => !book.saidNo.has(email))
  const byAddress = Map.groupBy(corrections, ({ to }) => to)
  for (const [to, mails] of byAddress) assert.equal(mails.length, 1, `${to} got ${mails.length} corrections`)
  for (const to of byAddress.keys()) assert.ok(wanted.includes(to), `${to} was not to be written to`)
  const others = all.filter(one => !isCorrection(one))
  for (const { kind, to } of others) assert.equal(kind, 'files', `${to} got something else than files and corrections`)

  const owners = await allOf(cursor =>
    api.call('GET /shops/{shop}/errata/{erratum}/owners', { params, query: { limit: 100, ...(cursor && { cursor }) } }),
  )
  const receipt = await api.call('GET /shops/{shop}/errata/{erratum}/receipt', { params })
  assert.equal(new Set(owners.map(({ ownerId }) => ownerId)).size, owners.length, 'no owner has two deliveries')
  assert.equal(owners.length, book.told.size + book.unknown, 'every owner has one')
  assert.equal(receipt.owners, owners.length, 'the receipt tells of each')
  assert.equal(
    Object.values(receipt.counts).reduce((sum, n) => sum + n, 0),
    owners.length,
    'its counts add up',
  )
  const told = owners.filter(({ bucket }) => bucket === 'told')
  for (const { email } of told) assert.ok(byAddress.has(email ?? ''), `${email} is told of as written to, and got nothing`)
  const underWay = new Set(owners.filter(({ bucket }) => bucket === 'under-way').map(({ email }) => email))
  for (const to of wanted) assert.ok(byAddress.has(to) || underWay.has(to), `${to} got nothing, and nothing says so`)
  for (const { email, bucket } of owners.filter(one => book.saidNo.has(one.email ?? '')))
    assert.equal(bucket === 'told' || bucket === 'under-way', false, `${email} asked for none`)
  return `${corrections.length} mails, each to another owner; ${receipt.sentence}`
}

async function read(scene: Scene, book: Book): Promise<string> {
  const base = `${scene.origin}/library/${book.slug}/corrections/${book.pattern}`
  const german = await (await fetch(`${base}?in=de`)).text()
  const english = await (await fetch(`${base}?in=en`)).text()
  const feed = await (await fetch(`${base}/feed.atom`)).text()
  assert.ok(english.includes(note), 'the public page says what is wrong')
  assert.ok(german.includes('Reihe 14 beginnt mit 2 re zus.'), 'also in German')
  assert.ok(feed.includes(note) && feed.includes('<feed xmlns='), 'and the feed')
  const [quiet] = book.saidNo.values()
  const library = await (await fetch(quiet!.address, { headers: { cookie: quiet!.cookie } })).text()
  assert.ok(library.includes(note), 'the library tells even who asked for no mails')
  return 'the page, the feed and the library tell it'
}

export const chapters: readonly Chapter[] = [
  { says: 'one pattern stands at every storefront', tell: list },
  { says: 'owners buy it everywhere, some twice, and each message comes three times', tell: sell },
  { says: 'some open their library and ask for no mails about files', tell: sayNo },
  { says: 'a correction is written and seen, pressed and taken back, then pressed', tell: write },
  { says: 'the worker is killed three times while it is told, and it goes on', tell: survive },
  { says: 'each owner has one delivery, nobody got two mails or one against her word, and the receipt adds up', tell: judge },
  { says: 'the public page, its feed and the library tell everybody', tell: read },
]
