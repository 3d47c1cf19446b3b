/** Files over a real socket: whole, in ranges, broken off, and to somebody who does not read. */
import assert from 'node:assert/strict'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Hono } from 'hono'
import { asShop } from '#database'
import { folderStore } from '#hub/file/blob-store.ts'
import { sendBytes } from './bytes.ts'
import { securityHeaders } from './headers.ts'
import type { WebEnv } from './request.ts'
import { serveApp } from './server.ts'

const needsProc = existsSync('/proc/self/io') ? {} : { skip: 'files and bytes are counted in /proc, which this system has not' }

async function scene(t: TestContext, sizeBytes: number) {
  const folder = mkdtempSync(join(tmpdir(), 'selvage-bytes-'))
  const shop = asShop(randomUUID())
  const blobs = folderStore(folder)
  const bytes = randomBytes(sizeBytes)
  const { sha256 } = await blobs.put(shop, new Blob([bytes]).stream(), sizeBytes)
  const sent: string[] = []
  const app = new Hono<WebEnv>().use(securityHeaders({ isHttps: false })).get('/', c =>
    sendBytes(c, {
      file: { sha256, sizeBytes, mediaType: 'application/pdf', fileName: 'Wren – A4.pdf' },
      shop,
      blobs,
      cache: 'private, no-cache',
      onSend: async () => void sent.push(c.req.method),
    }),
  )
  const server = await serveApp(app as never, { host: '127.0.0.1', port: 0, graceMs: 0 })
  t.after(async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const path = join(folder, shop, sha256.slice(0, 2), sha256)
  return { app, bytes, sha256, sent, path, url: `http://127.0.0.1:${server.bound.port}/` }
}

function openHandles(path: string): number {
  return readdirSync('/proc/self/fd').filter(fd => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === path
    } catch {
      return false // closed while we looked
    }
  }).length
}

/** By this process, of anything. */
const bytesRead = () => Number(/^rchar: (\d+)/m.exec(readFileSync('/proc/self/io', 'utf8'))![1])

const begin = (url: string) => new Promise<IncomingMessage>((resolve, reject) => get(url, { agent: false }, resolve).on('error', reject))

test('a file comes whole and in ranges, with its headers and those of every answer; HEAD and a known copy move no bytes', async t => {
  const { bytes, sha256, sent, url } = await scene(t, 3_000_000)
  const whole = await fetch(url)
  assert.equal(whole.status, 200)
  assert.deepEqual(Buffer.from(await whole.arrayBuffer()), bytes)
  const { 'content-length': length, etag, 'cache-control': cache, ...others } = Object.fromEntries(whole.headers)
  assert.deepEqual([length, etag, cache], ['3000000', `"${sha256}"`, 'private, no-cache'])
  assert.equal(others['x-content-type-options'], 'nosniff')
  assert.match(others['content-security-policy'] ?? '', /sandbox/)
  assert.match(others['content-disposition'] ?? '', /filename\*=UTF-8''Wren%20%E2%80%93%20A4\.pdf/)

  for (const [range, from, to] of [
    ['bytes=0-0', 0, 1],
    ['bytes=1000000-1999999', 1_000_000, 2_000_000],
    ['bytes=-5', 2_999_995, 3_000_000],
    ['bytes=2999000-', 2_999_000, 3_000_000],
  ] as const) {
    const part = await fetch(url, { headers: { range } })
    assert.equal(part.status, 206, range)
    assert.equal(part.headers.get('content-range'), `bytes ${from}-${to - 1}/3000000`)
    assert.deepEqual(Buffer.from(await part.arrayBuffer()), bytes.subarray(from, to), range)
  }
  assert.equal((await fetch(url, { headers: { range: 'bytes=3000000-' } })).status, 416)
  const changed = await fetch(url, { headers: { range: 'bytes=0-9', 'if-range': '"another"' } })
  assert.deepEqual([changed.status, (await changed.arrayBuffer()).byteLength], [200, 3_000_000])
  const head = await fetch(url, { method: 'HEAD' })
  assert.deepEqual([head.status, head.headers.get('content-length'), (await head.arrayBuffer()).byteLength], [200, '3000000', 0])
  assert.equal((await fetch(url, { headers: { 'if-none-match': `"${sha256}"` } })).status, 304)
  assert.deepEqual(sent, ['GET', 'GET', 'GET'], 'whole, from its beginning, and whole again')
})

test('without a socket the same answer has the same bytes', async t => {
  const { app, bytes } = await scene(t, 600_000)
  const answer = await app.request('/', { headers: { range: 'bytes=10-599998' } })
  assert.deepEqual([answer.status, Buffer.from(await answer.arrayBuffer())], [206, bytes.subarray(10, 599_999)])
})

test('a download broken off closes the file, and the server goes on', needsProc, async t => {
  const { bytes, path, url } = await scene(t, 40_000_000)
  for (let at = 0; at < 5; at++) {
    const incoming = await begin(url)
    await new Promise<void>(resolve => incoming.once('data', () => resolve()))
    incoming.destroy()
  }
  for (let waitedMs = 0; openHandles(path) > 0; waitedMs += 20) {
    assert.ok(waitedMs < 10_000, `${openHandles(path)} handles are still open`)
    await pause(20)
  }
  assert.deepEqual(Buffer.from(await (await fetch(url)).arrayBuffer()), bytes)
})

test('to somebody who does not read, the file is read no further than the line holds', needsProc, async t => {
  const { sha256, url } = await scene(t, 60_000_000)
  const before = bytesRead()
  const incoming = await begin(url)
  await pause(600)
  const read = bytesRead() - before
  assert.ok(read < 20_000_000, `${read} bytes were read`)
  const hash = createHash('sha256')
  for await (const chunk of incoming) hash.update(chunk as Buffer)
  assert.equal(hash.digest('hex'), sha256)
})
