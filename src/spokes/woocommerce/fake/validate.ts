/** Checks the arguments of a request as WordPress does: what it coerces it lets pass, what it cannot it names. */
import type { JsonType, Rule, Rules } from './schema.ts'

interface Problem {
  readonly code: string
  readonly message: string
  readonly data: { readonly param: string } | null
}

export type Args = Record<string, unknown>

export interface Verdict {
  /** null when all is well, else the body of the 400. */
  readonly refusal: { readonly code: string; readonly message: string; readonly data: unknown } | null
  /** Names in the body that the route does not know; the store ignores them without a word. */
  readonly unknown: readonly string[]
}

/** @param known names that belong to every route (`_fields`, the keys in the query). */
export function check(rules: Rules, args: Args, bodyNames: readonly string[]): Verdict {
  const missing = Object.entries(rules)
    .filter(([name, rule]) => rule.required && (args[name] === undefined || args[name] === null))
    .map(([name]) => name)
  const unknown = bodyNames.filter(name => !Object.hasOwn(rules, name) && !name.startsWith('_'))
  if (missing.length > 0) {
    const message = `Missing parameter(s): ${missing.join(', ')}`
    return { refusal: { code: 'rest_missing_callback_param', message, data: { status: 400, params: missing } }, unknown }
  }
  const params: Record<string, string> = {}
  const details: Record<string, Problem> = {}
  for (const [name, rule] of Object.entries(rules)) {
    const value = args[name]
    if (value === undefined || value === null) continue // a null at the top is as good as left out
    const problem = problemOf(rule, value, name)
    if (!problem) continue
    params[name] = problem.message
    details[name] = problem
  }
  const bad = Object.keys(params)
  if (bad.length === 0) return { refusal: null, unknown }
  return {
    refusal: { code: 'rest_invalid_param', message: `Invalid parameter(s): ${bad.join(', ')}`, data: { status: 400, params, details } },
    unknown,
  }
}

/** `a, b, and c`, as WordPress writes a list. */
const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : words.length === 2 ? words.join(' and ') : `${words.slice(0, -1).join(', ')}, and ${words.at(-1)}`

const isWhole = (value: unknown): boolean => {
  const number = typeof value === 'string' && /^\s*[-+]?\d+(\.\d*)?\s*$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number)
}
const isNumeric = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)))
const isBoolean = (value: unknown): boolean =>
  ['boolean'].includes(typeof value) || [0, 1, '0', '1', 'true', 'false', 'TRUE', 'FALSE', ''].includes(value as string)
const isObject = (value: unknown): boolean =>
  value === '' || (typeof value === 'object' && value !== null && (!Array.isArray(value) || value.length === 0))

const fits: Readonly<Record<JsonType, (value: unknown) => boolean>> = {
  null: value => value === null,
  string: value => typeof value === 'string',
  integer: isWhole,
  number: isNumeric,
  boolean: isBoolean,
  array: value => Array.isArray(value) || typeof value === 'string' || typeof value === 'number',
  object: isObject,
}

function problemOf(rule: Rule, value: unknown, path: string): Problem | null {
  const types = rule.type === undefined ? [] : typeof rule.type === 'string' ? [rule.type] : rule.type
  const type = types.find(each => fits[each](value))
  if (types.length > 0 && type === undefined) {
    return { code: 'rest_invalid_type', message: `${path} is not of type ${types.join(',')}.`, data: { param: path } }
  }
  if (type === 'array' && rule.items) {
    for (const [index, item] of toList(value).entries()) {
      const problem = problemOf(rule.items, item, `${path}[${index}]`)
      if (problem) return problem
    }
    return null
  }
  if (type === 'object' && rule.properties && typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      const inner = rule.properties[name]
      const problem = inner ? problemOf(inner, item, `${path}[${name}]`) : null
      if (problem) return problem
    }
    return null
  }
  if (value === null) return null
  if (rule.enum && !rule.enum.includes(String(value))) {
    return { code: 'rest_not_in_enum', message: `${path} is not one of ${listed(rule.enum)}.`, data: null }
  }
  if (rule.minimum !== undefined || rule.maximum !== undefined) return outOfBounds(rule, Number(value), path)
  if (rule.format === 'date-time' && typeof value === 'string' && !isDate(value)) {
    return { code: 'rest_invalid_date', message: 'Invalid date.', data: null }
  }
  if (rule.format === 'email' && typeof value === 'string' && value !== '' && !isEmail(value)) {
    return { code: 'rest_invalid_email', message: 'Invalid email address.', data: null }
  }
  return null
}

function outOfBounds(rule: Rule, value: number, path: string): Problem | null {
  const { minimum, maximum } = rule
  const isLow = minimum !== undefined && value < minimum
  const isHigh = maximum !== undefined && value > maximum
  if (!isLow && !isHigh) return null
  const message =
    minimum !== undefined && maximum !== undefined
      ? `${path} must be between ${minimum} (inclusive) and ${maximum} (inclusive)`
      : minimum !== undefined
        ? `${path} must be greater than or equal to ${minimum}`
        : `${path} must be less than or equal to ${maximum}`
  return { code: 'rest_out_of_bounds', message, data: null }
}

/** WordPress takes "1,2,3" and "1 2 3" for a list. */
export const toList = (value: unknown): readonly unknown[] =>
  Array.isArray(value)
    ? value
    : String(value)
        .split(/[\s,]+/)
        .filter(part => part !== '')

export const isDate = (text: string): boolean => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/i.test(text)

export const isEmail = (text: string): boolean => /^[^\s@<>"]+@[^\s@.<>"]+(\.[^\s@.<>"]+)+$/.test(text)
