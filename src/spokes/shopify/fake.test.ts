/** The pretend shop as people meet it, and as it comes back after a stop. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Learned } from '#kit'
import { control } from '#kit/fake-control.ts'
import type { State } from './fake/state.ts'
import { startFake } from './fake.ts'
import { ordersOperation } from './queries.ts'
import { readSales } from './sales.ts'
import { openStore, type Store } from './testing.ts'

let store: Store
before(async () => {
  store = await openStore()
})
after(() => store.stage.stop())

const page = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(`${store.stage.baseUrl}${path}`, { redirect: 'manual', ...init })
  return { status: response.status, location: response.headers.get('location'), text: await response.text() }
}
const form = (fields: Record<string, string>): RequestInit => ({ method: 'POST', body: new URLSearchParams(fields) })

test('a shopper sees what is for sale with its picture, and buys it; the sale is told', async () => {
  const wanted = await store.make({ title: 'Wren <tee>' })
  const hidden = await store.make({ title: 'Still a draft', isPublished: false })
  const front = await page('/')
  assert.ok(front.text.includes('Wren &lt;tee&gt;') && !front.text.includes(hidden.desired.title))
  const link = /href="(\/products\/wren-tee[^"]*)"/.exec(front.text)![1]!
  const image = /src="(\/cdn\/shop\/files\/picture-[^"]+)"/.exec(front.text)![1]!
  assert.equal((await fetch(`${store.stage.baseUrl}${image}`)).headers.get('content-type'), 'image/png')
  const bought = await page(link, form({ name: 'Ana Novak', email: 'ana@buyer.example' }))
  assert.equal(bought.status, 303)
  assert.match((await page(bought.location!)).text, /Thank you for order #\d+/)
  const { items } = await readSales(store.stage.ctx(), null)
  const sale = items.flatMap(item => (item.isRead ? [item.sale] : [])).at(-1)
  assert.deepEqual([sale?.buyer.email, sale?.lines[0]?.listingRemoteId], ['ana@buyer.example', wanted.remoteId])
})

test('the seller edits by hand, refunds and cancels on her own pages', async () => {
  const wanted = await store.make({ title: 'By machine' })
  await page(`/admin/products/${wanted.remoteId}`, form({ title: 'By hand', price: '9.00', tags: 'x', description: '<p>new</p>' }))
  assert.deepEqual(await store.left(wanted), ['title', 'description', 'price', 'tags'])
  const sold = await store.stage.fake.sell({ lines: [{ remoteId: wanted.remoteId! }], email: null, name: 'B' })
  assert.match((await page('/admin')).text, /Refund/)
  await page(`/admin/orders/${sold.remoteId}`, form({ do: 'refund' }))
  await page(`/admin/orders/${sold.remoteId}`, form({ do: 'cancel' }))
  const order = (await store.far()).orders.find(({ id }) => String(id) === sold.remoteId)!
  assert.deepEqual([order.refunds.map(({ amount }) => amount), order.cancelledAt !== null], [['9.00'], true])
  assert.equal((await page('/nothing')).status, 404)
})

test('after a stop everything is as it was: products, pictures, orders, tokens, the clock and the dice', async () => {
  const stateDir = await mkdtemp(join(tmpdir(), 'pretend-shop-'))
  try {
    const options = { port: 0, controlPort: 0, stateDir, seed: 4 }
    const first = await startFake(options, { processingMs: 0 })
    const far = control(first.controlUrl)
    const { settings } = await far.credentials()
    await far.sell({ lines: [{ remoteId: '1', title: 'A pattern' }], email: null, name: 'B' })
    await far.advance({ ms: 3_600_000 })
    await first.stop()
    const again = await startFake({ ...options, seed: 5 })
    const back = control(again.controlUrl)
    assert.deepEqual((await back.credentials()).settings, settings)
    const { now } = await back.advance({ ms: 0 })
    assert.ok(Math.abs(Date.parse(now) - Date.now() - 3_600_000) < 60_000)
    const state = (await (await fetch(`${again.controlUrl}/state`, { method: 'POST' })).json()) as State
    assert.equal(state.orders.length, 1)
    await again.stop()
  } finally {
    await rm(stateDir, { recursive: true, force: true })
  }
})

test('a year of 1,000 orders is read in 100 requests and 15,000 points', async () => {
  const other = await openStore({}, 8)
  try {
    await other.make({ images: [] })
    await other.stage.fake.history({ orders: 1000 })
    await other.stage.fake.resetRequests()
    let points = 0
    const ctx = {
      ...other.stage.ctx(),
      learn: async ({ givenBack = 0 }: Learned) => {
        points += ordersOperation.cost - givenBack
      },
    }
    let count = 0
    for (let page = await readSales(ctx, null); ; page = await readSales(ctx, page.cursor)) {
      count += page.items.length
      if (!page.hasMore) break
      await other.stage.advance(2000)
    }
    assert.deepEqual(
      [count, (await other.stage.fake.requests()).byRoute['POST /admin/api/{version}/graphql.json query Orders']],
      [1000, 100],
    )
    assert.ok(points <= 15_000, `${points} points`)
  } finally {
    await other.stage.stop()
  }
})
