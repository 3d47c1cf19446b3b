import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { blindness } from './bugs.ts'

/** A database for many stories, thrown away by `end`. It need not outlast a power cut, so nothing waits for the disk. */
export async function simulationDatabase(): Promise<TestDatabase & { end(): Promise<void> }> {
  const endings: (() => Promise<void>)[] = []
  const database = await testDatabase({ after: fn => void endings.push(fn) })
  await database.asOwner(`do $$ begin execute format('alter database %I set synchronous_commit = off', current_database()); end $$`)
  await database.asOwner(blindness)
  return Object.assign(database, {
    end: async () => {
      for (const ending of endings) await ending()
    },
  })
}
