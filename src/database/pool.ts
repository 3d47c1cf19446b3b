import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { isServerAway, toDatabaseError } from './error.ts'
import { prepared } from './kept.ts'

const { int8, int8Array, date } = { int8: 20, int8Array: 1016, date: 1082 }
const longestWaitMs = 10_000

/**
 * int8 -> bigint (money, counts), timestamptz -> Date, jsonb -> parsed, date and numeric -> text.
 * Per connection and not through pg.types: pg-boss shares the driver and expects its own counts as text.
 */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: string) {
    if (format === 'binary') return pg.types.getTypeParser(oid, 'binary')
    if (oid === int8) return BigInt
    if (oid === int8Array)
      return (text: string) => (pg.types.getTypeParser(int8Array)(text) as (string | null)[]).map(v => (v === null ? null : BigInt(v)))
    if (oid === date) return String
    return pg.types.getTypeParser(oid)
  },
} as pg.CustomTypesConfig

export type PoolOptions = {
  url: string
  max: number
  /** Shown in pg_stat_activity. */
  name: string
  searchPath?: string
}

export function clientOptions({ url, name, searchPath }: Omit<PoolOptions, 'max'>): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: name,
    types,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // A page's question takes some milliseconds; to start workers for it takes tens on a small machine, and a hundred on a busy one.
    options: ['max_parallel_workers_per_gather=0', ...(searchPath === undefined ? [] : [`search_path=${searchPath}`])]
      .map(setting => `-c ${setting}`)
      .join(' '),
  }
}

type Query = (...args: unknown[]) => Promise<unknown>

/**
 * A pg.Pool whose clients throw DatabaseError and whose `connect` outlasts a restart of the server, so that a job
 * started while the database comes back waits a moment instead of failing.
 */
export function createPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({ ...clientOptions(options), max: options.max, idleTimeoutMillis: 30_000 })
  // Without a listener a connection that dies while idle would end the process; the pool drops it by itself.
  pool.on('error', () => {})
  pool.on('connect', client => {
    client.on('error', () => {})
    const query = client.query.bind(client) as Query
    client.query = (async (...args: unknown[]) => {
      try {
        return await query(...prepared(args))
      } catch (error) {
        throw toDatabaseError(error)
      }
    }) as unknown as typeof client.query
  })
  type Told = Parameters<typeof pool.connect>[0]
  const connect = pool.connect.bind(pool) as (told?: Told) => Promise<pg.PoolClient>
  pool.connect = (async (told?: Told) => {
    // pool.query asks in the callback style; it is for single questions that may fail and be asked again.
    if (told !== undefined) return connect(told)
    const deadline = Date.now() + longestWaitMs
    for (let waitMs = 25; ; waitMs = Math.min(waitMs * 2, 400)) {
      try {
        return await connect()
      } catch (error) {
        if (pool.ended || pool.ending || !isServerAway(error) || Date.now() + waitMs > deadline) throw toDatabaseError(error)
        await sleep(waitMs)
      }
    }
  }) as typeof pool.connect
  return pool
}
