/** Makerist, kept by hand: no API for designers is published (looked for 2026-11). A limit that is not known is none here. */
import { cannot, noLimits, shopByHand } from '#kit'

export default shopByHand({
  id: 'makerist',
  label: 'Makerist',
  docs: 'https://www.makerist.com/',
  hosts: ['makerist.com', 'makerist.de', 'makerist.fr', 'makerist.es', 'makerist.it'],
  limits: {
    ...noLimits,
    images: { ...noLimits.images, mediaTypes: ['image/jpeg', 'image/png'] },
  },
  fields: [
    { field: 'title', label: 'Title' },
    { field: 'summary', label: 'Short text' },
    { field: 'description', label: 'Description' },
    { field: 'categories', label: 'Category' },
    { field: 'tags', label: 'Keywords' },
    { field: 'price', label: 'Price' },
  ],
  files: { kinds: ['pdf'], packs: 'never' },
  pictures: { least: 1, leastWidthPx: null, leastHeightPx: null },
  mostMinor: {},
  pages: { add: '{shop}', edit: '{listing}' },
  checklist: [
    'Sign in at Makerist as a designer and open your patterns. Add a new one, or open the one that is there.',
    'Upload each PDF from the folder “files”; take the older ones away once the new ones are there.',
    'Upload the pictures in the order of their numbers; the first is the cover.',
    'Paste title, short text, description and keywords from the texts, choose category and level, and set the price.',
    'A new pattern may be looked at there before it is shown. Once it is, copy its address.',
    'Tick it off in Selvage, with that address.',
  ],
  tellsBuyers:
    'Makerist keeps its buyers’ addresses to itself: what they bought waits under its number until the buyer claims it on your library’s page.',
  corrections: {
    mailsBuyers: cannot(
      'Makerist keeps its buyers’ addresses to itself; an address that came by another way is not written to about what was bought there.',
    ),
    tellsThere: cannot('It is not known that Makerist lets designers write to those who bought.'),
    source: 'No API and no such rule is published (Makerist, looked for 2026-11)',
  },
  reachesEarlierBuyers: 'It is not known whether earlier buyers at Makerist get a replaced file; your library serves them all the same.',
  salesColumns: {
    orderNumber: ['Order number', 'Bestellnummer', 'Order ID'],
    date: ['Date', 'Datum', 'Order date', 'Bestelldatum'],
    product: ['Product', 'Produkt', 'Pattern', 'Anleitung', 'Title', 'Titel'],
    country: ['Country', 'Land'],
    quantity: ['Quantity', 'Anzahl', 'Menge'],
    gross: ['Gross', 'Brutto', 'Price', 'Preis'],
    tax: ['VAT', 'Tax', 'MwSt', 'MwSt.', 'Steuer'],
    fee: ['Commission', 'Provision', 'Fee', 'Gebühr'],
    currency: ['Currency', 'Währung'],
  },
})
