import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { installQueue, queueVersion } from './queue-schema.ts'
import { ensureRoles } from './roles.ts'

export const migrationsFolder = join(import.meta.dirname, '../../sql')

export type Migration = { name: string; text: string; sha256: string }

/** The database and the code do not belong together; the message says what to do. */
export class MigrationError extends Error {
  override name = 'MigrationError'
}

/** sql/0001-name.sql …, in order. @throws {MigrationError} for a gap or a number used twice. */
export function readMigrations(folder = migrationsFolder): Migration[] {
  const names = readdirSync(folder)
    .filter(name => /^\d{4}-.+\.sql$/.test(name))
    .sort()
  names.forEach((name, at) => {
    if (Number(name.slice(0, 4)) !== at + 1)
      throw new MigrationError(
        `sql/${name} should have the number ${String(at + 1).padStart(4, '0')}: migrations are numbered without gaps, each number once`,
      )
  })
  return names.map(name => {
    const text = readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n')
    return { name, text, sha256: createHash('sha256').update(text).digest('hex') }
  })
}

/** One value for the whole state a migrated database is in; the test template is named by it. */
export function migrationsHash(migrations = readMigrations()): string {
  return createHash('sha256')
    .update(JSON.stringify([migrations.map(m => m.sha256), queueVersion()]))
    .digest('hex')
    .slice(0, 16)
}

export type MigrateOptions = {
  /** A role that owns the database: it makes roles, schemas and tables. */
  ownerUrl: string
  /** The role the app will run as. Made here when it is not there. */
  appUrl: string
  folder?: string
  onApplied?: (name: string) => void
}

/**
 * Brings the database to the state of sql/, once, whichever process comes first; others wait and find nothing to do.
 *
 * @returns the names applied now.
 * @throws {MigrationError} when a landed migration was edited, or the database is newer than the code.
 */
export async function migrate({ ownerUrl, appUrl, folder, onApplied }: MigrateOptions): Promise<string[]> {
  const migrations = readMigrations(folder)
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'selvage migrate', connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    // The role may be called as the schema is that says what was applied, and would then make everything there.
    await client.query(`set client_min_messages = warning; set search_path = public`)
    if (
      (await pending(client, migrations)).length === 0 &&
      (await isQueueCurrent(client)) &&
      (await ensureRoles(client, appUrl, { onlyLook: true }))
    )
      return []
    await client.query(`select pg_advisory_lock(hashtext('selvage.migrate'))`)
    await ensureRoles(client, appUrl)
    await client.query(`
      create schema if not exists selvage;
      create table if not exists selvage.migration (
        name       text primary key,
        sha256     text not null,
        applied_at timestamptz not null default now()
      );
      grant usage on schema selvage to selvage_app;
      grant select on selvage.migration to selvage_app`)
    const applied: string[] = []
    for (const migration of await pending(client, migrations)) {
      await apply(client, migration)
      applied.push(migration.name)
      onApplied?.(migration.name)
    }
    await installQueue(client, appUrl)
    return applied
  } finally {
    await client.end().catch(() => {})
  }
}

async function apply(client: pg.Client, { name, text, sha256 }: Migration): Promise<void> {
  try {
    await client.query('begin')
    await client.query(text)
    await client.query('insert into selvage.migration (name, sha256) values ($1, $2)', [name, sha256])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw new MigrationError(`sql/${name}${lineOf(text, error)}: ${(error as Error).message}. Nothing of it was kept.`, { cause: error })
  }
}

function lineOf(text: string, error: unknown): string {
  const position = Number((error as { position?: string }).position)
  return position > 0 ? ` line ${text.slice(0, position).split('\n').length}` : ''
}

async function pending(client: pg.Client, migrations: Migration[]): Promise<Migration[]> {
  const known = await client.query<{ name: string | null }>(`select to_regclass('selvage.migration')::text as name`)
  if (known.rows[0]?.name === null) return migrations
  const landed = (await client.query<{ name: string; sha256: string }>('select name, sha256 from selvage.migration order by name')).rows
  landed.forEach(({ name, sha256 }, at) => {
    const ours = migrations[at]
    if (ours === undefined)
      throw new MigrationError(
        `This database is newer than the program: it has ${name}, which this version does not know. Start the newer version, or restore a backup from before it.`,
      )
    if (ours.name !== name)
      throw new MigrationError(
        `This database has ${name} where the program has ${ours.name}: they come from different versions. Start the version that made this database.`,
      )
    if (ours.sha256 !== sha256)
      throw new MigrationError(
        `sql/${name} was edited after it had been applied to this database. Put the landed text back and write the change as a new migration.`,
      )
  })
  return migrations.slice(landed.length)
}

async function isQueueCurrent(client: pg.Client): Promise<boolean> {
  const known = await client.query<{ name: string | null }>(`select to_regclass('pgboss.version')::text as name`)
  if (known.rows[0]?.name === null) return false
  const found = await client.query<{ version: number }>('select version from pgboss.version')
  return found.rows[0]?.version === queueVersion()
}
