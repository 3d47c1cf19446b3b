/** The first look at a shop: who it is, what the app may do there, and what will not work until the seller changes something. */
import { decimalsOf, MoneyRefused, type ShopFacts, SpokeError } from '#kit'
import { delivering, losses, toPublish, wishes } from './access.ts'
import { ask, type Context } from './client.ts'
import { apiVersion, privacyOperation, shopOperation } from './queries.ts'
import { PrivacyAnswer, ShopAnswer } from './wire.ts'

export async function verify(ctx: Context): Promise<ShopFacts> {
  const { shop, currentAppInstallation } = await ask(ctx, { what: 'look at the shop', operation: shopOperation, shape: ShopAnswer })
  const granted = new Set(currentAppInstallation.accessScopes.flatMap(({ handle }) => [handle, handle.replace(/^write_/, 'read_')]))
  mustCount(shop.currencyCode)
  const canWrite = toPublish.every(scope => granted.has(scope))
  const warnings = [
    ...scopeWarnings(granted),
    ...(canWrite && !granted.has(delivering)
      ? [notAllowed(delivering, 'orders stay “unfulfilled” there although the buyer has the files')]
      : []),
    ...(granted.has('read_orders') ? await privacyWarnings(ctx) : []),
    ...(shop.plan.partnerDevelopment ? ['This is a development shop: its orders are tests, and tests are not counted as sales.'] : []),
    'The shop holds no files to download: Selvage delivers them to your buyers itself.',
  ]
  return {
    name: shop.name,
    currency: shop.currencyCode,
    url: shop.url,
    canWrite,
    version: apiVersion,
    warnings,
    account: '',
  }
}

function mustCount(currency: string): void {
  try {
    decimalsOf(currency)
  } catch (error) {
    if (error instanceof MoneyRefused)
      throw new SpokeError('seller', `The shop's currency is “${currency}”, which Selvage cannot count in.`, { cause: error })
    throw error
  }
}

const notAllowed = (scope: string, loss: string): string =>
  `The app is not allowed “${scope}”: ${loss}. Add it in the Dev Dashboard, release the version and open the app in the shop once.`

function scopeWarnings(granted: ReadonlySet<string>): string[] {
  const missing = Object.entries(losses).filter(([scope]) => !granted.has(scope))
  const [all, ...money] = wishes
  return [
    ...missing.map(([scope, loss]) => notAllowed(scope, loss)),
    ...(granted.has('read_orders') && !granted.has(all)
      ? ['The shop shows the app only the orders of the last 60 days. For older ones ask for “read_all_orders” in the Dev Dashboard.']
      : []),
    ...(money.some(scope => !granted.has(scope))
      ? ['The app may not see the account of Shopify Payments, so its fees are not in your books.']
      : []),
  ]
}

/** On some plans an app of one's own is not told e-mail addresses: then they are null, with a reason. */
async function privacyWarnings(ctx: Context): Promise<string[]> {
  let isKept = false
  const onLack = () => {
    isKept = true
  }
  await ask(ctx, { what: 'look at an order', operation: privacyOperation, shape: PrivacyAnswer, mayLack: ['email'], onLack })
  return isKept
    ? [
        'The shop does not tell the app its buyers’ e-mail addresses (protected customer data; it needs a plan above Basic, or an approval). Buyers claim what they bought on your library’s page, by their order number and a code that each pattern’s page has for them.',
      ]
    : []
}
