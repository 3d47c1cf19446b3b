import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { callControl, control } from '#kit/fake-control.ts'
import fake from '../fake.ts'

test('stopped and started again, the pretend Gumroad goes on where it was: tokens, products with their bytes, sales, subscriptions', async t => {
  const stateDir = await mkdtemp(join(tmpdir(), 'selvage-gumroad-'))
  t.after(() => rm(stateDir, { recursive: true, force: true }))
  const start = () => fake.start({ port: 0, controlPort: 0, stateDir, seed: 4 })
  const first = await start()
  const { accessToken } = (await control(first.controlUrl).credentials()).settings as { accessToken: string }
  const api = async (url: string, method: string, path: string, json?: unknown) => {
    const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' }
    return (await (
      await fetch(`${url}${path}`, { method, headers, ...(json !== undefined && { body: JSON.stringify(json) }) })
    ).json()) as Record<string, never>
  }
  const { product } = (await api(first.url, 'POST', '/v2/products', { name: 'Hat', price: 500 })) as unknown as { product: { id: string } }
  const upload = (await api(first.url, 'POST', '/v2/files/presign', { filename: 'hat.pdf', file_size: 12 })) as unknown as {
    upload_id: string
    key: string
    file_url: string
    parts: { presigned_url: string }[]
  }
  const put = await fetch(upload.parts[0]!.presigned_url, { method: 'PUT', body: '%PDF-1.4 hat' })
  const parts = [{ part_number: 1, etag: put.headers.get('etag') }]
  await api(first.url, 'POST', '/v2/files/complete', { upload_id: upload.upload_id, key: upload.key, parts })
  await api(first.url, 'PUT', `/v2/products/${encodeURIComponent(product.id)}`, { files: [{ url: upload.file_url, display_name: 'hat' }] })
  await api(first.url, 'PUT', '/v2/resource_subscriptions', { resource_name: 'sale', post_url: 'https://hub.example/hooks/1' })
  const sold = await control(first.controlUrl).sell({ lines: [{ remoteId: product.id }], email: 'a@buyer.example', name: 'Ana' })
  await first.stop()
  const second = await start()
  try {
    const [listing] = await control(second.controlUrl).listings()
    assert.deepEqual([listing?.remoteId, listing?.title, listing?.files.map(({ name }) => name)], [product.id, 'Hat', ['hat.pdf']])
    assert.deepEqual(await control(second.controlUrl).download({ orderId: sold.remoteId, fileId: '1' }), {
      sha256: listing!.files[0]!.sha256,
    })
    const { sales } = (await api(second.url, 'GET', '/v2/sales')) as unknown as { sales: { id: string }[] }
    assert.deepEqual(
      sales.map(({ id }) => id),
      [sold.remoteId],
    )
    assert.equal(((await callControl(second.controlUrl, 'subscriptions')) as unknown[]).length, 1)
    const page = await (await fetch(`${second.url}/d/${encodeURIComponent(sold.remoteId)}/1`)).text()
    assert.equal(page, '%PDF-1.4 hat')
  } finally {
    await second.stop()
  }
})
