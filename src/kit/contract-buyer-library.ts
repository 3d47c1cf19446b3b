/** Facts about buyers' own libraries at the platform: her word, and what was bought elsewhere put in once. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import {
  type BuyerKeys,
  type BuyerLibrary,
  buyerKeysFromJson,
  buyerKeysToJson,
  buyerLibraryOf,
  type SoldElsewhere,
} from './buyer-library.ts'
import { answerThere, buyerLibraryFake } from './buyer-library-fake.ts'
import type { Wanted } from './contract-stage.ts'
import { type Bench, minute, refusal } from './contract-tools.ts'
import { isCannot, type SpokeContext } from './shop.ts'

const callbackUrl = 'http://localhost:4400/library/marigold/agreed/there'
const state = 'a-state_of-43-letters-and-digits-0123456789'

export function buyerLibraryFacts<Settings>(bench: Bench<Settings>): void {
  const library = buyerLibraryOf(bench.spoke)
  if (isCannot(library)) test('what was bought elsewhere is in a buyer’s library', { skip: library.cannot }, () => {})
  else describe('a buyer’s own library', () => facts(bench, library))
}

function facts<Settings>({ spoke, stage, made }: Bench<Settings>, library: BuyerLibrary<Settings>): void {
  const far = () => buyerLibraryFake(stage().controlUrl)
  let given: Settings
  let wanted: Wanted
  let keys: BuyerKeys
  const ctx = (): SpokeContext<Settings> => stage().ctx({ settings: given })
  const consent = async (says: 'yes' | 'no' = 'yes', as = 'lena') => {
    const back = await answerThere(library.consentPage(ctx(), { callbackUrl, state }), { as, says })
    assert.equal(`${back.origin}${back.pathname}`, callbackUrl)
    assert.equal(back.searchParams.get('state'), state)
    return back.searchParams
  }
  const allow = async (as?: string) => library.finishConsent(ctx(), { callbackUrl, query: await consent('yes', as) })
  let sales = 0
  const saleOf = (change: Partial<SoldElsewhere> = {}): SoldElsewhere => ({
    ...{ reference: `selvage-${++sales}`, notBefore: ctx().now(), skus: [wanted.desired.sku] },
    ...change,
  })
  const held = async () => (await far().holds('lena')).length

  before(async () => {
    assert.equal(library.isOn(stage().settings), false, 'it is off until she gives the keys of her app')
    assert.ok(library.steps.length > 0 && library.notEnabled.endsWith('.'))
    given = spoke.settings.schema.parse({ ...stage().settings, ...(await far().open(callbackUrl)) })
    assert.equal(library.isOn(given), true)
    wanted = await made({ sku: 'HELD-1' })
    keys = await allow()
  })

  test('her word gives keys that can be sealed, and are renewed once', async () => {
    const first = await allow('mara')
    assert.deepEqual(buyerKeysFromJson(JSON.parse(JSON.stringify(buyerKeysToJson(first)))), first)
    const next = await library.renew(ctx(), first)
    assert.notEqual(next.accessToken, first.accessToken)
    assert.ok(next.expiresAt === null || next.expiresAt.getTime() > ctx().now().getTime() + 5 * minute)
    assert.equal((await refusal(library.renew(ctx(), first))).remedy, 'reconnect')
  })

  test('no means no, and an answer counts once', async () => {
    const no = await consent('no')
    assert.equal((await refusal(library.finishConsent(ctx(), { callbackUrl, query: no }))).remedy, 'seller')
    const query = await consent('yes', 'mara')
    await library.finishConsent(ctx(), { callbackUrl, query })
    const again = await refusal(library.finishConsent(ctx(), { callbackUrl, query }))
    assert.equal(again.remedy, 'reconnect')
    assert.equal(again.message.includes(query.get('code') ?? '-'), false)
  })

  test('what was bought elsewhere is put in once, however often that is asked', async () => {
    const [before, sale] = [await held(), saleOf()]
    const done = await library.put(ctx(), keys, sale)
    assert.equal(done.state, 'delivered')
    assert.deepEqual(await library.put(ctx(), keys, sale), { ...done, state: 'delivered-before' })
    assert.equal(await held(), before + 1)
    assert.ok((await far().holds('lena')).includes(String(wanted.remoteId)))
  })

  test('whichever answer is lost on the way, it is in there once', async () => {
    for (let lost = 0; lost < 5; lost++) {
      const [before, sale] = [await held(), saleOf()]
      let asked = 0
      const bent = stage().ctx({
        settings: given,
        bend: real => async (url, init) => {
          const answer = await real(url, init)
          if (asked++ === lost) throw Object.assign(new Error('cut'), { code: 'ECONNRESET' })
          return answer
        },
      })
      await library.put(bent, keys, sale).catch(() => null)
      assert.ok('invoiceId' in (await library.put(ctx(), keys, sale)))
      assert.equal(await held(), before + 1, `the answer number ${lost + 1} was lost`)
    }
  })

  test('what is not for sale there is told, and nothing is put in', async () => {
    const before = await held()
    assert.deepEqual(await library.put(ctx(), keys, saleOf({ skus: ['NOT-THERE'] })), { state: 'not-for-sale', sku: 'NOT-THERE' })
    assert.equal(await held(), before)
  })

  test('waits while the platform has not enabled it, and is no fault of anybody’s keys', async () => {
    await far().enable(false)
    assert.deepEqual(await library.put(ctx(), keys, saleOf()), { state: 'not-enabled' })
    await far().enable(true)
  })

  test('what was put in is no sale there: it was counted where it was made', async () => {
    if (isCannot(spoke.readSales)) return
    const done = await library.put(ctx(), keys, saleOf())
    const { items } = await spoke.readSales(ctx(), spoke.salesFrom(new Date(ctx().now().getTime() - minute)))
    const ids = items.map(item => (item.isRead ? item.sale.remoteId : item.remoteId))
    assert.equal(ids.includes('invoiceId' in done ? done.invoiceId : ''), false)
  })

  test('once she has taken her word back there, nothing is put in, and the store’s own keys are good', async () => {
    await far().end()
    const before = await held()
    assert.deepEqual(await library.put(ctx(), keys, saleOf()), { state: 'not-allowed' })
    assert.equal((await refusal(library.renew(ctx(), keys))).remedy, 'reconnect')
    assert.equal(await held(), before)
    await spoke.verify(ctx())
  })

  test('neither her keys nor those of the app are in any log line', () => {
    const { accessToken, refreshToken } = keys
    for (const secret of [accessToken, ...(refreshToken === null ? [] : [refreshToken])])
      assert.equal(
        stage().said.some(line => line.includes(secret)),
        false,
      )
  })
}
