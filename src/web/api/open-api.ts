/** `GET /openapi.json`: the one table, for other programs. */
import { Hono } from 'hono'
import { z } from 'zod'
import type { WebEnv } from '../request.ts'
import { contract, type Endpoint } from './contract.ts'
import { Problem } from './shapes.ts'

export function openApi(version: string): Hono<WebEnv> {
  let text: string | undefined
  return new Hono<WebEnv>().get('/openapi.json', c => {
    text ??= JSON.stringify(documentOf(version))
    return c.body(text, 200, { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' })
  })
}

type Json = Record<string, unknown>

function documentOf(version: string): Json {
  const paths: Record<string, Json> = {}
  for (const [name, endpoint] of Object.entries(contract) as [string, Endpoint][]) {
    const [method = '', path = ''] = name.split(' ')
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(path, endpoint) }
  }
  paths['/shops/{shop}/uploads/{upload}'] = {
    ...paths['/shops/{shop}/uploads/{upload}'],
    put: {
      ...operationOf('/shops/{shop}/uploads/{upload}', {
        says: 'Sends the next bytes of a file, from the offset on',
        query: z.object({ offset: z.int().min(0) }),
        answer: contract['GET /shops/{shop}/uploads/{upload}'].answer,
      }),
      requestBody: { required: true, content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } },
    },
  }
  paths['/shops/{shop}/live'] = {
    get: {
      ...operationOf('/shops/{shop}/live', { says: 'Server-sent events: which kinds of things changed', answer: z.string() }),
      responses: {
        200: { description: 'A stream of events named changed', content: { 'text/event-stream': { schema: { type: 'string' } } } },
      },
    },
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Selvage', version, description: 'Money is { minor, currency } with minor a string; times are RFC 3339 in UTC.' },
    servers: [{ url: '/api/v1' }],
    paths,
    components: { schemas: { Problem: schemaOf(Problem, 'output') } },
  }
}

function operationOf(path: string, { says, query, body, answer }: Endpoint): Json {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
  const asked = query === undefined ? undefined : (schemaOf(query, 'input') as { properties?: Record<string, Json>; required?: string[] })
  const inQuery = Object.entries(asked?.properties ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: asked?.required?.includes(name) ?? false,
    schema,
  }))
  return {
    summary: says,
    parameters: [...inPath, ...inQuery],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } } }),
    responses: {
      200: { description: says, content: { 'application/json': { schema: schemaOf(answer, 'output') } } },
      default: { description: 'A refusal', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
    },
  }
}

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json
  return rest
}
