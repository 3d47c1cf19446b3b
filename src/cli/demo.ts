/** `bin/selvage demo reset`: takes the demo shop away, so that the next start builds it anew. */
import { readConfig } from '#config'
import { openDatabase } from '#database/open.ts'
import { createLog } from '#log'
import type { Io } from './io.ts'

export async function run(args: string[], io: Io): Promise<number> {
  if (args.length !== 1 || args[0] !== 'reset') return io.wrongUse('demo takes one word: reset')
  const config = readConfig(io.env)
  const isRunning = await fetch(`http://127.0.0.1:${config.port}/healthz`, { signal: AbortSignal.timeout(1_000) }).then(
    response => response.ok,
    () => false,
  )
  if (isRunning)
    return io.refuse(`Selvage is running on port ${config.port}. Stop it first (Ctrl-C where it was started), then call this again.`)
  const { removeDemo } = await import('../demo/demo.ts')
  const { database, close } = await openDatabase(config, createLog('silent'), { max: 2 })
  try {
    await removeDemo({ database, home: config.home, again: true })
  } finally {
    await close()
  }
  io.say({ reset: true }, 'The demo shop is taken away. The next `npm start` builds it anew.')
  return 0
}
