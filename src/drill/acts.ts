/** What a designer does in every drill, over the API. */
import assert from 'node:assert/strict'
import { upload } from '#web/api/client.ts'
import { until } from './hub-process.ts'
import { pngOf } from './props.ts'
import type { Scene, Store } from './scene.ts'

/** Where an act takes place. */
export interface Place {
  readonly shop: string
  readonly connection: string
}

/** Connects a pretend storefront and waits until all that it sold is known. @returns the connection's id, the same each time. */
export async function connectAndRead(
  { api }: Pick<Scene, 'api'>,
  { spoke, label, url, settings }: Pick<Store, 'spoke' | 'label' | 'url' | 'settings'>,
  shop: string,
  limitMs = 30_000,
): Promise<string> {
  const body = { spoke, label, baseUrl: url, settings }
  const made = await api.call('POST /shops/{shop}/connections', { params: { shop }, body })
  assert.equal(made.state, 'rehearsal')
  const params = { shop, connection: made.id }
  const isRead = async () => (await api.call('GET /shops/{shop}/connections/{connection}', { params })).history.state === 'read'
  await until('the history is read', isRead, limitMs)
  return made.id
}

export async function goLive({ api }: Pick<Scene, 'api'>, params: { shop: string; connection: string }): Promise<void> {
  await api.call('POST /shops/{shop}/connections/{connection}/state', { params, body: { to: 'live' } })
}

/** A pattern with a cover and a first version of one file. */
export async function makePattern(
  { api }: Pick<Scene, 'api'>,
  { shop }: Pick<Place, 'shop'>,
  { title, sku, file }: { title: string; sku: string; file: Uint8Array },
): Promise<string> {
  const facts = { craft: 'knitting' as const, summary: 'A warm thing.', description: '<p>Knit &amp; worn.</p>', tags: ['Cardigan', 'aran'] }
  const body = { title, sku, ...facts, price: { minor: '750', currency: 'EUR' } }
  const made = await api.call('POST /shops/{shop}/patterns', { params: { shop }, body })
  const params = { shop, pattern: made.id }
  const cover = await upload(api, shop, `${sku}.png`, pngOf(64, 80, [200, 120, 60]))
  await api.call('PUT /shops/{shop}/patterns/{pattern}/images', { params, body: { images: [{ uploadId: cover, alt: title }] } })
  const uploadId = await upload(api, shop, `${sku}-a4.pdf`, file)
  const files = [{ fileKey: 'a4', role: 'a4' as const, fileName: `${title} A4.pdf`, uploadId }]
  await api.call('POST /shops/{shop}/patterns/{pattern}/versions', { params, body: { number: '1.0', kind: 'first', note: '', files } })
  return made.id
}

export async function press({ api }: Pick<Scene, 'api'>, { shop }: Pick<Place, 'shop'>, ...patternIds: string[]): Promise<void> {
  const params = { shop }
  const { key } = await api.call('POST /shops/{shop}/preview', { params, body: { patternIds } })
  await api.call('POST /shops/{shop}/publish', { params, body: { patternIds, key } })
}

/** Reads sales and listings now, without waiting for the clock. */
export async function look({ api }: Pick<Scene, 'api'>, { shop, connection }: Place): Promise<void> {
  await api.call('POST /shops/{shop}/connections/{connection}/look', { params: { shop, connection } })
}

export const mails = async ({ api }: Pick<Scene, 'api'>, { shop }: Pick<Place, 'shop'>) =>
  (await api.call('GET /shops/{shop}/mails', { params: { shop }, query: { limit: 100 } })).items

export const allOrders = ({ api }: Pick<Scene, 'api'>, { shop }: Pick<Place, 'shop'>) =>
  allOf(cursor => api.call('GET /shops/{shop}/orders', { params: { shop }, query: { limit: 100, ...(cursor && { cursor }) } }))

const mostAtOnce = 10_000

/** Page after page. */
export async function allOf<Item>(
  page: (cursor: string | null) => Promise<{ readonly items: readonly Item[]; readonly next: string | null }>,
): Promise<Item[]> {
  const found: Item[] = []
  let cursor: string | null = null
  do {
    const { items, next }: { readonly items: readonly Item[]; readonly next: string | null } = await page(cursor)
    found.push(...items)
    cursor = next
  } while (cursor !== null && found.length < mostAtOnce)
  return found
}
