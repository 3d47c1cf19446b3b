import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { clientOptions } from './pool.ts'
import { type Database, innerOf } from './tx.ts'

/**
 * Whether a Selvage runs on this database, here or on another machine: as long as it does, its queue and its listeners hold sessions.
 * Those of one that was just killed are a moment in leaving.
 */
export async function isServed(database: Database): Promise<boolean> {
  const { rows } = await sql<{ sessions: number }>`
    select count(*)::int as sessions from pg_stat_activity
    where datname = current_database() and application_name in ('selvage queue', 'selvage listen')`.execute(innerOf(database).kysely)
  return rows[0]!.sessions > 0
}

/** The sessions of one that was just killed are given a second to leave. */
export async function isFree(database: Database): Promise<boolean> {
  for (let attempt = 1; attempt <= 10; attempt++) {
    if (!(await isServed(database))) return true
    await sleep(100)
  }
  return false
}

/**
 * For what only one process on a database may do: held by a session, so that a killed holder lets go by itself.
 *
 * @returns lets go; null when another holds it, which is asked for a second.
 */
export async function holdAlone(database: Database, what: string): Promise<(() => Promise<void>) | null> {
  const client = new pg.Client(clientOptions({ url: innerOf(database).url, name: `selvage ${what}` }))
  client.on('error', () => {})
  await client.connect()
  for (let attempt = 1; attempt <= 10; attempt++) {
    const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock(hashtext($1)) as held', [`selvage ${what}`])
    if (rows[0]?.held === true) return () => client.end()
    await sleep(100)
  }
  await client.end()
  return null
}
