/** Staged uploads, and the pictures that are made of them after a while. */
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { userError } from './answer.ts'
import { gid, type Shop, time } from './shop.ts'
import type { MediaFile, Staged } from './state.ts'

const dayMs = 86_400_000
const mostImageBytes = 20 * 1024 * 1024

interface StagedUploadInput {
  readonly filename: string
  readonly mimeType: string
  readonly resource: string
  readonly httpMethod?: string
  readonly fileSize?: string | null
}

export function stagedUploadsCreate(shop: Shop, { input }: { input: readonly StagedUploadInput[] }) {
  const wrong = input.flatMap((one, at) => {
    if (one.resource !== 'IMAGE') return [userError(['input', String(at), 'resource'], 'This pretend shop takes pictures alone')]
    if (!/^image\/(png|jpeg|gif|webp)$/.test(one.mimeType))
      return [userError(['input', String(at), 'mimeType'], `${one.mimeType} is not a recognized format`)]
    if (one.httpMethod !== 'PUT') return [userError(['input', String(at), 'httpMethod'], 'This pretend shop takes PUT alone')]
    if (Number(one.fileSize ?? 0) > mostImageBytes) return [userError(['input', String(at), 'fileSize'], 'File size is too large')]
    return []
  })
  if (wrong.length > 0) return { stagedTargets: [], userErrors: wrong }
  const stagedTargets = input.map(one => {
    const staged: Staged = {
      key: shop.dice.uuid(),
      signature: shop.dice.hex(40),
      fileName: one.filename,
      mimeType: one.mimeType,
      fileSize: one.fileSize ? Number(one.fileSize) : null,
      expiresAt: shop.nowMs() + dayMs,
      sha256: null,
    }
    shop.state.staged.push(staged)
    const resourceUrl = `${shop.url}/staged/${staged.key}/${encodeURIComponent(staged.fileName)}`
    return {
      url: `${resourceUrl}?signature=${staged.signature}`,
      resourceUrl,
      // For PUT these are the headers to send.
      parameters: [
        { name: 'content_type', value: staged.mimeType },
        { name: 'acl', value: 'private' },
      ],
    }
  })
  return { stagedTargets, userErrors: [] }
}

/** The storage behind: it knows nothing of tokens, only of what it signed. */
export async function putStaged(shop: Shop, request: FakeRequest): Promise<FakeReply> {
  const refuse = (status: number, code: string): FakeReply => ({
    status,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version='1.0' encoding='UTF-8'?><Error><Code>${code}</Code></Error>`,
  })
  const staged = shop.state.staged.find(({ key }) => request.path.startsWith(`/staged/${key}/`))
  if (staged === undefined) return refuse(404, 'NoSuchKey')
  if (request.method !== 'PUT') return refuse(405, 'MethodNotAllowed')
  if (request.query.get('signature') !== staged.signature) return refuse(403, 'SignatureDoesNotMatch')
  if (staged.expiresAt < shop.nowMs()) return refuse(400, 'ExpiredToken')
  if (request.headers['content-type'] !== staged.mimeType) return refuse(403, 'SignatureDoesNotMatch')
  if (staged.fileSize !== null && staged.fileSize !== request.body.byteLength) return refuse(400, 'EntityTooLarge')
  if (request.headers['x-shopify-access-token'] !== undefined) return refuse(400, 'InvalidArgument') // the token is for the shop, not for the storage
  staged.sha256 = await shop.blobs.keep(request.body)
  return { status: 200, headers: {}, body: '' }
}

const kinds: readonly (readonly [RegExp, string])[] = [
  [/^89504e470d0a1a0a/, 'image/png'],
  [/^ffd8ff/, 'image/jpeg'],
  [/^47494638/, 'image/gif'],
  [/^52494646.{8}57454250/, 'image/webp'],
]

/** Makes a file of what was staged. @returns null when there is no such place. */
export async function fileFrom(shop: Shop, source: string, alt: string, fileName: string | undefined): Promise<MediaFile | null> {
  const staged = shop.state.staged.find(({ key }) => source.startsWith(`${shop.url}/staged/${key}/`))
  if (staged === undefined) return null
  const bytes = staged.sha256 === null ? null : await shop.blobs.read(staged.sha256)
  const kind = bytes === null ? undefined : kinds.find(([pattern]) => pattern.test(Buffer.from(bytes.subarray(0, 16)).toString('hex')))?.[1]
  const wanted = fileName ?? staged.fileName
  const isTaken = shop.state.files.some(file => file.fileName === wanted)
  const file: MediaFile = {
    id: shop.nextId(),
    alt,
    // What is there under a name stays; the new one gets a name of its own.
    fileName: isTaken ? wanted.replace(/(\.\w+)?$/, ending => `_${shop.dice.uuid()}${ending}`) : wanted,
    mimeType: kind ?? staged.mimeType,
    createdAt: shop.nowMs(),
    sha256: kind === undefined ? null : staged.sha256,
  }
  shop.state.files.push(file)
  return file
}

export function statusOf(shop: Shop, file: MediaFile): 'PROCESSING' | 'READY' | 'FAILED' {
  if (shop.isOn('stuck-files') || file.createdAt + shop.state.settings.processingMs > shop.nowMs()) return 'PROCESSING'
  return file.sha256 === null ? 'FAILED' : 'READY'
}

export const mediaNode = (shop: Shop, file: MediaFile) => ({
  __typename: 'MediaImage',
  id: gid('MediaImage', file.id),
  alt: file.alt,
  status: statusOf(shop, file),
  fileStatus: statusOf(shop, file),
  image:
    statusOf(shop, file) === 'READY' ? { url: `${shop.url}/cdn/shop/files/${file.fileName}?v=${Math.floor(file.createdAt / 1000)}` } : null,
  createdAt: time(file.createdAt),
})

export async function serveFile(shop: Shop, path: string): Promise<FakeReply | null> {
  const name = /^\/cdn\/shop\/files\/([^/]+)$/.exec(path)?.[1]
  const file = shop.state.files.find(({ fileName }) => fileName === name)
  const bytes = file?.sha256 ? await shop.blobs.read(file.sha256) : null
  return file && bytes
    ? { status: 200, headers: { 'content-type': file.mimeType, 'cache-control': 'max-age=31557600' }, body: bytes }
    : null
}
