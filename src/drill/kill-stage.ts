/** The stage of the kill stories: one home with its processes, patterns listed at each storefront, and what must be so once calm. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { upload } from '#web/api/client.ts'
import { connectAndRead, goLive, look as lookAt } from './acts.ts'
import { type HubProcess, until, untilReady } from './hub-process.ts'
import { pdfOf, pngOf } from './props.ts'
import type { Scene, Store } from './scene.ts'

export interface Stage {
  readonly scene: Scene
  readonly shop: string
  readonly connections: readonly string[]
  readonly patterns: readonly string[]
  web: HubProcess
  workers: HubProcess[]
  /** What the storefront should show once calm. */
  title: (index: number) => string
  /** By storefront. */
  readonly sold: number[]
}

const listingCount = 6
const calmLimitMs = 45_000

export async function setStage(scene: Scene): Promise<Stage> {
  const { api } = scene
  const shop = (await api.call('POST /shops', { body: { name: 'Unkillable Patterns', currency: 'EUR' } })).id
  const connections: string[] = []
  for (const store of scene.stores) {
    const connection = await connectAndRead(scene, store, shop)
    await goLive(scene, { shop, connection })
    connections.push(connection)
  }
  const patterns: string[] = []
  for (let index = 0; index < listingCount; index++) {
    const { id } = await api.call('POST /shops/{shop}/patterns', {
      params: { shop },
      body: {
        title: `Pattern ${index}, as first listed`,
        sku: `KILL-${index}`,
        craft: 'quilting',
        description: '<p>Cut, piece and press.</p>',
        tags: ['quilt block'],
        price: { minor: '900', currency: 'EUR' },
      },
    })
    const params = { shop, pattern: id }
    const cover = await upload(api, shop, 'cover.png', pngOf(20, 20, [40, index * 20, 90]))
    await api.call('PUT /shops/{shop}/patterns/{pattern}/images', { params, body: { images: [{ uploadId: cover, alt: '' }] } })
    const uploadId = await upload(api, shop, 'a4.pdf', pdfOf(`Pattern ${index}`))
    const file = { fileKey: 'a4', role: 'a4' as const, fileName: `Pattern ${index}.pdf`, uploadId }
    await api.call('POST /shops/{shop}/patterns/{pattern}/versions', {
      params,
      body: { number: '1.0', kind: 'first', note: '', files: [file] },
    })
    patterns.push(id)
  }
  const [web, ...workers] = scene.hubs
  const stage: Stage = {
    scene,
    shop,
    connections,
    patterns,
    web: web!,
    workers,
    title: index => `Pattern ${index}, as first listed`,
    sold: scene.stores.map(() => 0),
  }
  await press(stage)
  await untilCalm(stage)
  return stage
}

export async function killWorkers(stage: Stage): Promise<void> {
  await Promise.all(stage.workers.map(kill))
  stage.workers = []
}

export async function kill(hub: HubProcess): Promise<void> {
  hub.child.kill('SIGKILL')
  await hub.exited
}

export async function startWeb(stage: Stage): Promise<void> {
  stage.web = await stage.scene.startHub('web')
  await untilReady(stage.scene.origin, stage.web, 30_000)
}

export async function startWorkers(stage: Stage, count: number): Promise<void> {
  for (let index = 0; index < count; index++) stage.workers.push(await stage.scene.startHub('work'))
}

export async function killDatabase(stage: Stage): Promise<void> {
  process.kill(await postmasterPid(stage), 'SIGKILL')
}

export async function postmasterPid(stage: Stage): Promise<number> {
  const text = await readFile(join(stage.scene.home, 'pg', '18', 'postmaster.pid'), 'utf8')
  return Number(text.split('\n')[0])
}

export async function rename(stage: Stage, words: string): Promise<void> {
  stage.title = index => `Pattern ${index}, ${words}`
  for (const [index, pattern] of stage.patterns.entries()) {
    const params = { shop: stage.shop, pattern }
    const { editNo } = await stage.scene.api.call('GET /shops/{shop}/patterns/{pattern}', { params })
    await stage.scene.api.call('PATCH /shops/{shop}/patterns/{pattern}', { params, body: { editNo, title: stage.title(index) } })
  }
}

export const previewOf = (stage: Stage) =>
  stage.scene.api.call('POST /shops/{shop}/preview', { params: { shop: stage.shop }, body: { patternIds: [...stage.patterns] } })

export async function press(stage: Stage): Promise<void> {
  const { key } = await previewOf(stage)
  await stage.scene.api.call('POST /shops/{shop}/publish', { params: { shop: stage.shop }, body: { patternIds: [...stage.patterns], key } })
}

export const everywhere = <T>(stage: Stage, act: (store: Store, at: number) => Promise<T>): Promise<T[]> =>
  Promise.all(stage.scene.stores.map(act))

/** So many in all, shared out over the storefronts. */
export async function sell(stage: Stage, count: number): Promise<void> {
  await everywhere(stage, async ({ spoke, far }, at) => {
    const listings = (await far.listings()).filter(one => one.sku.startsWith('KILL-'))
    const own = Math.ceil((count - at) / stage.scene.stores.length)
    for (let index = 0; index < own; index++) {
      const { remoteId } = listings[index % listings.length]!
      await far.sell({ lines: [{ remoteId }], email: `${spoke}${stage.sold[at]! + index}@example.com`, name: 'A Buyer' })
    }
    stage.sold[at]! += own
  })
}

export const soldInAll = ({ sold }: Stage): number => sold.reduce((all, one) => all + one, 0)

/** Where the storefront tells no address, nobody can be written to. */
const writtenToInAll = ({ sold, scene }: Stage): number => sold.reduce((all, one, at) => all + (scene.stores[at]!.tellsBuyers ? one : 0), 0)

export const look = (stage: Stage) =>
  everywhere(stage, (_store, at) => lookAt(stage.scene, { shop: stage.shop, connection: stage.connections[at]! }))

/** Reads count as well where a platform takes everything by POST; for a moment in the middle that is as good. */
export const writesSeen = async (stage: Stage): Promise<number> => {
  const counts = await everywhere(stage, async ({ far }) => Object.entries((await far.requests()).byRoute))
  return counts
    .flat()
    .filter(([route]) => !route.startsWith('GET'))
    .reduce((all, [, count]) => all + count, 0)
}

async function countAll(
  page: (cursor: string | undefined) => Promise<{ items: readonly unknown[]; next: string | null }>,
): Promise<number> {
  let count = 0
  let cursor: string | undefined
  do {
    const { items, next } = await page(cursor)
    count += items.length
    cursor = next ?? undefined
  } while (cursor)
  return count
}

export const ordersKnown = (stage: Stage): Promise<number> =>
  countAll(cursor =>
    stage.scene.api.call('GET /shops/{shop}/orders', { params: { shop: stage.shop }, query: { limit: 100, ...(cursor && { cursor }) } }),
  )

const mailsWritten = (stage: Stage): Promise<number> =>
  countAll(cursor =>
    stage.scene.api.call('GET /shops/{shop}/mails', { params: { shop: stage.shop }, query: { limit: 100, ...(cursor && { cursor }) } }),
  )

/** What the hub itself says of its listings and in its logs, to look into a story that failed. */
export async function lastWords({ scene, shop }: Stage): Promise<string> {
  const listings = await scene.api.call('GET /shops/{shop}/listings', { params: { shop }, query: {} }).catch(() => ({ items: [] }))
  const states = listings.items.map(
    one => `${one.patternTitle}: ${one.state}, wanted ${one.desiredNo}, proven ${one.provenNo}${one.reason ? ` (${one.reason})` : ''}`,
  )
  const logs = scene.hubs
    .filter(hub => hub.child.exitCode === null && hub.child.signalCode === null)
    .map(hub => `${hub.role}: ${hub.output().slice(-600)}`)
  return [...states, ...logs].join('\n')
}

/** @throws {Error} when the far side is not as it should be once nothing moves any more. */
export async function untilCalm(stage: Stage): Promise<void> {
  await look(stage).catch(() => null) // a shop that is just coming back is looked at by its clock
  await until(
    'every listing is as wanted, there once, with its file',
    async () => {
      const areRight = await everywhere(stage, store => isAsWanted(stage, store))
      return areRight.every(isRight => isRight)
    },
    calmLimitMs,
  )
  await until('every sale is known', async () => (await ordersKnown(stage)) >= soldInAll(stage), calmLimitMs, { everyMs: 200 })
  await until('every buyer was written to', async () => (await mailsWritten(stage)) >= writtenToInAll(stage), calmLimitMs, { everyMs: 200 })
  assert.equal(await ordersKnown(stage), soldInAll(stage), 'each sale once')
  assert.equal(await mailsWritten(stage), writtenToInAll(stage), 'each buyer once')
}

async function isAsWanted(stage: Stage, { label, far, holdsFiles }: Store): Promise<boolean> {
  const there = (await far.listings()).filter(one => one.sku.startsWith('KILL-'))
  assert.ok(!holdsFiles || there.every(one => !one.isPublished || one.files.length === 1), `${label}: a listing is never without its file`)
  assert.ok(there.length <= listingCount, `${label}: no listing is there twice`)
  return (
    there.length === listingCount &&
    stage.patterns.every((_, index) =>
      there.some(one => one.isPublished && one.sku === `KILL-${index}` && one.title === stage.title(index)),
    )
  )
}
