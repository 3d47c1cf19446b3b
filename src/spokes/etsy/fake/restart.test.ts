import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { control } from '#kit/fake-control.ts'
import fake from '../fake.ts'
import { settingsSchema } from '../settings.ts'

test('stopped and started again, the pretend Etsy goes on where it was: keys, listings with their bytes, orders', async t => {
  const stateDir = await mkdtemp(join(tmpdir(), 'selvage-etsy-'))
  t.after(() => rm(stateDir, { recursive: true, force: true }))
  const start = () => fake.start({ port: 0, controlPort: 0, stateDir, seed: 4 })
  const first = await start()
  const { settings } = await control(first.controlUrl).credentials()
  const keys = settingsSchema.parse(settings)
  const headers = { 'x-api-key': `${keys.keystring}:${keys.sharedSecret}`, authorization: `Bearer ${keys.accessToken}` }
  const api = (url: string, path: string, init: RequestInit = {}) => fetch(`${url}/v3/application${path}`, { ...init, headers })
  const { results } = (await (await api(first.url, '/seller-taxonomy/nodes')).json()) as { results: { id: number }[] }
  const form = {
    title: 'Hat',
    description: 'Warm',
    price: '7.50',
    quantity: '9',
    who_made: 'i_did',
    when_made: '2020_2025',
    type: 'download',
  }
  const body = new URLSearchParams({ ...form, taxonomy_id: String(results[0]!.id) })
  const { listing_id: id } = (await (await api(first.url, `/shops/${keys.shopId}/listings`, { method: 'POST', body })).json()) as {
    listing_id: number
  }
  const file = new FormData()
  file.set('name', 'hat.pdf')
  file.set('file', new Blob(['%PDF-1.4 hat']), 'hat.pdf')
  assert.equal((await api(first.url, `/shops/${keys.shopId}/listings/${id}/files`, { method: 'POST', body: file })).status, 201)
  await control(first.controlUrl).sell({ lines: [{ remoteId: String(id) }], email: null, name: 'Ana' })
  await first.stop()
  const second = await start()
  try {
    const there = await control(second.controlUrl).listings()
    assert.deepEqual(
      there.map(({ remoteId, title, files }) => [remoteId, title, files.map(({ name }) => name)]),
      [[String(id), 'Hat', ['hat.pdf']]],
    )
    assert.equal((await api(second.url, '/users/me')).status, 200)
    const page = await (await fetch(`${second.url}/your/orders/sold`)).text()
    const order = /<td>(\d+)<\/td><td>Ana/.exec(page)?.[1]
    const thanks = await (await fetch(`${second.url}/your/purchases/${order}`)).text()
    assert.equal(await (await fetch(`${second.url}${/href="([^"]+\/files\/\d+)"/.exec(thanks)![1]}`)).text(), '%PDF-1.4 hat')
  } finally {
    await second.stop()
  }
})
