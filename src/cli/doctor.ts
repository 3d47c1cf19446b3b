import { accessSync, constants, existsSync, mkdirSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { type Config, readConfig } from '#config'
import { type Database, directory } from '#database'
import { openDatabase } from '#database/open.ts'
import { readiness } from '#database/readiness.ts'
import { clockSentence, narrow } from '#hub/connection/clock-gap.ts'
import { listConnections } from '#hub/connection/read-connections.ts'
import { keptKey } from '#hub/connection/secret-key.ts'
import { folderStore } from '#hub/file/blob-store.ts'
import { readShop } from '#hub/shop/read-shop.ts'
import { postgresLimiter } from '#kit/rate-postgres.ts'
import { shops } from '#kit/registry.ts'
import { createLog, maskText } from '#log'
import { watchPublicUrl } from '#web/public-url.ts'
import { webSecret } from '#web/web-secret.ts'
import type { WorkDeps } from '#work/deps.ts'
import { contextOf } from '#work/spoke-context.ts'
import type { Io } from './io.ts'

/** good; off: not set up, which costs something; bad: to be mended. */
interface Finding {
  readonly what: string
  readonly state: 'good' | 'off' | 'bad'
  readonly says: string
}

const marks = { good: 'ok ', off: '-- ', bad: '!! ' } as const
const leastFreeBytes = 2 * 1024 ** 3
const log = createLog('silent')

/** `bin/selvage doctor [--live]`: what is reachable, what is not, and what that costs. Exits 1 when something is to be mended. */
export async function run(args: string[], io: Io): Promise<number> {
  const isLive = args[0] === '--live'
  if (args.length > (isLive ? 1 : 0)) return io.wrongUse('doctor takes --live (asks each connected shop as well) or nothing')
  const config = readConfig(io.env)
  let isBad = false
  const tell = (finding: Finding) => {
    isBad ||= finding.state === 'bad'
    io.say({ ...finding }, `${marks[finding.state]} ${finding.what}: ${finding.says}`)
  }
  mkdirSync(config.home, { recursive: true })
  for (const check of [disk, secretFiles, screens]) tell(check(config))
  await checkDatabase(config, tell, isLive)
  tell(await publicAddress(config))
  tell(await mailServer(config))
  return isBad ? 1 : 0
}

function disk({ home }: Config): Finding {
  const what = 'disk'
  try {
    accessSync(home, constants.W_OK)
  } catch {
    return { what, state: 'bad', says: `${home} cannot be written to. Give its owner the right to, or set SELVAGE_HOME to another folder.` }
  }
  const { bavail, bsize } = statfsSync(home)
  const free = bavail * bsize
  const says = `${(free / 1024 ** 3).toFixed(1)} GB are free at ${home}`
  return free < leastFreeBytes
    ? { what, state: 'bad', says: `${says}. The database and your files need room: free some, at least 2 GB.` }
    : { what, state: 'good', says: `${says}.` }
}

function secretFiles({ home }: Config): Finding {
  const what = 'secret key'
  const path = join(home, 'secret', 'key')
  if (!existsSync(path))
    return {
      what,
      state: 'off',
      says: `${path} is made at the first start. Keep a copy of the folder ${join(home, 'secret')} with your backups.`,
    }
  const mode = statSync(path).mode & 0o777
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    return {
      what,
      state: 'bad',
      says: `${path} can be read by others (mode ${mode.toString(8)}). It opens the keys of all connected shops: chmod 600 it.`,
    }
  return {
    what,
    state: 'good',
    says: `${path} is there and only its owner can read it. Without it in your backups the shops’ keys are lost.`,
  }
}

function screens(): Finding {
  return existsSync(join(import.meta.dirname, '../../.ui-build/index.html'))
    ? { what: 'screens', state: 'good', says: 'they are built.' }
    : { what: 'screens', state: 'off', says: 'they are not built yet; npm start builds them.' }
}

async function checkDatabase(config: Config, tell: (finding: Finding) => void, isLive: boolean): Promise<void> {
  const what = 'database'
  let open: Awaited<ReturnType<typeof openDatabase>>
  try {
    open = await openDatabase(config, log, { max: 3 })
  } catch (error) {
    return tell({ what, state: 'bad', says: `${maskText((error as Error).message)} Nothing works without it.` })
  }
  try {
    const wrong = Object.values(await readiness(open.database)).find(state => state !== 'ok')
    tell(
      wrong === undefined
        ? {
            what,
            state: 'good',
            says: `it answers${open.isAdopted ? '' : ' (started for this look)'}, with all migrations and a role that the walls between shops bind.`,
          }
        : { what, state: 'bad', says: `${wrong}.` },
    )
    await checkShops(config, open.database, tell, isLive)
  } finally {
    await open.close()
  }
}

async function checkShops(config: Config, database: Database, tell: (finding: Finding) => void, isLive: boolean): Promise<void> {
  const now = () => new Date()
  const deps = async (): Promise<WorkDeps> => ({
    database,
    config,
    spokes: await shops(),
    blobs: folderStore(join(config.home, 'files')),
    now,
    log,
    secretKey: await keptKey(database, config.home),
    rates: postgresLimiter(database, now),
    publicUrl: () => ({ state: 'unchecked', url: config.publicUrl ?? null, checkedAt: null, sentence: '' }),
  })
  for (const shop of await directory.shops(database)) {
    const { name, connections } = await database.inShop(shop, async tx => ({
      ...(await readShop(tx)),
      connections: await listConnections(tx),
    }))
    if (connections.length === 0) tell({ what: name, state: 'off', says: 'no storefront is connected: nothing is sold or listed.' })
    for (const connection of connections) {
      const label = `${name}, ${connection.label}`
      if (connection.state === 'reconnect') {
        tell({ what: label, state: 'bad', says: `${connection.reason ?? 'it needs its keys again.'} Its sales are not read meanwhile.` })
        continue
      }
      const last = connection.lastPollAt === null ? 'not read yet' : `last read ${connection.lastPollAt.toISOString()}`
      if (!isLive) {
        const clock = clockSentence(connection.clock)
        const says = `${connection.state}, ${last}.${connection.state === 'live' ? '' : ' Nothing is sent to it.'}`
        if (clock === null) tell({ what: label, state: connection.state === 'live' ? 'good' : 'off', says })
        else tell({ what: label, state: 'bad', says: `${says} ${clock}` })
        continue
      }
      try {
        const world = await deps()
        const { spoke, ctx, clock } = contextOf(world, shop, connection, 'sweep')
        const facts = await spoke.verify(ctx)
        const apart = clockSentence(clock.gap === null ? connection.clock : narrow(connection.clock, clock.gap))
        const warnings = [...facts.warnings, ...(apart === null ? [] : [apart])]
        tell({
          what: label,
          state: warnings.length > 0 ? 'bad' : 'good',
          says: [`${facts.name} answers (${connection.state}, ${last}).`, ...warnings].join(' '),
        })
      } catch (error) {
        tell({
          what: label,
          state: 'bad',
          says: `${maskText((error as Error).message)} Its sales are not read and nothing is sent meanwhile.`,
        })
      }
    }
  }
}

async function publicAddress({ publicUrl: url, home, port }: Config): Promise<Finding> {
  const what = 'public address'
  const watch = watchPublicUrl({ url, answerTo: webSecret(home).answerTo, now: () => new Date(), log })
  const { state, sentence } = await watch.check()
  if (state === 'none')
    return { what, state: 'off', says: `${sentence} Shops cannot tell of sales at once, and files are copied into the shop’s own store.` }
  if (state === 'reached') return { what, state: 'good', says: sentence }
  const isRunning = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(1_000) }).then(
    response => response.ok,
    () => false,
  )
  const hint = isRunning ? '' : ` Selvage does not run on port ${port} here; start it and look again.`
  return { what, state: 'bad', says: `${sentence}${hint}` }
}

async function mailServer({ smtpUrl }: Config): Promise<Finding> {
  const what = 'mail server'
  if (smtpUrl === undefined)
    return { what, state: 'off', says: 'none is set (SELVAGE_SMTP_URL): mails are kept in the mail log and reach nobody.' }
  const transport = createTransport({ url: smtpUrl, connectionTimeout: 8_000, greetingTimeout: 8_000, socketTimeout: 8_000 })
  try {
    await transport.verify()
    return { what, state: 'good', says: `${new URL(smtpUrl).host} takes mails from us.` }
  } catch (error) {
    const { code = 'no answer' } = error as { code?: string }
    return { what, state: 'bad', says: `${new URL(smtpUrl).host} does not take mails (${code}). They wait; look at SELVAGE_SMTP_URL.` }
  } finally {
    transport.close()
  }
}
