/** What a buyer reads about a file: what it is, and when to take it. */
import type { LibraryFile, LibraryVersion } from '#hub/library/read-library.ts'

const roles: Record<string, { readonly what: string; readonly why: string }> = {
  instructions: { what: 'Instructions', why: 'Read them on a screen, or print them on any paper.' },
  a4: {
    what: 'To print at home, on A4',
    why: 'The usual paper in most of the world. Print at 100 %, measure the test square, then tape the pages together.',
  },
  letter: {
    what: 'To print at home, on US Letter',
    why: 'The usual paper in the USA and Canada. Print at 100 %, measure the test square, then tape the pages together.',
  },
  a0: { what: 'For the copy shop, on A0', why: 'Large sheets without taping. Ask for 100 %, not “fit to page”.' },
  projector: { what: 'For a projector', why: 'To cut by light; nothing to print. Calibrate your projector first.' },
  chart: { what: 'Chart', why: 'The stitches as a drawing.' },
  other: { what: 'More', why: '' },
}

export const fileWords = ({ role, fileName }: LibraryFile): { what: string; why: string } => {
  const { what, why } = roles[role] ?? roles.other!
  return role === 'other' || roles[role] === undefined ? { what: fileName, why } : { what, why }
}

const kinds: Record<string, string> = { correction: 'Corrected', sizes: 'New sizes', edition: 'New edition' }

/** Before what changed; '' for a first version, which changed nothing. */
export const changeWord = ({ kind }: LibraryVersion): string => kinds[kind] ?? ''

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
export const dayOf = (at: Date): string => day.format(at)
