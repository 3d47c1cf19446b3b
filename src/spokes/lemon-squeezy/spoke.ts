/** Lemon Squeezy: a store there, whose products nobody can change from outside and whose orders come in. */
import { cannot, defineShop, salesAlone } from '#kit'
import { dropHooks, keepHooks, readHook } from './hooks.ts'
import { readListings, readListingsById } from './listings.ts'
import { readSales, salesFrom } from './sales.ts'
import { type Settings, settingFields, settingsSchema } from './settings.ts'
import { verify } from './verify.ts'

export default defineShop<Settings>({
  ...salesAlone('Lemon Squeezy lets products and files be read from outside, and neither made nor changed: do that in its own dashboard.'),
  coupons: { byHand: 'Store > Discounts' },
  bundles: cannot('Lemon Squeezy’s API makes no products, so no bundles either.'),
  id: 'lemon-squeezy',
  label: 'Lemon Squeezy',
  docs: 'https://docs.lemonsqueezy.com/api',
  home: 'https://api.lemonsqueezy.com',
  steps: [
    'Open app.lemonsqueezy.com and choose Settings > API. Press “+” and name the key “Selvage”.',
    'Copy the key into the form here; it is shown only once. It lasts a year: then make a new one and renew it here.',
    'Copy the number of your store from Settings > Stores, such as #12345.',
    'Your products there are found by themselves: say once which pattern each of them is, and their sales follow.',
  ],
  settings: { schema: settingsSchema, fields: settingFields },
  // 300 a minute by its documents, whenever the minute begins.
  rates: ({ apiKey }) => [{ key: `lemon-squeezy ${apiKey}`, perSecond: 4.5, burst: 25, perDay: null, atOnce: 4 }],
  learn: null,
  tokens: null,

  verify,
  authorise: cannot('Lemon Squeezy lets other programs in by a key alone; paste it here.'),

  corrections: {
    mailsBuyers: true,
    tellsThere: cannot('Lemon Squeezy’s own mails to buyers are for those who chose to get them; a correction goes by mail from here.'),
    source: 'Lemon Squeezy: an order tells the buyer’s address, for the order (docs.lemonsqueezy.com/api/orders; read 2026-11)',
  },
  tellsBuyers: true,
  readListings,
  readListingsById,
  pictureAddress: ({ extras }) => (extras as { readonly picture?: string | null } | null)?.picture ?? null,
  listedPictures: ({ extras }) => {
    const { picture = null } = (extras ?? {}) as { readonly picture?: string | null }
    return picture === null ? [] : [{ address: picture, alt: '' }]
  },

  readSales,
  salesFrom,
  readMoney: cannot('Lemon Squeezy tells its fees in its payouts alone, which its API does not list.'),
  readHook,
  salesInHook: null,
  keepHooks,
  dropHooks,
})
