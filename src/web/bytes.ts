/** Files out: whole or in ranges, streamed, named by their hash so that a browser need not ask twice. */
import type { ShopId } from '#database'
import type { BlobStore } from '#hub/file/blob-store.ts'
import type { WebContext } from './request.ts'

export interface FileFacts {
  readonly sha256: string
  readonly sizeBytes: number
  readonly mediaType: string
  readonly fileName: string
}

export interface BytesOptions {
  readonly file: FileFacts
  readonly shop: ShopId
  readonly blobs: BlobStore
  /** Shown in the page instead of being saved. */
  readonly isInline?: boolean
  readonly cache: string
  /** Called once when bytes from the beginning on will flow, not for a HEAD, a 304 or the later parts of a file. */
  readonly onSend?: () => Promise<void>
}

export async function sendBytes(c: WebContext, { file, shop, blobs, isInline = false, cache, onSend }: BytesOptions): Promise<Response> {
  const { sha256, sizeBytes } = file
  const etag = `"${sha256}"`
  const headers = new Headers({
    'content-type': safeType(file.mediaType),
    'content-disposition': disposition(file.fileName, isInline),
    'accept-ranges': 'bytes',
    etag,
    'cache-control': cache,
    // A file may be opened in a tab of its own; nothing in it may run as us.
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
  })
  if (namesUs(c.req.header('if-none-match'), etag)) return new Response(null, { status: 304, headers })
  // A range counts only for the very bytes it was begun with.
  const ifRange = c.req.header('if-range')
  const range = ifRange === undefined || ifRange === etag ? rangeOf(c.req.header('range'), sizeBytes) : 'whole'
  if (range === 'none') {
    headers.set('content-range', `bytes */${sizeBytes}`)
    return new Response(null, { status: 416, headers })
  }
  const [from, to] = range === 'whole' ? [0, sizeBytes - 1] : range
  headers.set('content-length', String(to - from + 1))
  if (range !== 'whole') headers.set('content-range', `bytes ${from}-${to}/${sizeBytes}`)
  const status = range === 'whole' ? 200 : 206
  if (c.req.method === 'HEAD') return new Response(null, { status, headers })
  const opened = await blobs.open(shop, sha256, { start: from, end: to })
  // The row is there and the bytes are not: a restored database without its folder.
  if (opened === null) return c.text('The file is missing on the disk.', 404)
  if (from === 0) await onSend?.()
  return new Response(opened.stream, { status, headers })
}

/** One range; of several, or of what is no range, the whole is given, as the standard allows. */
export function rangeOf(header: string | undefined, sizeBytes: number): 'whole' | 'none' | readonly [number, number] {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (match === null || (match[1] === '' && match[2] === '')) return 'whole'
  const [, first = '', last = ''] = match
  if (first === '') {
    const count = Number(last)
    return count === 0 ? 'none' : [Math.max(0, sizeBytes - count), sizeBytes - 1]
  }
  const from = Number(first)
  const to = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1)
  if (from >= sizeBytes) return 'none'
  return to < from ? 'whole' : [from, to]
}

const namesUs = (header: string | undefined, etag: string): boolean =>
  header?.split(',').some(one => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag) ?? false

/** Only what a browser shows without running anything; the rest is just bytes. */
const known = new Set(['application/pdf', 'image/png', 'image/jpeg', 'image/webp', 'image/gif', 'application/zip'])
const safeType = (mediaType: string): string => (known.has(mediaType) ? mediaType : 'application/octet-stream')

/** RFC 6266: a plain name for old programs, the real one for the rest. */
export function disposition(fileName: string, isInline: boolean): string {
  const plain = fileName.replaceAll(/[^\x20-\x7e]/g, '_').replaceAll(/["\\%]/g, '_')
  const coded = encodeURIComponent(fileName).replaceAll(/['()*!]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
  return `${isInline ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${coded}`
}
