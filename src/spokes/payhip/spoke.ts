/** Payhip: a shop there, which tells each sale in a message and nothing else. */
import { cannot, decimalsOf, defineShop, MoneyRefused, type ShopFacts, SpokeError, salesAlone } from '#kit'
import { type Context, call } from './client.ts'
import { hookAddress, readHook, salesInHook } from './hooks.ts'
import { type Settings, settingFields, settingsSchema } from './settings.ts'

async function verify(ctx: Context): Promise<ShopFacts> {
  await call(ctx, { what: 'try the key', path: '/api/v2/coupons?limit=1' })
  const { shopName, currency } = ctx.settings
  assertCountable(currency)
  return {
    name: shopName,
    currency,
    url: `https://payhip.com/${shopName}`,
    canWrite: false,
    version: null,
    warnings: [
      'Payhip tells each sale in a message, tried again for three hours. What this machine does not hear by then is never told again: import Payhip’s list of sales as CSV then.',
    ],
    account: shopName.toLowerCase(),
  }
}

function assertCountable(currency: string): void {
  try {
    if (decimalsOf(currency) === 2) return
  } catch (error) {
    if (!(error instanceof MoneyRefused)) throw error
  }
  throw new SpokeError('seller', `Payhip tells amounts in cents; what that means in “${currency}” is not known, so it cannot be counted.`)
}

export default defineShop<Settings>({
  ...salesAlone('Payhip’s API knows coupons and licence keys alone: products are made and changed in its own screens.'),
  id: 'payhip',
  label: 'Payhip',
  docs: 'https://help.payhip.com/article/115-webhooks',
  home: 'https://payhip.com',
  steps: [
    'Open payhip.com and choose Settings > Developer. Copy the API key into the form here.',
    'Write the name of your shop and its currency here; Payhip does not tell them.',
    'Go live with it here. Details then shows the address to which Payhip is to send its messages, with a key of ours in it.',
    'Paste that address whole under Settings > Developer at Payhip, beside others with a comma between, and choose the events “paid” and “refunded”.',
    'The first sale of each product asks you once which pattern it is; later ones follow.',
  ],
  settings: { schema: settingsSchema, fields: settingFields },
  // No limit is stated; it is asked once, when keys are tried.
  rates: ({ apiKey }) => [{ key: `payhip ${apiKey}`, perSecond: 1, burst: 5, perDay: null, atOnce: 1 }],
  learn: null,
  tokens: null,

  verify,
  authorise: cannot('Payhip has no consent page; paste its API key here.'),

  corrections: {
    mailsBuyers: true,
    tellsThere: {
      byHand: 'open the product at Payhip, replace its file, and let it write to those who bought it. Payhip lets no program do it.',
    },
    source:
      'Payhip: the message of a sale tells the buyer’s address, for the order; updates to buyers are sent from its own screens (looked for 2026-11)',
  },
  tellsBuyers: true,

  readSales: cannot(
    'Payhip lists no sales: each is told in a message when it happens, tried again for three hours, and never again. What was sold before, or was missed, comes in by importing Payhip’s CSV.',
  ),
  coupons: { byHand: 'Marketing > Coupons' },
  bundles: cannot('Payhip’s API has no products, so it has no bundles.'),
  salesFrom: at => at.toISOString(),
  readMoney: cannot('Payhip tells its fees with each sale, and has no other account of money.'),
  readHook,
  salesInHook,
  hookAddress,
  keepHooks: cannot('Payhip takes the address for its messages in its own settings only; the steps say how.'),
  dropHooks: cannot('The address is taken away under Settings > Developer at Payhip.'),
})
