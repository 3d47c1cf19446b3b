import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '#database/free-port.ts'
import { queuedMs } from '../drill/hub-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'selvage-start-'))
const launcher = join(import.meta.dirname, '../../bin/selvage')
const port = await freePort()
const env = {
  ...process.env,
  SELVAGE_HOME: join(folder, 'data'),
  PORT: String(port),
  SELVAGE_DEMO: 'off',
  SELVAGE_LOG: 'warn',
  DATABASE_URL: '',
  SELVAGE_PUBLIC_URL: '',
  SELVAGE_FAKES_PORT: '0',
}
const running = new Set<ChildProcess>()
after(() => {
  for (const child of running) child.kill('SIGTERM')
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
})

function start(args: string[] = ['start'], more: Record<string, string> = {}): { child: ChildProcess; said: () => string } {
  const child = spawn(process.execPath, [launcher, ...args], { env: { ...env, ...more }, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  child.once('exit', () => running.delete(child))
  let text = ''
  const hear = (part: Buffer) => {
    text += part
  }
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', hear)
  return { child, said: () => text }
}

async function readyWithin(limitMs: number, { child, said }: ReturnType<typeof start>): Promise<void> {
  const from = performance.now()
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null)
    const tookMs = performance.now() - from
    if (answer?.status === 200) {
      assert.deepEqual(await answer.json(), { ready: true, database: 'ok', migrations: 'ok', queue: 'ok' })
      return
    }
    await answer?.body?.cancel()
    assert.equal(child.exitCode, null, `it ended: ${said()}`)
    assert.ok(tookMs - queuedMs(child.pid!) < limitMs, `not ready after ${limitMs} ms: ${said()}`)
    await sleep(25)
  }
}

const databasePid = () => readFileSync(join(folder, 'data/pg/18/postmaster.pid'), 'utf8').split('\n')[0]

test('a wrong setting ends with 2 and names the setting, a wrong role as well; what cannot be reached or written is 1 and says what to do', async () => {
  const setting = start(['start'], { SELVAGE_UPLOAD_LIMIT_MB: 'much' })
  assert.deepEqual(await once(setting.child, 'close'), [2, null])
  assert.match(setting.said(), /^SELVAGE_UPLOAD_LIMIT_MB should be a number\./)
  const elsewhere = start(['owner-link'], { DATABASE_URL: 'postgres://nobody:secret@localhost:1/none' })
  assert.deepEqual(await once(elsewhere.child, 'close'), [1, null])
  assert.match(elsewhere.said(), /^The database that DATABASE_URL names does not answer .*correct DATABASE_URL\.\n$/)
  const home = start(['owner-link'], { SELVAGE_HOME: join(launcher, 'data') })
  assert.deepEqual(await once(home.child, 'close'), [1, null])
  assert.match(home.said(), /The data folder is .*selvage.data \(SELVAGE_HOME\): it must be writable/)
  const role = start(['start', '--role', 'cook'])
  assert.deepEqual(await once(role.child, 'close'), [2, null])
  assert.match(role.said(), /--role web or --role work/)
})

test('started, killed with -9, started again: the database of the killed start is adopted in less than five seconds; SIGTERM drains and ends with 0', async () => {
  const first = start()
  await readyWithin(30_000, first)
  const alive = await fetch(`http://127.0.0.1:${port}/healthz`)
  assert.equal(((await alive.json()) as { ok: boolean }).ok, true)
  const pid = databasePid()
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  const second = start()
  await readyWithin(5_000, second)
  assert.equal(databasePid(), pid, 'the same server')
  const reset = start(['demo', 'reset'], { PORT: '1' })
  assert.deepEqual(await once(reset.child, 'close'), [1, null], 'not under a running Selvage, whatever its port')
  assert.match(reset.said(), /Selvage is running on .*Stop it first/)
  second.child.kill('SIGTERM')
  assert.deepEqual(await once(second.child, 'exit'), [0, null], second.said())
  assert.throws(databasePid, /ENOENT/, 'the database was stopped with the last of its users')
})

test('help lists each command once and, with --json, as JSON lines', async () => {
  const { child, said } = start(['help', '--json'])
  assert.deepEqual(await once(child, 'close'), [0, null])
  const names = said()
    .trim()
    .split('\n')
    .map(line => (JSON.parse(line) as { command?: string }).command)
    .filter(name => name !== undefined)
  assert.ok(names.includes('start') && names.includes('test'))
  assert.equal(new Set(names).size, names.length)
  const unknown = start(['cook'])
  assert.deepEqual(await once(unknown.child, 'close'), [2, null])
})
