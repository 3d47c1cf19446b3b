/** Listings as a look at a storefront finds them. */
import type { ListingContent } from '#hub/listing/content.ts'
import type { Observed } from '#hub/listing/shop-rules.ts'
import type { CatalogueListing } from './catalogues/index.ts'

export const observedOf = (remoteId: string, content: Partial<ListingContent> = {}): Observed => ({
  remoteId,
  url: `https://shop.example/${remoteId}`,
  mark: 'm',
  extras: null,
  content: {
    title: '',
    summary: '',
    description: '',
    sku: '',
    price: { minor: 750n, currency: 'EUR' },
    salePrice: null,
    isPublished: true,
    tags: [],
    categories: [],
    images: [],
    files: [],
    ...content,
  },
})

export const observedIn = ({ id, title, description, sku, price, tags, files }: CatalogueListing): Observed =>
  observedOf(id, {
    title,
    description: `<p>${description}</p>`,
    sku,
    price: { minor: BigInt(price.minor), currency: price.currency },
    tags,
    files: files.map(name => ({ key: name, name, sha256: '' })),
  })
