import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { PDFDocument } from '@cantoo/pdf-lib'
import { newShop, testDatabase } from '#testing/database.ts'
import { folderStore } from './blob-store.ts'
import { suggestRole } from './check-file.ts'
import { appendUpload, chunkBytes, forgetUploads, readUpload, startUpload, type UploadWorld } from './upload.ts'

const database = await testDatabase()
const home = await mkdtemp(join(tmpdir(), 'selvage-upload-'))
after(() => rm(home, { recursive: true, force: true }))
const shop = await newShop(database)
const limitBytes = 30 * 1024 * 1024
const world: UploadWorld = { database, blobs: folderStore(join(home, 'files')), folder: join(home, 'uploads'), limitBytes }

/** Of two pages, with as many bytes beside them as wanted. */
async function pdf(extraBytes = 0): Promise<Buffer> {
  const document = await PDFDocument.create()
  document.addPage([200, 200])
  document.addPage([200, 200])
  document.context.register(document.context.stream(randomBytes(extraBytes)))
  return Buffer.from(await document.save())
}
const png = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452000003200000025808020000', 'hex'), Buffer.alloc(20)])

async function* inChunks(bytes: Buffer, size = 65_536) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
async function* cutAfter(bytes: Buffer) {
  yield* inChunks(bytes)
  throw new Error('the line was cut')
}
const start = (fileName: string, sizeBytes: number) => database.inShop(shop, tx => startUpload(tx, { fileName, sizeBytes, limitBytes }))
const read = (id: string) => database.inShop(shop, tx => readUpload(tx, id))
const append = (uploadId: string, offset: number, stream: AsyncIterable<Uint8Array>) =>
  appendUpload(world, shop, { uploadId, offset, stream })
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const left = () => readdir(join(world.folder, shop)).catch(() => [])

test('a PDF sent in one piece is checked, kept by its hash, and known with its pages', async () => {
  const bytes = await pdf()
  const { id } = await start('C:\\patterns\\Wren tee A4.pdf', bytes.length)
  const done = await append(id, 0, inChunks(bytes))
  assert.deepEqual(done, {
    id,
    fileName: 'Wren tee A4.pdf',
    sizeBytes: bytes.length,
    receivedBytes: bytes.length,
    chunkBytes,
    file: { sha256: sha256(bytes), mediaType: 'application/pdf', pages: 2, layers: [], suggestedRole: 'a4' },
  })
  assert.equal(await world.blobs.has(shop, sha256(bytes)), true)
  assert.deepEqual(await left(), [])
  assert.deepEqual(await append(id, 0, inChunks(bytes)), done, 'sent again it is what it was')
})

test('a line cut in the middle loses nothing that came; the rest goes on from there, and another offset is told where', async () => {
  const bytes = await pdf(chunkBytes + 3_000_000)
  const { id } = await start('Instructions.pdf', bytes.length)
  await assert.rejects(append(id, 0, cutAfter(bytes.subarray(0, chunkBytes + 1_000_000))), /cut/)
  const { receivedBytes } = await read(id)
  assert.ok(receivedBytes >= chunkBytes + 900_000, `${receivedBytes} bytes are here`)
  await assert.rejects(append(id, 5, inChunks(bytes)), {
    name: 'Refused',
    status: 409,
    message: new RegExp(`Go on at offset ${receivedBytes}\\.`),
  })
  const done = await append(id, receivedBytes, inChunks(bytes.subarray(receivedBytes)))
  assert.deepEqual([done.file?.sha256, done.file?.pages, done.file?.suggestedRole], [sha256(bytes), 2, 'instructions'])
})

test('two senders at once: each byte is taken once, and the file is whole', async () => {
  const bytes = await pdf(chunkBytes * 2)
  const { id } = await start('Letter.pdf', bytes.length)
  const both = await Promise.allSettled([append(id, 0, inChunks(bytes)), append(id, 0, inChunks(bytes, 99_999))])
  assert.ok(both.some(({ status }) => status === 'fulfilled'))
  for (const one of both) if (one.status === 'rejected') assert.equal(one.reason.code, 'other-offset')
  assert.equal((await read(id)).file?.sha256, sha256(bytes))
})

test('a process killed before the check, or between a part and its count, loses nothing', async () => {
  const bytes = await pdf()
  const { id } = await start('A0.pdf', bytes.length)
  await mkdir(join(world.folder, shop, id), { recursive: true })
  await writeFile(join(world.folder, shop, id, '000000000000.part'), 'never counted')
  assert.equal((await read(id)).receivedBytes, 0)
  await append(id, 0, inChunks(bytes.subarray(0, 300)))
  await writeFile(join(world.folder, shop, id, '000000000300.part'), bytes.subarray(300))
  await database.asOwner('update upload set received_bytes = size_bytes where upload_id = $1', [id])
  assert.equal((await append(id, bytes.length, inChunks(Buffer.alloc(0)))).file?.pages, 2)
})

test('what cannot be sold is refused with a sentence, and nothing of it stays', async () => {
  await assert.rejects(start('empty.pdf', 0), { name: 'FileRefused', code: 'empty' })
  await assert.rejects(start('big.pdf', limitBytes + 1), {
    name: 'FileRefused',
    code: 'too-large',
    message: /“big\.pdf” has 30 MB; a file may have up to 30 MB/,
  })
  const bytes = await pdf(10) // random: equal bytes were kept by an earlier test, in the same second
  const bad: [string, Buffer, string][] = [
    ['words.pdf', Buffer.from('just words'), 'not-pdf'],
    ['cut.pdf', bytes.subarray(0, bytes.length >> 1), 'truncated'],
    ['picture.pdf', png, 'not-pdf'],
    ['cover.png', bytes, 'not-image'],
  ]
  for (const [name, content, code] of bad) {
    const { id } = await start(name, content.length)
    await assert.rejects(append(id, 0, inChunks(content)), { name: 'FileRefused', code }, name)
    await assert.rejects(read(id), { name: 'Refused', status: 404 })
    assert.equal(await world.blobs.has(shop, sha256(content)), false)
  }
  const { id } = await start('grown.pdf', 10)
  await assert.rejects(append(id, 0, inChunks(bytes)), { code: 'more-than-announced' })
  assert.equal((await read(id)).receivedBytes, 0)
})

test('a picture is known by its bytes and size; another shop does not see it', async () => {
  const { id } = await start('cover', png.length)
  const done = await append(id, 0, inChunks(png))
  assert.deepEqual([done.file?.mediaType, done.file?.pages, done.file?.suggestedRole], ['image/png', null, null])
  const [blob] = await database.asOwner<{ facts: unknown }>('select facts from blob where sha256 = $1', [sha256(png)])
  assert.deepEqual(blob!.facts, { width: 800, height: 600 })
  const other = await newShop(database)
  await assert.rejects(
    database.inShop(other, tx => readUpload(tx, id)),
    { status: 404 },
  )
  await assert.rejects(appendUpload(world, other, { uploadId: id, offset: 0, stream: inChunks(png) }), { status: 404 })
})

test('old uploads are forgotten with their bytes; kept files stay', async () => {
  const { id } = await start('half.pdf', 1000)
  await append(id, 0, inChunks(Buffer.alloc(10, 1)))
  assert.equal(await forgetUploads(world, shop, new Date(0)), 0)
  assert.ok((await forgetUploads(world, shop, new Date(Date.now() + 60_000))) > 0)
  assert.deepEqual(await left(), [])
  assert.equal(await world.blobs.has(shop, sha256(png)), true)
})

test('the part is guessed from the name', () => {
  const names = [
    'Wren_A4.pdf',
    'wren-US-Letter.pdf',
    'Wren A0 copyshop.pdf',
    'Beamer.pdf',
    'Nähanleitung A4.pdf',
    'chart.pdf',
    'scan0001.pdf',
    'bonus.pdf',
  ]
  assert.deepEqual(names.map(suggestRole), ['a4', 'letter', 'a0', 'projector', 'instructions', 'chart', null, null])
})
