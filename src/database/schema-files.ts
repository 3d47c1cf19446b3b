import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { migrationsFolder } from './migrate.ts'
import { printSql } from './schema-sql.ts'
import { printTypes } from './schema-types.ts'

const typesPath = join(import.meta.dirname, 'generated/schema.ts')
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

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
