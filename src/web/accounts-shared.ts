/** Whether more than one person has an account here: then no host that one of them types may lead into the machine's own network. */
import { type Database, sql } from '#database'
import { systemOf } from '#database/system.ts'
import type { Log } from '#log'

const lookEveryMs = 30_000

export interface SharedWatch {
  /** As last seen. Once it is so it stays so until the next start. */
  readonly isShared: () => boolean
  readonly stop: () => void
}

/** Looks at once, then every half minute: another process may have made the second account. */
export async function watchShared(database: Database, log: Log): Promise<SharedWatch> {
  let isShared = await hasSeveral(database)
  const timer = setInterval(() => {
    if (isShared) return
    void hasSeveral(database).then(
      found => {
        isShared = found
      },
      error => log.warn({ err: error }, 'accounts could not be counted'),
    )
  }, lookEveryMs)
  timer.unref()
  return { isShared: () => isShared, stop: () => clearInterval(timer) }
}

export async function hasSeveral(database: Database): Promise<boolean> {
  const { rows } = await sql<{
    accounts: number
  }>`select count(*)::int as accounts from (select from auth."user" limit 2) as account`.execute(systemOf(database))
  return rows[0]!.accounts > 1
}
