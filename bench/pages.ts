/** Lists and details of large shops over HTTP: how long the slowest takes, and that no query of theirs reads a business table from end to end. */
import { sheet } from '#web/page.ts'
import { storeSheet } from '#web/store/frame.ts'
import { figure, type Measured, percentile } from './figure.ts'
import { type LargeHub, largeHub } from './large-hub.ts'
import { fullSize, type ShopSize } from './large-shops.ts'
import type { PageRequest } from './page-requests.ts'
import { type Explained, plansOf, tablesScanned } from './plans.ts'

const limitMs = 50
/** Buyers come with less patience, in the store with the least; and on a phone, with a weak line. */
const buyersLimitMs = 40
const [storeLimitMs, storeLimitBytes] = [30, 60_000]
/** Over some seven thousand owners of one pattern, or a hundred thousand buyers. */
const countLimitMs = 150

export async function benchPages(size: ShopSize = fullSize): Promise<readonly Measured[]> {
  const hub = await largeHub(size)
  try {
    const times = await timesOf(hub)
    const scans = await scansOf(hub)
    const slowest = (kind: PageRequest['kind']) => {
      const [name, value] = [...times]
        .filter(([, { kind: of }]) => of === kind)
        .map(([of, { ms }]) => [of, percentile(ms, 0.95)] as const)
        .reduce((a, b) => (b[1] > a[1] ? b : a))
      const words = {
        list: 'admin lists',
        count: 'counts over all owners',
        detail: 'admin details',
        portal: 'buyers’ pages',
        store: 'store pages',
      }[kind]
      const limit = { list: limitMs, count: countLimitMs, detail: limitMs, portal: buyersLimitMs, store: storeLimitMs }[kind]
      return figure({ name: `slowest of ${words}, p95 (${name})`, unit: 'ms', bound: { atMost: 1 } }, { value, limit })
    }
    return [...(['list', 'count', 'detail', 'portal', 'store'] as const).map(slowest), ...(await figuresOfStore(hub)), scanFigure(scans)]
  } finally {
    await hub.close()
  }
}

/** The heaviest page of the store with both its style sheets, as they are before they are packed; and that none of them has a script. */
async function figuresOfStore({ requests, ask }: Pick<LargeHub, 'requests' | 'ask'>): Promise<readonly Measured[]> {
  const pages: { name: string; bytes: number; scripts: number }[] = []
  for (const request of requests.filter(({ kind }) => kind === 'store')) {
    const html = await ask(request)
    pages.push({
      name: request.name,
      bytes: html.length + sheet.bytes.length + storeSheet.bytes.length,
      scripts: scriptsIn(html.toString('utf8')),
    })
  }
  const { name, bytes } = pages.reduce((a, b) => (b.bytes > a.bytes ? b : a))
  const scripts = pages.reduce((sum, page) => sum + page.scripts, 0)
  return [
    figure(
      { name: `heaviest store page, HTML and CSS (${name})`, unit: 'bytes', bound: { atMost: 1 } },
      { value: bytes, limit: storeLimitBytes },
    ),
    { name: 'scripts in the store’s pages', value: scripts, unit: 'scripts', limit: 0, ratio: scripts, bound: { atMost: 0 } },
  ]
}

/** What is told to search engines is data in an element of that name, and is not run. */
const scriptsIn = (html: string): number => [...html.matchAll(/<script(?![^>]*type="application\/ld\+json")|\son\w+=/gi)].length

interface Times {
  readonly kind: PageRequest['kind']
  readonly ms: number[]
}

/** Every page in turn, again and again, so that a bad moment of the machine falls on all alike. Milliseconds by name. */
export async function timesOf({ requests, ask }: Pick<LargeHub, 'requests' | 'ask'>, rounds = 20): Promise<Map<string, Times>> {
  const times = new Map<string, Times>()
  for (let round = -1; round < rounds; round++)
    for (const request of requests) {
      const started = performance.now()
      await ask(request)
      const ms = performance.now() - started
      const known = times.get(request.name) ?? { kind: request.kind, ms: [] }
      times.set(request.name, known)
      // The first round warms: plans, caches, the compiler.
      if (round >= 0) known.ms.push(ms)
    }
  return times
}

export interface Scan {
  readonly page: string
  readonly table: string
  readonly query: string
}

/** @returns each business table read from end to end, by page. @throws {Error} when a page told no plan, as then nothing is proven. */
export async function scansOf({ requests, askExplained }: Pick<LargeHub, 'requests' | 'askExplained'>): Promise<Scan[]> {
  const scans: Scan[] = []
  for (const request of requests) {
    let explained: Explained[] = []
    // Statements are planned anew for their values some times before the server settles for one plan, so both kinds are seen.
    for (let times = 0; times < 1; times++) explained = [...explained, ...(await plansOf(() => askExplained(request)))]
    if (explained.length === 0) throw new Error(`no plan was told for ${request.name}`)
    for (const one of explained)
      for (const table of tablesScanned(one))
        if (!scans.some(scan => scan.page === request.name && scan.table === table))
          scans.push({ page: request.name, table, query: one.query })
  }
  return scans
}

function scanFigure(scans: readonly Scan[]): Measured {
  const what = scans.map(({ page, table }) => `${table} by ${page}`).join(', ')
  const name = `business tables read from end to end by those pages${what === '' ? '' : ` (${what})`}`
  return { name, value: scans.length, unit: 'tables', limit: 0, ratio: scans.length, bound: { atMost: 0 } }
}
