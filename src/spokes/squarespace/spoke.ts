/** Squarespace: a site there, whose download products cannot be made from outside and whose orders come in. */
import { cannot, defineShop, type ListedPicture, salesAlone } from '#kit'
import { dropHooks, keepHooks, readHook } from './hooks.ts'
import { readListings, readListingsById } from './listings.ts'
import { authorise, home, tokens } from './oauth.ts'
import { readSales, salesFrom } from './sales.ts'
import { type Settings, settingFields, settingsSchema } from './settings.ts'
import { verify } from './verify.ts'

export default defineShop<Settings>({
  ...salesAlone(
    'Squarespace’s API makes no download products and takes no files for them: make them in its own screens. What is there is read.',
  ),
  coupons: { byHand: 'Selling > Discounts' },
  bundles: cannot('Squarespace’s API has no bundles; the product of a set is made there by hand.'),
  id: 'squarespace',
  label: 'Squarespace',
  docs: 'https://developers.squarespace.com/commerce-apis/overview',
  home,
  steps: [
    'Open your site at squarespace.com, and there Settings > Developer Tools > API keys. Your plan must have commerce APIs.',
    'Press “Generate key”, name it “Selvage”, and let it read Orders and Products, nothing else.',
    'Copy the key into the form here; it is shown only once.',
    'Only if you have an app of your own registered at Squarespace: write its client ID and secret here instead, and come in by its page. Then orders are told at once.',
    'Your download products there are found by themselves: say once which pattern each of them is, and their sales follow.',
  ],
  settings: { schema: settingsSchema, fields: settingFields },
  // 300 a minute by its documents, and a minute's pause after them.
  rates: ({ apiKey, clientId, accessToken }) => [
    { key: `squarespace ${apiKey || clientId || accessToken}`, perSecond: 4.5, burst: 25, perDay: null, atOnce: 4 },
  ],
  learn: null,
  tokens,

  verify,
  authorise,

  corrections: {
    mailsBuyers: true,
    tellsThere: cannot('Squarespace writes to buyers by its campaigns alone, which are news; a correction goes by mail from here.'),
    source:
      'The shop is the seller’s own: its buyers give their address to her, for the order (developers.squarespace.com, Orders; read 2026-11)',
  },
  tellsBuyers: true,
  readListings,
  readListingsById,
  pictureAddress: ({ extras }) => (extras as { readonly picture?: string | null } | null)?.picture ?? null,
  listedPictures: ({ extras }) => (extras as { readonly shown?: readonly ListedPicture[] } | null)?.shown ?? [],

  readSales,
  salesFrom,
  readMoney: cannot('What was taken in fees stands in Squarespace’s list of transactions, which is not read yet.'),
  readHook,
  salesInHook: null,
  keepHooks,
  dropHooks,
})
