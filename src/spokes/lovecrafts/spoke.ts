/** LoveCrafts, kept by hand: its API is open to partners alone. Source, read 2026-11: designer-handbook.lovecrafts.com. A limit that is not known is none here. */
import { cannot, noLimits, shopByHand } from '#kit'

export default shopByHand({
  id: 'lovecrafts',
  label: 'LoveCrafts',
  docs: 'https://designer-handbook.lovecrafts.com/',
  hosts: ['lovecrafts.com'],
  limits: {
    ...noLimits,
    images: { ...noLimits.images, mediaTypes: ['image/jpeg', 'image/png'] },
  },
  fields: [
    { field: 'title', label: 'Pattern name' },
    { field: 'description', label: 'Description' },
    { field: 'categories', label: 'Category' },
    { field: 'tags', label: 'Tags' },
    { field: 'price', label: 'Price' },
  ],
  files: { kinds: ['pdf'], packs: 'never' },
  pictures: { least: 1, leastWidthPx: null, leastHeightPx: null },
  mostMinor: {},
  pages: { add: '{shop}', edit: '{listing}' },
  checklist: [
    'Sign in at LoveCrafts as a designer and open your patterns. Add a new one, or open the one that is there.',
    'Upload each PDF from the folder “files”; take the older ones away once the new ones are there.',
    'Upload the pictures in the order of their numbers; the first is the cover.',
    'Paste name, description and tags from the texts, choose craft, category and sizes, and set the price.',
    'Save, look at the page as a buyer sees it, and copy its address if it is new.',
    'Tick it off in Selvage, with that address.',
  ],
  tellsBuyers:
    'LoveCrafts keeps its buyers’ addresses to itself: what they bought waits under its number until the buyer claims it on your library’s page.',
  corrections: {
    mailsBuyers: cannot(
      'LoveCrafts keeps its buyers’ addresses to itself; an address that came by another way is not written to about what was bought there.',
    ),
    tellsThere: cannot('It is not known that LoveCrafts lets designers write to those who bought.'),
    source: 'No API and no such rule is published (LoveCrafts, looked for 2026-11)',
  },
  reachesEarlierBuyers: 'It is not known whether earlier buyers at LoveCrafts get a replaced file; your library serves them all the same.',
  salesColumns: {
    orderNumber: ['Order Number', 'Order ID', 'Order'],
    date: ['Date', 'Order Date', 'Sale Date'],
    product: ['Pattern', 'Pattern Name', 'Product'],
    country: ['Country', 'Buyer Country'],
    quantity: ['Quantity', 'Qty'],
    gross: ['Price', 'Gross', 'Amount'],
    tax: ['VAT', 'Tax'],
    fee: ['Commission', 'Fee'],
    currency: ['Currency'],
  },
})
