import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { freePort } from './free-port.ts'

test('it can be listened at, and no outgoing connection is given it', async () => {
  const port = await freePort()
  assert.ok(port >= 20_000 && port < 32_768, `${port}`)
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  server.close()
})

test('one that is taken is not told', async t => {
  t.mock.method(
    Math,
    'random',
    (() => {
      let at = 0
      return () => [0.5, 0.5, 0.75][at++] ?? 0.9
    })(),
  )
  const first = await freePort()
  const server = createServer().listen(first, '127.0.0.1')
  await once(server, 'listening')
  assert.notEqual(await freePort(), first)
  server.close()
})
