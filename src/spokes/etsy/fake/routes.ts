/** Every operation of the pretend API, and what does it. */
import { getMe, getShop, tokenScopes } from './account.ts'
import type { Call, Reply } from './answer.ts'
import { deleteFile, listFiles, uploadFile } from './files.ts'
import { deleteImage, listImages, uploadImage } from './images.ts'
import { getInventory, putInventory } from './inventory.ts'
import { getLedger } from './ledger.ts'
import { createDraft, deleteListing, getBatch, getListing, listListings, updateListing } from './listings.ts'
import { deleteProperty, listProperties, putProperty } from './properties.ts'
import { getReceipt, listReceipts } from './receipts.ts'
import { type Operation, operations } from './schema.ts'
import { nodes, properties } from './taxonomy.ts'

type Run = (call: Call) => Reply | Promise<Reply>

const runs: Readonly<Record<string, Run>> = {
  getMe,
  tokenScopes,
  getShop,
  getListingProperties: listProperties,
  updateListingProperty: putProperty,
  deleteListingProperty: deleteProperty,
  getSellerTaxonomyNodes: nodes,
  getPropertiesByTaxonomyId: properties,
  createDraftListing: createDraft,
  getListingsByShop: listListings,
  getListingsByListingIds: getBatch,
  getListing,
  deleteListing,
  updateListing,
  getListingInventory: getInventory,
  updateListingInventory: putInventory,
  uploadListingImage: uploadImage,
  getListingImages: listImages,
  deleteListingImage: deleteImage,
  uploadListingFile: uploadFile,
  getAllListingFiles: listFiles,
  deleteListingFile: deleteFile,
  getShopReceipts: listReceipts,
  getShopReceipt: getReceipt,
  getShopPaymentAccountLedgerEntries: getLedger,
}

export interface Match {
  readonly route: { readonly operation: Operation; readonly run: Run }
  readonly params: Readonly<Record<string, number>>
}

const compiled = operations.map(operation => ({
  operation,
  run: runs[operation.id]!,
  expression: new RegExp(`^${operation.path.replace(/\{(\w+)\}/g, '(?<$1>\\d+)')}$`),
}))

export function matchAt(method: string, path: string): Match | null {
  for (const { expression, ...route } of compiled) {
    const found = route.operation.method === method ? expression.exec(path) : null
    if (found) return { route, params: Object.fromEntries(Object.entries(found.groups ?? {}).map(([name, text]) => [name, Number(text)])) }
  }
  return null
}

/** The pattern of a path, for the count. */
export const patternOf = (path: string): string | null => compiled.find(({ expression }) => expression.test(path))?.operation.path ?? null
