/** What a draft and the page made of it have in common: what may be told of them, and how they are told. */

import { refused, type Shop } from './shop.ts'
import type { Facts, Photo } from './state.ts'
import { attributeIds, categoryIds, nameOfCategory } from './terms.ts'
import { assertKnown } from './tools.ts'
import type { Values } from './validate.ts'

/** What is left out stays as it is. @throws {Refused} 400 for what Ravelry does not take. */
export function setFacts(shop: Shop, facts: Facts, data: Values): void {
  const { name, notes, craft_id: craft, pattern_classifications, pattern_taggings, ...more } = data
  if (name !== undefined) {
    if (String(name).trim() === '') throw refused(400, "Name can't be blank")
    if ([...String(name)].length > 255) throw refused(400, 'Name is too long')
    facts.name = String(name).trim()
  }
  if (craft !== undefined) {
    if (craft !== 1 && craft !== 2 && craft !== 3 && craft !== 5) throw refused(400, 'Craft is not in the list')
    facts.craftId = craft
  }
  // Line ends as a browser's form gives them, and nothing behind the words of a line but what breaks it.
  if (notes !== undefined)
    facts.notes = String(notes)
      .replace(/\r\n?/g, '\n')
      .replace(/[ \t]{3,}$/gm, '  ')
      .trim()
  const ids = (list: unknown, field: string, known: ReadonlySet<number>) =>
    (list as Record<string, number>[]).map(one => {
      const id = one[field]
      if (id === undefined || !known.has(id)) throw refused(400, `There is no such ${field}`)
      return id
    })
  if (pattern_classifications !== undefined) facts.categories = ids(pattern_classifications, 'pattern_category_id', categoryIds)
  if (pattern_taggings !== undefined) facts.attributes = ids(pattern_taggings, 'pattern_attribute_id', attributeIds)
  assertKnown(more)
  Object.assign(facts.more, more)
  facts.updatedMs = shop.now()
}

export const escapeHtml = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#039;')

/** A plain rendering: nobody reads it but people at the pretend pages. */
export const notesHtml = (notes: string): string =>
  notes
    .split(/\n{2,}/)
    .map(part => `<p>${escapeHtml(part).replaceAll('\n', '<br>')}</p>`)
    .join('')

export function photoJson(shop: Shop, photo: Photo, sortOrder: number) {
  const url = `${shop.url}/photos/${photo.id}.jpg`
  return {
    id: photo.id,
    sort_order: sortOrder,
    user_id: shop.state.userId,
    caption: photo.caption === '' ? null : photo.caption,
    caption_html: photo.caption === '' ? null : escapeHtml(photo.caption),
    copyright_holder: null,
    aspect_ratio: 1,
    x_offset: 0,
    y_offset: 0,
    square_url: url,
    thumbnail_url: url,
    small_url: url,
    small2_url: url,
    medium_url: url,
    medium2_url: url,
  }
}

export const readyPhotos = (shop: Shop, { photos }: Facts): Photo[] => photos.filter(one => one.readyMs <= shop.now() && !one.isFailed)

export const categoriesJson = ({ categories }: Facts) =>
  categories.map(id => ({ id, name: nameOfCategory(id), permalink: String(id), parent: null }))
