/** Etsy, Open API v3: the seller's own shop there, by her own app. */
import { cannot, defineShop } from '#kit'
import { apply, batchSize } from './apply.ts'
import { check } from './check.ts'
import { learn } from './client.ts'
import { readHook } from './hooks.ts'
import { readMoney } from './ledger.ts'
import { limits } from './limits.ts'
import { findOwn, readListings, readListingsById, readMarks } from './listings.ts'
import { type Extras, project } from './mapping.ts'
import { access, authorise, home, tokens } from './oauth.ts'
import { fields, plan } from './plan.ts'
import { readProperties } from './properties.ts'
import { readSales, salesFrom } from './sales.ts'
import { type Settings, settingFields, settingsSchema } from './settings.ts'
import { readShelves } from './taxonomy.ts'
import { verify } from './verify.ts'

export default defineShop<Settings>({
  id: 'etsy',
  label: 'Etsy',
  docs: 'https://developers.etsy.com/documentation/',
  home,
  steps: [
    'Open etsy.com/developers and choose “Create a new app”, of the kind Seller App: it is for your own shop alone and is approved within minutes.',
    'Under “Callback URLs” of the app add the address that is shown here, letter for letter.',
    'Copy the keystring and the shared secret of the app into the form here, then press “Ask Etsy for access”: Etsy asks whether Selvage may read your shop and its sales (shops_r, transactions_r) and its listings (listings_r), nothing else. Grant it. Only when you first publish there does Etsy ask whether Selvage may also add, remove and change its listings (listings_w, listings_d).',
    'If your app’s menu has “Go to Webhook portal”: add the address that is shown under Details of this connection there, for the order events, and copy its signing secret here. Without it orders are looked for every minute.',
  ],
  settings: { schema: settingsSchema, fields: settingFields },
  // Said to be 5 or 10 a second and 5,000 or 10,000 a day, by source; the smaller until Etsy's own headers tell.
  rates: ({ keystring }) => [{ key: `etsy ${keystring}`, perSecond: 5, burst: 5, perDay: 5000, atOnce: 5, isSliding: true }],
  learn,
  tokens,
  fields,
  limits,
  batchSize,

  verify,
  access,
  authorise,

  publishes: true,
  project,
  check,
  uploadsFiles: true,
  isCreateKeyed: false,
  tellsBuyers: cannot(
    'Etsy tells no buyer’s address to most apps: what they bought waits under its order number until the buyer claims it on your library’s page.',
  ),
  corrections: {
    mailsBuyers: true,
    tellsThere: {
      byHand:
        'open Shop Manager > Orders & Shipping, find the orders of it, choose “Message buyer” and paste the text. Etsy lets no program do it.',
    },
    source:
      'Etsy: a buyer’s address is for the order that it came with, and for no news; there is no call for messages (etsy/open-api#67, #284; help.alura.io; read 2026-11)',
  },
  reachesEarlierBuyers: cannot(
    'Etsy does not say whether those who bought before get a replaced file there. The buyers’ library here gives it to everyone who has claimed what they bought.',
  ),
  readListings,
  readListingsById,
  readMarks,
  findOwn,
  plan,
  apply,
  openListedFile: cannot(
    'Etsy hands the files of a listing to its buyers only: they cannot be brought here, so add them to the pattern yourself. What is there is told by the name that each file carries.',
  ),
  pictureAddress: ({ extras }) => (extras as unknown as Extras).picture ?? null,
  listedPictures: ({ extras }) => (extras as unknown as Extras).shown ?? [],
  readShelves,
  readProperties,
  leftByHand: null,
  coupons: { byHand: 'Shop Manager > Marketing > Sales and discounts > “Set up a promo code”' },
  bundles: cannot('Etsy’s API has no bundles: a set there is a listing of its own, with all the files in it.'),

  readSales,
  salesFrom,
  fulfil: cannot('Etsy completes an order of downloads by itself.'),
  readMoney,
  readHook,
  salesInHook: null,
  keepHooks: cannot('Etsy takes the address for its messages in its own webhook portal only; the steps say how.'),
  dropHooks: cannot('The address is taken away in Etsy’s own webhook portal.'),
})
