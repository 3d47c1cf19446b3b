/** Holds requests against Etsy's own document, when it lies beside this folder; the fake's own rules do without it. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Operation } from './schema.ts'

export const specPath = join(import.meta.dirname, '..', '..', '..', '..', '..', 'shared', 'specs', 'etsy', 'openapi-3.0.0.json')
export const haveSpec = existsSync(specPath)
export const whyNoSpec = `the document is not here (${specPath})`

export interface SpecSchema {
  readonly type?: string
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
  readonly nullable?: boolean
  readonly items?: SpecSchema
  readonly properties?: Readonly<Record<string, SpecSchema>>
  readonly required?: readonly string[]
}
export interface SpecOperation {
  readonly operationId: string
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean; readonly schema: SpecSchema }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: SpecSchema }>> }
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[]
}

/** @returns each operation of the document by its name, with where it lives. */
export function readSpec(): ReadonlyMap<string, { readonly method: string; readonly path: string; readonly operation: SpecOperation }> {
  const { paths } = JSON.parse(readFileSync(specPath, 'utf8')) as { paths: Record<string, Record<string, SpecOperation>> }
  return new Map(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, operation]) => typeof operation?.operationId === 'string')
        .map(([method, operation]) => [operation.operationId, { method: method.toUpperCase(), path, operation }] as const),
    ),
  )
}

export interface Sent {
  readonly method: string
  readonly query: readonly (readonly [string, string])[]
  readonly contentType: string
  /** Parts with bytes as null. */
  readonly fields: readonly (readonly [string, string | null])[] | null
  readonly json: unknown
}

/** @returns what the document would not take, in words without values. */
export type SpecCheck = (operation: Operation, sent: Sent) => readonly string[]

/** @returns null when the document is not here. */
export function makeSpecCheck(): SpecCheck | null {
  if (!haveSpec) return null
  const spec = readSpec()
  return ({ id, body: rules }, { method, query, contentType, fields, json }) => {
    const found = spec.get(id)
    if (found === undefined) return [`${id} is not in the document`]
    const { operation } = found
    const said: string[] = found.method === method ? [] : [`${id} is ${found.method}`]
    const parameters = (operation.parameters ?? []).filter(one => one.in === 'query')
    for (const [name, value] of query) {
      const rule = parameters.find(one => one.name === name)
      if (rule === undefined) said.push(`query: ${name} is unknown`)
      else said.push(...flat(rule.schema, value, `query: ${name}`))
    }
    for (const one of parameters) if (one.required && !query.some(([name]) => name === one.name)) said.push(`query: ${one.name} is missing`)
    const content = Object.entries(operation.requestBody?.content ?? {})
    if (content.length === 0) return said
    if (rules?.isAlsoJson && contentType.startsWith('application/json'))
      return [...said, ...content.flatMap(([, { schema }]) => deep(schema, json, 'body'))]
    const [type, body] = content.find(([type]) => contentType.startsWith(type)) ?? []
    if (type === undefined || body === undefined) return [...said, `body: must be ${content.map(([name]) => name).join(' or ')}`]
    if (type === 'application/json') return [...said, ...deep(body.schema, json, 'body')]
    const given = fields ?? []
    for (const [name, value] of given) {
      const rule = body.schema.properties?.[name]
      if (rule === undefined) said.push(`body: ${name} is unknown`)
      else if (value === null) said.push(...(rule.format === 'binary' ? [] : [`body: ${name} is not for bytes`]))
      else said.push(...flat(rule, value, `body: ${name}`))
    }
    for (const name of body.schema.required ?? []) if (!given.some(([one]) => one === name)) said.push(`body: ${name} is missing`)
    return said
  }
}

function flat(rule: SpecSchema, value: string, path: string): string[] {
  if (rule.type === 'array')
    return value === '' ? [] : value.split(',').flatMap((item, at) => flat(rule.items ?? {}, item, `${path}/${at}`))
  if (rule.type === 'integer') return /^-?\d+$/.test(value) ? bounds(rule, Number(value), path) : [`${path} is no integer`]
  if (rule.type === 'number') return /^-?\d+(\.\d+)?$/.test(value) ? bounds(rule, Number(value), path) : [`${path} is no number`]
  if (rule.type === 'boolean') return /^(true|false)$/.test(value) ? [] : [`${path} is no boolean`]
  return inEnum(rule, value, path)
}

const bounds = (rule: SpecSchema, value: number, path: string): string[] => [
  ...(rule.minimum !== undefined && value < rule.minimum ? [`${path} is below ${rule.minimum}`] : []),
  ...(rule.maximum !== undefined && value > rule.maximum ? [`${path} is above ${rule.maximum}`] : []),
]

/** The end of the newest era moves each year; see `later` in schema.ts. */
const inEnum = (rule: SpecSchema, value: string, path: string): string[] =>
  rule.enum === undefined || rule.enum.includes(value) || (path.endsWith('when_made') && /^20\d0_20\d\d$/.test(value))
    ? []
    : [`${path} is not in its list`]

function deep(rule: SpecSchema, value: unknown, path: string): string[] {
  if (value === null) return rule.nullable ? [] : [`${path} is null`]
  if (rule.type === 'array')
    return Array.isArray(value) ? value.flatMap((item, at) => deep(rule.items ?? {}, item, `${path}/${at}`)) : [`${path} is no list`]
  if (rule.type === 'object') {
    if (typeof value !== 'object' || Array.isArray(value)) return [`${path} is no object`]
    const given = value as Record<string, unknown>
    const missing = (rule.required ?? []).filter(name => given[name] === undefined).map(name => `${path}/${name} is missing`)
    const inner = Object.entries(given).flatMap(([name, one]) => {
      const own = rule.properties?.[name]
      return own === undefined ? [`${path}/${name} is unknown`] : deep(own, one, `${path}/${name}`)
    })
    return [...missing, ...inner]
  }
  if (rule.type === 'integer') return Number.isInteger(value) ? bounds(rule, value as number, path) : [`${path} is no integer`]
  if (rule.type === 'number') return typeof value === 'number' ? bounds(rule, value, path) : [`${path} is no number`]
  if (rule.type === 'boolean') return typeof value === 'boolean' ? [] : [`${path} is no boolean`]
  return typeof value === 'string' ? inEnum(rule, value, path) : [`${path} is no text`]
}
