/** A whole hub over HTTP for tests: real database, real socket, real files in a throw-away folder. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Config, readConfig } from '#config'
import { asShop, type ShopId } from '#database'
import { folderStore } from '#hub/file/blob-store.ts'
import { notFound } from '#hub/refused.ts'
import { startShop } from '#hub/shop/start-shop.ts'
import { postgresLimiter } from '#kit/rate-postgres.ts'
import { noTill } from '#kit/till.ts'
import { silent } from '#log'
import { createAccounts } from '#web/accounts.ts'
import type { Handlers } from '#web/api/call.ts'
import { type Api, createApi } from '#web/api/client.ts'
import { handlers as ownHandlers } from '#web/api/handlers/index.ts'
import { createApp } from '#web/app.ts'
import { watchChanges } from '#web/changes.ts'
import type { Bound, WebDeps } from '#web/deps.ts'
import { watchPublicUrl } from '#web/public-url.ts'
import { serveApp } from '#web/server.ts'
import { webSecret } from '#web/web-secret.ts'
import type { TestDatabase } from './database.ts'

export interface TestHub {
  readonly deps: WebDeps
  readonly config: Config
  /** http://127.0.0.1:<port>, whatever it is bound to. */
  readonly origin: string
  readonly port: number
  /** A user with a shop of her own, signed in. */
  readonly newOwner: (
    name?: string,
  ) => Promise<{ readonly user: string; readonly shop: ShopId; readonly cookie: string; readonly api: Api }>
  readonly close: () => Promise<void>
}

export interface TestHubOptions {
  readonly env?: Record<string, string>
  readonly changes?: Partial<WebDeps>
  readonly work?: Partial<WebDeps['work']>
  /** Others than the hub's own, to break it off in the midst. */
  readonly handlers?: Handlers
  /** Where passwords themselves are looked at. */
  readonly hasRealPasswords?: boolean
}

const passwords = {
  hash: async (password: string) => `plain ${password}`,
  verify: async ({ hash, password }: { hash: string; password: string }) => hash === `plain ${password}`,
}

export async function testHub(
  t: { after(fn: () => Promise<void>): void },
  database: TestDatabase,
  { env = {}, changes = {}, work = {}, handlers = ownHandlers, hasRealPasswords = false }: TestHubOptions = {},
): Promise<TestHub> {
  const home = mkdtempSync(join(tmpdir(), 'selvage-web-'))
  const config = readConfig({ SELVAGE_HOME: home, PORT: '0', ...env })
  const secret = webSecret(home)
  const accounts = createAccounts({
    database,
    secret: secret.sessions,
    publicUrl: config.publicUrl,
    log: silent,
    ...(hasRealPasswords ? {} : { passwords }),
  })
  const now = () => new Date()
  const ending = new AbortController()
  const watch = watchChanges(database)
  let bound: Bound | null = null
  const deps: WebDeps = {
    database,
    config,
    spokes: new Map(),
    blobs: folderStore(join(home, 'files')),
    now,
    log: silent,
    secretKey: Buffer.alloc(32, 7),
    rates: postgresLimiter(database, now),
    publicUrl: watchPublicUrl({ url: config.publicUrl, answerTo: secret.answerTo, now, log: silent }),
    answerTo: secret.answerTo,
    accounts,
    changes: watch,
    work: {
      takeHook: async () => ({ status: 404, sentence: 'No shop is connected under this address.' }),
      dropHooks: async () => null,
      refundOrder: () => Promise.reject(notFound('A payment of your own store for this order')),
      contextFrom: () => {
        throw new Error('no storefront in this test')
      },
      planningWorld: () => ({ rulesOf: () => null, deliveryOf: () => ({ kind: 'copy' }), now: now() }),
      listJobs: async () => [],
      retryJob: async () => false,
      removeDemo: async () => {},
      ...work,
    },
    till: noTill,
    screens: join(import.meta.dirname, '../../.ui-build'),
    version: 'test',
    bound: () => bound,
    queueState: () => 'ok',
    stopping: ending.signal,
    ...changes,
  }
  const server = await serveApp(createApp(deps, handlers), { host: config.host, port: config.port, graceMs: 500 })
  bound = server.bound
  const origin = `http://127.0.0.1:${bound.port}`
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= (async () => {
      ending.abort()
      await server.stop()
      deps.publicUrl.stop()
      await watch.close()
      await accounts.close()
      rmSync(home, { recursive: true, force: true })
    })()
    return closing
  }
  t.after(close)
  return {
    deps,
    config,
    origin,
    port: bound.port,
    async newOwner(name = 'Ana') {
      const email = `${name.toLowerCase()}-${Math.random().toString(36).slice(2, 10)}@example.com`
      const password = 'a long enough password'
      const user = await accounts.create({ name, email, password })
      const cookie = (await accounts.signIn(email, password)).map(one => one.split(';')[0]).join('; ')
      const shop = asShop(await startShop(database, { name: `${name}’s patterns`, currency: 'EUR', owner: user.id }))
      return { user: user.id, shop, cookie, api: createApi(origin, cookie) }
    },
    close,
  }
}
