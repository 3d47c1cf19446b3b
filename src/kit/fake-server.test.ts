import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock } from './fake-clock.ts'
import { callControl } from './fake-control.ts'
import { serveFake } from './fake-server.ts'

test('a pace is kept by each answer on the fake’s own clock, and what was answered at the same time counts once', async t => {
  const fake = await serveFake(
    { port: 0, controlPort: 0, stateDir: null, seed: 1 },
    {
      routeOf: (_method, path) => path,
      handle: async () => ({ status: 200, headers: {}, body: 'ok' }),
      tooLarge: () => ({ status: 413, headers: {}, body: '' }),
      refusal: () => null,
      faultNames: [],
      maxBodyBytes: 1_000,
      clock: new FakeClock(),
      verbs: {},
      changed: () => {},
      answerMs: () => 5_000,
      stop: async () => {},
    },
    () => {},
  )
  t.after(fake.stop)
  const verb = (name: string, input?: unknown) =>
    callControl(fake.controlUrl, name, input) as Promise<{ total: number; answeringMs: number }>
  const ask = async () => (await fetch(fake.url)).text()
  await verb('pace', { answerMs: 400 })
  await verb('scale', { scale: 4 })
  const begun = performance.now()
  await Promise.all([ask(), ask(), ask()])
  await ask()
  const tookMs = performance.now() - begun
  const { total, answeringMs } = await verb('requests')
  assert.equal(total, 4)
  // Two rounds of 100 ms of ours each, 400 ms of its own.
  assert.ok(tookMs >= 195, `${tookMs} ms`)
  assert.ok(answeringMs >= 780 && answeringMs <= tookMs * 4, `answering for ${answeringMs} ms of its own in ${tookMs} ms`)
  await verb('resetRequests')
  assert.equal((await verb('requests')).answeringMs, 0)
})
