import { spawn, spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Binaries } from './binaries.ts'
import { giveTo, type RunAs } from './run-as.ts'

/** One PostgreSQL data folder, `18` inside `folder`, and what is known of the process that serves it. */
export type Cluster = { folder: string; data: string; binaries: Binaries; user: RunAs; isThrowAway: boolean }

export const ownerRole = 'selvage_owner'

export type Postmaster = { pid: number; port: number; isReady: boolean }

/** Of `postmaster.pid`, which PostgreSQL writes itself. @returns null when no server has claimed the folder. */
export function readPostmaster({ data }: Cluster): Postmaster | null {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
    const [pid, port] = [Number(lines[0]), Number(lines[3])]
    return pid > 0 ? { pid, port, isReady: lines[7]?.trim() === 'ready' } : null
  } catch {
    return null
  }
}

/** Is the process a PostgreSQL on this very folder? Where the system does not tell (no /proc), a living process counts as one. */
export function isServing(cluster: Cluster, pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(cluster.data)
  } catch {
    return process.platform !== 'linux'
  }
}

/** Makes the data folder when there is none; prepared beside and renamed, so that a killed start leaves nothing half-made. */
export function ensureCluster(cluster: Cluster, password: string): void {
  if (statSync(join(cluster.data, 'PG_VERSION'), { throwIfNoEntry: false }) !== undefined) return
  const draft = join(cluster.folder, `new-${process.pid}`)
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  try {
    writeFileSync(join(draft, 'password'), `${password}\n`, { mode: 0o600 })
    giveTo(cluster.user, join(draft, 'password'))
    giveTo(cluster.user, draft)
    const made = spawnSync(
      cluster.binaries.initdb,
      [
        ...['-D', join(draft, 'data'), '-U', ownerRole, `--pwfile=${join(draft, 'password')}`, '--auth=scram-sha-256'],
        ...[
          '--locale-provider=builtin',
          '--locale=C.UTF-8',
          '--encoding=UTF8',
          '--no-instructions',
          ...(cluster.isThrowAway ? ['--no-sync'] : []),
        ],
      ],
      { ...cluster.user, cwd: cluster.folder, env: serverEnv(), encoding: 'utf8' },
    )
    if (made.status !== 0)
      throw new Error(`The database folder ${cluster.data} could not be made: ${made.error?.message ?? made.stderr.trim().slice(-2000)}`)
    renameSync(join(draft, 'data'), cluster.data)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/**
 * Starts the server in a session of its own: it outlives us, so that a killed launcher costs no recovery.
 *
 * @returns null when another server holds the folder or the port; look again.
 */
export async function startPostmaster(cluster: Cluster, port: number): Promise<Postmaster | null> {
  const logPath = join(cluster.folder, 'server.log')
  if ((statSync(logPath, { throwIfNoEntry: false })?.size ?? 0) > 5_000_000) truncateSync(logPath)
  const from = statSync(logPath, { throwIfNoEntry: false })?.size ?? 0
  const log = openSync(logPath, 'a', 0o600)
  const child = spawn(cluster.binaries.postgres, ['-D', cluster.data, '-p', String(port), ...tuning(cluster)], {
    ...cluster.user,
    cwd: cluster.folder,
    env: serverEnv(),
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  let ended: string | undefined
  child.once('error', error => {
    ended = error.message
  })
  child.once('exit', code => {
    ended ??= `it ended with ${code}`
  })
  child.unref()
  for (;;) {
    await sleep(10)
    const found = readPostmaster(cluster)
    if (found?.pid === child.pid && found?.isReady) return found
    if (ended === undefined) continue
    const told = readFileSync(logPath, 'utf8').slice(from).trim()
    if (
      /could not bind|could not create any TCP|lock file .* already exists|shared memory block .* still in use|is still in use/.test(told)
    )
      return null
    throw new Error(`The database at ${cluster.data} did not start (${ended}): ${told.slice(-1500) || 'it said nothing'}. See ${logPath}.`)
  }
}

/** Fast shutdown: sessions end, everything is on disk. Resolves when the process is gone. */
export async function stopPostmaster(cluster: Cluster, { pid }: Postmaster): Promise<void> {
  // A signal would end a Windows process at once.
  if (process.platform === 'win32') spawnSync(cluster.binaries.pgCtl, ['stop', '-D', cluster.data, '-m', 'fast'], { windowsHide: true })
  else process.kill(pid, 'SIGINT')
  for (let waited = 0; readPostmaster(cluster)?.pid === pid && isServing(cluster, pid); waited += 20) {
    if (waited > 60_000) throw new Error(`The database (process ${pid}) did not stop within a minute.`)
    await sleep(20)
  }
}

/** A desktop's share of memory; on loopback only; statements and rows stay out of the server's log. */
function tuning({ isThrowAway }: Cluster): string[] {
  const options: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: isThrowAway ? '300' : '120',
    shared_buffers: '128MB',
    effective_cache_size: '512MB',
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    max_wal_size: '512MB',
    jit: 'off', // a compile costs more than these short queries
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    idle_in_transaction_session_timeout: '5min',
    ...(isThrowAway ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' } : {}),
  }
  return Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

function serverEnv(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP, TMP } = process.env
  return Object.fromEntries(
    Object.entries({ PATH, SystemRoot, TEMP, TMP, LC_ALL: 'C', TZ: 'UTC' }).filter(([, value]) => value !== undefined),
  )
}
