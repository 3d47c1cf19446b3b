/**
 * `start`, with a clock that runs faster: what is told as now, and every wait and round of this process alike. The product knows nothing of it.
 * Scaled by 1 it is `start` as it is.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { readConfig } from '#config'
import { createLog } from '#log'
import { heldWords } from './memory.ts'

const scale = Number(process.env.SELVAGE_BENCH_SCALE ?? 1)
const begun = Date.now()
const now = () => new Date(begun + (Date.now() - begun) * scale)

if (scale !== 1) {
  const { setTimeout: later, setInterval: again } = globalThis
  type Timer = (fn: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => NodeJS.Timeout
  const scaled =
    (timer: Timer): Timer =>
    (fn, ms = 0, ...args) =>
      timer(fn, ms / scale, ...args)
  Object.assign(globalThis, { setTimeout: scaled(later as Timer), setInterval: scaled(again as Timer) })
}

// Loaded once the timers are in place, since some modules take them when they are read.
const { startSelvage } = await import('../src/main.ts')
const config = readConfig()
const running = await startSelvage(config, {
  role: process.env.SELVAGE_BENCH_ROLE === 'web' ? 'web' : 'all',
  log: createLog(config.log),
  now,
})
if (running.ownerLink !== null) process.stdout.write(`Open this once to become its owner: ${running.ownerLink}\n`)
process.once('SIGTERM', () => void running.stop().then(() => process.exit(0)))

// What is truly held, asked from outside: the system's figure also has what the collector has not looked at yet.
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
process.on('SIGUSR2', () => {
  collect()
  process.stdout.write(`${heldWords}${process.memoryUsage().heapUsed}\n`)
})
