/** What follows where a platform lets nobody make or change listings from outside: sales are read there, and nothing else. */
import type { ListingContent } from '#hub/listing/content.ts'
import { noLimits } from '#hub/listing/limits.ts'
import { SpokeError } from './error.ts'
import { cannot } from './shop.ts'

/** @param why a whole sentence, shown to the seller in place of each ability that is missing. */
export function salesAlone(why: string) {
  const missing = cannot(why)
  return {
    publishes: missing,
    access: missing,
    fields: [],
    limits: noLimits,
    batchSize: 1,
    project: (desired: ListingContent) => desired,
    check: () => {
      throw new SpokeError('seller', why)
    },
    uploadsFiles: false,
    isCreateKeyed: true,
    reachesEarlierBuyers: missing,
    readListings: missing,
    readListingsById: async () => [],
    readMarks: missing,
    findOwn: async () => new Map<string, string>(),
    plan: () => [],
    apply: async () => {
      throw new SpokeError('bug', why)
    },
    openListedFile: missing,
    pictureAddress: missing,
    listedPictures: missing,
    readShelves: missing,
    readProperties: missing,
    leftByHand: null,
    fulfil: missing,
  } as const
}
