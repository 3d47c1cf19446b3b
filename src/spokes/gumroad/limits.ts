/** What Gumroad takes, as data. Sources: as in check.ts, which refuses the rest. */
import { anyText, type ListingLimits, textUpTo } from '#kit'
import { imageTypes, limits as most } from './check.ts'
import { fromUnits, leastPrices } from './money.ts'

export const limits: ListingLimits = {
  title: textUpTo(most.title),
  // How long these may be is not written anywhere.
  summary: anyText,
  description: anyText,
  tags: { most: null, each: { ...textUpTo(most.tag), foreign: /,/u }, notFirst: /#/u },
  // Lists there show a square.
  images: { most: most.images, mediaTypes: [...imageTypes], mostBytes: null, alt: anyText, cover: { width: 1, height: 1 } },
  files: { most: null, mostBytes: most.fileBytes, longestName: null },
  leastMinor: Object.fromEntries(Object.entries(leastPrices).map(([currency, units]) => [currency, fromUnits(units, currency).minor])),
}
