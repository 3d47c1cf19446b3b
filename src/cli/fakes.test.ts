import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { control } from '#kit/fake-control.ts'
import { fakes } from '#kit/registry.ts'
import { startFakes } from './fakes.ts'

const cli = join(import.meta.dirname, '..', 'cli.ts')

const child = (...args: string[]) => spawn(process.execPath, [cli, 'fakes', ...args], { stdio: ['pipe', 'pipe', 'pipe'] })

async function firstLine(running: ReturnType<typeof child>): Promise<{ id: string; url: string; controlUrl: string }> {
  for await (const line of createInterface({ input: running.stdout }))
    return JSON.parse(line) as { id: string; url: string; controlUrl: string }
  throw new Error('It said nothing.')
}

test('one JSON line for each fake, answering at once; SIGTERM ends it with 0', async () => {
  const running = child('--seed', '3')
  const { id, url, controlUrl } = await firstLine(running)
  assert.ok((await fakes()).has(id))
  assert.equal((await control(controlUrl).credentials()).baseUrl, url)
  running.kill('SIGTERM')
  assert.deepEqual(await once(running, 'exit'), [0, null])
})

test('it ends by itself when the parent that held its input is gone', async () => {
  const running = child()
  await firstLine(running)
  running.stdin.end()
  assert.deepEqual(await once(running, 'exit'), [0, null])
})

test('wrong use is 2, an unknown fake is 1, each with a sentence', async () => {
  const tell = async (...args: string[]): Promise<readonly [unknown, string]> => {
    const running = child(...args)
    let said = ''
    running.stderr.on('data', part => {
      said += String(part)
    })
    const [code] = await once(running, 'exit')
    return [code, said]
  }
  const [wrong, unknown] = await Promise.all([tell('--port', 'x'), tell('--only', 'nothing-like-it')])
  assert.equal(wrong[0], 2)
  assert.match(wrong[1], /--port takes a whole number/)
  assert.equal(unknown[0], 1)
  assert.match(unknown[1], /There is no fake “nothing-like-it”/)
})

test('a port that is taken is refused, and nothing is left running', async () => {
  const started = await startFakes()
  const [first] = started
  assert.ok(first)
  await assert.rejects(startFakes({ port: Number(new URL(first.url).port) }), { code: 'EADDRINUSE' })
  await Promise.all(started.map(each => each.stop()))
})
