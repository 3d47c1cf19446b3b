/** Cuts HTML down to the few tags that a description may have; nothing else of it survives, no attribute but a link's address. */
const kept = new Set(['P', 'BR', 'UL', 'OL', 'LI', 'STRONG', 'EM', 'H2', 'H3', 'A'])
const renamed: Record<string, string> = { B: 'STRONG', I: 'EM', H1: 'H2', H4: 'H3', H5: 'H3', H6: 'H3', DIV: 'P' }
const dropped = new Set(['SCRIPT', 'STYLE', 'HEAD', 'TITLE', 'META', 'LINK', 'IFRAME', 'OBJECT', 'TEMPLATE', 'SVG'])

export function cleanHtml(html: string): { html: string; nodes: DocumentFragment } {
  const parsed = new DOMParser().parseFromString(html, 'text/html')
  const nodes = document.createDocumentFragment()
  for (const node of parsed.body.childNodes) copy(node, nodes)
  const holder = document.createElement('div')
  holder.append(nodes.cloneNode(true))
  return { html: holder.innerHTML.replaceAll('<p></p>', '').replaceAll('<p><br></p>', ''), nodes }
}

function copy(node: Node, into: Node): void {
  if (node instanceof Text || node.nodeType === Node.TEXT_NODE) {
    into.appendChild(document.createTextNode(node.textContent ?? ''))
    return
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return
  const element = node as HTMLElement
  if (dropped.has(element.tagName)) return
  const tag = renamed[element.tagName] ?? element.tagName
  const isNested = tag === 'P' && [...element.children].some(child => ['UL', 'OL', 'P', 'DIV', 'H2', 'H3'].includes(child.tagName))
  if (!kept.has(tag) || isNested) {
    for (const child of element.childNodes) copy(child, into)
    return
  }
  const clean = document.createElement(tag.toLowerCase())
  const href = tag === 'A' ? element.getAttribute('href') : null
  if (href !== null && /^(https?:|mailto:)/i.test(href)) clean.setAttribute('href', href)
  for (const child of element.childNodes) copy(child, clean)
  into.appendChild(clean)
}
