/** A buyer's own links: who may have which file, and the handing over by the method "force": the store fetches the file and passes it on. */
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { fetchFor, ownPath } from './fetch.ts'
import { mediaTypeOf } from './media-types.ts'
import { diePage } from './pages/layout.ts'
import { type Answer, type Call, type Item, idOf, refused, withFields } from './rest.ts'
import type { Shop } from './shop.ts'
import type { FilePermission, Order } from './state.ts'
import { gmt, local } from './time.ts'

export const linkOf = (shop: Shop, order: Order, permission: FilePermission): string =>
  `${shop.url}/?download_file=${permission.productId}&order=${order.key}&email=${encodeURIComponent(permission.email)}&key=${permission.fileId}`

const mayDownload = (order: Order): boolean => order.status === 'completed' || order.status === 'processing'

export type Handed =
  | { readonly bytes: Uint8Array; readonly type: string; readonly name: string; readonly isOwn: boolean }
  | { readonly status: number; readonly message: string }

/** @param isCounted a buyer's own download counts against the limit, before the file is looked for. */
export async function hand(
  shop: Shop,
  order: Order | null,
  productId: number,
  email: string,
  fileId: string,
  isCounted: boolean,
): Promise<Handed> {
  const invalid = { status: 404, message: 'Invalid download link.' }
  const file = shop.products.get(productId)?.files.find(each => each.id === fileId)
  if (!order || !file) return invalid
  const permission = shop
    .permissionsOf(order)
    .find(each => each.productId === productId && each.fileId === fileId && each.email.toLowerCase() === email.toLowerCase())
  if (!permission) return invalid
  if (!mayDownload(order)) return { status: 403, message: 'Invalid order.' }
  if (permission.remaining === 0) return { status: 403, message: 'Sorry, you have reached your download limit for this file' }
  if (permission.expires !== null && permission.expires < shop.now()) return { status: 403, message: 'Sorry, this download has expired' }
  if (isCounted && permission.remaining !== null) permission.remaining--
  const fetched = await fetchFor(shop, file.file, { guard: false })
  if ('reason' in fetched) return { status: 404, message: 'File not found' }
  const name = decodeURIComponent(file.file.split(/[?#]/)[0]?.split('/').at(-1) ?? 'file')
  return { bytes: fetched.bytes, type: mediaTypeOf(name) ?? 'application/force-download', name, isOwn: ownPath(shop, file.file) !== null }
}

function orderByKey(shop: Shop, key: string, email: string): Order | null {
  for (const entry of shop.book.sorted('id').toReversed()) {
    const order = shop.book.get(entry.id)
    if (order?.key === key) return email.toLowerCase() === order.billing.email.toLowerCase() ? order : null
  }
  return null
}

/** GET /?download_file=… */
export async function download(shop: Shop, request: FakeRequest): Promise<FakeReply> {
  const [key, email] = [request.query.get('order') ?? '', request.query.get('email') ?? '']
  const handed = await hand(
    shop,
    orderByKey(shop, key, email),
    Number(request.query.get('download_file')),
    email,
    request.query.get('key') ?? '',
    true,
  )
  if ('message' in handed) return diePage(shop, handed.status, handed.message)
  const headers = {
    'content-type': handed.type,
    'content-disposition': `attachment; filename="${handed.name}";`,
    'x-robots-tag': 'noindex, nofollow',
    ...(handed.isOwn ? { 'accept-ranges': 'bytes' } : {}),
  }
  return ranged(request, handed.bytes, headers, handed.isOwn)
}

/** Parts of a file, for the store's own files only: what it passes on from elsewhere comes whole. */
export function ranged(request: FakeRequest, bytes: Uint8Array, headers: Record<string, string>, isAllowed: boolean): FakeReply {
  const range = isAllowed ? /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '') : null
  if (!range) return { status: 200, headers, body: bytes }
  const from = range[1] === '' ? Math.max(0, bytes.length - Number(range[2])) : Number(range[1])
  const to = range[1] === '' || range[2] === '' ? bytes.length - 1 : Math.min(Number(range[2]), bytes.length - 1)
  if (from > to) return { status: 416, headers: { ...headers, 'content-range': `bytes */${bytes.length}` }, body: '' }
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${from}-${to}/${bytes.length}` },
    body: bytes.subarray(from, to + 1),
  }
}

/** GET /customers/{id}/downloads: accounts only; a guest's files cannot be asked for. */
export function customerDownloads(call: Call): Answer {
  const { shop } = call
  const id = idOf(call)
  if (!shop.state.customers.some(each => each.id === id)) throw refused('woocommerce_rest_customer_invalid_id', 'Invalid resource ID.', 404)
  const all = [...shop.permissions.values()].flat().filter(each => each.customerId === id)
  const items = all.flatMap(permission => {
    const order = shop.book.get(permission.orderId)
    const product = shop.products.get(permission.productId)
    const file = product?.files.find(each => each.id === permission.fileId)
    if (!order || !product || !file || !mayDownload(order) || permission.remaining === 0) return []
    const href = (path: string): readonly Item[] => [{ href: `${shop.url}/wp-json/wc/v3/${path}` }]
    return [
      {
        download_id: file.id,
        download_url: linkOf(shop, order, permission),
        product_id: product.id,
        product_name: product.name,
        download_name: file.name,
        order_id: order.id,
        order_key: order.key,
        downloads_remaining: permission.remaining === null ? 'unlimited' : String(permission.remaining),
        access_expires: permission.expires === null ? 'never' : local(permission.expires),
        access_expires_gmt: permission.expires === null ? 'never' : gmt(permission.expires),
        file: { name: file.name, file: file.file },
        _links: {
          collection: href(`customers/${id}/downloads`),
          product: href(`products/${product.id}`),
          order: href(`orders/${order.id}`),
        },
      },
    ]
  })
  return { body: items.map(item => withFields(item, call, true)) }
}
