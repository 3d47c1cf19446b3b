/** What she says of one storefront alone, taking off sale, and a listing's history with the way back. */

import { type ListingLimits, leastPrice } from '#hub/listing/limits.ts'
import { type HistoryPoint, readHistory } from '#hub/listing/read-history.ts'
import { shelfPath } from '#hub/listing/shelf.ts'
import { duplicatePattern } from '#hub/pattern/duplicate-pattern.ts'
import { backPreview, goBack } from '#hub/publication/back.ts'
import { offSalePreview, retire, unpublish } from '#hub/publication/retire.ts'
import { notFound, Refused } from '#hub/refused.ts'
import type { PriceRule } from '#hub/storefront/price-rule.ts'
import { type AtStorefront, readStorefronts } from '#hub/storefront/read-storefronts.ts'
import { setWording } from '#hub/storefront/set-wording.ts'
import { placeholders } from '#hub/storefront/template.ts'
import { previewWriting, readWriting, saveWriting, type Writing, type WritingThere } from '#hub/storefront/writing.ts'
import { fromJson } from '#kit'
import type { WebDeps } from '../../deps.ts'
import { handlersOf, type ShopCall } from '../call.ts'
import type { AnswerOf, BodyOf } from '../contract.ts'
import { amount, time } from './facts.ts'
import { readFull } from './patterns.ts'
import { previewShape } from './publications.ts'

type WritingJson = BodyOf<'PUT /shops/{shop}/connections/{connection}/writing'>
type StorefrontJson = AnswerOf<'GET /shops/{shop}/patterns/{pattern}/storefronts'>['items'][number]

export const storefrontHandlers = handlersOf({
  'GET /shops/{shop}/connections/{connection}/writing': ({ deps, inShop }, { params }) =>
    inShop(async tx => writingShape(await readWriting(tx, params.connection, deps.work.planningWorld()))),

  'POST /shops/{shop}/connections/{connection}/writing/preview': async ({ deps, inShop }, { params, body }) => {
    const { items, ...rest } = await inShop(tx => previewWriting(tx, params.connection, writingOf(body), deps.work.planningWorld()))
    return {
      ...rest,
      items: items.map(({ changes, losses, ...item }) => ({
        ...item,
        changes: changes.map(({ field, label, from, to }) => ({ field, label, from, to })),
        losses: [...losses],
      })),
    }
  },

  'PUT /shops/{shop}/connections/{connection}/writing': ({ deps, inShop }, { params, body }) =>
    inShop(async tx => {
      await saveWriting(tx, params.connection, writingOf(body), deps.now())
      return writingShape(await readWriting(tx, params.connection, deps.work.planningWorld()))
    }),

  'GET /shops/{shop}/patterns/{pattern}/storefronts': ({ deps, inShop }, { params }) =>
    inShop(async tx => ({
      items: (await readStorefronts(tx, params.pattern, deps.work.planningWorld())).map(one => storefrontShape(deps, one)),
    })),

  'PUT /shops/{shop}/patterns/{pattern}/storefronts/{connection}': ({ deps, inShop }, { params, body }) =>
    inShop(async tx => {
      const { price, ...words } = body
      const given = { ...words, ...(price === undefined ? {} : { price: price === null ? null : fromJson(price) }) }
      await setWording(tx, { connectionId: params.connection, patternId: params.pattern }, given, deps.now())
      const all = await readStorefronts(tx, params.pattern, deps.work.planningWorld())
      const one = all.find(({ connectionId }) => connectionId === params.connection.toLowerCase())
      if (one === undefined) throw notFound('This shop')
      return storefrontShape(deps, one)
    }),

  'POST /shops/{shop}/patterns/{pattern}/duplicate': async (call, { params }) =>
    readFull(call, await call.inShop(tx => duplicatePattern(tx, params.pattern, call.deps.now()))),

  'POST /shops/{shop}/retire-preview': async ({ deps, inShop }, { body }) =>
    previewShape(await inShop(tx => offSalePreview(tx, 'retire', body, deps.work.planningWorld()))),

  'POST /shops/{shop}/retire': ({ deps, inShop, pressedBy }, { body: { key, patternIds } }) =>
    inShop(tx => retire(tx, patternIds, { key, pressedBy }, deps.work.planningWorld())),

  'POST /shops/{shop}/unpublish-preview': async ({ deps, inShop }, { body }) =>
    previewShape(await inShop(tx => offSalePreview(tx, 'unpublish', body, deps.work.planningWorld()))),

  'POST /shops/{shop}/unpublish': ({ deps, inShop, pressedBy }, { body: { key, ...target } }) =>
    inShop(tx => unpublish(tx, target, { key, pressedBy }, deps.work.planningWorld())),

  'GET /shops/{shop}/listings/{listing}/history': async (call, { params, query }) => {
    const { items, next } = await call.inShop(tx => readHistory(tx, params.listing, { before: beforeOf(query.cursor), limit: query.limit }))
    return { items: items.map(point => pointShape(call, point)), next: next === null ? null : String(next) }
  },

  'POST /shops/{shop}/listings/{listing}/back-preview': async ({ deps, inShop }, { params, body }) =>
    previewShape(await inShop(tx => backPreview(tx, { listingId: params.listing, no: body.no }, deps.work.planningWorld()))),

  'POST /shops/{shop}/listings/{listing}/back': async ({ deps, inShop, pressedBy }, { params, body: { no, key } }) => ({
    publicationId: await inShop(tx => goBack(tx, { listingId: params.listing, no }, { key, pressedBy }, deps.work.planningWorld())),
  }),
})

function beforeOf(cursor: string | undefined): number | null {
  if (cursor === undefined || cursor === '') return null
  if (/^\d{1,9}$/.test(cursor)) return Number(cursor)
  throw new Refused('wrong-cursor', 'This page of the list is not known. Start again at the first page.', { field: 'cursor' })
}

const pointShape = (
  { pressedBy: me }: ShopCall,
  { pressedBy, keyName, at, provenAt, changes, steps, ...point }: HistoryPoint,
): AnswerOf<'GET /shops/{shop}/listings/{listing}/history'>['items'][number] => ({
  ...point,
  at: time(at),
  by:
    keyName !== null
      ? `The program “${keyName}”`
      : pressedBy === me
        ? 'You'
        : pressedBy === 'demo'
          ? 'Somebody in the demo'
          : 'Another member',
  provenAt: time(provenAt),
  changes: changes.map(({ field, label, from, to }) => ({ field, label, from, to })),
  steps: steps.map(({ sentAt, settledAt, ...step }) => ({ ...step, sentAt: time(sentAt), settledAt: time(settledAt) })),
})

function writingOf({ title, description, priceRule, shelves }: WritingJson): Writing {
  const rule: PriceRule | null =
    priceRule === null
      ? null
      : {
          ...priceRule,
          rateMillionths: BigInt(priceRule.rateMillionths),
          addMinor: BigInt(priceRule.addMinor),
          floorMinor: priceRule.floorMinor === null ? null : BigInt(priceRule.floorMinor),
        }
  return { template: { title, description }, priceRule: rule, shelves }
}

function writingShape({
  template,
  shelves,
  tree,
  priceRule,
  currency,
  limits,
}: WritingThere): AnswerOf<'GET /shops/{shop}/connections/{connection}/writing'> {
  return {
    title: template.title,
    description: template.description,
    priceRule:
      priceRule === null
        ? null
        : {
            ...priceRule,
            rateMillionths: priceRule.rateMillionths.toString(),
            addMinor: priceRule.addMinor.toString(),
            floorMinor: priceRule.floorMinor?.toString() ?? null,
          },
    currency,
    shelves: { ...shelves },
    tree: [...tree],
    limits: limitsShape(limits, currency),
    placeholders: Object.entries(placeholders).map(([name, says]) => ({ name, says })),
  }
}

function limitsShape(limits: ListingLimits, currency: string): StorefrontJson['limits'] {
  const least = leastPrice(limits, currency)
  return {
    title: limits.title.most,
    tags: limits.tags.most,
    tag: limits.tags.each.most,
    pictures: limits.images.most,
    files: limits.files.most,
    fileBytes: limits.files.mostBytes,
    least: least === null ? null : amount(least),
  }
}

const storefrontShape = (
  { spokes }: Pick<WebDeps, 'spokes'>,
  {
    connectionId,
    shop,
    spoke,
    currency,
    isThere,
    own,
    shown,
    shelves,
    properties,
    losses,
    refused,
    limits,
    listingId,
    found,
  }: AtStorefront,
): StorefrontJson => ({
  ...{ connectionId, shop, currency, isThere, refused },
  spokeLabel: spokes.get(spoke)?.label ?? spoke,
  own: {
    ...{ title: own.title, description: own.description, shelf: own.shelf, isOffered: own.isOffered },
    tags: own.tags === null ? null : [...own.tags],
    price: own.price === null ? null : amount(own.price),
    properties: Object.fromEntries(Object.entries(own.properties).map(([id, values = []]) => [id, [...values]])),
  },
  shown:
    shown === null
      ? null
      : {
          ...{ title: shown.title, description: shown.description, isPublished: shown.isPublished },
          tags: [...shown.tags],
          price: amount(shown.price),
          shelf: shown.shelf ? shelfPath(shown.shelf) : null,
        },
  shelves: [...shelves],
  properties: properties.map(({ values, chosen, isOnce = false, ...one }) => ({
    ...one,
    isOnce,
    values: [...values],
    chosen: [...chosen],
  })),
  listingId,
  found: found.map(one => ({ ...one })),
  losses: [...losses],
  limits: limitsShape(limits, currency),
})
