/** The first look at an account: whether the app's keys work, and which of its features the seller has to allow. */
import type { PayFacts } from '#kit/pay.ts'
import { type Context, call, statusOf } from './client.ts'
import { readReport } from './report.ts'

export const home = 'https://api-m.paypal.com'

export async function verify(ctx: Context): Promise<PayFacts> {
  await call(ctx, { what: 'look at the messages', path: '/v1/notifications/webhooks' })
  const hasDisputes = await may(() => call(ctx, { what: 'look for disputes', path: '/v1/customer/disputes', query: { page_size: 1 } }))
  const hourAgo = ctx.now().getTime() - 3_600_000
  const hasReport = await may(() => readReport(ctx, { from: hourAgo, lengthMs: 3_600_000, page: 1 }))
  const isLive = ctx.baseUrl === home
  return {
    // PayPal tells an app neither the name nor the country of its account.
    name: isLive ? 'PayPal' : 'PayPal (sandbox)',
    account: `${ctx.settings.clientId}${isLive ? '' : ' (sandbox)'}`,
    country: null,
    currency: null,
    isLive,
    warnings: [
      ...(isLive ? [] : ['This is not PayPal’s own address but a sandbox: buyers can try everything, and no money moves.']),
      ...(hasDisputes ? [] : ['The app may not see disputes. Allow “Customer disputes” under Apps & Credentials > Features.']),
      ...(hasReport
        ? []
        : [
            'The app may not read the account of money, so fees are told with each payment only. Allow “Transaction search” under Apps & Credentials > Features; it may take some hours.',
          ]),
    ],
  }
}

async function may(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act()
    return true
  } catch (error) {
    if (statusOf(error) !== 403) throw error
    return false
  }
}
