/** A storefront in memory, for tests of what follows from its sales; the real ones and their fakes are tested as themselves. */
import { z } from 'zod'
import type { Sale } from '#hub/order/sale.ts'
import type { AnyShop } from '#kit/registry.ts'
import { cannot, type Json, type MoneyRow, type SaleItem } from '#kit/shop.ts'
import { plainShop } from './plain-shop.ts'

export interface StubShop {
  readonly spoke: AnyShop
  /** Its orders by id, as they are now; `unreadable` ones come raw with that reason. */
  readonly orders: Map<string, Sale | { readonly unreadable: string; readonly changedAt: Date }>
  /** Cursors asked for, in order. */
  readonly asked: Json[]
  /** Called before each page is answered; throw to play a fault. */
  beforePage: (cursor: Json) => Promise<void> | void
  pageSize: number
  /** Orders marked as delivered, as often as that was asked. */
  readonly fulfilled: string[]
  /** Called before an order is marked; throw to play a fault. */
  beforeFulfil: (remoteId: string) => Promise<void> | void
  /** Its account of money, oldest first, told in pages of two. */
  readonly money: MoneyRow[]
  /** Called before each page of it; throw to play a fault. */
  beforeMoney: (cursor: Json) => Promise<void> | void
  readonly hooks: { address: string | null; kept: number; dropped: number }
}

interface Cursor {
  readonly since: string | null
  readonly after: string
}

const no = cannot('The stub keeps orders only.')

export function stubShop(id = 'stub'): StubShop {
  let keys: string[] = []
  // Sorted once, not for each of fifty pages.
  const sortedKeys = () => {
    if (keys.length !== stub.orders.size) keys = [...stub.orders.keys()].sort()
    return keys
  }
  const stub: StubShop = {
    orders: new Map(),
    asked: [],
    beforePage: () => {},
    pageSize: 100,
    fulfilled: [],
    beforeFulfil: () => {},
    money: [],
    beforeMoney: () => {},
    hooks: { address: null, kept: 0, dropped: 0 },
    spoke: {
      ...plainShop,
      id,
      label: 'Stub',
      docs: 'https://stub.example/docs',
      steps: [],
      settings: { schema: z.object({ secret: z.string() }), fields: [] },
      rates: () => [],
      fields: [],
      batchSize: 1,
      verify: async () => ({
        name: 'Stub',
        currency: 'EUR',
        url: 'https://stub.example',
        canWrite: true,
        version: null,
        warnings: [],
        account: '',
      }),
      authorise: no,
      project: desired => desired,
      check: () => {},
      readListings: no,
      readListingsById: async () => [],
      readMarks: no,
      findOwn: async () => new Map(),
      plan: () => [],
      apply: async () => [],
      readShelves: cannot('It has no categories of its own.'),
      readProperties: cannot('It has no fields of its own for them.'),
      pictureAddress: cannot('It has no pictures to look at.'),
      listedPictures: cannot('It has no pictures to look at.'),
      openListedFile: no,
      salesFrom: at => ({ since: at.toISOString(), after: '' }),
      readSales: async (_ctx, cursor) => {
        stub.asked.push(cursor)
        await stub.beforePage(cursor)
        const { since, after } = (cursor ?? { since: null, after: '' }) as unknown as Cursor
        const found = changedAfter(stub.orders, sortedKeys(), { since, after }, stub.pageSize + 1)
        const items = found.slice(0, stub.pageSize)
        const hasMore = found.length > items.length
        return {
          items: items.map(([key, order]) => itemOf(key, order)),
          cursor: { since, after: hasMore ? items.at(-1)![0] : '' },
          hasMore,
          total: since === null ? stub.orders.size : null,
        }
      },
      readMoney: async (_ctx, cursor) => {
        await stub.beforeMoney(cursor)
        const from = typeof cursor === 'number' ? cursor : 0
        const items = stub.money.slice(from, from + 2)
        return { items, cursor: from + items.length, hasMore: stub.money.length > from + items.length, total: null }
      },
      fulfil: async (_ctx, remoteId) => {
        await stub.beforeFulfil(remoteId)
        stub.fulfilled.push(remoteId)
      },
      readHook: (settings, headers) =>
        headers.get('x-stub-ping') !== null
          ? 'ping'
          : headers.get('x-stub-signature') !== (settings as { secret: string }).secret
            ? 'forged'
            : headers.get('x-stub-topic') === 'erase'
              ? 'privacy'
              : 'changed',
      keepHooks: async (_ctx, address) => {
        stub.hooks.address = address
        stub.hooks.kept++
        return { mended: [], count: 1 }
      },
      dropHooks: async () => {
        stub.hooks.dropped++
      },
    },
  }
  return stub
}

function changedAfter(orders: StubShop['orders'], keys: readonly string[], { since, after }: Cursor, most: number) {
  const found: [string, Sale | { readonly unreadable: string; readonly changedAt: Date }][] = []
  for (const key of keys) {
    if (key <= after) continue
    const order = orders.get(key)!
    if (since === null || order.changedAt >= new Date(since)) found.push([key, order])
    if (found.length === most) break
  }
  return found
}

const itemOf = (remoteId: string, order: Sale | { readonly unreadable: string }): SaleItem =>
  'unreadable' in order ? { isRead: false, remoteId, raw: `{"id":"${remoteId}"}`, reason: order.unreadable } : { isRead: true, sale: order }
