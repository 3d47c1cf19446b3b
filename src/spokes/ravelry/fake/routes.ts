/** Every operation of the pretend API, and what does it. */
import { currentUser, listStores } from './account.ts'
import type { Call } from './answer.ts'
import { deleteAttachment, generateLink, listAttachments, uploadAttachment } from './attachments.ts'
import { addToCart, checkOut, createCart } from './carts.ts'
import { createDraft, listDrafts, publishDraft, showDraft, unpublishDraft, updateDraft } from './drafts.ts'
import { getPattern, getPatterns, updatePattern } from './patterns.ts'
import { createPhoto, deletePhoto, photoSizes, photoStatus, reorderPhotos, requestToken, updatePhoto, uploadImage } from './photos.ts'
import { createProduct, listProducts, showProduct, updateProduct } from './products.ts'
import { listPurchases } from './purchases.ts'
import { type Operation, operations } from './schema.ts'
import { attributeGroups, categories } from './terms.ts'
import { languages, sizes, weights } from './tools.ts'

type Run = (call: Call) => unknown

const runs: Readonly<Record<string, Run>> = {
  currentUser,
  storesList: listStores,
  storesProducts: listProducts,
  storesPurchases: listPurchases,
  patternCategoriesList: categories,
  patternAttributesList: attributeGroups,
  yarnWeights: weights,
  needlesSizes: sizes,
  languagesLanguages: languages,
  draftsList: listDrafts,
  draftsShow: showDraft,
  draftsCreate: createDraft,
  draftsUpdate: updateDraft,
  draftsCreatePhoto: createPhoto,
  draftsReorderPhotos: reorderPhotos,
  draftsPublish: publishDraft,
  draftsUnpublish: unpublishDraft,
  patternsPatterns: getPatterns,
  patternsShow: getPattern,
  patternsUpdate: updatePattern,
  patternsCreatePhoto: createPhoto,
  patternsReorderPhotos: reorderPhotos,
  photosStatus: photoStatus,
  photosSizes: photoSizes,
  photosUpdate: updatePhoto,
  photosDelete: deletePhoto,
  uploadRequestToken: requestToken,
  uploadImage,
  productsCreate: createProduct,
  productsShow: showProduct,
  productsUpdate: updateProduct,
  productsAttachments: listAttachments,
  productAttachmentsUpload: uploadAttachment,
  productAttachmentsDelete: deleteAttachment,
  productAttachmentsGenerateDownloadLink: generateLink,
  cartsCreate: createCart,
  cartsAdd: addToCart,
  cartsExternalCheckout: checkOut,
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

/** @param method null for any. */
export function matchAt(method: string | null, path: string): Match | null {
  for (const { expression, ...route } of compiled) {
    const found = method === null || route.operation.method === method ? expression.exec(path) : null
    if (found) return { route, params: Object.fromEntries(Object.entries(found.groups ?? {}).map(([name, text]) => [name, Number(text)])) }
  }
  return null
}

/** The pattern of a path, for the count. */
export const patternOf = (path: string): string | null =>
  compiled.find(({ expression }) => expression.test(path.replace(/\.json$/, '')))?.operation.path ?? null
