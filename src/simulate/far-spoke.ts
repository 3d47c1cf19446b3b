/** The spoke to the storefront in memory: honest, without any cleverness of its own, so that what the stories find is the hub's. */

import { z } from 'zod'
import { type ListingContent, type ListingField, markOf } from '#hub/listing/content.ts'
import { SpokeError } from '#kit/error.ts'
import type { AnyShop } from '#kit/registry.ts'
import {
  cannot,
  type Json,
  type ObservedListing,
  type Page,
  type PlanInput,
  type SaleItem,
  type SpokeContext,
  type Step,
  type StepOrder,
  type StepOutcome,
} from '#kit/shop.ts'
import { plainShop } from '#testing/plain-shop.ts'
import { doOther, fieldsOf, kinds, planSteps, planUpsert } from './characters.ts'
import {
  type Character,
  type FarFile,
  type FarKeys,
  type FarOrder,
  type FarProduct,
  FarRefused,
  type FarSide,
  type Fault,
  second,
  sha256Of,
} from './far-side.ts'

const fields = fieldsOf('batch')
export const spokeIdOf = (character: Character): string => `simulated-${character}`
export const hookSecret = 'a secret of the simulated shop'
const currency = 'EUR'
const ordersPerPage = 2
/** A call that is not answered is given up after this long. */
const timeOutMs = 4_000
const slowMs = 11_000

export interface FarSpokeOptions {
  readonly batchSize: number
  readonly pass: (ms: number) => void
  readonly bytesOf: (sha256: string) => string
}

type Ctx = Pick<SpokeContext<unknown>, 'fetch' | 'baseUrl' | 'keys' | 'keysAfter' | 'settings'>

interface Body {
  readonly set: { readonly title?: string; readonly sku?: string; readonly minor?: string; readonly isPublished?: boolean }
  readonly files?: readonly {
    readonly id: string
    readonly key: string
    readonly name: string
    readonly mark: string
    readonly isCopy: boolean
  }[]
}

export function farSpoke(far: FarSide, { batchSize, pass, bytesOf }: FarSpokeOptions): AnyShop {
  /** One call over the line, with the fault that stands first in the queue. */
  const { character } = far
  async function call<T>(ctx: Ctx, what: string, isWrite: boolean, act: (fault: Fault | null) => T): Promise<T> {
    await ctx.fetch(ctx.baseUrl)
    far.landLate()
    far.asked.calls++
    if (isWrite) far.asked.writes++
    if (!far.areKeysTaken) {
      far.tell(`the shop refuses the keys (${what})`)
      throw new SpokeError('reconnect', `${what}: 401`)
    }
    if (character === 'steps' && what !== renewal && !(await hasKeys(far, ctx))) {
      far.tell(`the shop refuses the keys that it has given (${what})`)
      throw new SpokeError('reconnect', `${what}: 401`)
    }
    const waitMs = far.count()
    if (waitMs > 0) {
      far.tell(`the shop's limit is reached (${what})`)
      throw new SpokeError('wait', `${what}: 429`, { waitMs })
    }
    const fault = far.faults.shift() ?? null
    if (fault === 'busy') {
      far.tell(`the shop asks to wait (${what})`)
      throw new SpokeError('wait', `${what}: 429`, { waitMs: 5_000 })
    }
    if (fault === 'broken') {
      far.tell(`the shop breaks before it acts (${what})`)
      throw new SpokeError('retry', `${what}: 500`, { isUnknown: isWrite })
    }
    if (fault === 'late') {
      pass(timeOutMs)
      far.tell(`no answer comes (${what})`)
      // Two to seventeen seconds after it was sent, by what was told before: the same story runs the same way.
      const at = new Date(far.now().getTime() - timeOutMs + (2 + ((far.orders.size * 3 + far.products.size + what.length) % 16)) * 1_000)
      if (isWrite) far.late.push({ at, says: `“${what}”`, effect: () => void act(null) })
      throw new SpokeError('retry', `${what}: no answer`, { isUnknown: isWrite })
    }
    const answer = act(fault)
    if (fault === 'slow') {
      pass(slowMs)
      far.tell(`the answer takes eleven seconds (${what})`)
    }
    if (fault !== 'lost') return answer
    far.tell(`the answer is lost (${what})`)
    throw new SpokeError('retry', `${what}: the line broke`, { isUnknown: isWrite })
  }

  const observe = (product: FarProduct): ObservedListing => ({
    remoteId: product.id,
    url: `https://far.example/${product.id}`,
    content: contentOf(product),
    mark: markAt(product),
    extras: { files: product.files.map(({ id, key, name, ref }) => ({ id, key, name, mark: ref.kind === 'stranger' ? '' : ref.mark })) },
  })
  /** Whole seconds: what changed within this very second may change again without a trace. */
  const markAt = ({ modifiedAt }: FarProduct) =>
    second(modifiedAt).getTime() === second(far.now()).getTime() ? null : String(second(modifiedAt).getTime())

  function doOne(order: StepOrder, isFailing: boolean): StepOutcome {
    const { step, remoteId, listingId } = order
    if (character !== 'batch') return doOther(far, bytesOf, order)
    if (isFailing) return { state: 'refused', error: new SpokeError('retry', 'this item failed, the others did not') }
    const { set, files } = step.body as unknown as Body
    const given = {
      ...(set.title === undefined ? {} : { title: set.title.replaceAll('&', '&amp;') }),
      ...(set.sku === undefined ? {} : { sku: set.sku }),
      ...(set.minor === undefined ? {} : { minor: BigInt(set.minor) }),
      ...(set.isPublished === undefined ? {} : { isPublished: set.isPublished }),
      ...(files === undefined ? {} : { files: files.map(toFarFile) }),
    }
    try {
      if (step.kind === 'create') {
        const made = far.create({ title: '', sku: '', minor: 0n, isPublished: false, files: [], ...given, listingId })
        return { state: 'done', remoteId: made }
      }
      const product = far.products.get(remoteId!)
      if (product !== undefined && product.listingId !== listingId && !far.adopted.has(product.id))
        far.untrue ??= `the hub changed “${product.title}”, which is nobody's here`
      if (far.mood !== 'deaf') far.update(remoteId!, { ...given, listingId })
      return { state: 'done', remoteId }
    } catch (error) {
      if (!(error instanceof FarRefused)) throw error
      return { state: 'refused', error: new SpokeError('seller', `${step.says}: ${error.message}`) }
    }
  }

  return {
    id: spokeIdOf(character),
    ...plainShop,
    ...kinds[character],
    label: 'Simulated shop',
    docs: 'https://far.example/docs',
    steps: [],
    settings: { schema: z.looseObject({ secret: z.string() }), fields: [] },
    rates: () => [],
    fields: fieldsOf(character),
    batchSize: character === 'batch' ? batchSize : 1,
    tokens:
      character === 'steps'
        ? {
            expireAt: settings => new Date((settings as FarKeys).until),
            renew: ctx =>
              call(ctx, renewal, false, () => {
                const next = far.renew((ctx.settings as FarKeys).refresh)
                if (next === null) throw new SpokeError('reconnect', `${renewal}: this word was used before`)
                return { secret: hookSecret, ...next }
              }),
          }
        : null,
    verify: async () => ({ name: 'Far', currency, url: 'https://far.example', canWrite: true, version: null, warnings: [], account: '' }),
    authorise: cannot('The simulated shop takes keys only.'),
    project: desired => ({ ...desired, title: desired.title.trim() }),
    check: desired => {
      if (character !== 'upsert' && desired.files.length === 0) throw new SpokeError('seller', 'A listing needs a file.')
    },
    readListings: async ctx =>
      call(ctx, 'read all listings', false, () => ({
        items: [...far.products.values()].map(observe),
        cursor: null,
        hasMore: false,
        total: far.products.size,
      })),
    readListingsById: async (ctx, ids) =>
      call(ctx, 'read listings', false, () => ids.flatMap(id => far.products.get(id) ?? []).map(observe)),
    readMarks: async (ctx, ids) =>
      call(
        ctx,
        'read marks',
        false,
        () => new Map(ids.flatMap(id => far.products.get(id) ?? []).map(product => [product.id, markAt(product)])),
      ),
    findOwn: async (ctx, wanted) =>
      call(ctx, 'look for our own', false, () => {
        const found = new Map<string, string>()
        for (const { listingId, sku } of wanted)
          for (const product of far.products.values())
            if (product.sku === sku && product.listingId === listingId) found.set(listingId, product.id)
        return found
      }),
    plan: { batch: plan, steps: planSteps, upsert: planUpsert }[character],
    apply: async (ctx, orders) => {
      const [first] = orders
      if (first?.step.kind === 'put-copy')
        return call(ctx, 'put a file there', true, () =>
          orders.map(({ step }) => putCopy(far, bytesOf, (step.body as { sha256: string }).sha256)),
        )
      return call(ctx, orders.map(({ step }) => step.says).join(' + '), true, fault => {
        if (fault === 'half') far.tell('the first item of the call fails')
        return orders.map((order, at) => doOne(order, fault === 'half' && at === 0))
      })
    },
    readShelves: cannot('It has no categories of its own.'),
    readProperties: cannot('It has no fields of its own for them.'),
    pictureAddress: cannot('It has no pictures to look at.'),
    listedPictures: cannot('It has no pictures to look at.'),
    openListedFile:
      character === 'upsert'
        ? cannot('It holds no files.')
        : async (ctx, observed, key) =>
            call(ctx, 'fetch a file', false, () => {
              const file = far.products.get(observed.remoteId)?.files.find(one => one.key === key)
              const bytes = file === undefined ? null : far.bytesOf(file)
              if (bytes === null) throw new SpokeError('retry', 'fetch a file: 404')
              return new Blob([bytes]).stream()
            }),
    readSales: async (ctx, cursor) => call(ctx, 'read sales', false, () => readSales(far, cursor as unknown as SalesPlace | null)),
    salesFrom: at => ({ since: second(at).toISOString(), after: null, until: null }),
    readHook: (_settings, headers) => (headers.get('x-far-signature') === hookSecret ? 'changed' : 'forged'),
    keepHooks: cannot('The simulated shop sends messages to whoever listens.'),
    dropHooks: cannot('The simulated shop sends messages to whoever listens.'),
  }
}

const renewal = 'renew the keys'

/** Those that it has are renewed when they run out, and once more when they are refused. */
async function hasKeys(far: FarSide, ctx: Ctx): Promise<boolean> {
  const keys = (await ctx.keys()) as FarKeys
  return far.takes(keys.access) || far.takes(((await ctx.keysAfter(keys)) as FarKeys).access)
}

const toFarFile = ({ id, key, name, mark, isCopy }: NonNullable<Body['files']>[number]): FarFile => ({
  id,
  key,
  name,
  ref: isCopy ? { kind: 'copy', mark } : { kind: 'address', mark },
})

/** A copy of the same name is the same copy. */
function putCopy(far: FarSide, bytesOf: (sha256: string) => string, sha256: string): StepOutcome {
  far.copies.set(markOf(sha256), bytesOf(sha256))
  return { state: 'done', remoteId: null, copy: { sha256, remote: { mark: markOf(sha256) } } }
}

export const contentOf = (product: FarProduct): ListingContent => ({
  title: product.title,
  summary: '',
  description: '',
  sku: product.sku,
  price: { minor: product.minor, currency },
  salePrice: null,
  isPublished: product.isPublished,
  tags: [],
  categories: [],
  images: [],
  files: product.files.map(({ id, key, name, ref }) => ({ key: key ?? id, name, sha256: ref.kind === 'stranger' ? '' : ref.mark })),
})

function plan({ listingId, desired, observed, difference, delivery }: PlanInput): readonly Step[] {
  const differing = new Set<ListingField>(observed === null ? fields : difference.map(({ field }) => field))
  if (differing.size === 0) return []
  const { title, sku, price, isPublished } = desired
  const has = (field: ListingField) => differing.has(field)
  const set = {
    ...(has('title') ? { title: title.trim() } : {}),
    ...(has('sku') ? { sku } : {}),
    ...(has('price') ? { minor: price.minor.toString() } : {}),
    ...(has('isPublished') ? { isPublished } : {}),
  }
  const isCopy = delivery.kind === 'copy'
  const files = desired.files.map(({ key, name, sha256 }) => ({ id: fileIdOf(listingId, key), key, name, mark: markOf(sha256), isCopy }))
  const step = (kind: string, says: string, some: readonly ListingField[], body: Json): Step => ({
    kind,
    key: `${kind}:${listingId}:${sha256Of(JSON.stringify(body)).slice(0, 16)}`,
    says,
    fields: some,
    body,
    cost: null,
    cannotUndo: null,
    together: kind === 'put-copy' ? null : kind,
  })
  const copies =
    has('files') && delivery.kind === 'copy'
      ? desired.files
          .filter(({ sha256 }) => !delivery.copies.has(sha256))
          .map(({ sha256, name }) => step('put-copy', `Put the file “${name}” there`, ['files'], { sha256 }))
      : []
  if (observed === null) return [...copies, step('create', `Make “${title}”`, fields, { set, files })]
  const rest = fields.filter(field => field !== 'files' && has(field))
  return [
    ...copies,
    ...(has('files') ? [step('update', `Replace the files of “${title}”`, ['files'], { set: {}, files })] : []),
    ...(rest.length > 0 ? [step('update', `Change ${rest.join(', ')} of “${title}”`, rest, { set })] : []),
  ]
}

/** The same file of a listing has the same id for ever, so that earlier buyers keep it. */
export const fileIdOf = (listingId: string, key: string): string => `${listingId}/${key}`

/** `since`: changed then or later. `after`: within this reading, the last one told. `until`: when the reading began; the next one starts there. */
interface SalesPlace {
  readonly since: string | null
  readonly after: { readonly at: string; readonly id: string } | null
  readonly until: string | null
}

function readSales(far: FarSide, place: SalesPlace | null): Page<SaleItem> {
  const since = place?.since == null ? 0 : Date.parse(place.since)
  const until = place?.until ?? second(far.now()).toISOString()
  const after = place?.after ?? null
  const isBehind = (at: number, id: string) => after === null || at > Date.parse(after.at) || (at === Date.parse(after.at) && id > after.id)
  const left = [...far.orders.values()]
    .map(order => ({ order, at: second(order.modifiedAt).getTime() }))
    .filter(({ order, at }) => at >= since && isBehind(at, order.id))
    .sort((a, b) => a.at - b.at || (a.order.id < b.order.id ? -1 : 1))
  const told = left.slice(0, ordersPerPage)
  const hasMore = left.length > told.length
  const last = told.at(-1)
  return {
    items: told.map(({ order }) => itemOf(order)),
    cursor: hasMore
      ? { since: place?.since ?? null, after: { at: new Date(last!.at).toISOString(), id: last!.order.id }, until }
      : { since: until, after: null, until: null },
    hasMore,
    total: place === null ? far.orders.size : null,
  }
}

function itemOf(order: FarOrder): SaleItem {
  const { id, email, total, tax, refunds, productId, sku, title, state, placedAt, paidAt, modifiedAt } = order
  if (order.isUnreadable) return { isRead: false, remoteId: id, raw: `{"id":"${id}"`, reason: 'It is cut off.' }
  const euro = (minor: bigint) => ({ minor, currency })
  return {
    isRead: true,
    sale: {
      remoteId: id,
      number: `#${id}`,
      state,
      placedAt: second(placedAt),
      paidAt: paidAt === null ? null : second(paidAt),
      changedAt: second(modifiedAt),
      buyer: { email, name: null, country: null },
      total: euro(total),
      tax: euro(tax),
      fee: null,
      lines: [{ remoteId: '1', listingRemoteId: productId, sku, title, quantity: 1, total: euro(total - tax), tax: euro(tax) }],
      refunds: refunds.map(refund => ({ remoteId: refund.id, refundedAt: second(refund.at), amount: euro(refund.minor), reason: null })),
    },
  }
}
