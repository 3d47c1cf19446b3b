import type { JoinListing } from '#hub/join/listing.ts'
import type { CatalogueListing } from './catalogues.ts'

/** What a look at each storefront would tell of these. @param areCoversSeen whether pictures could be looked at. */
export const asJoinListings = (listings: readonly CatalogueListing[], { areCoversSeen }: { areCoversSeen: boolean }): JoinListing[] =>
  listings.map(({ id, storefront, title, description, sku, price, tags, files, cover }) => ({
    id,
    place: storefront,
    title,
    text: description,
    sku,
    prices: [{ minor: BigInt(price.minor), currency: price.currency }],
    tags,
    files: files.map(name => ({ name, mark: '' })),
    imageMarks: [],
    look: areCoversSeen ? cover : null,
  }))

export const truthOf = (listings: readonly CatalogueListing[]): ReadonlyMap<string, number> =>
  new Map(listings.map(({ id, pattern }) => [id, pattern]))
