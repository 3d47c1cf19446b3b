/** Reads a request as the platform does, holds it against the table of operations, and remembers how each operation was used. */
import type { FakeRequest } from '#kit/fake-server.ts'
import { type Operation, operations, type Rule, type Rules } from './schema.ts'

export type Values = Readonly<Record<string, unknown>>

export interface Match {
  readonly operation: Operation
  readonly params: Readonly<Record<string, string>>
}

/** Keys of the store hold slashes. */
const compiled = operations.map(operation => ({
  operation,
  expression: new RegExp(
    `^${operation.path.replace(/\{(\w+)\}/g, (_whole, name) => (name === 'key' ? `(?<${name}>.+)` : `(?<${name}>[^/]+)`))}$`,
  ),
}))

export function matchAt(method: string, path: string): Match | null {
  for (const { operation, expression } of compiled) {
    const found = operation.method === method ? expression.exec(path) : null
    if (found) return { operation, params: { ...found.groups } }
  }
  return null
}

/** The pattern of a path, for the count. */
export const patternOf = (path: string): string | null => compiled.find(({ expression }) => expression.test(path))?.operation.path ?? null

/** What Rails makes of a query or a form: `a[]` and `a[b]` become lists and objects, numbers in brackets an object. */
export function fromPairs(pairs: Iterable<readonly [string, string]>): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [name, value] of pairs) {
    const keys = [/^[^[]*/.exec(name)![0], ...[...name.matchAll(/\[([^\]]*)\]/g)].map(match => match[1]!)]
    let place: Record<string, unknown> | unknown[] = values
    for (const [at, key] of keys.entries()) {
      const next = keys[at + 1]
      if (Array.isArray(place)) {
        if (next === undefined) place.push(value)
        break
      }
      if (next === undefined) place[key] = value
      else {
        place[key] ??= next === '' ? [] : {}
        place = place[key] as Record<string, unknown> | unknown[]
      }
    }
  }
  return values
}

/** Everything that came, as the platform reads it. A JSON body that is none gives nothing. */
export function valuesOf(request: FakeRequest): Record<string, unknown> {
  const query = fromPairs(request.query)
  const type = request.headers['content-type'] ?? ''
  if (type.startsWith('application/x-www-form-urlencoded'))
    return { ...query, ...fromPairs(new URLSearchParams(request.body.toString('utf8'))) }
  if (!type.startsWith('application/json') || request.body.length === 0) return query
  try {
    const parsed: unknown = JSON.parse(request.body.toString('utf8'))
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...query, ...parsed } : query
  } catch {
    return query
  }
}

const bodyTypes = { form: 'application/x-www-form-urlencoded', json: 'application/json', bytes: '' } as const

/** @returns what of a request is not as the table has it: wrong values as sentences, and names that it does not know. */
export function judge({ operation }: Match, request: FakeRequest): { readonly said: string[]; readonly unknown: string[] } {
  const said: string[] = []
  const unknown: string[] = []
  checkObject({ rules: operation.query, required: [], at: '' }, fromPairs(request.query), said, unknown)
  const { body } = operation
  const type = request.headers['content-type'] ?? ''
  if (body === null) {
    if (request.body.length > 0) said.push(`${operation.id} takes no body`)
    return { said, unknown }
  }
  if (body.type === 'bytes') return { said, unknown }
  if (!type.startsWith(bodyTypes[body.type])) said.push(`the body of ${operation.id} must be ${bodyTypes[body.type]}`)
  else checkObject({ rules: body.fields, required: body.required, at: '' }, bodyOf(body.type, request), said, unknown)
  return { said, unknown }
}

function bodyOf(type: 'form' | 'json', request: FakeRequest): Values {
  if (type === 'form') return fromPairs(new URLSearchParams(request.body.toString('utf8')))
  try {
    return JSON.parse(request.body.toString('utf8')) as Values
  } catch {
    return {}
  }
}

interface Place {
  readonly rules: Rules
  readonly required: readonly string[]
  readonly at: string
}

function checkObject({ rules, required, at }: Place, values: Values, said: string[], unknown: string[]): void {
  for (const name of required) if (values[name] === undefined) said.push(`${at}${name} is missing`)
  for (const [name, value] of Object.entries(values)) {
    const rule = rules[name]
    if (rule === undefined) unknown.push(`${at}${name}`)
    else checkValue(rule, value, `${at}${name}`, said, unknown)
  }
}

const isOf: Readonly<Record<Rule['type'], (value: unknown) => boolean>> = {
  string: value => typeof value === 'string',
  digits: value => Number.isInteger(value) || (typeof value === 'string' && /^\d+$/.test(value)),
  integer: Number.isInteger,
  boolean: value => typeof value === 'boolean' || value === 'true' || value === 'false',
  array: Array.isArray,
  object: value => typeof value === 'object' && value !== null && !Array.isArray(value),
}

function checkValue(rule: Rule, value: unknown, at: string, said: string[], unknown: string[]): void {
  if (!isOf[rule.type](value)) said.push(`${at} is no ${rule.type}`)
  else if (rule.enum !== undefined && !rule.enum.includes(String(value))) said.push(`${at} is none of ${rule.enum.join(', ')}`)
  else if (rule.pattern !== undefined && !rule.pattern.test(String(value))) said.push(`${at} has another form`)
  else if (rule.type === 'array')
    for (const [index, item] of (value as unknown[]).entries()) checkValue(rule.items!, item, `${at}/${index}`, said, unknown)
  else if (rule.type === 'object' && rule.properties !== undefined)
    checkObject({ rules: rule.properties, required: rule.required ?? [], at: `${at}/` }, value as Values, said, unknown)
}

/** How each operation was used, and whether it was as the table has it. */
export class Uses {
  readonly #uses = new Map<string, { count: number; validated: number; unknown: Set<string>; said: Set<string> }>()

  note(match: Match, { said, unknown }: { said: readonly string[]; unknown: readonly string[] }): void {
    const name = `${match.operation.method} ${match.operation.path}`
    const use = this.#uses.get(name) ?? { count: 0, validated: 0, unknown: new Set<string>(), said: new Set<string>() }
    use.count++
    if (said.length === 0 && unknown.length === 0) use.validated++
    for (const one of unknown) use.unknown.add(one)
    for (const one of said) use.said.add(one)
    this.#uses.set(name, use)
  }

  list() {
    return [...this.#uses].map(([operation, { count, validated, unknown, said }]) => ({
      operation,
      count,
      validated,
      isRecorded: true,
      source: 'public source',
      unknownFields: [...unknown],
      said: [...said],
    }))
  }
}
