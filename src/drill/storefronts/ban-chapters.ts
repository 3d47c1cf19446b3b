/** One storefront throws her out: what she sells is alive at the others, and whoever bought anywhere has the newest file. */
import assert from 'node:assert/strict'
import { upload } from '#web/api/client.ts'
import { allOrders, connectAndRead, goLive, look, mails, press } from '../acts.ts'
import { newestFile, openLibrary } from '../buyer.ts'
import { until } from '../hub-process.ts'
import { pdfOf, sha256 } from '../props.ts'
import type { Scene, Store } from '../scene.ts'
import { canonOf, type Design, designs, juniper, marigold, planCatalogue, wren } from './catalogue.ts'
import { claimIn } from './claim-means.ts'
import { sayWhatIsRight } from './import-chapters.ts'
import {
  type amiss,
  at,
  type Book,
  type Buyer,
  connectionOf,
  decimal,
  type Proof,
  tellsBuyers,
  today,
  untilProven,
  untilRight,
} from './means.ts'
import { shutsOut } from './trouble-chapters.ts'

const fromHere = [marigold, juniper, wren]

/** For this story alone: what she sells is put everywhere from here. */
export async function listFromHere(scene: Scene, book: Book): Promise<Proof> {
  const { api, stores } = scene
  const started = await api.call('POST /shops', { body: { name: 'Drill Patterns', currency: 'EUR' } })
  Object.assign(book, { shop: started.id, slug: started.slug })
  await at(stores, async store => {
    const connection = await connectAndRead(scene, store, book.shop)
    book.connections.set(store.spoke, connection)
    await goLive(scene, { shop: book.shop, connection })
  })
  for (const of of fromHere) {
    const made = await api.call('POST /shops/{shop}/patterns', { params: { shop: book.shop }, body: { ...canonOf(of), craft: 'knitting' } })
    book.patterns.set(of.key, made.id)
    await sayWhatIsRight(scene, book, of)
  }
  await press(scene, book, ...book.patterns.values())
  const proven = await untilProven(scene, book, stores)
  const { planned } = await planCatalogue(stores)
  await at(stores, async store => {
    for (const one of planned.filter(each => each.store === store && fromHere.includes(each.design))) {
      const { remoteId } = await untilRight(scene, book, { store, design: one.design })
      book.planned.push({ ...one, remoteId })
    }
  })
  return `${proven} listings at ${stores.length} storefronts`
}

/** At each storefront somebody looks into her library at once, and somebody leaves the mail unopened. */
export async function sellEverywhere(scene: Scene, book: Book): Promise<Proof> {
  await at(scene.stores, async store => {
    for (const [no, design] of [marigold, wren].entries()) {
      const { remoteId } = book.planned.find(one => one.store === store && one.design === design)!
      const email = `${no === 0 ? 'opened' : 'unopened'}.${store.spoke}@example.com`
      const sold = await store.far.sell({ lines: [{ remoteId }], email, name: 'Live Buyer' })
      const buyer: Buyer = { store, design, email, orderNumber: sold.number, library: null }
      book.buyers.push(buyer)
      await look(scene, { shop: book.shop, connection: connectionOf(book, store) })
      await until('the sale is known', async () => knownOrder(scene, book, buyer), 30_000)
      if (no === 0 && (await tellsBuyers(store))) {
        await letIn(scene, book, buyer)
        assert.equal(await newestFile(buyer.library!), sha256(book.newest.get(design.key)!), 'the library gives the newest file')
      }
    }
  })
  return `${book.buyers.length} buyers at ${scene.stores.length} storefronts by now`
}

/** By the number that the platform gave the order. */
async function knownOrder(scene: Scene, book: Book, { store, orderNumber }: Buyer) {
  const row = (await allOrders(scene, book)).find(
    ({ shop, number }) => shop === store.label && number.replace(/^#/, '') === orderNumber.replace(/^#/, ''),
  )
  return row === undefined ? null : scene.api.call('GET /shops/{shop}/orders/{order}', { params: { shop: book.shop, order: row.id } })
}

/** By the link of her mail; where none was written, since it was sold before, she writes her address into the library's page. */
async function letIn(scene: Scene, book: Book, buyer: Buyer): Promise<void> {
  const mine = async (kinds: readonly string[]) =>
    (await mails(scene, book)).find(({ to, kind }) => to === buyer.email && kinds.includes(kind)) ?? null
  let mail = await mine(['files'])
  if (mail === null && !(await isLive(scene, book, buyer))) {
    const form = new URLSearchParams({ email: buyer.email })
    const asked = await fetch(`${scene.origin}/library/${book.slug}/sign-in`, {
      method: 'POST',
      body: form,
      headers: { origin: scene.origin },
    })
    assert.equal(asked.status, 200, 'she may ask for the way in')
    mail = await until(`the way in is sent to ${buyer.email}`, () => mine(['sign-in']), 20_000)
  }
  mail ??= await until(`the mail to ${buyer.email} is written`, () => mine(['files']), 20_000)
  const params = { shop: book.shop, mail: mail.id }
  // Its link is made when it leaves.
  const withLink = async () => {
    const { text } = await scene.api.call('GET /shops/{shop}/mails/{mail}', { params })
    return text.includes('/open/') ? text : null
  }
  buyer.library = await openLibrary(await until(`the mail to ${buyer.email} carries a link`, withLink, 20_000))
}

const isLive = async (scene: Scene, book: Book, buyer: Buyer) => (await knownOrder(scene, book, buyer))?.isHistory === false

/** The account is gone, with all that stood there. */
export async function ban(scene: Scene, book: Book): Promise<Proof> {
  const { api, stores } = scene
  const banned = stores.find(({ spoke }) => spoke === book.banned)!
  for (const store of book.twists.bansAll ? stores : [banned]) {
    const there = await store.far.listings()
    for (const { remoteId } of there) await store.far.remove({ remoteId, forGood: true })
    await store.far.fault({ name: shutsOut(store), times: null })
  }
  const left = stores.filter(store => store !== banned)
  const params = { shop: book.shop, connection: connectionOf(book, banned) }
  await api.call('POST /shops/{shop}/connections/{connection}/look', { params })
  await until(
    'it is known that nothing comes from there any more',
    async () => (await api.call('GET /shops/{shop}/connections/{connection}', { params })).state === 'reconnect',
    30_000,
  )
  const { todos } = await today(scene, book)
  assert.equal(todos.filter(({ key }) => key.startsWith('reconnect:')).length, 1, 'it is told once')
  for (const store of left)
    assert.equal(
      (await api.call('GET /shops/{shop}/connections/{connection}', { params: { shop: book.shop, connection: connectionOf(book, store) } }))
        .state,
      'live',
      `${store.label} goes on`,
    )
  const numbers = await correct(scene, book, { banned, left })
  const alive = await aliveAt(scene, book, left)
  return `${banned.label} is gone; ${numbers.sent} listings were corrected, ${alive} listings of ${book.patterns.size} designs are alive at ${left.length} storefronts`
}

/** A row is corrected after the ban: she presses, and it goes to all that are left. */
async function correct(scene: Scene, book: Book, { banned, left }: { banned: Store; left: readonly Store[] }): Promise<{ sent: number }> {
  const { api } = scene
  const params = { shop: book.shop, pattern: book.patterns.get(marigold.key)! }
  const bytes = pdfOf('Marigold cardigan, version 1.2: row 14 corrected')
  const uploadId = await upload(api, book.shop, 'marigold.pdf', bytes)
  const files = [{ fileKey: 'a4', role: 'a4' as const, fileName: 'Marigold cardigan A4.pdf', uploadId }]
  await api.call('POST /shops/{shop}/patterns/{pattern}/versions', {
    params,
    body: { number: '1.2', kind: 'correction', note: 'Row 14.', files },
  })
  const body = { patternIds: [params.pattern] }
  const preview = await api.call('POST /shops/{shop}/preview', { params, body })
  const refused = preview.listings.filter(({ shop }) => shop === banned.label).map(one => one.refused)
  assert.ok(
    refused.every(why => why !== null),
    'the preview says that nothing can be sent there',
  )
  await api.call('POST /shops/{shop}/publish', { params, body: { ...body, key: preview.key } })
  book.newest.set(marigold.key, bytes)
  await untilProven(scene, book, left)
  return { sent: preview.listings.filter(one => one.refused === null && one.changes.length > 0).length }
}

/** @returns how many listings are as they should be at these storefronts. */
async function aliveAt(scene: Scene, book: Book, stores: readonly Store[]): Promise<number> {
  const of = designs.filter(({ key }) => book.patterns.has(key))
  const right = await at(stores, async store => {
    for (const design of of) {
      const { remoteId } = book.planned.find(one => one.store === store && one.design === design)!
      await untilRight(scene, book, { store, design, remoteId }, expectedAt(book, store, design))
    }
    return of.length
  })
  return right.reduce((sum, one) => sum + one, 0)
}

function expectedAt(book: Book, store: Store, design: Design): Parameters<typeof amiss>[3] {
  const one = book.planned.find(planned => planned.store === store && planned.design === design)!
  const title = book.ownTitles.get(one)
  return {
    ...(title !== undefined && { title }),
    price: decimal(book.prices.get(design.key) ?? design.minor),
    file: book.newest.get(design.key)!,
  }
}

export async function everybodyServed(scene: Scene, book: Book): Promise<Proof> {
  const { api, stores } = scene
  const banned = stores.find(({ spoke }) => spoke === book.banned)!
  const first = await serveAll(scene, book)
  // New buyers elsewhere are served as ever.
  await at(
    stores.filter(store => store !== banned),
    async store => {
      const { remoteId } = book.planned.find(one => one.store === store && one.design === marigold)!
      const email = `later.${store.spoke}@example.com`
      const sold = await store.far.sell({ lines: [{ remoteId }], email, name: 'Later Buyer' })
      const buyer: Buyer = { store, design: marigold, email, orderNumber: sold.number, library: null }
      book.buyers.push(buyer)
      await look(scene, { shop: book.shop, connection: connectionOf(book, store) })
      await until('the sale is known', async () => knownOrder(scene, book, buyer), 30_000)
    },
  )
  await api.call('POST /shops/{shop}/connections/{connection}/remove', {
    params: { shop: book.shop, connection: connectionOf(book, banned) },
  })
  const then = await serveAll(scene, book)
  const there = book.buyers.filter(({ store }) => store === banned).length
  return `${first.served} buyers before and ${then.served} after she disconnected it have the newest file in their library, ${there} of them bought at ${banned.label}; ${then.claimed} claimed what they bought, as their storefront keeps their address to itself`
}

/** Every buyer so far, wherever she bought; whose address is not told, claims. */
async function serveAll(scene: Scene, book: Book): Promise<{ served: number; claimed: number }> {
  let claimed = 0
  for (const buyer of book.buyers) {
    const { store, design, email } = buyer
    const isTold = await tellsBuyers(store)
    if (!isTold && buyer.library === null) {
      const order = await knownOrder(scene, book, buyer)
      assert.ok(order !== null && order.state === 'paid', `the order of ${store.label} is known by its number, and paid`)
      assert.equal(order.email, null, `${store.label} tells no address`)
      await claimIn(scene, book, buyer, { isTried: claimed === 0 })
    } else if (buyer.library === null) await letIn(scene, book, buyer)
    assert.equal(
      await newestFile(buyer.library!),
      sha256(book.newest.get(design.key)!),
      `${email}, who bought at ${store.label}, has the newest file`,
    )
    if (!isTold) claimed++
  }
  return { served: book.buyers.length, claimed }
}
