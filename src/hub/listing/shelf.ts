/** A place in a storefront's own tree of categories. What is wanted is known by its id; its words are for her. Pure. */

export interface Shelf {
  /** The storefront's own. */
  readonly id: string
  /** From the root: 'Craft Supplies › Patterns › Sewing Patterns'. */
  readonly path: string
}

/** @returns 'Craft Supplies › Patterns #2004': for `ListingContent.shelf`. A storefront that tells ids alone gives '#2004'. */
export const shelfText = ({ id, path }: Shelf): string => (path === '' ? `#${id}` : `${path} #${id}`)

/** @returns '' for none. */
export const shelfId = (text: string | null | undefined): string => /#([^#\s]+)$/.exec(text ?? '')?.[1] ?? ''

export function shelfPath(text: string): string {
  const path = text.replace(/\s*#[^#\s]+$/, '')
  return path === '' ? `another one (${shelfId(text)})` : path
}
