/** The requests that a fake takes, as a table: each request is held against it, strictly, and it is counted how each operation was used. */
import type { z } from 'zod'
import type { FakeRequest } from './fake-server.ts'

export interface Operation {
  /** As its documents name it. */
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** '/v1/orders/{id}' */
  readonly path: string
  /** Of the whole query, strict: a name that it does not know is refused. */
  readonly query: z.ZodType
  /** null: no body at all. */
  readonly body: { readonly type: 'json' | 'form'; readonly contentType: string; readonly schema: z.ZodType } | null
}

export interface Asked {
  readonly operation: Operation
  /** From the path, by the names in it. */
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
}

/** What was wrong with a request, where. */
export interface Misasked {
  readonly operation: Operation
  readonly where: string
  readonly says: string
}

export class Operations {
  readonly #table: readonly { readonly operation: Operation; readonly pattern: RegExp }[]
  readonly #uses = new Map<string, { count: number; validated: number; wrong: Set<string> }>()

  constructor(table: readonly Operation[]) {
    this.#table = table.map(operation => ({
      operation,
      pattern: new RegExp(`^${operation.path.replaceAll('.', '\\.').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
    }))
  }

  /** The pattern of a path, for the count of requests; null when there is no such path. */
  patternOf(path: string): string | null {
    return this.#table.find(({ pattern }) => pattern.test(path))?.operation.path ?? null
  }

  /** @returns null when there is no such operation. */
  read(request: FakeRequest): Asked | Misasked | null {
    const { method, path } = request
    const found = this.#table.find(one => one.operation.method === method && one.pattern.test(path))
    if (found === undefined) return null
    const { operation, pattern } = found
    const params = { ...pattern.exec(path)?.groups }
    const use = this.#uses.get(operation.id) ?? { count: 0, validated: 0, wrong: new Set<string>() }
    this.#uses.set(operation.id, use)
    use.count++
    const read = readAgainst(operation, request)
    if ('where' in read) {
      use.wrong.add(read.where)
      return { operation, ...read }
    }
    use.validated++
    return { operation, params, ...read }
  }

  /** As `validation` on the control port tells it. */
  list() {
    return [...this.#uses].map(([operation, { count, validated, wrong }]) => ({
      operation,
      count,
      validated,
      isRecorded: true,
      unknownFields: [...wrong],
    }))
  }
}

function readAgainst(
  { query, body, id }: Operation,
  request: FakeRequest,
): { readonly query: Readonly<Record<string, string>>; readonly body: unknown } | { readonly where: string; readonly says: string } {
  const names = [...request.query.keys()]
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) return { where: twice, says: `${twice} is given twice` }
  const asked = query.safeParse(Object.fromEntries(request.query))
  if (!asked.success) return wrongIn(asked.error, 'query')
  const values = asked.data as Readonly<Record<string, string>>
  if (body === null) return request.body.length === 0 ? { query: values, body: null } : { where: 'body', says: `${id} takes no body` }
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim()
  if (type !== body.contentType) return { where: 'content-type', says: `${id} takes ${body.contentType}` }
  const given = body.type === 'json' ? parsed(request.body) : Object.fromEntries(new URLSearchParams(request.body.toString('utf8')))
  const read = body.schema.safeParse(given)
  return read.success ? { query: values, body: read.data } : wrongIn(read.error, 'body')
}

function wrongIn({ issues }: z.ZodError, part: string): { where: string; says: string } {
  const [issue] = issues
  const names = issue?.code === 'unrecognized_keys' ? issue.keys : []
  return { where: [part, ...(issue?.path ?? []), ...names].join('/'), says: issue?.message ?? 'not as it should be' }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
