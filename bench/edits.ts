/** From a press to the last of all storefronts read back: what the hub adds to the storefronts' own answers. */
import { randomInt } from 'node:crypto'
import { ApiRefused, upload } from '#web/api/client.ts'
import { makePattern } from '../src/drill/acts.ts'
import { pause } from '../src/drill/hub-process.ts'
import { pdfOf } from '../src/drill/props.ts'
import { figure, type Measured, median, percentile } from './figure.ts'
import { type BenchStore, type HubStage, onEvents, openHubStage, untilAllProven } from './hub-stage.ts'

/** Of every answer of every storefront, under the limits that their makers document. */
const answerMs = 100
const patterns = 3
const edits = 45
const limitMs = 300

interface Edit {
  readonly at: number
  readonly pattern: string
}

type Kind = 'title' | 'price' | 'corrected file'
const kinds: readonly Kind[] = ['title', 'price', 'corrected file']

export async function benchEdits(): Promise<readonly Measured[]> {
  const stage = await openHubStage()
  try {
    for (const { far } of stage.stores) {
      await far.limits({ are: 'documented' })
      await far.pace({ answerMs })
    }
    const made: string[] = []
    for (let at = 0; at < patterns; at++)
      made.push(await makePattern(stage, stage, { title: `Bench cardigan ${at}`, sku: `BENCH-${at}`, file: await pdfOf(`cardigan ${at}`) }))
    await lookAndPress(stage, made)
    await untilAllProven(stage, patterns, 120_000)
    const added = new Map<Kind, number[]>(kinds.map(kind => [kind, []]))
    for (let at = 0; at < edits; at++) {
      // At any moment between two rounds of the clock, and after the last edit has come to rest.
      await pause(300 + randomInt(1_000))
      await untilAllProven(stage, patterns, 60_000)
      const kind = kinds[at % kinds.length]!
      added.get(kind)!.push(await measure(stage, kind, { at, pattern: made[Math.floor(at / kinds.length) % patterns]! }))
    }
    const all = [...added.values()].flat()
    return [
      figure(
        {
          name: `save to the last of ${stage.stores.length} storefronts read back, beyond their answers, p95`,
          unit: 'ms',
          bound: { atMost: 1 },
        },
        { value: percentile(all, 0.95), limit: limitMs },
      ),
      ...[...added].map(([kind, values]) =>
        figure({ name: `the same for a ${kind}, median`, unit: 'ms', bound: null }, { value: median(values), limit: limitMs }),
      ),
    ]
  } finally {
    await stage.close()
  }
}

/** @returns ms from the press until the last storefront is proven, without those in which that storefront was answering. */
async function measure(stage: HubStage, kind: Kind, edit: Edit): Promise<number> {
  await change(stage, kind, edit)
  const { key, listings } = await previewed(stage, [edit.pattern])
  // A storefront that holds no files has nothing to do for a corrected one.
  const changed = stage.stores.filter(({ connection }) => listings.some(one => one.connectionId === connection && one.steps.length > 0))
  await Promise.all(changed.map(({ far }) => far.resetRequests()))
  const { last, stop } = await watch(stage, edit.pattern, changed)
  try {
    const startedAt = performance.now()
    await press(stage, key, [edit.pattern])
    const { at, answeringMs } = await last
    return at - startedAt - answeringMs
  } finally {
    await stop()
  }
}

interface Proven {
  readonly at: number
  /** Of the storefront that was the last. */
  readonly answeringMs: number
}

/** What has come to be proven is seen at its commit, and right then the last storefront is asked how long it was answering. */
async function watch(
  stage: HubStage,
  pattern: string,
  stores: readonly BenchStore[],
): Promise<{ last: Promise<Proven>; stop: () => Promise<void> }> {
  const standing = async () => {
    const { rows } = await stage.owner.query<{ connection: string; proven: number }>(
      `select connection_id as connection, proven_no as proven from listing where pattern_id = $1`,
      [pattern],
    )
    return new Map(rows.map(({ connection, proven }) => [connection, proven]))
  }
  const before = await standing()
  const missing = new Set<BenchStore>(stores)
  const { promise: last, resolve, reject } = Promise.withResolvers<Proven>()
  const look = async () => {
    const now = await standing()
    const at = performance.now()
    for (const store of missing) {
      if (now.get(store.connection)! <= before.get(store.connection)!) continue
      missing.delete(store)
      if (missing.size === 0) resolve({ at, answeringMs: (await store.far.requests()).answeringMs })
    }
  }
  const off = await onEvents(stage, () => void look().catch(reject))
  const timer = setTimeout(() => reject(new Error(`not proven in time: ${[...missing].map(({ spoke }) => spoke).join(', ')}`)), 60_000)
  const stop = async () => {
    clearTimeout(timer)
    await off()
  }
  return { last, stop }
}

async function change({ api, shop }: HubStage, kind: Kind, { at, pattern }: Edit): Promise<void> {
  const params = { shop, pattern }
  if (kind === 'corrected file') {
    const uploadId = await upload(api, shop, `a4-${at}.pdf`, await pdfOf(`corrected ${at}`))
    const files = [{ fileKey: 'a4', role: 'a4' as const, fileName: 'Cardigan A4.pdf', uploadId }]
    await api.call('POST /shops/{shop}/patterns/{pattern}/versions', {
      params,
      body: { number: `1.${at}`, kind: 'correction', note: 'Row 14.', files },
    })
    return
  }
  if (kind === 'price') {
    const price = { minor: String(800 + at), currency: 'EUR' }
    await api.call('POST /shops/{shop}/prices', { params, body: { patternIds: [pattern], price } })
    return
  }
  const { editNo } = await api.call('GET /shops/{shop}/patterns/{pattern}', { params })
  await api.call('PATCH /shops/{shop}/patterns/{pattern}', { params, body: { editNo, title: `Cardigan, edit ${at}` } })
}

const previewed = ({ api, shop }: HubStage, patternIds: string[]) =>
  api.call('POST /shops/{shop}/preview', { params: { shop }, body: { patternIds } })

/** Again, as she would, when what would be sent has changed in between: a shop that was just connected still tells what it can hold. */
async function lookAndPress(stage: HubStage, patternIds: string[], tries = 3): Promise<void> {
  const { key } = await previewed(stage, patternIds)
  try {
    await press(stage, key, patternIds)
  } catch (error) {
    if (!(error instanceof ApiRefused) || error.status !== 409 || tries === 1) throw error
    await lookAndPress(stage, patternIds, tries - 1)
  }
}

const press = ({ api, shop }: HubStage, key: string, patternIds: string[]) =>
  api.call('POST /shops/{shop}/publish', { params: { shop }, body: { patternIds, key } })
