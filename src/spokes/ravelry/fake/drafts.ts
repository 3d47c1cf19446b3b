/** Draft patterns, and what becomes of them. A draft tells neither its pictures nor its products. */
import type { Call } from './answer.ts'
import { categoriesJson, notesHtml, readyPhotos, setFacts } from './facts.ts'
import { patternJson } from './patterns.ts'
import { refused, type Shop } from './shop.ts'
import type { Draft, Pattern } from './state.ts'
import { draftTold } from './tools.ts'

const dayMs = 86_400_000

export const draftJson = (draft: Draft) => ({
  ...draftTold(draft),
  id: draft.id,
  name: draft.name,
  permalink: `draft-${draft.id}`,
  notes: draft.notes,
  notes_html: notesHtml(draft.notes),
  craft_id: draft.craftId,
  published_pattern_id: draft.publishedPatternId,
  pattern_categories: categoriesJson(draft),
  pattern_attributes: draft.attributes.map(id => ({ id, name: String(id), description: null, sort_order: null })),
  draft_pattern_yarns: [],
})

export const listDrafts = ({ shop, query }: Call) => ({
  businesses: [{ id: String(shop.state.businessId), name: shop.state.settings.storeName, permalink: 'pretend-knits', primary_url: null }],
  draft_patterns: [...shop.drafts.values()]
    .filter(({ businessId }) => query.business_id === undefined || businessId === query.business_id)
    .map(draftJson),
})

export const showDraft = ({ shop, params }: Call) => ({ draft_pattern: draftJson(shop.draft(params.id!)) })

export function createDraft({ shop, body }: Call) {
  const { draft_business_id: businessId, draft_store_id: storeId, ...data } = body
  if (businessId === undefined) throw refused(400, 'A draft_business_id must be supplied')
  if (businessId !== shop.state.businessId) throw refused(400, 'The draft_business_id is not one of yours')
  if (storeId !== undefined && storeId !== shop.state.storeId) throw refused(400, 'The draft_store_id is not one of yours')
  if (data.name === undefined) throw refused(400, "Name can't be blank")
  const draft: Draft = {
    id: shop.next(),
    businessId: shop.state.businessId,
    storeId: storeId === undefined ? null : shop.state.storeId,
    publishedPatternId: null,
    name: '',
    notes: '',
    craftId: null,
    categories: [],
    attributes: [],
    photos: [],
    more: {},
    updatedMs: shop.now(),
  }
  setFacts(shop, draft, data)
  shop.drafts.set(draft.id, draft)
  return { draft_pattern: draftJson(draft) }
}

export function updateDraft({ shop, params, body }: Call) {
  const draft = shop.draft(params.draft_pattern_id!)
  if (draft.publishedPatternId !== null) throw refused(400, 'This draft has been published. Edit the pattern instead')
  const { draft_business_id: _, draft_store_id: _store, ...data } = body
  setFacts(shop, draft, data)
  return { draft_pattern: draftJson(draft) }
}

interface Told {
  readonly field: string
  readonly message: string
}

/** What keeps a draft from being published, and what does not. */
function lookAt(shop: Shop, draft: Draft): { errors: Told[]; warnings: Told[] } {
  const errors: Told[] = []
  if (draft.name === '') errors.push({ field: 'name', message: "Name can't be blank" })
  if (draft.craftId === null) errors.push({ field: 'craft', message: 'Please choose a craft' })
  if (shop.isOn('needs-category') && draft.categories.length === 0) errors.push({ field: 'category', message: 'Please choose a category' })
  const warnings: Told[] = []
  if (draft.photos.length === 0) warnings.push({ field: 'photos', message: 'There are no photos' })
  if (draft.categories.length === 0) warnings.push({ field: 'category', message: 'No category has been chosen' })
  if (draft.more.yarn_weight_id == null) warnings.push({ field: 'yarn', message: 'No yarn weight has been chosen' })
  return { errors, warnings }
}

export function publishDraft({ shop, params, body }: Call) {
  const draft = shop.draft(params.draft_pattern_id!)
  if (draft.publishedPatternId !== null) throw refused(400, 'This draft has been published already')
  const { errors, warnings } = lookAt(shop, draft)
  const told = { errors, warnings, published: false, draft_pattern: draftJson(draft) }
  if (errors.length > 0) return told
  if (body.preview === true) return { ...told, preview_url: `${shop.url}/drafts/${draft.id}/preview` }
  const pattern = toPattern(shop, draft)
  return { ...told, draft_pattern: draftJson(draft), published: true, pattern: patternJson(shop, pattern) }
}

function toPattern(shop: Shop, draft: Draft): Pattern {
  const { businessId: _, storeId: _store, publishedPatternId: _published, ...facts } = draft
  const id = shop.next()
  const permalink = `${
    facts.name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'pattern'
  }-${id}`
  const pattern: Pattern = { ...structuredClone(facts), id, permalink, publishedMs: shop.now(), updatedMs: shop.now(), projects: 0 }
  shop.patterns.set(id, pattern)
  draft.publishedPatternId = id
  draft.photos = []
  for (const product of shop.productsOn('DraftPattern', draft.id)) product.soldOn = { type: 'Pattern', id }
  return pattern
}

export function unpublishDraft({ shop, params }: Call) {
  const draft = shop.draft(params.draft_pattern_id!)
  if (draft.publishedPatternId === null) throw refused(400, 'This draft has not been published')
  const pattern = shop.pattern(draft.publishedPatternId)
  if (shop.now() - pattern.publishedMs >= 7 * dayMs) throw refused(400, 'The pattern was published more than 7 days ago')
  const products = shop.productsOn('Pattern', pattern.id)
  const isSold = [...shop.invoices.values()].some(({ lines }) => lines.some(({ productId }) => products.some(({ id }) => id === productId)))
  if (isSold) throw refused(400, 'The pattern has been sold or downloaded')
  if (pattern.projects > 0) throw refused(400, 'The pattern has been linked to a project or queued project')
  for (const product of products) Object.assign(product, { soldOn: { type: 'DraftPattern', id: draft.id }, isActive: false })
  draft.photos = readyPhotos(shop, pattern)
  draft.publishedPatternId = null
  shop.patterns.delete(pattern.id)
  return { draft_pattern: draftJson(draft) }
}
