/** Makes routes of the one table: checks who asks and what is sent, calls the handler, tells refusals as problems. */
import { Hono } from 'hono'
import { z } from 'zod'
import type { WebDeps } from '../deps.ts'
import { problem, problemOf } from '../problem.ts'
import { readLimited } from '../read-limited.ts'
import type { Visitor, WebContext, WebEnv } from '../request.ts'
import { shopFor, visitorOf } from '../visitor.ts'
import type { Handlers, OpenCall, ShopCall } from './call.ts'
import { contract, type Endpoint, type EndpointName } from './contract.ts'
import { sentenceOf } from './sentence.ts'

const longestBody = 1_000_000
const longestText = 200
const insideShop = '/shops/{shop}/'

/** Outside of shops: who may ask. Inside, members may, and in the demo shop whoever the demo gate lets in. */
const outside: Partial<Record<EndpointName, 'anybody' | 'visitor' | 'user'>> = {
  'GET /me': 'anybody',
  'GET /spokes': 'visitor',
  'POST /shops': 'user',
  'POST /demo/remove': 'user',
}

/** Parameters that are the platform's own text; the others are our ids. */
const foreignParams = new Set(['line'])
const isOurId = (text: string) => z.uuid().safeParse(text).success

type AnyHandler = (call: OpenCall, input: { params: Record<string, string>; query: unknown; body: unknown }) => Promise<unknown>

export function registerApi(deps: WebDeps, handlers: Handlers, { checkAnswers = isTesting() } = {}): Hono<WebEnv> {
  const app = new Hono<WebEnv>()
  for (const [name, endpoint] of Object.entries(contract) as [EndpointName, Endpoint][]) {
    const [method = 'GET', path = ''] = name.split(' ')
    app.on(method, path.replaceAll(/\{(\w+)\}/g, ':$1'), async c => {
      try {
        const call = await callOf(c, name, deps)
        if (call instanceof Response) return call
        const params = c.req.param() as Record<string, string>
        const wrongId = Object.entries(params).find(([key, value]) =>
          foreignParams.has(key) ? value.length > longestText : !isOurId(value),
        )
        if (wrongId !== undefined) return notHere(c)
        if (!isKeepable(params) || !isKeepable(c.req.query())) return oddText(c)
        const query = endpoint.query?.safeParse(c.req.query())
        if (query?.success === false) return badInput(c, query.error)
        const body = endpoint.body === undefined ? undefined : await bodyOf(c, endpoint.body)
        if (body instanceof Response) return body
        const { shop: _, ...ids } = params
        const answer = await (handlers[name] as unknown as AnyHandler)(call, { params: ids, query: query?.data, body })
        return c.json((checkAnswers ? endpoint.answer.parse(answer) : answer) as object, 200, { 'cache-control': 'no-store' })
      } catch (error) {
        return problemOf(c, error, deps.log)
      }
    })
  }
  return app
}

async function callOf(c: WebContext, name: EndpointName, deps: WebDeps): Promise<OpenCall | ShopCall | Response> {
  const visitor = await visitorOf(c, deps)
  if (name.includes(insideShop)) return enterShop(c, visitor, deps)
  const who = outside[name] ?? 'user'
  if (who === 'user' && visitor.user === null) return signInFirst(c)
  if (who === 'visitor' && visitor.user === null && !visitor.isDemoOpen) return signInFirst(c)
  return { deps, visitor }
}

/** For routes beside the table as well. @returns the refusal when the visitor may not enter. */
export async function enterShop(c: WebContext, visitor: Visitor, deps: WebDeps): Promise<ShopCall | Response> {
  const shop = await shopFor(deps.database, visitor, c.req.param('shop') ?? '')
  if (shop === null) return visitor.user === null ? signInFirst(c) : notHere(c)
  const origin = c.req.header('origin') ?? deps.config.publicUrl ?? new URL(c.req.url).origin
  return { deps, visitor, shop, origin, inShop: fn => deps.database.inShop(shop, fn), pressedBy: visitor.user?.id ?? 'demo' }
}

const signInFirst = (c: WebContext) => problem(c, 401, 'sign-in', 'You are not signed in. Sign in and try again.')
const notHere = (c: WebContext) =>
  problem(c, 404, 'not-found', 'This is not here. It may have been removed, or it belongs to another shop.')

async function bodyOf(c: WebContext, schema: z.ZodType): Promise<unknown> {
  const bytes = await readLimited(c.req.raw, longestBody)
  if (bytes === null) return problem(c, 413, 'too-large', 'This is more than 1 MB. Send less at once.')
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return problem(c, 400, 'not-json', 'What was sent is not JSON.')
  }
  if (!isKeepable(json)) return oddText(c)
  const read = schema.safeParse(json)
  return read.success ? read.data : badInput(c, read.error)
}

/** The database keeps no NUL and no half of a character. */
function isKeepable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, inner]) => isKeepable(key) && isKeepable(inner))
}

const oddText = (c: WebContext) =>
  problem(c, 400, 'odd-text', 'There is a character in it that cannot be kept. Write it anew instead of pasting it.')

function badInput(c: WebContext, error: z.ZodError): Response {
  const { field, sentence } =
    error.issues[0] === undefined ? { field: undefined, sentence: 'This is not as it should be.' } : sentenceOf(error.issues[0])
  return problem(c, 400, 'bad-input', sentence, field)
}

/** Under the test runner an answer that is not what the table says is a fault. */
const isTesting = () => process.env.NODE_ENV === 'test' || process.env.NODE_TEST_CONTEXT !== undefined
