/** What a quiet hour costs a storefront, counted on its own side, and how soon a sale and a hand edit are seen without any message. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '#database'
import { publishingFakes } from '#kit/registry.ts'
import { testDatabase } from '#testing/database.ts'
import { live } from '#testing/live.ts'
import { type StorefrontStage, storefrontStage } from '#testing/storefront-stage.ts'

const database = await testDatabase()
const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000]
/** `QUIET_LISTINGS=60` are the same rounds with shorter pages. */
const listings = Number(process.env.QUIET_LISTINGS ?? 300)

/** Of a day's quota, where there is one, half is for what looking costs; of the pace that is kept where there is none, a twentieth, or 90 an hour. */
const roomOf = async (spoke: string, { deps }: StorefrontStage, baseUrl: string, settings: unknown) => {
  const rules = deps.spokes.get(spoke)!.rates(settings, baseUrl)
  const perDay = rules.flatMap(rule => (rule.perDay === null ? [] : [rule.perDay]))
  return {
    perDay: perDay.length === 0 ? null : Math.min(...perDay) / 2,
    perHour: Math.max(90, (Math.min(...rules.map(({ perSecond }) => perSecond)) * 3600) / 20),
  }
}

for (const spoke of (await publishingFakes()).keys())
  test(`${spoke}: a quiet hour at ${listings} listings costs little, or a day half of its quota; a sale is seen within a minute and a hand edit within ten, by looking alone`, async t => {
    const hub = await storefrontStage(t, database, { spoke, delivery: 'address' })
    const patterns = await hub.addPatterns(listings)
    await hub.press(patterns)
    await hub.settle()
    const states = await hub.inShop(tx => tx.selectFrom('listing').select('state').execute())
    assert.equal(states.filter(({ state }) => state === 'updated').length, listings)
    // All that connecting asks for once, the marks that are too young to be trusted, and the day's full look.
    await live(hub, 15 * minuteMs)

    const costs: number[] = []
    const { baseUrl, settings } = await hub.far.credentials()
    const { perDay, perHour } = await roomOf(spoke, hub, baseUrl, settings)
    const untilMidnight = dayMs - (hub.deps.now().getTime() % dayMs)
    await hub.pass(untilMidnight - hourMs / 2)
    for (const isWithFullLook of [true, false]) {
      await live(hub, minuteMs)
      await hub.far.resetRequests()
      await live(hub, hourMs)
      const { total, byRoute } = await hub.far.requests()
      costs.push(total)
      assert.ok(total >= 60, `an hour in which little happened shows nothing: ${JSON.stringify(byRoute)}`)
      if (perDay === null)
        // Once a day each listing is read whole, which is a request for each where no list tells all.
        assert.ok(
          total <= perHour + (isWithFullLook ? 1.2 * listings : 0),
          `${isWithFullLook ? 'with midnight in it' : 'plain'}: ${total}, ${JSON.stringify(byRoute)}`,
        )
    }

    const day = costs[0]! + 23 * costs[1]!
    if (perDay !== null) assert.ok(day <= perDay, `a day costs ${day}, and ${perDay} is the half of its quota`)

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
