/** One request of the Admin API: version, token, validity, cost and scopes, in the order in which the platform asks. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSchema, type DocumentNode, execute, GraphQLError, parse, specifiedRules, validate } from 'graphql'
import type { FakeReply, FakeRequest } from '#kit/fake-server.ts'
import { apiVersion } from '../queries.ts'
import { denied } from './answer.ts'
import { actualCost, type Bucket, operationOf, requestedCost } from './cost.ts'
import {
  codeDiscountNodeByCode,
  discountCodeBasicCreate,
  discountCodeBasicUpdate,
  discountCodeDeactivate,
  discountNode,
} from './coupons.ts'
import { mediaNode, stagedUploadsCreate } from './files.ts'
import { fulfillmentCreate } from './fulfilment.ts'
import { webhookSubscriptionCreate, webhookSubscriptionDelete, webhookSubscriptions, webhookSubscriptionUpdate } from './hooks.ts'
import { isGood } from './oauth.ts'
import { order, orders } from './order-read.ts'
import { paymentsAccount } from './payments.ts'
import { productSet } from './product-set.ts'
import { metafieldDefinitionCreate, productByIdentifier, productNode, products, publish } from './products.ts'
import { gid, idOf, type Shop } from './shop.ts'
import { taxonomy } from './taxonomy.ts'

export const schema = buildSchema(readFileSync(join(import.meta.dirname, 'schema.graphql'), 'utf8'))
export const mostCost = 1000

/** The least for one new price, its answer telling it: what is asked here and no more. */
export const priceCost = requestedCost(
  schema,
  parse(
    'mutation($n: ProductSetInput!) { productSet(input: $n) { product { variants(first: 1) { nodes { price } } } userErrors { message } } }',
  ),
  { n: { variants: [{}] } },
)

/** What the fake remembers of how its operations were used. */
export class Ledger {
  readonly #operations = new Map<string, { count: number; validated: number; unknown: Set<string> }>()

  note(operation: string, errors: readonly GraphQLError[]): void {
    const entry = this.#operations.get(operation) ?? { count: 0, validated: 0, unknown: new Set<string>() }
    entry.count++
    if (errors.length === 0) entry.validated++
    for (const { message } of errors) {
      const unknown = /(?:Cannot query field|Field|Unknown argument) "([^"]+)"/.exec(message)?.[1]
      if (unknown !== undefined) entry.unknown.add(unknown)
    }
    this.#operations.set(operation, entry)
  }

  list() {
    return [...this.#operations].map(([operation, { count, validated, unknown }]) => ({
      operation,
      count,
      validated,
      isRecorded: true,
      source: 'schema',
      unknownFields: [...unknown],
    }))
  }
}

const reply = (status: number, body: unknown, headers: Record<string, string> = {}): FakeReply => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'x-shopify-api-version': apiVersion, ...headers },
  body: JSON.stringify(body),
})

interface Asked {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

function askedOf(request: FakeRequest): Asked | null {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) return null
  try {
    const { query, variables } = JSON.parse(request.body.toString('utf8')) as { query?: unknown; variables?: unknown }
    return typeof query === 'string' ? { query, variables: (variables ?? {}) as Asked['variables'] } : null
  } catch {
    return null
  }
}

export async function answerGraphql(shop: Shop, bucket: Bucket, ledger: Ledger, request: FakeRequest): Promise<FakeReply> {
  const version = /^\/admin\/api\/([^/]+)\/graphql\.json$/.exec(request.path)?.[1]
  if (version !== apiVersion || request.method !== 'POST') return reply(404, { errors: 'Not Found' })
  if (shop.isOn('frozen')) return reply(402, { errors: 'Unavailable Shop' })
  if (!isGood(shop, request.headers['x-shopify-access-token'] as string | undefined))
    return reply(401, { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' })
  const asked = askedOf(request)
  if (asked === null) return reply(400, { errors: { query: 'Required parameter missing or invalid' } })
  const document = parsed(asked.query)
  if (document instanceof GraphQLError)
    return reply(200, { errors: [{ message: document.message, extensions: { code: 'GRAPHQL_PARSE_FAILED' } }] })
  const name = operationOf(document)?.name?.value ?? 'anonymous'
  const wrong = validate(schema, document, specifiedRules)
  if (wrong.length > 0) {
    ledger.note(name, wrong)
    return reply(200, { errors: wrong.map(error => ({ message: error.message, locations: error.locations })) })
  }
  return run({ shop, bucket, ledger, document, asked, name, hasThrottle: shop.isOn('throttled') })
}

function parsed(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query)
  } catch (error) {
    if (error instanceof GraphQLError) return error
    throw error
  }
}

interface Run {
  readonly shop: Shop
  readonly bucket: Bucket
  readonly ledger: Ledger
  readonly document: DocumentNode
  readonly asked: Asked
  readonly name: string
  readonly hasThrottle: boolean
}

async function run({ shop, bucket, ledger, document, asked, name, hasThrottle }: Run): Promise<FakeReply> {
  const requested = requestedCost(schema, document, asked.variables)
  const cost = (actual: number | null) => ({
    cost: { requestedQueryCost: requested, actualQueryCost: actual, throttleStatus: bucket.status() },
  })
  if (requested > mostCost) {
    ledger.note(name, [])
    const message = `Query cost is ${requested}, which exceeds the single query max cost limit (${mostCost}).`
    return reply(200, { errors: [{ message, extensions: { code: 'MAX_COST_EXCEEDED', cost: requested, maxCost: mostCost } }] })
  }
  if (hasThrottle || !bucket.take(requested)) {
    const errors = [{ message: 'Throttled', extensions: { code: 'THROTTLED', documentation: 'https://shopify.dev/api/usage/rate-limits' } }]
    // Both statuses are met in the wild.
    return reply(shop.isOn('throttle-429') ? 429 : 200, { errors, extensions: cost(null) })
  }
  const result = await execute({
    schema,
    document,
    variableValues: asked.variables,
    rootValue: rootOf(shop),
    contextValue: null,
  })
  // Variables that do not fit are told before anything is run; there is no data then.
  ledger.note(name, result.data === undefined ? (result.errors ?? []) : [])
  const actual = actualCost(document, result.data, requested)
  bucket.giveBack(requested - actual)
  const errors = result.errors?.map(({ message, path, locations, extensions, originalError }) => {
    if (originalError && !(originalError instanceof GraphQLError)) throw originalError
    return { message, locations, path, extensions }
  })
  return reply(200, {
    ...(errors ? { errors } : {}),
    ...(result.data === undefined ? {} : { data: result.data }),
    extensions: cost(actual),
  })
}

/** What is granted: whoever may write may read. */
export const grantedScopes = (shop: Shop): ReadonlySet<string> =>
  new Set(shop.state.settings.scopes.flatMap(scope => [scope, scope.replace(/^write_/, 'read_')]))

type Resolver = (args: never) => unknown

function rootOf(shop: Shop): Readonly<Record<string, Resolver>> {
  const scopes = grantedScopes(shop)
  const guarded =
    <Args>(field: string, scope: string, act: (args: Args) => unknown) =>
    (args: Args) => {
      if (!scopes.has(scope)) throw denied(field, scope)
      return act(args)
    }
  const { settings } = shop.state
  return {
    shop: () => ({
      name: settings.shopName,
      currencyCode: settings.currency,
      url: shop.url,
      myshopifyDomain: settings.domain,
      plan: { publicDisplayName: settings.plan, partnerDevelopment: settings.isDevelopment },
    }),
    currentAppInstallation: () => ({ id: gid('AppInstallation', 1), accessScopes: settings.scopes.map(handle => ({ handle })) }),
    publications: guarded('publications', 'read_publications', () => ({
      nodes: shop.state.publications.map(({ id, title, supportsFuturePublishing }) => ({
        id: gid('Publication', id),
        supportsFuturePublishing,
        catalog: { __typename: 'AppCatalog', id: gid('AppCatalog', id), title },
      })),
    })),
    taxonomy,
    products: guarded('products', 'read_products', (args: { first?: number }) => products(shop, args)),
    product: guarded('product', 'read_products', ({ id }: { id: string }) => {
      const found = shop.product(idOf('Product', id) ?? 0)
      return found ? productNode(shop, found) : null
    }),
    productByIdentifier: guarded('productByIdentifier', 'read_products', (args: Parameters<typeof productByIdentifier>[1]) =>
      productByIdentifier(shop, args),
    ),
    nodes: ({ ids }: { ids: readonly string[] }) => {
      const scope = ids.some(id => idOf('DiscountCodeNode', id) !== null) ? 'read_discounts' : 'read_products'
      if (!scopes.has(scope)) throw denied('nodes', scope)
      return nodes(shop, ids)
    },
    codeDiscountNodeByCode: guarded('codeDiscountNodeByCode', 'read_discounts', (args: { code: string }) =>
      codeDiscountNodeByCode(shop, args),
    ),
    discountCodeBasicCreate: guarded('discountCodeBasicCreate', 'write_discounts', (args: Parameters<typeof discountCodeBasicCreate>[1]) =>
      discountCodeBasicCreate(shop, args),
    ),
    discountCodeBasicUpdate: guarded('discountCodeBasicUpdate', 'write_discounts', (args: Parameters<typeof discountCodeBasicUpdate>[1]) =>
      discountCodeBasicUpdate(shop, args),
    ),
    discountCodeDeactivate: guarded('discountCodeDeactivate', 'write_discounts', (args: { id: string }) =>
      discountCodeDeactivate(shop, args),
    ),
    orders: guarded('orders', 'read_orders', (args: Parameters<typeof orders>[2]) => orders(shop, scopes, args)),
    order: guarded('order', 'read_orders', (args: { id: string }) => order(shop, scopes, args)),
    shopifyPaymentsAccount: guarded('shopifyPaymentsAccount', 'read_shopify_payments_accounts', () => paymentsAccount(shop)),
    webhookSubscriptions: (args: { first?: number }) => webhookSubscriptions(shop, args),
    productSet: guarded('productSet', 'write_products', (args: Parameters<typeof productSet>[1]) => {
      if (args.input.files !== undefined && !scopes.has('write_files')) throw denied('productSet.files', 'write_files')
      return productSet(shop, args)
    }),
    publishablePublish: guarded('publishablePublish', 'write_publications', (args: Parameters<typeof publish>[1]) =>
      publish(shop, args, true),
    ),
    publishableUnpublish: guarded('publishableUnpublish', 'write_publications', (args: Parameters<typeof publish>[1]) =>
      publish(shop, args, false),
    ),
    metafieldDefinitionCreate: guarded(
      'metafieldDefinitionCreate',
      'write_products',
      (args: Parameters<typeof metafieldDefinitionCreate>[1]) => metafieldDefinitionCreate(shop, args),
    ),
    stagedUploadsCreate: guarded('stagedUploadsCreate', 'write_files', (args: Parameters<typeof stagedUploadsCreate>[1]) =>
      stagedUploadsCreate(shop, args),
    ),
    fulfillmentCreate: guarded(
      'fulfillmentCreate',
      'write_merchant_managed_fulfillment_orders',
      (args: Parameters<typeof fulfillmentCreate>[1]) => fulfillmentCreate(shop, args),
    ),
    webhookSubscriptionCreate: (args: Parameters<typeof webhookSubscriptionCreate>[1]) => {
      const scope = /^(ORDERS|REFUNDS)_/.test(args.topic ?? '')
        ? 'read_orders'
        : /^PRODUCTS_/.test(args.topic ?? '')
          ? 'read_products'
          : null
      if (scope !== null && !scopes.has(scope)) throw denied('webhookSubscriptionCreate', scope)
      return webhookSubscriptionCreate(shop, args)
    },
    webhookSubscriptionUpdate: (args: Parameters<typeof webhookSubscriptionUpdate>[1]) => webhookSubscriptionUpdate(shop, args),
    webhookSubscriptionDelete: (args: { id: string }) => webhookSubscriptionDelete(shop, args),
  }
}

function nodes(shop: Shop, ids: readonly string[]) {
  if (ids.length > 250)
    throw new GraphQLError('The input array size of ids exceeds the maximum of 250', { extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' } })
  return ids.map(id => {
    const product = shop.product(idOf('Product', id) ?? 0)
    if (product !== null) return productNode(shop, product)
    const file = shop.file(idOf('MediaImage', id) ?? 0)
    return file === null ? discountNode(shop, id) : mediaNode(shop, file)
  })
}

/** The operation of a request, for the count of requests: 'query Products'. */
export function operationName(body: Buffer | null): string | null {
  const found = /"query"\s*:\s*"\s*(query|mutation)\s+(\w+)/.exec(body?.subarray(0, 400).toString('utf8') ?? '')
  return found === null ? null : `${found[1]} ${found[2]}`
}
