/** Etsy holds descriptions as plain text and has rules for single characters; both ways, pure. */
import { decodeEntities, encodeText, tidyHtml } from '#kit'

/** HTML of ours as text: paragraphs apart by an empty line, items with a dot before them, links followed by where they lead. */
export function toText(html: string): string {
  const lists: number[] = []
  const marked = tidyHtml(html)
    .replace(/<a href="([^"]*)">([\s\S]*?)<\/a>/g, (_whole, href: string, words: string) =>
      decodeEntities(href) === decodeEntities(words).trim() ? words : `${words} (${href})`,
    )
    .replace(/<(\/?)(ul|ol|li|p|h2|h3|br|strong|em)(?: \/)?>/g, (_whole, end: string, name: string) => {
      if (name === 'strong' || name === 'em') return ''
      if (name === 'br') return '\n'
      if (name === 'li' && end === '') {
        const at = lists.length - 1
        const number = lists[at] ?? 0
        if (number > 0) lists[at] = number + 1
        return `\n${number > 0 ? `${number}.` : '•'} `
      }
      if (name === 'li') return ''
      if (name !== 'p' && name !== 'h2' && name !== 'h3') {
        if (end === '') lists.push(name === 'ol' ? 1 : 0)
        else lists.pop()
      }
      return '\n\n'
    })
  // Twice: some texts of Etsy's come with entities (issue 446), so what looks like one cannot be told from one and is not written.
  return spell(decodeEntities(decodeEntities(marked)))
}

/** Text as it was found, as the HTML that gives this very text again. */
export const toHtml = (text: string): string =>
  spell(text)
    .split('\n\n')
    .filter(part => part !== '')
    .map(part => `<p>${part.split('\n').map(encodeText).join('<br />')}</p>`)
    .join('')

/** One spelling: no space at line ends, one empty line between paragraphs. */
const spell = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t\u00a0]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()

/** Source: createListing in the document 3.0.0. */
export const notInTitle = /[^\p{L}\p{Nd}\p{P}\p{Sm}\p{Zs}™©®]/u
export const notInTag = /[^\p{L}\p{Nd}\p{Zs}\-'™©®]/u
/** Each at most once in a title. */
export const onceInTitle = ['%', ':', '&', '+'] as const

/** As the document counts: by sign, not by half of one. */
export const lengthOf = (text: string): number => [...text].length
