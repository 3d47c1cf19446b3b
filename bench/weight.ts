/** What a browser must load: the script of the admin's first screen, and a buyer's page whole. */
import { get } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { openBrowser } from '#testing/browser.ts'
import { figure, type Measured } from './figure.ts'
import { type LargeHub, largeHub } from './large-hub.ts'

const [scriptLimitKb, pageLimitKb] = [180, 60]

export async function benchWeight(): Promise<readonly Measured[]> {
  const hub = await largeHub({ shops: 1, patterns: 60, orders: 600 })
  try {
    const scripts = await scriptsOf(hub, '/s/bench-1')
    const pages = await Promise.all(
      hub.requests.filter(({ path }) => /^\/library\/[^/]+\/(open\/.*)?$/.test(path)).map(({ path }) => pageOf(hub, path)),
    )
    return [
      figure(
        { name: 'script of the admin’s first screen, gzipped', unit: 'kB', bound: { atMost: 1 } },
        { value: scripts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) / 1_000, limit: scriptLimitKb },
      ),
      figure(
        { name: 'largest of the buyers’ pages with its styles', unit: 'kB', bound: { atMost: 1 } },
        { value: Math.max(...pages.map(({ sizeBytes }) => sizeBytes)) / 1_000, limit: pageLimitKb },
      ),
      {
        name: 'scripts in the buyers’ pages',
        value: pages.reduce((sum, { scripts: count }) => sum + count, 0),
        unit: 'scripts',
        limit: 0,
        ratio: pages.reduce((sum, { scripts: count }) => sum + count, 0),
        bound: { atMost: 0 },
      },
    ]
  } finally {
    await hub.close()
  }
}

interface Script {
  readonly path: string
  readonly sizeBytes: number
}

/** Every script that a browser fetches until the screen has its heading and nothing more comes, in the bytes that a gzip reader is sent. */
async function scriptsOf({ origin, cookie }: LargeHub, path: string): Promise<Script[]> {
  const browser = await openBrowser()
  try {
    const context = await browser.newContext()
    await context.addCookies(
      cookie.split('; ').map(pair => ({ name: pair.slice(0, pair.indexOf('=')), value: pair.slice(pair.indexOf('=') + 1), url: origin })),
    )
    const page = await context.newPage()
    const fetched = new Set<string>()
    page.on('request', request => void (request.resourceType() === 'script' && fetched.add(request.url())))
    await page.goto(`${origin}${path}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.waitForTimeout(500)
    if (fetched.size === 0) throw new Error('the screen has loaded no script: are the screens built?')
    return await Promise.all([...fetched].map(async url => ({ path: new URL(url).pathname, sizeBytes: (await sentBytes(url)).length })))
  } finally {
    await browser.close()
  }
}

/** As sent, still packed. */
async function sentBytes(url: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': 'gzip' } }, answer => {
      const parts: Buffer[] = []
      answer.on('data', part => parts.push(part))
      answer.on('end', () => {
        const bytes = Buffer.concat(parts)
        if (answer.statusCode !== 200) return reject(new Error(`${url}: ${answer.statusCode}`))
        // A packing that cannot be opened would weigh nothing.
        if (answer.headers['content-encoding'] === 'gzip') gunzipSync(bytes)
        resolve(bytes)
      })
      answer.on('error', reject)
    }).on('error', reject)
  })
}

/** A page with the styles it names, unpacked: the most it can weigh. Pictures of patterns are the seller's own. */
async function pageOf({ origin, ask }: LargeHub, path: string): Promise<{ sizeBytes: number; scripts: number }> {
  const html = (await ask({ kind: 'portal', name: path, path })).toString('utf8')
  const sheets = [...html.matchAll(/<link[^>]+href="([^"]+\.css[^"]*)"/g)].map(match => match[1]!)
  if (sheets.length === 0) throw new Error(`${path} names no styles`)
  const styles = await Promise.all(sheets.map(async href => (await (await fetch(new URL(href, origin))).arrayBuffer()).byteLength))
  return {
    sizeBytes: Buffer.byteLength(html) + styles.reduce((sum, size) => sum + size, 0),
    scripts: [...html.matchAll(/<script\b|\son\w+=/gi)].length,
  }
}
