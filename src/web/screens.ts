/** The built screens: hashed parts for ever, the one page anew each time with its nonce. */
import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { screenPolicy } from './headers.ts'
import { page, sheet } from './page.ts'
import type { WebEnv } from './request.ts'

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
}
const packable = new Set(['.js', '.css', '.svg', '.json', '.webmanifest', '.txt'])
const forEver = 'public, max-age=31536000, immutable'
const noncePlace = '__CSP_NONCE__'
/** What never is a screen, so that a wrong address there is told and not answered by a page. */
const notScreens = /^\/(api|files|pictures|hooks|connect|owner|library|store|\.well-known|healthz|readyz|assets)(\/|$)/

interface Part {
  readonly type: string
  readonly bytes: Buffer<ArrayBuffer>
  readonly br: Buffer<ArrayBuffer> | null
  readonly gzip: Buffer<ArrayBuffer> | null
}

/** @param folder of the build; parts are read when first asked for and kept. */
export function screens(folder: string): Hono<WebEnv> {
  const parts = new Map<string, Promise<Part | null>>()
  const partAt = (path: string): Promise<Part | null> => {
    const known = parts.get(path)
    if (known !== undefined) return known
    const loading = loadPart(folder, path)
    // Only what exists is kept: anybody may ask for anything, and a build may come later.
    parts.set(path, loading)
    void loading.then(part => part === null && parts.delete(path))
    return loading
  }
  return new Hono<WebEnv>()
    .get(sheet.path, c => c.body(sheet.bytes, 200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': forEver }))
    .get('*', async c => {
      const { path } = c.req
      const part = path === '/' || extname(path) === '' ? null : await partAt(path)
      if (part !== null) {
        const cache = path.startsWith('/assets/') ? forEver : 'public, max-age=3600'
        const accepted = c.req.header('accept-encoding') ?? ''
        const coding = part.br && /\bbr\b/.test(accepted) ? 'br' : part.gzip && /\bgzip\b/.test(accepted) ? 'gzip' : null
        return c.body(coding === null ? part.bytes : part[coding]!, 200, {
          'content-type': part.type,
          'cache-control': cache,
          ...(part.br === null ? {} : { vary: 'Accept-Encoding' }),
          ...(coding === null ? {} : { 'content-encoding': coding }),
        })
      }
      if (notScreens.test(path) || extname(path) in types) return c.text('Not here.', 404)
      const index = await readFile(join(folder, 'index.html'), 'utf8').catch(() => null)
      if (index === null) return notBuilt(c)
      const nonce = c.get('nonce')
      c.header('content-security-policy', screenPolicy(nonce))
      c.header('cache-control', 'no-store')
      return c.html(index.replaceAll(noncePlace, nonce))
    })
}

const notBuilt = (c: Parameters<typeof page>[0]) =>
  page(c, {
    title: 'The screens are not built',
    status: 503,
    body: html`<h1>The screens are not built yet</h1><p>Stop Selvage and start it with <code>npm start</code>: that builds them.</p>`,
  })

async function loadPart(folder: string, path: string): Promise<Part | null> {
  const type = types[extname(path)]
  const inside = normalize(path)
  if (type === undefined || inside.includes('..') || inside.includes('\0')) return null
  const bytes = await readFile(join(folder, inside)).catch(() => null)
  if (bytes === null) return null
  const isPacked = packable.has(extname(path)) && bytes.length > 1_000
  const [br, zipped] = isPacked
    ? await Promise.all([promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 8 } }), promisify(gzip)(bytes)])
    : [null, null]
  return { type, bytes: Buffer.from(bytes), br: br && Buffer.from(br), gzip: zipped && Buffer.from(zipped) }
}
