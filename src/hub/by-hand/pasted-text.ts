/** A description as plain text that reads well where it is pasted. Pure. */
import { decodeEntities, tidyHtml } from '../text.ts'

/** Paragraphs an empty line apart, points with a bullet or their number, links with their address behind them. */
export function pastedText(html: string): string {
  const counters: (number | null)[] = []
  /** Addresses of the links that are open. */
  const pending: string[] = []
  let text = ''
  /** The next point stands an empty line below what is before its list. */
  let isFirst = false
  for (const [token] of tidyHtml(html).matchAll(/<[^>]+>|[^<]+/g)) {
    const [, end = '', name = ''] = /^<(\/?)([a-z0-9]+)/i.exec(token) ?? []
    if (name === '') text += decodeEntities(token)
    else if (name === 'br') text += '\n'
    else if (name === 'ul' || name === 'ol') {
      if (end === '') counters.push(name === 'ol' ? 0 : null)
      else counters.pop()
      if (end !== '') text += '\n'
      else if (counters.length === 1) text = `${text.trimEnd()}\n\n`
      isFirst = end === '' && counters.length === 1
    } else if (name === 'li' && end === '') {
      const at = counters.pop() ?? null
      counters.push(at === null ? null : at + 1)
      text = `${isFirst ? text : `${text.trimEnd()}\n`}${at === null ? '•' : `${at + 1}.`} `
      isFirst = false
    } else if (name === 'a' && end === '') {
      const address = /href="([^"]*)"/.exec(token)?.[1] ?? ''
      pending.push(decodeEntities(address.replaceAll('&quot;', '"')))
    } else if (name === 'a') {
      const address = pending.pop() ?? ''
      if (address !== '' && !text.endsWith(address)) text += ` (${address})`
    } else if (['p', 'h2', 'h3'].includes(name)) text = end === '' ? text : `${text.trimEnd()}\n\n`
  }
  return text
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
