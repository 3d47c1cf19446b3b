/** Connecting what stands at every storefront already: read, joined and compared, with nothing touched anywhere. */
import assert from 'node:assert/strict'
import { upload } from '#web/api/client.ts'
import { allOrders, mails } from '../acts.ts'
import { stopHub, until } from '../hub-process.ts'
import { sha256 } from '../props.ts'
import type { Scene } from '../scene.ts'
import { canonOf, type Design, designs, expectedOf, fern, fernLace, foreignTitle, planCatalogue, saltmarsh, wren } from './catalogue.ts'
import { at, type Book, type Proof, writesAt } from './means.ts'
import { stock } from './stock.ts'

/** Puts her catalogue there by other hands, and sells of it. */
export async function standByHand({ stores }: Scene, book: Book): Promise<Proof> {
  const { planned, bytes } = await planCatalogue(stores)
  book.planned = planned
  await at(stores, async store => {
    const here = planned.filter(one => one.store === store)
    const { remoteIds, close } = await stock(
      store,
      here.map(({ content }) => content),
      bytes,
    )
    book.closers.push(close)
    for (const [no, one] of here.entries()) {
      one.remoteId = remoteIds[no]!
      const there = (await store.far.listings()).find(({ remoteId }) => remoteId === one.remoteId)
      assert.ok(there?.isPublished, `“${one.content.title}” is on sale there`)
      if (one.isWithoutFile) await store.far.edit({ remoteId: one.remoteId, set: { dropFile: there.files[0]!.id } })
      if (one.isHidden) await store.far.edit({ remoteId: one.remoteId, set: { isPublished: false } })
    }
    const sold = here.find(({ design }) => design === wren)!
    const email = `past.${store.spoke}@example.com`
    const { number } = await store.far.sell({ lines: [{ remoteId: sold.remoteId }], email, name: 'Past Buyer' })
    book.buyers.push({ store, design: wren, email, orderNumber: number, library: null })
    book.before.set(store.spoke, await store.far.listings())
    await store.far.resetRequests()
  })
  return `${planned.length} listings of ${designs.length} designs at ${stores.length} storefronts, each with one sale`
}

/** The reading is left in its middle: the hub is stopped, and started again. */
export async function importAll(scene: Scene, book: Book): Promise<Proof> {
  const { api, stores } = scene
  const started = await api.call('POST /shops', { body: { name: 'Drill Patterns', currency: 'EUR' } })
  book.shop = started.id
  book.slug = started.slug
  const params = { shop: book.shop }
  for (const { spoke, label, url, settings, far } of stores) {
    await far.resetRequests()
    await api.call('POST /shops/{shop}/connections/check', { params, body: { spoke, baseUrl: url, settings } })
    book.tried.set(spoke, (await far.requests()).byRoute)
    await far.resetRequests()
    const made = await api.call('POST /shops/{shop}/connections', { params, body: { spoke, label, baseUrl: url, settings } })
    assert.equal(made.state, 'rehearsal', `${label} is read only`)
    book.connections.set(spoke, made.id)
  }
  const counters = new Set<string>()
  const isRead = async () => {
    const { reading } = await api.call('GET /shops/{shop}/join', { params })
    for (const { shop, listings, history } of reading)
      counters.add(`${shop} ${listings.state} ${listings.read} ${history.state} ${history.read}`)
    return reading.length === 0
  }
  assert.equal(await isRead(), false, 'the reading is under way')
  const [hub] = scene.hubs
  assert.equal(await stopHub(hub!), 0, 'the hub is left in the middle and ends with 0')
  await scene.startHub(hub!.role === 'all' ? undefined : hub!.role)
  await until('every storefront is read', isRead, 60_000)
  if (book.twists.touchesEarly) await stores[0]!.far.edit({ remoteId: book.planned[0]!.remoteId, set: { title: 'Touched' } })
  const connections = await api.call('GET /shops/{shop}/connections', { params })
  for (const { label } of stores) {
    const here = book.planned.filter(({ store }) => store.label === label).length
    assert.equal(connections.items.find(one => one.label === label)?.listings.found, here, `${label}: every listing there is found, once`)
  }
  const orders = await allOrders(scene, book)
  assert.equal(orders.length, stores.length, 'what was sold before is known, once')
  assert.ok(
    orders.every(({ isHistory }) => isHistory),
    'and is history',
  )
  assert.equal((await mails(scene, book)).length, 0, 'nobody was written to')
  return `${book.planned.length} listings and ${orders.length} sales found; the counters were seen at ${counters.size} stages`
}

type Accept = { readonly all: 'sure' | 'alone' } | { readonly proposalIds: string[] }

export async function join(scene: Scene, book: Book): Promise<Proof> {
  const { api } = scene
  const params = { shop: book.shop }
  const facts = () => api.call('GET /shops/{shop}/join', { params })
  const proposed = async () => {
    const { counts } = await facts()
    return counts.sure.listings + counts.doubtful.listings + counts.alone.listings
  }
  await until('every listing is proposed somewhere', async () => (await proposed()) === book.planned.length, 60_000)
  const proposals = async () => (await api.call('GET /shops/{shop}/join/proposals', { params, query: { limit: 100 } })).items
  const first = await proposals()
  const sure = first.filter(({ kind }) => kind === 'sure')
  assert.ok(sure.length >= 3, `some are proposed as sure: ${sure.length}`)
  for (const { members, title } of sure.filter(one => one.members.length > 1))
    for (const { confidence, reasons } of members)
      assert.ok(confidence > 0.9 && reasons.length > 0, `“${title}” is proposed with its confidence (${confidence}) and reasons`)
  assert.ok(first.flatMap(({ members }) => members).every(({ confidence }) => confidence >= 0 && confidence <= 1))
  const fixed = book.twists.acceptsEverything ? 0 : await putRight(scene, book)
  await accept(scene, book, { all: 'sure' })
  const doubtful = (await proposals()).filter(({ kind }) => kind === 'doubtful').map(({ id }) => id)
  if (doubtful.length > 0) await accept(scene, book, { proposalIds: doubtful })
  if ((await facts()).counts.alone.listings > 0) await accept(scene, book, { all: 'alone' })
  await until(
    'all is taken over',
    async () => (await proposed()) === 0 && (await facts()).accepted.every(({ isUnderWay }) => !isUnderWay),
    60_000,
  )
  const isSplit = book.twists.acceptsEverything ? false : await splitWrong(scene, book)
  await keepTruth(scene, book)
  await nothingTouched(scene, book)
  return `${sure.length} proposals were sure, ${doubtful.length} doubtful; ${fixed} put right before, ${isSplit ? 1 : 0} split after; ${book.patterns.size} patterns, as she meant them`
}

/** She goes through what is not sure: who does not belong there stands alone, and the foreign one goes to its shawl. */
async function putRight(scene: Scene, book: Book): Promise<number> {
  const { api } = scene
  const params = { shop: book.shop }
  let fixed = 0
  const read = async () => (await api.call('GET /shops/{shop}/join/proposals', { params, query: { limit: 100 } })).items
  for (let rounds = 0; rounds < 10; rounds++) {
    const all = await read()
    const doubtful = all.filter(({ kind, members }) => kind === 'doubtful' && !members.some(({ title }) => title === foreignTitle))
    const wrong = doubtful.flatMap(({ members }) => members.filter(one => designAt(book, one).key !== designAt(book, members[0]!).key))[0]
    if (wrong === undefined) break
    await api.call('POST /shops/{shop}/join/listings/{listing}/move', {
      params: { ...params, listing: wrong.listingId },
      body: { to: 'alone' },
    })
    fixed++
  }
  const all = await read()
  const foreign = all.flatMap(({ members }) => members).find(({ title }) => title === foreignTitle)
  const shawl = all.find(({ members }) => members.some(one => one.title !== foreignTitle && designAt(book, one) === saltmarsh))
  assert.ok(foreign && shawl, 'the shawl and its other tongue are proposed')
  if (shawl.members.some(({ listingId }) => listingId === foreign.listingId)) return fixed
  const body = { to: { proposalId: shawl.id } }
  await api.call('POST /shops/{shop}/join/listings/{listing}/move', { params: { ...params, listing: foreign.listingId }, body })
  return fixed + 1
}

interface Member {
  readonly shop: string
  readonly title: string
  readonly sku: string
  readonly price: { readonly minor: string }
}

/** Which design a listing is, as she knows it. */
function designAt(book: Book, { shop, title }: Member): Design {
  const found = book.planned.find(({ store, content }) => store.label === shop && content.title === title)
  assert.ok(found, `“${title}” stands at ${shop}`)
  return found.design
}

/** The preview is refused once what is proposed has moved, and looked at anew. */
async function accept({ api }: Scene, { shop }: Book, what: Accept): Promise<void> {
  const params = { shop }
  await until('it is accepted', async () => {
    const { key } = await api.call('POST /shops/{shop}/join/preview', { params, body: { accept: what } })
    return (await api.call('POST /shops/{shop}/join/accept', { params, body: { accept: what, key } })).acceptanceId
  })
}

const patternsOf = async ({ api }: Scene, { shop }: Book) => {
  const { items } = await api.call('GET /shops/{shop}/patterns', { params: { shop }, query: { limit: 100 } })
  return Promise.all(items.map(({ id }) => api.call('GET /shops/{shop}/patterns/{pattern}', { params: { shop, pattern: id } })))
}

/** Two designs were sold under one number and one name: what no program could know is taken apart by her. */
async function splitWrong(scene: Scene, book: Book): Promise<boolean> {
  const { api } = scene
  const lace = book.planned.find(({ design }) => design === fernLace)!
  const plain = book.planned.find(({ design }) => design === fern)!
  const joined = (await patternsOf(scene, book)).find(({ listings }) => listings.some(({ remoteId }) => remoteId === lace.remoteId))
  const listing = joined?.listings.find(({ remoteId }) => remoteId === lace.remoteId)
  assert.ok(joined && listing, 'the lace one has its pattern')
  if (!joined.listings.some(({ remoteId }) => remoteId === plain.remoteId)) return false
  await api.call('POST /shops/{shop}/listings/{listing}/split', { params: { shop: book.shop, listing: listing.id } })
  const params = { shop: book.shop, connection: listing.connectionId }
  const body = { listings: [{ listingId: listing.id, patternId: null }] }
  await api.call('POST /shops/{shop}/connections/{connection}/adopt', { params, body })
  return true
}

/** Each pattern here holds the listings of one design, and all of them. */
async function keepTruth(scene: Scene, book: Book): Promise<void> {
  const patterns = await patternsOf(scene, book)
  const keyOf = ({ shop, remoteId }: { shop: string; remoteId: string | null }) => `${shop} ${remoteId}`
  for (const of of designs) {
    const meant = book.planned.filter(({ design }) => design === of).map(({ store, remoteId }) => keyOf({ shop: store.label, remoteId }))
    const holding = patterns.filter(({ listings }) => listings.some(one => meant.includes(keyOf(one))))
    assert.equal(holding.length, 1, `“${of.title}” (${of.key}) is one pattern, not ${holding.length}`)
    assert.deepEqual(holding[0]!.listings.map(keyOf).sort(), meant.sort(), `“${of.title}” (${of.key}) holds its own listings and no others`)
    book.patterns.set(of.key, holding[0]!.id)
  }
  assert.equal(patterns.length, designs.length, 'no pattern is left over')
}

export async function nothingTouched({ stores }: Scene, book: Book): Promise<void> {
  await at(stores, async store => {
    assert.deepEqual(await store.far.listings(), book.before.get(store.spoke), 'what is there is as it was')
    assert.deepEqual(await writesAt(store, book), {}, 'nothing was sent there')
  })
}

/** She says what is right, here alone; what differs is told, listing by listing. */
export async function findAll(scene: Scene, book: Book): Promise<Proof> {
  const { api } = scene
  const brought = async () => (await api.call('GET /shops/{shop}/join', { params: { shop: book.shop } })).pictures
  await until(
    'pictures and files have come with the joins',
    async () => {
      const { patterns, done } = await brought()
      return patterns > 0 && done === patterns ? true : null
    },
    60_000,
  )
  for (const of of designs) await sayWhatIsRight(scene, book, of)
  const { items, counts } = await api.call('GET /shops/{shop}/findings', { params: { shop: book.shop }, query: { limit: 100 } })
  const remoteIds = new Map(
    (await api.call('GET /shops/{shop}/listings', { params: { shop: book.shop }, query: { limit: 100 } })).items.map(one => [
      one.id,
      one.remoteId,
    ]),
  )
  const found = items.map(({ listingId, shop, kind, field }) => `${shop} ${remoteIds.get(listingId)} ${kind} ${field}`).sort()
  const expected = (await Promise.all(book.planned.map(expectedOf)))
    .flat()
    .map(({ shop, remoteId, kind, field }) => `${shop} ${remoteId} ${kind} ${field}`)
  assert.deepEqual(found, expected.sort(), 'what differs is found, and no more')
  assert.ok(
    items.every(({ says }) => says.length > 10),
    'each in a sentence',
  )
  await nothingTouched(scene, book)
  return `${found.length} findings, each planned: ${counts.map(({ kind, count }) => `${count} ${kind}`).join(', ')}; no request changed anything anywhere`
}

export async function sayWhatIsRight({ api }: Scene, book: Book, of: Design): Promise<void> {
  const params = { shop: book.shop, pattern: book.patterns.get(of.key)! }
  const { editNo } = await api.call('GET /shops/{shop}/patterns/{pattern}', { params })
  const prices = [{ currency: 'EUR', amount: { minor: String(of.minor), currency: 'EUR' }, sale: null }]
  await api.call('PATCH /shops/{shop}/patterns/{pattern}', { params, body: { editNo, ...canonOf(of), prices } })
  const cover = await upload(api, book.shop, `${of.key}.png`, of.cover)
  await api.call('PUT /shops/{shop}/patterns/{pattern}/images', { params, body: { images: [{ uploadId: cover, alt: of.title }] } })
  const { versions } = await api.call('GET /shops/{shop}/patterns/{pattern}', { params })
  const own = [
    ['1.0', 'first', of.first],
    ['1.1', 'correction', of.newest],
  ] as const
  // A first version may have come from where the listing was found; hers is above it, whatever it holds.
  for (const [number, kind, bytes] of versions.length === 0 ? own : own.slice(1)) {
    const uploadId = await upload(api, book.shop, `${of.key}.pdf`, bytes)
    // The very files that came are no new version.
    const isThere = versions[0]?.files.some(file => file.sha256 === sha256(bytes)) === true
    const fileName = isThere ? `${of.title}, A4.pdf` : `${of.title} A4.pdf`
    const files = [{ fileKey: 'a4', role: 'a4' as const, fileName, uploadId }]
    await api.call('POST /shops/{shop}/patterns/{pattern}/versions', { params, body: { number, kind, note: '', files } })
  }
  book.newest.set(of.key, of.newest)
}
