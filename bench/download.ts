/** A 60 MB file as a buyer gets it, against a bare read stream piped into a bare server; and what twenty at once cost in memory. */
import { type ChildProcess, fork, spawn } from 'node:child_process'
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
import { figure, type Measured, median } from './figure.ts'

const sizeBytes = 60 * 1024 * 1024
const rounds = 15
const tries = 3
/** May be added to what one download costs. */
const growthLimitMb = 32

/** @returns the speed, and by how much the memory grows from one download to twenty at once. */
export async function benchDownload(): Promise<readonly Measured[]> {
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
    await fetchAll(own, want)
    await fetchAll(limit, want)
    const speeds = { own: [] as number[], limit: [] as number[] }
    for (let round = 0; round < rounds; round++) {
      // Who goes first takes turns, for the machine may be doing something else.
      if (round % 2 === 0) speeds.own.push(await fetchAll(own))
      speeds.limit.push(await fetchAll(limit))
      if (round % 2 === 1) speeds.own.push(await fetchAll(own))
    }
    const growth = await growthOf([folder, shop, sha256, String(sizeBytes)])
    return [
      figure(
        { name: 'download of 60 MB', unit: 'MB/s', bound: { atLeast: 0.9 } },
        { value: median(speeds.own), limit: median(speeds.limit) },
      ),
      figure({ name: 'memory from 1 to 20 downloads at once', unit: 'MB', bound: { atMost: 1 } }, { value: growth, limit: growthLimitMb }),
    ]
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

/** Read in a process of its own, so that only the sending is counted here. */
const reader = `
const [count, url] = process.argv.slice(1)
const { get } = require('node:http')
for (let at = 0; at < Number(count); at++)
  get(url, { agent: false }, answer => answer.resume().on('end', () => { if (!answer.complete) process.exitCode = 1 })).on('error', () => { process.exitCode = 1 })`

/** @returns MB, the most that the server's process had while so many were sent at once. */
async function memoryOf(count: number, server: ChildProcess, url: string): Promise<number> {
  await asked<{ most: number }>(server)
  const child = spawn(process.execPath, ['-e', reader, String(count), url], { stdio: 'ignore' })
  const code = await new Promise<number | null>(resolve => child.once('exit', resolve))
  if (code !== 0) throw new Error(`${count} downloads at once did not all come whole`)
  return (await asked<{ most: number }>(server)).most / 1024 / 1024
}

/** The median of several tries, each of a server that has just started and sent one file. */
async function growthOf(served: readonly string[]): Promise<number> {
  const growths: number[] = []
  for (let at = 0; at < tries; at++) {
    const server = fork(join(import.meta.dirname, 'download-server.ts'), served)
    try {
      const { port } = await heard<{ port: number }>(server)
      const url = `http://127.0.0.1:${port}/`
      const one = await memoryOf(1, server, url)
      growths.push(Math.max(0, (await memoryOf(20, server, url)) - one))
    } finally {
      server.kill()
    }
  }
  return median(growths)
}

const heard = <Message>(server: ChildProcess): Promise<Message> =>
  new Promise((resolve, reject) => {
    server.once('message', message => resolve(message as Message))
    server.once('exit', () => reject(new Error('the server of downloads has ended')))
  })

const asked = <Message>(server: ChildProcess): Promise<Message> => {
  const answer = heard<Message>(server)
  server.send('?')
  return answer
}
