/** The grid as a file over HTTP: out, changed, in, applied, taken back. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { testDatabase } from '#testing/database.ts'
import { newPattern } from '#testing/sales.ts'
import { testHub } from '#testing/web-hub.ts'

const database = await testDatabase()

test('a list goes out as CSV and XLSX, comes in changed, and is applied and taken back over the API', async t => {
  const hub = await testHub(t, database)
  const [ana, eve] = [await hub.newOwner('Ana'), await hub.newOwner('Eve')]
  const pattern = await newPattern(database, ana.shop, { title: '=Wren', sku: 'WREN' })
  const get = (name: string, who = ana) =>
    fetch(`${hub.origin}/api/v1/shops/${ana.shop}/grid/${encodeURIComponent(name)}`, { headers: { cookie: who.cookie } })
  const put = async (shop: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) => {
    const response = await fetch(`${hub.origin}/api/v1/shops/${shop}/batches/file?name=list.csv`, {
      method: 'PUT',
      headers: {
        cookie: shop === ana.shop ? ana.cookie : eve.cookie,
        origin: hub.origin,
        'content-type': 'application/octet-stream',
        ...headers,
      },
      body,
    })
    return {
      status: response.status,
      body: (await response.json()) as { id: string; changes: { from: string; to: string }[]; detail: string },
    }
  }
  const csv = await get('my list.csv')
  assert.match(csv.headers.get('content-disposition') ?? '', /^attachment; filename="my list\.csv"/)
  const text = await csv.text()
  assert.ok(text.includes(`,'=Wren,WREN,`), text)
  assert.equal((await get('x.xlsx')).headers.get('content-type'), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
  assert.deepEqual([(await get('x.pdf')).status, (await get('x.csv', eve)).status], [404, 404])
  const same = await put(ana.shop, text)
  assert.deepEqual([same.status, same.body.changes], [200, []])
  const changed = await put(ana.shop, text.replace("'=Wren", 'Wren Tee'))
  assert.deepEqual([changed.body.changes[0]?.from, changed.body.changes[0]?.to], ['=Wren', 'Wren Tee'])
  const params = { shop: ana.shop, batch: changed.body.id }
  await ana.api.call('POST /shops/{shop}/batches/{batch}/apply', { params })
  const read = () => ana.api.call('GET /shops/{shop}/patterns/{pattern}', { params: { shop: ana.shop, pattern } })
  assert.equal((await read()).title, 'Wren Tee')
  const { sentence } = await ana.api.call('POST /shops/{shop}/batches/{batch}/undo', { params })
  assert.deepEqual([sentence, (await read()).title], ['1 cell is as before. Nothing was sent.', '=Wren'])
  const foreign = await put(eve.shop, text)
  assert.deepEqual([foreign.status, /made for another shop/.test(foreign.body.detail)], [400, true])
  assert.equal((await put(ana.shop, text, { 'content-type': 'text/csv' })).status, 415)
  assert.equal((await put(ana.shop, text, { origin: 'https://evil.example' })).status, 403)
  assert.equal((await put(ana.shop, new Uint8Array(5_000_001))).status, 413)
  assert.equal((await put(ana.shop, '')).status, 400)
})
