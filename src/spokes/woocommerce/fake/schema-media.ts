/**
 * What WordPress checks of a list of its media library. Not recorded: no request to the media library is in the recordings.
 * Source: WordPress REST API handbook, Media, “List Media” (developer.wordpress.org/rest-api/reference/media), written down 2026-11.
 */
import type { Rules } from './schema.ts'

const ids = { type: 'array', default: [], items: { type: 'integer' } } as const
const time = { type: 'string', format: 'date-time' } as const

export const mediaList: Rules = {
  context: { type: 'string', enum: ['view', 'embed', 'edit'], default: 'view' },
  page: { type: 'integer', minimum: 1, default: 1 },
  per_page: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
  search: { type: 'string' },
  after: time,
  modified_after: time,
  author: ids,
  author_exclude: ids,
  before: time,
  modified_before: time,
  exclude: ids,
  include: ids,
  offset: { type: 'integer' },
  order: { type: 'string', enum: ['asc', 'desc'], default: 'desc' },
  orderby: {
    type: 'string',
    enum: ['author', 'date', 'id', 'include', 'modified', 'parent', 'relevance', 'slug', 'include_slugs', 'title'],
    default: 'date',
  },
  parent: ids,
  parent_exclude: ids,
  search_columns: { type: 'array', default: [], items: { type: 'string', enum: ['post_title', 'post_content', 'post_excerpt'] } },
  slug: { type: 'array', items: { type: 'string' } },
  status: { type: 'array', default: 'inherit', items: { type: 'string', enum: ['inherit', 'private', 'trash'] } },
  media_type: { type: 'string', enum: ['image', 'video', 'text', 'application', 'audio'] },
  mime_type: { type: 'string' },
}
