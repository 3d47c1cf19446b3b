/** Thousands of old orders and three new ones: read whole, read again after a kill and after connecting anew, and three mails in all. */
import assert from 'node:assert/strict'
import { allOrders, connectAndRead, goLive, look, mails, makePattern, press } from './acts.ts'
import { pause, until } from './hub-process.ts'
import type { Told } from './main-drill.ts'
import { pdfOf } from './props.ts'
import { openScene } from './scene.ts'

const newSales = 3

/** @param orders how many old ones; up to 9,000 are also counted one by one over the API. */
export async function tellHistoryStory({
  spoke,
  orders,
  onTold,
}: {
  spoke: string
  orders: number
  onTold: (told: Told) => void
}): Promise<boolean> {
  const scene = await openScene({ spokes: [spoke], roles: ['web', 'work'] })
  const { api } = scene
  const store = scene.stores[0]!
  const { far } = store
  const tell = async (chapter: string, act: () => Promise<void>) => {
    const started = Date.now()
    const why = await act().then(
      () => null,
      (fault: unknown) => (fault instanceof Error ? fault.message : String(fault)),
    )
    onTold({ chapter, isTrue: why === null, ms: Date.now() - started, why })
    if (why !== null) throw new Error(why)
  }
  const readLimitMs = 60_000 + orders * 6
  try {
    const shop = (await api.call('POST /shops', { body: { name: 'Long History', currency: 'EUR' } })).id
    const place = { shop, connection: '' }
    const history = async () => (await api.call('GET /shops/{shop}/connections/{connection}', { params: place })).history
    await tell(`${orders} old orders are read; the worker is killed in the middle and another goes on`, async () => {
      await far.history({ orders })
      const body = { spoke, label: store.label, baseUrl: store.url, settings: store.settings }
      place.connection = (await api.call('POST /shops/{shop}/connections', { params: { shop }, body })).id
      await until('a part is read', async () => (await history()).read > Math.min(orders / 4, 2_000), readLimitMs)
      const worker = scene.hubs.find(hub => hub.role === 'work')!
      worker.child.kill('SIGKILL')
      await worker.exited
      await scene.startHub('work')
      await until('all of it is read', async () => (await history()).state === 'read', readLimitMs)
      assert.equal((await history()).read, orders)
      assert.equal((await mails(scene, place)).length, 0, 'nobody was written to')
    })
    await tell(`${newSales} new sales are ${newSales} mails`, async () => {
      await goLive(scene, place)
      await press(scene, place, await makePattern(scene, place, { title: 'A new hat', sku: 'NEW-1', file: pdfOf('A new hat') }))
      const listing = await until(
        'it is listed',
        async () => (await far.listings()).find(one => one.sku === 'NEW-1' && one.isPublished) ?? null,
      )
      for (let index = 0; index < newSales; index++)
        await far.sell({ lines: [{ remoteId: listing.remoteId }], email: `new${index}@example.com`, name: 'New Buyer' })
      await far.deliver({ twice: true, shuffle: true })
      await until('their buyers are written to', async () => (await mails(scene, place)).length === newSales)
    })
    await tell('connected anew, all is read again and still nobody is written to twice', async () => {
      await api.call('POST /shops/{shop}/connections/{connection}/remove', { params: place })
      assert.equal(await connectAndRead(scene, store, shop, readLimitMs), place.connection)
      await goLive(scene, place)
      await look(scene, place)
      await pause(2_000)
      assert.equal((await mails(scene, place)).length, newSales)
      if (orders <= 9_000) assert.equal((await allOrders(scene, place)).length, orders + newSales, 'every order is known, once')
    })
    return true
  } catch {
    return false // told above, chapter by chapter
  } finally {
    await scene.close()
  }
}
