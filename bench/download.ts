/** A 60 MB file as a buyer gets it, against a bare read stream piped into a bare server. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { asShop } from '#database'
import { folderStore } from '#hub/file/blob-store.ts'
import { sendBytes } from '#web/bytes.ts'
import type { WebEnv } from '#web/request.ts'
import { serveApp } from '#web/server.ts'
import { type Figure, figure } from './figure.ts'

const sizeBytes = 60 * 1024 * 1024
const rounds = 5

export async function benchDownload(): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'selvage-bench-'))
  const shop = asShop(randomUUID())
  const blobs = folderStore(folder)
  const bytes = randomBytes(sizeBytes)
  const { sha256 } = await blobs.put(shop, new Blob([bytes]).stream(), sizeBytes)
  const app = new Hono<WebEnv>().get('/', c =>
    sendBytes(c, { file: { sha256, sizeBytes, mediaType: 'application/pdf', fileName: 'a.pdf' }, shop, blobs, cache: 'no-store' }),
  )
  const ours = await serveApp(app as never, { host: '127.0.0.1', port: 0 })
  const path = join(folder, shop, sha256.slice(0, 2), sha256)
  const bare = createServer((_request, response) => createReadStream(path).pipe(response))
  await new Promise<void>(resolve => bare.listen(0, '127.0.0.1', resolve))
  try {
    const want = createHash('sha256').update(bytes).digest('hex')
    const [own, limit] = [`http://127.0.0.1:${ours.bound.port}/`, `http://127.0.0.1:${(bare.address() as AddressInfo).port}/`]
    const speeds = { own: [] as number[], limit: [] as number[] }
    await fetchAll(own, want)
    await fetchAll(limit, want)
    for (let round = 0; round < rounds; round++) {
      speeds.own.push(await fetchAll(own))
      speeds.limit.push(await fetchAll(limit))
    }
    return figure('download of 60 MB', 'MB/s', median(speeds.own), median(speeds.limit))
  } finally {
    await ours.stop()
    bare.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @returns MB/s. @throws {Error} when the bytes are not those wanted. */
async function fetchAll(url: string, want?: string): Promise<number> {
  const started = performance.now()
  const response = await fetch(url)
  const hash = want === undefined ? null : createHash('sha256')
  let size = 0
  for await (const part of response.body!) {
    size += part.length
    hash?.update(part)
  }
  if (size !== sizeBytes || (hash && hash.digest('hex') !== want)) throw new Error('the download is not the file')
  return size / 1024 / 1024 / ((performance.now() - started) / 1000)
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!
