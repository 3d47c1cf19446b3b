/** Serves one file as buyers get it, in a process of its own, so that its memory is that of sending alone. */
import { Hono } from 'hono'
import { asShop } from '#database'
import { folderStore } from '#hub/file/blob-store.ts'
import { sendBytes } from '#web/bytes.ts'
import type { WebEnv } from '#web/request.ts'
import { serveApp } from '#web/server.ts'

const [folder = '', shopId = '', sha256 = '', sizeBytes = ''] = process.argv.slice(2)
const [shop, blobs] = [asShop(shopId), folderStore(folder)]
const app = new Hono<WebEnv>().get('/', c =>
  sendBytes(c, {
    file: { sha256, sizeBytes: Number(sizeBytes), mediaType: 'application/pdf', fileName: 'a.pdf' },
    shop,
    blobs,
    cache: 'no-store',
  }),
)
const { bound } = await serveApp(app as never, { host: '127.0.0.1', port: 0 })
let most = 0
setInterval(() => {
  most = Math.max(most, process.memoryUsage.rss())
}, 5)
// Any message asks for the most since the last one, in bytes.
process.on('message', () => {
  process.send?.({ most })
  most = 0
})
process.send?.({ port: bound.port })
