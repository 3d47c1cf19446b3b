/** Reads what Stripe's own description says of an operation, when it lies beside this folder: just enough of YAML for that one file. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '..', '..', '..', '..', '..', 'shared', 'specs', 'stripe')
const specPath = join(folder, 'spec3-2023-09-12.yaml')
const fixturesPath = join(folder, 'fixtures3.json')
export const haveSpec = existsSync(specPath) && existsSync(fixturesPath)
export const whyNoSpec = `the description is not here (${folder})`

export interface SpecSchema {
  readonly type?: string
  readonly enum?: readonly string[]
  readonly maxLength?: string
  readonly items?: SpecSchema
  readonly properties?: Readonly<Record<string, SpecSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: unknown
  readonly anyOf?: readonly SpecSchema[]
}
export interface SpecOperation {
  readonly operationId: string
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: SpecSchema }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: SpecSchema }>> }
}

type Node = string | readonly Node[] | { readonly [name: string]: Node }
interface Line {
  readonly indent: number
  readonly text: string
}

const lines = (): readonly string[] => readFileSync(specPath, 'utf8').split('\n')

/** @returns the operations at a path, by method in small letters. */
export function operationsAt(all: readonly string[], path: string): Readonly<Record<string, SpecOperation>> {
  const start = Math.max(all.indexOf(`  ${path}:`), all.indexOf(`  '${path}':`), all.indexOf(`  "${path}":`))
  if (start < 0) throw new Error(`${path} is not in the description`)
  const end = all.findIndex((line, at) => at > start && /^ {0,2}\S/.test(line))
  const body = all.slice(start + 1, end).filter(line => line.trim() !== '')
  const read = block(
    body.map(line => ({ indent: /^ */.exec(line)![0].length, text: line.trim() })),
    0,
    4,
  )
  return read.node as unknown as Readonly<Record<string, SpecOperation>>
}

export const readLines = lines

export const sampleOf = (resource: string): Readonly<Record<string, unknown>> =>
  (JSON.parse(readFileSync(fixturesPath, 'utf8')) as { resources: Record<string, Record<string, unknown>> }).resources[resource]!

const keyOf = /^('(?:[^']|'')*'|"[^"]*"|[^\s:'"#-][^:]*):(?:\s+(.*))?$/

function block(all: readonly Line[], from: number, indent: number): { node: Node; next: number } {
  return all[from]?.text.startsWith('- ') || all[from]?.text === '-' ? sequence(all, from, indent) : mapping(all, from, indent)
}

function sequence(all: readonly Line[], from: number, indent: number): { node: Node; next: number } {
  const items: Node[] = []
  let at = from
  while (at < all.length && all[at]!.indent === indent && /^-( |$)/.test(all[at]!.text)) {
    const text = all[at]!.text.slice(2)
    if (keyOf.test(text)) {
      const inner: Line[] = [...all]
      inner[at] = { indent: indent + 2, text }
      const read = mapping(inner, at, indent + 2)
      items.push(read.node)
      at = read.next
    } else {
      const read = scalar(all, at, text, indent)
      items.push(read.node)
      at = read.next
    }
  }
  return { node: items, next: at }
}

function mapping(all: readonly Line[], from: number, indent: number): { node: Node; next: number } {
  const node: Record<string, Node> = {}
  let at = from
  while (at < all.length && all[at]!.indent === indent) {
    const match = keyOf.exec(all[at]!.text)
    if (match === null) throw new Error(`not understood: ${all[at]!.text}`)
    const name = unquoted(match[1]!)
    const value = match[2] ?? ''
    const next = all[at + 1]
    if (value === '' && next !== undefined && (next.indent > indent || (next.indent === indent && next.text.startsWith('- ')))) {
      const read = block(all, at + 1, next.indent)
      node[name] = read.node
      at = read.next
    } else {
      const read = scalar(all, at, value, indent)
      node[name] = read.node
      at = read.next
    }
  }
  return { node, next: at }
}

/** A text goes on over the lines that stand deeper. */
function scalar(all: readonly Line[], at: number, text: string, indent: number): { node: Node; next: number } {
  let next = at + 1
  while (next < all.length && all[next]!.indent > indent) next++
  return { node: text === '{}' ? {} : unquoted(text), next }
}

const unquoted = (text: string): string => (/^(['"]).*\1$/.test(text) ? text.slice(1, -1).replaceAll("''", "'") : text)
