/** The account of Shopify Payments, where the shop uses it. */
import { connection, padded } from './answer.ts'
import { moneyV2 } from './money.ts'
import { gid, type Shop, time } from './shop.ts'

interface PageArguments {
  readonly first?: number
  readonly after?: string
}

export function paymentsAccount(shop: Shop) {
  if (!shop.state.settings.hasPayments) return null
  return {
    id: gid('ShopifyPaymentsAccount', 1),
    balanceTransactions: (args: PageArguments) =>
      connection(
        shop.state.balance,
        args,
        row => `${padded(row.at)} ${padded(row.id)}`,
        row => ({
          id: gid('ShopifyPaymentsBalanceTransaction', row.id),
          type: row.type,
          test: false,
          transactionDate: time(row.at),
          amount: moneyV2(row.amount, row.currency),
          fee: moneyV2(row.fee, row.currency),
          net: moneyV2(row.net, row.currency),
          sourceType: row.type,
          sourceId: String(row.id),
          sourceOrderTransactionId: String(row.orderId),
          adjustmentReason: null,
          associatedOrder: { id: gid('Order', row.orderId) },
          associatedPayout: { id: null, status: 'SCHEDULED' },
        }),
      ),
  }
}
