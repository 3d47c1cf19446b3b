import { mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Log } from '#log'
import { findBinaries } from './binaries.ts'
import {
  type Cluster,
  ensureCluster,
  isServing,
  ownerRole,
  type Postmaster,
  readPostmaster,
  startPostmaster,
  stopPostmaster,
} from './cluster.ts'
import { isServerAway } from './error.ts'
import { freePort } from './free-port.ts'
import { withLock } from './lock.ts'
import { appRole } from './roles.ts'
import { openBinaries, openPassage, serverUser } from './run-as.ts'
import { keptSecret } from './secret.ts'

export type Server = {
  ownerUrl: string
  appUrl: string
  /** The server was there already: another Selvage runs, or one was killed. */
  isAdopted: boolean
  /** Lets go of the server and, when nobody else uses it, stops it. Close pools first. */
  close(): Promise<void>
}

export type ServerOptions = {
  home: string
  log: Log
  /** Data that may be lost: no fsync, more connections. */
  isThrowAway?: boolean
  /** Leave the server running at close, for the next one. */
  keep?: boolean
}

const database = 'selvage'

/**
 * Our own PostgreSQL in `home/pg/18`: adopted when it runs, else started; brought back when it dies.
 * A session is held for as long as we use it: it tells of the server's death at once, and tells others that it is in use.
 */
export async function openServer({ home, log, isThrowAway = false, keep = false }: ServerOptions): Promise<Server> {
  const folder = join(home, 'pg')
  mkdirSync(folder, { recursive: true })
  const data = join(realpathSync(folder), '18')
  const user = serverUser(data)
  const binaries = findBinaries()
  for (const opened of [...openBinaries(user, binaries.folder, binaries.postgres), ...openPassage(user, data)])
    log.warn({ folder: opened }, 'PostgreSQL does not run as root: its user was given passage through this folder')
  const cluster: Cluster = { folder: realpathSync(folder), data, binaries, user, isThrowAway }
  const password = keptSecret(join(home, 'secret', 'database-owner'))
  const appPassword = keptSecret(join(home, 'secret', 'database-app'))
  const lock = join(folder, 'lock')
  let isClosing = false

  async function hold(): Promise<Held> {
    const held = await withLock(lock, () => adoptOrStart(cluster, password))
    held.session.once('end', () => {
      if (!isClosing) current = comeBack(held.server.port)
    })
    return held
  }

  async function comeBack(port: number): Promise<Held> {
    const since = Date.now()
    log.warn('the database has stopped; starting it again')
    for (let waitMs = 50; ; waitMs = Math.min(waitMs * 2, 10_000)) {
      try {
        const held = await hold()
        if (held.server.port !== port) log.error({ port: held.server.port }, 'the database came back on another port; restart Selvage')
        log.info({ ms: Date.now() - since }, 'the database is back')
        return held
      } catch (error) {
        if (isClosing) throw error
        log.error({ err: error }, 'the database did not come back; trying again')
        await sleep(waitMs)
      }
    }
  }

  let current: Promise<Held> = hold()
  const { server, isAdopted } = await current
  const url = (role: string, secret: string) => `postgres://${role}:${secret}@127.0.0.1:${server.port}/${database}`
  log.info({ port: server.port, isAdopted }, isAdopted ? 'found the database running' : 'started the database')
  return {
    ownerUrl: url(ownerRole, password),
    appUrl: url(appRole, appPassword),
    isAdopted,
    async close() {
      isClosing = true
      const held = await current.catch(() => null)
      if (held === null) return // it was away when we left; nothing of ours runs
      await withLock(lock, async () => {
        const isLast = !keep && (await isAloneSoon(held.session))
        await held.session.end().catch(() => {})
        const running = readPostmaster(cluster)
        if (isLast && running !== null && isServing(cluster, running.pid)) await stopPostmaster(cluster, running)
      })
    },
  }
}

/** The sessions of a process that was just killed are a moment in leaving; taken for users, they would leave the server running for nobody. */
async function isAloneSoon(session: pg.Client): Promise<boolean> {
  for (let attempt = 1; attempt <= 5; attempt++) {
    if (await isAlone(session)) return true
    await sleep(100)
  }
  return false
}

type Held = { session: pg.Client; server: Postmaster; isAdopted: boolean }

/** The sessions of a killed server may take so long to leave its memory, where much else runs. */
const leavingMs = 15_000

async function adoptOrStart(cluster: Cluster, password: string): Promise<Held> {
  ensureCluster(cluster, password)
  const until = Date.now() + leavingMs
  for (let attempt = 1; Date.now() < until; attempt++) {
    const adopted = await adopt(cluster, password)
    if (adopted !== null) return { ...adopted, isAdopted: true }
    const port = await choosePort(cluster, attempt)
    const server = await startPostmaster(cluster, port)
    if (server !== null) {
      writeFileSync(join(cluster.folder, 'port'), String(server.port))
      return { session: await openSession(server.port, password), server, isAdopted: false }
    }
    await sleep(200) // the last sessions of a killed server are still leaving, or its port is taken
  }
  throw new Error(`The database at ${cluster.data} is held by something else. See ${join(cluster.folder, 'server.log')}.`)
}

/** The port of last time, so that whoever was connected comes back to it; a free one at first and when that is taken. */
async function choosePort(cluster: Cluster, attempt: number): Promise<number> {
  try {
    const kept = Number(readFileSync(join(cluster.folder, 'port'), 'utf8'))
    if (kept > 0 && attempt < 10) return kept
  } catch {
    // First start.
  }
  return freePort()
}

/**
 * The server that `postmaster.pid` names, when it answers with our secret.
 *
 * @returns null when none runs; a file left by a crash, whose number now belongs to another process, is removed.
 * @throws {Error} when one runs on our folder and refuses us.
 */
async function adopt(cluster: Cluster, password: string): Promise<{ session: pg.Client; server: Postmaster } | null> {
  const deadline = Date.now() + 120_000 // after a power cut the server replays its log first
  for (;;) {
    const found = readPostmaster(cluster)
    if (found === null) return null
    if (!isServing(cluster, found.pid)) {
      rmSync(join(cluster.data, 'postmaster.pid'), { force: true })
      return null
    }
    try {
      if (found.port > 0) return { session: await openSession(found.port, password), server: found }
    } catch (error) {
      if (!isServerAway(error))
        throw new Error(
          `A PostgreSQL (process ${found.pid}) runs on ${cluster.data} but does not know our password in secret/database-owner: ${(error as Error).message}. Stop it, or put that file back.`,
        )
    }
    if (Date.now() > deadline)
      throw new Error(
        `The PostgreSQL (process ${found.pid}) on ${cluster.data} has not answered for two minutes. See ${join(cluster.folder, 'server.log')}.`,
      )
    await sleep(25)
  }
}

async function openSession(port: number, password: string): Promise<pg.Client> {
  const connect = async (name: string) => {
    const client = new pg.Client({
      host: '127.0.0.1',
      port,
      user: ownerRole,
      password,
      database: name,
      application_name: 'selvage hold',
      keepAlive: true,
    })
    client.on('error', () => {})
    await client.connect()
    return client
  }
  try {
    return await connect(database)
  } catch (error) {
    if ((error as { code?: string }).code !== '3D000') throw error // no such database: the folder is new
  }
  const first = await connect('postgres')
  await first.query(`create database ${database}`).finally(() => first.end())
  return connect(database)
}

async function isAlone(session: pg.Client): Promise<boolean> {
  try {
    const { rows } = await session.query<{ others: number }>(
      `select count(*)::int as others from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    )
    return rows[0]?.others === 0
  } catch {
    return false
  }
}
