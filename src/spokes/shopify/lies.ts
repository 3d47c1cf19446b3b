/** Ways in which a shop could deceive the hub; each must make the main drill fail. */
import { type Exchange, type Lie, type Meddling, withJson } from '#kit/lie.ts'

type Fields = Record<string, unknown>
interface Asked {
  readonly query: string
  readonly variables: Fields
}

/** The document and variables of a request; null for one that is none. */
function askedOf({ method, path, body }: Exchange): Asked | null {
  if (method !== 'POST' || !path.endsWith('/graphql.json')) return null
  const { query, variables } = JSON.parse(body.toString('utf8')) as { query?: unknown; variables?: unknown }
  return typeof query === 'string' ? { query, variables: (variables ?? {}) as Fields } : null
}
const isOf = (exchange: Exchange, operation: RegExp): boolean => operation.test(askedOf(exchange)?.query ?? '')
const ordersRead = /^query (Orders|OrderLines)\b/
const productsRead = /^query (Products|ProductsById|ProductsAgain)\b/
const productsWritten = /^mutation SetProducts\b/
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Changes each object of a kind, wherever it is in an answer. */
const mapped = (value: unknown, isIt: (fields: Fields) => boolean, change: (fields: Fields) => Fields): unknown => {
  if (Array.isArray(value)) return value.map(one => mapped(one, isIt, change))
  if (!isFields(value)) return value
  const inner = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, mapped(one, isIt, change)]))
  return isIt(inner) ? change(inner) : inner
}
const isOrder = (fields: Fields) => 'displayFinancialStatus' in fields
const isProduct = (fields: Fields) => 'descriptionHtml' in fields

/** Answers of these operations with the objects in them changed. */
const onAnswer =
  (operation: RegExp, change: (body: unknown) => unknown): Meddling =>
  async (exchange, pass) => {
    const answer = await pass()
    return isOf(exchange, operation) && answer.status === 200 ? withJson(answer, change) : answer
  }

/** Each product that is written, except in the write that makes it. */
const onUpdate =
  (change: (input: Fields) => Fields): Meddling =>
  (exchange, pass) => {
    const asked = askedOf(exchange)
    if (asked === null || !productsWritten.test(asked.query)) return pass()
    const variables = Object.fromEntries(
      Object.entries(asked.variables).map(([name, value]) => {
        const identifier = asked.variables[name.replace(/^n/, 'i')]
        const isUpdate = name.startsWith('n') && isFields(identifier) && 'id' in identifier
        return [name, isUpdate && isFields(value) ? change(value) : value]
      }),
    )
    return pass({ body: Buffer.from(JSON.stringify({ ...asked, variables })) })
  }

export const lies: Readonly<Record<string, Lie>> = {
  'hides-sales': {
    says: 'the shop never lists an order',
    make: () =>
      onAnswer(ordersRead, body =>
        mapped(
          body,
          fields => 'orders' in fields,
          fields => ({ ...fields, orders: { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } } }),
        ),
      ),
  },
  'ignores-price': {
    says: 'the shop takes a new price without a word and keeps the old one',
    make: () =>
      onUpdate(input => ({
        ...input,
        ...(Array.isArray(input.variants) && {
          variants: input.variants.map((variant: Fields) =>
            Object.fromEntries(Object.entries(variant).filter(([name]) => !/price/i.test(name))),
          ),
        }),
      })),
  },
  'doubles-listings': {
    says: 'the shop makes each new listing twice',
    make: () => async (exchange, pass) => {
      const answer = await pass()
      const asked = askedOf(exchange)
      const input = asked?.variables.n0
      const isMade = /"product":\{"id"/.test(answer.body.toString('utf8'))
      if (!asked || !productsWritten.test(asked.query) || !isMade || !isFields(input) || !Array.isArray(input.metafields)) return answer
      // As the platform would have it, had it not kept our id unique.
      const { metafields: _own, ...twin } = input
      const query =
        'mutation Twin($input: ProductSetInput!) { productSet(input: $input, synchronous: true) { product { id } userErrors { message } } }'
      await pass({ body: Buffer.from(JSON.stringify({ query, variables: { input: twin } })) })
      return answer
    },
  },
  'repeats-sales': {
    says: 'the shop tells each order a second time under another number',
    make: () =>
      onAnswer(/^query Orders\b/, body =>
        mapped(
          body,
          fields => Array.isArray(fields.nodes) && fields.nodes.some(one => isFields(one) && isOrder(one)),
          fields => ({
            ...fields,
            nodes: (fields.nodes as Fields[]).flatMap(order => [
              order,
              { ...order, id: String(order.id).replace(/\d+$/, digits => String(Number(digits) + 900_000)) },
            ]),
          }),
        ),
      ),
  },
  'hides-refunds': {
    says: 'the shop shows a refunded order as paid',
    make: () =>
      onAnswer(ordersRead, body =>
        mapped(body, isOrder, order => ({
          ...order,
          refunds: [],
          displayFinancialStatus: String(order.displayFinancialStatus).replace(/^.*REFUNDED$/, 'PAID'),
        })),
      ),
  },
  'hides-hand-edits': {
    says: 'the shop shows the title it was given, whatever somebody made of it since',
    make: () => {
      const given = new Map<unknown, unknown>()
      return onAnswer(productsRead, body =>
        mapped(body, isProduct, product => {
          if (!given.has(product.id)) given.set(product.id, product.title)
          return { ...product, title: given.get(product.id) }
        }),
      )
    },
  },
  'hides-pictures': {
    says: 'the shop takes pictures and shows others',
    make: () =>
      onAnswer(productsRead, body =>
        mapped(
          body,
          fields => 'url' in fields,
          image => ({ ...image, url: String(image.url).replace(/picture-[0-9a-f]{16}/, 'picture-0000000000000000') }),
        ),
      ),
  },
  'stays-hidden': {
    says: 'the shop says that a listing was put up for sale and leaves it a draft',
    make: () => async (exchange, pass) => {
      const asked = askedOf(exchange)
      if (!asked || !/^mutation Publish\b/.test(asked.query)) return pass()
      const query = asked.query.replace(
        /publishablePublish\([^)]*\)/,
        'publishablePublish: publishableUnpublish(id: $id, input: $publications)',
      )
      return pass({ body: Buffer.from(JSON.stringify({ ...asked, query })) })
    },
  },
  deaf: {
    says: 'the shop answers every change of a listing with 200 and does nothing',
    make: () => onUpdate(() => ({})),
  },
}
