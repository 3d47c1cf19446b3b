/** The stage of a contract suite: a connection to a running fake, files to sell, and a wire that can be bent. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { crc32, deflateSync } from 'node:zlib'
import type { ListingContent, ListingFile, ListingImage } from '#hub/listing/content.ts'
import { markOf } from '#hub/listing/content.ts'
import { difference } from '#hub/listing/difference.ts'
import { money, unitsPerWhole } from '#hub/money.ts'
import { headersWithKey } from './address-key.ts'
import { SpokeError } from './error.ts'
import type { Fake, FakeControl, RunningFake } from './fake.ts'
import { control } from './fake-control.ts'
import { type Fetch, makeFetch } from './http.ts'
import { keepKeys, memoryKeyStore, memoryNotes } from './keys.ts'
import type { BlobFacts, Delivery, Json, ObservedListing, ShopSpoke, SpokeContext, StepOrder, StepOutcome } from './shop.ts'
import { sha256Hex } from './sign.ts'

/** What came to the address of the hooks, with the key of that address as the door hands it on. */
export interface Caught {
  readonly headers: Headers
  readonly body: Uint8Array
}

export interface Stage<Settings> {
  readonly spoke: ShopSpoke<Settings>
  readonly fake: FakeControl
  readonly controlUrl: string
  /** As kept now: keys that run out are renewed on the way. */
  readonly settings: Settings
  /** Every renewal of keys, as it was kept. */
  readonly renewals: readonly Settings[]
  readonly baseUrl: string
  /** @param bend stands between the spoke and the wire. */
  readonly ctx: (change?: { settings?: Settings; bend?: (real: Fetch) => Fetch }) => SpokeContext<Settings>
  readonly delivery: Delivery
  readonly blobs: BlobFacts
  /** What this platform takes of a sample listing, where the usual one would be refused. */
  readonly takes: Partial<ListingContent>
  /** Puts bytes where the spoke and the platform find them. @returns their hash. */
  readonly keep: (bytes: Uint8Array, mediaType: string) => string
  readonly hookAddress: string
  readonly caught: Caught[]
  /** All that was logged or thrown, to be searched for secrets. */
  readonly said: string[]
  readonly advance: (ms: number) => Promise<void>
  readonly stop: () => Promise<void>
}

export async function openStage<Settings>(
  spoke: ShopSpoke<Settings>,
  fake: Fake,
  { seed = 1, takes = {} }: { seed?: number; takes?: Partial<ListingContent> } = {},
): Promise<Stage<Settings>> {
  const running: RunningFake = await fake.start({ port: 0, controlPort: 0, stateDir: null, seed })
  const far = control(running.controlUrl)
  const { baseUrl, settings: given } = await far.credentials()
  const renewals: Settings[] = []
  let kept = spoke.settings.schema.parse(given)
  const store = memoryKeyStore(kept, next => {
    kept = next
    renewals.push(next)
  })
  const notes = memoryNotes()
  const blobs = new Map<string, { bytes: Uint8Array; mediaType: string }>()
  const caught: Caught[] = []
  const said: string[] = []
  let aheadMs = 0
  const files = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const mark = /([0-9a-f]{16})\.\w+$/.exec(request.url ?? '')?.[1]
    const blob = mark === undefined ? undefined : [...blobs].find(([sha256]) => sha256.startsWith(mark))?.[1]
    if (request.method === 'POST') {
      const { searchParams } = new URL(request.url ?? '/', 'http://hub.example')
      const headers = headersWithKey(new Headers(request.headers as Record<string, string>), searchParams)
      caught.push({ headers, body: new Uint8Array(Buffer.concat(parts)) })
      response.writeHead(200).end()
    } else if (blob === undefined) response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': blob.mediaType, 'content-length': blob.bytes.byteLength }).end(blob.bytes)
  })
  await new Promise<void>(resolve => files.listen(0, '127.0.0.1', resolve))
  const home = `http://127.0.0.1:${(files.address() as AddressInfo).port}`
  const addressOf = (stem: string, { sha256 }: { sha256: string }, ending: string) => `${home}/files/${stem}-${markOf(sha256)}.${ending}`
  const now = () => new Date(Date.now() + aheadMs)
  const contextWith = (own: Settings, bend: (real: Fetch) => Fetch): SpokeContext<Settings> => ({
    settings: own,
    baseUrl,
    now,
    fetch: bend(
      makeFetch({
        rates: null,
        requestClass: 'push',
        now,
        allowPrivate: true,
        log: { debug: (fields, message) => void said.push(`${message} ${JSON.stringify(fields)}`) },
      }),
    ),
    ...keepKeys({
      spoke,
      settings: own,
      store: own === kept ? store : memoryKeyStore(own),
      now,
      contextWith: settings => contextWith(settings, bend),
    }),
    learn: async () => {},
    ...notes,
    openBlob: async sha256 => {
      const blob = blobs.get(sha256)
      if (blob === undefined) throw new SpokeError('bug', 'no such blob')
      return {
        stream: new Blob([blob.bytes as Uint8Array<ArrayBuffer>]).stream(),
        sizeBytes: blob.bytes.byteLength,
        mediaType: blob.mediaType,
      }
    },
  })
  return {
    spoke,
    fake: far,
    get settings() {
      return kept
    },
    renewals,
    takes,
    baseUrl,
    controlUrl: running.controlUrl,
    ctx: ({ settings = kept, bend = (real: Fetch) => real } = {}) => contextWith(settings, bend),
    blobs: sha256 => {
      const blob = blobs.get(sha256)
      return blob === undefined ? null : { mediaType: blob.mediaType, sizeBytes: blob.bytes.byteLength }
    },
    delivery: {
      kind: 'address',
      fileUrl: (file: ListingFile) => addressOf(file.key, file, 'pdf'),
      imageUrl: (image: ListingImage) => addressOf('picture', image, 'png'),
    },
    keep: (bytes, mediaType) => {
      const sha256 = sha256Hex(bytes)
      blobs.set(sha256, { bytes, mediaType })
      return sha256
    },
    hookAddress: `${home}/hooks/1`,
    caught,
    said,
    advance: async ms => {
      aheadMs += ms
      await far.advance({ ms })
    },
    stop: async () => {
      files.closeAllConnections()
      files.close()
      await running.stop()
    },
  }
}

/** A real PNG of one colour, since platforms look inside. */
export function picture(shade: number): Uint8Array {
  const [width, height] = [8, 8]
  const rows = Buffer.alloc((width * 3 + 1) * height, shade)
  for (let row = 0; row < height; row++) rows[row * (width * 3 + 1)] = 0
  const chunk = (name: string, data: Uint8Array) => {
    const named = Buffer.concat([Buffer.from(name, 'latin1'), data])
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.byteLength)
    check.writeUInt32BE(crc32(named))
    return Buffer.concat([length, named, check])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2], 8)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

export const paper = (text: string): Uint8Array => new TextEncoder().encode(`%PDF-1.4\n% ${text}\ntrailer<<>>\n%%EOF\n`)

/** A listing whole: two files, a picture, tags, a category. */
export function sample<Settings>(
  stage: Stage<Settings>,
  currency: string,
  change: Partial<ListingContent> & { readonly name?: string } = {},
): ListingContent {
  const { name = 'scarf', ...rest } = change
  return {
    title: `Łąka ${name}: knit & purl`,
    summary: 'A long scarf in three sizes.',
    description: '<p>Warm &amp; soft, <strong>5 &lt; 6</strong> skeins.</p><ul><li>one</li><li>two</li></ul>',
    sku: `SEL-${name}`.toUpperCase(),
    price: money(7n * unitsPerWhole(currency) + (unitsPerWhole(currency) > 1n ? unitsPerWhole(currency) / 2n : 0n), currency),
    salePrice: null,
    isPublished: true,
    tags: ['lace', 'Beginner & up'],
    categories: ['Scarves'],
    images: [{ sha256: stage.keep(picture(name.length * 7), 'image/png'), alt: 'The scarf' }],
    files: [
      { key: 'a4', name: 'Pattern A4.pdf', sha256: stage.keep(paper(`${name} a4`), 'application/pdf') },
      { key: 'letter', name: 'Pattern Letter.pdf', sha256: stage.keep(paper(`${name} letter`), 'application/pdf') },
    ],
    ...stage.takes,
    ...rest,
  }
}

export interface Wanted {
  readonly listingId: string
  readonly desired: ListingContent
  remoteId: string | null
}

const mostRounds = 20

/**
 * What the hub's runner does, as plainly as it can be done: read, compare, plan, take the first step of each, and look again; the copies in
 * hand are remembered. It ends when nothing differs or something was not done. @param rounds at most so many.
 */
export async function publish<Settings>(
  stage: Stage<Settings>,
  wanted: readonly Wanted[],
  {
    ctx = stage.ctx(),
    delivery = stage.delivery,
    rounds = mostRounds,
  }: { ctx?: SpokeContext<Settings>; delivery?: Delivery; rounds?: number } = {},
): Promise<{ readonly steps: number; readonly outcomes: readonly StepOutcome[] }> {
  const { spoke } = stage
  const copies = new Map<string, Json>(delivery.kind === 'copy' ? delivery.copies : [])
  const all: StepOutcome[] = []
  for (let round = 0; round < rounds; round++) {
    const seen = await readBack(stage, wanted, ctx)
    const orders = wanted.flatMap(({ listingId, desired, remoteId }): StepOrder[] => {
      const observed = remoteId === null ? null : (seen.get(remoteId) ?? null)
      const found = difference(spoke.project(desired), observed?.content ?? null, spoke.fields)
      const way: Delivery = delivery.kind === 'copy' ? { kind: 'copy', copies } : delivery
      const [step] = spoke.plan({ listingId, desired, observed, difference: found, delivery: way })
      return step === undefined ? [] : [{ listingId, remoteId, sku: desired.sku, step }]
    })
    if (orders.length === 0) break
    const outcomes = await spoke.apply(ctx, orders)
    all.push(...outcomes)
    for (const [at, outcome] of outcomes.entries()) {
      const { listingId } = orders[at]!
      if (outcome.state !== 'done') continue
      if (outcome.remoteId !== null) wanted.find(one => one.listingId === listingId)!.remoteId = outcome.remoteId
      if (outcome.copy !== undefined) copies.set(outcome.copy.sha256, outcome.copy.remote)
    }
    if (outcomes.some(({ state }) => state !== 'done')) break
  }
  return { steps: all.length, outcomes: all }
}

export async function readBack<Settings>(
  stage: Stage<Settings>,
  wanted: readonly Wanted[],
  ctx: SpokeContext<Settings> = stage.ctx(),
): Promise<ReadonlyMap<string, ObservedListing>> {
  const ids = wanted.flatMap(({ remoteId }) => (remoteId === null ? [] : [remoteId]))
  const asked = new Set(
    wanted.flatMap(({ remoteId, desired }) => (remoteId === null || desired.properties === undefined ? [] : [remoteId])),
  )
  const found = ids.length === 0 ? [] : await stage.spoke.readListingsById(ctx, ids, undefined, asked)
  return new Map(found.map(listing => [listing.remoteId, listing]))
}
