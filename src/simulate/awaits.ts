/** Which awaits there are in a file that works: read from its source, so that none is forgotten. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'vite'

export interface Await {
  /** The function declared at the top of the file. */
  readonly inside: string
  /** What is called: `call`, `transact`, `deps.database.inShop`. */
  readonly called: string
  /** The first text among what it is called with. */
  readonly name: string | null
  /** Within a transaction, where all that was done is undone; or within what was handed to `call`, which goes on until it ends. */
  readonly within: 'transaction' | 'call' | null
  readonly line: number
}

interface Node {
  readonly type: string
  readonly start: number
  readonly [part: string]: unknown
}

const folder = join(import.meta.dirname, '../work')

export interface FileAwaits {
  /** Declared at the top of the file. */
  readonly functions: readonly string[]
  readonly awaits: readonly Await[]
  /** Calls that leave the process, whether anybody waits for them or not. */
  readonly waysOut: readonly Pick<Await, 'inside' | 'called' | 'within'>[]
}

const wayOut = /(^|\.)(database\.inShop|spoke\.(findOwn|readListings|readListingsById|readMarks|readSales|apply|openListedFile))$/

/** @param file of `src/work`. */
export function readAwaits(file: string): FileAwaits {
  const source = readFileSync(join(folder, file), 'utf8')
  const { program, errors } = parseSync(file, source)
  if (errors.length > 0) throw new Error(`${file} cannot be read: ${errors[0]!.message}`)
  const functions: string[] = []
  const awaits: Await[] = []
  const waysOut: Pick<Await, 'inside' | 'called' | 'within'>[] = []
  for (const statement of (program as unknown as { body: Node[] }).body) {
    for (const { name, node } of declared(statement)) {
      functions.push(name)
      visit(node, isOfTransaction(node, source) ? 'transaction' : null, name)
    }
  }

  function visit(node: Node, within: Await['within'], inside: string): void {
    if (node.type === 'AwaitExpression') awaits.push(toAwait(node.argument as Node, { within, inside, node }))
    if (node.type === 'ForOfStatement' && node.await === true) awaits.push(toAwait(node.right as Node, { within, inside, node }))
    if (node.type === 'CallExpression') {
      const { start, end } = node.callee as Node
      const called = source.slice(start, end as number)
      if (wayOut.test(called)) waysOut.push({ inside, called, within })
    }
    for (const child of childrenOf(node)) visit(child, withinOf(node, child, source) ?? within, inside)
  }

  function toAwait(argument: Node, { within, inside, node }: { within: Await['within']; inside: string; node: Node }): Await {
    const call = callOf(argument)
    const line = source.slice(0, node.start).split('\n').length
    if (call === null) return { inside, called: source.slice(argument.start, argument.end as number), name: null, within, line }
    const callee = call.callee as Node
    const text = source.slice(callee.start, callee.end as number).replaceAll('?.', '.')
    const literal = (call.arguments as Node[]).find(({ type, value }) => type === 'Literal' && typeof value === 'string')
    return { inside, called: text, name: (literal?.value as string | undefined) ?? null, within, line }
  }

  return { functions, awaits, waysOut }
}

const isFunction = ({ type }: Node) => type === 'FunctionDeclaration' || type === 'ArrowFunctionExpression' || type === 'FunctionExpression'

function* declared(statement: Node): Iterable<{ name: string; node: Node }> {
  const inner = statement.type.startsWith('Export') ? (statement.declaration as Node | null) : statement
  if (inner == null) return
  if (inner.type === 'FunctionDeclaration') yield { name: (inner.id as unknown as { name: string }).name, node: inner }
  if (inner.type !== 'VariableDeclaration') return
  for (const { id, init } of inner.declarations as { id: { name: string }; init: Node | null }[])
    if (init !== null && isFunction(init)) yield { name: id.name, node: init }
}

/** Its first argument is a transaction, or it takes one inside of what is handed to `inShop`. */
function isOfTransaction(node: Node, source: string): boolean {
  const [first] = node.params as Node[]
  return first !== undefined && /^tx\b/.test(source.slice(first.start, first.end as number))
}

function withinOf(parent: Node, child: Node, source: string): Await['within'] {
  if (!isFunction(child)) return null
  if (isOfTransaction(child, source)) return 'transaction'
  return parent.type === 'CallExpression' && (parent.callee as unknown as { name?: string }).name === 'call' ? 'call' : null
}

/** `await a().then(b)` waits for `a()`; so does `await (b ?? a())`. */
function callOf(node: Node): Node | null {
  if (node.type === 'ChainExpression' || node.type === 'ParenthesizedExpression') return callOf(node.expression as Node)
  if (node.type !== 'CallExpression') return null
  const callee = node.callee as Node
  const property = (callee.property as unknown as { name?: string } | undefined)?.name
  return callee.type === 'MemberExpression' && (property === 'then' || property === 'catch') ? callOf(callee.object as Node) : node
}

function* childrenOf(node: Node): Iterable<Node> {
  for (const value of Object.values(node))
    for (const child of Array.isArray(value) ? value : [value])
      if (typeof child === 'object' && child !== null && typeof (child as { type?: unknown }).type === 'string') yield child as Node
}
