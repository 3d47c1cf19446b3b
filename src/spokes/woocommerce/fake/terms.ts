/** Categories and tags. */
import { type Answer, type Call, type Item, idOf, isTrue, links, listAnswer, numbers, pageOf, refused, text, withFields } from './rest.ts'
import type { Shop } from './shop.ts'
import { type Term, uncategorized } from './state.ts'
import { clean, escapeName, slugOf } from './text.ts'
import { toList } from './validate.ts'

export type TermKind = 'categories' | 'tags'

const path = (kind: TermKind): string => `wc/v3/products/${kind}`
const invalid = (): Error => refused('woocommerce_rest_term_invalid', 'Resource does not exist.', 404)

function countOf(shop: Shop, kind: TermKind, id: number): number {
  let count = 0
  for (const product of shop.products.values()) if (product.status === 'publish' && product[kind].includes(id)) count++
  return count
}

export function termJson(shop: Shop, kind: TermKind, term: Term): Item {
  const count = countOf(shop, kind, term.id)
  const base = { id: term.id, name: term.name, slug: term.slug }
  if (kind === 'tags') return { ...base, description: term.description, count, _links: links(shop, path(kind), term.id) }
  const up = term.parent > 0 ? { up: [{ href: `${shop.url}/wp-json/${path(kind)}/${term.parent}` }] } : {}
  const rest = { parent: term.parent, description: term.description, display: 'default', image: null, menu_order: 0, count }
  return { ...base, ...rest, _links: { ...links(shop, path(kind), term.id), ...up } }
}

/** @returns the term of that name, made when there is none. */
export function termByName(shop: Shop, kind: TermKind, name: string): Term {
  const escaped = escapeName(name)
  return (
    shop.state[kind].find(term => term.name.toLowerCase() === escaped.toLowerCase()) ??
    addTerm(shop, kind, { name: escaped, slug: '', description: '', parent: 0 })
  )
}

function addTerm(shop: Shop, kind: TermKind, { name, slug, description, parent }: Omit<Term, 'id'>): Term {
  const base = slugOf(slug || name.replace(/&amp;/g, '')) || 'term'
  let free = base
  for (let number = 2; shop.state[kind].some(term => term.slug === free); number++) free = `${base}-${number}`
  const term = { id: shop.next('term'), name, slug: free, description, parent }
  shop.state[kind].push(term)
  return term
}

export const listTerms =
  (kind: TermKind) =>
  (call: Call): Answer => {
    const { args, shop } = call
    const include = numbers(args.include)
    const exclude = numbers(args.exclude)
    const slugs = args.slug === undefined ? null : toList(args.slug).map(String)
    const search = text(args.search).toLowerCase()
    const product = args.product === undefined || args.product === null ? null : shop.products.get(Number(args.product))
    const found = shop.state[kind].filter(
      term =>
        (include.length === 0 || include.includes(term.id)) &&
        !exclude.includes(term.id) &&
        (slugs === null || slugs.includes(term.slug)) &&
        (search === '' || term.name.toLowerCase().includes(search) || term.slug.includes(search)) &&
        (args.parent === undefined || term.parent === Number(args.parent)) &&
        (product === null || (product?.[kind].includes(term.id) ?? false)) &&
        (!isTrue(args.hide_empty) || countOf(shop, kind, term.id) > 0),
    )
    const by = text(args.orderby) || 'name'
    const turn = args.order === 'desc' ? -1 : 1
    found.sort(
      (a, b) =>
        turn *
        (by === 'id'
          ? a.id - b.id
          : by === 'include'
            ? include.indexOf(a.id) - include.indexOf(b.id)
            : by === 'slug'
              ? compare(a.slug, b.slug)
              : compare(a.name, b.name)),
    )
    const { offset, perPage } = pageOf(call)
    return listAnswer(
      call,
      found.slice(offset, offset + perPage).map(term => termJson(shop, kind, term)),
      found.length,
    )
  }

const compare = (a: string, b: string): number => a.localeCompare(b, 'en')

/** Used by the single route and by a batch. */
export function makeTerm(shop: Shop, kind: TermKind, args: Item): Item {
  const name = escapeName(text(args.name))
  if (name === '') throw refused('empty_term_name', 'A name is required for this term.', 400)
  const parent = kind === 'categories' ? Number(args.parent ?? 0) : 0
  const same = shop.state[kind].find(term => term.name.toLowerCase() === name.toLowerCase() && term.parent === parent)
  if (same) {
    const where = kind === 'categories' ? 'with this parent' : 'in this taxonomy'
    throw refused('term_exists', `A term with the name provided already exists ${where}.`, 400, { resource_id: same.id })
  }
  return termJson(shop, kind, addTerm(shop, kind, { name, slug: text(args.slug), description: clean(text(args.description)), parent }))
}

export function changeTerm(shop: Shop, kind: TermKind, id: number, args: Item): Item {
  const term = shop.term(kind, id)
  if (!term) throw invalid()
  if (args.name !== undefined) term.name = escapeName(text(args.name))
  if (args.slug !== undefined) term.slug = slugOf(text(args.slug))
  if (args.description !== undefined) term.description = clean(text(args.description))
  if (args.parent !== undefined && kind === 'categories') term.parent = Number(args.parent)
  return termJson(shop, kind, term)
}

export function dropTerm(shop: Shop, kind: TermKind, id: number, isForced: boolean): Item {
  const term = shop.term(kind, id)
  if (!term) throw invalid()
  if (!isForced) throw refused('woocommerce_rest_trash_not_supported', 'Resource does not support trashing.', 501)
  if (kind === 'categories' && id === uncategorized)
    throw refused('woocommerce_rest_cannot_delete', 'The default category cannot be deleted.', 500)
  const before = termJson(shop, kind, term)
  shop.state[kind] = shop.state[kind].filter(each => each.id !== id)
  for (const product of shop.products.values()) {
    product[kind] = product[kind].filter(each => each !== id)
    if (kind === 'categories' && product.categories.length === 0) product.categories = [uncategorized]
  }
  return before
}

export const createTerm =
  (kind: TermKind) =>
  (call: Call): Answer => {
    const body = makeTerm(call.shop, kind, call.args)
    return {
      status: 201,
      body: withFields(body, call, false),
      headers: { location: `${call.shop.url}/wp-json/${path(kind)}/${String(body.id)}` },
    }
  }

export const getTerm =
  (kind: TermKind) =>
  (call: Call): Answer => {
    const term = call.shop.term(kind, idOf(call))
    if (!term) throw invalid()
    return { body: withFields(termJson(call.shop, kind, term), call, false) }
  }

export const updateTerm =
  (kind: TermKind) =>
  (call: Call): Answer => ({ body: withFields(changeTerm(call.shop, kind, idOf(call), call.args), call, false) })

export const deleteTerm =
  (kind: TermKind) =>
  (call: Call): Answer => ({ body: withFields(dropTerm(call.shop, kind, idOf(call), isTrue(call.args.force)), call, false) })
