import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import type { Config } from '#config'
import type { Log } from '#log'
import { isServerAway } from './error.ts'
import { migrate } from './migrate.ts'
import { appRole } from './roles.ts'
import { keptSecret } from './secret.ts'
import { openServer } from './server.ts'
import { createDatabase, type Database } from './tx.ts'

export type OpenDatabase = {
  database: Database
  /** Of the role that runs the program. */
  url: string
  isAdopted: boolean
  /** Ends the pool, then lets go of the server. */
  close(): Promise<void>
}

/** From settings to a migrated, checked database: our own server, or the one of DATABASE_URL. */
export async function openDatabase(config: Pick<Config, 'home' | 'databaseUrl'>, log: Log, { max = 10 } = {}): Promise<OpenDatabase> {
  const server =
    config.databaseUrl === undefined ? await openServer({ home: config.home, log }) : elsewhere(config.databaseUrl, config.home)
  try {
    await migrate({
      ownerUrl: server.ownerUrl,
      appUrl: server.appUrl,
      onApplied: name => log.info({ migration: name }, 'applied a migration'),
    })
    const database = createDatabase({ url: server.appUrl, max })
    await database.check()
    return {
      database,
      url: server.appUrl,
      isAdopted: server.isAdopted,
      async close() {
        await database.close()
        await server.close()
      },
    }
  } catch (error) {
    await server.close()
    if (config.databaseUrl === undefined || !isServerAway(error)) throw error
    // Of a host with several addresses the error has no text of its own.
    const { code, message } = error as { code?: string; message: string }
    throw new Error(`The database that DATABASE_URL names does not answer (${code ?? message}). Start it, or correct DATABASE_URL.`, {
      cause: error,
    })
  }
}

/**
 * DATABASE_URL names the owner, who migrates; the program itself runs as `selvage_app`. Its password follows from the owner's,
 * so that every machine with the same DATABASE_URL has the same one; without a password in the URL it is kept in the home.
 */
export function elsewhere(
  ownerUrl: string,
  home: string,
): { ownerUrl: string; appUrl: string; isAdopted: boolean; close(): Promise<void> } {
  const url = new URL(ownerUrl)
  const ownerPassword = decodeURIComponent(url.password)
  url.password =
    ownerPassword === ''
      ? keptSecret(join(home, 'secret', 'database-app'))
      : createHmac('sha256', ownerPassword).update(`selvage:${appRole}`).digest('base64url')
  url.username = appRole
  return { ownerUrl, appUrl: url.href, isAdopted: true, close: async () => {} }
}
