/** Once a second: what is due becomes a job. Everything here may be missed or done twice without harm; it only wakes. */
import { createListener, directory } from '#database'
import { settleLost } from '#hub/mail/hand-over.ts'
import { releaseMails } from '#hub/mail/release-mails.ts'
import type { WorkDeps } from './deps.ts'
import type { Queue } from './queue.ts'
import { relayAll } from './relay.ts'

const [tickMs, releaseMs, tidyMs] = [1_000, 5_000, 3_600_000]

export interface Clock {
  stop(): Promise<void>
}

export async function startClock(deps: WorkDeps, queue: Queue): Promise<Clock> {
  const { database, log } = deps
  const relay = onceAtATime(
    () => relayAll(database, queue),
    error => log.warn({ err: error }, 'events wait'),
  )
  const round = onceAtATime(
    () => startDue(deps, queue),
    error => log.warn({ err: error }, 'what is due waits'),
  )
  const listener = createListener(database)
  const off = await listener.on('selvage_event', relay.start)
  relay.start()
  round.start()
  const timers = [
    setInterval(() => {
      relay.start()
      round.start()
    }, tickMs),
    setInterval(() => void letMailsGo(deps).catch(error => log.warn({ err: error }, 'mails wait')), releaseMs),
    setInterval(() => void startTidying(deps, queue).catch(error => log.warn({ err: error }, 'tidying waits')), tidyMs),
  ]
  await startTidying(deps, queue)
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer)
      off()
      await listener.close()
      await Promise.all([relay.idle(), round.idle()])
    },
  }
}

/** Connections, launches and promotions whose time has come, and shops with mail to send. */
export async function startDue({ database, now }: Pick<WorkDeps, 'database' | 'now'>, queue: Pick<Queue, 'send'>): Promise<void> {
  for (const { shop, connection, what } of await directory.dueConnections(database, now()))
    await queue.send(what, { shop, connection }, { key: `${shop}:${connection}` })
  const due = await Promise.all([directory.shopsWithDueLaunches(database, now()), directory.shopsWithDuePromotions(database, now())])
  for (const shop of new Set(due.flat())) await queue.send('launch', { shop }, { key: shop })
  for (const shop of await directory.shopsWithDuePictures(database, now())) await queue.send('bring', { shop }, { key: `${shop}:shop` })
  for (const shop of await directory.shopsWithDueClaims(database, now())) await queue.send('claims', { shop }, { key: `${shop}:shop` })
  for (const shop of await directory.shopsWithDueErrata(database, now())) await queue.send('errata', { shop }, { key: `${shop}:shop` })
  for (const shop of await directory.shopsWithWaitingMail(database, now())) await queue.send('send-mail', { shop }, { key: `${shop}:shop` })
}

/** Held mails whose reason is gone, and those that a dead worker left under way. */
export async function letMailsGo({ database, now, publicUrl }: Pick<WorkDeps, 'database' | 'now' | 'publicUrl'>): Promise<void> {
  for (const shop of await directory.shops(database))
    await database.inShop(shop, async tx => {
      if (publicUrl().state === 'reached') await releaseMails(tx, 'no-address', now())
      await settleLost(tx, now())
    })
}

async function startTidying({ database }: WorkDeps, queue: Queue): Promise<void> {
  for (const shop of await directory.shops(database)) await queue.send('tidy', { shop }, { key: shop })
}

/** Starts `fn`; asked again while it runs, it runs once more after that. */
function onceAtATime(fn: () => Promise<unknown>, onError: (error: unknown) => void) {
  let running: Promise<void> | null = null
  let isAskedAgain = false
  const run = async () => {
    do {
      isAskedAgain = false
      await fn().catch(onError)
    } while (isAskedAgain)
    running = null
  }
  return {
    start: () => {
      if (running !== null) isAskedAgain = true
      else running = run()
    },
    idle: async () => {
      await running
    },
  }
}
