/** One shop of ours, live at one pretend storefront over HTTP, on a clock that both share: for tests of publishing and of what an hour costs. */
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { type Database, type ShopId, shopOf, sql, type Tx } from '#database'
import { connect } from '#hub/connection/connect.ts'
import { goLive } from '#hub/connection/move-state.ts'
import { folderStore } from '#hub/file/blob-store.ts'
import { isFileMac, isPictureMac, markInName } from '#hub/listing/file-address.ts'
import { readListedFile, readListedPicture } from '#hub/listing/read-listed-file.ts'
import { readStates } from '#hub/listing/read-state.ts'
import { addVersion } from '#hub/pattern/add-version.ts'
import { createPattern } from '#hub/pattern/create-pattern.ts'
import { setImages } from '#hub/pattern/set-images.ts'
import { preview } from '#hub/publication/preview.ts'
import { publish } from '#hub/publication/publish.ts'
import { headersWithKey } from '#kit/address-key.ts'
import { control } from '#kit/fake-control.ts'
import { makeFetch } from '#kit/http.ts'
import { memoryLimiter } from '#kit/rate.ts'
import { fakes, shops } from '#kit/registry.ts'
import type { WorkDeps } from '#work/deps.ts'
import { openHookDoor } from '#work/hooks.ts'
import { planningWorldOf, runDepsOf } from '#work/run-deps.ts'
import { runListings } from '#work/run-listings.ts'
import { sweep } from '#work/sweep.ts'
import { pdfOf, pngOf, sha256 } from '../drill/props.ts'
import { newShop } from './database.ts'
import { noAddress, reached, secretKey, testWorld } from './work-deps.ts'

const eur = (minor: bigint) => ({ minor, currency: 'EUR' })

export type StorefrontStage = Awaited<ReturnType<typeof storefrontStage>>

export async function storefrontStage(
  t: TestContext,
  database: Database,
  { spoke, delivery }: { spoke: string; delivery: 'copy' | 'address' },
) {
  const folder = join(tmpdir(), `selvage-stage-${randomUUID()}`)
  const fake = await (await fakes()).get(spoke)!.start({ port: 0, controlPort: 0, stateDir: null, seed: 1 })
  const far = control(fake.controlUrl)
  const shop = await newShop(database)
  const spokes = await shops()
  const blobs = folderStore(folder)
  // Ahead or behind, as the test moves both clocks.
  const clock = { ahead: 0 }
  const now = () => new Date(Date.now() + clock.ahead)
  const place = { address: noAddress, isDeaf: false }
  const pass = async (ms: number) => {
    clock.ahead += ms
    await far.advance({ ms })
  }
  const deps: WorkDeps = {
    ...testWorld(database).deps,
    spokes,
    blobs,
    now,
    rates: memoryLimiter(now),
    // Its turn is waited for on the clock that both share, so it costs no time.
    makeFetch: options => makeFetch({ ...options, sleep: pass }),
    publicUrl: () => place.address,
  }
  const { baseUrl, settings } = await far.credentials()
  const connectionId = await database.inShop(shop, async tx => {
    const facts = { name: 'Far', version: null, warnings: [] }
    const parsed = spokes.get(spoke)!.settings.schema.parse(settings) as Record<string, unknown>
    const id = await connect(tx, {
      spoke,
      label: 'Far',
      baseUrl,
      account: '',
      currency: 'EUR',
      facts,
      settings: parsed,
      secretKey,
      now: now(),
    })
    await goLive(tx, id, now())
    return id
  })
  /** A new address, which is reached; the old one goes on answering. */
  const moveHub = async () => {
    place.address = reached(await serve(t, { deps, shop, isDeaf: () => place.isDeaf }))
  }
  /** The address is still set and does not answer from outside. */
  const cutOff = () => {
    place.address = { ...place.address, state: 'unreachable' }
  }
  /** A desk again: no address at all. */
  const takeInside = () => {
    place.address = noAddress
  }
  /** From now on none of its messages arrives. */
  const lose = () => {
    place.isDeaf = true
  }
  if (delivery === 'address') await moveHub()
  t.after(async () => {
    await fake.stop()
    await rm(folder, { recursive: true, force: true })
  })
  const inShop = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
  /** As an upload that is whole and checked leaves it. @returns the upload's id. */
  const keep = async (bytes: Uint8Array, mediaType: string): Promise<string> => {
    await blobs.put(shop, Readable.from([bytes]), 10_000_000)
    const uploadId = randomUUID()
    await inShop(async tx => {
      await sql`
        insert into blob (shop_id, sha256, size_bytes, media_type) values (${shopOf(tx)}::uuid, ${sha256(bytes)}, ${bytes.length}, ${mediaType})
        on conflict do nothing`.execute(tx)
      await sql`
        insert into upload (shop_id, upload_id, file_name, size_bytes, received_bytes, sha256)
        values (${shopOf(tx)}::uuid, ${uploadId}::uuid, 'x', ${bytes.length}, ${bytes.length}, ${sha256(bytes)})`.execute(tx)
    })
    return uploadId
  }
  return {
    far,
    deps,
    shop,
    connectionId,
    moveHub,
    cutOff,
    takeInside,
    lose,
    inShop,
    keep,
    keepPdf: async (words: string) => keep(pdfOf(words), 'application/pdf'),
    keepPng: (rgb: readonly [number, number, number]) => keep(pngOf(4, 5, rgb), 'image/png'),
    /** @param png an upload, when several patterns show one picture. */
    addPattern: async (title: string, sku: string, { png, alt = title }: { png?: string; alt?: string } = {}) => {
      const pdf = await keep(pdfOf(`${title} 1.0`), 'application/pdf')
      const picture = png ?? (await keep(pngOf(4, 5, [Number(sku.split('-')[1] ?? 200), 100, sku.length]), 'image/png'))
      return inShop(tx => newPattern(tx, { title, sku, pdf, images: [{ uploadId: picture, alt }] }, now()))
    },
    /** All with the same file and picture, since that is quick. */
    addPatterns: async (count: number) => {
      const pdf = await keep(pdfOf('one for all'), 'application/pdf')
      const picture = await keep(pngOf(4, 5, [90, 100, 110]), 'image/png')
      return inShop(async tx => {
        const ids: string[] = []
        for (let at = 0; at < count; at++)
          ids.push(await newPattern(tx, { title: `Pattern ${at}`, sku: `Q-${at}`, pdf, images: [{ uploadId: picture, alt: '' }] }, now()))
        return ids
      })
    },
    correct: async (pattern: string, words: string) => {
      const bytes = pdfOf(words)
      const pdf = await keep(bytes, 'application/pdf')
      const files = [{ fileKey: 'a4', role: 'a4' as const, fileName: 'Corrected A4.pdf', uploadId: pdf }]
      await inShop(tx => addVersion(tx, pattern, { number: '1.1', kind: 'correction', note: 'x', files }, now()))
      return sha256(bytes)
    },
    /** Runs again and again, as the clock makes them, until nothing waits any more. */
    settle: async () => {
      for (let round = 0; round < 8; round++) {
        const { waiting } = await runListings(runDepsOf(deps), { shop, connectionId })
        if (waiting === 0) return
        clock.ahead += 5_000
        await far.advance({ ms: 5_000 })
      }
    },
    press: (patternIds: string[]) =>
      inShop(async tx => {
        const world = planningWorldOf(deps)
        const { key } = await preview(tx, { patternIds }, world)
        return publish(tx, { patternIds }, { key, pressedBy: 'ann' }, world)
      }),
    run: () => runListings(runDepsOf(deps), { shop, connectionId }),
    look: () => sweep(runDepsOf(deps), { shop, connectionId }),
    pass,
    stateOf: async (pattern: string) => (await inShop(tx => readStates(tx, { patternIds: [pattern], connectionIds: [connectionId] })))[0]!,
  }
}

interface NewPattern {
  readonly title: string
  readonly sku: string
  /** An upload. */
  readonly pdf: string
  readonly images: readonly { readonly uploadId: string; readonly alt: string }[]
}

async function newPattern(tx: Tx, { title, sku, pdf, images }: NewPattern, now: Date): Promise<string> {
  const facts = {
    title,
    sku,
    craft: 'sewing' as const,
    summary: 'Warm & light',
    description: '<p>Sew <strong>it</strong>.</p>',
    tags: ['Tee', 'linen'],
    categories: ['Tops'],
    price: eur(750n),
  }
  const id = await createPattern(tx, facts, now)
  await setImages(tx, id, [...images], now)
  const files = [{ fileKey: 'a4', role: 'a4' as const, fileName: `${title} – A4.pdf`, uploadId: pdf }]
  await addVersion(tx, id, { number: '1.0', kind: 'first', note: '', files }, now)
  return id
}

interface Door {
  readonly deps: WorkDeps
  readonly shop: ShopId
  readonly isDeaf: () => boolean
}

/** As the web process does: files and pictures by their keyed mark alone, messages at the door. */
async function serve(t: TestContext, door: Door): Promise<string> {
  const server = createServer((request, response) => {
    void answer(door, request, response).catch(() => response.writeHead(500).end())
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  t.after(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function answer({ deps, shop, isDeaf }: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://x')
  const [, kind, connectionId = '', ...rest] = pathname.split('/')
  if (kind === 'hooks' && isDeaf()) {
    request.destroy()
    return
  }
  if (kind === 'hooks') {
    const headers = headersWithKey(new Headers(request.headers as Record<string, string>), searchParams)
    const { status } = await openHookDoor(deps)(connectionId, headers, await buffer(request))
    response.writeHead(status).end()
    return
  }
  const place = { connectionId, fileSecretNo: 1 }
  const found = await deps.database.inShop(shop, async tx => {
    if (kind === 'files') {
      const [listingId = '', fileKey = '', mac = ''] = rest
      return isFileMac(secretKey, { ...place, listingId, fileKey }, mac) ? readListedFile(tx, { connectionId, listingId, fileKey }) : null
    }
    const [mac = '', name = ''] = rest
    const mark = markInName(name) ?? ''
    return isPictureMac(secretKey, place, mark, mac) ? readListedPicture(tx, { connectionId, mark }) : null
  })
  if (found === null) {
    response.writeHead(404).end()
    return
  }
  const { stream } = await deps.blobs.open(shop, found.sha256)
  response.writeHead(200, { 'content-type': found.mediaType, 'content-length': found.sizeBytes })
  Readable.fromWeb(stream as never).pipe(response)
}
