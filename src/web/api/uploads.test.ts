import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import test from 'node:test'
import { testDatabase } from '#testing/database.ts'
import { testHub } from '#testing/web-hub.ts'
import { pdfOf, pngOf } from '../../drill/props.ts'

const database = await testDatabase()

test('a file comes in pieces, goes on where it stopped, and is shown to its own shop alone', async t => {
  const hub = await testHub(t, database, { env: { SELVAGE_UPLOAD_LIMIT_MB: '1' } })
  const { shop, api, cookie } = await hub.newOwner('Ana')
  const eve = await hub.newOwner('Eve')
  const bytes = Buffer.from(pdfOf('A pattern in pieces'))
  const announced = await api.call('POST /shops/{shop}/uploads', {
    params: { shop },
    body: { fileName: 'Wren A4.pdf', sizeBytes: bytes.length },
  })
  const put = (offset: number | string, part: Buffer, headers: Record<string, string> = {}) =>
    fetch(`${hub.origin}/api/v1/shops/${shop}/uploads/${announced.id}?offset=${offset}`, {
      method: 'PUT',
      headers: { cookie, origin: hub.origin, 'content-type': 'application/octet-stream', ...headers },
      body: new Uint8Array(part),
    })
  const half = Math.floor(bytes.length / 2)
  const first = (await (await put(0, bytes.subarray(0, half))).json()) as { receivedBytes: number; file: unknown }
  assert.deepEqual([first.receivedBytes, first.file], [half, null])
  const wrong = await put(0, bytes)
  assert.equal(wrong.status, 409)
  assert.match(await wrong.text(), new RegExp(`Go on at offset ${half}`))
  for (const offset of ['-1', 'x', '1.5']) assert.equal((await put(offset, bytes)).status, 400)
  assert.equal((await put(half, bytes.subarray(half), { cookie: eve.cookie })).status, 404)
  assert.equal((await put(half, bytes.subarray(half), { cookie: '' })).status, 401)
  assert.equal((await put(half, bytes.subarray(half), { origin: 'https://evil.example' })).status, 403)
  assert.equal((await put(half, bytes.subarray(half), { 'content-type': 'text/plain' })).status, 415)
  const done = (await (await put(half, bytes.subarray(half))).json()) as { file: { sha256: string; suggestedRole: string; pages: number } }
  assert.deepEqual([done.file.suggestedRole, done.file.pages], ['a4', 1])
  const href = `${hub.origin}/api/v1/shops/${shop}/files/${done.file.sha256}/Wren%20A4.pdf`
  assert.deepEqual(Buffer.from(await (await fetch(href, { headers: { cookie } })).arrayBuffer()), bytes)
  assert.equal((await fetch(href, { headers: { cookie: eve.cookie } })).status, 404)
  assert.equal(
    (await fetch(href.replace(shop, eve.shop), { headers: { cookie: eve.cookie } })).status,
    404,
    'a hash opens nothing in another shop',
  )
})

test('what cannot be sold is refused with a sentence: empty, too large, no PDF, cut off', async t => {
  const hub = await testHub(t, database, { env: { SELVAGE_UPLOAD_LIMIT_MB: '1' } })
  const { shop, api, cookie } = await hub.newOwner()
  const announce = (fileName: string, sizeBytes: number) =>
    api.call('POST /shops/{shop}/uploads', { params: { shop }, body: { fileName, sizeBytes } })
  await assert.rejects(announce('a.pdf', 0), { status: 400, message: /is empty/ })
  await assert.rejects(announce('a.pdf', 2_000_000), { status: 413, message: /up to 1 MB/ })
  const whole = Buffer.from(pdfOf('To be cut off'))
  for (const [name, bytes, says] of [
    ['letter.pdf', Buffer.from('Dear reader'), /letter\.pdf/],
    ['cut.pdf', whole.subarray(0, whole.length - 200), /cut\.pdf/],
    ['cover.png', Buffer.from(pngOf(8, 8, [1, 2, 3])).subarray(0, 12), /cover\.png/],
  ] as const) {
    const { id } = await announce(name, bytes.length)
    const response = await fetch(`${hub.origin}/api/v1/shops/${shop}/uploads/${id}?offset=0`, {
      method: 'PUT',
      headers: { cookie, origin: hub.origin, 'content-type': 'application/octet-stream' },
      body: new Uint8Array(bytes),
    })
    assert.equal(response.status, 400, name)
    assert.match(((await response.json()) as { detail: string }).detail, says)
  }
})

test('who is refused before all has come is told that the connection ends, and was once left with one that was cut', async t => {
  const hub = await testHub(t, database)
  const { shop, cookie } = await hub.newOwner()
  const answerTo = async (sizeBytes: number, part: Buffer) => {
    const path = `/api/v1/shops/${shop}/uploads/0199f3a2-7c10-7a51-8d20-1f0c6b3d9a08?offset=0`
    const headers = { cookie, origin: hub.origin, 'content-type': 'application/octet-stream', 'content-length': sizeBytes }
    const asked = request(`${hub.origin}${path}`, { method: 'PUT', headers, agent: false })
    asked.on('error', () => {})
    asked.write(part)
    if (part.length === sizeBytes) asked.end()
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    asked.destroy()
    return [response.statusCode, response.headers.connection]
  }
  assert.deepEqual(await answerTo(5_000_000, Buffer.alloc(1000)), [404, 'close'])
})
