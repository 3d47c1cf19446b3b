/**
 * The queue of hooks, as the store's cron runs it: one after another, never twice for one resource while one waits, no retries,
 * payloads built at the moment of sending. Signatures are genuine.
 */
import { createHash, createHmac } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { couponById } from './coupons.ts'
import { customerJson } from './customers.ts'
import { isLoopback } from './fetch.ts'
import { orderJson } from './order-json.ts'
import { productJson } from './product-json.ts'
import type { Shop, Topic } from './shop.ts'
import type { State, Webhook } from './state.ts'
import { decodeSecret, phpJson } from './text.ts'

const agent = 'WooCommerce/11.0.1 Hookshot (WordPress/7.0.4)'
const pingTimeoutMs = 5000
/** Source: actionscheduler.org, “Background Processing at Scale”, read 2026-11; the recorded 15 s listener (2 of 4 in one run) agrees. */
const runLimitMs = 30_000
const runEveryMs = 60_000
/** Six failures in a row are counted; the next one disables. */
const mostFailures = 5

/** @returns the status of the answer, or 0 when none came. */
function post(url: string, body: string, headers: readonly (readonly [string, string])[], timeoutMs: number): Promise<number> {
  return new Promise(resolve => {
    let target: URL
    try {
      target = new URL(url)
    } catch {
      resolve(0)
      return
    }
    const all: [string, string][] = [
      ['Host', target.host],
      ['User-Agent', agent],
      ['Accept', '*/*'],
      ['Accept-Encoding', 'deflate, gzip, br, zstd'],
    ]
    for (const [name, value] of headers) all.push([name, value])
    all.push(['Connection', 'close'], ['Content-Length', String(Buffer.byteLength(body))])
    const send = target.protocol === 'https:' ? httpsRequest : httpRequest
    const request = send(target, { method: 'POST', headers: all.flat(), setHost: false, agent: false }, response => {
      response.resume()
      response.on('close', () => clearTimeout(timer))
      resolve(response.statusCode ?? 0)
    })
    const timer = setTimeout(() => request.destroy(new Error('No answer in time')), timeoutMs)
    request.on('error', () => {
      clearTimeout(timer)
      resolve(0)
    })
    request.end(body)
  })
}

/** WordPress as it comes sends nothing to its own network; this fake does, unless the guard is switched on. */
const isGuarded = (shop: Shop, url: string): boolean => shop.isOn('loopback-guard') && isLoopback(url)

/** Unsigned, form-encoded; comes again with every save of the webhook until one is answered 200. */
export async function pingDue(shop: Shop, hook: Webhook): Promise<void> {
  if (!hook.isPingDue || hook.status !== 'active' || isGuarded(shop, hook.deliveryUrl)) return
  const status = await post(
    hook.deliveryUrl,
    `webhook_id=${hook.id}`,
    [['Content-Type', 'application/x-www-form-urlencoded']],
    shop.state.settings.pingTimeoutMs ?? pingTimeoutMs,
  )
  if (status === 200) hook.isPingDue = false
}

/** The body of a delivery: the resource as it is now, the id alone for a deletion, or the store's error when it is gone. */
export function payloadOf(shop: Shop, topic: string, resourceId: number): unknown {
  const [resource, event] = topic.split('.')
  if (event === 'deleted') return { id: resourceId }
  if (resource === 'order') {
    const order = shop.book.get(resourceId)
    return order ? orderJson(shop, order) : gone('woocommerce_rest_shop_order_invalid_id')
  }
  if (resource === 'product') {
    const product = shop.products.get(resourceId)
    return product ? productJson(shop, product, 'view') : gone('woocommerce_rest_product_invalid_id')
  }
  if (resource === 'customer') {
    const customer = shop.state.customers.find(each => each.id === resourceId)
    return customer ? customerJson(shop, customer) : gone('woocommerce_rest_invalid_id')
  }
  return couponById(shop, resourceId) ?? gone('woocommerce_rest_shop_coupon_invalid_id')
}

const gone = (code: string): unknown => ({ code, message: 'Invalid ID.', data: { status: 404 } })

export const signatureOf = (secret: string, body: string): string =>
  createHmac('sha256', decodeSecret(secret)).update(body).digest('base64')

type Waiting = State['queue'][number]

export class HookQueue {
  readonly #shop: Shop
  #running: Promise<number> | null = null
  #cancel: (() => void) | null = null
  /** No run begins before this: one that ran out of time left the rest for a minute later. */
  #nextRunMs = 0
  #isStopped = false

  constructor(shop: Shop) {
    this.#shop = shop
    shop.onEvent = (topic, resourceId) => this.#queue(topic, resourceId)
  }

  get waiting(): number {
    return this.#shop.state.queue.length
  }

  /** What waited when the store was stopped goes on waiting from here. */
  start(): void {
    this.#plan()
  }

  /** Traffic wakes the store's cron: with 'no-cron' nothing else does. */
  onTraffic(): void {
    if (this.#shop.isOn('no-cron')) setTimeout(() => void this.#runDue(), 300).unref()
  }

  /**
   * Sends all that waits, now.
   *
   * @param how `isOneRun`: only as much as one run of the store's queue has time for; the rest stays for the next.
   * @returns how many deliveries were sent.
   */
  async deliverNow(how: { shuffle?: boolean; twice?: boolean; lose?: boolean; isOneRun?: boolean } = {}): Promise<number> {
    if (this.#shop.isOn('hooks-dead')) return 0
    if (this.#running) await this.#running
    const all = [...this.#shop.state.queue]
    if (how.lose) this.#shop.state.queue = []
    if (how.lose) return 0
    const ordered = how.shuffle ? this.#shop.dice.shuffle(all) : all
    return this.#run(how.twice ? ordered.flatMap(each => [each, each]) : ordered, how.isOneRun === true)
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#cancel?.()
  }

  #queue(topic: Topic, resourceId: number): void {
    const { state, clock } = this.#shop
    for (const hook of state.webhooks) {
      if (hook.topic !== topic || hook.status !== 'active') continue
      // Rapid changes fold into one delivery while it waits.
      if (state.queue.some(each => each.hookId === hook.id && each.resourceId === resourceId)) continue
      state.queue.push({ hookId: hook.id, resourceId, dueMs: clock.nowMs() + state.settings.hookDelayMs })
    }
    this.#plan()
  }

  #plan(): void {
    this.#cancel?.()
    this.#cancel = null
    const first = Math.min(...this.#shop.state.queue.map(each => each.dueMs))
    if (this.#isStopped || !Number.isFinite(first)) return
    this.#cancel = this.#shop.clock.at(Math.max(first, this.#nextRunMs), () => {
      if (!this.#shop.isOn('no-cron')) void this.#runDue()
    })
  }

  async #runDue(): Promise<void> {
    // A second run does not start beside the first: a slow listener holds up the whole store.
    if (this.#running || this.#isStopped || this.#shop.isOn('hooks-dead')) return
    const now = this.#shop.clock.nowMs()
    if (now < this.#nextRunMs) return this.#plan()
    const due = this.#shop.state.queue.filter(each => each.dueMs <= now)
    if (due.length === 0) return this.#plan()
    await this.#run(due, true)
    this.#plan()
  }

  async #run(list: readonly Waiting[], hasLimit: boolean): Promise<number> {
    const { clock, state } = this.#shop
    const startMs = clock.nowMs()
    const run = (async () => {
      let sent = 0
      for (const [done, each] of list.entries()) {
        if (this.#isStopped) break
        if (hasLimit && isOutOfTime(clock.nowMs() - startMs, done, state.settings.hookRunLimitMs ?? runLimitMs)) {
          this.#nextRunMs = startMs + (state.settings.hookRunEveryMs ?? runEveryMs)
          break
        }
        // It waits, and takes later changes in, until its own turn comes.
        state.queue = state.queue.filter(waiting => waiting !== each)
        if (await this.#deliver(each)) sent++
      }
      return sent
    })()
    this.#running = run
    try {
      return await run
    } finally {
      this.#running = null
    }
  }

  async #deliver({ hookId, resourceId }: Waiting): Promise<boolean> {
    const shop = this.#shop
    const hook = shop.state.webhooks.find(each => each.id === hookId)
    if (hook?.status !== 'active' || isGuarded(shop, hook.deliveryUrl)) return false
    const body = phpJson(payloadOf(shop, hook.topic, resourceId))
    const [resource = '', event = ''] = hook.topic.split('.')
    // Not unique: the same for all deliveries of one webhook within one second.
    const deliveryId = createHash('md5').update(`${hook.id}:${shop.now()}`).digest('hex')
    const headers = [
      ['Content-Type', 'application/json'],
      ['X-WC-Webhook-Source', `${shop.url}/`],
      ['X-WC-Webhook-Topic', hook.topic],
      ['X-WC-Webhook-Resource', resource],
      ['X-WC-Webhook-Event', event],
      ['X-WC-Webhook-Signature', signatureOf(hook.secret, body)],
      ['X-WC-Webhook-ID', String(hook.id)],
      ['X-WC-Webhook-Delivery-ID', deliveryId],
    ] as const
    const status = await post(hook.deliveryUrl, body, headers, shop.state.settings.hookTimeoutMs)
    if (status >= 200 && status < 303) hook.failures = 0
    else if (hook.failures > mostFailures) hook.status = 'disabled'
    else hook.failures++
    hook.modified = shop.now()
    await pingDue(shop, hook)
    return true
  }
}

/** The queue stops when three more of the average length would go over its limit. */
const isOutOfTime = (tookMs: number, done: number, limitMs: number): boolean => done > 0 && tookMs + (3 * tookMs) / done > limitMs
