/** The queue: pg-boss on the same Postgres. Any number of processes on any number of machines share it. */
import { PgBoss, type Queue as QueueOptions } from 'pg-boss'
import type { Database } from '#database'
import { urlOf } from '#database/system.ts'
import { type Log, maskText } from '#log'
import type { JobPayload } from './deps.ts'

export const jobNames = [
  'poll',
  'sweep',
  'hooks',
  'run',
  'launch',
  'source',
  'fulfil',
  'coupons',
  'library',
  'tables',
  'payments',
  'money',
  'mail-files',
  'doubles',
  'send-mail',
  'sign-in',
  'invite',
  'match',
  'look',
  'bring',
  'claims',
  'errata',
  'tidy',
] as const
export type JobName = (typeof jobNames)[number]

/**
 * exclusive: while one with the same key waits or runs, another is not taken on; the clock asks again if there is more to do.
 * stately: one waits beside the one that runs, since what came in meanwhile is met by no clock.
 * standard: each is of its own event. A worker that dies is missed after `heartbeatSeconds` and its job starts again.
 */
const queues: Readonly<Record<JobName, Omit<QueueOptions, 'name'>>> = {
  poll: { policy: 'exclusive', retryLimit: 0, expireInSeconds: 900 },
  sweep: { policy: 'exclusive', retryLimit: 0, expireInSeconds: 1800 },
  hooks: { policy: 'exclusive', retryLimit: 0, expireInSeconds: 300 },
  run: { policy: 'exclusive', retryLimit: 0, expireInSeconds: 1800 },
  launch: { policy: 'exclusive', retryLimit: 0, expireInSeconds: 300 },
  source: { policy: 'standard', retryLimit: 20, retryDelay: 2, retryBackoff: true, retryDelayMax: 600 },
  fulfil: { policy: 'exclusive', retryLimit: 0, expireInSeconds: 600 },
  coupons: { policy: 'exclusive', retryLimit: 0, expireInSeconds: 600 },
  library: { policy: 'exclusive', retryLimit: 0, expireInSeconds: 600 },
  tables: { policy: 'exclusive', retryLimit: 0, expireInSeconds: 1800 },
  payments: { policy: 'exclusive', retryLimit: 0, expireInSeconds: 900 },
  money: { policy: 'exclusive', retryLimit: 0, expireInSeconds: 900 },
  'mail-files': { policy: 'standard', retryLimit: 20, retryDelay: 2, retryBackoff: true, retryDelayMax: 600 },
  doubles: { policy: 'standard', retryLimit: 20, retryDelay: 2, retryBackoff: true, retryDelayMax: 600 },
  'send-mail': { policy: 'exclusive', retryLimit: 0, expireInSeconds: 900 },
  'sign-in': { policy: 'standard', retryLimit: 20, retryDelay: 2, retryBackoff: true, retryDelayMax: 600 },
  invite: { policy: 'exclusive', retryLimit: 20, retryDelay: 5, retryBackoff: true, retryDelayMax: 600 },
  match: { policy: 'stately', retryLimit: 20, retryDelay: 5, retryBackoff: true, retryDelayMax: 600, expireInSeconds: 1800 },
  look: { policy: 'exclusive', retryLimit: 0, expireInSeconds: 1800 },
  bring: { policy: 'exclusive', retryLimit: 0, expireInSeconds: 1800 },
  claims: { policy: 'exclusive', retryLimit: 0, expireInSeconds: 300 },
  errata: { policy: 'exclusive', retryLimit: 0, expireInSeconds: 900 },
  tidy: { policy: 'exclusive', retryLimit: 0, expireInSeconds: 900 },
}
/**
 * How many of a kind at once in one process; 2 where nothing is said. One job of these is one storefront, and nearly all of its time it waits
 * for that storefront's answer, holding no connection to the database. So that a few slow ones, or some that hang until their time-out, keep
 * nobody waiting, there are more of them than a designer has shops, and than an agency has shops that are down at the same moment; one that
 * failed backs off and gives its place on. An idle worker costs a question each five seconds.
 */
const atOnce: Partial<Record<JobName, number>> = { poll: 8, run: 8, sweep: 4, fulfil: 4, coupons: 4, hooks: 4, payments: 8, money: 4 }
const heartbeatSeconds = 10
/** A queue that is away says so every second or two; silent for this long, it is back. */
const troubleMs = 4_000
const keptSeconds = 7 * 86_400
/** The clock's own rounds are many and tell little once done. */
const keptShortly = 3_600
const isRound = (name: JobName) => queues[name].policy === 'exclusive' && name !== 'invite'

export interface Queue {
  readonly boss: PgBoss
  /** @returns false when such a job waits or runs already. */
  send(name: JobName, payload: JobPayload, options?: { key?: string; afterSeconds?: number }): Promise<boolean>
  work(handlers: JobHandlers, concurrency?: Partial<Record<JobName, number>>): Promise<void>
  /** 'ok', or one sentence; for readiness. */
  state(): string
  /** Takes no new job, waits for those under way, at most `timeoutMs`. */
  stop(timeoutMs?: number): Promise<void>
}

export type JobHandler = (payload: JobPayload, job: { readonly signal: AbortSignal; readonly id: string }) => Promise<void>
export type JobHandlers = Readonly<Record<JobName, JobHandler>>

/** The tables are made by the migrations; here they are only used. */
export async function startQueue(database: Database, { log, now }: { log: Log; now?: () => Date }): Promise<Queue> {
  let metAt = Number.NEGATIVE_INFINITY
  const boss = new PgBoss({
    connectionString: urlOf(database),
    schema: 'pgboss',
    application_name: 'selvage queue',
    max: 4,
    migrate: false,
    createSchema: false,
    useListenNotify: true,
    schedule: false,
    supervise: true,
    // Dead workers are found by this round, so it sets how long a killed job waits.
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    maintenanceIntervalSeconds: 3_600,
    persistQueueStats: false,
    reindex: false,
    ...(now === undefined ? {} : { clock: { ...timers, now: () => now().getTime() } }),
  })
  boss.on('error', error => {
    metAt = performance.now()
    log.warn({ reason: maskText(error.message) }, 'the queue met an error')
  })
  await boss.start()
  // One question instead of two for each; what exists would be left as it is anyway.
  const there = new Set((await boss.getQueues([...jobNames])).map(({ name }) => name))
  for (const name of jobNames.filter(one => !there.has(one)))
    await boss.createQueue(name, {
      ...queues[name],
      notify: true,
      heartbeatSeconds,
      deleteAfterSeconds: isRound(name) ? keptShortly : keptSeconds,
    })
  async function startWorker(name: JobName, handler: JobHandler): Promise<void> {
    const options = { batchSize: 1, pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 5 }
    const worker = await boss.work<JobPayload>(name, options, async ([job]) => {
      if (job === undefined) return
      try {
        await handler(job.data, { signal: job.signal, id: job.id })
      } catch (error) {
        log.error({ err: error, job: name, shop: job.data.shop }, 'a job failed')
        // What is kept with the job is shown; it holds the sentence and nothing else.
        throw new JobFailed(maskText((error as Error).message))
      } finally {
        // Otherwise a worker rests between two jobs however many wait: 5 s each with a queue of 60 (pg-boss 12.38).
        boss.notifyWorker(worker)
      }
    })
  }
  return {
    boss,
    async send(name, payload, { key, afterSeconds } = {}) {
      const id = await boss.send(name, payload, {
        ...(key === undefined ? {} : { singletonKey: key }),
        ...(afterSeconds === undefined ? {} : { startAfter: afterSeconds }),
      })
      return id !== null
    },
    async work(handlers, concurrency = {}) {
      for (const name of jobNames)
        for (let n = 0; n < (concurrency[name] ?? atOnce[name] ?? 2); n++) await startWorker(name, handlers[name])
    },
    // By time, because a process that only serves pages asks the queue nothing by which it could learn that it is back.
    state: () => (performance.now() - metAt < troubleMs ? 'The queue does not answer; work waits until the database is back.' : 'ok'),
    stop: (timeoutMs = 20_000) => boss.stop({ graceful: true, timeout: timeoutMs, close: true }),
  }
}

class JobFailed extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'JobFailed'
    delete (this as { stack?: string }).stack
  }
}

const timers = {
  setTimeout: (fn: () => void, ms: number): unknown => setTimeout(fn, ms),
  clearTimeout: (handle: unknown) => clearTimeout(handle as NodeJS.Timeout),
  setInterval: (fn: () => void, ms: number): unknown => setInterval(fn, ms),
  clearInterval: (handle: unknown) => clearInterval(handle as NodeJS.Timeout),
}
