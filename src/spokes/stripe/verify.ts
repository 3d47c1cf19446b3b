/** The first look at an account: whose it is, and what will not work until the seller changes something there. */
import { decimalsOf, oneLine } from '#kit'
import type { PayFacts } from '#kit/pay.ts'
import { type Context, call } from './client.ts'
import { isLiveKey } from './settings.ts'
import { Account } from './wire.ts'

export async function verify(ctx: Context): Promise<PayFacts> {
  const account = Account.parse((await call(ctx, { what: 'ask whose account this is', path: '/account' })).body)
  // What a restricted key may not do shows here, and not first when a buyer wants to pay.
  await call(ctx, { what: 'look at payments', path: '/checkout/sessions', query: { limit: 1n } })
  await call(ctx, { what: 'look at what changed', path: '/events', query: { limit: 1n } })
  await call(ctx, { what: 'look at the account of money', path: '/balance_transactions', query: { limit: 1n } })
  await call(ctx, { what: 'look at the messages', path: '/webhook_endpoints', query: { limit: 1n } })
  await call(ctx, { what: 'look at disputes', path: '/disputes', query: { limit: 1n } })
  await call(ctx, { what: 'look at refunds', path: '/refunds', query: { limit: 1n } })
  const isLive = isLiveKey(ctx.settings)
  const name = account.settings?.dashboard?.display_name ?? account.business_profile?.name ?? account.id
  return {
    name: oneLine(name),
    account: `${account.id}${isLive ? '' : ' (sandbox)'}`,
    country: account.country ?? null,
    currency: currencyOf(account.default_currency ?? null),
    isLive,
    warnings: [
      ...(isLive ? [] : ['This is a key of a sandbox: buyers can try everything, and no money moves.']),
      ...(account.charges_enabled ? [] : ['Stripe does not let this account take payments yet. Finish its details at Stripe.']),
      ...(ctx.settings.secretKey.startsWith('sk_')
        ? ['This key may do everything in your account. A restricted key, made by the steps, may do only what Selvage needs.']
        : []),
    ],
  }
}

function currencyOf(code: string | null): string | null {
  try {
    if (code !== null) decimalsOf(code.toUpperCase())
    return code?.toUpperCase() ?? null
  } catch {
    return null
  }
}
