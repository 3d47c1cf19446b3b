import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { directory, sql } from '#database'
import { readReceipt } from '#hub/erratum/receipt.ts'
import { holdEverything } from '#hub/shop/hold.ts'
import { testDatabase } from '#testing/database.ts'
import { erratumScene, rulesOf } from '#testing/erratum-scene.ts'
import { isCorrection, mailSink } from '#testing/mail-sink.ts'
import { reached, testWorld } from '#testing/work-deps.ts'
import { startDue } from './clock.ts'
import type { WorkDeps } from './deps.ts'
import { deliverErrata } from './errata.ts'
import { sendMails } from './send-mail.ts'

const database = await testDatabase()
const sink = await mailSink()
after(() => sink.close())
const march = new Date('2026-03-01T12:00:00Z')

async function stage() {
  const scene = await erratumScene(database)
  const world = testWorld(database, {
    at: scene.now(),
    address: reached(),
    config: { smtpUrl: sink.url, mailFrom: 'Drill <hello@patterns.example>' },
  })
  const spokes = new Map(['open', 'closed', 'hand'].map(id => [id, rulesOf(id)])) as unknown as WorkDeps['spokes']
  return { ...scene, deps: { ...world.deps, spokes, now: scene.now } }
}

test('the clock starts a round for a correction whose hold is over, and none while everything is held', async () => {
  const { shop, deps, draft, press, pass, inShop, now } = await stage()
  await press(await draft(), 10)
  const rounds = async () => {
    const sent: string[] = []
    await startDue(deps, { send: async (name, payload) => sent.push(`${name} ${payload.shop}`) > 0 })
    return sent.filter(one => one === `errata ${shop}`).length
  }
  assert.equal(await rounds(), 0)
  pass(10 * 60_000)
  assert.equal(await rounds(), 1)
  await inShop(tx => holdEverything(tx, now()))
  assert.equal(await rounds(), 0)
  assert.deepEqual(await directory.shopsWithDueErrata(database, now()), [])
})

test('500 owners, workers that stop halfway and rounds that overlap: each gets one mail, and the mail server says so', async () => {
  const { shop, deps, draft, press, sell, saleTo, inShop } = await stage()
  const sales = Array.from({ length: 500 }, (_, at) => saleTo(at % 10 === 3 ? null : `owner${at}@example.com`, march))
  for (const some of [sales.slice(0, 250), sales.slice(200), sales]) await sell('open', some)
  const before = await sink.count()
  const erratum = await draft()
  await press(erratum, 0)
  const stop = new AbortController()
  await Promise.all([
    deliverErrata(deps, { shop }),
    deliverErrata(deps, { shop }, stop.signal),
    (async () => {
      for (let left = 500; left > 0; ) {
        await Promise.all([sendMails(deps, { shop }, stop.signal), sendMails(deps, { shop })])
        stop.abort()
        const { owners } = await inShop(tx => readReceipt(tx, erratum, { rulesOf }))
        const { rows } = await inShop(tx =>
          sql<{ left: number }>`select count(*)::int as left from mail where kind = 'correction' and state = 'waiting'`.execute(tx),
        )
        left = owners < 500 ? 500 : rows[0]!.left
      }
    })(),
  ])
  const mails = (await sink.taken()).slice(before)
  assert.ok(mails.every(isCorrection), 'nothing but corrections left')
  assert.equal(mails.length, 450)
  assert.equal(new Set(mails.map(({ to }) => to)).size, 450)
  const { owners, counts } = await inShop(tx => readReceipt(tx, erratum, { rulesOf }))
  assert.deepEqual([owners, counts.told, counts.unreached], [500, 450, 50])
})
