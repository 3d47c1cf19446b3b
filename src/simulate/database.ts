import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { blindness } from './bugs.ts'

/** A database for many stories, thrown away by `end`. The server of the tests never waits for the disk. */
export async function simulationDatabase(): Promise<TestDatabase & { end(): Promise<void> }> {
  const endings: (() => Promise<void>)[] = []
  const database = await testDatabase({ after: fn => void endings.push(fn) })
  await database.asOwner(blindness)
  return Object.assign(database, {
    end: async () => {
      for (const ending of endings) await ending()
    },
  })
}
