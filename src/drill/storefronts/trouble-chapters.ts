/** What happens to her at storefronts: hands that change things there, an outage, keys that no longer work. */
import assert from 'node:assert/strict'
import { press } from '../acts.ts'
import { pause, until } from '../hub-process.ts'
import type { Scene, Store } from '../scene.ts'
import { canonOf, type Design, designs, juniper, type Planned, wren } from './catalogue.ts'
import { at, type Book, connectionOf, decimal, farOf, lookOnce, type Proof, today, untilProven, untilRight } from './means.ts'

/** So long after our own write a change of another is told apart from it. */
const restMs = 2_100

interface Injected {
  readonly one: Planned
  readonly field: 'title' | 'description' | 'price' | 'tags' | 'isPublished'
}

const byHand = {
  title: 'Changed by hand',
  description: '<p>Somebody was here.</p>',
  price: '3.21',
  tags: ['somebody', 'was here'],
  isPublished: false,
}
const fieldsByHand = ['title', 'description', 'price', 'tags', 'isPublished'] as const
/** Of these only the spelling is changed. */
const respelled: readonly Design[] = designs.slice(4, 6)

export async function handEdits(scene: Scene, book: Book): Promise<Proof> {
  const { api, stores } = scene
  const params = { shop: book.shop }
  const fieldRules = Object.fromEntries(fieldsByHand.map(field => [field, 'ask' as const]))
  await api.call('PATCH /shops/{shop}/settings', { params, body: { fieldRules } })
  await pause(restMs)
  await at(stores, store => lookOnce(scene, book, connectionOf(book, store)))
  assert.deepEqual(await openEdits(scene, book), [], 'nothing was changed by hand so far')
  const injected: Injected[] = book.planned
    .filter(({ design }) => !respelled.includes(design))
    .map((one, no) => {
      const possible = fieldsByHand.filter(field => one.store.fields.includes(field))
      return { one, field: possible[no % possible.length]! }
    })
  await at(stores, async store => {
    for (const { one, field } of injected.filter(each => each.one.store === store))
      await store.far.edit({ remoteId: one.remoteId, set: { [field]: byHand[field] } })
    for (const one of book.planned.filter(each => each.store === store && respelled.includes(each.design))) {
      const { title, tags } = await farOf(store, one.remoteId)
      await store.far.edit({
        remoteId: one.remoteId,
        set: { title: title.replaceAll(' ', '  '), ...(tags.length > 0 && { tags: [...tags].reverse() }) },
      })
    }
  })
  if (book.twists.editsUntold) {
    const other = book.planned.find(({ design }) => respelled.includes(design))!
    await other.store.far.edit({ remoteId: other.remoteId, set: { price: byHand.price } })
  }
  const expected = injected.map(({ one, field }) => `${one.store.label} ${one.design.key} ${field}`).sort()
  await at(stores, store => lookOnce(scene, book, connectionOf(book, store)))
  const sweeps = await sweptAt(scene, book)
  await until('what was changed by hand is found', async () => (await openEdits(scene, book)).length >= expected.length, 20_000).catch(
    () => {},
  )
  await pause(restMs)
  const found = (await openEdits(scene, book)).map(({ shop, key, field }) => `${shop} ${key} ${field}`).sort()
  assert.deepEqual(found, expected, 'each change by hand is found, and no other')
  assert.deepEqual(await sweptAt(scene, book), sweeps, 'in one sweep')
  await settleAll(scene, book)
  await untilProven(scene, book, stores)
  await at(stores, async store => {
    for (const one of book.planned.filter(each => each.store === store && !respelled.includes(each.design)))
      await rightByNow(scene, book, one)
  })
  return `${injected.length} changes at ${stores.length} storefronts found in one sweep, ${respelled.length * stores.length} respellings let be; 1 adopted, ${injected.length - 1} put right`
}

async function rightByNow(scene: Scene, book: Book, one: Planned): Promise<void> {
  const title = book.ownTitles.get(one)
  await untilRight(scene, book, one, {
    ...(title !== undefined && { title }),
    price: decimal(book.prices.get(one.design.key) ?? one.design.minor),
  })
}

async function openEdits({ api }: Scene, book: Book) {
  const { items } = await api.call('GET /shops/{shop}/hand-edits', { params: { shop: book.shop }, query: { settled: 'false', limit: 100 } })
  const keys = new Map([...book.patterns].map(([key, id]) => [id, key]))
  return items.map(({ id, listingId, shop, patternId, field }) => ({ id, listingId, shop, field, key: keys.get(patternId) ?? patternId }))
}

const sweptAt = async ({ api, stores }: Scene, book: Book) =>
  Promise.all(
    stores.map(
      async store =>
        (
          await api.call('GET /shops/{shop}/connections/{connection}', {
            params: { shop: book.shop, connection: connectionOf(book, store) },
          })
        ).lastSweepAt,
    ),
  )

/** One title is adopted where she has her own words; all else is put right. */
async function settleAll(scene: Scene, book: Book): Promise<void> {
  const edits = await openEdits(scene, book)
  const wish = edits.find(({ field }) => field === 'title')
  assert.ok(wish, 'a title was changed by hand')
  const one = book.planned.find(({ store, design }) => store.label === wish.shop && design.key === wish.key)!
  // Her own words there from now on, so that what she adopts is of that storefront alone.
  await scene.api.call('PUT /shops/{shop}/patterns/{pattern}/storefronts/{connection}', {
    params: { shop: book.shop, pattern: book.patterns.get(one.design.key)!, connection: connectionOf(book, one.store) },
    body: { title: canonOf(one.design).title },
  })
  for (const edit of edits)
    await scene.api.call('POST /shops/{shop}/hand-edits/{edit}', {
      params: { shop: book.shop, edit: edit.id },
      body: { how: edit === wish ? 'accept' : 'put-right' },
    })
  book.ownTitles.set(one, byHand.title)
}

/** A new price here, pressed. */
async function reprice(scene: Scene, book: Book, of: Design): Promise<string> {
  const params = { shop: book.shop, pattern: book.patterns.get(of.key)! }
  const minor = (book.prices.get(of.key) ?? of.minor) + 50n
  const { editNo } = await scene.api.call('GET /shops/{shop}/patterns/{pattern}', { params })
  const prices = [{ currency: 'EUR', amount: { minor: String(minor), currency: 'EUR' }, sale: null }]
  await scene.api.call('PATCH /shops/{shop}/patterns/{pattern}', { params, body: { editNo, prices } })
  await press(scene, book, params.pattern)
  book.prices.set(of.key, minor)
  return decimal(minor)
}

const listedAt = (book: Book, store: Store, of: Design): Planned => book.planned.find(one => one.store === store && one.design === of)!

const stateOf = async ({ api }: Scene, book: Book, store: Store) =>
  api.call('GET /shops/{shop}/connections/{connection}', { params: { shop: book.shop, connection: connectionOf(book, store) } })

export async function outage(scene: Scene, book: Book): Promise<Proof> {
  const { stores } = scene
  const { isOutEverywhere, isOutForGood } = book.twists
  const out = stores.at(-1)!
  const others = stores.filter(store => store !== out)
  for (const store of isOutEverywhere ? stores : [out]) await store.far.fault({ name: 'failures', times: null })
  const was = await farOf(out, listedAt(book, out, wren).remoteId)
  const started = Date.now()
  const price = await reprice(scene, book, wren)
  await at(others, store =>
    until(`the price is ${price}`, async () => (await farOf(store, listedAt(book, store, wren).remoteId)).price === price, 30_000),
  )
  const wentOnMs = Date.now() - started
  await untilProven(scene, book, others)
  assert.equal((await farOf(out, was.remoteId)).price, was.price, `${out.label} has not got it`)
  for (const store of stores) assert.equal((await stateOf(scene, book, store)).state, 'live', `${store.label} stays connected`)
  const { todos } = await today(scene, book)
  assert.deepEqual(
    todos.filter(({ key }) => key !== 'by-hand' && key !== 'findings'),
    [],
    'nothing is asked of her',
  )
  if (!isOutForGood) await out.far.clearFaults()
  const back = Date.now()
  await until(`${out.label} catches up by itself`, async () => (await farOf(out, was.remoteId)).price === price, 60_000)
  await untilProven(scene, book, stores)
  return `${others.length} storefronts went on in ${(wentOnMs / 1000).toFixed(1)} s while one was out; it caught up by itself ${((Date.now() - back) / 1000).toFixed(1)} s after it was back`
}

/** The switch by which a pretend platform no longer lets the hub in. */
export function shutsOut({ faults, label }: Store): string {
  const name = faults.find(fault => /^(revoked|revoked-keys|uninstalled)$/.test(fault))
  assert.ok(name, `${label} can take access away`)
  return name
}

export async function expiredAccess(scene: Scene, book: Book): Promise<Proof> {
  const { api, stores } = scene
  const shut = stores[2]!
  const connection = connectionOf(book, shut)
  const others = stores.filter(store => store !== shut)
  const asks = async () => (await today(scene, book)).todos.filter(({ key }) => key.startsWith('reconnect:'))
  assert.deepEqual(await asks(), [])
  await shut.far.fault({ name: shutsOut(shut), times: null })
  const price = await reprice(scene, book, juniper)
  await until('she is asked for keys', async () => (await stateOf(scene, book, shut)).state === 'reconnect', 30_000)
  await at(others, store =>
    until(`the price is ${price}`, async () => (await farOf(store, listedAt(book, store, juniper).remoteId)).price === price, 30_000),
  )
  const first = await asks()
  assert.deepEqual(
    first.map(({ key }) => key),
    [`reconnect:${connection}`],
    'she is asked once, for that one',
  )
  await shut.far.resetRequests()
  const later = await reprice(scene, book, juniper)
  const body = { patternIds: [book.patterns.get(juniper.key)!] }
  const { listings } = await api.call('POST /shops/{shop}/preview', { params: { shop: book.shop }, body })
  assert.match(listings.find(({ shop }) => shop === shut.label)?.refused ?? '', /new keys/, 'a press says what it leaves out there')
  await pause(4_000)
  assert.deepEqual(await asks(), first, 'and not again, whatever she presses')
  assert.equal((await shut.far.requests()).total, 0, 'nobody knocks there meanwhile')
  for (const store of others) assert.equal((await stateOf(scene, book, store)).state, 'live', `${store.label} goes on`)
  if (!book.twists.staysAway) {
    await shut.far.clearFaults()
    const { settings } = await shut.far.credentials()
    await api.call('PATCH /shops/{shop}/connections/{connection}', {
      params: { shop: book.shop, connection },
      body: { settings: { ...shut.settings, ...(settings as Record<string, string>) } },
    })
  }
  const atShut = async () => (await farOf(shut, listedAt(book, shut, juniper).remoteId)).price
  await until(`${shut.label} catches up by itself`, async () => (await atShut()) === price, 60_000)
  // What was pressed while it was shut was refused there in words, so it takes a press.
  await press(scene, book, book.patterns.get(juniper.key)!)
  await until(`the price at ${shut.label} is ${later}`, async () => (await atShut()) === later, 60_000)
  assert.deepEqual(await asks(), [], 'nothing is asked any more')
  await untilProven(scene, book, stores)
  return `asked once; ${others.length} storefronts went on, no request went to the shut one meanwhile, and with new keys it caught up with what was pressed before`
}
