/** What an hour with 300 listings costs a storefront, counted on its own side, and how soon a sale and a hand edit are seen without any message. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '#database'
import { fakes } from '#kit/registry.ts'
import { testDatabase } from '#testing/database.ts'
import { type StorefrontStage, storefrontStage } from '#testing/storefront-stage.ts'
import { startDue } from './clock.ts'
import { jobsOf } from './jobs.ts'
import { publishingJobs } from './publishing-jobs.ts'
import type { JobHandlers } from './queue.ts'

const database = await testDatabase()
const [secondMs, minuteMs, hourMs, dayMs] = [1_000, 60_000, 3_600_000, 86_400_000]

/**
 * The rounds of the clock, each second of `forMs` or until `isOver`, with each job done at once; seconds in which nothing is due are passed over.
 * @returns how long it took by the shared clock.
 */
async function live(hub: StorefrontStage, forMs: number, isOver: () => Promise<boolean> = async () => false): Promise<number> {
  const { deps } = hub
  const handlers: JobHandlers = jobsOf(deps, publishingJobs(deps))
  const job = { signal: new AbortController().signal, id: 'x' }
  const begun = deps.now().getTime()
  const passed = () => deps.now().getTime() - begun
  const queue: Parameters<typeof startDue>[1] = {
    send: async (name, payload) => {
      await handlers[name](payload, job)
      return true
    },
  }
  for (;;) {
    await startDue(deps, queue)
    if (await isOver()) return passed()
    const next = await hub.inShop(tx =>
      sql<{ due: Date }>`
        select least(next_poll_at, next_sweep_at, next_hooks_at, (select min(next_run_at) from listing where state in ('waiting', 'working'))) as due
        from connection where connection_id = ${hub.connectionId}::uuid`.execute(tx),
    )
    const waitMs = Math.max(0, next.rows[0]!.due.getTime() - deps.now().getTime())
    if (passed() + waitMs > forMs) return passed()
    // The clock looks once a second.
    await hub.pass(Math.ceil(waitMs / secondMs) * secondMs)
  }
}

for (const spoke of (await fakes()).keys())
  test(`${spoke}: a quiet hour at 300 listings costs 90 requests at most; a sale is seen within a minute and a hand edit within ten, by looking alone`, async t => {
    const hub = await storefrontStage(t, database, { spoke, delivery: 'address' })
    const patterns = await hub.addPatterns(300)
    await hub.press(patterns)
    assert.equal((await hub.run()).proven, 300)
    // All that connecting asks for once, the marks that are too young to be trusted, and the day's full look.
    await live(hub, 15 * minuteMs)

    const costs: number[] = []
    const untilMidnight = dayMs - (hub.deps.now().getTime() % dayMs)
    await hub.pass(untilMidnight - hourMs / 2)
    for (const isWithFullLook of [true, false]) {
      await live(hub, minuteMs)
      await hub.far.resetRequests()
      await live(hub, hourMs)
      const { total, byRoute } = await hub.far.requests()
      costs.push(total)
      assert.ok(total >= 60, `an hour in which little happened shows nothing: ${JSON.stringify(byRoute)}`)
      assert.ok(total <= 90, `${isWithFullLook ? 'with midnight in it' : 'plain'}: ${total}, ${JSON.stringify(byRoute)}`)
    }

    // No message arrives from here on.
    const [listing] = (await hub.far.listings()).filter(({ sku }) => sku === 'Q-7')
    hub.lose()
    const waits: { sale: number[]; edit: number[] } = { sale: [], edit: [] }
    for (const restMs of [1_000, 20_000, 40_000]) {
      await live(hub, restMs)
      const { remoteId } = await hub.far.sell({
        lines: [{ remoteId: listing!.remoteId }],
        email: `b${restMs}@example.com`,
        name: 'Bo Berg',
      })
      const isSeen = () =>
        hub.inShop(async tx => (await sql`select from "order" where remote_id = ${remoteId}`.execute(tx)).rows.length === 1)
      waits.sale.push(await live(hub, 10 * minuteMs, isSeen))
    }
    for (const restMs of [5_000, 4 * minuteMs]) {
      await live(hub, restMs)
      await hub.far.edit({ remoteId: listing!.remoteId, set: { price: `1.0${waits.edit.length}` } })
      const found = waits.edit.length + 1
      const isFound = () => hub.inShop(async tx => (await sql`select from hand_edit`.execute(tx)).rows.length === found)
      waits.edit.push(await live(hub, 20 * minuteMs, isFound))
    }
    assert.ok(Math.max(...waits.sale) <= minuteMs, `sales were seen after ${waits.sale.join(', ')} ms`)
    assert.ok(Math.max(...waits.edit) <= 10 * minuteMs, `hand edits were found after ${waits.edit.join(', ')} ms`)
    t.diagnostic(
      `requests ${costs.join(' with midnight, ')} without; sales seen after ${waits.sale.join(', ')} ms; edits after ${waits.edit.join(', ')} ms`,
    )
  })
