import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import type { DrawingMessage } from './drawing.ts'
import { type DemoPattern, demoPatterns, firstVersion, makeFiles, makePattern } from './patterns/index.ts'

const { slugs, correctedSlugs, folder } = workerData as { slugs: string[]; correctedSlugs: string[]; folder: string }
const tell = (message: DrawingMessage) => parentPort?.postMessage(message)

for (const pattern of named(slugs)) {
  const made = await makePattern(pattern, { outDir: join(folder, 'patterns'), versionNumber: firstVersion })
  tell({ kind: 'pattern', slug: pattern.slug, made })
}
const tryFolder = join(folder, 'try')
await mkdir(tryFolder, { recursive: true })
for (const pattern of named(correctedSlugs)) {
  const files = await makeFiles(pattern, { outDir: join(folder, 'corrected'), versionNumber: pattern.correction.fixedIn })
  for (const { path, name } of files) await copyFile(path, join(tryFolder, name))
}
tell({ kind: 'corrected' })

function named(wanted: readonly string[]): DemoPattern[] {
  return wanted.flatMap(slug => demoPatterns.find(pattern => pattern.slug === slug) ?? [])
}
