/** Reads a query or a form as Stripe does: names with brackets into a tree, texts into what the rule says, unknown names refused by name. */
import type { FakeRequest } from '#kit/fake-server.ts'
import { refused } from './account.ts'
import type { Operation, Rule, Rules } from './schema.ts'
import type { Params } from './state.ts'

type Tree = { [name: string]: string | Tree }

/** `a[b][0]=c`, `a[]=c`. */
export function treeOf(pairs: Iterable<readonly [string, string]>): Tree {
  const root: Tree = Object.create(null) as Tree
  let counted = 0
  for (const [name, value] of pairs) {
    const path = [/^[^[]*/.exec(name)![0], ...[...name.matchAll(/\[([^\]]*)\]/g)].map(match => match[1]!)]
    let at = root
    for (const [depth, part] of path.entries()) {
      const own = part === '' ? `#${counted++}` : part
      if (depth === path.length - 1) at[own] = value
      else {
        const next = at[own]
        at[own] = typeof next === 'object' ? next : (Object.create(null) as Tree)
        at = at[own] as Tree
      }
    }
  }
  return root
}

/** @throws {Refused} 400 naming the parameter. */
export function readParams(operation: Operation, request: FakeRequest): Params {
  const isForm = operation.method === 'POST'
  if (isForm && request.body.length > 0 && !(request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded'))
    throw refused(400, { message: 'The request body must be form-encoded (application/x-www-form-urlencoded).' })
  const tree = treeOf(isForm ? new URLSearchParams(request.body.toString('utf8')) : request.query)
  const rules = isForm ? operation.form : operation.query
  const params = readObject(rules, tree, '')
  const missing = operation.required.find(name => params[name] === undefined)
  if (missing !== undefined)
    throw refused(400, { code: 'parameter_missing', param: missing, message: `Missing required param: ${missing}.` })
  const { limit } = params as { limit?: number }
  if (limit !== undefined && (limit < 1 || limit > 100))
    throw refused(400, { code: 'parameter_invalid_integer', param: 'limit', message: 'Limit must be between 1 and 100.' })
  return params
}

function readObject(rules: Rules, tree: Tree, path: string): Params {
  const read: Record<string, unknown> = {}
  for (const [name, given] of Object.entries(tree)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
    const where = path === '' ? name : `${path}[${name}]`
    if (rule === undefined) throw refused(400, { code: 'parameter_unknown', param: where, message: `Received unknown parameter: ${where}` })
    read[name] = readValue(rule, given, where)
  }
  return read
}

const invalid = (param: string, message: string, code = 'parameter_invalid') => refused(400, { code, param, message })

function readValue(rule: Rule, given: string | Tree, path: string): unknown {
  if (rule.type === 'array') {
    if (typeof given === 'string') throw invalid(path, 'Invalid array')
    return Object.entries(given).map(([at, item]) => {
      if (!/^#?\d+$/.test(at)) throw invalid(path, 'Invalid array')
      return readValue(rule.items!, item, `${path}[${at.replace('#', '')}]`)
    })
  }
  if (rule.type === 'map') return readMap(given, path)
  if (rule.type === 'object') {
    // `created` may be a bare number.
    if (typeof given === 'string') {
      if (rule.properties?.gte !== undefined && /^\d+$/.test(given)) return { gte: Number(given), lte: Number(given) }
      throw invalid(path, 'Invalid object')
    }
    const read = readObject(rule.properties ?? {}, given, path)
    const missing = rule.required?.find(name => read[name] === undefined)
    if (missing !== undefined)
      throw refused(400, {
        code: 'parameter_missing',
        param: `${path}[${missing}]`,
        message: `Missing required param: ${path}[${missing}].`,
      })
    return read
  }
  if (typeof given !== 'string') throw invalid(path, `Invalid ${rule.type}`)
  if (rule.type === 'integer') {
    if (!/^-?\d{1,15}$/.test(given)) throw invalid(path, `Invalid integer: ${given}`, 'parameter_invalid_integer')
    return Number(given)
  }
  if (rule.type === 'boolean') {
    if (given !== 'true' && given !== 'false') throw invalid(path, `Invalid boolean: ${given}`)
    return given === 'true'
  }
  if (given === '') throw invalid(path, `You passed an empty string for '${path}'.`, 'parameter_invalid_empty')
  if (rule.maxLength !== undefined && given.length > rule.maxLength)
    throw invalid(path, `Invalid string: at most ${rule.maxLength} characters`)
  if (rule.enum !== undefined && !rule.enum.includes(given)) throw invalid(path, `Invalid ${path}: must be one of ${rule.enum.join(', ')}`)
  return given
}

/** Up to 50 keys of 40 characters, with values of 500. Source: docs.stripe.com/api/metadata. */
function readMap(given: string | Tree, path: string): Record<string, string> {
  if (typeof given === 'string') throw invalid(path, 'Invalid object')
  const entries = Object.entries(given)
  if (entries.length > 50) throw invalid(path, 'Metadata can have up to 50 keys')
  for (const [name, value] of entries)
    if (typeof value !== 'string' || name.length > 40 || value.length > 500)
      throw invalid(`${path}[${name}]`, 'Metadata keys have at most 40 characters and values at most 500')
  return Object.fromEntries(entries) as Record<string, string>
}
