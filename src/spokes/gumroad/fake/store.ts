/** The store behind the platform, as far as it is met: parts and pictures put at addresses that were signed beforehand, and things fetched from them. */
import { createHash } from 'node:crypto'
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import type { Shop } from './shop.ts'
import type { Blob, Upload } from './state.ts'

const expirySeconds = 900

export const storeUrl = (shop: Shop, key: string): string => `${shop.url}/store/${encodeURI(key)}`

function signed(shop: Shop, path: string, query: Record<string, string>, method: 'GET' | 'PUT'): string {
  const whole = new URLSearchParams({ ...query, 'X-Amz-Date': String(shop.now()), 'X-Amz-Expires': String(expirySeconds) })
  whole.set('X-Amz-Signature', shop.sign(`${method} ${path} ${whole.toString()}`))
  return `${shop.url}${path}?${whole.toString()}`
}

export const partUrl = (shop: Shop, { id, key }: Upload, number: number): string =>
  signed(shop, `/store/${encodeURI(key)}`, { partNumber: String(number), uploadId: id }, 'PUT')
export const blobUrl = (shop: Shop, { key }: Blob): string => signed(shop, `/store/blobs/${key}`, {}, 'PUT')
export const signedUrl = (shop: Shop, key: string): string => signed(shop, `/store/${encodeURI(key)}`, {}, 'GET')

const xml = { 'content-type': 'application/xml' }
const refusal = (status: number, code: string, message: string): FakeReply => ({
  status,
  headers: xml,
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
})

/** @returns null when the path is not of the store. */
export async function answerStore(shop: Shop, request: FakeRequest): Promise<FakeReply | null> {
  const key = /^\/store\/(.+)$/.exec(request.path)?.[1]
  if (key === undefined) return null
  const { query } = request
  const given = query.get('X-Amz-Signature')
  const rest = new URLSearchParams([...query].filter(([name]) => name !== 'X-Amz-Signature'))
  if (given === null) return refusal(403, 'AccessDenied', 'Access Denied')
  if (shop.sign(`${request.method} /store/${encodeURI(key)} ${rest.toString()}`) !== given)
    return refusal(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match the signature you provided.')
  if (Number(query.get('X-Amz-Date')) + Number(query.get('X-Amz-Expires')) * 1000 < shop.now())
    return refusal(403, 'AccessDenied', 'Request has expired')
  if (request.method === 'GET') return thing(shop, key)
  if (request.headers['content-length'] === undefined)
    return refusal(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.')
  const uploadId = query.get('uploadId')
  return uploadId === null
    ? putBlob(shop, request, key)
    : putPart(shop, request, { key, uploadId, number: Number(query.get('partNumber')) })
}

async function thing(shop: Shop, key: string): Promise<FakeReply> {
  const found = shop.state.things[key]
  const bytes = found === undefined ? null : await shop.blobs.read(found.sha256)
  if (bytes === null) return refusal(404, 'NoSuchKey', 'The specified key does not exist.')
  return { status: 200, headers: { 'content-type': 'binary/octet-stream' }, body: bytes }
}

async function putPart(
  shop: Shop,
  { body }: FakeRequest,
  { key, uploadId, number }: { key: string; uploadId: string; number: number },
): Promise<FakeReply> {
  const upload = shop.state.uploads.find(one => one.id === uploadId && one.key === key)
  if (upload === undefined) return refusal(404, 'NoSuchUpload', 'The specified upload does not exist.')
  const etag = `"${createHash('md5').update(body).digest('hex')}"`
  upload.parts[number] = { etag, sha256: await shop.blobs.keep(body), size: body.length }
  return { status: 200, headers: { etag }, body: '' }
}

/** What was announced is what must come: its length, its kind and its checksum. */
async function putBlob(shop: Shop, { body, headers }: FakeRequest, key: string): Promise<FakeReply> {
  const blob = shop.state.blobs.find(one => `blobs/${one.key}` === key)
  if (blob === undefined) return refusal(404, 'NoSuchKey', 'The specified key does not exist.')
  const md5 = createHash('md5').update(body).digest('base64')
  if (headers['content-type'] !== blob.type || headers['content-md5'] !== blob.checksum)
    return refusal(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match the signature you provided.')
  if (md5 !== blob.checksum || body.length !== blob.size)
    return refusal(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.')
  blob.sha256 = await shop.blobs.keep(body)
  return { status: 200, headers: { etag: `"${createHash('md5').update(body).digest('hex')}"` }, body: '' }
}
