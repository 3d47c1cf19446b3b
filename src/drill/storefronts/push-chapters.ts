/** What she presses: the first push, a launch, a promotion. */
import assert from 'node:assert/strict'
import { allOrders, goLive, look, mails, makePattern, press } from '../acts.ts'
import { pause, until } from '../hub-process.ts'
import { pdfOf } from '../props.ts'
import type { Scene, Store } from '../scene.ts'
import { designs, juniper, marigold, wren } from './catalogue.ts'
import { nothingTouched } from './import-chapters.ts'
import { amiss, at, type Book, connectionOf, decimal, farOf, type Proof, untilProven, untilRight, writesAt } from './means.ts'

/** She puts three designs right and lets the others be; at one storefront her own title stays. */
const chosen = [marigold, juniper, wren]

export async function firstPush(scene: Scene, book: Book): Promise<Proof> {
  const { api, stores } = scene
  await nothingTouched(scene, book)
  await at(stores, store => goLive(scene, { shop: book.shop, connection: connectionOf(book, store) }))
  const kept = book.planned.find(({ design, store }) => design === marigold && store === stores[1])!
  await api.call('PUT /shops/{shop}/patterns/{pattern}/storefronts/{connection}', {
    params: { shop: book.shop, pattern: book.patterns.get(marigold.key)!, connection: connectionOf(book, kept.store) },
    body: { title: kept.content.title },
  })
  book.ownTitles.set(kept, kept.content.title)
  const patternIds = chosen.map(({ key }) => book.patterns.get(key)!)
  const params = { shop: book.shop }
  const preview = await api.call('POST /shops/{shop}/preview', { params, body: { patternIds } })
  const changing = preview.listings.filter(({ changes }) => changes.length > 0)
  assert.equal(preview.listings.length, chosen.length * stores.length, 'a row for each listing')
  assert.equal(preview.peopleTold, 0, 'nobody is told')
  await at(stores, async store => assert.deepEqual(await store.far.listings(), book.before.get(store.spoke), 'a preview sends nothing'))
  await api.call('POST /shops/{shop}/publish', { params, body: { patternIds, key: preview.key } })
  await at(stores, async store => {
    for (const one of book.planned.filter(planned => planned.store === store && chosen.includes(planned.design)))
      await untilRight(scene, book, one, one === kept ? { title: kept.content.title } : {}, 60_000)
  })
  const proven = await untilProven(scene, book, stores)
  await at(stores, async store => {
    const before = book.before.get(store.spoke)!
    const after = await store.far.listings()
    assert.equal(after.length, before.length, 'no listing was added and none taken away')
    const isChosen = (remoteId: string) =>
      book.planned.some(one => one.store === store && one.remoteId === remoteId && chosen.includes(one.design))
    const untouched = (all: typeof before) => all.filter(({ remoteId }) => !isChosen(remoteId))
    assert.deepEqual(untouched(after), untouched(before), 'what she did not choose is as it was')
  })
  const { items } = await api.call('GET /shops/{shop}/findings', { params, query: { limit: 100 } })
  assert.ok(!items.some(({ patternId }) => patternIds.includes(patternId)), 'nothing is left to be found of what was pressed')
  assert.ok(items.length > 0, 'and the rest stands as it was found')
  assert.equal((await mails(scene, book)).length, 0, 'nobody was written to')
  const writes = (await at(stores, store => writesAt(store, book))).flatMap(Object.values).reduce((sum, times) => sum + times, 0)
  return `${changing.length} listings changed, ${proven} proven; ${items.length} findings of what she left stand; ${writes} requests were writes`
}

const leadMs = 15_000

/** Two new designs, at one moment everywhere. */
export async function launch(scene: Scene, book: Book): Promise<Proof> {
  const { api, stores } = scene
  const made = await Promise.all(
    ['Lantern hat', 'Lantern scarf'].map(async (title, no) => ({
      title,
      id: await makePattern(scene, book, { title, sku: `DR-LANTERN-${no}`, file: pdfOf(`${title}, version 1.0`) }),
    })),
  )
  const moment = new Date(Date.now() + leadMs)
  const wish = { name: 'Lantern collection', at: moment.toISOString(), patternIds: made.map(({ id }) => id) }
  const params = { shop: book.shop }
  const preview = await api.call('POST /shops/{shop}/launches/preview', { params, body: wish })
  await api.call('POST /shops/{shop}/launches', { params, body: { ...wish, key: preview.key } })
  const onSale = async ({ far }: Store) =>
    (await far.listings()).filter(({ title, isPublished }) => isPublished && made.some(one => one.title === title)).length
  const isReady = async () => {
    const [planned] = (await api.call('GET /shops/{shop}/launches', { params })).items
    return planned?.listings.every(({ stage }) => stage === 'ready') ? planned.listings.length : null
  }
  const ready = await until('all is ready before the moment', isReady, leadMs)
  assert.equal(ready, stores.length * made.length)
  for (const early of await at(stores, onSale)) assert.equal(early, 0, 'nothing is on sale before the moment')
  assert.ok(Date.now() < moment.getTime(), 'and the moment is still to come')
  const lateMs = await at(stores, async store => {
    await until('all is on sale', async () => (await onSale(store)) === made.length, leadMs + 30_000, { everyMs: 100 })
    const late = Date.now() - moment.getTime()
    assert.ok(late > -1_000, `it was on sale ${-late} ms before its moment`)
    return late
  })
  await until(
    'the launch is told as done',
    async () => (await api.call('GET /shops/{shop}/launches', { params })).items[0]?.listings.every(({ stage }) => stage === 'on-sale'),
    30_000,
  )
  const spread = Math.max(...lateMs) - Math.min(...lateMs)
  assert.ok(Math.max(...lateMs) < 30_000, `within half a minute: ${Math.max(...lateMs)} ms`)
  await at(stores, async ({ far }) => {
    const there = (await far.listings()).filter(({ title }) => made.some(one => one.title === title))
    assert.equal(there.length, made.length, 'each stands there once')
  })
  return `${ready} listings ready and hidden, then on sale everywhere ${Math.min(...lateMs)} to ${Math.max(...lateMs)} ms after the moment, ${spread} ms apart`
}

const [percent, beginsInMs, lastsMs, secondMs] = [20, 6_000, 24_000, 1_000]

/** A fifth off, from a moment to a moment; what a buyer pays then and after tells whether it is so. */
export async function promotion(scene: Scene, book: Book): Promise<Proof> {
  const { api, stores } = scene
  const [startsAt, endsAt] = [beginsInMs, beginsInMs + lastsMs].map(ms => new Date(Date.now() + ms)) as [Date, Date]
  const patternIds = [book.patterns.get(juniper.key)!]
  const wish = { name: 'A week of socks', percent, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString(), patternIds }
  const params = { shop: book.shop }
  const preview = await api.call('POST /shops/{shop}/promotions/preview', { params, body: wish })
  const taking = preview.listings.filter(({ refused }) => refused === null).map(({ shop }) => shop)
  assert.deepEqual(taking.toSorted(), stores.map(({ label }) => label).sort(), 'every storefront can')
  await api.call('POST /shops/{shop}/promotions', { params, body: { ...wish, key: preview.key } })
  const full = decimal(juniper.minor)
  const lowered = decimal((juniper.minor * BigInt(100 - percent)) / 100n)
  const shown = async (store: Store) => {
    const { price, salePrice } = await farOf(store, book.planned.find(one => one.store === store && one.design === juniper)!.remoteId)
    return { price, salePrice }
  }
  await at(stores, async store => {
    await until(
      `the price is ${lowered}`,
      async () => {
        const { price, salePrice } = await shown(store)
        return (salePrice ?? price) === lowered
      },
      beginsInMs + 20_000,
    )
    const { price, salePrice } = await shown(store)
    assert.equal(price, salePrice === null ? lowered : full)
  })
  await until('the promotion is told as running', async () => (await state(scene, book)) === 'running', 20_000)
  const others = await at(stores, store => farOf(store, book.planned.find(one => one.store === store && one.design === wren)!.remoteId))
  for (const { price, salePrice } of others)
    assert.deepEqual([price, salePrice], [decimal(wren.minor), null], 'what takes no part costs what it did')
  const during = await paidAt(scene, book, 'during')
  assert.ok(Date.now() < endsAt.getTime(), 'the promotion still runs')
  // A storefront that keeps the end by itself keeps whole seconds.
  await pause(Math.max(0, endsAt.getTime() - Date.now()) + secondMs)
  await until('the promotion is told as over', async () => (await state(scene, book)) === 'over', 30_000)
  await at(stores, async store => {
    // A storefront that ends it by itself may go on telling the sale price of then; what counts is what a buyer pays.
    await until('the price is as before', async () => (await shown(store)).price === full, 30_000)
  })
  await untilProven(scene, book, stores)
  const after = await paidAt(scene, book, 'after')
  for (const [no, { label }] of stores.entries()) {
    assert.equal(during[no], lowered, `whoever buys at ${label} meanwhile pays the lowered price`)
    assert.equal(after[no], full, `whoever buys at ${label} after it pays the price`)
  }
  return `${stores.length} storefronts: ${full} was ${lowered} for ${lastsMs / 1000} s and is ${full} again; buyers paid ${during.join(', ')} meanwhile and ${after.join(', ')} after it`
}

const state = async ({ api }: Scene, { shop }: Book) =>
  (await api.call('GET /shops/{shop}/promotions', { params: { shop } })).items[0]?.state

/** Sells one of the socks at each storefront. @returns what each buyer paid, as the hub has it. */
async function paidAt(scene: Scene, book: Book, when: string): Promise<string[]> {
  return at(scene.stores, async store => {
    const connection = connectionOf(book, store)
    const { remoteId } = book.planned.find(one => one.store === store && one.design === juniper)!
    const known = async () => (await allOrders(scene, book)).filter(({ shop, isHistory }) => shop === store.label && !isHistory).length
    const before = await known()
    const email = `${when}.${store.spoke}@example.com`
    const sold = await store.far.sell({ lines: [{ remoteId }], email, name: 'Sale Buyer' })
    book.buyers.push({ store, design: juniper, email, orderNumber: sold.number, library: null })
    await look(scene, { shop: book.shop, connection })
    await until('the sale is known', async () => (await known()) > before, 30_000)
    const newest = (await allOrders(scene, book)).filter(({ shop, isHistory }) => shop === store.label && !isHistory)[0]!
    return decimal(BigInt(newest.total.minor))
  })
}

/** Puts all that is left right, so that every design is everywhere: what she sells at one storefront alone is soon at the others. */
export async function pressAll(scene: Scene, book: Book): Promise<Proof> {
  const { stores } = scene
  await press(scene, book, ...book.patterns.values())
  const proven = await untilProven(scene, book, stores, 120_000)
  await at(stores, async store => {
    for (const of of designs) {
      const listed = book.planned.find(one => one.store === store && one.design === of)
      const isKept = of === marigold && store === stores[1]
      const there = await untilRight(
        scene,
        book,
        { store, design: of, ...(listed && { remoteId: listed.remoteId }) },
        isKept ? { title: listed!.content.title } : {},
      )
      assert.equal(amiss(store, of, there, isKept ? { title: there.title } : {}), null)
      if (listed === undefined)
        book.planned.push({
          ...book.planned.find(({ design }) => design === of)!,
          store,
          remoteId: there.remoteId,
          isHidden: false,
          isWithoutFile: false,
        })
    }
  })
  return `${designs.length} designs at each of ${stores.length} storefronts, ${proven} listings proven`
}
