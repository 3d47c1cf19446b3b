import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { readConfig } from '#config'
import { openDatabase } from '#database/open.ts'
import { noteClock } from '#hub/connection/note-clock.ts'
import { createLog } from '#log'
import { newShop } from '#testing/database.ts'
import { newConnection } from '#testing/sales.ts'
import { runCommand } from '../cli.ts'
import type { Io } from './io.ts'

/** Empty at first; one after another the tests find there what the one before has left. */
const home = mkdtempSync(join(tmpdir(), 'selvage-doctor-'))
test.after(() => rmSync(home, { recursive: true, force: true }))

type Said = { what?: string; state?: string; says?: string; link?: string }

function talk(env: Record<string, string>): { io: Io; said: Said[] } {
  const said: Said[] = []
  const refuse = (reason: string) => {
    said.push({ says: reason })
    return 1 as const
  }
  const wrongUse = (reason: string) => {
    said.push({ says: reason })
    return 2 as const
  }
  return { said, io: { isJson: true, env, say: fact => void said.push(fact as Said), refuse, wrongUse } }
}

test('doctor says of an empty home what is good, what is off and what that costs; owner-link prints a way in', async () => {
  const { io, said } = talk({ SELVAGE_HOME: home, PORT: '1' })
  const code = await runCommand(['doctor'], io)
  const stateOf = (what: string) => said.find(one => one.what === what)?.state
  assert.deepEqual([stateOf('database'), stateOf('public address'), stateOf('mail server')], ['good', 'off', 'off'])
  assert.match(said.find(one => one.what === 'mail server')?.says ?? '', /reach nobody/)
  assert.equal(code, 0)

  const owner = talk({ SELVAGE_HOME: home, PORT: '4400' })
  assert.equal(await runCommand(['owner-link'], owner.io), 0)
  assert.match(owner.said[0]?.link ?? '', /^http:\/\/127\.0\.0\.1:4400\/owner\/[\w-]{32}$/)
  const named = talk({ SELVAGE_HOME: home, SELVAGE_PUBLIC_URL: 'https://patterns.example.com/' })
  assert.equal(await runCommand(['owner-link'], named.io), 0)
  assert.match(named.said[0]?.link ?? '', /^https:\/\/patterns\.example\.com\/owner\//)
  assert.equal(await runCommand(['doctor', 'please'], named.io), 2)
})

test('doctor ends with 1 for a key that others can read, an address that leads elsewhere and a silent mail server', async () => {
  writeFileSync(join(home, 'secret/key'), 'A'.repeat(43))
  chmodSync(join(home, 'secret/key'), 0o644)
  const closed = await new Promise<number>(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
  const { io, said } = talk({
    SELVAGE_HOME: home,
    PORT: String(closed),
    SELVAGE_PUBLIC_URL: `http://127.0.0.1:${closed}`,
    SELVAGE_SMTP_URL: `smtp://user:hunter2@127.0.0.1:${closed}`,
  })
  assert.equal(await runCommand(['doctor'], io), 1)
  const bad = said.filter(one => one.state === 'bad').map(one => one.what)
  assert.deepEqual(bad, ['secret key', 'public address', 'mail server'])
  assert.doesNotMatch(JSON.stringify(said), /hunter2/)
  chmodSync(join(home, 'secret/key'), 0o600)
})

test('doctor says whose clock is minutes off, and ends with 1', async () => {
  const config = readConfig({ SELVAGE_HOME: home })
  const { database, close } = await openDatabase(config, createLog('silent'), { max: 3 })
  const shop = await newShop(database)
  const connection = await newConnection(database, shop)
  await database.inShop(shop, tx => noteClock(tx, connection, { lowMs: -421_000, highMs: -419_500 }))
  await close()
  const { io, said } = talk({ SELVAGE_HOME: home, PORT: '1' })
  assert.equal(await runCommand(['doctor'], io), 1)
  const { state, says } = said.find(({ what }) => what?.endsWith('Stub shop'))!
  assert.equal(state, 'bad')
  assert.match(says!, /The clock of your shop is 7 minutes behind/)
})
