/** What travels between the hub and its screens or other programs: JSON shapes, in zod, named once. */
import { z } from 'zod'
import { type Scope, scopes } from '#hub/api-key/scopes.ts'
import { type SalesField, salesFields } from '#hub/sales-file/columns.ts'

export const Id = z.uuid()
export const Time = z.iso.datetime().describe('RFC 3339, UTC')
export const MoneyShape = z.object({ minor: z.string().regex(/^-?\d{1,18}$/), currency: z.string().regex(/^[A-Z]{3}$/) })
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const crafts = ['sewing', 'knitting', 'crochet', 'quilting', 'other'] as const
export const fileRoles = ['instructions', 'a4', 'letter', 'a0', 'projector', 'chart', 'other'] as const
export const versionKinds = ['first', 'correction', 'sizes', 'edition'] as const
export const listingStates = ['unplanned', 'waiting', 'working', 'updated', 'needs-you', 'failed', 'gone', 'by-hand'] as const
export const causes = [
  'publish',
  'undo',
  'accept',
  'import',
  'put-right',
  'make-ready',
  'launch',
  'retire',
  'unpublish',
  'back',
  'promote',
  'promotion-over',
  'follow',
] as const
export const connectionStates = ['rehearsal', 'live', 'paused', 'reconnect'] as const

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable().describe('cursor of the next page') })

export const ShopSummary = z.object({
  id: Id,
  slug: z.string(),
  name: z.string(),
  currency: z.string(),
  isDemo: z.boolean(),
  heldAt: Time.nullable(),
})

export const PublicUrl = z.object({
  state: z.enum(['none', 'unchecked', 'reached', 'unreachable']),
  url: z.string().nullable(),
  checkedAt: Time.nullable(),
  sentence: z.string(),
})

export const Me = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }).nullable(),
  hasOwner: z.boolean(),
  shops: z.array(ShopSummary),
  publicUrl: PublicUrl,
  version: z.string(),
})

/** At most three things that need her; each leads somewhere. */
export const Todo = z.object({
  key: z.string(),
  title: z.string(),
  detail: z.string(),
  href: z.string(),
  action: z.string(),
  wish: z
    .object({
      delivery: Id,
      message: z.string().describe('as the shop sent it, its first 4,000 characters; from the library here, her addresses'),
      isOfLibrary: z.boolean().describe('said in the library here: then `href` is her page, and forgetting her there does it'),
    })
    .optional()
    .describe('a buyer’s wish about personal data; done by POST /shops/{shop}/deliveries/{delivery}/done'),
})

export const ListingRow = z.object({
  id: Id,
  connectionId: Id,
  shop: z.string().describe('the connection’s label'),
  spoke: z.string(),
  spokeLabel: z.string(),
  publishes: z.enum(['by-request', 'by-hand', 'never']).describe('how it gets there'),
  patternId: Id.nullable(),
  patternTitle: z.string().nullable(),
  remoteId: z.string().nullable(),
  url: z.string().nullable(),
  state: z.enum(listingStates),
  reason: z.string().nullable(),
  desiredNo: z.int(),
  provenNo: z.int(),
  provenAt: Time.nullable(),
  observedAt: Time.nullable(),
  versionThere: z.string().nullable().describe('the version whose files are proven there'),
  handEdits: z.int(),
})

export const PatternRow = z.object({
  id: Id,
  sku: z.string(),
  title: z.string(),
  craft: z.enum(crafts),
  cover: z.string().nullable().describe('path of the picture'),
  version: z.string().nullable(),
  price: MoneyShape.nullable(),
  shops: z.array(z.object({ connectionId: Id, shop: z.string(), state: z.enum(listingStates) })),
  sold: z.int(),
  updatedAt: Time,
})

export const PriceShape = z.object({
  currency: z.string(),
  amount: MoneyShape,
  sale: z.object({ amount: MoneyShape, from: Time.nullable(), to: Time.nullable() }).nullable(),
})

export const VersionFile = z.object({
  fileKey: z.string(),
  role: z.enum(fileRoles),
  fileName: z.string(),
  sha256: Sha256,
  sizeBytes: z.int(),
  pages: z.int().nullable(),
  layers: z.array(z.string()),
  href: z.string(),
})

export const VersionShape = z.object({
  id: Id,
  number: z.string(),
  kind: z.enum(versionKinds),
  note: z.string(),
  sizes: z.array(z.string()).describe('those that it changes; none: all, or not said'),
  createdAt: Time,
  files: z.array(VersionFile),
})

export const PatternImage = z.object({ sha256: Sha256, alt: z.string(), href: z.string() })

export const PatternFacts = z.object({
  sku: z.string().min(1).max(100),
  title: z.string().min(1).max(200),
  craft: z.enum(crafts),
  summary: z.string().max(2000),
  description: z.string().max(60_000).describe('HTML of few tags: p, br, ul, ol, li, strong, em, h2, h3, a'),
  sizes: z.array(z.string().min(1).max(60)).max(60),
  materials: z.string().max(4000),
  gauge: z.string().max(400),
  fabric: z.string().max(2000),
  skill: z.string().max(100),
  languages: z.array(z.string().min(2).max(20)).max(40),
  tags: z.array(z.string().min(1).max(60)).max(60),
  categories: z.array(z.string().min(1).max(100)).max(20),
})

export const PatternFull = PatternFacts.extend({
  id: Id,
  editNo: z.int(),
  isArchived: z.boolean(),
  images: z.array(PatternImage),
  prices: z.array(PriceShape),
  versions: z.array(VersionShape).describe('newest first'),
  listings: z.array(ListingRow),
  sales: z.object({ sold: z.int(), refunded: z.int(), income: z.array(MoneyShape), owners: z.int(), lastAt: Time.nullable() }),
  unsent: z.boolean().describe('something here is not at every shop yet'),
  createdAt: Time,
  updatedAt: Time,
})

export const Change = z.object({
  field: z.string(),
  label: z.string().describe('her word for the field'),
  from: z.string().nullable(),
  to: z.string().nullable(),
})

/** The plan in her words, before anything is sent. */
export const Preview = z.object({
  key: z.string().describe('press with this; the press is refused when what would be sent has changed since'),
  sentence: z.string(),
  listings: z.array(
    z.object({
      listingId: Id,
      connectionId: Id,
      shop: z.string(),
      patternTitle: z.string(),
      isNew: z.boolean(),
      changes: z.array(Change),
      steps: z.array(z.object({ says: z.string(), cost: MoneyShape.nullable(), cannotUndo: z.string().nullable() })),
      refused: z.string().nullable().describe('why nothing can be sent there, and what to do'),
      losses: z.array(z.string()).describe('what is left out or changed so that this shop takes it'),
    }),
  ),
  cost: z.array(MoneyShape),
  peopleTold: z.int(),
  cannotUndo: z.array(z.string()),
})

export const Publication = z.object({
  id: Id,
  cause: z.enum(causes),
  says: z.string(),
  version: z.string().nullable(),
  at: Time,
  listings: z.array(
    z.object({
      listingId: Id,
      shop: z.string(),
      patternTitle: z.string(),
      state: z.enum(listingStates),
      reason: z.string().nullable(),
      provenAt: Time.nullable(),
    }),
  ),
  canUndo: z.boolean(),
  undoneBy: Id.nullable(),
})

export const StepRow = z.object({
  id: Id,
  says: z.string(),
  state: z.enum(['sent', 'done', 'refused', 'unknown', 'superseded']),
  reason: z.string().nullable(),
  sentAt: Time,
  settledAt: Time.nullable(),
})

export const Proof = z.object({
  at: Time,
  by: z.enum(['reading', 'hand']).describe('hand: somebody’s word that it is there; nothing was read'),
  fields: z.array(z.object({ field: z.string(), label: z.string(), hash: z.string() })),
  files: z.array(z.object({ fileKey: z.string(), name: z.string(), sha256: z.string(), by: z.enum(['bytes', 'name', 'hand']) })),
})

export const ListingFull = ListingRow.extend({
  proof: Proof.nullable(),
  steps: z.array(StepRow),
  changes: z.array(Change).describe('what differs there now from what should be'),
})

/** Something to be done at a storefront by hand, since no request can. */
export const HandStep = z.object({
  id: Id,
  listingId: Id,
  connectionId: Id,
  shop: z.string(),
  patternId: Id,
  patternTitle: z.string(),
  says: z.string(),
  url: z.string().nullable().describe('where it is done'),
  text: z.string().nullable().describe('ready to paste'),
  kit: z.string().nullable().describe('path of a ZIP with files, pictures and texts, where the whole listing is put there by hand'),
  changes: z.array(Change).describe('from what was last put there to what should be there'),
  madeAt: Time,
  doneAt: Time.nullable(),
  doneBy: z.enum(['you', 'somebody', 'program']).nullable(),
  supersededAt: Time.nullable().describe('when something newer took its place'),
})

export const SalesColumns = z.object(
  Object.fromEntries(salesFields.map(field => [field, z.string().min(1).max(300).optional()])) as Record<
    SalesField,
    z.ZodOptional<z.ZodString>
  >,
)
/** What the columns of a table of sales mean. */
export const SalesMap = z.object({
  columns: SalesColumns.describe('by heading; date, gross, and product or sku are needed'),
  dateOrder: z
    .enum(['ymd', 'dmy', 'mdy'])
    .nullable()
    .default(null)
    .describe('null: as the dates themselves tell; asked where they tell nothing'),
  decimalSign: z.enum(['.', ',']).nullable().default(null),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .describe('of amounts without one of their own'),
  amountsAre: z.enum(['row', 'piece']).default('row'),
  taxIs: z.enum(['inside', 'on-top']).default('inside'),
})

/** A table of sales that was brought and not taken yet. */
export const SalesFile = z.object({
  id: Id,
  connectionId: Id,
  fileName: z.string(),
  sizeBytes: z.int(),
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']),
  separator: z.enum([',', ';', '\t']),
  header: z.array(z.string()),
  map: SalesMap.describe('kept for such a table, else proposed'),
  preset: z.string().nullable().describe('the name under which it was kept'),
})

export const SalesReport = z.object({
  key: z.string().describe('press with this; empty while something must be asked'),
  questions: z.array(z.object({ about: z.enum(['dateOrder', 'decimalSign']), examples: z.array(z.string()) })),
  sentence: z.string(),
  fresh: z.int().describe('rows that are new'),
  known: z.int(),
  unread: z.int(),
  faults: z.array(z.object({ line: z.int(), reason: z.string() })).describe('the first 200'),
  orders: z.int(),
  history: z.int().describe('new orders from before going live; silent'),
  mails: z.int().describe('buyers who get their mail'),
  products: z.array(
    z.object({
      key: z.string(),
      title: z.string(),
      sku: z.string().nullable(),
      rows: z.int(),
      patternId: Id.nullable(),
      suggestion: z.object({ patternId: Id, patternTitle: z.string(), why: z.string() }).nullable(),
    }),
  ),
  sample: z.array(
    z.object({
      line: z.int(),
      number: z.string().nullable(),
      placedAt: Time,
      product: z.string(),
      buyer: z.string().nullable(),
      quantity: z.int(),
      gross: MoneyShape,
      refunded: MoneyShape,
      isNew: z.boolean(),
    }),
  ),
})

/** What a press on a table of sales brings. */
export const SalesImport = z.object({
  id: Id,
  fileName: z.string(),
  rows: z.int(),
  orders: z.int(),
  known: z.int(),
  unread: z.int(),
  state: z
    .enum(['taking', 'taken', 'stopped', 'undoing', 'undone'])
    .describe('taking: rows come in after the press; stopped: what is missing is said in reason; undoing: they go out again'),
  doneRows: z.int().describe('gone through so far, in or back out'),
  allRows: z.int().describe('of so many'),
  reason: z.string().nullable().describe('why it stopped, or waits'),
  takenAt: Time,
  undoneAt: Time.nullable(),
  stays: z.string().nullable().describe('why it cannot be taken back'),
})

export const HandEdit = z.object({
  id: Id,
  listingId: Id,
  shop: z.string(),
  patternId: Id,
  patternTitle: z.string(),
  url: z.string().nullable(),
  field: z.string(),
  label: z.string(),
  was: z.string().nullable(),
  found: z.string().nullable(),
  foundAt: Time,
  settledAt: Time.nullable(),
  settledHow: z.enum(['put-right', 'accepted', 'undone-there', 'superseded']).nullable(),
  rule: z.enum(['hub', 'ask']),
})

export const OrderRow = z.object({
  id: Id,
  number: z.string(),
  shop: z.string(),
  state: z.enum(['pending', 'paid', 'refunded', 'cancelled']),
  buyer: z.string().nullable(),
  total: MoneyShape,
  refunded: MoneyShape,
  placedAt: Time,
  isHistory: z.boolean(),
  patterns: z.array(z.string()),
  unmatched: z.int().describe('lines of listings not known here'),
})

/** What a buyer has of a pattern, as the ledger of bytes tells. */
const Held = z.object({
  versionId: Id,
  number: z.string(),
  isNewest: z.boolean(),
  since: Time.describe('the first file of it'),
  how: z
    .enum(['fetched', 'sold-with', 'sent-there'])
    .describe('from the library here, with a sale at a shop, or put into a library elsewhere'),
  shop: z.string().nullable().describe('the shop that gave it; null: the library here'),
  files: z.int().describe('of its files that were given'),
  ofFiles: z.int(),
})

export const OrderFull = OrderRow.extend({
  email: z.string().nullable(),
  personId: Id.nullable().describe('who bought it; null where the shop told nobody'),
  canGiveBack: MoneyShape.nullable().describe('what can be given back from here: paid in the shop’s own store, and not given back yet'),
  lines: z.array(
    z.object({
      line: z.string(),
      title: z.string(),
      sku: z.string().nullable(),
      quantity: z.int(),
      total: MoneyShape,
      patternId: Id.nullable(),
      patternTitle: z.string().nullable(),
      access: z.enum(['open', 'ended', 'waiting', 'none']),
      has: Held.nullable().describe('the newest version that the buyer was given; null: not known'),
    }),
  ),
  refunds: z.array(z.object({ amount: MoneyShape, reason: z.string().nullable(), at: Time })),
  postings: z.array(z.object({ at: Time, cause: z.string(), from: z.string(), to: z.string(), amount: MoneyShape })),
  mails: z.array(z.object({ id: Id, subject: z.string(), state: z.string(), at: Time })),
  claims: z
    .array(z.object({ patternId: Id, title: z.string(), email: z.string(), at: Time }))
    .describe('what buyers put into their library by the order’s number and the pattern’s code, as the shop tells no address'),
})

/** A sale or delivery that could not be read; nothing is lost. */
export const Unreadable = z.object({ id: Id, shop: z.string(), remoteId: z.string().nullable(), reason: z.string(), receivedAt: Time })

export const SpokeShape = z.object({
  id: z.string(),
  label: z.string(),
  docs: z.string(),
  steps: z.array(z.string()),
  fields: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      help: z.string(),
      isSecret: z.boolean(),
      isOptional: z.boolean(),
      placeholder: z.string().nullable(),
    }),
  ),
  home: z.string().nullable().describe('the one address of the platform; null when each shop has its own'),
  authorise: z.object({
    can: z.boolean(),
    why: z.string().nullable(),
    isOnlyWay: z.boolean().describe('pasted keys alone never do'),
    needs: z.array(z.string()).describe('names of fields to be filled first'),
    callbackUrl: z.string().nullable().describe('where the platform sends its answer; registered there to the letter'),
  }),
  cannotPublish: z.string().nullable().describe('why no listing can be made or changed there; null where it can'),
  publishes: z.enum(['by-request', 'by-hand', 'never']).describe('how listings get there'),
  cannot: z.array(z.object({ ability: z.string(), why: z.string() })),
})

export const ConnectionRow = z.object({
  id: Id,
  spoke: z.string(),
  spokeLabel: z.string(),
  label: z.string(),
  url: z.string(),
  state: z.enum(connectionStates),
  reason: z.string().nullable(),
  mayWrite: z.boolean().describe('false: it is read alone, and what is published there waits until it lets Selvage write'),
  currency: z.string(),
  cannotPublish: z.string().nullable().describe('why no listing can be made or changed there; null where it can'),
  publishes: z.enum(['by-request', 'by-hand', 'never']).describe('how listings get there'),
  sales: z.enum(['read', 'told', 'brought']).describe('read there; told by messages alone; or brought as a table'),
  liveFrom: Time.nullable(),
  history: z.object({ state: z.enum(['waiting', 'reading', 'read', 'failed']), read: z.int(), total: z.int().nullable() }),
  lastPollAt: Time.nullable(),
  lastSweepAt: Time.nullable(),
  listings: z.object({
    ours: z.int(),
    found: z.int().describe('listings there that are not matched to a pattern'),
    needYou: z.int(),
    waiting: z.int(),
    byHand: z.int().describe('waiting for somebody’s hands'),
  }),
})

export const FoundListing = z.object({
  listingId: Id,
  remoteId: z.string(),
  title: z.string(),
  sku: z.string(),
  price: MoneyShape,
  url: z.string().nullable(),
  isPublished: z.boolean(),
  sold: z.int(),
  suggestion: z.object({ patternId: Id, patternTitle: z.string(), why: z.string() }).nullable(),
})

export const ConnectionFull = ConnectionRow.extend({
  facts: z.object({ name: z.string(), version: z.string().nullable(), warnings: z.array(z.string()) }),
  clock: z.string().nullable().describe('a sentence when its clock and ours stand minutes apart'),
  hooks: z.object({
    count: z.int(),
    checkedAt: Time.nullable(),
    mended: z.array(z.string()),
    address: z.string().nullable(),
    sentence: z.string(),
  }),
  cannot: z.array(z.object({ ability: z.string(), why: z.string() })),
  rates: z.array(z.object({ says: z.string(), usedToday: z.int(), perDay: z.int().nullable(), pausedUntil: Time.nullable() })),
})

export const DeliveryRow = z.object({
  id: Id,
  source: z.enum(['hook', 'poll', 'privacy']),
  state: z.enum(['kept', 'done', 'unreadable']),
  reason: z.string().nullable(),
  remoteId: z.string().nullable(),
  times: z.int(),
  sizeBytes: z.int(),
  receivedAt: Time,
})

export const JobRow = z.object({
  id: z.string(),
  name: z.string(),
  says: z.string(),
  state: z.enum(['waiting', 'running', 'retrying', 'done', 'failed']),
  attempts: z.int(),
  reason: z.string().nullable(),
  createdAt: Time,
  endedAt: Time.nullable(),
})

export const LivePreview = z.object({
  sentences: z.array(z.string()).describe('by number, what happens from now on'),
  historyOrders: z.int(),
  historyBuyers: z.int(),
  patternsListed: z.int(),
  canGoLive: z.boolean(),
  why: z.string().nullable(),
})

export const InvitePreview = z.object({
  buyers: z.int(),
  batches: z.int(),
  sentence: z.string(),
  subject: z.string(),
  text: z.string(),
  canSend: z.boolean(),
  why: z.string().nullable(),
})

export const MailKind = z.enum(['files', 'sign-in', 'invitation', 'correction', 'receipt', 'claim', 'claim-taken', 'address'])

export const MailRow = z.object({
  id: Id,
  kind: MailKind,
  to: z.string(),
  subject: z.string(),
  state: z.enum(['waiting', 'held', 'sending', 'sent', 'logged', 'failed', 'unwanted']),
  reason: z.string().nullable(),
  createdAt: Time,
  sentAt: Time.nullable(),
})
export const MailFull = MailRow.extend({ text: z.string(), html: z.string() })

export const UploadShape = z.object({
  id: Id,
  fileName: z.string(),
  sizeBytes: z.int(),
  receivedBytes: z.int(),
  chunkBytes: z.int(),
  file: z
    .object({
      sha256: Sha256,
      mediaType: z.string(),
      pages: z.int().nullable(),
      layers: z.array(z.string()),
      suggestedRole: z.enum(fileRoles).nullable(),
    })
    .nullable(),
})

export const Today = z.object({
  line: z.string().describe('one sentence: what is true now'),
  isQuiet: z.boolean(),
  heldAt: Time.nullable(),
  todos: z.array(Todo).max(3),
  moreTodos: z.int(),
  checks: z.array(z.object({ words: z.string(), isTrue: z.boolean(), at: Time.nullable() })),
  sales: z.object({ today: z.int(), week: z.int(), month: z.int(), incomeMonth: z.array(MoneyShape) }),
  days: z.array(z.object({ day: z.iso.date(), sold: z.int() })).describe('the last 30 days'),
  recent: z.array(OrderRow),
  shops: z.array(ConnectionRow),
})

export const ShopSettings = z.object({
  name: z.string().min(1).max(100),
  fieldRules: z.record(z.string(), z.enum(['hub', 'ask'])),
})

export const ScopeName = z.enum(scopes as readonly [Scope, ...Scope[]])

/** A key of another program; all but its first signs is kept nowhere. */
export const KeyRow = z.object({
  id: Id,
  name: z.string(),
  prefix: z.string().describe('its first signs'),
  scopes: z.array(ScopeName),
  createdAt: Time,
  expiresAt: Time.nullable(),
  revokedAt: Time.nullable(),
  lastUsedAt: Time.nullable().describe('to the minute'),
})

/** RFC 9457 problem, with what to do. */
export const Problem = z.object({ type: z.string(), title: z.string(), status: z.int(), detail: z.string(), field: z.string().optional() })
