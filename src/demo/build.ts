/** Builds the demo shop as its designer would have: over the API, from drawn patterns, on the pretend storefronts. */
import type { ListingField } from '#hub/listing/content.ts'
import type { FakeControl } from '#kit/fake.ts'
import type { Api } from '#web/api/client.ts'
import { addPattern } from './add-pattern.ts'
import { startDrawing } from './drawing.ts'
import { areLooseEndsFound, leaveLooseEnds } from './loose-ends.ts'
import { demoPatterns } from './patterns/index.ts'
import { oldSales } from './sales.ts'
import { sellAt } from './sell.ts'

export interface DemoStore {
  readonly spoke: string
  readonly label: string
  readonly url: string
  readonly far: FakeControl
  /** Fields that the platform holds. */
  readonly fields: readonly ListingField[]
}

const seed = 7
/** So many patterns are published while the next ones are being drawn. */
const together = 4
/** Listings that a store does without, by place in the catalogue: no two stores of hers are quite the same. */
const leftOut: readonly (readonly number[])[] = [[], [3, 11], [2, 6]]

/**
 * Patterns, connections that are live, listings that are proven, half a year of sales before, and two things that wait for her.
 *
 * @param stores the one that sells most first.
 * @param folder where the PDFs are drawn; `try/` in it holds corrected ones for her to upload.
 * @throws {Error} when a step takes longer than its limit.
 */
export async function buildDemo({
  api,
  shop,
  stores,
  folder,
  now,
}: {
  api: Api
  shop: string
  stores: readonly DemoStore[]
  folder: string
  now: () => Date
}): Promise<void> {
  const drawing = startDrawing({ slugs: demoPatterns.map(({ slug }) => slug), correctedSlugs: oneOfEachCraft(), folder })
  try {
    const connections = await Promise.all(stores.map(store => goLive({ api, shop, store })))
    let wanted = 0
    let ids: (string | null)[] = []
    for (const [index, pattern] of demoPatterns.entries()) {
      ids.push(await addPattern({ api, shop, pattern, made: await drawing.of(pattern.slug) }))
      if ((index + 1) % together !== 0 && index + 1 < demoPatterns.length) continue
      for (const [store, connection] of connections.entries())
        wanted += await publish({
          api,
          shop,
          connection,
          patternIds: ids.filter((id, at) => id !== null && isListed(at, store)) as string[],
        })
      ids = ids.map(() => null)
    }
    await until('the listings', () => areListed(api, shop, wanted))
    // What was sold before is read by connecting anew, as with a shop that had sold long before it was connected.
    for (const connection of connections)
      await api.call('POST /shops/{shop}/connections/{connection}/remove', { params: { shop, connection } })
    await sellBefore(stores, now())
    const open = await Promise.all(
      stores.map(async ({ far, fields, ...store }) => ({
        connection: await goLive({ api, shop, store: { ...store, far, fields } }),
        far,
        fields,
      })),
    )
    await leaveLooseEnds({ api, shop, stores: open })
    await until('what waits for her', () => areLooseEndsFound(api, shop))
    await drawing.corrected
  } finally {
    await drawing.stop()
  }
}

const isListed = (pattern: number, store: number): boolean => !leftOut[store]?.includes(pattern)

const oneOfEachCraft = (): string[] =>
  Object.values(Object.groupBy(demoPatterns, ({ craft }) => craft)).flatMap(patterns => patterns?.[0]?.slug ?? [])

/** Connects the storefront, waits until all that it sold is known, and goes live. A connection's id is the same each time. */
async function goLive({ api, shop, store }: { api: Api; shop: string; store: DemoStore }): Promise<string> {
  const { baseUrl, settings } = await store.far.credentials()
  const { id } = await api.call('POST /shops/{shop}/connections', {
    params: { shop },
    body: { spoke: store.spoke, label: store.label, baseUrl, settings: settings as Record<string, string> },
  })
  const params = { shop, connection: id }
  await until('reading what was sold', async tries => {
    // A storefront that was asked too much is asked again at the next look, which is a minute away.
    if (tries > 0 && tries % nudgeEvery === 0) await api.call('POST /shops/{shop}/connections/{connection}/look', { params })
    return (await api.call('GET /shops/{shop}/connections/{connection}', { params })).history.state === 'read'
  })
  await api.call('POST /shops/{shop}/connections/{connection}/state', { params, body: { to: 'live' } })
  return id
}

/** @returns how many listings are to come. @throws {Error} with the storefront's sentence when it does not take one of them. */
async function publish({
  api,
  shop,
  connection,
  patternIds,
}: {
  api: Api
  shop: string
  connection: string
  patternIds: string[]
}): Promise<number> {
  const target = { patternIds, connectionIds: [connection] }
  const preview = await api.call('POST /shops/{shop}/preview', { params: { shop }, body: target })
  const refused = preview.listings.find(listing => listing.refused !== null)
  if (refused) throw new Error(`the demo shop is not built: ${refused.shop} does not take “${refused.patternTitle}”: ${refused.refused}`)
  await api.call('POST /shops/{shop}/publish', { params: { shop }, body: { ...target, key: preview.key } })
  return patternIds.length
}

/** @throws {Error} with the reason when one of them needs a person: nobody is there to help. */
async function areListed(api: Api, shop: string, wanted: number): Promise<boolean> {
  const of = async (state: 'updated' | 'needs-you' | 'failed') =>
    (await api.call('GET /shops/{shop}/listings', { params: { shop }, query: { state, limit: 100 } })).items
  const [stuck] = [...(await of('needs-you')), ...(await of('failed'))]
  if (stuck) throw new Error(`the demo shop is not built: “${stuck.patternTitle}” at ${stuck.shop}: ${stuck.reason}`)
  return (await of('updated')).length === wanted
}

/** Sales from before the shop went live: history. */
async function sellBefore(stores: readonly DemoStore[], now: Date): Promise<void> {
  const listed = await Promise.all(stores.map(({ far }) => far.listings()))
  for (const { store, at, lines, name, email, country } of oldSales(listed, { now, seed })) {
    const far = stores[store]?.far
    if (far !== undefined) await sellAt(far, { lines, name, email, country, at: at.toISOString() })
  }
}

const [waitLimitMs, everyMs] = [120_000, 250]
const nudgeEvery = 12

/** @param isSo told how often it was asked before. */
async function until(what: string, isSo: (tries: number) => Promise<boolean>): Promise<void> {
  const started = Date.now()
  for (let tries = 0; !(await isSo(tries)); tries++) {
    if (Date.now() - started > waitLimitMs) throw new Error(`the demo shop is not built: ${what} took longer than two minutes`)
    await new Promise(resolve => setTimeout(resolve, everyMs))
  }
}
