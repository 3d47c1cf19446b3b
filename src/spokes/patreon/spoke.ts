/**
 * Patreon's shop, kept by hand: its API is about memberships and sells no products. Sources, read 2026-11: support.patreon.com, “Selling one-time purchases
 * on Patreon” (3 to 5,000 USD; PDF and text files) and “Managing customers” (sales are saved as CSV under Audience > Sales).
 */
import { cannot, noLimits, shopByHand } from '#kit'

export default shopByHand({
  id: 'patreon',
  label: 'Patreon',
  docs: 'https://support.patreon.com/hc/en-us/articles/16303719836813-Selling-one-time-purchases-on-Patreon',
  hosts: ['patreon.com'],
  limits: {
    ...noLimits,
    images: { ...noLimits.images, most: 1, mediaTypes: ['image/jpeg', 'image/png'] },
    leastMinor: { 2: 300n },
  },
  fields: [
    { field: 'title', label: 'Title' },
    { field: 'description', label: 'Details' },
    { field: 'price', label: 'Price' },
  ],
  files: { kinds: ['pdf'], packs: 'never' },
  pictures: { least: 0, leastWidthPx: null, leastHeightPx: null },
  mostMinor: { USD: 500_000n },
  pages: { add: 'https://www.patreon.com/create', edit: '{listing}' },
  checklist: [
    'Sign in at Patreon and choose Create, then Product; for one that is there, open it in your shop and choose to edit it.',
    'Add each PDF from the folder “files” as an attachment; take the older ones away.',
    'Paste title and details from the texts, set the price, and add the picture as the preview.',
    'Choose who may have it: for purchase, and for members if you like.',
    'Publish it, look at it as a buyer sees it, and copy its address if it is new.',
    'Tick it off in Selvage, with that address.',
  ],
  tellsBuyers: true,
  corrections: {
    mailsBuyers: true,
    tellsThere: cannot('It is not known that Patreon lets its shops write to all who bought a product.'),
    source: 'The table of sales tells the buyer’s address, for the order (support.patreon.com; looked for 2026-11)',
  },
  reachesEarlierBuyers: true,
  salesColumns: {
    orderNumber: ['Order ID', 'Order'],
    date: ['Date', 'Purchase date', 'Date purchased'],
    product: ['Product', 'Product name'],
    email: ['Email', 'Customer email'],
    name: ['Customer', 'Customer name', 'Name'],
    gross: ['Total', 'Total paid', 'Amount', 'Price'],
    tax: ['Tax', 'Sales tax'],
    fee: ['Platform fee', 'Fees', 'Fee'],
    currency: ['Currency'],
    refund: ['Refunded', 'Status'],
  },
})
