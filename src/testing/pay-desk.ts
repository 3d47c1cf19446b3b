/** A shop with a store and a payment provider connected, its pretend platform beside it: for tests that know no provider by name. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'
import type { Database, ShopId } from '#database'
import { noteStarted } from '#hub/checkout/start-checkout.ts'
import { connect } from '#hub/connection/connect.ts'
import { moveTo } from '#hub/connection/move-state.ts'
import { type PayFakeControl, payControl } from '#kit/pay-fake.ts'
import { type AnyPay, payFakes, pays } from '#kit/registry.ts'
import type { WorkDeps } from '#work/deps.ts'
import { openHookDoor } from '#work/hooks.ts'
import { tillOf } from '#work/till.ts'
import { newShop } from './database.ts'
import { buy, cartOf, newOffer } from './store.ts'
import { reached, secretKey, testWorld } from './work-deps.ts'

export interface PayDesk {
  readonly shop: ShopId
  readonly connection: string
  readonly spoke: AnyPay
  readonly fake: PayFakeControl
  readonly deps: WorkDeps
  /** From the cart to the provider's page. */
  readonly start: () => Promise<{ readonly checkoutId: string; readonly remoteId: string; readonly url: string }>
  readonly checkouts: () => Promise<readonly { readonly state: string; readonly order: string | null; readonly openGrants: number }[]>
}

export const payIds: readonly string[] = [...(await pays()).keys()]

/** Everything runs by the clock of this machine, as the pretend platform does. Stopped when the file's tests are over. */
export async function payDesk(database: Database, id: string, { state = 'live' }: { state?: 'live' | 'rehearsal' } = {}): Promise<PayDesk> {
  const [spokes, played] = [await pays(), await payFakes()]
  // How fast it may be asked is tried elsewhere; here nobody waits for it.
  const spoke: AnyPay = { ...spokes.get(id)!, rates: () => [] }
  const running = await played.get(id)!.start({ port: 0, controlPort: 0, stateDir: null, seed: 11 })
  const fake = payControl(running.controlUrl)
  const { baseUrl, settings } = await fake.credentials()
  const shop = await newShop(database)
  const world = testWorld(database)
  // Where messages come in.
  const door = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const to = request.url?.split('/').at(-1) ?? ''
    const answer = await take(to, new Headers(request.headers as Record<string, string>), new Uint8Array(Buffer.concat(parts))).catch(
      () => ({ status: 503 }),
    )
    response.writeHead(answer.status).end()
  })
  await new Promise<void>(resolve => door.listen(0, '127.0.0.1', resolve))
  after(async () => {
    door.closeAllConnections()
    door.close()
    await running.stop()
  })
  const deps: WorkDeps = {
    ...world.deps,
    pays: new Map([[id, spoke]]),
    now: () => new Date(),
    publicUrl: () => reached(`http://127.0.0.1:${(door.address() as AddressInfo).port}`),
  }
  const take = openHookDoor(deps)
  const connection = await database.inShop(shop, tx =>
    connect(tx, {
      ...{ kind: 'pay' as const, spoke: id, label: 'Till', baseUrl, account: 'one', currency: 'EUR' },
      facts: { name: 'Till', version: null, warnings: [] },
      settings: spoke.settings.schema.parse(settings) as Record<string, unknown>,
      secretKey,
      now: new Date(),
    }),
  )
  if (state === 'live') await database.inShop(shop, tx => moveTo(tx, connection, 'live', new Date()))
  const pattern = await newOffer(database, shop, {})
  const till = tillOf(deps)
  return {
    ...{ shop, connection, spoke, fake, deps },
    start: async () => {
      const checkout = await buy(database, shop, { cart: cartOf([pattern]), connectionId: connection, now: new Date() })
      const { checkoutId, lines, total } = checkout
      const started = await till.start(shop, connection, {
        checkoutId,
        lines: lines.map(line => ({ ...line, quantity: 1 })),
        total,
        email: null,
        language: 'en',
        paidUrl: 'https://patterns.example/paid',
        backUrl: 'https://patterns.example/back',
      })
      await database.inShop(shop, tx => noteStarted(tx, checkoutId, started))
      return { checkoutId, ...started }
    },
    checkouts: () =>
      database.inShop(shop, async tx => {
        const rows = await tx.selectFrom('checkout').select(['checkout_id', 'state']).orderBy('started_at').execute()
        const payments = await tx.selectFrom('payment').select(['checkout_id', 'order_id']).execute()
        const grants = await tx.selectFrom('entitlement').select(['order_id', 'ended_at']).execute()
        return rows.map(row => {
          const order = payments.find(one => one.checkout_id === row.checkout_id && one.order_id !== null)?.order_id ?? null
          return { state: row.state, order, openGrants: grants.filter(one => one.order_id === order && one.ended_at === null).length }
        })
      }),
  }
}
