import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bookletPdf, chartsPdf, frontOf as frontOfBook, type Made, sheetsPdf } from './booklet.ts'
import { frontOf } from './cover.ts'
import { coverPng, type FrontPage } from './cover-page.ts'
import { draftPattern } from './draft.ts'
import type { Drawn } from './drawn.ts'
import { instructionsPdf } from './instructions.ts'
import { laidOut } from './layout.ts'
import { type BookPattern, type DemoPattern, isAtLeast, type SewingPattern } from './pattern.ts'
import { a0Pdf, projectorPdf, tiledPdf } from './sheet-files.ts'
import { a4, letter } from './tiles.ts'

export type PatternFileRole = 'instructions' | 'a4' | 'letter' | 'a0' | 'projector' | 'chart'
export type MadePattern = { files: { role: PatternFileRole; path: string; name: string }[]; cover: string }

type FilePart = { role: PatternFileRole; make: () => Promise<Uint8Array> }

export type MakeInput = {
  outDir: string
  versionNumber: string
  /** What the instructions print under "What is new"; the pattern's own note when left out. */
  note?: string | undefined
}

/**
 * Draws a pattern and writes its PDFs and its cover; the same arguments give the same bytes.
 *
 * @param input from the pattern's `correction.fixedIn` on, the files are the corrected ones; below, they carry the first version's mistake.
 */
export async function makePattern(pattern: DemoPattern, input: MakeInput): Promise<MadePattern> {
  const { front, parts } = prepared(pattern, input)
  const files = await written(pattern, parts, input)
  const cover = join(input.outDir, `${pattern.slug}-cover.png`)
  await writeFile(cover, await coverPng(front))
  return { files, cover }
}

/** The PDFs alone, for a version whose cover is that of the one before. */
export const makeFiles = (pattern: DemoPattern, input: MakeInput): Promise<MadePattern['files']> =>
  written(pattern, prepared(pattern, input).parts, input)

async function written({ slug }: DemoPattern, parts: FilePart[], { outDir, versionNumber }: MakeInput): Promise<MadePattern['files']> {
  await mkdir(outDir, { recursive: true })
  const files: MadePattern['files'] = []
  for (const { role, make } of parts) {
    const name = `${slug}-${versionNumber}-${role}.pdf`
    const path = join(outDir, name)
    await writeFile(path, await make())
    files.push({ role, path, name })
  }
  return files
}

function prepared(pattern: DemoPattern, { versionNumber, note }: MakeInput): { front: FrontPage; parts: FilePart[] } {
  if (pattern.craft !== 'sewing') return preparedBook(pattern, versionNumber, note)
  const drawn = drawnPattern(pattern, versionNumber)
  return {
    front: frontOf(drawn),
    parts: [
      { role: 'instructions', make: () => instructionsPdf(drawn, note) },
      { role: 'a4', make: () => tiledPdf(drawn, a4) },
      { role: 'letter', make: () => tiledPdf(drawn, letter) },
      { role: 'a0', make: () => a0Pdf(drawn) },
      { role: 'projector', make: () => projectorPdf(drawn) },
    ],
  }
}

/** What is cut by a template needs each paper's own pages; what is only read needs the booklet on each paper. */
function preparedBook(pattern: BookPattern, version: string, note: string | undefined): { front: FrontPage; parts: FilePart[] } {
  const isCorrected = isAtLeast(version, pattern.correction.fixedIn)
  const book = pattern.book(isCorrected)
  const made: Made = { pattern, version, isCorrected, book }
  const { charts, templates } = book
  const parts: FilePart[] = [{ role: 'instructions', make: () => bookletPdf(made, a4, note) }]
  if (templates) {
    parts.push({ role: 'a4', make: () => sheetsPdf(made, a4, 'templates', templates(a4)) })
    parts.push({ role: 'letter', make: () => sheetsPdf(made, letter, 'templates', templates(letter)) })
  } else parts.push({ role: 'letter', make: () => bookletPdf(made, letter, note) })
  if (charts) parts.push({ role: 'chart', make: () => chartsPdf(made, charts) })
  return { front: frontOfBook(pattern, book.picture), parts }
}

/** The drafted and laid out pattern, before any file is made of it. */
export function drawnPattern(pattern: SewingPattern, version: string): Drawn {
  const isCorrected = isAtLeast(version, pattern.correction.fixedIn)
  const sizes = draftPattern(pattern, { isCorrected })
  return { pattern, version, isCorrected, sizes, sheet: laidOut(pattern, sizes) }
}
