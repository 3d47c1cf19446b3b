/** Publishing whole, against each pretend storefront over HTTP, with files by copy and by address. Asserted on the far side. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { shopOf, sql, type Tx } from '#database'
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
import { control } from '#kit/fake-control.ts'
import type { RateLimiter } from '#kit/rate.ts'
import { fakes, shops } from '#kit/registry.ts'
import { newShop, testDatabase } from '#testing/database.ts'
import { noAddress, reached, secretKey, testWorld } from '#testing/work-deps.ts'
import { pdfOf, pngOf, sha256 } from '../drill/props.ts'
import type { WorkDeps } from './deps.ts'
import { planningWorldOf, runDepsOf } from './run-deps.ts'
import { runListings } from './run-listings.ts'
import { sweep } from './sweep.ts'

const database = await testDatabase()
const spokes = await shops()
/** Requests are counted here, not slowed. */
const unlimited: RateLimiter = {
  take: async () => ({ isGranted: true, release: async () => {} }),
  pause: async () => {},
  learn: async () => {},
}
const eur = (minor: bigint) => ({ minor, currency: 'EUR' })

async function stage(t: TestContext, spoke: string, delivery: 'copy' | 'address') {
  const folder = join(tmpdir(), `selvage-publishing-${randomUUID()}`)
  const fake = await (await fakes()).get(spoke)!.start({ port: 0, controlPort: 0, stateDir: null, seed: 1 })
  const far = control(fake.controlUrl)
  const shop = await newShop(database)
  const blobs = folderStore(folder)
  // Ahead or behind, as the test moves both clocks.
  const clock = { ahead: 0 }
  const now = () => new Date(Date.now() + clock.ahead)
  const place = { address: noAddress }
  const deps: WorkDeps = { ...testWorld(database).deps, spokes, blobs, now, rates: unlimited, publicUrl: () => place.address }
  const { baseUrl, settings } = await far.credentials()
  const connectionId = await database.inShop(shop, async tx => {
    const facts = { name: 'Far', version: null, warnings: [] }
    const parsed = spokes.get(spoke)!.settings.schema.parse(settings) as Record<string, unknown>
    const id = await connect(tx, { spoke, label: 'Far', baseUrl, currency: 'EUR', facts, settings: parsed, secretKey, now: now() })
    await goLive(tx, id, now())
    return id
  })
  const moveHub = async () => {
    place.address = reached(await serveFiles(t, { deps, shop, connectionId }))
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
    moveHub,
    inShop,
    connectionId,
    addPattern: async (title: string, sku: string) => {
      const pdf = await keep(await pdfOf(`${title} 1.0`), 'application/pdf')
      const png = await keep(pngOf(4, 5, [Number(sku.split('-')[1] ?? 200), 100, sku.length]), 'image/png')
      return inShop(async tx => {
        const id = await createPattern(
          tx,
          {
            title,
            sku,
            craft: 'sewing',
            summary: 'Warm & light',
            description: '<p>Sew <strong>it</strong>.</p>',
            tags: ['Tee', 'linen'],
            categories: ['Tops'],
            price: eur(750n),
          },
          now(),
        )
        await setImages(tx, id, [{ uploadId: png, alt: title }], now())
        await addVersion(
          tx,
          id,
          { number: '1.0', kind: 'first', note: '', files: [{ fileKey: 'a4', role: 'a4', fileName: `${title} – A4.pdf`, uploadId: pdf }] },
          now(),
        )
        return id
      })
    },
    correct: async (pattern: string, words: string) => {
      const bytes = await pdfOf(words)
      const pdf = await keep(bytes, 'application/pdf')
      await inShop(tx =>
        addVersion(
          tx,
          pattern,
          {
            number: '1.1',
            kind: 'correction',
            note: 'x',
            files: [{ fileKey: 'a4', role: 'a4', fileName: 'Corrected A4.pdf', uploadId: pdf }],
          },
          now(),
        ),
      )
      return sha256(bytes)
    },
    press: (patternIds: string[]) =>
      inShop(async tx => {
        const world = planningWorldOf(deps)
        const { key } = await preview(tx, { patternIds }, world)
        return publish(tx, { patternIds }, { key, pressedBy: 'ann' }, world)
      }),
    run: () => runListings(runDepsOf(deps), { shop, connectionId }),
    look: () => sweep(runDepsOf(deps), { shop, connectionId }),
    pass: async (ms: number) => {
      clock.ahead += ms
      await far.advance({ ms })
    },
    stateOf: async (pattern: string) => (await inShop(tx => readStates(tx, { patternIds: [pattern], connectionIds: [connectionId] })))[0]!,
  }
}

/** As the web process does: by its keyed mark alone. */
async function serveFiles(
  t: TestContext,
  { deps, shop, connectionId }: { deps: WorkDeps; shop: Parameters<WorkDeps['blobs']['open']>[0]; connectionId: string },
) {
  const server = createServer((request, response) => {
    void (async () => {
      const [, kind, connection, ...rest] = new URL(request.url ?? '', 'http://x').pathname.split('/')
      assert.equal(connection, connectionId)
      const place = { connectionId, fileSecretNo: 1 }
      const found = await database.inShop(shop, async tx => {
        if (kind === 'files') {
          const [listingId = '', fileKey = '', mac = ''] = rest
          return isFileMac(secretKey, { ...place, listingId, fileKey }, mac)
            ? readListedFile(tx, { connectionId, listingId, fileKey })
            : null
        }
        const [mac = '', name = ''] = rest
        const mark = markInName(name) ?? ''
        return isPictureMac(secretKey, place, mark, mac) ? readListedPicture(tx, { connectionId, mark }) : null
      })
      if (found === null) return response.writeHead(404).end()
      const { stream } = await deps.blobs.open(shop, found.sha256)
      response.writeHead(200, { 'content-type': found.mediaType, 'content-length': found.sizeBytes })
      Readable.fromWeb(stream as never).pipe(response)
    })().catch(() => response.writeHead(500).end())
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  t.after(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

for (const spoke of (await fakes()).keys()) {
  for (const delivery of ['copy', 'address'] as const) {
    test(`${spoke}, files by ${delivery}: listed, corrected, changed by hand, answers lost; always there once, with the right bytes`, async t => {
      const hub = await stage(t, spoke, delivery)
      const wren = await hub.addPattern('Wren & Łąka “tee”', 'WREN')
      await hub.press([wren])
      assert.deepEqual(await hub.run(), { proven: 1, waiting: 0, needsYou: 0, failed: 0 }, (await hub.stateOf(wren)).reason ?? '')
      const proof = (await hub.stateOf(wren)).proof
      assert.deepEqual(
        proof?.files.map(({ key, by }) => [key, by]),
        [['a4', 'bytes']],
      )
      const corrected = await hub.correct(wren, 'row 14 is right now')
      await hub.press([wren])
      assert.equal((await hub.run()).proven, 1, (await hub.stateOf(wren)).reason ?? '')
      const own = (await hub.far.listings()).filter(({ sku }) => sku === 'WREN')
      assert.deepEqual(
        own.map(({ isPublished, files }) => [isPublished, files.map(file => file.sha256)]),
        [[true, [corrected]]],
      )

      await hub.pass(5_000)
      await hub.look()
      assert.equal((await hub.look()).differing, 0)
      await hub.far.edit({ remoteId: own[0]!.remoteId, set: { title: 'CHEAP', price: '1.00' } })
      await hub.pass(5_000)
      assert.equal((await hub.look()).differing, 1)
      assert.equal((await hub.run()).proven, 1)
      const edits = await hub.inShop(tx => tx.selectFrom('hand_edit').select(['field', 'settled_how']).orderBy('field').execute())
      assert.deepEqual(edits, [
        { field: 'price', settled_how: 'put-right' },
        { field: 'title', settled_how: 'put-right' },
      ])

      if (delivery === 'address') {
        const urls = async () =>
          (await hub.far.listings()).filter(({ sku }) => sku === 'WREN').flatMap(({ files }) => files.map(({ url }) => new URL(url).host))
        const before = await urls()
        await hub.moveHub()
        await hub.pass(5_000)
        assert.equal((await hub.look()).differing, 1, 'the old address is given anew')
        assert.equal((await hub.run()).proven, 1)
        assert.notDeepEqual(await urls(), before)
        await hub.pass(5_000)
        await hub.look()
        assert.equal((await hub.look()).differing, 0, 'once')
      }

      const clover = await hub.addPattern('Clover', 'CLOVER')
      await hub.far.fault({ name: 'drops', times: 1, on: 'POST' })
      await hub.press([clover])
      for (let round = 0; round < 4 && (await hub.stateOf(clover)).state !== 'updated'; round++) {
        await hub.run()
        await hub.pass(25_000)
      }
      assert.equal((await hub.stateOf(clover)).state, 'updated', (await hub.stateOf(clover)).reason ?? '')
      assert.equal((await hub.far.listings()).filter(({ sku }) => sku === 'CLOVER').length, 1)
    })
  }

  test(`${spoke}: a hundred listings at one new price, read back, cost at most six requests; reading them all three; a quiet look at them one`, async t => {
    const hub = await stage(t, spoke, 'address')
    const patterns: string[] = []
    for (let at = 0; at < 100; at++) patterns.push(await hub.addPattern(`Pattern ${at}`, `P-${at}`))
    await hub.press(patterns)
    assert.equal((await hub.run()).proven, 100)
    await hub.pass(5_000)
    await hub.look()
    await hub.inShop(tx => sql`update price set amount_minor = 825`.execute(tx))
    await hub.press(patterns)
    await hub.far.resetRequests()
    assert.equal((await hub.run()).proven, 100)
    const changed = await hub.far.requests()
    assert.ok(changed.total <= 6, JSON.stringify(changed))
    await hub.pass(5_000)
    await hub.look()
    await hub.far.resetRequests()
    await hub.look()
    const quiet = await hub.far.requests()
    assert.ok(quiet.total <= 1, JSON.stringify(quiet))
    await hub.pass(86_400_000)
    await hub.far.resetRequests()
    assert.equal((await hub.look()).read, (await hub.far.listings()).length)
    const read = await hub.far.requests()
    assert.ok(read.total <= 3, JSON.stringify(read))
  })
}
