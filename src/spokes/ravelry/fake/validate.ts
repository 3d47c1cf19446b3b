/** Reads a request by the rules of its operation, and remembers how each operation was used. */
import type { FakeRequest } from '#kit/fake-server.ts'
import type { Operation, Rule, Rules } from './schema.ts'
import { type Refused, refused } from './shop.ts'
import type { SpecCheck } from './spec.ts'

export type Values = Readonly<Record<string, unknown>>
/** A part of a multipart body that carries bytes. */
export interface Bytes {
  readonly bytes: Uint8Array
  readonly fileName: string
  readonly type: string
}
export interface Arguments {
  readonly query: Values
  readonly body: Values
}

/** @throws {Refused} 400 when the request is not what the operation takes. Unknown names are told and ignored, as Ravelry does. */
export async function readArguments(
  operation: Operation,
  request: FakeRequest,
): Promise<Arguments & { readonly unknown: readonly string[] }> {
  const unknown: string[] = []
  const query = readFlat(operation.query, [...request.query], operation.requiredInQuery ?? [], unknown)
  const { body: rules } = operation
  if (rules === null) return { query, body: {}, unknown }
  if (rules.type === 'multipart') return { query, body: readFlat(rules.fields, await parts(request), rules.required, unknown), unknown }
  const type = request.headers['content-type'] ?? ''
  const isEmpty = request.body.length === 0
  if (!isEmpty && !type.startsWith('application/x-www-form-urlencoded')) throw refused(400, 'The parameters of this method are form fields')
  const pairs = [...new URLSearchParams(request.body.toString('utf8'))]
  if (rules.type === 'form') return { query, body: readFlat(rules.fields, pairs, rules.required, unknown), unknown }
  for (const [name] of pairs) if (name !== 'data') unknown.push(name)
  const body = parseJson(pairs.find(([name]) => name === 'data')?.[1])
  checkObject(rules.fields, body, '', unknown)
  return { query, body, unknown }
}

function parseJson(text: string | undefined): Values {
  try {
    const parsed: unknown = JSON.parse(text ?? '')
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Values
  } catch {
    // Refused below.
  }
  throw refused(400, 'data must be a JSON object')
}

const forms = new WeakMap<Buffer, Promise<readonly (readonly [string, string | Bytes])[]>>()

/** The parts of a multipart body, taken apart once. @throws {Refused} without a boundary. */
export function parts(request: FakeRequest): Promise<readonly (readonly [string, string | Bytes])[]> {
  const earlier = forms.get(request.body)
  if (earlier !== undefined) return earlier
  const read = async () => {
    try {
      if (!request.headers['content-type']?.startsWith('multipart/form-data')) throw new Error('another kind of body')
      const form = await new Response(new Uint8Array(request.body), {
        headers: { 'content-type': request.headers['content-type'] ?? '' },
      }).formData()
      return await Promise.all(
        [...form].map(async ([name, value]) =>
          typeof value === 'string'
            ? ([name, value] as const)
            : ([name, { bytes: new Uint8Array(await value.arrayBuffer()), fileName: value.name, type: value.type }] as const),
        ),
      )
    } catch {
      throw refused(400, 'This method is an upload: send it as multipart/form-data')
    }
  }
  const reading = read()
  forms.set(request.body, reading)
  return reading
}

function readFlat(
  rules: Rules,
  pairs: readonly (readonly [string, string | Bytes])[],
  required: readonly string[],
  unknown: string[],
): Values {
  const values: Record<string, unknown> = {}
  for (const [name, given] of pairs) {
    const rule = rules[name]
    if (rule === undefined) unknown.push(name)
    else values[name] = coerce(rule, given, name)
  }
  const missing = required.find(name => values[name] === undefined)
  if (missing !== undefined) throw refused(400, `Missing required parameter ${missing}`)
  return values
}

const wrong = (path: string, message: string): Refused => refused(400, `Invalid value for ${path}, ${message}`)

function coerce(rule: Rule, given: string | Bytes, path: string): unknown {
  if (typeof given !== 'string') {
    if (rule.type !== 'bytes') throw wrong(path, 'not a file')
    return given
  }
  // A list of numbers apart by spaces, which the document calls a number.
  if (path === 'ids') return given.split(' ').map(one => coerce(rule, one, 'one of ids'))
  if (rule.type === 'integer' && /^-?\d+$/.test(given)) return bounded(rule, Number(given), path)
  if (rule.type === 'boolean' && /^(true|false|0|1)$/.test(given)) return given === 'true' || given === '1'
  if (rule.type === 'string') return listed(rule, given, path)
  throw wrong(path, `expected ${rule.type}`)
}

function bounded(rule: Rule, value: number, path: string): number {
  if (rule.maximum !== undefined && value > rule.maximum) throw wrong(path, `more than ${rule.maximum}`)
  return value
}

function listed(rule: Rule, value: string, path: string): string {
  if (rule.enum !== undefined && !rule.enum.includes(value)) throw wrong(path, `must be one of ${rule.enum.join(', ')}`)
  return value
}

function checkObject(rules: Rules, value: Values, path: string, unknown: string[]): void {
  for (const [name, inner] of Object.entries(value)) {
    const rule = rules[name]
    if (rule === undefined) unknown.push(`${path}${name}`)
    else checkValue(rule, inner, `${path}${name}`, unknown)
  }
}

const isOf: Readonly<Record<Rule['type'], (value: unknown) => boolean>> = {
  integer: Number.isInteger,
  number: value => typeof value === 'number',
  string: value => typeof value === 'string',
  boolean: value => typeof value === 'boolean',
  array: Array.isArray,
  object: value => typeof value === 'object' && value !== null && !Array.isArray(value),
  bytes: () => false,
}

function checkValue(rule: Rule, value: unknown, path: string, unknown: string[]): void {
  if (value === null && rule.isNullable) return
  if (!isOf[rule.type](value)) throw wrong(path, `expected ${rule.type}`)
  if (rule.type === 'array')
    for (const [at, item] of (value as unknown[]).entries()) checkValue(rule.items!, item, `${path}/${at}`, unknown)
  if (rule.type === 'object') checkObject(rule.properties ?? {}, value as Values, `${path}/`, unknown)
}

/** How each operation was used, and whether the document would have taken it. */
export class Uses {
  readonly #uses = new Map<string, { count: number; validated: number; unknown: Set<string>; said: Set<string> }>()
  readonly spec: SpecCheck | null

  constructor(spec: SpecCheck | null) {
    this.spec = spec
  }

  note(operation: string, { isValid, unknown, said }: { isValid: boolean; unknown: readonly string[]; said: readonly string[] }): void {
    const use = this.#uses.get(operation) ?? { count: 0, validated: 0, unknown: new Set<string>(), said: new Set<string>() }
    use.count++
    if (isValid && unknown.length === 0 && said.length === 0) use.validated++
    for (const name of unknown) use.unknown.add(name)
    for (const sentence of said) use.said.add(sentence)
    this.#uses.set(operation, use)
  }

  list() {
    return [...this.#uses].map(([operation, { count, validated, unknown, said }]) => ({
      operation,
      count,
      validated,
      isRecorded: true,
      source: this.spec === null ? 'own words' : 'document',
      unknownFields: [...unknown],
      said: [...said],
    }))
  }
}
