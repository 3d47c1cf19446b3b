import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { MigrationError } from './migrate.ts'

/** The schema number of the installed pg-boss, read from its package file: importing pg-boss itself costs a warm start 100 ms. */
export function queueVersion(): number {
  const path = fileURLToPath(new URL('../package.json', import.meta.resolve('pg-boss')))
  return (JSON.parse(readFileSync(path, 'utf8')) as { pgboss: { schema: number } }).pgboss.schema
}

/**
 * pg-boss' tables in schema `pgboss`. The schema belongs to the app role, because pg-boss makes its daily
 * partitions and indexes while it runs, and no business row is ever in it.
 */
export async function installQueue(owner: pg.Client, appUrl: string): Promise<void> {
  await owner.query('create schema if not exists pgboss authorization selvage_app')
  const app = new pg.Client({ connectionString: appUrl, application_name: 'selvage migrate', connectionTimeoutMillis: 10_000 })
  app.on('error', () => {})
  await app.connect()
  try {
    await app.query('set client_min_messages = warning')
    const installed = await app.query<{ name: string | null }>(`select to_regclass('pgboss.version')::text as name`)
    const from =
      installed.rows[0]?.name === null
        ? null
        : (await app.query<{ version: number }>('select version from pgboss.version')).rows[0]?.version
    const to = queueVersion()
    if (from === to) return
    if (from !== null && from !== undefined && from > to)
      throw new MigrationError(
        `The queue in this database has schema ${from}, newer than the ${to} of this version. Start the newer version.`,
      )
    const { getConstructionPlans, getMigrationPlans } = await import('pg-boss')
    await app.query(
      from === null || from === undefined ? getConstructionPlans('pgboss', { createSchema: false }) : getMigrationPlans('pgboss', from),
    )
  } finally {
    await app.end().catch(() => {})
  }
}
