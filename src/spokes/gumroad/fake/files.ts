/** Files of a product: begun, sent in parts, put together, attached. Source: files_controller.rb, links_controller.rb, with_product_files.rb. */
import type { Call, Reply } from './answer.ts'
import { refused, refused400, type Shop } from './shop.ts'
import type { ContentPage, Product, ProductFile } from './state.ts'
import { partUrl, storeUrl } from './store.ts'
import type { Values } from './validate.ts'

const most = 20 * 1024 ** 3
const expirySeconds = 900

const prefix = (shop: Shop): string => `attachments/${shop.state.externalId}/`

export function presign({ shop, given }: Call): Reply {
  const filename = String(given.filename ?? '')
    .trim()
    .replace(/[\u202e%$|:;/<>?*"\t\r\n\\]/g, '-')
  if (filename === '') throw refused400('filename is required')
  const size = Number.parseInt(String(given.file_size ?? ''), 10) || 0
  if (size <= 0) throw refused400('file_size is required')
  if (size > most) throw refused400('file_size exceeds the 20 GB maximum')
  const key = `${prefix(shop)}${shop.dice.hex(32)}/original/${filename}`
  const upload = { id: shop.dice.text(64), key, size, until: shop.now() + expirySeconds * 1000, parts: {} }
  shop.state.uploads.push(upload)
  const count = Math.ceil(size / shop.state.settings.partBytes)
  const parts = Array.from({ length: count }, (_, at) => ({ part_number: at + 1, presigned_url: partUrl(shop, upload, at + 1) }))
  return { body: { success: true, upload_id: upload.id, key, file_url: storeUrl(shop, key), parts } }
}

function uploadAsked(given: Values): { readonly id: string; readonly key: string } {
  const [id, key] = [String(given.upload_id ?? ''), String(given.key ?? '')]
  if (id === '') throw refused400('upload_id is required')
  if (key === '') throw refused400('key is required')
  return { id, key }
}

const noSuchUpload = 'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.'
const leastPart = 5 * 1024 * 1024

/** It is put together once; a second time there is nothing to put together. */
export async function completeUpload({ shop, given }: Call): Promise<Reply> {
  const { id, key } = uploadAsked(given)
  if (!Array.isArray(given.parts) || given.parts.length === 0) throw refused400('parts is required')
  if (!key.startsWith(prefix(shop))) throw refused400('invalid key')
  const upload = shop.state.uploads.find(one => one.id === id && one.key === key)
  if (upload === undefined) throw refused400(noSuchUpload)
  const chunks: Uint8Array[] = []
  for (const [at, part] of (given.parts as Values[]).entries()) {
    const number = Number(part.part_number)
    if (number !== at + 1) throw refused400('The list of parts was not in ascending order. Parts must be ordered by part number.')
    const sent = upload.parts[number]
    if (sent === undefined || sent.etag.replaceAll('"', '') !== String(part.etag).replaceAll('"', ''))
      throw refused400(
        "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      )
    if (at < given.parts.length - 1 && sent.size < Math.min(leastPart, shop.state.settings.partBytes))
      throw refused400('Your proposed upload is smaller than the minimum allowed size')
    chunks.push((await shop.blobs.read(sent.sha256)) ?? new Uint8Array())
  }
  const whole = Buffer.concat(chunks)
  shop.state.things[key] = { sha256: await shop.blobs.keep(whole), size: whole.length }
  shop.state.uploads = shop.state.uploads.filter(one => one !== upload)
  return { body: { success: true, file_url: storeUrl(shop, key) } }
}

export function abortUpload({ shop, given }: Call): Reply {
  const { id, key } = uploadAsked(given)
  if (!key.startsWith(prefix(shop))) throw refused400('invalid key')
  const upload = shop.state.uploads.find(one => one.id === id && one.key === key)
  if (upload === undefined) return { body: { success: true, status: 'already_gone' } }
  shop.state.uploads = shop.state.uploads.filter(one => one !== upload)
  return { body: { success: true, status: 'accepted' } }
}

// ---------------------------------------------------------------- on a product

export const inOrder = (files: readonly ProductFile[]): ProductFile[] => [...files].sort((a, b) => a.position - b.position)

/** One whose bytes are not in the store is left out. Its size is measured a while later. */
export function filesJson(shop: Shop, product: Product, address: (shop: Shop, key: string) => string): unknown[] {
  const shown = inOrder(product.files).filter(({ key }) => shop.state.things[key] !== undefined)
  const listed = shop.isOn('late-files') && shown.length > 1 ? shown.slice(0, -1) : shown
  return listed.map(({ id, key, displayName, filetype }) => ({
    id,
    name: displayName,
    size: shop.isOn('unmeasured-files') ? null : shop.state.things[key]!.size,
    url: address(shop, key),
    filetype,
    filegroup: 'document',
  }))
}

/** What is not named is taken away. @returns new id by the id that came with it. */
export function placeFiles(shop: Shop, product: Product, given: Values): Record<string, string> {
  const asked = given.files
  if (!Array.isArray(asked) || asked.some(file => typeof file !== 'object' || file === null))
    throw refused('files must be an array of file objects.')
  const next: ProductFile[] = []
  const mappings: Record<string, string> = {}
  for (const file of asked as Values[]) {
    const existing = product.files.find(({ id }) => id === file.id)
    const url = file.url === undefined || file.url === null ? '' : String(file.url)
    if (existing !== undefined) next.push(kept(shop, existing, file, url))
    else if (url === '')
      throw refused(
        'Each files entry must reference an existing file by id or include a url for a new file uploaded via POST /v2/files/complete.',
      )
    else {
      const made = newFile(shop, file, url)
      if (typeof file.id === 'string') mappings[file.id] = made.id
      next.push(made)
    }
  }
  assertNotShown(
    product.files.filter(file => !next.includes(file)).map(({ id }) => id),
    product.pages,
  )
  product.files = next
  return mappings
}

function kept(shop: Shop, existing: ProductFile, file: Values, url: string): ProductFile {
  if (url === '' && Object.keys(file).some(name => name !== 'id'))
    throw refused(
      'Include the canonical url returned by POST /v2/files/complete when updating fields on an existing file; an entry with only id keeps the file unchanged.',
    )
  if (url !== '' && url !== storeUrl(shop, existing.key)) throw notOwn()
  if (typeof file.display_name === 'string') existing.displayName = file.display_name
  if (typeof file.position === 'number') existing.position = file.position
  return existing
}

const notOwn = () => refused('File URLs must reference your own uploaded files. Use the presigned upload endpoint to upload files first.')

function newFile(shop: Shop, file: Values, url: string): ProductFile {
  const own = storeUrl(shop, prefix(shop))
  if (!url.startsWith(own) || /\.\.|%2f/i.test(url)) throw notOwn()
  const key = url.slice(storeUrl(shop, '').length)
  const ending = /\.([^./]+)$/.exec(key)?.[1]?.toLowerCase() ?? ''
  return {
    id: shop.externalId(),
    key,
    displayName: typeof file.display_name === 'string' ? file.display_name : null,
    filetype: ending,
    position: typeof file.position === 'number' ? file.position : 0,
  }
}

function assertNotShown(removed: readonly string[], pages: readonly ContentPage[]): void {
  const shown = pages.flatMap(({ description }) => embedsIn(description.content))
  const conflicting = removed.filter(id => shown.includes(id))
  if (conflicting.length > 0)
    throw refused(
      `Cannot remove files still referenced in rich content: ${conflicting.join(', ')}. Remove the file embeds from rich content first, or send both changes together.`,
    )
}

function embedsIn(nodes: readonly unknown[]): string[] {
  return nodes.flatMap(node => {
    const { type, attrs, content } = node as { type?: unknown; attrs?: { id?: unknown }; content?: unknown[] }
    return [...(type === 'fileEmbed' && typeof attrs?.id === 'string' ? [attrs.id] : []), ...embedsIn(content ?? [])]
  })
}
