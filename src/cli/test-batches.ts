/** Which test files share a process. Starting one and reading what it stands on takes longer than many a file, so small files of one folder go together. */
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Files that a process of its own reads one after another; each is a test that holds its own. */
export interface Batch {
  readonly entry: string
  readonly files: readonly string[]
}

/** Of one test, and of a file that is one. */
export const longestTestMs = 300_000
/** A failure in a file's own loading, a memory that fills up, a long one at the end: more in a batch would make each of these dearer. */
const mostInBatch = 16

/**
 * @param files absolute, in the order they should begin; the order of batches is that of their first files.
 * @param isAlone of a file that needs a process to itself: because it is long, or starts and stops what others use.
 * @param folder where the file that begins each batch is put.
 */
export function batchesOf(files: readonly string[], isAlone: (file: string) => boolean, folder: string): Batch[] {
  const groups: string[][] = []
  const open = new Map<string, string[]>()
  for (const file of files) {
    const begun = isAlone(file) ? undefined : open.get(part(file))
    if (begun !== undefined && begun.length < mostInBatch) begun.push(file)
    else {
      const group = [file]
      groups.push(group)
      if (!isAlone(file)) open.set(part(file), group)
    }
  }
  return groups.map((group, at): Batch => {
    if (group.length === 1) return { entry: group[0]!, files: group }
    const entry = join(folder, `batch-${at}.test.mjs`)
    writeFileSync(entry, entryOf(group))
    return { entry, files: group }
  })
}

/** Such as src/hub, or the folder of one spoke: what its files stand on is the same for most of them. */
const part = (file: string): string => /src\/(spokes\/)?[^/]+\//.exec(file)?.[0] ?? dirname(file)

const entryOf = (files: readonly string[]): string =>
  [
    `import { test } from 'node:test'`,
    ...files.map(
      file => `test(${JSON.stringify(file)}, { timeout: ${longestTestMs} }, () => import(${JSON.stringify(pathToFileURL(file).href)}))`,
    ),
    '',
  ].join('\n')
