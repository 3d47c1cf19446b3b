/** `bin/selvage demo reset`: takes the demo shop away, so that the next start builds it anew. */
import { join } from 'node:path'
import { readConfig } from '#config'
import { isFree } from '#database/in-use.ts'
import { openDatabase } from '#database/open.ts'
import { folderStore } from '#hub/file/blob-store.ts'
import { createLog } from '#log'
import type { Io } from './io.ts'

export async function run(args: string[], io: Io): Promise<number> {
  if (args.length !== 1 || args[0] !== 'reset') return io.wrongUse('demo takes one word: reset')
  const config = readConfig(io.env)
  const { removeDemo } = await import('../demo/demo.ts')
  const { database, close } = await openDatabase(config, createLog('silent'), { max: 2 })
  try {
    // Asked of the database, not of a port: it may serve on another one, or from another machine.
    if (!(await isFree(database)))
      return io.refuse(`Selvage is running on ${config.home}. Stop it first (Ctrl-C where it was started), then call this again.`)
    await removeDemo({ database, home: config.home, blobs: folderStore(join(config.home, 'files')), again: true })
  } finally {
    await close()
  }
  const isWanted = config.demo && config.publicUrl === undefined
  io.say(
    { reset: true, isBuiltAnew: isWanted },
    isWanted
      ? 'The demo shop is taken away. The next `npm start` builds it anew.'
      : `The demo shop is taken away. It is built anew at the next start without ${config.demo ? 'SELVAGE_PUBLIC_URL' : 'SELVAGE_DEMO=off'}.`,
  )
  return 0
}
