import { readConfig } from '#config'
import { createLog } from '#log'
import type { Io } from './io.ts'

/** `bin/selvage start [--role web|work]`: serves until SIGTERM or SIGINT, then drains and ends with 0. */
export async function run(args: string[], io: Io): Promise<number> {
  const role = roleOf(args)
  if (role === null) return io.wrongUse('start takes --role web or --role work, or nothing for both')
  const config = readConfig(io.env)
  const log = createLog(config.log)
  const stopped = Promise.withResolvers<string>()
  // Ctrl-C reaches us by the terminal and by the launcher; the second is nothing.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopped.resolve(signal))
  const { startSelvage } = await import('../main.ts')
  const running = await startSelvage(config, { role, log })
  if (running.url !== null) io.say({ ready: running.url }, `Selvage is ready: ${running.url}`)
  if (running.ownerLink !== null)
    io.say({ ownerLink: running.ownerLink }, `Open this once to become its owner (it works for a day): ${running.ownerLink}`)
  const signal = await stopped.promise
  log.info({ signal }, 'stopping')
  await running.stop()
  log.info('stopped')
  return 0
}

function roleOf(args: string[]): 'web' | 'work' | 'all' | null {
  if (args.length === 0) return 'all'
  const role = args[0] === '--role' && args.length === 2 ? args[1] : args.length === 1 ? args[0]?.replace(/^--role=/, '') : undefined
  return role === 'web' || role === 'work' ? role : null
}
