/** One request of the API from its bytes to its answer. Reads carry an ETag, and a reader who has that very answer gets none. */
import { createHash } from 'node:crypto'
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { assertAllowed, type Caller, callerOf, type Limits } from './access.ts'
import { type Match, matchAt } from './routes.ts'
import { Refused, type Shop } from './shop.ts'
import { type Arguments, parts, readArguments, type Uses } from './validate.ts'

export interface Call extends Arguments {
  readonly shop: Shop
  readonly params: Readonly<Record<string, number>>
  readonly caller: Caller
}

export async function answerApi(shop: Shop, request: FakeRequest, { limits, uses }: { limits: Limits; uses: Uses }): Promise<FakeReply> {
  const headers = { 'content-type': 'application/json; charset=utf-8' }
  try {
    const body = await run(shop, request, { limits, uses })
    const text = JSON.stringify(body)
    if (request.method !== 'GET') return { status: 200, headers, body: text }
    const etag = `"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`
    if (request.headers['if-none-match'] === etag) return { status: 304, headers: { etag }, body: '' }
    return { status: 200, headers: { ...headers, etag }, body: text }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { status: error.status, headers, body: JSON.stringify(error.body) }
  }
}

async function run(shop: Shop, request: FakeRequest, { limits, uses }: { limits: Limits; uses: Uses }): Promise<unknown> {
  const path = request.path.replace(/\.json$/, '')
  const match = request.path.endsWith('.json') ? matchAt(request.method, path) : null
  // A path that is known by another method only.
  if (match === null)
    throw matchAt(null, path) === null ? new Refused(404, { error: 'Not found' }) : new Refused(405, { error: 'Method Not Allowed' })
  const { operation } = match.route
  const nobody: Caller = { username: '', kind: 'personal', scopes: [] }
  const caller = operation.allowed === null ? nobody : callerOf(shop, request)
  limits.take(caller.username)
  if (operation.allowed !== null) assertAllowed(shop, caller, operation.allowed, operation.path)
  return runMatch(shop, request, uses, { match, caller })
}

async function runMatch(
  shop: Shop,
  request: FakeRequest,
  uses: Uses,
  { match, caller }: { match: Match; caller: Caller },
): Promise<unknown> {
  const { route, params } = match
  const { operation } = route
  const said =
    uses.spec === null ? [] : uses.spec(operation, { method: request.method, query: [...request.query], fields: await fieldsOf(request) })
  let isValid = false
  let unknown: readonly string[] = []
  try {
    const given = await readArguments(operation, request)
    isValid = true
    unknown = given.unknown
    return await route.run({ ...given, shop, params, caller })
  } finally {
    uses.note(`${operation.method} ${operation.path}`, { isValid, unknown, said })
  }
}

/** What a body says, by the document's own way of telling: a record lies in `data`, and bytes are null. */
async function fieldsOf(request: FakeRequest): Promise<Record<string, unknown>> {
  const type = request.headers['content-type'] ?? ''
  if (type.startsWith('multipart/')) {
    const form = await parts(request).catch(() => [])
    return Object.fromEntries(form.map(([name, value]) => [name, typeof value === 'string' ? value : null]))
  }
  const form = new URLSearchParams(request.body.toString('utf8'))
  const data = form.get('data')
  if (data === null) return Object.fromEntries(form)
  try {
    return JSON.parse(data) as Record<string, unknown>
  } catch {
    return {}
  }
}
