/**
 * Real `kill -9` stories on one home: a process dies in the middle of something, another takes over, and the far side ends as it should.
 * After each story: every listing as wanted and there once with its file, every sale known once, every buyer written to once.
 */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { upload } from '#web/api/client.ts'
import { connectAndRead, goLive, look as lookAt } from './acts.ts'
import { type HubProcess, pause, until, untilReady } from './hub-process.ts'
import type { Told } from './main-drill.ts'
import { pdfOf, pngOf } from './props.ts'
import { openScene, type Scene, type Store } from './scene.ts'

interface Stage {
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

interface Story {
  readonly says: string
  readonly tell: (stage: Stage) => Promise<void>
}

const listingCount = 6
const calmLimitMs = 45_000

const stories: readonly Story[] = [
  ...[0, 1, 2, 3, 5].map(writes => ({
    says: `a worker dies after ${writes} of the writes of a push`,
    tell: (stage: Stage) => workerDiesInPush(stage, writes),
  })),
  ...[0, 20, 60, 119].map(taken => ({
    says: `a worker dies with ${taken} of 120 sales taken`,
    tell: (stage: Stage) => workerDiesInIntake(stage, taken),
  })),
  { says: 'both workers die while a push and sales are under way', tell: bothWorkersDie },
  { says: 'the web dies between the press and its answer', tell: webDiesInPress },
  { says: 'the web dies in an upload, which goes on where it was', tell: webDiesInUpload },
  { says: 'the web dies while messages of sales come in', tell: webDiesInMessages },
  { says: 'the database dies in a push', tell: stage => databaseDies(stage, 'push') },
  { says: 'the database dies while sales are taken', tell: stage => databaseDies(stage, 'sales') },
  { says: 'the database dies while nothing happens', tell: stage => databaseDies(stage, 'nothing') },
  { says: 'every process but the database dies; the next start adopts it within 5 s', tell: onlyDatabaseLives },
  { says: 'everything dies at once, the database too', tell: everythingDies },
  { says: 'two starts at once after all were killed', tell: stage => twoStarts(stage, true) },
  { says: 'two more workers start at once beside the running ones', tell: stage => twoStarts(stage, false) },
]

export async function tellKillStories({
  spokes,
  onTold,
  only,
}: {
  spokes: readonly string[]
  onTold: (told: Told) => void
  only?: readonly number[]
}): Promise<boolean> {
  const scene = await openScene({ spokes, roles: ['web', 'work', 'work'] })
  let isTrue = true
  try {
    const stage = await setStage(scene)
    for (const [index, story] of stories.entries()) {
      if (only && !only.includes(index)) continue
      const started = Date.now()
      const fault = await story
        .tell(stage)
        .then(() => untilCalm(stage))
        .then(
          () => null,
          (caught: unknown) => caught,
        )
      const why = fault === null ? null : `${fault instanceof Error ? fault.message : String(fault)}\n${await lastWords(stage)}`
      onTold({ chapter: story.says, isTrue: why === null, ms: Date.now() - started, why })
      if (why !== null) {
        isTrue = false
        break
      }
    }
  } finally {
    await scene.close()
  }
  return isTrue
}

async function setStage(scene: Scene): Promise<Stage> {
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
        price: { minor: '900', currency: 'EUR' },
      },
    })
    const params = { shop, pattern: id }
    const cover = await upload(api, shop, 'cover.png', pngOf(20, 20, [40, index * 20, 90]))
    await api.call('PUT /shops/{shop}/patterns/{pattern}/images', { params, body: { images: [{ uploadId: cover, alt: '' }] } })
    const uploadId = await upload(api, shop, 'a4.pdf', await pdfOf(`Pattern ${index}`))
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

// ---------------------------------------------------------------- the stories

async function workerDiesInPush(stage: Stage, writes: number): Promise<void> {
  await rename(stage, `after ${writes} writes`)
  await everywhere(stage, ({ far }) => far.resetRequests())
  // One write at a time, so that there is a middle to die in.
  await everywhere(stage, ({ far }) => far.fault({ name: 'slow', times: null, value: 150 }))
  await press(stage)
  await until('the writes have come', async () => (await writesSeen(stage)) >= Math.min(writes, 1), 40_000, 20)
  await pause(writes * 60)
  await killWorkers(stage)
  await everywhere(stage, ({ far }) => far.clearFaults())
  await startWorkers(stage, 2)
}

async function workerDiesInIntake(stage: Stage, taken: number): Promise<void> {
  const before = soldInAll(stage)
  await sell(stage, 120)
  await look(stage)
  await until('some sales are taken', async () => (await ordersKnown(stage)) - before >= Math.min(taken, 1) || taken === 0, 40_000, 20)
  await pause(taken)
  await killWorkers(stage)
  await startWorkers(stage, 2)
}

async function bothWorkersDie(stage: Stage): Promise<void> {
  await rename(stage, 'both died')
  await press(stage)
  await sell(stage, 30)
  await pause(120)
  await killWorkers(stage)
  await startWorkers(stage, 2)
}

async function webDiesInPress(stage: Stage): Promise<void> {
  await rename(stage, 'web died')
  const preview = await previewOf(stage)
  const body = { patternIds: [...stage.patterns], key: preview.key }
  const asked = stage.scene.api.call('POST /shops/{shop}/publish', { params: { shop: stage.shop }, body }).catch(() => null)
  await pause(5)
  await kill(stage.web)
  await asked
  await startWeb(stage)
  // Pressing again with the same key is pressing once.
  await stage.scene.api.call('POST /shops/{shop}/publish', { params: { shop: stage.shop }, body }).catch(async (fault: unknown) => {
    if ((await previewOf(stage)).listings.some(one => one.changes.length > 0)) throw fault
  })
}

async function webDiesInUpload(stage: Stage): Promise<void> {
  const { api, origin } = stage.scene
  const bytes = Buffer.concat([await pdfOf('A long upload')])
  const { id } = await api.call('POST /shops/{shop}/uploads', {
    params: { shop: stage.shop },
    body: { fileName: 'long.pdf', sizeBytes: bytes.length },
  })
  const put = (offset: number, part: Buffer) =>
    fetch(`${origin}/api/v1/shops/${stage.shop}/uploads/${id}?offset=${offset}`, {
      method: 'PUT',
      headers: { cookie: api.cookie, origin, 'content-type': 'application/octet-stream' },
      body: new Uint8Array(part),
    })
  const half = Math.floor(bytes.length / 2)
  assert.ok((await put(0, bytes.subarray(0, half))).ok)
  await kill(stage.web)
  await startWeb(stage)
  const { receivedBytes } = await api.call('GET /shops/{shop}/uploads/{upload}', { params: { shop: stage.shop, upload: id } })
  assert.equal(receivedBytes, half, 'what had come is still there')
  assert.ok((await put(half, bytes.subarray(half))).ok)
  const { file } = await api.call('GET /shops/{shop}/uploads/{upload}', { params: { shop: stage.shop, upload: id } })
  assert.ok(file, 'the file is whole')
}

async function webDiesInMessages(stage: Stage): Promise<void> {
  await sell(stage, 20)
  const delivered = everywhere(stage, ({ far }) => far.deliver({ twice: true, shuffle: true }).catch(() => null))
  await pause(15)
  await kill(stage.web)
  await startWeb(stage)
  await delivered
}

async function databaseDies(stage: Stage, during: 'push' | 'sales' | 'nothing'): Promise<void> {
  if (during === 'push') {
    await rename(stage, 'the database died')
    await press(stage)
  }
  if (during === 'sales') {
    await sell(stage, 60)
    await look(stage)
  }
  await pause(100)
  await killDatabase(stage)
  await until('the web is ready again', async () => (await fetch(`${stage.scene.origin}/readyz`)).ok, 30_000)
}

async function onlyDatabaseLives(stage: Stage): Promise<void> {
  await rename(stage, 'orphaned')
  await press(stage)
  const database = await postmasterPid(stage)
  await Promise.all([kill(stage.web), ...stage.workers.map(kill)])
  const started = Date.now()
  await startWeb(stage)
  assert.ok(Date.now() - started < 5_000, `adopted in ${Date.now() - started} ms`)
  assert.equal(await postmasterPid(stage), database, 'the same server goes on')
  await startWorkers(stage, 2)
}

async function everythingDies(stage: Stage): Promise<void> {
  await rename(stage, 'all died')
  await press(stage)
  await sell(stage, 10)
  const database = await postmasterPid(stage)
  process.kill(database, 'SIGKILL')
  await Promise.all([kill(stage.web), ...stage.workers.map(kill)])
  await startWeb(stage)
  await startWorkers(stage, 2)
}

async function twoStarts(stage: Stage, isCold: boolean): Promise<void> {
  await rename(stage, isCold ? 'two cold starts' : 'two warm starts')
  await press(stage)
  if (isCold) {
    process.kill(await postmasterPid(stage), 'SIGKILL')
    await Promise.all([kill(stage.web), ...stage.workers.map(kill)])
    await Promise.all([startWeb(stage), startWorkers(stage, 1), startWorkers(stage, 1)])
  } else {
    await Promise.all([startWorkers(stage, 1), startWorkers(stage, 1)])
  }
  await sell(stage, 5)
}

// ---------------------------------------------------------------- means

async function killWorkers(stage: Stage): Promise<void> {
  await Promise.all(stage.workers.map(kill))
  stage.workers = []
}

async function kill(hub: HubProcess): Promise<void> {
  hub.child.kill('SIGKILL')
  await hub.exited
}

async function startWeb(stage: Stage): Promise<void> {
  stage.web = await stage.scene.startHub('web')
  await untilReady(stage.scene.origin, stage.web, 30_000)
}

async function startWorkers(stage: Stage, count: number): Promise<void> {
  for (let index = 0; index < count; index++) stage.workers.push(await stage.scene.startHub('work'))
}

async function killDatabase(stage: Stage): Promise<void> {
  process.kill(await postmasterPid(stage), 'SIGKILL')
}

async function postmasterPid(stage: Stage): Promise<number> {
  const text = await readFile(join(stage.scene.home, 'pg', '18', 'postmaster.pid'), 'utf8')
  return Number(text.split('\n')[0])
}

async function rename(stage: Stage, words: string): Promise<void> {
  stage.title = index => `Pattern ${index}, ${words}`
  for (const [index, pattern] of stage.patterns.entries()) {
    const params = { shop: stage.shop, pattern }
    const { editNo } = await stage.scene.api.call('GET /shops/{shop}/patterns/{pattern}', { params })
    await stage.scene.api.call('PATCH /shops/{shop}/patterns/{pattern}', { params, body: { editNo, title: stage.title(index) } })
  }
}

const previewOf = (stage: Stage) =>
  stage.scene.api.call('POST /shops/{shop}/preview', { params: { shop: stage.shop }, body: { patternIds: [...stage.patterns] } })

async function press(stage: Stage): Promise<void> {
  const { key } = await previewOf(stage)
  await stage.scene.api.call('POST /shops/{shop}/publish', { params: { shop: stage.shop }, body: { patternIds: [...stage.patterns], key } })
}

const everywhere = <T>(stage: Stage, act: (store: Store, at: number) => Promise<T>): Promise<T[]> =>
  Promise.all(stage.scene.stores.map(act))

/** So many in all, shared out over the storefronts. */
async function sell(stage: Stage, count: number): Promise<void> {
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

const soldInAll = ({ sold }: Stage): number => sold.reduce((all, one) => all + one, 0)

/** Where the storefront tells no address, nobody can be written to. */
const writtenToInAll = ({ sold, scene }: Stage): number => sold.reduce((all, one, at) => all + (scene.stores[at]!.tellsBuyers ? one : 0), 0)

const look = (stage: Stage) =>
  everywhere(stage, (_store, at) => lookAt(stage.scene, { shop: stage.shop, connection: stage.connections[at]! }))

/** Reads count as well where a platform takes everything by POST; for a moment in the middle that is as good. */
const writesSeen = async (stage: Stage): Promise<number> => {
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

const ordersKnown = (stage: Stage): Promise<number> =>
  countAll(cursor =>
    stage.scene.api.call('GET /shops/{shop}/orders', { params: { shop: stage.shop }, query: { limit: 100, ...(cursor && { cursor }) } }),
  )

const mailsWritten = (stage: Stage): Promise<number> =>
  countAll(cursor =>
    stage.scene.api.call('GET /shops/{shop}/mails', { params: { shop: stage.shop }, query: { limit: 100, ...(cursor && { cursor }) } }),
  )

/** What the hub itself says of its listings and in its logs, to look into a story that failed. */
async function lastWords({ scene, shop }: Stage): Promise<string> {
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
async function untilCalm(stage: Stage): Promise<void> {
  await look(stage).catch(() => null) // a shop that is just coming back is looked at by its clock
  await until(
    'every listing is as wanted, there once, with its file',
    async () => {
      const areRight = await everywhere(stage, store => isAsWanted(stage, store))
      return areRight.every(isRight => isRight)
    },
    calmLimitMs,
  )
  await until('every sale is known', async () => (await ordersKnown(stage)) >= soldInAll(stage), calmLimitMs, 200)
  await until('every buyer was written to', async () => (await mailsWritten(stage)) >= writtenToInAll(stage), calmLimitMs, 200)
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
