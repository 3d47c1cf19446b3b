/**
 * What a request costs, by the documented rules: a scalar or enum 0, an object 1, an interface the dearest of what may be selected, a connection 2 and
 * `first` times its node, a list sized by `first` or by the ids given that many times, any other list once, a mutation 10; inputs of productSet on
 * top as their descriptions say. The platform's own count of connections has become cheaper than this in places; never dearer, so that what
 * passes here passes there. Source: shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits, and ProductSetInput in the schema of 2026-10.
 */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import type { Shop } from './shop.ts'
import { ratesOf } from './state.ts'

type Variables = Readonly<Record<string, unknown>>

export const operationOf = (document: DocumentNode): OperationDefinitionNode | null =>
  document.definitions.find(node => node.kind === Kind.OPERATION_DEFINITION) ?? null

/** @returns the most that it may cost. */
export function requestedCost(schema: GraphQLSchema, document: DocumentNode, variables: Variables): number {
  const operation = operationOf(document)
  if (operation === null) return 0
  const root = operation.operation === 'mutation' ? 'Mutation' : 'QueryRoot'
  const walk = new Walk(schema, variables, fragmentsOf(document))
  return Math.ceil(walk.selections(operation.selectionSet, root, root === 'Mutation'))
}

const fragmentsOf = (document: DocumentNode) =>
  new Map(document.definitions.flatMap(node => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])))

class Walk {
  readonly #schema: GraphQLSchema
  readonly #variables: Variables
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>

  constructor(schema: GraphQLSchema, variables: Variables, fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.#schema = schema
    this.#variables = variables
    this.#fragments = fragments
  }

  /** @param typeName the type selected on. */
  selections(set: SelectionSetNode, typeName: string, isMutation = false): number {
    let plain = 0
    let dearest = 0
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) plain += this.#field(node, typeName, isMutation)
      else {
        const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : this.#fragments.get(node.name.value)
        if (fragment === undefined) continue
        const cost = this.selections(fragment.selectionSet, fragment.typeCondition?.name.value ?? typeName, isMutation)
        if (isInterfaceType(this.#schema.getType(typeName))) dearest = Math.max(dearest, cost)
        else plain += cost
      }
    }
    return plain + dearest
  }

  #field(node: FieldNode, typeName: string, isMutation: boolean): number {
    const owner = this.#schema.getType(typeName)
    const field = isObjectType(owner) || isInterfaceType(owner) ? owner.getFields()[node.name.value] : undefined
    if (field === undefined || node.selectionSet === undefined) return 0
    const named = getNamedType(field.type)
    if (!isCompositeType(named)) return 0
    if (isMutation) return 10 + this.selections(node.selectionSet, named.name) + this.#inputCost(node)
    if (named.name.endsWith('Connection')) return 2 + this.#connection(node.selectionSet, named.name, this.#count(node) ?? 0)
    const own = 1 + this.selections(node.selectionSet, named.name)
    return isList(field.type) ? (this.#count(node) ?? 1) * own : own
  }

  #connection(set: SelectionSetNode, typeName: string, count: number): number {
    const type = this.#schema.getType(typeName)
    let cost = 0
    for (const node of set.selections) {
      if (node.kind !== Kind.FIELD || node.selectionSet === undefined || !isObjectType(type)) continue
      const named = getNamedType(type.getFields()[node.name.value]?.type)
      if (named === undefined) continue
      const own = 1 + this.selections(node.selectionSet, named.name)
      cost += node.name.value === 'nodes' || node.name.value === 'edges' ? count * own : own
    }
    return cost
  }

  #value(node: FieldNode, name: string): unknown {
    const value = node.arguments?.find(argument => argument.name.value === name)?.value
    if (value === undefined) return undefined
    if (value.kind === Kind.VARIABLE) return this.#variables[value.name.value]
    return value.kind === Kind.INT ? Number(value.value) : value.kind === Kind.LIST ? value.values : undefined
  }

  #count(node: FieldNode): number | null {
    const first = this.#value(node, 'first')
    if (typeof first === 'number') return first
    const ids = this.#value(node, 'ids')
    return Array.isArray(ids) ? ids.length : null
  }

  #inputCost(node: FieldNode): number {
    const input = this.#value(node, 'input')
    if (node.name.value !== 'productSet' || typeof input !== 'object' || input === null) return 0
    const lengthOf = (name: string) => {
      const list = (input as Record<string, unknown>)[name]
      return Array.isArray(list) ? list.length : 0
    }
    return lengthOf('files') * 1.9 + lengthOf('metafields') * 0.4 + lengthOf('variants') * 0.2
  }
}

const isList = (type: GraphQLOutputType): boolean => isListType(getNullableType(type))

/** What an answer did cost: an object that is there 1, a connection 2 and what it held. Never more than was asked. */
export function actualCost(document: DocumentNode, data: unknown, requested: number): number {
  const isMutation = operationOf(document)?.operation === 'mutation'
  const walk = (value: unknown): number => {
    if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + walk(one), 0)
    if (typeof value !== 'object' || value === null) return 0
    const inner = Object.values(value).reduce<number>((sum, one) => sum + walk(one), 0)
    return 'nodes' in value ? 2 + inner : 1 + inner
  }
  if (typeof data !== 'object' || data === null) return isMutation ? Math.min(10, requested) : 0
  const all = Object.values(data).reduce<number>((sum, one) => sum + (isMutation ? 10 : 0) + walk(one), 0)
  return Math.min(requested, all)
}

/** The leaky bucket of this app at this shop. */
export class Bucket {
  readonly #shop: Shop

  constructor(shop: Shop) {
    this.#shop = shop
  }

  #fill(): void {
    const { bucket, settings } = this.#shop.state
    const { perSecond, most } = ratesOf(settings.plan)
    const now = this.#shop.nowMs()
    bucket.available = Math.min(most, bucket.available + (Math.max(0, now - bucket.filledAt) / 1000) * perSecond)
    bucket.filledAt = now
  }

  /** @returns whether there was enough; nothing is taken when not. */
  take(cost: number): boolean {
    this.#fill()
    const { bucket } = this.#shop.state
    if (bucket.available < cost) return false
    bucket.available -= cost
    return true
  }

  giveBack(points: number): void {
    this.#shop.state.bucket.available += Math.max(0, points)
    this.#fill()
  }

  status() {
    this.#fill()
    const { perSecond, most } = ratesOf(this.#shop.state.settings.plan)
    return { maximumAvailable: most, currentlyAvailable: Math.floor(this.#shop.state.bucket.available), restoreRate: perSecond }
  }
}
