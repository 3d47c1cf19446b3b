/** Ways in which a WooCommerce store could deceive the hub; each must make the main drill fail. */
import { type Answer, type Exchange, jsonBody, type Lie, type Meddling, withJson } from '#kit/lie.ts'

type Fields = Record<string, unknown>

const isProductWrite = ({ method, path }: Exchange): boolean => method !== 'GET' && /\/wc\/v3\/products(\/\d+|\/batch)?(\?|$)/.test(path)
const isProductRead = ({ method, path }: Exchange): boolean => method === 'GET' && /\/wc\/v3\/products(\/\d+)?(\?|$)/.test(path)
const isOrderRead = ({ method, path }: Exchange): boolean => method === 'GET' && /\/wc\/v3\/orders(\/\d+)?(\?|$)/.test(path)

export const lies: Readonly<Record<string, Lie>> = {
  'hides-sales': {
    says: 'the store never lists an order',
    make: () => async (exchange, pass) => {
      const answer = await pass()
      return isOrderRead(exchange)
        ? { ...withJson(answer, () => []), headers: { ...answer.headers, 'x-wp-total': '0', 'x-wp-totalpages': '0' } }
        : answer
    },
  },
  'keeps-old-file': { says: 'the store takes a new file without a word and keeps the old one', make: () => onWrite(without('downloads')) },
  'ignores-price': {
    says: 'the store takes a new price without a word and keeps the old one',
    make: () => onWrite(without('regular_price')),
  },
  'fresh-file-ids': {
    says: 'the store gives each file a new id, so that earlier buyers lose it',
    make: () =>
      onWrite(product =>
        Array.isArray(product.downloads)
          ? { ...product, downloads: product.downloads.map((file: Fields) => without('id')(file)) }
          : product,
      ),
  },
  'doubles-listings': {
    says: 'the store makes each new listing twice',
    make: () => async (exchange, pass) => {
      const answer = await pass()
      const isCreate = exchange.method === 'POST' && isProductWrite(exchange)
      if (!isCreate) return answer
      const copy = mapProducts(exchange.body, product => ({
        ...product,
        ...(product.id === undefined && { sku: `${String(product.sku)}-again` }),
      }))
      const asked = JSON.parse(exchange.body.toString('utf8')) as Fields
      if (exchange.path.includes('/batch') && !Array.isArray(asked.create)) return answer
      await pass({ body: copy })
      return answer
    },
  },
  'repeats-sales': {
    says: 'the store tells each order a second time under another number',
    make: () => async (exchange, pass) => {
      const answer = await pass()
      if (!isOrderRead(exchange)) return answer
      return withJson(answer, body =>
        Array.isArray(body) ? body.flatMap((order: Fields) => [order, { ...order, id: Number(order.id) + 900_000 }]) : body,
      )
    },
  },
  'hides-refunds': {
    says: 'the store shows a refunded order as paid',
    make: () => async (exchange, pass) => {
      const answer = await pass()
      if (!isOrderRead(exchange)) return answer
      const hide = (order: Fields): Fields => ({ ...order, refunds: [], status: order.status === 'refunded' ? 'completed' : order.status })
      return withJson(answer, body => (Array.isArray(body) ? body.map(hide) : hide(body as Fields)))
    },
  },
  'hides-hand-edits': {
    says: 'the store shows the title it was given, whatever somebody made of it since',
    make: () => {
      const given = new Map<unknown, unknown>()
      return async (exchange, pass) => {
        const answer = await pass()
        const remember = (product: Fields): Fields => {
          if (typeof product.name === 'string' && !given.has(product.id)) given.set(product.id, product.name)
          return {
            ...product,
            ...(given.has(product.id) && product.name !== undefined && { name: given.get(product.id) }),
            date_modified_gmt: product.date_modified_gmt,
          }
        }
        return isProductRead(exchange) && answer.status === 200
          ? withJson(answer, body => (Array.isArray(body) ? body.map(remember) : remember(body as Fields)))
          : answer
      }
    },
  },
  deaf: {
    says: 'the store answers every change of a listing with 200 and does nothing',
    make: () => async (exchange, pass) => {
      if (exchange.method === 'GET' || !isProductWrite(exchange)) return pass()
      const asked = JSON.parse(exchange.body.toString('utf8')) as Fields
      return {
        status: 200,
        headers: { 'content-type': 'application/json; charset=UTF-8' },
        body: jsonBody({ ...asked, id: asked.id ?? 1 }),
      } satisfies Answer
    },
  },
}

const without =
  (name: string) =>
  (fields: Fields): Fields =>
    Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name))

/** Changes each product that is written, whether alone or in a batch, except in the write that creates it. */
function onWrite(change: (product: Fields) => Fields): Meddling {
  return (exchange, pass) => {
    if (!isProductWrite(exchange)) return pass()
    const isCreate = exchange.method === 'POST' && /\/products(\?|$)/.test(exchange.path)
    return isCreate
      ? pass()
      : pass({
          body: mapProducts(exchange.body, product =>
            product.id === undefined && /batch/.test(exchange.path) ? product : change(product),
          ),
        })
  }
}

function mapProducts(body: Buffer, change: (product: Fields) => Fields): Buffer {
  const asked = JSON.parse(body.toString('utf8')) as { create?: Fields[]; update?: Fields[] } & Fields
  if (!asked.create && !asked.update) return jsonBody(change(asked))
  return jsonBody({
    ...asked,
    ...(asked.create && { create: asked.create.map(change) }),
    ...(asked.update && { update: asked.update.map(change) }),
  })
}
