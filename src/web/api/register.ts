/** Makes routes of the one table: checks who asks and what is sent, calls the handler, tells refusals as problems. */
import { Hono } from 'hono'
import { z } from 'zod'
import type { WebDeps } from '../deps.ts'
import { problem, problemOf } from '../problem.ts'
import { readLimited } from '../read-limited.ts'
import type { WebContext, WebEnv } from '../request.ts'
import type { Handlers, OpenCall, ShopCall } from './call.ts'
import { contract, type EndpointName } from './contract.ts'
import type { Endpoint } from './endpoint.ts'
import { enterOutside, enterShop, notHere } from './enter.ts'
import { answerOnce, noKeyOutside, repeatKeyOf } from './repeat.ts'
import { readAs, sentenceOf } from './sentence.ts'

const longestBody = 1_000_000
const longestText = 200
const insideShop = '/shops/{shop}/'

/** Parameters that are a platform's or another program's own text; the others are our ids. */
const foreignParams = new Set(['line', 'system', 'external'])
const isOurId = (text: string) => z.uuid().safeParse(text).success

type AnyHandler = (call: OpenCall, input: { params: Record<string, string>; query: unknown; body: unknown }) => Promise<unknown>

export function registerApi(deps: WebDeps, handlers: Handlers, { checkAnswers = isTesting() } = {}): Hono<WebEnv> {
  const app = new Hono<WebEnv>()
  for (const [name, endpoint] of Object.entries(contract) as [EndpointName, Endpoint][]) {
    const [method = 'GET', path = ''] = name.split(' ')
    const handler = handlers[name] as unknown as AnyHandler
    app.on(method, path.replaceAll(/\{(\w+)\}/g, ':$1'), async c => {
      try {
        const call = name.includes(insideShop)
          ? await enterShop(c, deps, endpoint.scope)
          : await enterOutside(c, deps, name, endpoint.scope)
        if (call instanceof Response) return call
        const input = await inputOf(c, endpoint)
        if (input instanceof Response) return input
        const run = async (within: OpenCall) => {
          const answer = await handler(within, input)
          // What is sent is the answer itself, so that a test sees what was not meant to be told.
          if (checkAnswers) endpoint.answer.parse(answer)
          return answer as object
        }
        const key = endpoint.does === undefined || endpoint.does === 'nothing' ? null : repeatKeyOf(c)
        if (key instanceof Response) return key
        if (key === null) return c.json(await run(call), 200, { 'cache-control': 'no-store' })
        if (!('shop' in call)) return noKeyOutside(c)
        return await answerOnce(c, call as ShopCall, { key, asked: [name, input], isHere: endpoint.does === 'here', run })
      } catch (error) {
        return problemOf(c, error, deps.log)
      }
    })
  }
  return app
}

async function inputOf(
  c: WebContext,
  endpoint: Endpoint,
): Promise<{ params: Record<string, string>; query: unknown; body: unknown } | Response> {
  const params = c.req.param() as Record<string, string>
  const wrongId = Object.entries(params).find(([key, value]) => (foreignParams.has(key) ? value.length > longestText : !isOurId(value)))
  if (wrongId !== undefined) return notHere(c)
  if (!isKeepable(params) || !isKeepable(c.req.query())) return oddText(c)
  const query = endpoint.query === undefined ? undefined : readAs(endpoint.query, c.req.query())
  if (query?.success === false) return badInput(c, query.error)
  const body = endpoint.body === undefined ? undefined : await bodyOf(c, endpoint.body)
  if (body instanceof Response) return body
  const { shop: _, ...ids } = params
  return { params: ids, query: query?.data, body }
}

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
  const read = readAs(schema, json)
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
