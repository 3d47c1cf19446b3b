/** What the store does to text: cleaning on the way in, dressing on the way out, and PHP's way of writing JSON. */

const blocks =
  '(?:table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|address|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|menu|summary)'
const re = (source: string, flags = 'g'): RegExp => new RegExp(source, flags)

/** Paragraphs as the store shows them: `Short` becomes `<p>Short</p>\n`. Only answers in context `view` are dressed so. */
export function autop(text: string): string {
  if (text.trim() === '') return ''
  let html = `${text}\n`.replace(/\r\n?/g, '\n')
  html = html.replace(/<br\s*\/?>\s*<br\s*\/?>/g, '\n\n')
  html = html.replace(re(`(<${blocks}[\\s/>])`), '\n\n$1')
  html = html.replace(re(`(</${blocks}>)`), '$1\n\n')
  html = html.replace(/(<hr\s*?\/?>)/g, '$1\n\n')
  html = html.replace(/\n\n+/g, '\n\n')
  html = html
    .split(/\n\s*\n/)
    .filter(part => part !== '')
    .map(part => `<p>${part.replace(/^\n+|\n+$/g, '')}</p>\n`)
    .join('')
  html = html.replace(/<p>\s*<\/p>\n?/g, '')
  html = html.replace(re(`<p>\\s*(</?${blocks}[^>]*>)\\s*</p>`), '$1')
  html = html.replace(/<p>(<li.+?)<\/p>/g, '$1')
  html = html.replace(/<p><blockquote([^>]*)>/gi, '<blockquote$1><p>').replace(/<\/blockquote><\/p>/g, '</p></blockquote>')
  html = html.replace(re(`<p>\\s*(</?${blocks}[^>]*>)`), '$1')
  html = html.replace(re(`(</?${blocks}[^>]*>)\\s*</p>`), '$1')
  html = html.replace(/<br>|<br\/>/g, '<br />').replace(/(?<!<br \/>)\s*\n/g, '<br />\n')
  html = html.replace(re(`(</?${blocks}[^>]*>)\\s*<br />`), '$1')
  html = html.replace(/<br \/>(\s*<\/?(?:p|li|div|dl|dd|dt|th|pre|td|ul|ol)[^>]*>)/g, '$1')
  return html.replace(/\n<\/p>$/g, '</p>')
}

/** Typographer's quotes and dashes, which the store puts into a short description when it shows it. */
export function texturize(html: string): string {
  return html
    .split(/(<[^>]*>)/)
    .map(part =>
      part.startsWith('<')
        ? part
        : part
            .replace(/\.\.\./g, '&#8230;')
            .replace(/---/g, '&#8212;')
            .replace(/ -- /g, ' &#8212; ')
            .replace(/ - /g, ' &#8211; ')
            .replace(/(\d+)x(\d+)/g, '$1&#215;$2')
            .replace(/(^|[\s([{])"/g, '$1&#8220;')
            .replace(/"/g, '&#8221;')
            .replace(/(^|[\s([{])'/g, '$1&#8216;')
            .replace(/'/g, '&#8217;'),
    )
    .join('')
}

const plain = [
  'p',
  'br',
  'ul',
  'ol',
  'li',
  'strong',
  'em',
  'b',
  'i',
  'u',
  's',
  'del',
  'ins',
  'sub',
  'sup',
  'small',
  'code',
  'pre',
  'span',
  'div',
]
const more = [
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'a',
  'img',
  'blockquote',
  'cite',
  'q',
  'table',
  'thead',
  'tbody',
  'tfoot',
  'tr',
  'td',
  'th',
  'caption',
]
const tags = new Set([...plain, ...more, 'hr', 'figure', 'figcaption', 'dl', 'dt', 'dd', 'section', 'abbr', 'kbd', 'mark'])
const attributes = new Set([
  'href',
  'title',
  'rel',
  'target',
  'src',
  'alt',
  'class',
  'id',
  'style',
  'width',
  'height',
  'align',
  'lang',
  'dir',
  'colspan',
  'rowspan',
  'start',
])

/** Takes scripts and other tags out (their text stays) and escapes what is bare, as the store does on every save. */
export function clean(html: string): string {
  return html
    .split(/(<!--[\s\S]*?-->|<\/?[a-zA-Z][^<>]*>)/)
    .map((part, index) => (index % 2 === 1 ? cleanTag(part) : cleanText(part)))
    .join('')
}

const cleanText = (text: string): string =>
  text
    .replace(/&(?!(?:[a-zA-Z][a-zA-Z0-9]*|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')

function cleanTag(tag: string): string {
  const match = /^<(\/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)>$/.exec(tag)
  const name = match?.[2]?.toLowerCase() ?? ''
  if (!match || !tags.has(name)) return ''
  if (match[1] === '/') return `</${name}>`
  const kept: string[] = []
  for (const [, key = '', double, single, bare] of (match[3] ?? '').matchAll(
    /([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g,
  )) {
    const value = double ?? single ?? bare ?? ''
    if (!attributes.has(key.toLowerCase())) continue
    kept.push(` ${key.toLowerCase()}="${cleanText(value.replace(/^\s*(javascript|data|vbscript):/i, '')).replace(/"/g, '&quot;')}"`)
  }
  return `<${match[2]}${kept.join('')}${/\/\s*$/.test(match[3] ?? '') ? ' /' : ''}>`
}

export const stripTags = (text: string): string =>
  text
    .replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/gi, '')
    .replace(/<[^>]*>/g, '')
    .trim()

/** A line of text: no tags, no line breaks, no white space around. */
export const cleanLine = (text: string): string => stripTags(text).replace(/[\r\n\t ]+/g, ' ')

export const escapeName = (text: string): string => cleanText(stripTags(text))

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#039': "'", '#39': "'", '#x27': "'" }
/** The entities that the store decodes in a secret before it signs. */
export const decodeSecret = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#0?39|#x27);/gi, (whole, name: string) => entities[name.toLowerCase()] ?? whole)

export const escapeHtml = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#039;')

const latin: Readonly<Record<string, string>> = {
  ł: 'l',
  Ł: 'l',
  ø: 'o',
  Ø: 'o',
  æ: 'ae',
  Æ: 'ae',
  œ: 'oe',
  ß: 'ss',
  đ: 'd',
  Đ: 'd',
  þ: 'th',
  ð: 'd',
  ı: 'i',
}

/** A slug that is given comes percent-encoded already. */
const unescaped = (name: string): string => {
  try {
    return /%[0-9a-f]{2}/i.test(name) ? decodeURIComponent(name) : name
  } catch {
    return name
  }
}

const slugWords = (name: string): string =>
  stripTags(unescaped(name))
    .replace(/&[a-z0-9#]+;/gi, '')
    .replace(/[łŁøØæÆœßđĐþðı]/g, letter => latin[letter] ?? letter)
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[\u2013\u2014]/g, '-')
    .replace(/[\s./]+/g, '-')
    .replace(/[^a-z0-9_\u{c0}-\u{10ffff}-]/gu, '')
    .replace(/-+/g, '-')
    .replace(/^-|-$/g, '')

/** The address part made of a name: percent-encoded where it is not ASCII. */
export const slugOf = (name: string): string => encodeURIComponent(slugWords(name)).toLowerCase().slice(0, 200)
/** The same for reading, as `generated_slug` shows it. */
export const readableSlug = slugWords

/** A file's name as the media library keeps it. */
export function cleanFileName(name: string): string {
  const cleaned = name
    .replace(/[?[\]/\\=<>:;,'"&$#*()|~`!{}%+’«»”“\p{Cc}]/gu, '')
    .replace(/[\s-]+/g, '-')
    .replace(/^[.\-_]+|[.\-_]+$/g, '')
  return cleaned === '' ? 'unnamed-file' : cleaned
}

/** JSON as PHP writes it: `\/` and `\uXXXX`. Signatures are over these very bytes. */
export const phpJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[/\u007f-\uffff]/g, letter =>
    letter === '/' ? '\\/' : letter === '\u007f' ? letter : `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
