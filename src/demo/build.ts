/** Builds the demo shop as its designer would have: over the API, from drafted patterns, on a pretend storefront. */
import { copyFile, mkdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { FakeControl } from '#kit/fake.ts'
import { type Api, upload } from '#web/api/client.ts'
import { buyerOf, random } from './buyers.ts'
import { type DemoPattern, demoPatterns, makePattern } from './patterns/index.ts'

export interface DemoStore {
  readonly spoke: string
  readonly label: string
  readonly url: string
  readonly far: FakeControl
}

const oldSales = 46
const dayMs = 86_400_000
const correctedVersion = '2.1'
const firstVersion = '2.0'

/**
 * Patterns, a connection that is live, listings that are proven, and half a year of sales before.
 *
 * @param folder where the PDFs are made; `try/` in it holds the corrected ones for her to upload.
 * @throws {Error} when a step takes longer than a minute.
 */
export async function buildDemo({
  api,
  shop,
  store,
  folder,
  now,
}: {
  api: Api
  shop: string
  store: DemoStore
  folder: string
  now: () => Date
}): Promise<void> {
  const patternIds: string[] = []
  for (const pattern of demoPatterns) patternIds.push(await addPattern({ api, shop, pattern, folder }))
  const params = await connectShop({ api, shop, store })
  await api.call('POST /shops/{shop}/connections/{connection}/state', { params, body: { to: 'live' } })
  const preview = await api.call('POST /shops/{shop}/preview', { params: { shop }, body: { patternIds } })
  await api.call('POST /shops/{shop}/publish', { params: { shop }, body: { patternIds, key: preview.key } })
  await until('the listings', async () => {
    const { items } = await api.call('GET /shops/{shop}/listings', { params: { shop }, query: { state: 'updated' } })
    return items.length === patternIds.length
  })
  // What was sold before is read by connecting anew, as with a shop that had sold long before it was connected.
  await api.call('POST /shops/{shop}/connections/{connection}/remove', { params })
  await sellBefore(store.far, now())
  await connectShop({ api, shop, store })
  await api.call('POST /shops/{shop}/connections/{connection}/state', { params, body: { to: 'live' } })
}

/** Connects the storefront and waits until all that it sold is known. The connection's id is the same each time. */
async function connectShop({
  api,
  shop,
  store,
}: {
  api: Api
  shop: string
  store: DemoStore
}): Promise<{ shop: string; connection: string }> {
  const { settings } = await store.far.credentials()
  const { id } = await api.call('POST /shops/{shop}/connections', {
    params: { shop },
    body: { spoke: store.spoke, label: store.label, baseUrl: store.url, settings: settings as Record<string, string> },
  })
  const params = { shop, connection: id }
  await until(
    'reading what was sold',
    async () => (await api.call('GET /shops/{shop}/connections/{connection}', { params })).history.state === 'read',
  )
  return params
}

async function addPattern({
  api,
  shop,
  pattern,
  folder,
}: {
  api: Api
  shop: string
  pattern: DemoPattern
  folder: string
}): Promise<string> {
  const outDir = join(folder, 'patterns')
  const made = await makePattern(pattern, { outDir, versionNumber: firstVersion })
  await keepCorrected(pattern, folder)
  const price = pattern.prices.find(one => one.currency === 'EUR')
  const { id } = await api.call('POST /shops/{shop}/patterns', {
    params: { shop },
    body: {
      sku: pattern.sku,
      title: pattern.title,
      craft: pattern.craft,
      summary: pattern.summary,
      description: pattern.descriptionHtml,
      sizes: pattern.sizes,
      materials: pattern.materials.join('\n'),
      fabric: pattern.fabric,
      skill: pattern.skill,
      languages: [...pattern.languages],
      tags: pattern.tags,
      categories: pattern.categories,
      ...(price && { price: { minor: price.minor.toString(), currency: price.currency } }),
    },
  })
  const params = { shop, pattern: id }
  const cover = await upload(api, shop, basename(made.cover), await readFile(made.cover))
  await api.call('PUT /shops/{shop}/patterns/{pattern}/images', {
    params,
    body: { images: [{ uploadId: cover, alt: `${pattern.title}: the pieces, nested by size` }] },
  })
  const files = []
  for (const { role, path, name } of made.files) {
    files.push({ fileKey: role, role, fileName: name, uploadId: await upload(api, shop, name, await readFile(path)) })
  }
  await api.call('POST /shops/{shop}/patterns/{pattern}/versions', {
    params,
    body: { number: firstVersion, kind: 'first', note: '', files },
  })
  return id
}

/** The corrected instructions and A4 sheets, ready to be uploaded by hand. */
async function keepCorrected(pattern: DemoPattern, folder: string): Promise<void> {
  const made = await makePattern(pattern, { outDir: join(folder, 'corrected'), versionNumber: correctedVersion })
  const tryFolder = join(folder, 'try')
  await mkdir(tryFolder, { recursive: true })
  for (const { path, name } of made.files) await copyFile(path, join(tryFolder, name))
}

/** Sales from before the shop went live: history. */
async function sellBefore(far: FakeControl, now: Date): Promise<void> {
  const listings = await far.listings()
  const next = random(7)
  for (let index = 0; index < oldSales; index++) {
    const age = 1 + Math.floor((next() * next() + index / oldSales) * 90)
    const listing = listings[Math.floor(next() * listings.length)]
    if (listing)
      await far.sell({ lines: [{ remoteId: listing.remoteId }], ...buyerOf(next), at: new Date(now.getTime() - age * dayMs).toISOString() })
  }
}

const waitLimitMs = 60_000

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const started = Date.now()
  while (!(await isSo())) {
    if (Date.now() - started > waitLimitMs) throw new Error(`the demo shop is not built: ${what} took longer than a minute`)
    await new Promise(resolve => setTimeout(resolve, 250))
  }
}
