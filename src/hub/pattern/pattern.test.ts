import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { ShopId, Tx } from '#database'
import { newShop, testDatabase } from '#testing/database.ts'
import { eur, lineOf, newConnection, saleOf } from '#testing/sales.ts'
import { contentToJson } from '../listing/content-json.ts'
import { desiredContent, plainPlace, readSources } from '../listing/desired-content.ts'
import { takeOrders } from '../order/take-orders.ts'
import { addVersion, type GivenVersion } from './add-version.ts'
import { createPattern } from './create-pattern.ts'
import { editPattern } from './edit-pattern.ts'
import { listPatterns } from './list-patterns.ts'
import { readPattern } from './read-pattern.ts'
import { setImages } from './set-images.ts'
import { setPriceOfMany } from './set-prices.ts'

const database = await testDatabase()
const now = new Date('2026-03-02T10:00:00Z')
const later = new Date('2026-03-02T11:00:00Z')
const usd = (minor: number) => ({ minor: BigInt(minor), currency: 'USD' })

async function scene() {
  const shop = await newShop(database)
  const run = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
  const pattern = await run(tx => createPattern(tx, { title: ' Wren  Tee ', craft: 'sewing', price: eur(1250) }, now))
  const read = () => run(tx => readPattern(tx, pattern, { now, rulesOf: () => null }))
  const add = (version: Partial<GivenVersion>) =>
    run(tx => addVersion(tx, pattern, { number: '1.0', kind: 'first', note: '', files: [], ...version }, now))
  return { shop, run, pattern, read, add, upload: (name: string, type?: string) => uploaded(shop, name, type) }
}

/** A file that came whole. @returns the upload's id and the file's hash. */
async function uploaded(shop: ShopId, name: string, mediaType = 'application/pdf') {
  const sha256 = (randomUUID() + randomUUID()).replaceAll('-', '')
  const facts = mediaType === 'application/pdf' ? { pages: 12, layers: ['34', '36'] } : { width: 800, height: 600 }
  const uploadId = await database.inShop(shop, async tx => {
    await tx
      .insertInto('blob')
      .values({ shop_id: shop, sha256, size_bytes: 1000, media_type: mediaType, facts: JSON.stringify(facts) })
      .execute()
    const { upload_id } = await tx
      .insertInto('upload')
      .values({ shop_id: shop, file_name: name, size_bytes: 1000, received_bytes: 1000, sha256 })
      .returning('upload_id')
      .executeTakeFirstOrThrow()
    return upload_id
  })
  return { uploadId, sha256 }
}

test('a pattern begins with a title, its SKU made of it; its text is cleaned', async () => {
  const { run, read } = await scene()
  const first = await read()
  assert.deepEqual([first.title, first.sku, first.editNo, first.prices], ['Wren Tee', 'WREN-TEE', 1, [{ amount: eur(1250), sale: null }]])
  const id = await run(tx =>
    createPattern(
      tx,
      {
        title: 'Wren tee',
        craft: 'sewing',
        description: '<p onclick="x">Fits<script>x</script> all',
        tags: ['Tee', ' tee ', '', 'Top'],
        summary: 'a\nb',
      },
      now,
    ),
  )
  const second = await run(tx => readPattern(tx, id, { now, rulesOf: () => null }))
  assert.deepEqual([second.sku, second.description, second.tags, second.summary], ['WREN-TEE-2', '<p>Fits all</p>', ['Tee', 'Top'], 'a b'])
  await assert.rejects(
    run(tx => createPattern(tx, { title: 'x', craft: 'other', sku: 'WREN-TEE' }, now)),
    {
      code: 'sku-taken',
      field: 'sku',
      message: '“Wren Tee” has the SKU WREN-TEE already. Give this pattern one of its own.',
    },
  )
  await assert.rejects(
    run(tx => createPattern(tx, { title: ' ', craft: 'other' }, now)),
    { field: 'title' },
  )
  await assert.rejects(
    run(tx => createPattern(tx, { title: 'x', craft: 'other', price: { minor: 1n, currency: 'XXQ' } }, now)),
    { name: 'MoneyRefused' },
  )
})

test('an edit states the one it was made from; the second of two is refused and changes nothing', async () => {
  const { run, pattern, read } = await scene()
  const edit = (edit: Parameters<typeof editPattern>[2]) => run(tx => editPattern(tx, pattern, edit, later))
  const both = await Promise.allSettled([edit({ editNo: 1, gauge: '20 st' }), edit({ editNo: 1, gauge: '22 st' })])
  assert.equal(both.filter(({ status }) => status === 'fulfilled').length, 1)
  await assert.rejects(edit({ editNo: 1, title: 'Other' }), { name: 'Refused', status: 409, code: 'changed-meanwhile' })
  const sale = { price: eur(900), from: now, to: later }
  await edit({
    editNo: 2,
    title: 'Wren',
    prices: [
      { amount: usd(1400), sale: null },
      { amount: eur(1250), sale },
    ],
    isArchived: true,
  })
  const found = await read()
  assert.deepEqual([found.title, found.editNo, found.isArchived, found.updatedAt], ['Wren', 3, true, later])
  assert.deepEqual(found.prices, [
    { amount: eur(1250), sale },
    { amount: usd(1400), sale: null },
  ])
  const bad: [Partial<Parameters<typeof editPattern>[2]>, string][] = [
    [{ title: ' ' }, 'title-missing'],
    [{ prices: [{ amount: eur(-1), sale: null }] }, 'price-below-zero'],
    [
      {
        prices: [
          { amount: eur(1), sale: null },
          { amount: eur(2), sale: null },
        ],
      },
      'price-twice',
    ],
    [{ prices: [{ amount: eur(900), sale }] }, 'sale-not-lower'],
    [{ prices: [{ amount: eur(1250), sale: { ...sale, to: now } }] }, 'sale-times'],
  ]
  for (const [change, code] of bad) await assert.rejects(edit({ editNo: 3, ...change }), { code })
  assert.deepEqual(await read(), found)
  await assert.rejects(
    run(tx => editPattern(tx, randomUUID(), { editNo: 1 }, now)),
    { status: 404 },
  )
})

test('one price for many: other currencies stay, a sale in the way refuses all', async () => {
  const { run, pattern, read } = await scene()
  const other = await run(tx => createPattern(tx, { title: 'Other', craft: 'knitting' }, now))
  const set = (minor: number) => run(tx => setPriceOfMany(tx, [pattern, other, pattern], eur(minor), later))
  assert.deepEqual([await set(1300), await set(1300)], [2, 0])
  assert.deepEqual((await read()).editNo, 2)
  const sale = { price: eur(900), from: null, to: null }
  await run(tx =>
    editPattern(
      tx,
      pattern,
      {
        editNo: 2,
        prices: [
          { amount: eur(1300), sale },
          { amount: usd(5), sale: null },
        ],
      },
      now,
    ),
  )
  await assert.rejects(set(900), { message: 'The sale price of “Wren Tee” would be no lower than € 9.00. End its sale first.' })
  assert.equal(await set(1000), 2)
  assert.deepEqual((await read()).prices, [
    { amount: eur(1000), sale },
    { amount: usd(5), sale: null },
  ])
  await assert.rejects(
    run(tx => setPriceOfMany(tx, [randomUUID()], eur(1), now)),
    { status: 404 },
  )
})

test('pictures are set in order from uploads or from what is here; a PDF is none', async () => {
  const { run, pattern, read, upload } = await scene()
  const [cover, back, pdf] = [await upload('c', 'image/png'), await upload('b', 'image/webp'), await upload('p')]
  const set = (...images: Parameters<typeof setImages>[2]) => run(tx => setImages(tx, pattern, images, now))
  await set({ uploadId: cover.uploadId, alt: ' Front ' }, { uploadId: back.uploadId, alt: '' })
  await set({ sha256: back.sha256, alt: 'Back' }, { sha256: cover.sha256, alt: 'Front' })
  assert.deepEqual((await read()).images, [
    { sha256: back.sha256, alt: 'Back' },
    { sha256: cover.sha256, alt: 'Front' },
  ])
  await assert.rejects(set({ uploadId: pdf.uploadId, alt: '' }), { code: 'not-image' })
  await assert.rejects(set({ sha256: 'f'.repeat(64), alt: '' }), { code: 'image-missing' })
  await assert.rejects(set({ sha256: back.sha256, alt: '' }, { uploadId: back.uploadId, alt: '' }), { code: 'image-twice' })
  await assert.rejects(set({ alt: '' }), { code: 'file-missing' })
  assert.equal((await read()).images.length, 2)
  await set()
  assert.deepEqual((await read()).images, [])
})

test('a version keeps files of an earlier one beside new ones, leaves word, and is never there half', async () => {
  const { shop, run, pattern, read, add, upload } = await scene()
  const [a4, letter, fixed] = [await upload('a4.pdf'), await upload('letter.pdf'), await upload('a4-fixed.pdf')]
  const files = [
    { fileKey: 'a4', role: 'a4', fileName: 'C:\\Wren A4', uploadId: a4.uploadId },
    { fileKey: 'letter', role: 'letter', fileName: 'Wren Letter.PDF', uploadId: letter.uploadId },
  ] as const
  const first = await add({ number: ' 2.9 ', files })
  const kept = { ...files[1], uploadId: undefined, sha256: letter.sha256 }
  const second = await add({
    number: '2.10',
    kind: 'correction',
    note: 'Notch\r\nmoved',
    files: [{ ...files[0], uploadId: fixed.uploadId }, kept],
  })
  const found = await read()
  assert.deepEqual(
    found.versions.map(({ id, number, kind, note }) => ({ id, number, kind, note })),
    [
      { id: second, number: '2.10', kind: 'correction', note: 'Notch\nmoved' },
      { id: first, number: '2.9', kind: 'first', note: '' },
    ],
  )
  assert.deepEqual(found.versions[0]!.files, [
    {
      fileKey: 'a4',
      role: 'a4',
      fileName: 'Wren A4.pdf',
      sha256: fixed.sha256,
      mediaType: 'application/pdf',
      sizeBytes: 1000,
      pages: 12,
      layers: ['34', '36'],
    },
    {
      fileKey: 'letter',
      role: 'letter',
      fileName: 'Wren Letter.PDF',
      sha256: letter.sha256,
      mediaType: 'application/pdf',
      sizeBytes: 1000,
      pages: 12,
      layers: ['34', '36'],
    },
  ])
  const events = await run(tx => tx.selectFrom('event').select(['name', 'ids']).where('name', '=', 'version.added').execute())
  assert.deepEqual(
    events.map(({ ids }) => ids),
    [first, second].map(version => ({ version, pattern })),
  )
  const fresh = await upload('new.pdf')
  const foreign = await uploaded(await newShop(database), 'foreign.pdf')
  const file = { fileKey: 'a4', role: 'a4', fileName: 'x.pdf', uploadId: fresh.uploadId } as const
  const bad: [Partial<GivenVersion>, string][] = [
    [{ number: '2.10' }, 'number-taken'],
    [{ number: '2.10.0' }, 'number-taken'],
    [{ number: '2.9.1' }, 'number-low'],
    [{ number: 'two' }, 'number-odd'],
    [{ kind: 'first' }, 'not-first'],
    [{ files: [] }, 'files-missing'],
    [{ files: [file, { ...file, fileName: 'y.pdf' }] }, 'part-twice'],
    [{ files: [file, { ...file, fileKey: 'b', fileName: 'X' }] }, 'name-twice'],
    [{ files: [{ ...file, fileKey: 'A4' }] }, 'file-key'],
    [{ files: [{ ...file, fileName: '../' }] }, 'name-missing'],
    [{ files: [{ ...file, uploadId: foreign.uploadId }] }, 'upload-missing'],
    [{ files: [{ ...file, uploadId: undefined, sha256: fresh.sha256 }] }, 'file-missing'],
    [{ files: [kept, { ...files[0], uploadId: undefined, sha256: fixed.sha256 }] }, 'nothing-new'],
  ]
  for (const [change, code] of bad)
    await assert.rejects(add({ number: '3.0', kind: 'correction', files: [file], ...change }), { name: 'Refused', code }, code)
  await database.asOwner('update upload set sha256 = null, received_bytes = 10 where upload_id = $1', [fresh.uploadId])
  await assert.rejects(add({ number: '3.0', kind: 'correction', files: [file] }), { code: 'upload-not-whole' })
  assert.equal((await read()).versions.length, 2)
  const both = await Promise.allSettled(['3', '3.0'].map(number => add({ number, kind: 'edition', files: [kept] })))
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  assert.ok(shop)
})

test('the list: newest first, found by title, SKU or tag, archived ones apart, page by page', async () => {
  const { run, pattern, shop, upload } = await scene()
  const cover = await upload('c', 'image/png')
  const connection = await newConnection(database, shop)
  await run(async tx => {
    await setImages(tx, pattern, [{ uploadId: cover.uploadId, alt: '' }], later)
    await tx
      .insertInto('listing')
      .values({ shop_id: shop, connection_id: connection, pattern_id: pattern, remote_id: '77', state: 'failed' })
      .execute()
    for (let at = 0; at < 5; at++)
      await createPattern(tx, { title: `Sock ${at}`, craft: 'knitting', tags: ['100%_wool'], price: usd(500) }, later)
    await takeOrders(tx, connection, [saleOf({ lines: [lineOf({ quantity: 2 })] }), saleOf({ remoteId: '2', state: 'pending' })], now)
  })
  const list = (query: Partial<Parameters<typeof listPatterns>[1]> = {}) => run(tx => listPatterns(tx, { limit: 50, ...query }))
  const wren = (await list({ search: 'wREN' })).items
  assert.deepEqual(wren, [
    {
      id: pattern,
      sku: 'WREN-TEE',
      title: 'Wren Tee',
      craft: 'sewing',
      cover: cover.sha256,
      version: null,
      price: eur(1250),
      shops: [{ connectionId: connection, shop: 'Stub shop', state: 'failed' }],
      sold: 2,
      updatedAt: later,
    },
  ])
  assert.deepEqual(
    [
      (await list({ search: '0%_w' })).items.length,
      (await list({ search: '%' })).items.length,
      (await list({ search: 'sock-' })).items.length,
    ],
    [5, 5, 5],
  )
  const seen: string[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await list({ limit: 2, cursor })
    seen.push(...page.items.map(({ id }) => id))
    if (page.next === null) break
    cursor = page.next
  }
  assert.deepEqual([seen.length, new Set(seen).size, seen.at(-1)], [6, 6, pattern])
  assert.deepEqual((await list({ search: 'Sock 1' })).items[0]!.price, usd(500))
  await run(tx => editPattern(tx, pattern, { editNo: 2, isArchived: true }, later))
  assert.deepEqual([(await list()).items.length, (await list({ archived: true })).items.map(({ id }) => id)], [5, [pattern]])
})

test('its sales are told: sold, gone back, income without tax and refunds, owners', async () => {
  const { run, pattern, shop, read } = await scene()
  const connection = await newConnection(database, shop)
  const mine = { listingRemoteId: null, sku: 'WREN-TEE' }
  const refund = (remoteId: string, minor: number) => ({ remoteId, amount: eur(minor), reason: null, refundedAt: now })
  await run(tx =>
    takeOrders(
      tx,
      connection,
      [
        saleOf({ remoteId: '1', total: eur(893), tax: eur(143), lines: [lineOf({ ...mine, tax: eur(143) })] }),
        saleOf({
          remoteId: '2',
          lines: [lineOf(mine)],
          refunds: [refund('a', 250)],
          buyer: { email: 'b@example.com', name: null, country: null },
        }),
        saleOf({
          remoteId: '3',
          lines: [lineOf(mine)],
          state: 'refunded',
          refunds: [refund('b', 750)],
          buyer: { email: 'c@example.com', name: null, country: null },
        }),
        saleOf({ remoteId: '4', lines: [lineOf(mine)], state: 'pending' }),
      ],
      now,
    ),
  )
  const { sales } = await read()
  assert.deepEqual(sales, { sold: 3, refunded: 1, income: [eur(750 + 500)], owners: 2, lastAt: new Date('2026-03-01T12:00:00Z') })
  assert.ok(pattern)
})

test('unsent until every shop is proven to hold what it should', async () => {
  const { run, pattern, shop, read, add, upload } = await scene()
  const isUnsent = async () => (await read()).unsent
  assert.equal(await isUnsent(), false, 'no shop is connected')
  const connection = await newConnection(database, shop)
  assert.equal(await isUnsent(), false, 'it has no files yet')
  const a4 = await upload('a4.pdf')
  await add({ files: [{ fileKey: 'a4', role: 'a4', fileName: 'a4.pdf', uploadId: a4.uploadId }] })
  assert.equal(await isUnsent(), true, 'it was never sent to the shop')
  await run(async tx => {
    const [source] = await readSources(tx, [pattern])
    const { content } = desiredContent(source!, plainPlace('EUR'))
    await tx
      .insertInto('listing')
      .values({
        shop_id: shop,
        connection_id: connection,
        pattern_id: pattern,
        remote_id: '77',
        state: 'updated',
        desired_no: 1,
        proven_no: 1,
        desired: JSON.stringify(contentToJson(content!)),
      })
      .execute()
  })
  assert.equal(await isUnsent(), false)
  await database.asOwner(`update listing set state = 'waiting' where pattern_id = $1`, [pattern])
  assert.equal(await isUnsent(), true, 'it is on its way')
  await database.asOwner(`update listing set state = 'updated' where pattern_id = $1`, [pattern])
  await run(tx => editPattern(tx, pattern, { editNo: 1, gauge: 'not shown there' }, now))
  assert.equal(await isUnsent(), false)
  await run(tx => editPattern(tx, pattern, { editNo: 2, title: 'Wren 2' }, now))
  assert.equal(await isUnsent(), true)
  await assert.rejects(
    database.inShop(await newShop(database), tx => readPattern(tx, pattern, { now, rulesOf: () => null })),
    { status: 404 },
  )
})
