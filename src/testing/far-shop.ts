/**
 * A storefront in memory for tests of publishing, with bad days: answers lost after acting, effects that arrive late, refusals, hand edits, removal.
 * Unlike most platforms it takes one change at a time (a file is added, taken away, the listing put up for sale: each a step of its own) and
 * lets the same listing be made twice, so that whatever keeps a shop right here is our own doing.
 */
import { z } from 'zod'
import { type ListingContent, type ListingField, type ListingFile, markOf } from '#hub/listing/content.ts'
import { markInName } from '#hub/listing/file-address.ts'
import { SpokeError } from '#kit/error.ts'
import type { AnyShop } from '#kit/registry.ts'
import { cannot, type Json, type ObservedListing, type PlanInput, type Step, type StepOrder, type StepOutcome } from '#kit/shop.ts'
import { plainShop } from './plain-shop.ts'

const fields = ['title', 'description', 'sku', 'price', 'isPublished', 'tags', 'files'] as const satisfies readonly ListingField[]
type Texts = Pick<ListingContent, 'title' | 'description' | 'sku' | 'price' | 'tags'>

interface FarFile {
  readonly key: string
  readonly name: string
  readonly mark: string
}

export interface FarListing extends Texts {
  readonly remoteId: string
  /** The listing id that we left there; null for a foreign one. */
  readonly ownedBy: string | null
  readonly isPublished: boolean
  readonly files: readonly FarFile[]
  readonly changedAt: number
  readonly isRemoved: boolean
}

/** How a call goes wrong. `late`: nothing happens now, the effect arrives afterwards. `half`: the first of several acts, then the line is cut. */
export interface FarFault {
  readonly place: 'read' | 'write'
  readonly kind: 'busy' | 'failed' | 'lost' | 'late' | 'half' | 'keys'
  readonly lateMs?: number
}

const someone = { isOurs: false }

export class FarShop {
  readonly listings = new Map<string, FarListing>()
  readonly faults: FarFault[] = []
  /** What was found wrong, at the moment it was. */
  readonly wrongs: string[] = []
  /** Requests, counted as a platform counts them: a read of up to a hundred is one. */
  readonly requests = new Map<string, number>()
  /** Awaited by each call before it does anything: the pace of this storefront. */
  beforeCall: () => Promise<void> = async () => {}
  /** What one step costs there, by its kind. */
  readonly costs = new Map<string, bigint>()
  readonly spoke: AnyShop
  #late: { readonly at: number; readonly run: () => void }[] = []
  #ids = 0
  readonly #now: () => Date
  readonly #bytesOf: (mark: string) => Uint8Array

  constructor({ now, bytesOf }: { now: () => Date; bytesOf: (mark: string) => Uint8Array }) {
    this.#now = now
    this.#bytesOf = bytesOf
    this.spoke = this.#makeSpoke()
  }

  /** Effects that were on their way and are due arrive. */
  arrive(): void {
    const due = this.#late.filter(({ at }) => at <= this.#now().getTime())
    this.#late = this.#late.filter(({ at }) => at > this.#now().getTime())
    for (const { run } of due) run()
  }

  editByHand(remoteId: string, change: Partial<Texts & Pick<FarListing, 'isPublished' | 'files'>>): void {
    const listing = this.listings.get(remoteId)
    if (listing !== undefined) this.#set({ ...listing, ...change }, someone)
  }

  remove(remoteId: string): void {
    const listing = this.listings.get(remoteId)
    if (listing !== undefined) this.#set({ ...listing, isRemoved: true }, someone)
  }

  restore(remoteId: string): void {
    const listing = this.listings.get(remoteId)
    if (listing !== undefined) this.#set({ ...listing, isRemoved: false }, someone)
  }

  addForeign(texts: Texts): string {
    const remoteId = this.#newId()
    const files = [{ key: 'foreign:1', name: 'own.pdf', mark: '' }]
    this.#set({ ...texts, remoteId, ownedBy: null, isPublished: true, files, changedAt: 0, isRemoved: false }, someone)
    return remoteId
  }

  ownedBy(listingId: string): FarListing[] {
    return [...this.listings.values()].filter(one => one.ownedBy === listingId && !one.isRemoved)
  }

  get requestCount(): number {
    return [...this.requests.values()].reduce((sum, count) => sum + count, 0)
  }

  #newId(): string {
    return String(100 + ++this.#ids)
  }

  #set(listing: FarListing, { isOurs } = { isOurs: true }): void {
    this.listings.set(listing.remoteId, { ...listing, changedAt: this.#now().getTime() })
    if (listing.isRemoved || !isOurs) return
    if (listing.isPublished && listing.files.length === 0) this.wrongs.push(`“${listing.title}” was for sale without its file`)
    if (listing.ownedBy !== null && this.ownedBy(listing.ownedBy).length > 1) this.wrongs.push(`“${listing.title}” was listed twice`)
  }

  #fault(place: FarFault['place']): FarFault | null {
    const at = this.faults.findIndex(fault => fault.place === place)
    return at < 0 ? null : this.faults.splice(at, 1)[0]!
  }

  #count(what: string, items: number): void {
    this.requests.set(what, (this.requests.get(what) ?? 0) + Math.max(1, Math.ceil(items / 100)))
  }

  async #read<T>(what: string, items: number, read: () => T): Promise<T> {
    this.#count(what, items)
    await this.beforeCall()
    const kind = this.#fault('read')?.kind
    if (kind === 'busy') throw new SpokeError('wait', `${what}: 429`, { waitMs: 3_000 })
    if (kind === 'keys') throw new SpokeError('reconnect', `${what}: 401`)
    if (kind !== undefined) throw new SpokeError('retry', `${what}: 500`)
    return read()
  }

  async #write(orders: readonly StepOrder[]): Promise<readonly StepOutcome[]> {
    this.#count('write', orders.length)
    await this.beforeCall()
    const fault = this.#fault('write')
    const act = (some: readonly StepOrder[]) => some.map(order => this.#act(order))
    const cut = new SpokeError('retry', 'write: no answer', { isUnknown: true })
    switch (fault?.kind) {
      case undefined:
        return act(orders)
      case 'busy':
        throw new SpokeError('wait', 'write: 429', { waitMs: 3_000 })
      case 'keys':
        throw new SpokeError('reconnect', 'write: 401')
      case 'failed':
        throw new SpokeError('retry', 'write: 500', { isUnknown: true })
      case 'lost':
        act(orders)
        throw cut
      case 'half':
        act(orders.slice(0, 1))
        throw cut
      case 'late':
        this.#late.push({ at: this.#now().getTime() + (fault.lateMs ?? 0), run: () => void act(orders) })
        throw cut
    }
  }

  #act({ listingId, remoteId, step }: StepOrder): StepOutcome {
    const body = step.body as unknown as StepBody
    if (body.do === 'put-copy')
      return { state: 'done', remoteId: null, copy: { sha256: body.sha256, remote: { id: body.sha256.slice(0, 16) } } }
    if (body.do === 'create') {
      const id = this.#newId()
      const { price, ...texts } = body.texts
      const shell = { remoteId: id, ownedBy: listingId, isPublished: false, files: [], changedAt: 0, isRemoved: false }
      this.#set({ ...texts, ...shell, price: fromBody(price) })
      return { state: 'done', remoteId: id }
    }
    const listing = this.listings.get(remoteId ?? '')
    if (listing === undefined || listing.isRemoved) return { state: 'refused', error: new SpokeError('retry', `${body.do}: 404`) }
    this.#set(changed(listing, body, listingId))
    return { state: 'done', remoteId: listing.remoteId }
  }

  #observe(listing: FarListing): ObservedListing {
    const { remoteId, title, description, sku, price, tags, isPublished, files, changedAt, ownedBy } = listing
    const listed = files.map(({ key, name, mark }) => ({ key, name, sha256: mark }))
    return {
      remoteId,
      url: `https://far.example/${remoteId}`,
      content: {
        title,
        summary: '',
        description,
        sku,
        price,
        salePrice: null,
        isPublished,
        tags,
        categories: [],
        images: [],
        files: listed,
      },
      mark: this.#markOf(changedAt),
      extras: { files: files.map(file => ({ ...file })), ownedBy },
    }
  }

  /** Whole seconds, as platforms keep them: within one, two changes look the same. */
  #markOf(changedAt: number): string | null {
    return this.#now().getTime() - changedAt > 2_000 ? String(Math.floor(changedAt / 1000)) : null
  }

  #makeSpoke(): AnyShop {
    const there = (ids: readonly string[]) => ids.flatMap(id => this.listings.get(id) ?? []).filter(({ isRemoved }) => !isRemoved)
    const all = () => there([...this.listings.keys()])
    return {
      id: 'far',
      ...plainShop,
      label: 'Far shop',
      docs: 'https://far.example/docs',
      steps: [],
      settings: { schema: z.unknown(), fields: [] },
      rates: () => [],
      fields,
      batchSize: 100,
      verify: async () => ({
        name: 'Far',
        currency: 'EUR',
        url: 'https://far.example',
        canWrite: true,
        version: null,
        warnings: [],
        account: '',
      }),
      authorise: cannot('It has no consent page.'),
      project: content => ({ ...content, title: content.title.trim(), summary: '', salePrice: null, categories: [], images: [] }),
      check: content => {
        if (content.title.trim() === '') throw new SpokeError('seller', 'The listing has no title.')
      },
      readListings: async (_ctx, cursor) =>
        this.#read('read all', 1, () => {
          const from = typeof cursor === 'number' ? cursor : 0
          const page = all().slice(from, from + 100)
          return { items: page.map(one => this.#observe(one)), cursor: from + 100, hasMore: all().length > from + 100, total: all().length }
        }),
      readListingsById: async (_ctx, ids) => this.#read('read', ids.length, () => there(ids).map(one => this.#observe(one))),
      readMarks: async (_ctx, ids) =>
        this.#read('marks', ids.length, () => new Map(there(ids).map(one => [one.remoteId, this.#markOf(one.changedAt)]))),
      findOwn: async (_ctx, wanted) =>
        this.#read('find', wanted.length, () => {
          const own = ({ listingId, sku }: { listingId: string; sku: string }) => this.ownedBy(listingId).filter(one => one.sku === sku)
          return new Map(wanted.flatMap(one => own(one).map(({ remoteId }) => [one.listingId, remoteId] as const)))
        }),
      plan: input => plan(input, this.costs),
      apply: async (_ctx, orders) => this.#write(orders),
      readShelves: cannot('It has no categories of its own.'),
      readProperties: cannot('It has no fields of its own for them.'),
      pictureAddress: cannot('It has no pictures to look at.'),
      listedPictures: cannot('It has no pictures to look at.'),
      openListedFile: async (_ctx, { remoteId }, fileKey) =>
        this.#read('file', 1, () => {
          const file = this.listings.get(remoteId)?.files.findLast(({ key }) => key === fileKey)
          return new Blob([new Uint8Array(this.#bytesOf(file?.mark ?? ''))]).stream() as ReadableStream<Uint8Array>
        }),
      readSales: cannot('It sells nothing.'),
      salesFrom: () => null,
      readHook: cannot('It has no hooks.'),
      keepHooks: cannot('It has no hooks.'),
      dropHooks: cannot('It has no hooks.'),
    }
  }
}

type TextsBody = Omit<Texts, 'price'> & { readonly price: { readonly minor: string; readonly currency: string } }
type StepBody =
  | { readonly do: 'create'; readonly texts: TextsBody }
  | { readonly do: 'update'; readonly set: Partial<TextsBody> }
  | { readonly do: 'add-file' | 'remove-file'; readonly file: FarFile }
  | { readonly do: 'publish'; readonly isPublished: boolean }
  | { readonly do: 'put-copy'; readonly sha256: string }

const fromBody = ({ minor, currency }: TextsBody['price']) => ({ minor: BigInt(minor), currency })
const isSameFile = (a: FarFile, b: FarFile) => a.key === b.key && a.mark === b.mark && a.name === b.name

function changed(listing: FarListing, body: Exclude<StepBody, { do: 'create' | 'put-copy' }>, ownedBy: string): FarListing {
  switch (body.do) {
    case 'update': {
      const { price, ...texts } = body.set
      return { ...listing, ...texts, ...(price === undefined ? {} : { price: fromBody(price) }), ownedBy }
    }
    case 'add-file':
      return { ...listing, files: [...listing.files.filter(file => !isSameFile(file, body.file)), body.file], ownedBy }
    case 'remove-file':
      return { ...listing, files: listing.files.filter(file => !isSameFile(file, body.file)) }
    case 'publish':
      return { ...listing, isPublished: body.isPublished }
  }
}

/** Off sale first when it is to be; new files before old ones go; up for sale last. */
function plan({ listingId, desired, observed, difference, delivery }: PlanInput, costs: ReadonlyMap<string, bigint>): readonly Step[] {
  const texts = (names: readonly string[]) => ({
    ...Object.fromEntries(names.filter(name => name !== 'price').map(name => [name, desired[name as keyof Texts]])),
    ...(names.includes('price') ? { price: { minor: desired.price.minor.toString(), currency: desired.price.currency } } : {}),
  })
  const step = (kind: StepBody['do'], about: readonly ListingField[], body: object, together: string | null = null): Step => ({
    kind,
    key: `${kind}:${listingId}:${JSON.stringify(body)}`,
    says: says[kind],
    fields: about,
    body: { do: kind, ...body } as unknown as Json,
    cost: costs.has(kind) ? { minor: costs.get(kind)!, currency: 'EUR' } : null,
    cannotUndo: null,
    together,
  })
  const differs = (field: ListingField) => observed === null || difference.some(one => one.field === field)
  const textFields = fields.filter(field => field !== 'isPublished' && field !== 'files')
  const there = (observed?.extras as { files?: FarFile[] } | undefined)?.files ?? []
  const wanted = desired.files.map((file): FarFile => ({ key: file.key, name: file.name, mark: markThrough(file, delivery) }))
  const copies =
    delivery.kind === 'copy'
      ? desired.files.filter(({ sha256 }) => !delivery.copies.has(sha256) && !there.some(({ mark }) => mark === markOf(sha256)))
      : []
  const added = wanted.filter(file => !there.some(one => isSameFile(one, file)))
  const old = there.filter(file => !wanted.some(one => isSameFile(one, file)))
  const changes = textFields.filter(field => observed !== null && differs(field))
  const publish =
    (observed?.content.isPublished ?? false) === desired.isPublished || !differs('isPublished')
      ? []
      : [step('publish', ['isPublished'], { isPublished: desired.isPublished })]
  return [
    ...(observed === null ? [step('create', textFields, { texts: texts(textFields) }, 'create')] : []),
    ...(desired.isPublished ? [] : publish),
    ...(differs('files')
      ? [
          ...copies.map(({ sha256 }) => step('put-copy', ['files'], { sha256 })),
          ...added.map(file => step('add-file', [], { file })),
          ...old.map(file => step('remove-file', [], { file })),
        ]
      : []),
    ...(changes.length > 0 ? [step('update', changes, { set: texts(changes) }, 'update')] : []),
    ...(desired.isPublished ? publish : []),
  ]
}

const says: Readonly<Record<StepBody['do'], string>> = {
  create: 'Make the listing',
  update: 'Change the listing',
  'add-file': 'Add a file',
  'remove-file': 'Take a file away',
  publish: 'Put it up for sale, or take it off',
  'put-copy': 'Put a file into the shop',
}

/** By address the file's own name carries its mark. */
const markThrough = (file: ListingFile, delivery: PlanInput['delivery']): string =>
  delivery.kind === 'address' ? (markInName(new URL(delivery.fileUrl(file)).pathname.split('/').at(-1) ?? '') ?? '') : markOf(file.sha256)
