/** What does each operation of the pretend API. */
import { tokenInfo, user } from './account.ts'
import type { Call, Reply } from './answer.ts'
import { abortUpload, completeUpload, presign } from './files.ts'
import { createOfferCode, deleteOfferCode, listOfferCodes, showOfferCode, updateOfferCode } from './offer-codes.ts'
import { createCover, createThumbnail, deleteCover, deleteThumbnail, directUpload } from './pictures.ts'
import { createSubscription, deleteSubscription, listSubscriptions } from './pings.ts'
import { createProduct, disableProduct, enableProduct, listProducts, showProduct, updateProduct } from './products.ts'
import { listSales, showSale } from './sales.ts'

const runs: Readonly<Record<string, (call: Call) => Reply | Promise<Reply>>> = {
  tokenInfo,
  user,
  listProducts,
  createProduct,
  showProduct,
  updateProduct,
  enableProduct,
  disableProduct,
  listOfferCodes,
  createOfferCode,
  showOfferCode,
  updateOfferCode,
  deleteOfferCode,
  createCover,
  deleteCover,
  createThumbnail,
  deleteThumbnail,
  directUpload,
  presign,
  complete: completeUpload,
  abort: abortUpload,
  listSales,
  showSale,
  listSubscriptions,
  createSubscription,
  deleteSubscription,
}

export async function run(operation: string, call: Call): Promise<Reply> {
  const act = runs[operation]
  if (act === undefined) throw new Error(`The pretend Gumroad does not play ${operation}.`)
  return act(call)
}
