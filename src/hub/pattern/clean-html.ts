/** A description on its way in: the few tags that storefronts keep, each closed where it must be. */
import { tidyHtml } from '../text.ts'

const closesItself = new Set(['p', 'h2', 'h3'])
const blocks = new Set(['p', 'h2', 'h3', 'ul', 'ol'])

/**
 * Takes everything out but p, br, ul, ol, li, strong, em, h2, h3 and a[href] to http, https and mailto; scripts and styles go with what is in
 * them. Plain text becomes paragraphs. Cleaning what is clean changes nothing.
 */
export function cleanHtml(html: string): string {
  const source = html.replaceAll('\0', '').toWellFormed()
  // Written without tags: an empty line ends a paragraph, a single one is a break.
  const isPlain = !/<[a-z!/]/i.test(source)
  const marked = isPlain
    ? source
        .trim()
        .split(/\n\s*\n/)
        .map(part => `<p>${part.trim().replaceAll(/\s*\n\s*/g, '<br />')}</p>`)
        .join('')
    : source
  let text = balance(tidyHtml(marked))
  // Closing what was left open may leave something empty, which goes too.
  for (let before = ''; before !== text; ) {
    before = text
    text = balance(tidyHtml(text.replaceAll(/<(p|li|ul|ol|h2|h3|strong|em|a)(?: href="[^"]*")?><\/\1>/g, '')))
  }
  return text
}

/** @param html as `tidyHtml` spells it, so that every < begins one of our own tags. */
function balance(html: string): string {
  const open: string[] = []
  const out: string[] = []
  const close = (name: string) => {
    while (open.length > 0) {
      const last = open.pop()!
      out.push(`</${last}>`)
      if (last === name) return
    }
  }
  for (const [token, end, name] of html.matchAll(/<(\/?)([a-z0-9]+)[^>]*>|[^<]+/g)) {
    if (name === undefined || name === 'br') {
      if (name === undefined && open.length === 0 && token.trim() !== '') {
        out.push('<p>')
        open.push('p')
      }
      out.push(token)
    } else if (end === '/') {
      if (open.includes(name)) close(name)
    } else {
      if (blocks.has(name)) for (const one of closesItself) if (open.includes(one)) close(one)
      if (name === 'li') {
        const list = Math.max(open.lastIndexOf('ul'), open.lastIndexOf('ol'))
        if (list < 0) {
          out.push('<ul>')
          open.push('ul')
        } else while (open.length > list + 1) out.push(`</${open.pop()!}>`)
      }
      if (name === 'a' && open.includes('a')) close('a')
      if (!blocks.has(name) && name !== 'li' && open.length === 0) {
        out.push('<p>')
        open.push('p')
      }
      out.push(token)
      open.push(name)
    }
  }
  while (open.length > 0) out.push(`</${open.pop()!}>`)
  return out.join('')
}
