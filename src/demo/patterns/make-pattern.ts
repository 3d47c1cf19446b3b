import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { coverPng } from './cover.ts'
import { draftPattern } from './draft.ts'
import type { Drawn } from './drawn.ts'
import { instructionsPdf } from './instructions.ts'
import { laidOut } from './layout.ts'
import { type DemoPattern, isAtLeast } from './pattern.ts'
import { a0Pdf, projectorPdf, tiledPdf } from './sheet-files.ts'
import { a4, letter } from './tiles.ts'

export type PatternFileRole = 'instructions' | 'a4' | 'letter' | 'a0' | 'projector'
export type MadePattern = { files: { role: PatternFileRole; path: string; name: string }[]; cover: string }

/**
 * Drafts a pattern and writes its PDFs and its cover; the same arguments give the same bytes.
 *
 * @param versionNumber from the pattern's `correction.fixedIn` on, the files are the corrected ones; below, they carry the first version's mistake.
 * @param note what the instructions print under "What is new"; the pattern's own note when left out.
 */
export async function makePattern(
  pattern: DemoPattern,
  { outDir, versionNumber, note }: { outDir: string; versionNumber: string; note?: string | undefined },
): Promise<MadePattern> {
  const drawn = drawnPattern(pattern, versionNumber)
  await mkdir(outDir, { recursive: true })
  const parts: { role: PatternFileRole; make: () => Promise<Uint8Array> }[] = [
    { role: 'instructions', make: () => instructionsPdf(drawn, note) },
    { role: 'a4', make: () => tiledPdf(drawn, a4) },
    { role: 'letter', make: () => tiledPdf(drawn, letter) },
    { role: 'a0', make: () => a0Pdf(drawn) },
    { role: 'projector', make: () => projectorPdf(drawn) },
  ]
  const files: MadePattern['files'] = []
  for (const { role, make } of parts) {
    const name = `${pattern.slug}-${versionNumber}-${role}.pdf`
    const path = join(outDir, name)
    await writeFile(path, await make())
    files.push({ role, path, name })
  }
  const cover = join(outDir, `${pattern.slug}-cover.png`)
  await writeFile(cover, await coverPng(drawn))
  return { files, cover }
}

/** The drafted and laid out pattern, before any file is made of it. */
export function drawnPattern(pattern: DemoPattern, version: string): Drawn {
  const isCorrected = isAtLeast(version, pattern.correction.fixedIn)
  const sizes = draftPattern(pattern, { isCorrected })
  return { pattern, version, isCorrected, sizes, sheet: laidOut(pattern, sizes) }
}
