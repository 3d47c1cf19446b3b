/** WordPress' media library: the raw body with its name in Content-Disposition, by application password. */
import { addressOf, keepAttachment } from './images.ts'
import { extensionOf, mediaTypeOf, sniff } from './media-types.ts'
import { type Answer, type Call, type Item, idOf, isTrue, listAnswer, numbers, pageOf, refused, text, withFields } from './rest.ts'
import type { Shop } from './shop.ts'
import type { Attachment } from './state.ts'
import { cleanLine, escapeHtml, slugOf } from './text.ts'
import { gmt, local } from './time.ts'

const path = 'wp/v2/media'

function mediaJson(shop: Shop, attachment: Attachment): Item {
  const source = addressOf(shop, attachment)
  const isImage = attachment.mediaType.startsWith('image/')
  const slug = slugOf(attachment.title.replace(/\.[^.]+$/, ''))
  return {
    id: attachment.id,
    date: local(attachment.created),
    date_gmt: gmt(attachment.created),
    guid: { rendered: source, raw: source },
    modified: local(attachment.modified),
    modified_gmt: gmt(attachment.modified),
    slug,
    status: 'inherit',
    type: 'attachment',
    link: `${shop.url}/${slug}/`,
    title: { raw: attachment.title, rendered: escapeHtml(attachment.title) },
    author: 1,
    comment_status: 'open',
    ping_status: 'closed',
    template: '',
    meta: [],
    class_list: [`post-${attachment.id}`, 'attachment', 'type-attachment', 'status-inherit', 'hentry'],
    description: { raw: '', rendered: `<p class="attachment"><a href='${source}'>${escapeHtml(attachment.title)}</a></p>\n` },
    caption: { raw: '', rendered: '' },
    alt_text: attachment.alt,
    media_type: isImage ? 'image' : 'file',
    mime_type: attachment.mediaType,
    media_details: isImage
      ? { width: attachment.width, height: attachment.height, file: attachment.path, filesize: attachment.sizeBytes, sizes: {} }
      : { filesize: attachment.sizeBytes, sizes: {} },
    post: null,
    source_url: source,
    missing_image_sizes: [],
    _links: { self: [{ href: `${shop.url}/wp-json/${path}/${attachment.id}` }], collection: [{ href: `${shop.url}/wp-json/${path}` }] },
  }
}

/** The name in `attachment; filename="x.pdf"`. */
function fileNameIn(header: string): string | null {
  const encoded = /filename\*=(?:UTF-8|utf-8)''([^;]+)/.exec(header)?.[1]
  if (encoded !== undefined) return decodeURIComponent(encoded)
  return /filename="?([^";]+)"?/.exec(header)?.[1]?.trim() ?? null
}

/** @throws {Refused} with WordPress' own words for each thing that is missing. */
export async function upload(call: Call): Promise<Answer> {
  const { shop, request } = call
  if (request.body.length === 0) throw refused('rest_upload_no_data', 'No data supplied.', 400)
  const type = request.headers['content-type']
  if (type === undefined) throw refused('rest_upload_no_content_type', 'No Content-Type supplied.', 400)
  const disposition = request.headers['content-disposition']
  if (disposition === undefined) throw refused('rest_upload_no_content_disposition', 'No Content-Disposition supplied.', 400)
  const name = fileNameIn(disposition)
  if (name === null) {
    const message =
      'Invalid Content-Disposition supplied. Content-Disposition needs to be formatted as `attachment; filename="image.png"` or similar.'
    throw refused('rest_upload_invalid_disposition', message, 400)
  }
  const named = mediaTypeOf(name)
  const found = sniff(request.body)?.type
  // The bytes must be what the name says; a PDF that is none is not taken.
  const isTrueToName = named !== null && (named === 'application/pdf' || named.startsWith('image/') ? found === named : true)
  if (named === null || !isTrueToName)
    throw refused('rest_upload_unknown_error', 'Sorry, you are not allowed to upload this file type.', 500)
  const title = name.slice(0, name.length - extensionOf(name).length - 1)
  const attachment = await keepAttachment(shop, name, request.body, named, cleanLine(text(call.args.title) || title))
  if (call.args.alt_text !== undefined) attachment.alt = cleanLine(text(call.args.alt_text))
  return {
    status: 201,
    body: withFields(mediaJson(shop, attachment), call, false),
    headers: { location: `${shop.url}/wp-json/${path}/${attachment.id}` },
  }
}

const found = (call: Call): Attachment => {
  const attachment = call.shop.attachments.get(idOf(call))
  if (!attachment) throw refused('rest_post_invalid_id', 'Invalid post ID.', 404)
  return attachment
}

export const getMedia = (call: Call): Answer => ({ body: withFields(mediaJson(call.shop, found(call)), call, false) })

export function updateMedia(call: Call): Answer {
  const attachment = found(call)
  const { args } = call
  if (args.alt_text !== undefined) attachment.alt = cleanLine(text(args.alt_text))
  if (args.title !== undefined) attachment.title = cleanLine(text(args.title))
  attachment.modified = call.shop.now()
  return { body: withFields(mediaJson(call.shop, attachment), call, false) }
}

export function removeMedia(call: Call): Answer {
  const attachment = found(call)
  if (!isTrue(call.args.force))
    throw refused('rest_trash_not_supported', "The post does not support trashing. Set 'force=true' to delete.", 501)
  const previous = mediaJson(call.shop, attachment)
  call.shop.attachments.delete(attachment.id)
  return { body: { deleted: true, previous } }
}

export function listMedia(call: Call): Answer {
  const { shop, args } = call
  const words = text(args.search).toLowerCase().split(/\s+/).filter(Boolean)
  const include = numbers(args.include)
  const all = [...shop.attachments.values()].filter(
    each =>
      words.every(word => each.title.toLowerCase().includes(word) || slugOf(each.title).includes(word)) &&
      (include.length === 0 || include.includes(each.id)) &&
      (args.media_type === undefined || (args.media_type === 'image') === each.mediaType.startsWith('image/')) &&
      (args.mime_type === undefined || each.mediaType === args.mime_type) &&
      (args.slug === undefined || slugOf(each.title.replace(/\.[^.]+$/, '')) === text(args.slug)),
  )
  const turn = args.order === 'asc' ? 1 : -1
  all.sort((a, b) => turn * (args.orderby === 'id' ? a.id - b.id : a.created - b.created || a.id - b.id))
  const { offset, perPage, page } = pageOf(call)
  const pages = Math.ceil(all.length / perPage)
  if (page > 1 && page > pages)
    throw refused('rest_post_invalid_page_number', 'The page number requested is larger than the number of pages available.', 400)
  return listAnswer(
    call,
    all.slice(offset, offset + perPage).map(each => mediaJson(shop, each)),
    all.length,
  )
}

export function me(call: Call): Answer {
  const { shop } = call
  const base = {
    id: 1,
    name: shop.state.wpUser,
    url: shop.url,
    description: '',
    link: `${shop.url}/author/${shop.state.wpUser}/`,
    slug: shop.state.wpUser,
    avatar_urls: {},
    meta: [],
  }
  const edit = {
    username: shop.state.wpUser,
    email: 'owner@store.example',
    roles: ['administrator'],
    capabilities: { upload_files: true, manage_options: true, manage_woocommerce: true, administrator: true },
  }
  const self = { self: [{ href: `${shop.url}/wp-json/wp/v2/users/1` }], collection: [{ href: `${shop.url}/wp-json/wp/v2/users` }] }
  return { body: withFields({ ...base, ...(call.args.context === 'edit' ? edit : {}), is_super_admin: true, _links: self }, call, false) }
}
