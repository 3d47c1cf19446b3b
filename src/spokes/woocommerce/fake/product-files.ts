/** The rules for a product's files: allowed types, and the approved download directories. */
import { ownPath } from './fetch.ts'
import { allowedTypes, isAllowedFile } from './media-types.ts'
import { type Caller, refused } from './rest.ts'
import type { Shop } from './shop.ts'
import type { ProductFile } from './state.ts'

/** 'https://files.example/a/b.pdf' -> 'https://files.example/a/' */
const folderOf = (file: string): string => {
  try {
    const url = new URL(file)
    return `${url.origin}${url.pathname.replace(/[^/]*$/, '')}`
  } catch {
    return file.replace(/[^/]*$/, '')
  }
}

/**
 * An administrator's key approves a new place by itself; another's may not.
 *
 * @throws {Refused} for a type that is not allowed, or a place that nobody approved.
 */
export function approveOrRefuse(shop: Shop, files: readonly ProductFile[], caller: Caller): void {
  for (const { file } of files) {
    const own = ownPath(shop, file)
    if (own !== null) {
      if (isAllowedFile(own)) continue
      const name = own.split('/').at(-1) ?? own
      const message = `The downloadable file <code>${name}</code> cannot be used as it does not have an allowed file type. Allowed types include: <code>${allowedTypes}</code>`
      throw refused('product_invalid_download', message, 400)
    }
    if (shop.state.approved.some(folder => file.startsWith(folder))) continue
    if (caller.role === 'administrator' && !shop.isOn('approved-dirs')) shop.state.approved.push(folderOf(file))
    else {
      const message = `The downloadable file <code>${file}</code> cannot be used as it does not exist on the server, or is not located within an approved directory. Please contact a site administrator for help. <a href="https://woocommerce.com/document/approved-download-directories">Learn more.</a>`
      throw refused('product_invalid_download', message, 400)
    }
  }
}
