import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { createDatabase } from '#database'
import { silent } from '#log'
import { withLock } from './lock.ts'
import { keptSecret } from './secret.ts'
import { openServer, type Server } from './server.ts'

// mkdtemp gives 0700, so under root the server's user has to be let through.
const home = join(mkdtempSync(join(tmpdir(), 'selvage-server-')), 'data')
const options = { home, log: silent, isThrowAway: true }
/** Whatever a failed test has left running: it would keep this process, and the server, for ever. */
const left = new Set<{ end(): Promise<void> | void }>()
after(async () => {
  for (const { end } of left) await end()
  if (isRunning() && pidOf() !== process.pid) process.kill(pidOf(), 'SIGKILL')
  rmSync(join(home, '..'), { recursive: true, force: true, maxRetries: 5 })
})

async function opened(): Promise<Server> {
  const server = await openServer(options)
  const one = { end: () => server.close() }
  left.add(one)
  return { ...server, close: () => server.close().finally(() => left.delete(one)) }
}

const pidOf = () => Number(readFileSync(join(home, 'pg/18/postmaster.pid'), 'utf8').split('\n')[0])
const isRunning = () => {
  try {
    return pidOf() > 0
  } catch {
    return false
  }
}

/** A process of its own that opens the server, prints whether it found one, and stays. */
async function holder(): Promise<{ child: ChildProcess; isAdopted: boolean }> {
  const code = `import { openServer } from '#database/server.ts'
    import { silent } from '#log'
    const server = await openServer({ home: ${JSON.stringify(home)}, log: silent, isThrowAway: true })
    process.on('SIGTERM', () => server.close().then(() => process.exit(0)))
    console.log(server.isAdopted)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  left.add({ end: () => void child.kill('SIGKILL') })
  const exited = once(child, 'exit').then(([code]) => assert.fail(`the process ended with ${code} before it had a server`))
  const [line] = (await Promise.race([once(child.stdout!, 'data'), exited])) as [Buffer]
  return { child, isAdopted: line.toString().trim() === 'true' }
}

test('a new home gets a server behind a password, and the last to leave stops it', async () => {
  const server = await opened()
  assert.equal(server.isAdopted, false)
  assert.equal(statSync(join(home, 'secret/database-owner')).mode & 0o777, 0o600)
  const wrong = new URL(server.ownerUrl)
  wrong.password = 'guess'
  await assert.rejects(new pg.Client({ connectionString: wrong.href }).connect(), /password authentication failed/)
  const client = new pg.Client({ connectionString: server.ownerUrl })
  await client.connect()
  const { rows } =
    await client.query(`select current_setting('server_version_num')::int / 10000 as major, current_setting('listen_addresses') as address, datlocprovider as provider
    from pg_database where datname = current_database()`)
  assert.deepEqual(rows[0], { major: 18, address: '127.0.0.1', provider: 'b' })
  await client.end()
  await server.close()
  assert.equal(isRunning(), false)
})

test('after kill -9 of the process that started it, the next one adopts the running server within five seconds', async () => {
  const first = await holder()
  assert.equal(first.isAdopted, false)
  const pid = pidOf()
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  assert.equal(pidOf(), pid)
  const started = performance.now()
  const server = await opened()
  const tookMs = performance.now() - started
  assert.equal(server.isAdopted, true)
  assert.equal(pidOf(), pid)
  assert.ok(tookMs < 5_000, `${tookMs} ms`)
  await server.close()
  assert.equal(isRunning(), false)
})

test('of three starts at once one runs the server and the others adopt it; it stays until the last has left', async () => {
  const all = await Promise.all([holder(), holder(), holder()])
  assert.deepEqual(all.map(({ isAdopted }) => isAdopted).sort(), [false, true, true])
  const pid = pidOf()
  for (const [at, { child }] of all.entries()) {
    assert.equal(pidOf(), pid)
    child.kill('SIGTERM')
    assert.deepEqual(await once(child, 'exit'), [0, null], `process ${at}`)
  }
  assert.equal(isRunning(), false)
})

test('a server that dies is back, on the same port, before a caller gives up', async () => {
  const server = await opened()
  const database = createDatabase({ url: server.ownerUrl, max: 2 })
  const shop = '00000000-0000-4000-8000-000000000001' as Parameters<typeof database.inShop>[0]
  await database.inShop(shop, async () => {})
  const pid = pidOf()
  process.kill(pid, 'SIGKILL')
  await sleep(30)
  for (let attempt = 0; ; attempt++) {
    try {
      await database.inShop(shop, async () => {})
      break
    } catch (error) {
      // A connection of the pool that was lost with the server tells so once.
      if (attempt === 5) throw error
    }
  }
  assert.notEqual(pidOf(), pid)
  await database.close()
  await server.close()
})

test('a file left by a crash, whose number now belongs to another process, is no server', async () => {
  writeFileSync(join(home, 'pg/18/postmaster.pid'), `${process.pid}\n${join(home, 'pg/18')}\n1\n1\n\n127.0.0.1\n\nready\n`)
  const server = await opened()
  assert.equal(server.isAdopted, false)
  await server.close()
})

test('a lock whose holder is gone is taken; one whose holder lives is waited for and named', async () => {
  const path = join(home, 'a-lock')
  const gone = spawn(process.execPath, ['-e', ''])
  await once(gone, 'exit')
  writeFileSync(path, JSON.stringify({ pid: gone.pid, born: null }))
  assert.equal(await withLock(path, async () => 'mine', 1_000), 'mine')
  await withLock(path, () =>
    assert.rejects(
      withLock(path, async () => {}, 50),
      new RegExp(`is held by process ${process.pid} `),
    ),
  )
})

test('a secret is made once and a damaged one is not made anew', () => {
  const path = join(home, 'secret/example')
  assert.equal(keptSecret(path), keptSecret(path))
  writeFileSync(path, 'short')
  assert.throws(() => keptSecret(path), /is damaged/)
})
