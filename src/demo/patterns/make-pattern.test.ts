import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { decodePDFRawStream, PDFDocument, PDFName, type PDFObject, PDFRawStream } from '@cantoo/pdf-lib'
import { draftPattern } from './draft.ts'
import { demoPatterns, type MadePattern, makeFiles, makePattern } from './index.ts'
import { ranges } from './key-page.ts'
import { type DemoPattern, isAtLeast, type SewingPattern } from './pattern.ts'
import { pointsPerMm } from './sheet-pdf.ts'
import { wrenTee } from './wren-tee.ts'

let home = ''
let made: MadePattern

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'patterns-'))
  made = await makePattern(wrenTee, { outDir: join(home, 'first'), versionNumber: '2.0' })
})
after(() => rm(home, { recursive: true }))

test('every sheet has one layer for each size, all shown', async () => {
  for (const role of ['a0', 'a4', 'letter', 'projector'] as const) {
    const layers = (await opened(role)).getOptionalContentGroups()
    assert.deepEqual(
      layers.map(({ name, visible }) => [name, visible]),
      wrenTee.sizes.map(size => [size, true]),
      role,
    )
  }
})

test('each page shows each size inside its layer', async () => {
  const document = await opened('a4')
  for (const page of document.getPages()) {
    const content = contentOf(document, page.node.get(PDFName.of('Contents')))
    for (const index of wrenTee.sizes.keys())
      assert.match(content, new RegExp(`/OC /Layer${index + 1} BDC\\s+q [^\\n]*/Size${index + 1} Do Q\\s+EMC`))
  }
})

test('pages are exactly A0, A4 and US Letter', async () => {
  const sizes = { a0: [2383.94, 3370.39], a4: [595.28, 841.89], letter: [612, 792], instructions: [595.28, 841.89] } as const
  for (const [role, [width, height]] of Object.entries(sizes)) {
    for (const page of (await opened(role)).getPages()) {
      const box = page.getMediaBox()
      assert.deepEqual([box.x, box.y, round(box.width), round(box.height)], [0, 0, width, height], role)
    }
  }
})

test('the test square is 50 mm on paper: 50 units of content, one unit being 72/25.4 points', async () => {
  const document = await opened('a4')
  const content = contentOf(document, document.getPages()[0]?.node.get(PDFName.of('Contents')))
  const scale = /^q ([\d.]+) 0 0 -([\d.]+) 0 /.exec(content)
  assert.equal(Number(scale?.[1]), pointsPerMm)
  assert.equal(Number(scale?.[2]), pointsPerMm)
  const [left, top] = [16, 45]
  const square = `${left} ${top} m\n${left + 50} ${top} l\n${left + 50} ${top + 50} l\n${left} ${top + 50} l\nh`
  assert.ok(content.includes(square), 'no closed square of 50 by 50 on the key page')
})

test('the same version is the same bytes, another version is not', async () => {
  const again = await makeFiles(wrenTee, { outDir: join(home, 'again'), versionNumber: '2.0' })
  const corrected = await makePattern(wrenTee, { outDir: join(home, 'corrected'), versionNumber: '2.1' })
  for (const [index, { role, path }] of made.files.entries()) {
    assert.equal(await hash(again[index]?.path), await hash(path), role)
    assert.notEqual(await hash(corrected.files[index]?.path), await hash(path), role)
  }
  assert.equal(await hash(corrected.cover), await hash(made.cover), 'the cover outlives a correction')
})

test('the cover is a PNG of 1200 by 1500', async () => {
  const png = await readFile(made.cover)
  assert.equal(png.subarray(1, 4).toString(), 'PNG')
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [1200, 1500])
})

for (const pattern of demoPatterns.filter(isDrafted)) {
  test(`${pattern.title}: each size is larger than the one before, and the correction moves one notch in every size`, () => {
    const [first, corrected] = [draftPattern(pattern, { isCorrected: false }), draftPattern(pattern, { isCorrected: true })]
    assert.ok(first.length >= 5, `${first.length} sizes`)
    assert.equal(pattern.draft.modelSizes.length, pattern.sizes.length)
    const widths = corrected.map(({ pieces }) => pieces[0]?.box.width ?? 0)
    assert.deepEqual(
      widths,
      widths.toSorted((a, b) => a - b),
    )
    const { piece, notch, offsetMm } = pattern.correction.misplaced
    for (const [index, size] of corrected.entries()) {
      const [right, wrong] = [size, first[index]].map(
        drafted => drafted?.pieces.find(({ info }) => info.id === piece)?.notches.find(({ name }) => name === notch)?.at,
      )
      assert.deepEqual(wrong, { x: (right?.x ?? 0) + offsetMm.x, y: (right?.y ?? 0) + offsetMm.y })
    }
    assert.ok(
      pattern.steps.some(({ was }) => was !== undefined),
      'the first version had a wrong sentence',
    )
  })
}

test('2.0 is older than 2.1, and 2.10 is newer', () => {
  assert.deepEqual(
    ['2.0', '2', '2.1', '2.10', '3.0'].map(version => isAtLeast(version, '2.1')),
    [false, false, true, true, true],
  )
})

test('pages are told as runs', () => {
  assert.equal(ranges([1, 2, 3, 5, 7, 8]), '1–3, 5, 7–8')
})

function isDrafted(pattern: DemoPattern): pattern is SewingPattern {
  return pattern.craft === 'sewing'
}

async function opened(role: string): Promise<PDFDocument> {
  const file = made.files.find(candidate => candidate.role === role)
  assert.ok(file, `no file for ${role}`)
  return await PDFDocument.load(await readFile(file.path), { updateMetadata: false })
}

function contentOf(document: PDFDocument, at: PDFObject | undefined): string {
  const stream = at && document.context.lookup(at)
  assert.ok(stream instanceof PDFRawStream)
  return Buffer.from(decodePDFRawStream(stream).decode()).toString('latin1')
}

async function hash(path: string | undefined): Promise<string> {
  assert.ok(path)
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
}

function round(points: number): number {
  return Math.round(points * 100) / 100
}
