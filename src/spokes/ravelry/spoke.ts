/** Ravelry: the seller's own pattern store there, by her personal key. */
import { cannot, defineShop } from '#kit'
import { apply, batchSize } from './apply.ts'
import { buyerLibrary } from './buyer-library.ts'
import { check, limits } from './check.ts'
import { atOnce } from './client.ts'
import { findOwn } from './drafts.ts'
import { openListedFile } from './files.ts'
import { leftByHand } from './left-by-hand.ts'
import { readListings, readListingsById, readMarks } from './listings.ts'
import { type Extras, project } from './mapping.ts'
import { fields, plan } from './plan.ts'
import { readProperties } from './properties.ts'
import { readSales, salesFrom } from './sales.ts'
import { type Settings, settingFields, settingsSchema } from './settings.ts'
import { verify } from './verify.ts'

const home = 'https://api.ravelry.com'

export default defineShop<Settings>({
  id: 'ravelry',
  label: 'Ravelry',
  docs: 'https://www.ravelry.com/api',
  home,
  steps: [
    'You need a pattern store at Ravelry (a free Pro account with PayPal tied to it).',
    'Open ravelry.com/pro/developer and choose “Create a new app”, of the kind “Basic Auth: personal account access”. Name it “Selvage”.',
    'Copy the username (access key) and the password (personal key) of its credentials into the form here, with the currency of your store. Neither is your login.',
    'That key can do all that you can do at Ravelry, writing too: Ravelry has none that may only read. Selvage writes nothing there before you go live and publish. The key is kept sealed here and sent to Ravelry alone; give it to nobody else.',
  ],
  settings: { schema: settingsSchema, fields: settingFields },
  // Ravelry limits each method and publishes no number; one request a second is a guess that keeps well below. A test server says its own.
  rates: ({ accessKey }, baseUrl) => [
    { key: `ravelry ${accessKey}`, perSecond: baseUrl === home ? 1 : 50, burst: 30, perDay: null, atOnce },
  ],
  learn: null,
  tokens: null,
  fields,
  limits,
  batchSize,

  verify,
  access: cannot(
    'Ravelry’s personal key opens everything; it has none that may only read. Nothing is written there before you go live and publish.',
  ),
  authorise: cannot('Ravelry lets no app read the sales of a store by consent, so the personal key of its owner is the way.'),

  publishes: true,
  project,
  check,
  uploadsFiles: true,
  isCreateKeyed: false,
  corrections: {
    mailsBuyers: true,
    tellsThere: {
      byHand:
        'open the pattern’s page at Ravelry, choose “edit”, then its downloads, and “send an update to buyers”. Ravelry lets no program do it.',
      takesPlaceOf: 'update',
    },
    source: 'Ravelry API, Invoice (bill_to_email) and ProductNotification, which no call creates; read 2026-11',
  },
  tellsBuyers: true,
  reachesEarlierBuyers: cannot(
    'Ravelry gives those who bought before a new file only when you send them an update there. Selvage says when; the buyers’ library here has it at once.',
  ),
  readListings,
  readListingsById,
  readMarks,
  findOwn,
  plan,
  apply,
  openListedFile,
  pictureAddress: ({ extras }) => (extras as unknown as Extras).photos[0]?.url ?? null,
  readProperties,
  listedPictures: ({ extras }) => (extras as unknown as Extras).photos.map(({ url, alt }) => ({ address: url, alt })),
  readShelves: cannot(
    'Ravelry sets categories and attributes by the names of yours when the draft is made; it takes no later change of them from here.',
  ),
  leftByHand,
  coupons: { byHand: 'Contribute > Pro > Promotions, then “new promotion” with a coupon code' },
  bundles: cannot('Ravelry’s API has no bundles; an e-book is made there by hand.'),

  readSales,
  salesFrom,
  fulfil: cannot('Ravelry puts what was bought into the buyer’s library by itself.'),
  buyerLibrary,
  readMoney: cannot(
    'Ravelry pays out nothing: buyers pay to your PayPal account, and Ravelry’s own monthly bill is not in what it tells programs.',
  ),
  readHook: cannot('Ravelry sends no messages; its sales are looked for every minute.'),
  salesInHook: null,
  keepHooks: cannot('Ravelry sends no messages; its sales are looked for every minute.'),
  dropHooks: cannot('Ravelry sends no messages.'),
})
