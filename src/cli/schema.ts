import { writeFileSync } from 'node:fs'
import { printSchema } from '#database/schema-files.ts'
import type { Io } from './io.ts'

/** `bin/selvage schema`: writes the types and sql/schema.sql from the migrations. */
export async function run(args: string[], io: Io): Promise<number> {
  if (args.length > 0) return io.wrongUse('schema takes no arguments')
  const { migratedDatabase } = await import('#testing/database.ts')
  const { ownerUrl, close } = await migratedDatabase()
  try {
    for (const { path, text, isCurrent } of await printSchema(ownerUrl)) {
      if (!isCurrent) writeFileSync(path, text)
      io.say({ file: path, changed: !isCurrent }, `${isCurrent ? 'unchanged' : 'written  '} ${path}`)
    }
    return 0
  } finally {
    await close()
  }
}
