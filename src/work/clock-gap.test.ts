/** What is history is told apart rightly also where the storefront's clock is wrong. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { sql } from '#database'
import { goLive, goRehearsal } from '#hub/connection/move-state.ts'
import { noteClock } from '#hub/connection/note-clock.ts'
import { readConnection } from '#hub/connection/read-connections.ts'
import { publishingFakes } from '#kit/registry.ts'
import { testDatabase } from '#testing/database.ts'
import { storefrontStage } from '#testing/storefront-stage.ts'
import { isWhole } from '#testing/whole.ts'
import { poll } from './poll.ts'
import { reach } from './spoke-context.ts'

const database = await testDatabase()
const minuteMs = 60_000

/** A shop in rehearsal whose clock stands `apartMs` from ours, and what was sold there. */
async function scene(t: TestContext, spoke: string, apartMs: number) {
  const hub = await storefrontStage(t, database, { spoke, delivery: 'copy' })
  const { far, deps, shop, connectionId: connection, inShop } = hub
  await hub.press([await hub.addPattern('Wren', 'WREN')])
  await hub.run()
  await inShop(tx => goRehearsal(tx, connection, { now: deps.now() }))
  await far.advance({ ms: apartMs })
  // As connecting does.
  const { spoke: shopThere, ctx, clock } = await reach(deps, shop, connection, 'push')
  await shopThere.verify(ctx)
  await inShop(tx => noteClock(tx, connection, clock.gap!))
  const [listing] = await far.listings()
  return {
    ...hub,
    sell: async () => {
      const { remoteId } = await far.sell({ lines: [{ remoteId: listing!.remoteId, quantity: 1 }], email: 'ana@example.com', name: 'Ana' })
      return remoteId
    },
    look: () => poll(deps, { shop, connection }),
    live: () => inShop(tx => goLive(tx, connection, deps.now())),
    clock: async () => (await inShop(tx => readConnection(tx, connection))).clock,
    isHistory: (remoteId: string) =>
      inShop(
        async tx => (await tx.selectFrom('order').select('is_history').where('remote_id', '=', remoteId).executeTakeFirst())?.is_history,
      ),
    told: () =>
      inShop(async tx =>
        Number((await sql<{ n: string }>`select count(*)::text as n from event where name = 'order.taken'`.execute(tx)).rows[0]!.n),
      ),
  }
}

for (const [nth, spoke] of [...(await publishingFakes()).keys()].entries()) {
  // By day the storefronts take turns.
  for (const apart of isWhole ? [-7, 7, -40, 40] : [[-7, 40, -40][nth % 3]!])
    test(`${spoke}: with a clock ${Math.abs(apart)} minutes ${apart < 0 ? 'behind' : 'ahead'}, sold before going live is history and sold after is not`, async t => {
      const { sell, look, live, clock, isHistory, told, pass } = await scene(t, spoke, apart * minuteMs)
      await look()
      const before = await sell()
      await pass(minuteMs)
      await live()
      await pass(3_000)
      const after = await sell()
      await look()
      assert.deepEqual([await isHistory(before), await isHistory(after), await told()], [true, false, 1])
      const gap = (await clock())!
      assert.ok(gap.lowMs <= apart * minuteMs && apart * minuteMs <= gap.highMs && gap.highMs - gap.lowMs < 3_000, JSON.stringify(gap))
    })

  test(`${spoke}: what is sold in the very second of going live is live, also with a clock seven minutes off`, async t => {
    for (const apart of isWhole ? [-7, 7] : [nth % 2 === 0 ? -7 : 7]) {
      const { sell, look, live, isHistory } = await scene(t, spoke, apart * minuteMs)
      await live()
      const sold = await sell()
      await look()
      assert.equal(await isHistory(sold), false, `${apart} minutes`)
    }
  })
}
