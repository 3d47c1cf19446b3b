/**
 * A small strict storefront in memory: a SKU may belong to one product only, a buyer's leave to download hangs on a file's id, changes are dated
 * in whole seconds, and it looks after every write whether a product is for sale without its file.
 */
import { createHash } from 'node:crypto'
import type { SaleState } from '#hub/order/sale.ts'

/**
 * Three kinds of storefronts. batch: keyed create, many in a call, files by copy or address · steps: the same may be made twice, one small step at a
 * time, files go up in a step, putting up for sale costs, keys run out, so many calls a day · upsert: by the hub's own id, no files, points for calls.
 */
export const characters = ['batch', 'steps', 'upsert'] as const
export type Character = (typeof characters)[number]

/** What is behind a product's file: a copy put into the storefront's own store, an address of ours, or a stranger's file. */
export type FarRef =
  | { readonly kind: 'copy'; readonly mark: string }
  | { readonly kind: 'address'; readonly mark: string }
  | { readonly kind: 'stranger' }

export interface FarFile {
  readonly id: string
  /** null: not put there by us. */
  readonly key: string | null
  readonly name: string
  readonly ref: FarRef
}

export interface FarProduct {
  readonly id: string
  /** Whose it says it is: the hub's listing, or nobody's. */
  listingId: string | null
  title: string
  sku: string
  minor: bigint
  isPublished: boolean
  files: readonly FarFile[]
  /** Whether the files were last changed by somebody's hand. */
  isByHand: boolean
  modifiedAt: Date
}

export type FarChanges = Partial<Pick<FarProduct, 'listingId' | 'title' | 'sku' | 'minor' | 'isPublished' | 'files'>>

export interface FarOrder {
  readonly id: string
  /** By the storefront's clock. */
  readonly placedAt: Date
  readonly email: string
  readonly productId: string
  readonly sku: string
  readonly title: string
  readonly total: bigint
  readonly tax: bigint
  state: SaleState
  paidAt: Date | null
  modifiedAt: Date
  readonly refunds: { readonly id: string; readonly minor: bigint; readonly at: Date }[]
  /** Ids of the files that this buyer may download, given when it was paid. */
  permissions: readonly string[]
  /** Hashes of the files that it held when it was paid, whatever its mood. */
  gave: readonly string[]
  isUnreadable: boolean
}

/** What is not so although it must be. */
export class Untrue extends Error {
  override readonly name = 'Untrue'
}

/**
 * A fault of one call. lost: done, but no answer · late: no answer, done some time later · half: of several items the first fails ·
 * slow: done and answered, after more than half of a worker's lease.
 */
export const faults = ['none', 'busy', 'broken', 'lost', 'late', 'half', 'slow'] as const
export type Fault = (typeof faults)[number]

/** deaf: changes are answered as done, and nothing has changed · garbled: buyers get other bytes than those that were put there. */
export const moods = ['well', 'deaf', 'garbled'] as const
export type Mood = (typeof moods)[number]

/** Thrown by a write that the storefront refuses; nothing was changed. */
export class FarRefused extends Error {
  override readonly name = 'FarRefused'
}

export const sha256Of = (bytes: string): string => createHash('sha256').update(bytes).digest('hex')

/** To the second, as it tells times. */
export const second = (at: Date): Date => new Date(Math.floor(at.getTime() / 1000) * 1000)

/** Keys that run out. The word to renew them serves once. */
export interface FarKeys {
  readonly access: string
  readonly refresh: string
  readonly until: string
}

const keysLastMs = 15 * 60_000
/** Points: what may be saved up, what comes back each second, what a call costs. */
const bucket = { most: 60, perSecond: 4, cost: 6 }

export class FarSide {
  readonly products = new Map<string, FarProduct>()
  readonly orders = new Map<string, FarOrder>()
  /** Bytes by the mark in a copy's name. */
  readonly copies = new Map<string, string>()
  readonly removedByHand = new Set<string>()
  /** Products that were there before the hub and that she has said are hers here. */
  readonly adopted = new Set<string>()
  readonly hooks: { readonly order: string; readonly no: number }[] = []
  readonly faults: Fault[] = []
  /** Effects of calls that went unanswered, and when they take place. */
  late: { readonly at: Date; readonly says: string; readonly effect: () => void }[] = []
  untrue: string | null = null
  /** Products that somebody has changed by hand. */
  readonly touchedByHand = new Set<string>()
  /** How often a listing was put up for sale, which costs at some. */
  readonly charged = new Map<string, number>()
  readonly character: Character
  #keys: FarKeys | null = null
  /** What is left of the day's calls; null: as many as anybody wants. */
  #quota: { left: number; readonly until: Date } | null = null
  #points = { left: bucket.most, at: 0 }
  areKeysTaken = true
  mood: Mood = 'well'
  /** How often it was asked for anything, and for a change. */
  readonly asked = { calls: 0, writes: 0 }
  /** Its own clock. */
  readonly now: () => Date
  readonly tell: (says: string) => void
  /** The bytes that the hub's own address with this mark leads to. */
  readonly ours: (mark: string) => string | null
  readonly isSkuUnique: boolean
  #no = 0

  constructor(world: Pick<FarSide, 'now' | 'tell' | 'ours' | 'isSkuUnique' | 'character'>) {
    this.character = world.character
    this.now = world.now
    this.tell = world.tell
    this.ours = world.ours
    this.isSkuUnique = world.isSkuUnique
  }

  issueKeys(): FarKeys {
    const no = ++this.#no
    const until = new Date(this.now().getTime() + keysLastMs)
    this.#keys = { access: `access ${no}`, refresh: `refresh ${no}`, until: until.toISOString() }
    return this.#keys
  }

  takes(access: string): boolean {
    return this.#keys !== null && this.#keys.access === access && this.now() < new Date(this.#keys.until)
  }

  /** @returns null when this word was used before. */
  renew(refresh: string): FarKeys | null {
    return this.#keys?.refresh === refresh ? this.issueKeys() : null
  }

  /** From now on only so many calls more today. */
  runShort(left: number): void {
    const at = this.now()
    this.#quota = { left, until: new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() + 1)) }
  }

  /** All that it allows is there again. */
  refill(): void {
    this.#quota = null
    this.#points = { left: bucket.most, at: this.now().getTime() }
  }

  /** @returns how long the caller has to wait under the limits of this storefront; 0: it was counted. */
  count(): number {
    const now = this.now()
    if (this.#quota !== null && now >= this.#quota.until) this.#quota = null
    if (this.#quota !== null && this.#quota.left <= 0) return this.#quota.until.getTime() - now.getTime()
    if (this.character === 'upsert') {
      const filled = Math.min(bucket.most, this.#points.left + ((now.getTime() - this.#points.at) / 1_000) * bucket.perSecond)
      // Until it is full. The stories have no limiter that paces each call, as the product has (kit/rate.ts): whoever came back for one call
      // alone would spend it on looking, and be refused the change, for ever.
      if (filled < bucket.cost) return Math.ceil(((bucket.most - filled) / bucket.perSecond) * 1_000)
      this.#points = { left: filled - bucket.cost, at: now.getTime() }
    }
    if (this.#quota !== null) this.#quota.left--
    return 0
  }

  /** Whatever was under way and is due takes place. */
  landLate(): void {
    const due = this.late.filter(({ at }) => at <= this.now())
    this.late = this.late.filter(one => !due.includes(one))
    for (const { says, effect } of due) {
      this.tell(`now ${says} arrives at the shop after all`)
      effect()
    }
  }

  create(product: Omit<FarProduct, 'id' | 'modifiedAt' | 'isByHand'>): string {
    this.#freeSku(product.sku, null)
    const id = String(100 + ++this.#no)
    this.products.set(id, { ...product, id, isByHand: false, modifiedAt: this.now() })
    this.#look(id)
    return id
  }

  update(id: string, changes: FarChanges, { isByHand = false } = {}): void {
    const product = this.products.get(id)
    if (product === undefined) throw new FarRefused('there is no such product')
    if (changes.sku !== undefined) this.#freeSku(changes.sku, id)
    Object.assign(product, changes, { modifiedAt: this.now() })
    if (changes.files !== undefined) product.isByHand = isByHand
    // Put up for sale by a hand while it is still being made, it is without its file by that hand.
    if (isByHand && product.files.length === 0) product.isByHand = true
    if (isByHand) this.touchedByHand.add(id)
    this.#look(id)
  }

  /** The same listing of the hub is the same product, whether it is there or not; what it was at first, `remoteId`, becomes the listing's. */
  upsert(listingId: string, remoteId: string | null, changes: FarChanges): string {
    const known = this.products.get(remoteId ?? '') ?? [...this.products.values()].find(product => product.listingId === listingId)
    if (known === undefined) return this.create({ title: '', sku: '', minor: 0n, isPublished: false, files: [], ...changes, listingId })
    this.update(known.id, { ...changes, listingId })
    return known.id
  }

  /** Puts it up for sale, which costs each time. */
  activate(id: string): void {
    const product = this.products.get(id)
    if (product === undefined) throw new FarRefused('there is no such product')
    if (!product.isPublished) this.charged.set(product.listingId ?? '', (this.charged.get(product.listingId ?? '') ?? 0) + 1)
    this.update(id, { isPublished: true })
  }

  addFile(id: string, file: Omit<FarFile, 'id'>): void {
    const { files } = this.products.get(id) ?? { files: [] }
    this.update(id, { files: [...files, { ...file, id: `f${++this.#no}` }] })
  }

  /** Never the last one. */
  removeFile(id: string, fileId: string): void {
    const { files } = this.products.get(id) ?? { files: [] }
    const left = files.filter(file => file.id !== fileId)
    if (left.length === 0) throw new FarRefused('a listing keeps at least one file')
    this.update(id, { files: left })
  }

  remove(id: string): void {
    this.products.delete(id)
    this.removedByHand.add(id)
  }

  hasAllFiles = (product: FarProduct): boolean =>
    this.character === 'upsert' ||
    !product.isPublished ||
    (product.files.length > 0 && product.files.every(file => this.bytesOf(file) !== null))

  bytesOf(file: FarFile): string | null {
    return this.mood === 'garbled' ? 'what nobody has put there' : this.#heldBytes(file)
  }

  #heldBytes({ ref }: FarFile): string | null {
    if (ref.kind === 'copy') return this.copies.get(ref.mark) ?? null
    return ref.kind === 'address' ? this.ours(ref.mark) : 'a file of somebody else'
  }

  /** Files that a hand took away are her own doing; those that we left out are not. */
  #look(id: string): void {
    const product = this.products.get(id)!
    if (!product.isByHand && !this.hasAllFiles(product)) this.untrue ??= `“${product.title}” was for sale at the shop without its file`
    const { listingId } = product
    if (listingId === null) return
    const twins = [...this.products.values()].filter(other => other.listingId === listingId)
    if (twins.length > 1) this.untrue ??= `there are ${twins.length} listings of “${product.title}” at the shop`
  }

  #freeSku(sku: string, owner: string | null): void {
    for (const other of this.isSkuUnique ? this.products.values() : [])
      if (other.sku === sku && other.id !== owner) throw new FarRefused(`the SKU ${sku} belongs to another product`)
  }

  sell(product: FarProduct, { email, isPaid }: { email: string; isPaid: boolean }): FarOrder {
    const id = String(5000 + ++this.#no)
    const at = this.now()
    const order: FarOrder = {
      id,
      placedAt: at,
      email,
      productId: product.id,
      sku: product.sku,
      title: product.title,
      total: product.minor,
      tax: product.minor / 5n,
      state: 'pending',
      paidAt: null,
      modifiedAt: at,
      refunds: [],
      permissions: [],
      gave: [],
      isUnreadable: false,
    }
    this.orders.set(id, order)
    if (isPaid) this.pay(order)
    else this.#touched(order)
    return order
  }

  pay(order: FarOrder): void {
    order.state = 'paid'
    order.paidAt = this.now()
    const files = this.products.get(order.productId)?.files ?? []
    order.permissions = files.filter(({ key }) => key !== null).map(({ id }) => id)
    order.gave = files.flatMap(file => this.#heldBytes(file) ?? []).map(sha256Of)
    this.#touched(order)
  }

  refund(order: FarOrder, minor: bigint): void {
    if (minor > 0n) order.refunds.push({ id: `r${++this.#no}`, minor, at: this.now() })
    if (refundedOf(order) >= order.total) order.state = 'refunded'
    this.#touched(order)
  }

  cancel(order: FarOrder): void {
    order.state = 'cancelled'
    this.#touched(order)
  }

  touch(order: FarOrder): void {
    this.#touched(order)
  }

  #touched(order: FarOrder): void {
    order.modifiedAt = this.now()
    this.hooks.push({ order: order.id, no: ++this.#no })
  }
}

export const refundedOf = ({ refunds }: Pick<FarOrder, 'refunds'>): bigint => refunds.reduce((sum, { minor }) => sum + minor, 0n)
