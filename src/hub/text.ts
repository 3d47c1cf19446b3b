/** HTML as storefronts keep it: entities out, entities in, and the small HTML of a description in one spelling. Source: HTML Living Standard, named references; read 2026-11. */

const latin =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'
const named = new Map<string, string>([
  ...latin.split(' ').map((name, at) => [name, String.fromCodePoint(160 + at)] as const),
  // biome-ignore format: a table reads better in rows
  ...Object.entries({
    amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", OElig: 'Œ', oelig: 'œ', Scaron: 'Š', scaron: 'š', Zcaron: 'Ž', zcaron: 'ž',
    ensp: '\u2002', emsp: '\u2003', thinsp: '\u2009', ndash: '–', mdash: '—', lsquo: '‘', rsquo: '’', sbquo: '‚', ldquo: '“', rdquo: '”',
    bdquo: '„', bull: '•', hellip: '…', prime: '′', Prime: '″', lsaquo: '‹', rsaquo: '›', euro: '€', trade: '™', larr: '←', rarr: '→',
    minus: '−', ne: '≠', le: '≤', ge: '≥', hearts: '♥',
  }),
])

/** @returns the text a reader sees: 'Ł&amp;Co &#8211; 5' becomes 'Ł&Co – 5'. Once only: '&amp;lt;' becomes '&lt;'. Unknown names stay. */
export const decodeEntities = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return named.get(name) ?? whole
    const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex, 16)
    const isLetter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    return isLetter ? String.fromCodePoint(code) : whole
  })

/** The three signs that HTML needs escaped in text. Quotes stay. */
export const encodeText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** @returns one line of plain text: tags out, entities decoded, white space single. */
export const plainText = (html: string): string =>
  oneLine(decodeEntities(html.replace(/<!--[\s\S]*?-->/g, ' ').replace(/<\/?[a-z][^>]*>/gi, ' ')))

export const oneLine = (text: string): string => text.replace(/[\s\u00a0]+/gu, ' ').trim()

const allowed = new Set(['p', 'br', 'ul', 'ol', 'li', 'strong', 'em', 'h2', 'h3', 'a'])
const sameAs = new Map([
  ['b', 'strong'],
  ['i', 'em'],
])

/**
 * A description in the one spelling in which we write it: only p, br, ul, ol, li, strong, em, h2, h3 and a[href],
 * scripts and styles gone with what is in them, text escaped once, links to http, https and mailto only, no white space between blocks.
 */
export const tidyHtml = (html: string): string =>
  spell(html.replace(/<!--[\s\S]*?-->/g, '').replace(/<(script|style|iframe|object)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, ''), {
    keepsForeign: false,
  })

/** A description as it was found, in the same spelling but with nothing taken away, so that a tag added by hand is seen as a difference. */
export const respellHtml = (html: string): string => spell(html, { keepsForeign: true })

function spell(source: string, { keepsForeign }: { keepsForeign: boolean }): string {
  const out: string[] = []
  const openLinks: boolean[] = []
  for (const [token] of source.matchAll(/<!--[\s\S]*?-->|<\/?[a-z][^<>]*>|[^<]+|</gi)) {
    const tag = /^<(\/?)([a-z][a-z0-9]*)([^>]*)>$/i.exec(token)
    if (tag === null)
      out.push(token.startsWith('<!--') ? token : afterSpace(out, encodeText(decodeEntities(token)).replace(/[ \t\r\n\f]+/g, ' ')))
    else
      out.push(spellTag({ token, isEnd: tag[1] === '/', given: tag[2]!.toLowerCase(), attributes: tag[3]! }, { openLinks, keepsForeign }))
  }
  const block = '(?:p|ul|ol|li|h2|h3)'
  let text = out
    .join('')
    .replace(new RegExp(`\\s*(</?${block}>)\\s*`, 'g'), '$1')
    .replace(/\s*<br \/>\s*/g, '<br />')
    .trim()
  // An empty paragraph may hold another one.
  while (text.includes('<p></p>')) text = text.replaceAll('<p></p>', '')
  return text
}

/** Where a tag was taken away between two spaces, one of them goes too. */
const afterSpace = (before: readonly string[], text: string): string =>
  before.findLast(piece => piece !== '')?.endsWith(' ') ? text.replace(/^ /, '') : text

interface Tag {
  readonly token: string
  readonly isEnd: boolean
  readonly given: string
  readonly attributes: string
}

function spellTag(
  { token, isEnd, given, attributes }: Tag,
  { openLinks, keepsForeign }: { openLinks: boolean[]; keepsForeign: boolean },
): string {
  const name = sameAs.get(given) ?? given
  const isPlain = isEnd || name === 'a' || attributes.replace('/', '').trim() === ''
  if (!allowed.has(name) || (keepsForeign && !isPlain)) return keepsForeign ? token : ''
  if (name === 'br') return '<br />'
  if (name !== 'a') return isEnd ? `</${name}>` : `<${name}>`
  // A link that was not let through must not leave its end behind.
  if (isEnd) return (openLinks.pop() ?? keepsForeign) ? '</a>' : ''
  const [, double, single, bare] = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(attributes) ?? []
  const href = decodeEntities(double ?? single ?? bare ?? '').trim()
  const isFit = /^(https?:\/\/|mailto:)/i.test(href)
  openLinks.push(isFit || keepsForeign)
  if (!isFit) return keepsForeign ? token : ''
  return `<a href="${encodeText(href).replaceAll('"', '&quot;')}">`
}
