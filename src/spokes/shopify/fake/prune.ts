/**
 * Writes the part of the platform's schema that the client uses, for the pretend shop to parse, validate and execute with:
 * `node src/spokes/shopify/fake/prune.ts /path/to/admin-2026-10.graphql`. Run it anew when an operation or an input changes.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  buildSchema,
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isUnionType,
  Kind,
  type NamedTypeNode,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { allOperations } from '../queries.ts'

/** The fields of inputs that the client fills; variables do not show in a document. */
const inputs: Readonly<Record<string, readonly string[]>> = {
  DiscountAmountInput: ['amount', 'appliesOnEachItem'],
  DiscountCodeBasicInput: [
    'appliesOncePerCustomer',
    'code',
    'context',
    'customerGets',
    'endsAt',
    'startsAt',
    'tags',
    'title',
    'usageLimit',
  ],
  DiscountContextInput: ['all'],
  DiscountCustomerGetsInput: ['items', 'value'],
  DiscountCustomerGetsValueInput: ['discountAmount', 'percentage'],
  DiscountItemsInput: ['all', 'products'],
  DiscountProductsInput: ['productsToAdd', 'productsToRemove'],
  FileSetInput: ['alt', 'contentType', 'duplicateResolutionMode', 'filename', 'id', 'originalSource'],
  FulfillmentInput: ['lineItemsByFulfillmentOrder', 'notifyCustomer'],
  FulfillmentOrderLineItemInput: ['id', 'quantity'],
  FulfillmentOrderLineItemsInput: ['fulfillmentOrderId', 'fulfillmentOrderLineItems'],
  InventoryItemInput: ['requiresShipping', 'sku', 'tracked'],
  MetafieldDefinitionInput: ['description', 'key', 'name', 'namespace', 'ownerType', 'type'],
  MetafieldInput: ['key', 'namespace', 'type', 'value'],
  OptionSetInput: ['name', 'values'],
  OptionValueSetInput: ['name'],
  ProductIdentifierInput: ['customId', 'handle', 'id'],
  ProductSetIdentifiers: ['customId', 'handle', 'id'],
  ProductSetInput: [
    'category',
    'descriptionHtml',
    'files',
    'metafields',
    'productOptions',
    'productType',
    'status',
    'tags',
    'title',
    'variants',
  ],
  ProductVariantSetInput: ['compareAtPrice', 'id', 'inventoryItem', 'optionValues', 'price', 'sku'],
  PublicationInput: ['publicationId'],
  StagedUploadInput: ['fileSize', 'filename', 'httpMethod', 'mimeType', 'resource'],
  UniqueMetafieldValueInput: ['key', 'namespace', 'value'],
  VariantOptionValueInput: ['name', 'optionName'],
  WebhookSubscriptionInput: ['format', 'uri'],
}
/** What is returned where a document names only an interface. */
const returned = ['AppCatalog']
const builtIn = new Set(['String', 'Int', 'Float', 'Boolean', 'ID'])

interface Used {
  readonly fields: Map<string, Set<string>>
  readonly types: Set<string>
}

function usedBy(schema: GraphQLSchema, documents: readonly DocumentNode[]): Used {
  const used: Used = { fields: new Map(), types: new Set() }
  const info = new TypeInfo(schema)
  const keepType = (type: GraphQLNamedType) => {
    if (used.types.has(type.name)) return
    used.types.add(type.name)
    if (!isInputObjectType(type)) return
    for (const name of inputs[type.name] ?? []) {
      const field = type.getFields()[name]
      if (field === undefined) throw new Error(`${type.name} has no field “${name}” in this schema.`)
      keepType(getNamedType(field.type))
    }
  }
  for (const document of documents)
    visit(
      document,
      visitWithTypeInfo(info, {
        [Kind.FIELD]: () => {
          const parent = info.getParentType()
          const field = info.getFieldDef()
          if (!parent || !field || field.name.startsWith('__')) return
          used.fields.set(parent.name, (used.fields.get(parent.name) ?? new Set()).add(field.name))
          keepType(parent)
          keepType(getNamedType(field.type))
          for (const argument of field.args) if (isKept(argument.name)) keepType(getNamedType(argument.type))
        },
        [Kind.NAMED_TYPE]: (node: NamedTypeNode) => {
          const type = schema.getType(node.name.value)
          if (type) keepType(type)
        },
      }),
    )
  for (const name of returned) keepType(schema.getType(name)!)
  return used
}

/** Of the arguments of a field those stay that the client sends or the pretend shop must know. */
const arguments_ = new Set(
  'after first query search sortKey reverse catalogType namespace key id ids identifier input synchronous definition fulfillment topic webhookSubscription basicCodeDiscount code'.split(
    ' ',
  ),
)
const isKept = (name: string) => arguments_.has(name)

function print(schema: GraphQLSchema, { fields, types }: Used): string {
  const out: string[] = ['schema { query: QueryRoot mutation: Mutation }']
  const isThere = (name: string) => types.has(name) || builtIn.has(name)
  for (const name of [...types].sort()) {
    const type = schema.getType(name)!
    if (isScalarType(type) && !builtIn.has(name)) out.push(`scalar ${name}`)
    if (isEnumType(type))
      out.push(
        `enum ${name} { ${type
          .getValues()
          .map(value => value.name)
          .join(' ')} }`,
      )
    if (isInputObjectType(type)) {
      const kept = Object.values(type.getFields()).filter(field => (inputs[name] ?? []).includes(field.name))
      const lines = kept.map(field => `  ${field.name}: ${field.type}${defaultOf(type.astNode, field.name)}`)
      out.push(`input ${name}${type.isOneOf ? ' @oneOf' : ''} {\n${lines.join('\n')}\n}`)
    }
    if (isUnionType(type))
      out.push(
        `union ${name} = ${type
          .getTypes()
          .filter(one => types.has(one.name))
          .map(one => one.name)
          .join(' | ')}`,
      )
    if (isObjectType(type) || isInterfaceType(type)) {
      const own = new Set(fields.get(name) ?? [])
      const interfaces = type.getInterfaces().filter(one => types.has(one.name))
      for (const one of interfaces) for (const field of fields.get(one.name) ?? []) own.add(field)
      // A type that is only pointed at still needs a field.
      if (own.size === 0) own.add(type.getFields().id === undefined ? Object.keys(type.getFields())[0]! : 'id')
      const lines = Object.values(type.getFields())
        .filter(
          field =>
            own.has(field.name) ||
            interfaces.some(one => one.getFields()[field.name] && (fields.get(one.name)?.has(field.name) ?? field.name === 'id')),
        )
        .filter(field => isThere(getNamedType(field.type).name))
        .map(field => {
          const kept = field.args.filter(argument => isKept(argument.name) && isThere(getNamedType(argument.type).name))
          const list = kept.map(argument => `${argument.name}: ${argument.type}${defaultOf(field.astNode, argument.name)}`).join(', ')
          return `  ${field.name}${list === '' ? '' : `(${list})`}: ${field.type}`
        })
      const claims = interfaces.length === 0 ? '' : ` implements ${interfaces.map(one => one.name).join(' & ')}`
      out.push(`${isInterfaceType(type) ? 'interface' : 'type'} ${name}${claims} {\n${lines.join('\n')}\n}`)
    }
  }
  return out.join('\n\n')
}

type Defaults = { readonly fields?: readonly Named[] | undefined; readonly arguments?: readonly Named[] | undefined } | null | undefined
interface Named {
  readonly name: { readonly value: string }
  readonly defaultValue?: { readonly kind: string; readonly value?: unknown } | undefined
}

/** Defaults in this schema are enums, booleans and numbers. */
function defaultOf(node: Defaults, name: string): string {
  const found = (node?.fields ?? node?.arguments ?? []).find(one => one.name.value === name)?.defaultValue
  return found === undefined ? '' : ` = ${String(found.value)}`
}

const head = `# A part of Shopify's Admin GraphQL schema, version 2026-10: what src/spokes/shopify uses, written by fake/prune.ts.
# Source: npm package @shopify/dev-mcp 1.16.0 (ISC licence, Shopify Inc.), dist/data/admin_2026-10.json.gz; read 2026-11-23.
`

export function prune(full: string): string {
  const schema = buildSchema(full)
  const documents = allOperations().map(({ text }) => parse(text))
  return `${head}\n${print(schema, usedBy(schema, documents))}\n`
}

if (process.argv[1] === import.meta.filename) {
  const source = process.argv[2]
  if (source === undefined) throw new Error('Name the file of the whole schema.')
  writeFileSync(join(import.meta.dirname, 'schema.graphql'), prune(readFileSync(source, 'utf8')))
}
