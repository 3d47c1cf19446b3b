/** Many at once: items are not checked against the schema, fail one by one, and the whole is 200 all the same. */

import { orderJson } from './order-json.ts'
import { changeOrder, dropOrder, makeOrder } from './orders.ts'
import { productJson } from './product-json.ts'
import { changedJson, dropProduct, makeProduct } from './products.ts'
import { type Answer, type Call, type Item, Refused, refused } from './rest.ts'
import { changeTerm, dropTerm, makeTerm, type TermKind } from './terms.ts'

interface Acts {
  readonly create: (args: Item) => Promise<Item> | Item
  readonly update: (id: number, args: Item) => Promise<Item> | Item
  /** For good, never to the bin. */
  readonly remove: (id: number) => Item
}

const limit = 100

async function batch(call: Call, acts: Acts): Promise<Answer> {
  const lists = (['create', 'update', 'delete'] as const).map(
    name => [name, Array.isArray(call.args[name]) ? (call.args[name] as unknown[]) : null] as const,
  )
  const count = lists.reduce((sum, [, list]) => sum + (list?.length ?? 0), 0)
  if (count > limit)
    throw refused('woocommerce_rest_request_entity_too_large', `Unable to accept more than ${limit} items for this request.`, 413)
  const answer: Item = {}
  for (const [name, list] of lists) {
    if (!list) continue
    const done: Item[] = []
    for (const item of list) done.push(await one(name, item, acts))
    if (list.length > 0) answer[name] = done
  }
  return { body: Object.keys(answer).length === 0 ? [] : answer }
}

async function one(name: 'create' | 'update' | 'delete', item: unknown, acts: Acts): Promise<Item> {
  const args = (typeof item === 'object' && item !== null ? item : {}) as Item
  const id = name === 'delete' ? Number(item) : Number(args.id)
  try {
    if (name === 'create') return await acts.create(args)
    if (name === 'delete') return acts.remove(id)
    return await acts.update(id, args)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const { code, message, data } = error.body
    return { id: name === 'create' ? 0 : name === 'delete' ? id : (args.id ?? null), error: { code, message, data } }
  }
}

export const batchProducts = (call: Call): Promise<Answer> =>
  batch(call, {
    create: async args => productJson(call.shop, await makeProduct(call.shop, args, call.caller), 'edit'),
    update: (id, args) => changedJson(call.shop, id, args, call.caller),
    remove: id => dropProduct(call.shop, id, true),
  })

export const batchTerms =
  (kind: TermKind) =>
  (call: Call): Promise<Answer> =>
    batch(call, {
      create: args => makeTerm(call.shop, kind, args),
      update: (id, args) => changeTerm(call.shop, kind, id, args),
      remove: id => dropTerm(call.shop, kind, id, true),
    })

export const batchOrders = (call: Call): Promise<Answer> =>
  batch(call, {
    create: args => orderJson(call.shop, makeOrder(call.shop, args)),
    update: (id, args) => orderJson(call.shop, changeOrder(call.shop, id, args)),
    remove: id => dropOrder(call.shop, id, true),
  })
