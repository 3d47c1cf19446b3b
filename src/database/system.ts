import { type Kysely, sql, type Transaction } from 'kysely'
import type { Pool } from 'pg'
import type { SystemSchema } from './generated/schema.ts'
import { kept } from './kept.ts'
import { createPool } from './pool.ts'
import { type Database, innerOf } from './tx.ts'

/**
 * What lives outside the shops: rate buckets, the queue, accounts. No shop is set, so row level security shows no business
 * row here. Only kit/rate, the queue and the wiring of accounts import this file; src/rules/arrows.test.ts holds the list.
 */
export function systemOf(database: Database): Kysely<SystemSchema> {
  return innerOf(database).kysely as unknown as Kysely<SystemSchema>
}

/** The same in one transaction. */
export function inSystem<T>(database: Database, fn: (tx: Transaction<SystemSchema>) => Promise<T>): Promise<T> {
  return systemOf(database).transaction().execute(fn)
}

/** For pg-boss, which brings its own pool. */
export function urlOf(database: Database): string {
  return innerOf(database).url
}

/** A small pool that sees the schema `auth` only, for better-auth, which writes unqualified table names. The caller ends it. */
export function createAuthPool(database: Database, max = 4): Pool {
  return createPool({ url: innerOf(database).url, max, name: 'selvage accounts', searchPath: 'auth' })
}

export { kept, sql }
