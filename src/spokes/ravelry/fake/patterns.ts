/** Pattern pages, which everybody sees. */
import type { Call } from './answer.ts'
import { categoriesJson, notesHtml, photoJson, readyPhotos, setFacts } from './facts.ts'
import type { Shop } from './shop.ts'
import type { Pattern } from './state.ts'
import { pageTold } from './tools.ts'
import type { Values } from './validate.ts'

export function patternJson(shop: Shop, pattern: Pattern) {
  const products = shop.productsOn('Pattern', pattern.id)
  const listed = products.find(({ isActive }) => isActive)
  return {
    ...pageTold(pattern),
    id: pattern.id,
    name: pattern.name,
    permalink: pattern.permalink,
    notes: pattern.notes,
    notes_html: notesHtml(pattern.notes),
    craft: pattern.craftId === null ? null : { id: pattern.craftId, name: pattern.craftId === 1 ? 'Crochet' : 'Knitting', permalink: '' },
    created_at: shop.time(pattern.publishedMs),
    updated_at: shop.time(pattern.updatedMs),
    published: shop.time(pattern.publishedMs).slice(0, 10),
    photos: readyPhotos(shop, pattern).map((photo, at) => photoJson(shop, photo, at + 1)),
    pattern_categories: categoriesJson(pattern),
    pattern_attributes: pattern.attributes.map(id => ({ id, permalink: String(id) })),
    downloadable: true,
    ravelry_download: products.length > 0,
    free: listed?.isFree ?? false,
    price: listed?.price == null ? null : shop.decimal(listed.price, listed.currency ?? undefined),
    currency: listed?.currency ?? null,
    product_id: listed?.id ?? null,
    unlisted_product_ids: products.filter(({ id }) => id !== listed?.id).map(({ id }) => id),
    projects_count: pattern.projects,
  }
}

export const getPattern = ({ shop, params }: Call) => ({ pattern: patternJson(shop, shop.pattern(params.id!)) })

/** A map by id; what is not there is left out. */
export function getPatterns({ shop, query }: Call) {
  const found = (query.ids as number[]).flatMap(id => shop.patterns.get(id) ?? [])
  return { patterns: Object.fromEntries(found.map(pattern => [pattern.id, patternJson(shop, pattern)])) }
}

export function updatePattern({ shop, params, body }: Call) {
  const pattern = shop.pattern(params.id!)
  // With a product at Ravelry its price is told there, and here it is only read.
  const { price: _, ...data } = body as Values
  setFacts(shop, pattern, data)
  return { pattern: patternJson(shop, pattern) }
}
