/** A storefront that hides who bought, one pattern with its code, and what buyers and the hub do about it. */
import { createHash } from 'node:crypto'
import type { Tx } from '#database'
import { askToClaim } from '#hub/claim/ask.ts'
import { makeCode, readCodes } from '#hub/claim/claim-code.ts'
import { numbersOf } from '#hub/claim/order-number.ts'
import { makeClaimLink, pressClaim } from '#hub/claim/press.ts'
import { settleNextClaim } from '#hub/claim/settle.ts'
import { readLibrary } from '#hub/library/read-library.ts'
import { takeOrders } from '#hub/order/take-orders.ts'
import { newShop, type TestDatabase } from './database.ts'
import { newConnection, newPattern, saleOf } from './sales.ts'

export const now = new Date('2026-03-10T12:00:00Z')
export const after = (ms: number): Date => new Date(now.getTime() + ms)
export const [minute, hour, day] = [60_000, 3_600_000, 86_400_000] as const
const hidden = { email: null, name: null, country: null }
const hash = (text: string) => createHash('sha256').update(text).digest('hex')

export async function claimScene(database: TestDatabase) {
  const shop = await newShop(database)
  const connection = await newConnection(database, shop)
  const pattern = await newPattern(database, shop, { title: 'Cardigan', listed: { connection, remoteId: '77' } })
  const inShop = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
  const newCode = async (of = pattern, hasLeaked = false) => {
    await inShop(tx => makeCode(tx, of, { hasLeaked, now }))
    return (await inShop(tx => readCodes(tx, of))).find(({ leakedAt }) => leakedAt === null)!.code
  }
  const sell = (sale: Parameters<typeof saleOf>[0] = {}) =>
    inShop(tx => takeOrders(tx, connection, [saleOf({ buyer: hidden, ...sale })], now))
  const ask = (typed: { number?: string; code: string; email?: string; from?: string; at?: Date }) => {
    const numbers = numbersOf(typed.number ?? '#1001')
    const hashes = { askerHash: hash(typed.from ?? '192.0.2.1'), numberHash: hash(numbers.at(-1)!) }
    return inShop(tx =>
      askToClaim(tx, {
        numbers,
        code: typed.code,
        email: typed.email ?? 'ana@example.com',
        language: 'en',
        ...hashes,
        now: typed.at ?? now,
      }),
    )
  }
  const settle = async (at = now) => {
    let settled = 0
    while (await inShop(tx => settleNextClaim(tx, at))) settled++
    return settled
  }
  const mails = () =>
    inShop(tx => tx.selectFrom('mail').select(['key', 'kind', 'to_address', 'body_text', 'customer_id']).orderBy('mail_id').execute())
  const tries = async () =>
    (await inShop(tx => tx.selectFrom('claim_try').select('outcome').orderBy('claim_try_id').execute())).map(({ outcome }) => outcome)
  const left = async () => (await inShop(tx => tx.selectFrom('claim').select('state').orderBy('state').execute())).map(({ state }) => state)
  /** The token of the newest mail with a link. */
  const token = async (at = now) => {
    const mail = (await mails()).findLast(({ kind }) => kind === 'claim')!
    return (await inShop(tx => makeClaimLink(tx, mail.key.slice('claim:'.length), at)))!
  }
  const press = (link: string, at = now) => inShop(tx => pressClaim(tx, link, at))
  const libraryOf = (email: string) =>
    inShop(async tx => {
      const buyer = await tx.selectFrom('customer').select('customer_id').where('email', '=', email).executeTakeFirst()
      return buyer === undefined ? [] : (await readLibrary(tx, [buyer.customer_id])).map(({ title }) => title)
    })
  return { shop, connection, pattern, inShop, newCode, sell, ask, settle, mails, tries, left, token, press, libraryOf }
}
