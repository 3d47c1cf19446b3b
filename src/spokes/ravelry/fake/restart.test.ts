import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { control } from '#kit/fake-control.ts'
import fake from '../fake.ts'

test('stopped and started again, the pretend Ravelry goes on where it was: keys, patterns with their PDFs, sales; people buy and change there by hand', async t => {
  const stateDir = await mkdtemp(join(tmpdir(), 'selvage-ravelry-'))
  t.after(() => rm(stateDir, { recursive: true, force: true }))
  const start = () => fake.start({ port: 0, controlPort: 0, stateDir, seed: 4 })
  const first = await start()
  const { settings } = (await control(first.controlUrl).credentials()) as { settings: Record<string, string> }
  const headers = { authorization: `Basic ${Buffer.from(`${settings.accessKey}:${settings.personalKey}`).toString('base64')}` }
  const post = async (path: string, body: URLSearchParams | FormData, method = 'POST') =>
    (await (await fetch(`${first.url}${path}`, { method, headers, body })).json()) as Record<string, { id: number }>
  const data = (value: object) => new URLSearchParams({ data: JSON.stringify(value) })
  const draft = await post('/drafts/patterns/create.json', data({ name: 'Hat', notes: 'Warm', craft_id: 2, draft_business_id: 51_004 }))
  const made = await post(
    '/products/create.json',
    new URLSearchParams({ store_id: settings.storeId!, draft_pattern_id: String(draft.draft_pattern!.id) }),
  )
  const id = made.product!.id
  const file = new FormData()
  file.set('product_id', String(id))
  file.set('file', new Blob(['%PDF-1.4 hat']), 'hat.pdf')
  await post('/product_attachments/upload.json', file)
  await new Promise(resolve => setTimeout(resolve, 30))
  await post(`/drafts/patterns/${draft.draft_pattern!.id}/publish.json`, new URLSearchParams())
  await post(`/products/${id}.json`, data({ price: '7.50', currency: 'EUR', sku: 'HAT', active: true }))
  const [, permalink] = /href="\/patterns\/library\/([\w-]+)"/.exec(await (await fetch(first.url)).text())!
  const bought = await fetch(`${first.url}/patterns/library/${permalink}/buy`, {
    method: 'POST',
    body: new URLSearchParams({ name: 'Ana', email: 'ana@buyer.example' }),
    redirect: 'manual',
  })
  await fetch(`${first.url}/pro/patterns/${id}`, {
    method: 'POST',
    body: new URLSearchParams({ act: 'save', title: 'Warm hat', price: '8.00', sku: 'HAT', notes: 'Very warm' }),
  })
  await first.stop()
  const second = await start()
  try {
    const [listing] = await control(second.controlUrl).listings()
    assert.deepEqual(
      [listing?.remoteId, listing?.title, listing?.price, listing?.files.map(({ name }) => name), listing?.isPublished],
      [String(id), 'Warm hat', '8.00', ['hat.pdf'], true],
    )
    assert.equal((await fetch(`${second.url}/current_user.json`, { headers })).status, 200)
    const thanks = await (await fetch(`${second.url}${bought.headers.get('location')}`)).text()
    assert.match(thanks, /Thank you, Ana/)
    assert.equal(await (await fetch(`${second.url}${/href="(\/purchase\/[^"]+)"/.exec(thanks)![1]}`)).text(), '%PDF-1.4 hat')
    const sales = await (await fetch(`${second.url}/pro/sales`)).text()
    const invoice = /name="invoice" value="(\d+)"/.exec(sales)![1]!
    await fetch(`${second.url}/pro/sales`, { method: 'POST', body: new URLSearchParams({ act: 'refund', invoice }) })
    assert.equal(await control(second.controlUrl).download({ orderId: invoice, fileId: listing!.files[0]!.id }), null)
    assert.match(await (await fetch(`${second.url}/pro/developer`)).text(), new RegExp(settings.personalKey!))
  } finally {
    await second.stop()
  }
})
