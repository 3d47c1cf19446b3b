import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, before, test } from 'node:test'
import { createDeflate } from 'node:zlib'
import { degrees, PDFDocument, PDFHexString, PDFName, PDFNumber } from '@cantoo/pdf-lib'
import { FileRefused, type FileRefusedCode } from '../file-refused.ts'
import { checkPdf, type PdfLimits } from './check-pdf.ts'

let home = ''
let good: Uint8Array

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'check-pdf-'))
  good = await pdfWithLayers()
})
after(() => rm(home, { recursive: true }))

test('a good file: pages, sizes as seen, layers, title', async () => {
  assert.deepEqual(await checkPdf(await put('good.pdf', good)), {
    pages: 3,
    pageSizesMm: [
      { width: 210, height: 297 },
      { width: 279.4, height: 215.9 },
      { width: 2000, height: 1000 },
    ],
    layers: ['Size 34', 'Size 36'],
    isEncrypted: false,
    title: 'Sampler Tee',
  })
})

test('a file with a plain cross-reference table, and one with junk before the header, are read', async () => {
  const plain = await (await PDFDocument.load(good)).save({ useObjectStreams: false })
  assert.equal((await checkPdf(await put('plain.pdf', plain))).pages, 3)
  assert.equal((await checkPdf(await put('junk.pdf', Buffer.concat([Buffer.from('\n\n  junk\n'), plain])))).pages, 3)
})

test('more than 20 pages: all are counted, 20 are measured', async () => {
  const document = await PDFDocument.create()
  for (let page = 0; page < 23; page++) document.addPage([612, 792])
  const facts = await checkPdf(await put('long.pdf', await document.save()))
  assert.deepEqual([facts.pages, facts.pageSizesMm.length, facts.title], [23, 20, null])
})

test('0 bytes', async () => {
  await refuses(await put('empty.pdf', new Uint8Array()), 'empty', /“empty\.pdf” is empty \(0 bytes\)\. Export it again/)
})

test('a picture renamed to .pdf', async () => {
  await refuses(
    await put('picture.pdf', Buffer.from('\x89PNG\r\n\x1a\n and %%EOF', 'latin1')),
    'not-pdf',
    /not a PDF.*Export the pattern as PDF/,
  )
})

test('cut off in the middle', async () => {
  await refuses(await put('half.pdf', good.subarray(0, good.length / 2)), 'truncated', /not complete.*save it as PDF again/)
})

test('the middle lost but the end there', async () => {
  const holed = Buffer.concat([good.subarray(0, 200), good.subarray(good.length - 200)])
  await refuses(await put('holed.pdf', holed), 'truncated', /cannot be read/)
})

test('a hole where a page’s drawing was, as an interrupted copy leaves it', async () => {
  const document = await PDFDocument.create()
  document.addPage([612, 792]).drawSquare({ x: 10, y: 10, size: 50 })
  const bytes = Buffer.from(await document.save({ useObjectStreams: false }))
  const path = await put('drawn.pdf', bytes)
  assert.equal((await checkPdf(path)).pages, 1)
  const at = bytes.indexOf('\nstream')
  await refuses(await put('hole.pdf', bytes.fill(0, at - 40, at + 20)), 'truncated', /damaged or not complete/)
})

test('a header and an end with nothing between', async () => {
  await refuses(await put('hollow.pdf', Buffer.from('%PDF-1.7\nstartxref\n0\n%%EOF\n')), 'truncated', /cannot be read/)
})

test('a password to open it', async () => {
  await refuses(fixture('needs-password.pdf'), 'encrypted', /password.*Save it without a password/)
})

test('no password to open it, but printing forbidden', async () => {
  await refuses(fixture('no-printing.pdf'), 'encrypted', /against printing and copying/)
})

test('over the limit', async () => {
  await refuses(await put('large.pdf', good), 'too-large', /“large\.pdf” has 1 KB; a file may have up to 1 KB/, {
    limitBytes: good.length - 1,
  })
  assert.equal((await checkPdf(join(home, 'large.pdf'), { limitBytes: good.length })).pages, 3)
})

test('no pages', async () => {
  const document = await PDFDocument.create()
  await refuses(await put('no-pages.pdf', await document.save({ addDefaultPage: false })), 'no-pages', /has no pages/)
})

test('not read in time', async () => {
  const document = await PDFDocument.create()
  for (let page = 0; page < 2_000; page++) document.addPage()
  await refuses(await put('slow.pdf', await document.save()), 'too-slow', /in time/, { timeMs: 1 })
})

test('a small file that unpacks to 600 MB is stopped', async () => {
  const bomb = objectStream(await packedZeros(600))
  assert.ok(bomb.length < 4 * 1024 * 1024)
  await refuses(await put('bomb.pdf', bomb), 'too-much', /memory/, { memoryMb: 150 })
})

test('the sentence names the file as the designer knows it', async () => {
  await refuses(await put('a1b2', new Uint8Array()), 'empty', /“Wren Tee A4\.pdf”/, { name: 'Wren Tee A4.pdf' })
})

test('one file after another, several at once, and a broken one among them: each is told its own', async () => {
  const pages = async (count: number) => {
    const document = await PDFDocument.create()
    for (let page = 0; page < count; page++) document.addPage()
    return put(`of-${count}.pdf`, await document.save())
  }
  const broken = await put('broken.pdf', good.subarray(0, good.length / 2))
  for (let round = 0; round < 2; round++) {
    const counts = [1, 2, 3, 4]
    const [facts] = await Promise.all([
      Promise.all(counts.map(async count => (await checkPdf(await pages(count))).pages)),
      refuses(broken, 'truncated', /not complete/),
    ])
    assert.deepEqual(facts, counts)
    assert.equal((await checkPdf(join(home, 'of-3.pdf'))).pages, 3)
  }
})

async function refuses(path: string, code: FileRefusedCode, message: RegExp, limits: PdfLimits = {}): Promise<void> {
  await assert.rejects(checkPdf(path, limits), error => {
    assert.ok(error instanceof FileRefused, String(error))
    assert.equal(error.code, code)
    assert.match(error.message, message)
    return true
  })
}

async function pdfWithLayers(): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false })
  document.setTitle('Sampler Tee')
  document.addPage([595.28, 841.89])
  document.addPage([612, 792]).setRotation(degrees(90))
  const large = document.addPage([(1000 * 72) / 25.4, (500 * 72) / 25.4])
  large.node.set(PDFName.of('UserUnit'), PDFNumber.of(2))
  const { context } = document
  const groups = ['Size 34', 'Size 36'].map(name => context.register(context.obj({ Type: 'OCG', Name: PDFHexString.fromText(name) })))
  document.catalog.set(PDFName.of('OCProperties'), context.obj({ OCGs: groups, D: { Order: groups, ON: groups } }))
  return await document.save()
}

/** Packed chunk by chunk, so that the test itself needs no such memory. */
async function packedZeros(megabytes: number): Promise<Buffer> {
  const chunk = Buffer.alloc(1024 * 1024, '0 ')
  const packed = Readable.from(Array.from({ length: megabytes }, () => chunk)).pipe(createDeflate({ level: 1 }))
  return Buffer.concat(await packed.toArray())
}

/** A file whose only object stream is `packed`. */
function objectStream(packed: Uint8Array): Buffer {
  const head = Buffer.from(`%PDF-1.7\n1 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`)
  const body = Buffer.concat([head, packed, Buffer.from('\nendstream\nendobj\n')])
  return Buffer.concat([
    body,
    Buffer.from(`xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 2 /Root 2 0 R >>\nstartxref\n${body.length}\n%%EOF\n`),
  ])
}

async function put(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(home, name)
  await writeFile(path, bytes)
  assert.equal((await readFile(path)).length, bytes.length)
  return path
}

/** Made once with qpdf 11: `qpdf --encrypt open owner 256 -- in.pdf needs-password.pdf` and `--encrypt "" owner 256 --print=none`. */
function fixture(name: string): string {
  return join(import.meta.dirname, 'fixtures', name)
}
