/**
 * A small strict storefront in memory: a SKU may belong to one product only, a buyer's leave to download hangs on a file's id, changes are dated
 * in whole seconds, and it looks after every write whether a product is for sale without its file.
 */
import { createHash } from 'node:crypto'
import type { SaleState } from '#hub/order/sale.ts'

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

  constructor(world: Pick<FarSide, 'now' | 'tell' | 'ours' | 'isSkuUnique'>) {
    this.now = world.now
    this.tell = world.tell
    this.ours = world.ours
    this.isSkuUnique = world.isSkuUnique
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
    this.#look(id)
  }

  remove(id: string): void {
    this.products.delete(id)
    this.removedByHand.add(id)
  }

  hasAllFiles = (product: FarProduct): boolean =>
    !product.isPublished || (product.files.length > 0 && product.files.every(file => this.bytesOf(file) !== null))

  bytesOf({ ref }: FarFile): string | null {
    if (this.mood === 'garbled') return 'what nobody has put there'
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
    order.permissions = (this.products.get(order.productId)?.files ?? []).filter(({ key }) => key !== null).map(({ id }) => id)
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
