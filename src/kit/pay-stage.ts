/** The stage of the payment providers' suite: a connection to a running fake, an address for its messages, and a wire that can be bent. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Money, money } from '#hub/money.ts'
import type { Caught } from './contract-stage.ts'
import { SpokeError } from './error.ts'
import type { Fake } from './fake.ts'
import { type Fetch, makeFetch } from './http.ts'
import { keepKeys, memoryKeyStore, memoryNotes } from './keys.ts'
import type { Payment, PayRequest, PaySpoke } from './pay.ts'
import { type PayFakeControl, payControl } from './pay-fake.ts'
import type { Json, SpokeContext } from './shop.ts'

export interface PayStage<Settings> {
  readonly spoke: PaySpoke<Settings>
  readonly fake: PayFakeControl
  readonly controlUrl: string
  readonly baseUrl: string
  /** As kept now. */
  settings: Settings
  /** Every renewal of keys, as it was kept. */
  readonly renewals: readonly Settings[]
  /** @param bend stands between the spoke and the wire. */
  readonly ctx: (change?: { settings?: Settings; bend?: (real: Fetch) => Fetch }) => SpokeContext<Settings>
  readonly hookAddress: string
  readonly caught: Caught[]
  /** What the address of the messages answers; 200 at first. */
  answerHooks: (status: number) => void
  /** All that was logged or thrown, to be searched for secrets. */
  readonly said: string[]
  readonly advance: (ms: number) => Promise<void>
  readonly stop: () => Promise<void>
}

export async function openPayStage<Settings>(
  spoke: PaySpoke<Settings>,
  fake: Fake,
  { seed = 1 }: { seed?: number } = {},
): Promise<PayStage<Settings>> {
  const running = await fake.start({ port: 0, controlPort: 0, stateDir: null, seed })
  const far = payControl(running.controlUrl)
  const { baseUrl, settings: given } = await far.credentials()
  const renewals: Settings[] = []
  let kept = spoke.settings.schema.parse(given)
  let store = storeOf(kept)
  function storeOf(settings: Settings) {
    return memoryKeyStore(settings, next => {
      kept = next
      renewals.push(next)
    })
  }
  const notes = memoryNotes()
  const caught: Caught[] = []
  const said: string[] = []
  let [aheadMs, status] = [0, 200]
  const door = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    if (request.method === 'POST')
      caught.push({ headers: new Headers(request.headers as Record<string, string>), body: new Uint8Array(Buffer.concat(parts)) })
    response.writeHead(status).end()
  })
  await new Promise<void>(resolve => door.listen(0, '127.0.0.1', resolve))
  const home = `http://127.0.0.1:${(door.address() as AddressInfo).port}`
  const now = () => new Date(Date.now() + aheadMs)
  const contextWith = (own: Settings, bend: (real: Fetch) => Fetch): SpokeContext<Settings> => ({
    settings: own,
    baseUrl,
    now,
    fetch: bend(
      makeFetch({
        rates: null,
        requestClass: 'buyer',
        now,
        allowPrivate: true,
        log: { debug: (fields, message) => void said.push(`${message} ${JSON.stringify(fields)}`) },
      }),
    ),
    ...keepKeys({
      spoke,
      settings: own,
      store: own === kept ? store : memoryKeyStore(own),
      now,
      contextWith: settings => contextWith(settings, bend),
    }),
    learn: async () => {},
    ...notes,
    openBlob: async () => {
      throw new SpokeError('bug', 'a payment has no files')
    },
  })
  return {
    spoke,
    fake: far,
    controlUrl: running.controlUrl,
    baseUrl,
    get settings() {
      return kept
    },
    set settings(next) {
      kept = next
      store = storeOf(next)
    },
    renewals,
    ctx: ({ settings = kept, bend = (real: Fetch) => real } = {}) => contextWith(settings, bend),
    hookAddress: `${home}/hooks/1`,
    caught,
    answerHooks: next => {
      status = next
    },
    said,
    advance: async ms => {
      aheadMs += ms
      await far.advance({ ms })
    },
    stop: async () => {
      door.closeAllConnections()
      door.close()
      await running.stop()
    },
  }
}

let checkouts = 0
const sequence = `${Date.now().toString(16)}`.padStart(12, '0').slice(-12)

/** A checkout of its own: two lines, 21 whole units of the currency. */
export function payRequest(currency = 'EUR', change: Partial<PayRequest> = {}, whole = unitsOf(currency)): PayRequest {
  const at = ++checkouts
  const lines = [
    { title: 'Łąka shawl & scarf', sku: 'SEL-SHAWL', quantity: 2, total: money(14n * whole, currency) },
    { title: 'Socks', sku: 'SEL-SOCKS', quantity: 1, total: money(7n * whole, currency) },
  ]
  return {
    checkoutId: `0198c7a2-${at.toString(16).padStart(4, '0')}-7000-8000-${sequence}`,
    lines,
    total: money(21n * whole, currency),
    email: null,
    language: 'de-DE',
    paidUrl: 'https://shop.example/paid',
    backUrl: 'https://shop.example/basket',
    ...change,
  }
}

/** Enough of each to be above every provider's least: 21 EUR, 2,100 JPY, 21.000 BHD, 2,100 HUF. */
const unitsOf = (currency: string): bigint => ({ BHD: 1000n, HUF: 10_000n })[currency] ?? 100n

/** Reads from a place to the end. @returns the payments in the order in which they came, and where to go on. */
export async function readFrom<Settings>(
  { spoke, ctx }: Pick<PayStage<Settings>, 'spoke' | 'ctx'>,
  from: Json,
  betweenPages: () => Promise<unknown> = async () => {},
): Promise<{ readonly payments: Payment[]; readonly cursor: Json; readonly pages: number }> {
  const payments: Payment[] = []
  let cursor = from
  for (let pages = 1; ; pages++) {
    const page = await spoke.readPayments(ctx(), cursor)
    payments.push(...page.items)
    cursor = JSON.parse(JSON.stringify(page.cursor)) as Json
    if (!page.hasMore) return { payments, cursor, pages }
    if (pages > 500) throw new Error('the payments have no end')
    await betweenPages()
  }
}

export const sumOf = (amounts: readonly Money[]): bigint => amounts.reduce((sum, { minor }) => sum + minor, 0n)
