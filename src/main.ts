import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Hono } from 'hono'
import type { Config } from '#config'
import { holdAlone } from '#database/in-use.ts'
import { openDatabase } from '#database/open.ts'
import { keptKey } from '#hub/connection/secret-key.ts'
import { folderStore } from '#hub/file/blob-store.ts'
import { wakeHome } from '#hub/home/wake.ts'
import { postgresLimiter } from '#kit/rate-postgres.ts'
import { pays, shops } from '#kit/registry.ts'
import type { Log } from '#log'
import { createAccounts } from '#web/accounts.ts'
import { makeOwnerLink } from '#web/accounts-owner-link.ts'
import { watchShared } from '#web/accounts-shared.ts'
import { handlers } from '#web/api/handlers/index.ts'
import { createApp } from '#web/app.ts'
import { watchChanges } from '#web/changes.ts'
import type { Bound, WebDeps } from '#web/deps.ts'
import { health } from '#web/health.ts'
import { watchPublicUrl } from '#web/public-url.ts'
import { serveApp, type WebServer } from '#web/server.ts'
import { webSecret } from '#web/web-secret.ts'
import { startClock } from '#work/clock.ts'
import type { WorkDeps } from '#work/deps.ts'
import { doorOf } from '#work/door.ts'
import { jobsOf } from '#work/jobs.ts'
import { publishingJobs } from '#work/publishing-jobs.ts'
import { startQueue } from '#work/queue.ts'
import { planningWorldOf } from '#work/run-deps.ts'
import { tillOf } from '#work/till.ts'
import { type Demo, prepareDemo, removeDemo, startDemo } from './demo/demo.ts'

export type Role = 'web' | 'work' | 'all'

export type Running = {
  /** Where the pages are; null for a work process. */
  url: string | null
  /** While nobody owns this installation: the one-time link that makes the owner. */
  ownerLink: string | null
  /** Takes nothing new, finishes what is under way, lets go of the database. */
  stop(): Promise<void>
}

/** The only wiring. Resolves when requests are answered. */
export async function startSelvage(
  given: Config,
  { role, log, now = () => new Date() }: { role: Role; log: Log; now?: () => Date },
): Promise<Running> {
  // Its port is settled once the socket is bound: PORT=0 takes a free one.
  const config = { ...given }
  const closers: (() => unknown)[] = []
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    return await start({ config, role, log, now, closers, close })
  } catch (error) {
    await close()
    throw error
  }
}

interface Starting {
  readonly config: Config
  readonly role: Role
  readonly log: Log
  readonly now: () => Date
  /** Run last to first at the end. */
  readonly closers: (() => unknown)[]
  readonly close: () => Promise<void>
}

async function start({ config, role, log, now, closers, close }: Starting): Promise<Running> {
  const { home, publicUrl: url } = config
  const { database, close: closeDatabase } = await openDatabase(config, log)
  closers.push(closeDatabase)
  const woken = await wakeHome(database, { home, isOwnServer: config.databaseUrl === undefined, now })
  if (woken.isCopy) log.warn({ why: woken.why, quieted: woken.quieted }, 'woke in rehearsal: this looks like a copy')
  const secret = webSecret(home)
  const publicUrl = watchPublicUrl({ url, answerTo: secret.answerTo, now, log })
  closers.push(publicUrl.stop)
  const shared = await watchShared(database, log)
  closers.push(shared.stop)
  let demoHosts: readonly string[] = []
  const deps: WorkDeps = {
    database,
    config,
    spokes: await shops(),
    pays: await pays(),
    blobs: folderStore(join(home, 'files')),
    now,
    log,
    secretKey: await keptKey(database, home),
    rates: postgresLimiter(database, now),
    publicUrl: publicUrl.state,
    isShared: shared.isShared,
    ownHosts: () => demoHosts,
  }
  const queue = await startQueue(database, { log })
  closers.push(() => queue.stop())

  let demo: Promise<Demo | null> = Promise.resolve(null)
  let server: WebServer | null = null
  const stopping = new AbortController()
  if (role !== 'work') {
    const accounts = createAccounts({ database, secret: secret.sessions, publicUrl: url, log })
    closers.push(accounts.close)
    const changes = watchChanges(database)
    closers.push(changes.close)
    let bound: Bound | null = null
    const web: WebDeps = {
      ...deps,
      publicUrl,
      answerTo: secret.answerTo,
      accounts,
      changes,
      work: {
        ...doorOf(deps, queue),
        planningWorld: () => planningWorldOf(deps),
        removeDemo: async () => {
          const running = await demo
          demo = Promise.resolve(null)
          await running?.stop()
          await removeDemo({ database, home, blobs: deps.blobs, again: false })
        },
      },
      till: tillOf(deps),
      screens: join(import.meta.dirname, '../.ui-build'),
      version: version(),
      bound: () => bound,
      queueState: () => queue.state(),
      stopping: stopping.signal,
    }
    const withoutDemo = (error: unknown) => {
      log.error({ err: error }, 'the demo did not start')
      return null
    }
    const app = createApp(web, handlers)
    const opened = Promise.withResolvers<void>()
    // The port first: whoever has it prepares the demo, and answers once that is done.
    server = await serveApp({ fetch: async (request, env) => opened.promise.then(() => app.fetch(request, env)) }, config)
    bound = server.bound
    // A second start on one database must not take the demo from under the first.
    const letGo = role === 'all' ? await holdAlone(database, 'demo') : null
    if (letGo !== null) closers.push(letGo)
    if (letGo !== null) await prepareDemo({ config, database, blobs: deps.blobs }).catch(withoutDemo)
    opened.resolve()
    config.port = bound.port
    publicUrl.start()
    const origin = originOf(bound)
    if (role === 'all') await startWorking(deps, queue, closers)
    // Built over the pages themselves, so they answer first.
    if (letGo !== null)
      demo = startDemo({
        config,
        database,
        blobs: deps.blobs,
        log,
        origin,
        now,
        onHosts: hosts => {
          demoHosts = hosts
        },
      }).catch(withoutDemo)
    return {
      url: url ?? origin,
      ownerLink: (await accounts.hasOwner()) ? null : `${url ?? origin}/owner/${await makeOwnerLink(database, now())}`,
      stop: async () => {
        stopping.abort()
        // The demo may be under way over this very server; its requests end with it.
        await Promise.all([demo.then(running => running?.stop()), server?.stop()])
        await close()
      },
    }
  }
  publicUrl.start()
  await startWorking(deps, queue, closers)
  const probe = await serveHealth({ config, log, app: health({ database, queueState: () => queue.state() }) })
  return {
    url: null,
    ownerLink: null,
    stop: async () => {
      await probe?.stop()
      await close()
    },
  }
}

async function startWorking(deps: WorkDeps, queue: Awaited<ReturnType<typeof startQueue>>, closers: (() => unknown)[]): Promise<void> {
  await queue.work(jobsOf(deps, publishingJobs(deps)))
  const clock = await startClock(deps, queue)
  closers.push(() => clock.stop())
}

/** A work process answers health questions where nobody else does; beside a web process on the same machine it goes without. */
async function serveHealth({ config, log, app }: { config: Config; log: Log; app: Hono }): Promise<WebServer | null> {
  return serveApp(app, { ...config, graceMs: 500 }).catch((error: Error) => {
    log.info({ port: config.port }, `no health address for this work process: ${error.message}`)
    return null
  })
}

/** Where this machine itself reaches it. */
function originOf({ address, port }: Bound): string {
  const host = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

const version = (): string =>
  (JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as { version: string }).version
