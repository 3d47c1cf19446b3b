/**
 * Ravelry holds the notes of a pattern as Markdown, which may have HTML in it. Ours goes there and comes back as the same HTML: what Markdown would
 * read as its own sign is escaped, and emphasis that its rules would not see is written as a tag. Pure, both ways.
 */
import { decodeEntities, encodeText, respellHtml, tidyHtml } from '#kit'

// ---------------------------------------------------------------- HTML to Markdown

interface Node {
  /** '' for text. */
  readonly tag: string
  readonly text: string
  readonly href: string
  readonly inner: Node[]
}

/** @param html p, br, ul, ol, li, strong, em, h2, h3 and a[href]; anything else is left out. */
export const toMarkdown = (html: string): string => blocks(treeOf(tidyHtml(html))).join('\n\n')

function treeOf(html: string): Node[] {
  const root: Node[] = []
  const open: Node[] = []
  for (const [token] of html.matchAll(/<[^<>]*>|[^<]+/g)) {
    const into = open.at(-1)?.inner ?? root
    const [, end, tag = '', rest = ''] = /^<(\/?)([a-z][a-z0-9]*)([^>]*)>$/.exec(token) ?? []
    if (tag === '') into.push({ tag: '', text: decodeEntities(token), href: '', inner: [] })
    else if (tag === 'br') into.push({ tag, text: '', href: '', inner: [] })
    else if (end === '/') {
      const at = open.findLastIndex(node => node.tag === tag)
      if (at >= 0) open.length = at
    } else {
      const node = { tag, text: '', href: decodeEntities(/href="([^"]*)"/.exec(rest)?.[1] ?? ''), inner: [] }
      into.push(node)
      open.push(node)
    }
  }
  return root
}

const isBlock = ({ tag }: Node) => /^(?:p|ul|ol|li|h2|h3)$/.test(tag)
const isList = ({ tag }: Node) => tag === 'ul' || tag === 'ol'

/** Stands between two lists, which would be one otherwise. */
const apart = '<!-- -->'

/** Text between blocks is a paragraph of its own, and so is what comes after an empty line. */
function blocks(nodes: readonly Node[]): string[] {
  const out: string[] = []
  let loose: Node[] = []
  const flush = () => {
    const words = inline(loose)
    if (words !== '') out.push(guarded(words))
    loose = []
  }
  for (const node of nodes) {
    if (!isBlock(node)) {
      if (node.tag === 'br' && loose.at(-1)?.tag === 'br') flush()
      else loose.push(node)
      continue
    }
    flush()
    if (isList(node)) {
      const list = listOf(node, '')
      if (list === '') continue
      if (isListText(out.at(-1))) out.push(apart)
      out.push(list)
    } else if (node.tag === 'h2' || node.tag === 'h3') {
      const words = inline(node.inner).replace(/\s+/g, ' ')
      if (words !== '') out.push(`${node.tag === 'h2' ? '##' : '###'} ${words.replace(/#+$/, signs => `\\${signs}`)}`)
    } else out.push(...blocks(node.inner))
  }
  flush()
  return out
}

const isListText = (block = '') => /^(?:-|\d+\.)(?:\s|$)/.test(block)

function listOf(list: Node, indent: string): string {
  const rows: string[] = []
  for (const item of list.inner) {
    const words = inline(isList(item) ? [] : item.tag === 'li' ? item.inner.filter(node => !isList(node)) : [item])
    const nested = (isList(item) ? [item] : item.inner.filter(isList)).map(one => listOf(one, `${indent}    `)).filter(Boolean)
    if (words === '' && nested.length === 0) continue
    const sign = list.tag === 'ol' ? `${rows.length + 1}. ` : '- '
    const text = guarded(words).replace(/\n/g, `\n${indent}    `)
    rows.push([`${indent}${sign}${text}`.trimEnd(), ...nested].join('\n'))
  }
  return rows.join('\n')
}

/** What begins a line like a list, a heading or a rule is escaped. */
const guarded = (words: string): string =>
  words
    .split('\n')
    .map(line => line.replace(/^(\d+)([.)])/, '$1\\$2').replace(/^[-+#=]/, '\\$&'))
    .join('\n')

/** Signs of the private use area, which no text of hers holds after `escaped`. */
const [opening, closing, ending] = ['\ue100', '\ue101', '\ue102']
/** Signs beside letters and other signs are read in more than one way; tags are not. */
const emphasis = new RegExp(
  `(^|[\\s(])?${opening}(strong|em)${ending}([^${opening}${closing}]*)${closing}(?:strong|em)${ending}(?=($|[\\s.,;:!?)])?)`,
  'gu',
)

/** Words of one block: spaces single, a line break as two spaces and a new line. */
function inline(nodes: readonly Node[]): string {
  const words = nodes
    .map(node => inlineOne(node))
    .join('')
    .replace(emphasis, (_whole, before: string | undefined, tag: string, inner: string, after: string | undefined) => {
      const isPlain = before !== undefined && after !== undefined && /^[\p{L}\p{Nd}](?:[^\\&<\n]*[\p{L}\p{Nd}])?$/u.test(inner)
      const sign = tag === 'strong' ? '**' : '*'
      return `${before ?? ''}${isPlain ? `${sign}${inner}${sign}` : `<${tag}>${inner}</${tag}>`}`
    })
    .replace(new RegExp(`${opening}(strong|em)${ending}`, 'g'), '<$1>')
    .replace(new RegExp(`${closing}(strong|em)${ending}`, 'g'), '</$1>')
    .replace(/[ \t\u00a0]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
  return words.replace(/^[\n ]+|[\n ]+$/g, '').replace(/\n/g, '  \n')
}

/** A link within a link is no link. */
function inlineOne(node: Node, isLinked = false): string {
  const { tag, text, href, inner } = node
  if (tag === '') return escaped(text.replace(/\s+/g, ' '))
  if (tag === 'br') return '\n'
  const words = inner.map(one => inlineOne(one, isLinked || tag === 'a')).join('')
  if (words.trim() === '') return words
  if (isBlock(node)) return `\n${words}\n`
  if (tag === 'a') return href === '' || isLinked ? words : `[${words.replace(/\n/g, ' ')}](${linkOf(href)})`
  return `${opening}${tag}${ending}${words}${closing}${tag}${ending}`
}

const escaped = (text: string): string =>
  text
    .replace(/[\ue000-\ue1ff]/g, '')
    .replace(/[\\*_`[\]]/g, '\\$&')
    .replace(/&(?=[#\w])/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/~~/g, '&#126;&#126;')

const linkOf = (href: string): string =>
  href.replace(/[\s()<>"\\[\]`]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)

// ---------------------------------------------------------------- Markdown to HTML

/** Notes as they were found, as HTML in the spelling of `respellHtml`; tags that lie in them stay. */
export function fromMarkdown(markdown: string): string {
  const lines = markdown.replace(/\r\n?/g, '\n').split('\n')
  const out: string[] = []
  let paragraph: string[] = []
  const flush = () => {
    if (paragraph.length > 0) out.push(asParagraph(paragraph.join('\n')))
    paragraph = []
  }
  for (let at = 0; at < lines.length; ) {
    const line = lines[at]!.trimEnd()
    const heading = /^(#{1,6})\s+(.*?)(?:\s+#+)?$/.exec(line)
    if (heading === null && isItem(line)) {
      flush()
      const list = readList(lines, at)
      out.push(list.html)
      at = list.next
      continue
    }
    at++
    if (line.trim() === '' || line.trim() === apart || heading !== null) flush()
    else paragraph.push(line.trim())
    if (heading !== null) out.push(`<h${heading[1]!.length < 3 ? 2 : 3}>${asInline(heading[2]!)}</h${heading[1]!.length < 3 ? 2 : 3}>`)
  }
  flush()
  return respellHtml(out.join(''))
}

/** HTML that is a block by itself gets no paragraph around it. */
const asParagraph = (text: string): string =>
  /^<(?:p|ul|ol|h[1-6]|div|table|blockquote|pre|hr)\b/i.test(text) ? asInline(text) : `<p>${asInline(text)}</p>`

const item = /^( *)(?:([-*+])|(\d+)[.)])(?: +(.*))?$/
const isItem = (line: string) => item.test(line.trimEnd()) && !/^ *(?:[-*] *){3,}$/.test(line)

interface Read {
  readonly html: string
  readonly next: number
}

function readList(lines: readonly string[], from: number): Read {
  const [, margin = '', bullet] = item.exec(lines[from]!.trimEnd())!
  const tag = bullet === undefined ? 'ol' : 'ul'
  const items: { words: string[]; inner: string[] }[] = []
  let at = from
  while (at < lines.length) {
    const line = lines[at]!.trimEnd()
    const found = isItem(line) ? item.exec(line) : null
    const isDeeper = (found?.[1] ?? /^ */.exec(line)![0]).length > margin.length
    if (line === '') {
      const next = lines.slice(at).find(one => one.trim() !== '')
      const isGoingOn =
        next !== undefined && (/^ +\S/.test(next) || (isItem(next) && (item.exec(next)![2] === undefined) === (tag === 'ol')))
      if (!isGoingOn) break
      at++
    } else if (found !== null && isDeeper && items.length > 0) {
      const nested = readList(lines, at)
      items.at(-1)!.inner.push(nested.html)
      at = nested.next
    } else if (found !== null) {
      if (found[1]!.length < margin.length || (found[2] === undefined) !== (tag === 'ol')) break
      items.push({ words: [found[4] ?? ''], inner: [] })
      at++
    } else if (isDeeper && items.length > 0 && line.trim() !== apart) {
      items.at(-1)!.words.push(line.trim())
      at++
    } else break
  }
  const html = items.map(({ words, inner }) => `<li>${asInline(words.join('\n').trim())}${inner.join('')}</li>`).join('')
  return { html: `<${tag}>${html}</${tag}>`, next: at }
}

/** Escaped signs wait where no rule looks for them. */
const hidden = 0xe000

function asInline(text: string): string {
  const links: string[] = []
  const hide = (sign: string) => String.fromCharCode(hidden + sign.charCodeAt(0))
  return text
    .replace(/[\ue000-\ue1ff]/g, '')
    .replace(/\\([\\`*_{}[\]()#+.!=~-])/g, (_whole, sign: string) => hide(sign))
    .replace(/<[^<>]*>/g, tag => `${opening}${links.push(tag) - 1}${closing}`)
    .replace(/\[([^\]]*)\]\(\s*([^\s()]*)(?:\s+"[^"]*")?\s*\)/g, (_whole, words: string, href: string) => {
      const at = links.push(`<a href="${encodeText(decodeEntities(href)).replaceAll('"', '&quot;')}">`) - 1
      return `${opening}${at}${closing}${words}${opening}${links.push('</a>') - 1}${closing}`
    })
    .replace(/(\*\*|__)(?=\S)([\s\S]*?\S)\1/g, '<strong>$2</strong>')
    .replace(/(?<![\p{L}\p{Nd}])_(?=\S)([^_]*?\S)_(?![\p{L}\p{Nd}])/gu, '<em>$1</em>')
    .replace(/\*(?=\S)([^*]*?\S)\*/g, '<em>$1</em>')
    .replace(/ *\n/g, '<br />')
    .replace(/\ue100(\d+)\ue101/g, (_whole, at: string) => links[Number(at)]!)
    .replace(/[\ue000-\ue0ff]/g, sign => encodeText(String.fromCharCode(sign.charCodeAt(0) - hidden)))
}
