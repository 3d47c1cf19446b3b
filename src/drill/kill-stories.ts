/**
 * Real `kill -9` stories on one home: a process dies in the middle of something, another takes over, and the far side ends as it should.
 * After each story: every listing as wanted and there once with its file, every sale known once, every buyer written to once.
 */
import assert from 'node:assert/strict'
import { pause, queuedMs, until } from './hub-process.ts'
import {
  everywhere,
  kill,
  killDatabase,
  killWorkers,
  lastWords,
  look,
  ordersKnown,
  postmasterPid,
  press,
  previewOf,
  rename,
  type Stage,
  sell,
  setStage,
  soldInAll,
  startWeb,
  startWorkers,
  untilCalm,
  writesSeen,
} from './kill-stage.ts'
import type { Told } from './main-drill.ts'
import { pdfOf } from './props.ts'
import { openScene } from './scene.ts'

interface Story {
  readonly says: string
  readonly tell: (stage: Stage) => Promise<void>
}

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

// ---------------------------------------------------------------- the stories

async function workerDiesInPush(stage: Stage, writes: number): Promise<void> {
  await rename(stage, `after ${writes} writes`)
  await everywhere(stage, ({ far }) => far.resetRequests())
  // One write at a time, so that there is a middle to die in.
  await everywhere(stage, ({ far }) => far.fault({ name: 'slow', times: null, value: 150 }))
  await press(stage)
  await until('the writes have come', async () => (await writesSeen(stage)) >= Math.min(writes, 1), 40_000, { everyMs: 20 })
  await pause(writes * 60)
  await killWorkers(stage)
  await everywhere(stage, ({ far }) => far.clearFaults())
  await startWorkers(stage, 2)
}

async function workerDiesInIntake(stage: Stage, taken: number): Promise<void> {
  const before = soldInAll(stage)
  await sell(stage, 120)
  await look(stage)
  await until('some sales are taken', async () => (await ordersKnown(stage)) - before >= Math.min(taken, 1) || taken === 0, 40_000, {
    everyMs: 20,
  })
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
  const bytes = Buffer.concat([pdfOf('A long upload')])
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
  const tookMs = Date.now() - started
  const ownMs = tookMs - queuedMs(stage.web.child.pid!)
  assert.ok(ownMs < 5_000, `adopted in ${tookMs} ms, ${Math.round(ownMs)} of them its own`)
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
