import { sql } from 'kysely'
import { readMigrations } from './migrate.ts'
import { queueVersion } from './queue-schema.ts'
import { type Database, innerOf } from './tx.ts'

/** 'ok', or one sentence of what is wrong. */
export type Readiness = { database: string; migrations: string; queue: string }

let expected: { migrations: string; queue: number } | undefined

/** Asks the server once for all three; an answer that takes longer than two seconds counts as none. */
export async function readiness(database: Database): Promise<Readiness> {
  expected ??= {
    migrations: readMigrations()
      .map(({ sha256 }) => sha256)
      .join(),
    queue: queueVersion(),
  }
  try {
    const question = sql<{ migrations: string; queue: number | null }>`
      select (select string_agg(sha256, ',' order by name) from selvage.migration) as migrations, (select version from pgboss.version) as queue`
    const { rows } = await inTime(question.execute(innerOf(database).kysely))
    const found = rows[0]!
    return {
      database: 'ok',
      migrations:
        found.migrations === expected.migrations ? 'ok' : 'the migrations of the database are not those of the program; restart it',
      queue: found.queue === expected.queue ? 'ok' : 'the queue tables are of another version; restart the program',
    }
  } catch {
    return { database: 'the database does not answer', migrations: 'unknown', queue: 'unknown' }
  }
}

async function inTime<T>(work: Promise<T>, longestMs = 2_000): Promise<T> {
  const timer = Promise.withResolvers<never>()
  const handle = setTimeout(() => timer.reject(new Error('no answer in time')), longestMs)
  try {
    return await Promise.race([work, timer.promise])
  } finally {
    clearTimeout(handle)
    work.catch(() => {})
  }
}
