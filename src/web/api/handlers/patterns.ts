/** Patterns, their versions, pictures and prices, and files on their way in. Nothing here is sent anywhere. */
import { readUpload, startUpload } from '#hub/file/upload.ts'
import { addVersion } from '#hub/pattern/add-version.ts'
import { createPattern } from '#hub/pattern/create-pattern.ts'
import { editPattern } from '#hub/pattern/edit-pattern.ts'
import { listPatterns, type PatternSummary } from '#hub/pattern/list-patterns.ts'
import { type PatternWhole, readPattern, type Version } from '#hub/pattern/read-pattern.ts'
import { setImages } from '#hub/pattern/set-images.ts'
import { setPriceOfMany } from '#hub/pattern/set-prices.ts'
import { Refused } from '#hub/refused.ts'
import { fromJson } from '#kit'
import { handlersOf, type ShopCall } from '../call.ts'
import type { AnswerOf, BodyOf } from '../contract.ts'
import { fileHref } from '../shop-files.ts'
import { uploadShape } from '../uploads.ts'
import { amount, time } from './facts.ts'
import { listingRow } from './listings.ts'

type Full = AnswerOf<'GET /shops/{shop}/patterns/{pattern}'>
type GivenPrice = NonNullable<BodyOf<'PATCH /shops/{shop}/patterns/{pattern}'>['prices']>[number]

export const patternHandlers = handlersOf({
  'GET /shops/{shop}/patterns': async ({ shop, inShop }, { query }) => {
    const { archived, ...search } = query
    const { items, next } = await inShop(tx => listPatterns(tx, { ...search, archived: archived === 'true' }))
    return { items: items.map(pattern => patternRow(shop, pattern)), next }
  },

  'POST /shops/{shop}/patterns': async (call, { body }) => {
    const { price, ...facts } = body
    const { deps, inShop } = call
    const id = await inShop(tx => createPattern(tx, { ...facts, ...(price === undefined ? {} : { price: fromJson(price) }) }, deps.now()))
    return readFull(call, id)
  },

  'GET /shops/{shop}/patterns/{pattern}': (call, { params }) => readFull(call, params.pattern),

  'PATCH /shops/{shop}/patterns/{pattern}': async (call, { params, body }) => {
    const { prices, ...edit } = body
    await call.inShop(tx =>
      editPattern(tx, params.pattern, { ...edit, ...(prices === undefined ? {} : { prices: prices.map(givenPrice) }) }, call.deps.now()),
    )
    return readFull(call, params.pattern)
  },

  'PUT /shops/{shop}/patterns/{pattern}/images': async (call, { params, body }) => {
    await call.inShop(tx => setImages(tx, params.pattern, body.images, call.deps.now()))
    return readFull(call, params.pattern)
  },

  'POST /shops/{shop}/patterns/{pattern}/versions': async (call, { params, body }) => {
    await call.inShop(tx => addVersion(tx, params.pattern, body, call.deps.now()))
    return readFull(call, params.pattern)
  },

  'POST /shops/{shop}/prices': async ({ deps, inShop }, { body }) => ({
    changed: await inShop(tx => setPriceOfMany(tx, body.patternIds, fromJson(body.price), deps.now())),
  }),

  'POST /shops/{shop}/uploads': async ({ deps, inShop }, { body }) =>
    uploadShape(await inShop(tx => startUpload(tx, { ...body, limitBytes: deps.config.uploadLimitBytes }))),

  'GET /shops/{shop}/uploads/{upload}': async ({ inShop }, { params }) => uploadShape(await inShop(tx => readUpload(tx, params.upload))),
})

export function givenPrice({ currency, amount: given, sale }: GivenPrice) {
  if (given.currency !== currency || (sale !== null && sale.amount.currency !== currency))
    throw new Refused('price-currency', `A price in ${currency} must be an amount in ${currency}.`, { field: 'prices' })
  return {
    amount: fromJson(given),
    sale:
      sale === null
        ? null
        : {
            price: fromJson(sale.amount),
            from: sale.from === null ? null : new Date(sale.from),
            to: sale.to === null ? null : new Date(sale.to),
          },
  }
}

const patternRow = (shop: string, pattern: PatternSummary): AnswerOf<'GET /shops/{shop}/patterns'>['items'][number] => ({
  id: pattern.id,
  sku: pattern.sku,
  title: pattern.title,
  craft: pattern.craft,
  cover: pattern.cover === null ? null : fileHref(shop, pattern.cover, 'cover'),
  version: pattern.version,
  price: pattern.price === null ? null : amount(pattern.price),
  shops: pattern.shops.map(({ connectionId, shop: label, state }) => ({ connectionId, shop: label, state })),
  sold: pattern.sold,
  updatedAt: time(pattern.updatedAt),
})

export async function readFull({ deps, shop, inShop }: ShopCall, patternId: string): Promise<Full> {
  const pattern = await inShop(tx => readPattern(tx, patternId, deps.work.planningWorld()))
  const { sku, title, craft, summary, description, sizes, materials, gauge, fabric, skill, languages, tags, categories } = pattern
  return {
    ...{ id: pattern.id, sku, title, craft, summary, description, materials, gauge, fabric, skill },
    ...{ sizes: [...sizes], languages: [...languages], tags: [...tags], categories: [...categories] },
    editNo: pattern.editNo,
    isArchived: pattern.isArchived,
    images: pattern.images.map(({ sha256, alt }) => ({ sha256, alt, href: fileHref(shop, sha256, 'picture') })),
    prices: pattern.prices.map(priceShape),
    versions: pattern.versions.map(version => versionShape(shop, version)),
    listings: pattern.listings.map(listing => listingRow(deps, listing)),
    sales: { ...pattern.sales, income: pattern.sales.income.map(amount), lastAt: time(pattern.sales.lastAt) },
    unsent: pattern.unsent,
    createdAt: time(pattern.createdAt),
    updatedAt: time(pattern.updatedAt),
  }
}

const priceShape = ({ amount: given, sale }: PatternWhole['prices'][number]): Full['prices'][number] => ({
  currency: given.currency,
  amount: amount(given),
  sale: sale === null ? null : { amount: amount(sale.price), from: time(sale.from), to: time(sale.to) },
})

const versionShape = (shop: string, { id, number, kind, note, sizes, createdAt, files }: Version): Full['versions'][number] => ({
  id,
  number,
  kind,
  note,
  sizes: [...sizes],
  createdAt: time(createdAt),
  files: files.map(({ fileKey, role, fileName, sha256, sizeBytes, pages, layers }) => ({
    ...{ fileKey, role, fileName, sha256, sizeBytes, pages },
    layers: [...layers],
    href: fileHref(shop, sha256, fileName),
  })),
})
