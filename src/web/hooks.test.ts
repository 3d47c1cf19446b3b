import assert from 'node:assert/strict'
import test from 'node:test'
import { addressKeyHeader } from '#kit/address-key.ts'
import { testDatabase } from '#testing/database.ts'
import { testHub } from '#testing/web-hub.ts'
import type { HookDelivery } from './work-door.ts'

const database = await testDatabase()
const connection = '0192f0c8-0000-7000-8000-000000000001'

test('the very bytes go to the work behind, without a session or an origin, and its answer comes back', async t => {
  const heard: HookDelivery[] = []
  const answers = { kept: 200, forged: 401, nobody: 404 } as const
  const base = await testHub(t, database)
  const hub = await testHub(t, database, {
    changes: {
      work: {
        ...base.deps.work,
        takeHook: async delivery => {
          heard.push(delivery)
          return { status: answers[delivery.headers.get('x-case') as keyof typeof answers], sentence: 'Said.' }
        },
      },
    },
  })
  const body = Buffer.from([0x7b, 0xff, 0x00, 0x0a, 0x7d])
  const send = (kind: string, bytes: Buffer = body) =>
    fetch(`${hub.origin}/hooks/${connection}`, { method: 'POST', headers: { 'x-case': kind }, body: new Uint8Array(bytes) })
  for (const [kind, status] of Object.entries(answers)) assert.equal((await send(kind)).status, status)
  assert.deepEqual(Buffer.from(heard[0]!.body), body)
  assert.equal(heard[0]!.connection, connection)
  assert.equal((await send('kept', Buffer.alloc(1_048_577))).status, 413)
  assert.equal(heard.length, 3, 'what is too long is not handed on')
  assert.equal((await fetch(`${hub.origin}/hooks/${connection}`)).status, 404, 'a look with a browser does nothing')
})

test('what could not be kept is not acknowledged', async t => {
  const base = await testHub(t, database)
  const takeHook = () => Promise.reject(new Error('the disk is full'))
  const hub = await testHub(t, database, { changes: { work: { ...base.deps.work, takeHook } } })
  const response = await fetch(`${hub.origin}/hooks/${connection}`, { method: 'POST', body: '{}' })
  assert.deepEqual([response.status, await response.text()], [503, 'Not now.'])
})

test('the key of the address is handed on in a header that nobody outside can set', async t => {
  const base = await testHub(t, database)
  const heard: (string | null)[] = []
  const takeHook: typeof base.deps.work.takeHook = async ({ headers }) => {
    heard.push(headers.get(addressKeyHeader))
    return { status: 200, sentence: 'Said.' }
  }
  const hub = await testHub(t, database, { changes: { work: { ...base.deps.work, takeHook } } })
  for (const query of ['', '?key=own', '?key=', '?other=1'])
    await fetch(`${hub.origin}/hooks/${connection}${query}`, { method: 'POST', headers: { [addressKeyHeader]: 'forged' }, body: 'a=b' })
  assert.deepEqual(heard, [null, 'own', '', null])
})
