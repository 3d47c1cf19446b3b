/** `GET /openapi.json`: the one table, for other programs. */
import { Hono } from 'hono'
import { z } from 'zod'
import { scopeWords } from '#hub/api-key/scopes.ts'
import type { WebEnv } from '../request.ts'
import { beside } from './beside.ts'
import { contract } from './contract.ts'
import type { Endpoint, Opens } from './endpoint.ts'
import { examples } from './examples/index.ts'
import { nameOfOperation, problemsOf, tagOf, tags } from './open-api-words.ts'
import { repeatHeader } from './repeat.ts'
import * as shapes from './shapes.ts'

export function openApi(version: string): Hono<WebEnv> {
  let text: string | undefined
  return new Hono<WebEnv>().get('/openapi.json', c => {
    text ??= JSON.stringify(documentOf(version))
    return c.body(text, 200, { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' })
  })
}

export type Json = Record<string, unknown>

const about = `Everything that the screens of Selvage do, by the same endpoints.

**Keys.** \`bin/selvage key create --shop S --scope read\`, or Settings, makes a key of one shop. Send it as \`Authorization: Bearer selvage_…\`; never in an address. What each scope opens:
${Object.entries(scopeWords)
  .map(([scope, opens]) => `- \`${scope}\`: ${opens}`)
  .join('\n')}

**Values.** Money is \`{ "minor": "1250", "currency": "EUR" }\`, minor being a whole number of the currency's smallest unit, as text. Times are RFC 3339 in UTC. Fields may be added to answers; a program passes over those it does not know.

**Pages.** A list that grows answers \`{ items, next }\`. Ask again with \`cursor\` set to \`next\`, all else the same, until \`next\` is null. What is added meanwhile is at the head and moves nothing; \`limit\` is 1 to 100.

**Once.** Send an \`${repeatHeader}\` (a UUID, say) with what changes something. When no answer came, send the same again: it is done once, and the same answer is given for 24 hours, with \`Idempotency-Replayed: true\`. The same key with something else is refused with 422; while the first is under way, with 409 and \`Retry-After\`. A refusal changed nothing and is not kept.

**Refusals** are RFC 9457 problems: \`type\` for programs, \`detail\` for people, which says what to do, and \`field\` when it is about one. After a 503, ask again in a moment.`

/** @param isClosed answers have the fields of this version and no others; for tests. To programs they stay open, since fields may be added. */
export function documentOf(version: string, { isClosed = false } = {}): Json {
  const schemas: Json = {}
  const paths: Record<string, Json> = {}
  for (const [name, endpoint] of Object.entries({ ...contract, ...beside }) as [keyof typeof examples, Endpoint][]) {
    const [method = '', path = ''] = name.split(' ')
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(name, endpoint, schemas) }
  }
  schemaOf(shapes.Problem, 'output', schemas)
  const document = {
    openapi: '3.1.0',
    info: { title: 'Selvage', version, description: about, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/api/v1' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    security: [{ key: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'A key of one shop, with scopes.' },
        session: { type: 'apiKey', in: 'cookie', name: 'selvage.session_token', description: 'Somebody signed in, as the screens are.' },
      },
      parameters: {
        shop: { name: 'shop', in: 'path', required: true, schema: { type: 'string', format: 'uuid' }, description: 'GET /me lists them.' },
        cursor: {
          name: 'cursor',
          in: 'query',
          schema: { type: 'string', maxLength: 400 },
          description: '`next` of the page before; see Pages.',
        },
        limit: {
          name: 'limit',
          in: 'query',
          schema: { type: 'integer', minimum: 1, maximum: 100, default: 50 },
          description: 'How many items at most; see Pages.',
        },
        repeatKey: {
          name: repeatHeader,
          in: 'header',
          schema: { type: 'string', minLength: 1, maxLength: 200, pattern: '^[\\x21-\\x7e]+$' },
          description: 'So that sending it again does it once; see Once.',
        },
      },
      responses: Object.fromEntries(
        Object.entries(problemsOf).map(([name, { description, headers, example }]) => [
          name,
          {
            description,
            ...(headers === undefined ? {} : { headers }),
            content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, example } },
          },
        ]),
      ),
      schemas,
    },
  }
  return isClosed ? document : (opened(document) as Json)
}

/** Without what zod says of objects in answers: that they have no further fields. */
function opened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(opened)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (key === 'additionalProperties' && inner === false ? [] : [[key, opened(inner)]])),
  )
}

function operationOf(name: keyof typeof examples, { says, query, body, answer, scope, does }: Endpoint, schemas: Json): Json {
  const path = name.split(' ')[1]!
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, param = '']) =>
    param === 'shop'
      ? { $ref: '#/components/parameters/shop' }
      : {
          name: param,
          in: 'path',
          required: true,
          schema: schemaOfParam(param),
          ...(param === 'line' ? { description: 'as in the order’s lines' } : {}),
        },
  )
  const asked =
    query === undefined ? undefined : (schemaOf(query, 'input', schemas) as { properties?: Record<string, Json>; required?: string[] })
  const inQuery = Object.entries(asked?.properties ?? {}).map(([param, { description, ...schema }]) =>
    param === 'cursor' || param === 'limit'
      ? { $ref: `#/components/parameters/${param}` }
      : {
          name: param,
          in: 'query',
          required: asked?.required?.includes(param) ?? false,
          schema,
          ...(description === undefined ? {} : { description }),
        },
  )
  const isRepeatable = does !== undefined && does !== 'nothing' && path.includes('{shop}') && !(name in beside)
  const example = examples[name] as { body?: unknown; answer: unknown }
  return {
    operationId: nameOfOperation(name),
    tags: [tagOf(path)],
    summary: says,
    description: `${needs(scope)}${does === 'nothing' ? ' It changes nothing.' : ''}`,
    security: securityOf(scope),
    parameters: [...inPath, ...inQuery, ...(isRepeatable ? [{ $ref: '#/components/parameters/repeatKey' }] : [])],
    ...(body === undefined
      ? bytesOf(name)
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(body, 'input', schemas), example: example.body } },
          },
        }),
    responses: {
      200: {
        description: 'Done, or what was asked for',
        ...(isRepeatable ? { headers: replayed } : {}),
        content: contentOf(name, answer, example.answer, schemas),
      },
      ...refusalsOf({ path, isChange: does !== undefined, hasBody: body !== undefined, isRepeatable }),
      default: { $ref: '#/components/responses/refused' },
    },
  }
}

const replayed = {
  'Idempotency-Replayed': { schema: { type: 'string', const: 'true' }, description: 'Set when the answer is that of an earlier request' },
}

const needs = (scope: Opens): string =>
  scope === 'person'
    ? 'For somebody signed in; no key may do this.'
    : scope === 'any'
      ? 'For every key, and for nobody in particular.'
      : `For a key with \`${scope}\`, and for somebody signed in.`

const securityOf = (scope: Opens): Json[] =>
  scope === 'person' ? [{ session: [] }] : scope === 'any' ? [{ key: [] }, { session: [] }, {}] : [{ key: [scope] }, { session: [] }]

const schemaOfParam = (param: string): Json =>
  param === 'system'
    ? { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,39}$' }
    : param === 'line' || param === 'name' || param === 'external'
      ? { type: 'string', minLength: 1, maxLength: 200 }
      : param === 'sha256'
        ? { type: 'string', pattern: '^[0-9a-f]{64}$' }
        : { type: 'string', format: 'uuid' }

const bytesOf = (name: string): Json =>
  name.startsWith('PUT ')
    ? { requestBody: { required: true, content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } } }
    : {}

function contentOf(name: string, answer: z.ZodType, example: unknown, schemas: Json): Json {
  if (name.endsWith('/live')) return { 'text/event-stream': { schema: { type: 'string' }, example } }
  if (name.endsWith('/kit')) return { 'application/zip': { schema: { type: 'string', format: 'binary' } } }
  if (/\/(files|grid)\/.*\{name\}/.test(name)) return { '*/*': { schema: { type: 'string', format: 'binary' } } }
  return { 'application/json': { schema: schemaOf(answer, 'output', schemas), example } }
}

function refusalsOf({
  path,
  isChange,
  hasBody,
  isRepeatable,
}: {
  path: string
  isChange: boolean
  hasBody: boolean
  isRepeatable: boolean
}): Json {
  const names = {
    ...(hasBody || path.includes('?') || isChange ? { 400: 'wrong' } : {}),
    401: 'unknown',
    403: 'forbidden',
    ...(path.includes('{') ? { 404: 'absent' } : {}),
    ...(isChange ? { 409: 'conflict', 415: 'wrongKind' } : {}),
    ...(hasBody ? { 413: 'tooLarge' } : {}),
    ...(isRepeatable ? { 422: 'keyUsed' } : {}),
    503: 'away',
  }
  return Object.fromEntries(Object.entries(names).map(([status, name]) => [status, { $ref: `#/components/responses/${name}` }]))
}

/** The shapes that have a name keep it in the document; zod's own notes (`describe`) stay with each. */
const named = z.registry<{ id?: string | undefined; description?: string | undefined }>()
for (const [id, shape] of Object.entries(shapes))
  if (shape instanceof z.ZodType) named.add(shape, { ...z.globalRegistry.get(shape), id: id.replace(/Shape$/, '') })
const ownGet = named.get.bind(named)
named.get = schema => ownGet(schema) ?? (z.globalRegistry.get(schema) as never)

/** @param schemas takes the named shapes that are met. */
export function schemaOf(schema: z.ZodType, io: 'input' | 'output', schemas: Json): Json {
  // What comes in may lack what is filled in, so the same name would mean two things: only answers use names.
  const {
    $schema: _,
    $defs = {},
    ...rest
  } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    ...(io === 'output' ? { metadata: named } : {}),
  }) as Json & { $defs?: Record<string, Json> }
  const isNamed = io === 'output' && typeof rest.id === 'string'
  for (const [name, def] of Object.entries(isNamed ? { ...$defs, [rest.id as string]: rest } : $defs)) schemas[name] ??= pointed(def)
  return isNamed ? { $ref: `#/components/schemas/${rest.id}` } : (pointed(rest) as Json)
}

/** `#/$defs/Money` becomes `#/components/schemas/Money`; `id` is zod's own. */
function pointed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pointed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      if (key === '$ref' && typeof inner === 'string') return [[key, inner.replace('#/$defs/', '#/components/schemas/')]]
      return key === 'id' && typeof inner === 'string' ? [] : [[key, pointed(inner)]]
    }),
  )
}
