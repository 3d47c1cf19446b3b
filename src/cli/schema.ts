import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { migrationsFolder } from '#database/migrate.ts'
import { printSql } from '#database/schema-sql.ts'
import { printTypes } from '#database/schema-types.ts'
import type { Io } from './io.ts'

const typesPath = join(import.meta.dirname, '../database/generated/schema.ts')
const sqlPath = join(migrationsFolder, 'schema.sql')

/** Both files as they should be, from a database migrated now. */
export async function printSchema(ownerUrl: string): Promise<{ path: string; text: string; isCurrent: boolean }[]> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    const texts = [
      { path: typesPath, text: await printTypes(client) },
      { path: sqlPath, text: await printSql(client) },
    ]
    return texts.map(({ path, text }) => ({ path, text, isCurrent: textOf(path) === text }))
  } finally {
    await client.end()
  }
}

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

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
