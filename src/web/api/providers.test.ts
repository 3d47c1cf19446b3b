/** Connecting a payment provider from the form to the till, at every provider there is, against its pretend platform. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { payControl } from '#kit/pay-fake.ts'
import { memoryLimiter } from '#kit/rate.ts'
import { payFakes, pays } from '#kit/registry.ts'
import { testDatabase } from '#testing/database.ts'
import { testHub } from '#testing/web-hub.ts'
import { testWorld } from '#testing/work-deps.ts'
import { contextFrom } from '#work/spoke-context.ts'
import { tillOf } from '#work/till.ts'

const database = await testDatabase()
const [spokes, fakes] = [await pays(), await payFakes()]

for (const [id, spoke] of spokes)
  describe(`connecting ${id}`, () => {
    test('keys are tried and kept, one account once; renewed, live, found at the till, paused, removed, and never shown', async t => {
      const running = await fakes.get(id)!.start({ port: 0, controlPort: 0, stateDir: null, seed: 5 })
      t.after(() => running.stop())
      const { baseUrl, settings } = await payControl(running.controlUrl).credentials()
      const now = () => new Date()
      const deps = { ...testWorld(database).deps, pays: spokes, now, rates: memoryLimiter(now) }
      const hub = await testHub(t, database, {
        changes: { pays: spokes },
        work: { contextFrom: given => contextFrom(deps, { ...given, requestClass: 'push' }) },
      })
      const { shop, cookie } = await hub.newOwner()
      const ask = async (method: string, path: string, body?: unknown) => {
        const response = await fetch(`${hub.origin}/api/v1${path}`, {
          method,
          headers: { origin: hub.origin, cookie, 'content-type': 'application/json' },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        })
        const text = await response.text()
        for (const value of Object.values(settings as Record<string, string>))
          if (value.length > 90 || /^rk_/.test(value)) assert.ok(!text.includes(value), 'a key was shown')
        return {
          status: response.status,
          body: JSON.parse(text) as Record<string, never> & { id: string; code?: string; detail?: string; items?: never[] },
        }
      }
      const at = `/shops/${shop}/providers`
      const known = await ask('GET', '/payment-providers')
      assert.ok((known.body.items as unknown as { id: string; steps: string[] }[]).some(one => one.id === id && one.steps.length > 0))
      const given = { provider: id, baseUrl, settings }
      const wrong = Object.fromEntries(
        Object.entries(settings as Record<string, string>).map(([name, value]) => [name, `${value.slice(0, -4)}zzzz`]),
      )
      assert.equal((await ask('POST', `${at}/check`, { ...given, settings: wrong })).status, 409)
      assert.equal((await ask('POST', `${at}/check`, { ...given, settings: {} })).status, 400)
      assert.equal((await ask('POST', `${at}/check`, { ...given, provider: 'no-such' })).status, 400)
      const tried = await ask('POST', `${at}/check`, given)
      assert.deepEqual([tried.status, tried.body.isSandbox], [200, true])
      const made = await ask('POST', at, { ...given, label: '' })
      assert.deepEqual([made.status, made.body.label, made.body.state, made.body.isSandbox], [200, spoke.label, 'rehearsal', true])
      assert.equal((await ask('POST', at, { ...given, label: 'Again' })).status, 409)
      const one = `${at}/${made.body.id}`
      assert.equal((await ask('PATCH', one, { settings, label: 'Pay here' })).body.label, 'Pay here')
      assert.equal((await ask('PATCH', one, { settings: wrong })).status, 409)
      const till = tillOf(deps)
      assert.deepEqual(await till.providers(shop), [])
      assert.equal((await ask('POST', `${one}/state`, { to: 'live' })).body.state, 'live')
      assert.deepEqual(await till.providers(shop), [{ connectionId: made.body.id, label: 'Pay here' }])
      assert.equal((await ask('POST', `${one}/look`, {})).status, 200)
      assert.deepEqual((await ask('GET', `/shops/${shop}/connections`)).body.items, [], 'no storefront')
      assert.equal((await ask('GET', `/shops/${shop}/connections/${made.body.id}`)).status, 404)
      assert.equal((await ask('POST', `${one}/state`, { to: 'paused' })).body.state, 'paused')
      assert.deepEqual(await till.providers(shop), [])
      assert.equal((await ask('POST', `${one}/remove`, {})).status, 200)
      assert.deepEqual((await ask('GET', at)).body.items, [])
      const again = await ask('POST', at, { ...given, label: 'Back' })
      assert.deepEqual([again.body.id, again.body.state], [made.body.id, 'rehearsal'])
    })
  })
