/**
 * One shop with its patterns at up to three storefronts, each seen as a place of its own, and all that can happen there. Deterministic: nothing
 * runs at the same time.
 */
import { randomUUID } from 'node:crypto'
import { readConfig } from '#config'
import { asShop, type Database, type ShopId, sql, type Tx } from '#database'
import { sealSettings } from '#hub/connection/seal.ts'
import type { DeliverySource } from '#hub/listing/delivery.ts'
import type { FieldRule } from '#hub/listing/hand-edit.ts'
import { listingIdFor } from '#hub/listing/read-state.ts'
import type { PlanningWorld } from '#hub/publication/plan.ts'
import { gapOf } from '#kit/clock-watch.ts'
import { SpokeError } from '#kit/error.ts'
import type { Fetch, FetchOptions } from '#kit/http.ts'
import { memoryLimiter } from '#kit/rate.ts'
import type { AnyShop } from '#kit/registry.ts'
import { silent } from '#log'
import type { WorkDeps } from '#work/deps.ts'
import { mailFiles } from '#work/mail-files.ts'
import { poll } from '#work/poll.ts'
import { reactionsTo } from '#work/reactions.ts'
import type { RunDeps } from '#work/run-deps.ts'
import { runListings } from '#work/run-listings.ts'
import { contextOf } from '#work/spoke-context.ts'
import { sweep } from '#work/sweep.ts'
import { type Bug, bend } from './bugs.ts'
import { addPatterns, bytes } from './catalogue.ts'
import { type Character, FarSide, second } from './far-side.ts'
import { farSpoke, hookSecret } from './far-spoke.ts'
import { Crashed, type Interruption, startWorker } from './worker.ts'

const startedAt = Date.parse('2026-03-10T12:00:00.300Z')
export const secretKey = Buffer.alloc(32, 7)
const config = readConfig({})

export interface WorldOptions {
  /** One storefront each. */
  readonly characters: readonly Character[]
  readonly patterns: number
  readonly batchSize: number
  readonly isByAddress: boolean
  readonly isSkuUnique: boolean
  readonly isHurried: boolean
  readonly isLive: boolean
  /** The storefront has a listing of the first pattern that is nobody's here. */
  readonly isThereBefore: boolean
  /** How far the storefront's clock is ahead of ours. */
  readonly offsetMs: number
  readonly bug: Bug | null
}

export interface Pattern {
  readonly id: string
  readonly index: number
  /** Of its own, until she says that another was it all along. */
  listingId: string
  /** Of what was there before the hub. */
  remoteId: string | null
  /** At all places the same. */
  readonly count: { versions: number; edits: number }
}

/** What all places have in common. */
interface Shared {
  readonly shop: ShopId
  readonly told: string[]
  readonly rules: { readonly at: Date; readonly field: string; readonly rule: FieldRule; readonly isMidway: boolean }[]
  readonly words: { readonly at: Date; readonly listingId: string | null }[]
  readonly places: World[]
  readonly patternIds: readonly { readonly id: string; readonly count: Pattern['count'] }[]
  now: number
  depth: number
}

export type JobName = 'run' | 'poll' | 'sweep' | 'relay'

export class World {
  readonly connectionId: string
  readonly patterns: readonly Pattern[]
  readonly far: FarSide
  readonly database: Database
  readonly options: WorldOptions
  /** Since when it has been live without a gap; null in rehearsal. */
  liveSince: Date | null
  firstLiveAt: Date | null
  areKeysReadable = true
  /** Whether something may be left that she alone can have tried again: the storefront was not well, or had another product in the way. */
  mustTryAgain: boolean
  readonly spoke: AnyShop
  readonly #rates = memoryLimiter(() => this.now())

  readonly #shared: Shared

  private constructor(database: Database, options: WorldOptions, shared: Shared, character: Character) {
    this.database = database
    this.options = options
    this.#shared = shared
    this.connectionId = sortedConnection(shared.patternIds)
    this.patterns = shared.patternIds.map(({ id, count }, index) => ({
      id,
      index,
      count,
      listingId: listingIdFor(this.connectionId, id),
      remoteId: null,
    }))
    const isThereBefore = options.isThereBefore && shared.places.length === 0
    this.mustTryAgain = isThereBefore
    this.liveSince = options.isLive ? this.now() : null
    this.firstLiveAt = this.liveSince
    this.far = new FarSide({
      now: () => new Date(shared.now + options.offsetMs),
      tell: says => this.tell(says),
      ours: mark => bytes.get(mark) ?? null,
      isSkuUnique: options.isSkuUnique && character === 'batch',
      character,
    })
    const spoke = farSpoke(this.far, {
      batchSize: options.batchSize,
      pass: ms => this.pass(ms),
      bytesOf: sha256 => bytes.get(sha256)!,
    })
    this.spoke = bend(spoke, options.bug, this)
    if (isThereBefore) this.patterns[0]!.remoteId = this.#putBefore()
    shared.places.push(this)
  }

  /** @returns the first of the places. */
  static async make(database: Database, options: WorldOptions): Promise<World> {
    const ids = Array.from({ length: options.patterns }, () => ({ id: randomUUID(), count: { versions: 1, edits: 0 } }))
    const shared: Shared = {
      shop: asShop(randomUUID()),
      told: [],
      rules: [],
      words: [],
      places: [],
      patternIds: ids,
      now: startedAt,
      depth: 0,
    }
    const [first] = options.characters.map(character => new World(database, options, shared, character))
    await first!.#setUp()
    return first!
  }

  get places(): readonly World[] {
    return this.#shared.places
  }

  at(place: number): World {
    return this.places[place % this.places.length]!
  }

  get shop(): ShopId {
    return this.#shared.shop
  }

  /** What happened, in words. */
  get told(): string[] {
    return this.#shared.told
  }

  /** What she wants done with what is changed by hand, and since when. isMidway: while a worker was held up. */
  get rules(): Shared['rules'] {
    return this.#shared.rules
  }

  /** When she has said what should be at a listing; null: at all of them. */
  get words(): Shared['words'] {
    return this.#shared.words
  }

  get depth(): number {
    return this.#shared.depth
  }

  set depth(depth: number) {
    this.#shared.depth = depth
  }

  now(): Date {
    return new Date(this.#shared.now)
  }

  pass(ms: number): void {
    this.#shared.now += ms
  }

  /** From one thing to the next. */
  goOn(): void {
    this.pass(this.options.isHurried ? 90 : 1_300)
  }

  tell(says: string): void {
    const place = this.places.length > 1 ? `[${this.far.character}] ` : ''
    this.told.push(`${'   '.repeat(this.depth)}${place}${says}`)
  }

  get planning(): PlanningWorld {
    return {
      rulesOf: id => this.places.find(({ spoke }) => spoke.id === id)?.spoke ?? null,
      deliveryOf: () => this.#delivery,
      now: this.now(),
    }
  }

  get #delivery(): DeliverySource {
    return this.options.isByAddress ? { kind: 'address', base: 'https://hub.example', key: secretKey } : { kind: 'copy' }
  }

  /** Does a job in a worker of its own, which may be ended or held up on the way. @returns what its awaits were called. */
  async work(job: JobName, interruption: Interruption | null = null): Promise<readonly string[]> {
    const worker = startWorker({
      database: this.database,
      spoke: this.spoke,
      interruption,
      tell: says => this.tell(says),
      isBlind: this.options.bug === 'no-fence',
      isNaming: job === 'run',
    })
    const { shop, connectionId } = this
    const { database, spoke, crashPoint } = worker
    try {
      if (job === 'run') await runListings({ ...this.#runDeps(database, spoke), crashPoint }, { shop, connectionId })
      else if (job === 'sweep') await sweep(this.#runDeps(database, spoke), { shop, connectionId })
      else if (job === 'poll') await poll(this.#workDeps(database, spoke), { shop, connection: connectionId })
      else await this.#relay(this.#workDeps(database, spoke))
    } catch (error) {
      if (!(error instanceof Crashed)) throw error
    }
    return worker.points
  }

  #runDeps(database: Database, spoke: AnyShop): RunDeps {
    return {
      database,
      now: () => this.now(),
      log: silent,
      random: () => 0.5,
      // A story of several patterns is of many listings: their marks are asked first.
      ...(this.patterns.length > 1 && { marksFrom: 1 }),
      deliveryOf: () => this.#delivery,
      open: (shop, connection, requestClass) => {
        if (!this.areKeysReadable) throw new SpokeError('reconnect', 'The keys cannot be opened.')
        return contextOf(this.#workDeps(database, spoke), shop, { ...connection, id: connection.connectionId }, requestClass)
      },
    }
  }

  #workDeps(database: Database, spoke: AnyShop): WorkDeps {
    return {
      database,
      config,
      spokes: new Map([[spoke.id, spoke]]),
      blobs: noBlobs,
      now: () => this.now(),
      log: silent,
      secretKey,
      rates: this.#rates,
      makeFetch: options => this.#ask(options),
      sleep: async ms => this.pass(ms),
      publicUrl: () => ({ state: 'none', url: null, checkedAt: null, sentence: '' }),
    }
  }

  /** There and back in 60 ms, to the storefront's own clock. What it is asked, and how that goes wrong, is the spoke's. */
  #ask({ clock }: FetchOptions): Fetch {
    return async url => {
      const askedAt = this.now()
      this.pass(60)
      const response = new Response(null, { headers: { date: second(this.far.now()).toUTCString() } })
      clock?.hear(new URL(url).host, gapOf(response.headers, { askedAt, answeredAt: this.now() }))
      return response
    }
  }

  /** What the web's door needs, outside of any worker. */
  get doorDeps(): WorkDeps {
    return this.#workDeps(this.database, this.spoke)
  }

  /** A listing that she has made there by hand, before she knew of the hub. */
  #putBefore(): string {
    const file = { id: 'before', key: null, name: 'before.pdf', ref: { kind: 'stranger' } } as const
    return this.far.create({ listingId: null, title: 'From before', sku: 'SKU-0', minor: 900n, isPublished: true, files: [file] })
  }

  /** In place of the queue, which gives each job at least once: marked as done only after it was done. */
  async #relay(deps: WorkDeps): Promise<void> {
    const { shop } = this
    const { rows: events } = await deps.database.inShop(shop, tx =>
      sql<{ event_id: string; name: string; ids: unknown }>`
        select event_id, name, ids from event where shop_id = ${shop}::uuid and delivered_at is null order by created_at`.execute(tx),
    )
    for (const { name, ids } of events)
      for (const { job, data } of reactionsTo(shop, name, ids)) if (job === 'mail-files') await mailFiles(deps, data)
    if (events.length === 0) return
    await deps.database.inShop(shop, tx =>
      sql`update event set delivered_at = now() where shop_id = ${shop}::uuid and event_id = any (${events.map(event => event.event_id)}::uuid[])`.execute(
        tx,
      ),
    )
  }

  readonly inShop = <T>(fn: (tx: Tx) => Promise<T>): Promise<T> => this.database.inShop(this.shop, fn)

  /** What the storefront is opened with: keys that run out, where it has such. */
  newSettings(): Readonly<Record<string, unknown>> {
    return { secret: hookSecret, ...(this.far.character === 'steps' ? this.far.issueKeys() : {}) }
  }

  async #connect(tx: Tx, at: Date): Promise<void> {
    const { shop, connectionId, options, spoke } = this
    await tx
      .insertInto('connection')
      .values({
        shop_id: shop,
        connection_id: connectionId,
        spoke: spoke.id,
        label: 'Far',
        base_url: 'https://far.example',
        currency: 'EUR',
        sealed: sealSettings(secretKey, { shop, connection: connectionId }, this.newSettings()),
        state: options.isLive ? 'live' : 'rehearsal',
        resumes_as: options.isLive ? 'live' : 'rehearsal',
        live_from: options.isLive ? second(at) : null, // as “Go live” does
        // As connecting has read it.
        clock_low_ms: second(this.far.now()).getTime() - at.getTime() - 60,
        clock_high_ms: second(this.far.now()).getTime() + 999 - at.getTime(),
        next_poll_at: at,
        next_sweep_at: at,
        next_hooks_at: at,
        next_money_at: at,
      })
      .execute()
  }

  async #setUp(): Promise<void> {
    const at = this.now()
    await this.inShop(async tx => {
      await tx
        .insertInto('shop')
        .values({ shop_id: this.shop, slug: `s-${this.shop}`, name: 'Simulated', currency: 'EUR' })
        .execute()
      for (const place of this.places) await place.#connect(tx, at)
      await addPatterns(tx, this.patterns, at)
    })
  }
}

/** Rows are locked in the order of the listings' ids; with these in the order of the patterns, the same story runs the same way. */
function sortedConnection(patterns: Shared['patternIds']): string {
  for (;;) {
    const connectionId = randomUUID()
    const ids = patterns.map(({ id }) => listingIdFor(connectionId, id))
    if (ids.every((id, at) => at === 0 || ids[at - 1]! < id)) return connectionId
  }
}

const noBlobs = new Proxy({} as WorkDeps['blobs'], {
  get: () => () => {
    throw new Error('the simulation keeps no files')
  },
})
