/** Gumroad, API v2 as of 2026: the seller's own account there, by an application of her own. */
import { cannot, defineShop, type ObservedListing, SpokeError } from '#kit'
import { apply, batchSize } from './apply.ts'
import { check } from './check.ts'
import { atOnce, type Context } from './client.ts'
import { coupons } from './coupons.ts'
import { dropHooks, keepHooks, readHook } from './hooks.ts'
import { limits } from './limits.ts'
import { findOwn, readListings, readListingsById, readMarks, readProduct } from './listings.ts'
import { type Extras, noteFrom, placeOfKey, project, toFileFact } from './mapping.ts'
import { access, authorise, home } from './oauth.ts'
import { fields, plan } from './plan.ts'
import { readNamed, readSales, salesFrom } from './sales.ts'
import { type Settings, settingFields, settingsSchema } from './settings.ts'
import { assertFit } from './storage.ts'
import { verify } from './verify.ts'

/** The one number that Gumroad's source names for its API; the day's is our own, since it names none. */
const [perSecond, perDay] = [10, 50_000]
const openLimits = { maxBytes: 20 * 1024 ** 3, timeoutMs: 600_000, cost: 0 }

/** The address of a file serves for a while only, so it is asked for anew. */
async function openListedFile(ctx: Context, { remoteId }: ObservedListing, fileKey: string): Promise<ReadableStream<Uint8Array>> {
  const product = await readProduct(ctx, remoteId)
  const files = product?.files ?? []
  const note = noteFrom((await ctx.notes([remoteId])).get(remoteId))
  const names = files.map(file => toFileFact(file).name)
  const url = files[placeOfKey(names, fileKey, note)]?.url ?? ''
  if (!URL.canParse(url)) throw new SpokeError('retry', 'open a listed file: the product has no such file')
  assertFit(ctx, url)
  const response = await ctx.fetch(url, openLimits)
  if (response.ok && response.body !== null) return response.body
  await response.body?.cancel()
  throw new SpokeError('retry', `open a listed file: the store behind Gumroad answered ${response.status}`)
}

export default defineShop<Settings>({
  id: 'gumroad',
  label: 'Gumroad',
  docs: 'https://gumroad.com/api',
  home,
  steps: [
    'Log in to Gumroad, open Settings > Advanced, and under Applications choose “Create application”. Name it “Selvage”; as its redirect URI enter the address that is shown here, letter for letter.',
    'Copy the application ID and the application secret into the form here and press “Ask Gumroad for access”: Gumroad asks whether Selvage may see your sales and be told of new ones (view_sales); your products can be seen with that too. Press “Authorize”. Only when you first publish there does Gumroad ask whether Selvage may add and change your products and files (edit_products).',
    'Or press “Generate access token” there and copy the token into the form. Gumroad makes such a token for all that your applications may, writing too; it makes none that may only read.',
    'Gumroad puts nothing up for sale before it knows where to pay you (Settings > Payments) and your own address is confirmed.',
    'Whichever you choose, nothing is written there before you go live and publish.',
  ],
  settings: { schema: settingsSchema, fields: settingFields },
  // Counted by where requests come from, so for all accounts at this address together.
  rates: (_settings, baseUrl) => [{ key: `gumroad ${new URL(baseUrl).host}`, perSecond, burst: perSecond, perDay, atOnce: atOnce + 2 }],
  learn: null,
  tokens: null,
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
  isCreateKeyed: true,
  tellsBuyers: true,
  corrections: {
    mailsBuyers: true,
    tellsThere: {
      byHand: 'open the product at Gumroad and let it tell your customers of the new file. Gumroad lets no program do it.',
    },
    source: 'antiwork/gumroad#9 and pull request 113; sales tell the buyer’s address; read 2026-11',
  },
  reachesEarlierBuyers: true,
  readListings,
  readListingsById,
  readMarks,
  findOwn,
  plan,
  apply,
  openListedFile,
  pictureAddress: ({ extras }) => (extras as unknown as Extras).picture ?? null,
  readProperties: cannot('Gumroad’s products have no fields for gauge, needles or yarn; the description tells them.'),
  listedPictures: ({ extras }) => (extras as unknown as Extras).shown ?? [],
  readShelves: cannot(
    'Gumroad lists its categories nowhere in its API; choose the category of a product there, once. It is left as it is.',
  ),
  leftByHand: null,
  coupons,
  bundles: cannot('Selvage makes no bundle at Gumroad yet: make it there by hand.'),

  readSales,
  salesFrom,
  fulfil: cannot('Gumroad gives its buyers their files by itself; nothing is left to be marked.'),
  readMoney: cannot(
    'Gumroad tells its payouts to applications by their sums alone, not line by line. Its fee is told with each sale in US dollars.',
  ),
  readHook,
  salesInHook: null,
  readNamed,
  keepHooks,
  dropHooks,
})
