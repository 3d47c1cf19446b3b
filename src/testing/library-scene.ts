/** A shop whose library is open to the outside, with a buyer who has a pattern in two versions, over HTTP. */
import assert from 'node:assert/strict'
import type { ShopId, Tx } from '#database'
import { makeLink } from '#hub/library/links.ts'
import { linkPath } from '#hub/mail/hand-over.ts'
import { takeOrders } from '#hub/order/take-orders.ts'
import { newShop, type TestDatabase } from './database.ts'
import { newConnection, newPattern, saleOf } from './sales.ts'
import { type TestHub, testHub } from './web-hub.ts'

export const publicAddress = 'https://patterns.example'

/**
 * A hub whose public address counts as reached.
 *
 * @param now a clock that the test moves.
 * @param url of the public address; cookies are for https alone if it is.
 */
export function openLibraryHub(
  t: Parameters<typeof testHub>[0],
  database: TestDatabase,
  now: () => Date = () => new Date(),
  url = publicAddress,
): Promise<TestHub> {
  const state = () => ({ state: 'reached' as const, url, checkedAt: new Date(), sentence: '' })
  const publicUrl = { state, isOffered: () => true, check: async () => state(), start: () => {}, stop: () => {} }
  return testHub(t, database, { env: { SELVAGE_PUBLIC_URL: url }, changes: { now, publicUrl } })
}

export interface LibraryScene {
  readonly shop: ShopId
  readonly slug: string
  readonly connection: string
  readonly pattern: string
  /** Oldest first. */
  readonly versions: readonly string[]
  readonly inShop: <T>(fn: (tx: Tx) => Promise<T>) => Promise<T>
  /** A sale of the pattern to that address. */
  readonly sell: (email: string, number?: string, at?: Date) => Promise<void>
  readonly customerOf: (email: string) => Promise<string>
  /** A fresh link's token. */
  readonly link: (email: string) => Promise<string>
  readonly ask: (path: string, options?: Asking) => Promise<Answer>
  /** Presses a fresh link. @returns the cookie. */
  readonly signIn: (email: string) => Promise<string>
}

export interface Asking {
  readonly cookie?: string
  readonly headers?: Readonly<Record<string, string>>
  /** A form to send; then it is a POST from our own page. */
  readonly form?: Readonly<Record<string, string>>
  readonly method?: string
}

export interface Answer {
  readonly status: number
  readonly text: string
  readonly to: string | null
  readonly cookies: readonly string[]
  readonly headers: Headers
}

const bytesOf = (version: string) => Buffer.from(`%PDF-1.7 ${version} ${'x'.repeat(3_000)}`)

/** @param path within the library: '' is the library itself. */
export async function libraryScene(hub: TestHub, database: TestDatabase): Promise<LibraryScene> {
  const shop = await newShop(database, { name: 'Marigold & Co' })
  const inShop = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
  const connection = await newConnection(database, shop)
  const pattern = await newPattern(database, shop, { title: 'Wren Tee', listed: { connection, remoteId: '77' } })
  const versions: string[] = []
  for (const [at, number] of ['1.0', '1.1'].entries())
    for (const role of ['instructions', 'a4'] as const) {
      // The instructions stay as they were.
      const content = bytesOf(role === 'a4' ? number : 'the same')
      const { sha256 } = await hub.deps.blobs.put(shop, [content] as unknown as AsyncIterable<Uint8Array>, 1e6)
      await inShop(async tx => {
        await tx
          .insertInto('blob')
          .values({ shop_id: shop, sha256, size_bytes: BigInt(content.length), media_type: 'application/pdf' })
          .onConflict(conflict => conflict.doNothing())
          .execute()
        if (role === 'instructions') {
          const values = { shop_id: shop, pattern_id: pattern, number, created_at: new Date('2026-02-01T12:00:00Z') }
          const correction = { kind: 'correction' as const, note: 'Row 14 corrected', sizes: ['S', 'M'] }
          const { version_id } = await tx
            .insertInto('version')
            .values({ ...values, ...(at === 0 ? { kind: 'first' as const } : correction) })
            .returning('version_id')
            .executeTakeFirstOrThrow()
          versions.push(version_id)
        }
        await tx
          .insertInto('version_file')
          .values({
            ...{ shop_id: shop, version_id: versions.at(-1)!, file_key: role, position: role === 'a4' ? 1 : 0, role },
            ...{ file_name: `wren-${role}.pdf`, sha256 },
          })
          .execute()
      })
    }
  const slug = await inShop(async tx => (await tx.selectFrom('shop').select('slug').executeTakeFirstOrThrow()).slug)
  const customerOf = (email: string) =>
    inShop(
      async tx => (await tx.selectFrom('customer').select('customer_id').where('email', '=', email).executeTakeFirstOrThrow()).customer_id,
    )
  const ask = async (path: string, { cookie, headers = {}, form, method }: Asking = {}): Promise<Answer> => {
    const url = path.startsWith('/library/') ? `${hub.origin}${path}` : `${hub.origin}/library/${slug}/${path}`
    const answer = await fetch(url, {
      method: method ?? (form === undefined ? 'GET' : 'POST'),
      headers: { origin: hub.origin, ...(cookie === undefined ? {} : { cookie }), ...headers },
      redirect: 'manual',
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    })
    const cookies = answer.headers.getSetCookie().map(one => one.split(';')[0]!)
    return { status: answer.status, text: await answer.text(), to: answer.headers.get('location'), cookies, headers: answer.headers }
  }
  const link = async (email: string) => {
    const customer = await customerOf(email)
    return inShop(tx => makeLink(tx, customer, hub.deps.now()))
  }
  return {
    ...{ shop, slug, connection, pattern, versions, inShop, customerOf, link, ask },
    sell: async (email, number = `#${1000 + Math.floor(Math.random() * 1e9)}`, at = hub.deps.now()) => {
      const sale = saleOf({ remoteId: number, number, buyer: { email, name: null, country: null }, placedAt: at, changedAt: at })
      await inShop(tx => takeOrders(tx, connection, [sale], hub.deps.now()))
    },
    signIn: async email => {
      const pressed = await ask(linkPath(slug, await link(email)), { form: {} })
      assert.equal(pressed.status, 303)
      return pressed.cookies[0]!
    },
  }
}
