/** Her own files and pictures, as the screens show them. */
import { Hono } from 'hono'
import { readBlob } from '#hub/file/read-blob.ts'
import { sendBytes } from '../bytes.ts'
import type { WebDeps } from '../deps.ts'
import { problem } from '../problem.ts'
import type { WebEnv } from '../request.ts'
import { enterShop } from './enter.ts'

/** Where a file of the shop is read. */
export const fileHref = (shop: string, sha256: string, name: string): string =>
  `/api/v1/shops/${shop}/files/${sha256}/${encodeURIComponent(name)}`

export function shopFiles(deps: WebDeps): Hono<WebEnv> {
  return new Hono<WebEnv>().get('/shops/:shop/files/:sha256/:name', async c => {
    const call = await enterShop(c, deps, 'read')
    if (call instanceof Response) return call
    const { sha256, name } = c.req.param()
    const found = /^[0-9a-f]{64}$/.test(sha256) ? await call.inShop(tx => readBlob(tx, sha256)) : null
    if (found === null) return problem(c, 404, 'not-found', 'This file is not here.')
    const isInline = found.mediaType.startsWith('image/') || c.req.query('show') !== undefined
    return sendBytes(c, {
      file: { ...found, fileName: name },
      shop: call.shop,
      blobs: deps.blobs,
      isInline,
      cache: 'private, max-age=86400, immutable',
    })
  })
}
