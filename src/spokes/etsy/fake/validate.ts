/** Reads a request by the rules of its operation, and remembers how each operation was used. */
import type { FakeRequest } from '#kit/fake-server.ts'
import { type Operation, type Rule, type Rules, requiredInQuery } from './schema.ts'
import { type Refused, refused } from './shop.ts'
import type { SpecCheck } from './spec.ts'

export type Values = Readonly<Record<string, unknown>>
/** A part of a multipart body that carries bytes. */
export interface Bytes {
  readonly bytes: Uint8Array
  readonly fileName: string
}
export interface Arguments {
  readonly query: Values
  readonly body: Values
  /** Whether the body came as JSON. */
  readonly isJson: boolean
}

const bodyTypes = { form: 'application/x-www-form-urlencoded', json: 'application/json', multipart: 'multipart/form-data' } as const

/** @throws {Refused} 400 or 415 when the request is not what the operation takes. Unknown names are told and, as at Etsy, ignored. */
export async function readArguments(
  operation: Operation,
  request: FakeRequest,
): Promise<Arguments & { readonly unknown: readonly string[] }> {
  const unknown: string[] = []
  const query = readFlat(operation.query, [...request.query], requiredInQuery[operation.id] ?? [], unknown)
  const { body: rules } = operation
  if (rules === null) return { query, body: {}, isJson: false, unknown }
  const type = request.headers['content-type'] ?? ''
  const isJson = type.startsWith(bodyTypes.json) && (rules.type === 'json' || rules.isAlsoJson === true)
  if (!isJson && !type.startsWith(bodyTypes[rules.type])) throw refused(415, `The body of ${operation.id} must be ${bodyTypes[rules.type]}`)
  if (rules.type === 'form' && !isJson) {
    const pairs = [...new URLSearchParams(request.body.toString('utf8'))]
    return { query, body: readFlat(rules.fields, pairs, rules.required, unknown), isJson, unknown }
  }
  if (isJson) {
    const body = parseJson(request.body)
    checkObject(rules.fields, body, rules.required, '', unknown)
    return { query, body, isJson, unknown }
  }
  return { query, body: readFlat(rules.fields, await parts(type, request.body), rules.required, unknown), isJson, unknown }
}

function parseJson(body: Buffer): Values {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'))
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Values
  } catch {
    // Refused below.
  }
  throw refused(400, 'The body is not valid JSON')
}

const forms = new WeakMap<Buffer, Promise<FormData>>()

/** The parts of a multipart body, taken apart once. Rejects without a boundary. */
export function formOf(type: string, body: Buffer): Promise<FormData> {
  const earlier = forms.get(body)
  if (earlier !== undefined) return earlier
  const form = new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
  forms.set(body, form)
  return form
}

/** Without a boundary nothing can be told apart (issues 233, 371). */
async function parts(type: string, body: Buffer): Promise<(readonly [string, string | Bytes])[]> {
  try {
    const form = await formOf(type, body)
    return await Promise.all(
      [...form].map(async ([name, value]) =>
        typeof value === 'string'
          ? ([name, value] as const)
          : ([name, { bytes: new Uint8Array(await value.arrayBuffer()), fileName: value.name }] as const),
      ),
    )
  } catch {
    throw refused(400, 'An error ocurred while uploading your file, please try again.')
  }
}

function readFlat(
  rules: Rules,
  pairs: readonly (readonly [string, string | Bytes])[],
  required: readonly string[],
  unknown: string[],
): Values {
  const values: Record<string, unknown> = {}
  // As PHP does: of a name that comes twice the last one counts.
  for (const [name, given] of pairs) {
    const rule = rules[name]
    if (rule === undefined) unknown.push(name)
    else values[name] = coerce(rule, given, name)
  }
  const missing = required.find(name => values[name] === undefined)
  if (missing !== undefined) throw refused(400, `Missing required parameter: ${missing}`)
  return values
}

const wrong = (path: string, message: string): Refused => refused(400, `Invalid value for ${path}: ${message}`)

/** Texts of a form or query into what the rule says. Lists are separated by commas. */
function coerce(rule: Rule, given: string | Bytes, path: string): unknown {
  if (typeof given !== 'string') {
    if (rule.type !== 'bytes') throw wrong(path, 'not a file')
    return given
  }
  if (rule.type === 'array') {
    if (given === '') {
      if (path === 'image_ids') throw wrong(path, 'array_too_short')
      return []
    }
    return given.split(',').map((item, at) => coerce(rule.items!, item.trim(), `${path}/${at}`))
  }
  if (rule.type === 'integer' && /^-?\d+$/.test(given)) return bounded(rule, Number(given), path)
  if (rule.type === 'number' && /^-?\d+(\.\d+)?$/.test(given)) return bounded(rule, Number(given), path)
  if (rule.type === 'boolean' && /^(true|false|0|1)$/.test(given)) return given === 'true' || given === '1'
  if (rule.type === 'string') return listed(rule, given, path)
  throw wrong(path, `expected ${rule.type}`)
}

function bounded(rule: Rule, value: number, path: string): number {
  if (rule.minimum !== undefined && value < rule.minimum) throw wrong(path, `less than ${rule.minimum}`)
  if (rule.maximum !== undefined && value > rule.maximum) throw wrong(path, `more than ${rule.maximum}`)
  return value
}

/** The eras are checked where the shop's own newest one is known. */
function listed(rule: Rule, value: string, path: string): string {
  if (rule.enum !== undefined && path !== 'when_made' && !rule.enum.includes(value))
    throw wrong(path, `must be one of ${rule.enum.join(', ')}`)
  return value
}

function checkObject(rules: Rules, value: Values, required: readonly string[], path: string, unknown: string[]): void {
  const missing = required.find(name => value[name] === undefined)
  if (missing !== undefined) throw refused(400, `Missing required parameter: ${path}${missing}`)
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
  if (rule.type === 'object') checkObject(rule.properties ?? {}, value as Values, rule.required ?? [], `${path}/`, unknown)
  if (typeof value === 'number') bounded(rule, value, path)
  if (typeof value === 'string') listed(rule, value, path)
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
