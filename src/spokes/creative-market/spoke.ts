/**
 * Creative Market, kept by hand: it has no API for sellers. Sources, read 2026-11: support.creativemarket.com, “Shop Owner Upload Guidelines”
 * (one ZIP of 4 GB at most; no RAR, no 7z). What is not written there is left open: a limit that is not known is none here.
 */
import { anyText, cannot, noLimits, shopByHand, textUpTo } from '#kit'

const gigabyte = 1024 ** 3

export default shopByHand({
  id: 'creative-market',
  label: 'Creative Market',
  docs: 'https://support.creativemarket.com/hc/en-us/articles/1260803906370-Shop-Owner-Upload-Guidelines',
  hosts: ['creativemarket.com'],
  limits: {
    ...noLimits,
    title: textUpTo(100),
    tags: { most: 20, each: anyText, notFirst: null },
    images: { ...noLimits.images, most: 15, mediaTypes: ['image/jpeg', 'image/png'] },
    files: { most: 1, mostBytes: 4 * gigabyte - 1, longestName: 100 },
  },
  fields: [
    { field: 'title', label: 'Product name' },
    { field: 'description', label: 'Description' },
    { field: 'categories', label: 'Category' },
    { field: 'tags', label: 'Tags' },
    { field: 'price', label: 'Price' },
  ],
  files: { kinds: ['zip'], packs: 'always' },
  pictures: { least: 1, leastWidthPx: 1160, leastHeightPx: 772 },
  mostMinor: {},
  pages: { add: '{shop}', edit: '{listing}' },
  checklist: [
    'Sign in at Creative Market and open your shop. For a new product choose to add one; for one that is there, open it and choose to edit it.',
    'Upload the ZIP from the folder “files”. It takes the place of the one that was there.',
    'Upload the pictures in the order of their numbers; the first is the cover.',
    'Paste name, description and tags from the texts, choose the category that fits, and set the price for the licence that you sell.',
    'Say in the description which programs a buyer needs to open the files.',
    'Save, look at the page as a buyer sees it, and copy its address if it is new.',
    'Tick it off in Selvage, with that address.',
  ],
  tellsBuyers:
    'Creative Market keeps its buyers’ addresses to itself: what they bought waits under its number until the buyer claims it on your library’s page.',
  corrections: {
    mailsBuyers: cannot(
      'Creative Market keeps its buyers’ addresses to itself; an address that came by another way is not written to about what was bought there.',
    ),
    tellsThere: cannot('It is not known that Creative Market lets its sellers write to all who bought a product.'),
    source: 'No API and no such rule is published (Creative Market, looked for 2026-11)',
  },
  reachesEarlierBuyers: true,
  salesColumns: {
    orderNumber: ['Order ID', 'Order', 'Transaction ID'],
    date: ['Date', 'Sale Date'],
    product: ['Product', 'Product Name', 'Item'],
    name: ['Customer', 'Buyer'],
    gross: ['Price', 'Sale Price', 'Amount'],
    fee: ['Creative Market Fee', 'Fee'],
    currency: ['Currency'],
  },
})
