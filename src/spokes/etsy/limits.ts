/** What Etsy takes, as data. Sources: as in check.ts, which refuses the rest. */
import { anyText, type ListingLimits, textUpTo } from '#kit'
import { imageTypes, lowestMinor, limits as most } from './check.ts'
import { longestFileName } from './mapping.ts'
import { notInTag, notInTitle } from './text.ts'

export const limits: ListingLimits = {
  title: { most: most.title, counts: 'characters', foreign: notInTitle, once: { '%': ' percent', ':': ' –', '&': 'and', '+': 'and' } },
  summary: anyText,
  // How long a description may be is not written anywhere.
  description: anyText,
  tags: { most: most.tags, each: { ...textUpTo(most.tag), foreign: notInTag }, notFirst: /['-]/ },
  // Lists there show the first picture as 4 : 3, by the advice of help page 115015663347 (told to us, not read again).
  images: {
    most: most.images,
    mediaTypes: [...imageTypes],
    mostBytes: null,
    alt: textUpTo(most.alt),
    cover: { width: 4, height: 3 },
  },
  files: { most: most.files, mostBytes: most.fileBytes, longestName: longestFileName },
  leastMinor: { 0: 1n, 2: lowestMinor, 3: 1n },
}
