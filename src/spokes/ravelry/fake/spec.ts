/** Holds requests against the document that was made of Ravelry's page, when it lies beside this folder; the fake's own rules do without it. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Operation } from './schema.ts'

export const specPath = join(import.meta.dirname, '..', '..', '..', '..', '..', 'shared', 'specs', 'ravelry', 'openapi.json')
export const haveSpec = existsSync(specPath)
export const whyNoSpec = `the document is not here (${specPath})`

export interface SpecSchema {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly items?: SpecSchema
  readonly properties?: Readonly<Record<string, SpecSchema>>
  readonly required?: readonly string[]
}
export interface SpecOperation {
  readonly operationId: string
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean; readonly schema: SpecSchema }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: SpecSchema }>> }
}
export interface Spec {
  readonly operations: ReadonlyMap<string, { readonly method: string; readonly path: string; readonly operation: SpecOperation }>
  /** What a reference stands for. */
  readonly resolve: (schema: SpecSchema) => SpecSchema
}

export function readSpec(): Spec {
  const { paths, components } = JSON.parse(readFileSync(specPath, 'utf8')) as {
    paths: Record<string, Record<string, SpecOperation>>
    components: { schemas: Record<string, SpecSchema> }
  }
  const resolve = (schema: SpecSchema): SpecSchema => {
    const name = schema.$ref?.split('/').at(-1)
    return name === undefined ? schema : (components.schemas[name] ?? {})
  }
  const operations = new Map(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, operation]) => [operation.operationId, { method: method.toUpperCase(), path, operation }] as const,
      ),
    ),
  )
  return { operations, resolve }
}

/** The fields of a body as the document has them: under `data` where a record is sent. */
export function bodyOf({ resolve }: Spec, operation: SpecOperation): SpecSchema | null {
  const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema
  if (schema === undefined) return null
  const data = schema.properties?.data
  return data === undefined ? resolve(schema) : resolve(data)
}

export interface Sent {
  readonly method: string
  readonly query: readonly (readonly [string, string])[]
  /** Fields of a form, of the record in `data`, or of a multipart body, where bytes are null. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** @returns what the document would not take, in words without values. */
export type SpecCheck = (operation: Operation, sent: Sent) => readonly string[]

/** @returns null when the document is not here. */
export function makeSpecCheck(): SpecCheck | null {
  if (!haveSpec) return null
  const spec = readSpec()
  return ({ id }, { method, query, fields }) => {
    const found = spec.operations.get(id)
    if (found === undefined) return [`${id} is not in the document`]
    const said: string[] = found.method === method ? [] : [`${id} is ${found.method}`]
    const parameters = (found.operation.parameters ?? []).filter(one => one.in === 'query')
    for (const [name] of query) if (!parameters.some(one => one.name === name)) said.push(`query: ${name} is unknown`)
    for (const one of parameters) if (one.required && !query.some(([name]) => name === one.name)) said.push(`query: ${one.name} is missing`)
    const body = bodyOf(spec, found.operation)
    for (const [name, value] of Object.entries(fields)) {
      const rule = body?.properties?.[name]
      if (rule === undefined) said.push(`body: ${name} is unknown`)
      else said.push(...deep(spec, rule, value, `body: ${name}`))
    }
    for (const name of body?.required ?? []) if (fields[name] === undefined) said.push(`body: ${name} is missing`)
    return said
  }
}

/** Lists of records are told by a reference to one of them in some places. */
function deep(spec: Spec, told: SpecSchema, value: unknown, path: string): string[] {
  const rule = spec.resolve(told)
  if (value === null || typeof value === 'string' || rule.type === undefined) return []
  if (Array.isArray(value)) {
    const item = rule.type === 'array' ? spec.resolve(rule.items ?? {}) : rule
    return value.flatMap((one, at) => deep(spec, item, one, `${path}/${at}`))
  }
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([name, one]) => {
      const own = rule.properties?.[name]
      return own === undefined ? [`${path}/${name} is unknown`] : deep(spec, own, one, `${path}/${name}`)
    })
  const type = typeof value === 'number' ? (Number.isInteger(value) ? ['integer', 'number'] : ['number']) : [typeof value]
  return type.includes(rule.type) ? [] : [`${path} is no ${rule.type}`]
}
