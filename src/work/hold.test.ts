/** "Hold everything", pressed while much is under way. Measured on the far side: what begins there, and when. */
import assert from 'node:assert/strict'
import { after, suite, type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { SMTPServer } from 'smtp-server'
import { moveTo } from '#hub/connection/move-state.ts'
import { holdEverything, letGo } from '#hub/shop/hold.ts'
import { publishingFakes, shopById } from '#kit/registry.ts'
import { isCannot } from '#kit/shop.ts'
import { testDatabase } from '#testing/database.ts'
import { type StorefrontStage, storefrontStage } from '#testing/storefront-stage.ts'
import { isWhole } from '#testing/whole.ts'
import { reached } from '#testing/work-deps.ts'
import type { WorkDeps } from './deps.ts'
import { keepHooks } from './hooks.ts'
import { mailFiles } from './mail-files.ts'
import { poll } from './poll.ts'
import { sendMails } from './send-mail.ts'

const database = await testDatabase()
/** A write takes so long there; some are under way when she presses. */
const slowMs = 300
/** The promise. */
const withinMs = 5_000

/** Watches the far side's own count of writes. @returns the times at which one more began, by the clock of this machine. */
function watchWrites(t: TestContext, { far }: StorefrontStage) {
  const begun: number[] = []
  let isOver = false
  void (async () => {
    for (;;) {
      const { byRoute } = await far.requests().catch(() => ({ byRoute: {} }))
      if (isOver) return
      const writes = Object.entries(byRoute).reduce((sum, [route, count]) => sum + (/^(GET|HEAD) /.test(route) ? 0 : count), 0)
      while (begun.length < writes) begun.push(Date.now())
      await pause(50)
    }
  })()
  t.after(() => {
    isOver = true
  })
  return begun
}

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const giveUpAt = Date.now() + 30_000; !(await isSo()); await pause(10)) assert.ok(Date.now() < giveUpAt, what)
}

const presses = {
  'everything is held': {
    press: (hub: StorefrontStage) => hub.inShop(tx => holdEverything(tx, hub.deps.now())),
    release: (hub: StorefrontStage) => hub.inShop(tx => letGo(tx, hub.deps.now())),
  },
  'the shop is paused': {
    press: (hub: StorefrontStage) => hub.inShop(tx => moveTo(tx, hub.connectionId, 'paused', hub.deps.now())),
    release: async (hub: StorefrontStage) => {
      await hub.inShop(tx => moveTo(tx, hub.connectionId, 'live', hub.deps.now()))
      // Due at once after it.
      await hub.look()
    },
  },
}

/** A mail server that takes its time, and the moments at which a mail began. */
async function slowMailServer() {
  const begun: number[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onMailFrom(_address, _session, done) {
      begun.push(Date.now())
      done()
    },
    onData(stream, _session, done) {
      stream.resume()
      stream.on('end', () => setTimeout(done, slowMs))
    },
  })
  server.on('error', () => {})
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  after(() => new Promise<void>(resolve => server.close(() => resolve())))
  return { begun, smtpUrl: `smtp://127.0.0.1:${(server.server.address() as { port: number }).port}` }
}

const spokes = [...(await publishingFakes()).keys()]

// Each has a shop and a storefront of its own, and waits most of the time: side by side they take as long as one.
suite('pressed in the middle', { concurrency: true }, () => {
  for (const [nth, spoke] of spokes.entries()) {
    // By day one storefront alone is paused; all are held.
    for (const [what, { press, release }] of Object.entries(presses).slice(0, isWhole || nth === 0 ? 2 : 1))
      test(`${spoke}: ${what} in the middle of eight new listings, and nothing begins there any more; released, each is there once`, async t => {
        const hub = await storefrontStage(t, database, { spoke, delivery: 'copy' })
        const patterns: string[] = []
        for (let at = 0; at < 8; at++) patterns.push(await hub.addPattern(`Pattern ${at}`, `P-${at}`))
        await hub.press(patterns)
        await hub.far.resetRequests()
        const begun = watchWrites(t, hub)
        for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'])
          await hub.far.fault({ name: 'slow', times: null, on: `${method} `, value: slowMs })

        const running = hub.run()
        await until('four writes have begun', () => begun.length >= 4)
        await press(hub)
        const pressedAt = Date.now()
        const report = await running
        const tookMs = Date.now() - pressedAt
        assert.deepEqual([report.needsYou, report.failed], [0, 0])
        assert.ok(report.proven < 8, 'it was pressed in the middle')
        // The clock goes on asking meanwhile.
        for (let round = 0; round < 3; round++) {
          await pause(200)
          await hub.pass(60_000)
          await hub.run()
          await keepHooks(hub.deps, { shop: hub.shop, connection: hub.connectionId })
        }
        const lastMs = Math.max(0, ...begun.map(at => at - pressedAt))
        t.diagnostic(`the last write began ${lastMs} ms after the press, the run ended after ${tookMs} ms`)
        assert.ok(lastMs < slowMs, `a write began ${lastMs} ms after the press`)
        assert.ok(tookMs < withinMs, `the run ended after ${tookMs} ms`)
        const waiting = await Promise.all(patterns.map(hub.stateOf))
        assert.deepEqual([...new Set(waiting.map(({ state, reason }) => `${state} ${reason}`))], ['waiting null'], 'and nobody is blamed')

        await hub.far.clearFaults()
        await release(hub)
        for (let round = 0; round < 4; round++) {
          await hub.run()
          await hub.pass(5_000)
        }
        const states = await Promise.all(patterns.map(hub.stateOf))
        assert.deepEqual(
          states.map(({ state, reason }) => [state, reason]),
          patterns.map(() => ['updated', null]),
        )
        const skus = (await hub.far.listings()).map(({ sku }) => sku).filter(sku => sku.startsWith('P-'))
        assert.equal(new Set(skus).size, 8)
        assert.equal(skus.length, 8, 'each once')
      })

    test(`${spoke}: held in the middle of a row of mails no other begins; what is sold meanwhile is known at once and its mail waits`, async t => {
      const { tellsBuyers } = await shopById(spoke)
      if (isCannot(tellsBuyers)) return t.skip(tellsBuyers.cannot)
      const hub = await storefrontStage(t, database, { spoke, delivery: 'copy' })
      const { begun, smtpUrl } = await slowMailServer()
      const deps: WorkDeps = { ...hub.deps, config: { ...hub.deps.config, smtpUrl }, publicUrl: () => reached() }
      await hub.press([await hub.addPattern('Wren', 'WREN')])
      await hub.run()
      const { remoteId } = (await hub.far.listings()).find(({ sku }) => sku === 'WREN')!
      const sell = (name: string) => hub.far.sell({ lines: [{ remoteId }], email: `${name}@buyer.example`, name })
      /** The look, and what follows from it. */
      const look = async () => {
        await poll(deps, { shop: hub.shop, connection: hub.connectionId })
        const orders = await hub.inShop(tx => tx.selectFrom('order').select('order_id').execute())
        for (const { order_id: order } of orders) await mailFiles(deps, { shop: hub.shop, order })
        return orders.length
      }
      const send = () => sendMails(deps, { shop: hub.shop })
      await hub.pass(1_100) // the second of going live is over
      for (let at = 0; at < 10; at++) await sell(`ana${at}`)
      assert.equal(await look(), 10)

      const sending = send()
      await until('the first mail has left, and six have begun', () => begun.length >= 7)
      await hub.inShop(tx => holdEverything(tx, deps.now()))
      const pressedAt = Date.now()
      await sending
      await sell('bea')
      assert.equal(await look(), 11, 'sales are read all the same')
      await send()
      const lastMs = Math.max(0, ...begun.map(at => at - pressedAt))
      t.diagnostic(`the last mail began ${lastMs} ms after the press`)
      assert.ok(lastMs < slowMs, `a mail began ${lastMs} ms after the press`)
      const heldAt = begun.length
      assert.equal(heldAt, 7, 'no other began')

      await hub.inShop(tx => letGo(tx, deps.now()))
      await send()
      assert.equal(begun.length, 11, 'each once')
    })
  }
})
