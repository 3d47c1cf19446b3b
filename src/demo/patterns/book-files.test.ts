/** The files of the patterns that are drawn and not drafted, and what a storefront may refuse in any of them. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { PDFDocument, PDFName, PDFStream } from '@cantoo/pdf-lib'
import { isWhole } from '#testing/whole.ts'
import { demoPatterns, type MadePattern, makeFiles } from './index.ts'

const all = demoPatterns.filter(({ craft }) => craft !== 'sewing')
/** By day one of each craft. */
const books = isWhole ? all : all.filter(({ craft }, at) => all.findIndex(one => one.craft === craft) === at)
const mostBytes = 400 * 1024
let home = ''
const made = new Map<string, MadePattern['files']>()

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'books-'))
  for (const pattern of books) made.set(pattern.slug, await makeFiles(pattern, { outDir: home, versionNumber: '2.0' }))
})
after(() => rm(home, { recursive: true }))

test('twelve patterns in four crafts; each has a number, a name and an address of its own', () => {
  const crafts = Object.groupBy(demoPatterns, ({ craft }) => craft)
  assert.deepEqual(
    Object.entries(crafts).map(([craft, patterns]) => [craft, patterns?.length]),
    [
      ['sewing', 4],
      ['knitting', 3],
      ['crochet', 3],
      ['quilting', 2],
    ],
  )
  for (const name of ['sku', 'title', 'slug'] as const) assert.equal(new Set(demoPatterns.map(pattern => pattern[name])).size, 12, name)
})

test('titles, tags and prices are within what the strictest storefront takes', () => {
  for (const { title, tags, prices } of demoPatterns) {
    assert.ok(title.length <= 140, title)
    for (const sign of ['%', ':', '&']) assert.ok(title.split(sign).length <= 2, `${sign} in ${title}`)
    assert.ok(tags.length >= 5 && tags.length <= 13, title)
    assert.equal(new Set(tags.map(tag => tag.toLowerCase())).size, tags.length, title)
    for (const tag of tags) assert.match(tag, /^[\p{L}\p{N}][\p{L}\p{N} -]{0,19}$/u)
    assert.deepEqual(
      prices.map(({ currency }) => currency),
      ['EUR', 'USD'],
    )
    for (const { minor } of prices) assert.ok(minor >= 100n, title)
  }
})

test('each file is small, on the paper it names, and true vector: no picture in it, its letters as type', async () => {
  const widths: Readonly<Record<string, number>> = { instructions: 595.28, a4: 595.28, letter: 612, chart: 595.28 }
  for (const files of made.values()) {
    assert.ok(files.length >= 3 && files.length <= 5)
    for (const { path, name, role } of files) {
      assert.ok((await stat(path)).size < mostBytes, name)
      const document = await PDFDocument.load(await readFile(path), { updateMetadata: false })
      for (const page of document.getPages()) assert.equal(Math.round(page.getWidth() * 100) / 100, widths[role], name)
      const streams = document.context
        .enumerateIndirectObjects()
        .flatMap(([, object]) => (object instanceof PDFStream ? [object.dict] : []))
      assert.deepEqual(
        streams.filter(dict => dict.get(PDFName.of('Subtype')) === PDFName.of('Image')),
        [],
        name,
      )
      assert.match(document.getTitle() ?? '', / 2\.0 – /)
    }
  }
})

test('the corrected version is other bytes, tells what was wrong, and is the same bytes when made again', async () => {
  const [pattern] = books
  const files = made.get(pattern!.slug)
  const [one, two] = [join(home, 'one'), join(home, 'two')]
  const [corrected, again] = [
    await makeFiles(pattern!, { outDir: one, versionNumber: '2.1' }),
    await makeFiles(pattern!, { outDir: two, versionNumber: '2.1' }),
  ]
  for (const [index, { path }] of corrected.entries()) {
    const bytes = await readFile(path)
    assert.deepEqual(bytes, await readFile(again[index]!.path))
    assert.notDeepEqual(bytes, await readFile(files![index]!.path))
  }
  for (const { correction } of demoPatterns) assert.ok(correction.fixedIn === '2.1' && correction.note.length > 20)
})

const hasQpdf = spawnSync('qpdf', ['--version']).status === 0
const report = process.env.SELVAGE_TEST_REPORT
if (report)
  appendFileSync(
    report,
    `${JSON.stringify({ kind: 'check', name: 'qpdf', state: hasQpdf ? 'run' : 'absent', ...(!hasQpdf && { why: 'not installed' }) })}\n`,
  )

test('qpdf finds nothing to complain about in any file', { skip: !hasQpdf && 'qpdf is not installed' }, () => {
  for (const files of made.values())
    for (const { path, name } of files) {
      const { status, stderr } = spawnSync('qpdf', ['--check', path], { encoding: 'utf8' })
      assert.equal(status, 0, `${name}: ${stderr}`)
    }
})
