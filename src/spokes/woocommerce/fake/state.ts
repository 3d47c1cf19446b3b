/** All that the pretend store knows, as plain data that goes to disk and comes back. Times are seconds since 1970, UTC. */
import { createHash } from 'node:crypto'
import type { ClockState } from '#kit/fake-clock.ts'
import type { Json } from '#kit/shop.ts'

export type Role = 'administrator' | 'shop_manager' | 'customer'
export type Permission = 'read' | 'write' | 'read_write'

export interface ApiKey {
  readonly id: number
  readonly consumerKey: string
  readonly consumerSecret: string
  readonly permission: Permission
  readonly role: Role
  readonly description: string
}

export interface Meta {
  id: number
  key: string
  value: Json
}

export interface ProductFile {
  readonly id: string
  readonly name: string
  readonly file: string
}

export interface Product {
  readonly id: number
  name: string
  slug: string
  created: number
  modified: number
  type: string
  status: string
  featured: boolean
  catalogVisibility: string
  description: string
  shortDescription: string
  sku: string
  regularPrice: string
  salePrice: string
  saleFrom: number | null
  saleTo: number | null
  totalSales: number
  virtual: boolean
  downloadable: boolean
  files: ProductFile[]
  downloadLimit: number
  downloadExpiry: number
  categories: number[]
  tags: number[]
  /** Attachment ids; the first is the cover. */
  images: number[]
  meta: Meta[]
  /** The small fields that nothing here acts on, by their REST name. */
  rest: Record<string, Json>
}

/** Of the shop, with the names of its terms. */
export interface ShopAttribute {
  readonly id: number
  readonly name: string
  terms: string[]
}

export interface Term {
  readonly id: number
  name: string
  slug: string
  description: string
  parent: number
}

export interface Attachment {
  readonly id: number
  created: number
  modified: number
  title: string
  alt: string
  /** '2026/11/cover.png', under /wp-content/uploads/ */
  readonly path: string
  readonly mediaType: string
  readonly sha256: string
  readonly sizeBytes: number
  readonly width: number | null
  readonly height: number | null
}

export interface Address {
  first_name: string
  last_name: string
  company: string
  address_1: string
  address_2: string
  city: string
  state: string
  postcode: string
  country: string
  email: string
  phone: string
}

/** Amounts in hundredths, as the store counts whatever the currency. */
export interface OrderLine {
  readonly id: number
  name: string
  productId: number
  quantity: number
  subtotal: number
  total: number
  tax: number
  subtotalTax: number
  /** null: the product was never known. */
  sku: string | null
}

export interface FeeLine {
  readonly id: number
  readonly name: string
  readonly total: number
  readonly taxStatus: string
}

export interface CouponLine {
  readonly id: number
  readonly code: string
  readonly couponId: number
  readonly type: string
  readonly amount: string
  readonly metaId: number
  discount: number
}

export interface Refund {
  readonly id: number
  readonly created: number
  readonly amount: number
  readonly reason: string
  readonly byGateway: boolean
  readonly isFull: boolean
  readonly lines: readonly {
    readonly id: number
    readonly ofLine: number
    readonly metaId: number
    readonly quantity: number
    readonly total: number
    readonly tax: number
  }[]
  readonly metaId: number
  readonly taxLineId: number
}

export interface Order {
  readonly id: number
  status: string
  currency: string
  created: number
  modified: number
  completed: number | null
  paid: number | null
  customerId: number
  key: string
  billing: Address
  shipping: Omit<Address, 'email'>
  paymentMethod: string
  paymentTitle: string
  transactionId: string
  ip: string
  agent: string
  createdVia: string
  note: string
  meta: Meta[]
  lines: OrderLine[]
  fees: FeeLine[]
  coupons: CouponLine[]
  refunds: Refund[]
  taxId: number | null
  taxLineId: number
  isGranted: boolean
  /** Of an order from the shopper's API alone. */
  cartHash?: string
}

/** Many old orders kept as the rule that makes them; one that is touched is written out and kept whole. */
export interface HistoryBatch {
  readonly firstId: number
  readonly firstLine: number
  readonly count: number
  readonly from: number
  readonly until: number
  readonly seed: number
  readonly currency: string
  readonly products: readonly {
    readonly id: number
    readonly name: string
    readonly sku: string
    readonly price: number
    readonly files: readonly string[]
  }[]
}

/** A buyer's right to one file of one order. */
export interface FilePermission {
  readonly orderId: number
  readonly productId: number
  readonly fileId: string
  readonly customerId: number
  readonly email: string
  /** null: without limit. */
  remaining: number | null
  readonly expires: number | null
}

export interface Webhook {
  readonly id: number
  name: string
  status: string
  topic: string
  deliveryUrl: string
  secret: string
  readonly created: number
  modified: number | null
  failures: number
  isPingDue: boolean
}

export interface Customer {
  readonly id: number
  readonly created: number
  email: string
  firstName: string
  lastName: string
  username: string
  role: Role
  isPaying: boolean
}

export interface Coupon {
  readonly id: number
  readonly created: number
  usageLimit: number | null
  code: string
  type: string
  amount: string
  modified?: number
  /** 'publish' when left out. */
  status?: string
  expires?: number | null
  productIds?: number[]
  meta?: Meta[]
}

export interface TaxRate {
  readonly id: number
  readonly country: string
  readonly state: string
  readonly rate: string
  readonly name: string
}

export interface Note {
  readonly id: number
  readonly orderId: number
  readonly created: number
  readonly text: string
  readonly isForCustomer: boolean
}

/** What the demo and the tests may set; the store's own settings and this fake's manners. */
export interface Settings {
  currency: string
  storeName: string
  /** How long a hook waits in the queue. A real store: 50 to 59 s. */
  hookDelayMs: number
  hookTimeoutMs: number
  /** How long one run of the queue may take, and how long after its start the next begins. Absent: 30 s and 60 s, as in a real store. */
  hookRunLimitMs?: number
  hookRunEveryMs?: number
  /** How long making a webhook waits for the answer to its ping. Absent: 5 s. */
  pingTimeoutMs?: number
  /** Answers as slowly as a real store, if true. */
  isReal: boolean
  calcTaxes: boolean
}

export interface State {
  readonly version: 1
  clock: ClockState
  dice: number
  settings: Settings
  next: { post: number; term: number; hook: number; line: number; meta: number; customer: number; key: number; tax: number; note: number }
  keys: ApiKey[]
  wpUser: string
  wpPassword: string
  hookSecret: string
  products: Product[]
  categories: Term[]
  tags: Term[]
  attributes: ShopAttribute[]
  attachments: Attachment[]
  orders: Order[]
  /** Orders of a history batch that are gone for good. */
  goneOrders: number[]
  batches: HistoryBatch[]
  permissions: FilePermission[]
  webhooks: Webhook[]
  /** `hook:resource`, with when it was queued. */
  queue: { readonly hookId: number; readonly resourceId: number; readonly dueMs: number }[]
  customers: Customer[]
  coupons: Coupon[]
  taxes: TaxRate[]
  /** Those beyond the three of a new store. */
  taxClasses?: string[]
  notes: Note[]
  /** Approved download directories. */
  approved: string[]
  nonces: { readonly nonce: string; readonly at: number }[]
}

export const uncategorized = 15

/** The same seed makes the same keys, so that a connection survives a reset of the demo. */
export function newState(seed: number, currency: string, nowSeconds: number): State {
  const digits = (name: string, length: number): string => createHash('sha256').update(`${seed}:${name}`).digest('hex').slice(0, length)
  const key = (id: number, name: string, permission: Permission, role: Role): ApiKey => ({
    id,
    consumerKey: `ck_${digits(`key:${name}`, 40)}`,
    consumerSecret: `cs_${digits(`secret:${name}`, 40)}`,
    permission,
    role,
    description: name,
  })
  return {
    version: 1,
    clock: { aheadMs: 0 },
    dice: seed >>> 0,
    settings: { currency, storeName: 'Thimble & Tide', hookDelayMs: 1000, hookTimeoutMs: 60_000, isReal: false, calcTaxes: false },
    next: { post: 12, term: 16, hook: 14, line: 1, meta: 50, customer: 2, key: 6, tax: 1, note: 1 },
    keys: [
      key(1, 'main', 'read_write', 'administrator'),
      key(2, 'readonly', 'read', 'administrator'),
      key(3, 'writeonly', 'write', 'administrator'),
      key(4, 'manager', 'read_write', 'shop_manager'),
      key(5, 'customer', 'read_write', 'customer'),
    ],
    wpUser: 'admin',
    wpPassword: (digits('password', 24).match(/.{4}/g) ?? []).join(' '),
    hookSecret: `whsec_${digits('hook', 40)}`,
    products: [],
    categories: [{ id: uncategorized, name: 'Uncategorized', slug: 'uncategorized', description: '', parent: 0 }],
    tags: [],
    attributes: [{ id: 1, name: 'Yarn weight', terms: ['DK', 'Worsted'] }],
    attachments: [],
    orders: [],
    goneOrders: [],
    batches: [],
    permissions: [],
    webhooks: [],
    queue: [],
    customers: [
      {
        id: 1,
        created: nowSeconds,
        email: 'owner@store.example',
        firstName: '',
        lastName: '',
        username: 'admin',
        role: 'administrator',
        isPaying: false,
      },
    ],
    coupons: [],
    taxes: [],
    notes: [],
    approved: [],
    nonces: [],
  }
}
