/** Things as PayPal writes them. Fields as in its descriptions of February 2024; those that say nothing here are left out. */
import type { Account } from './account.ts'
import type { Capture, Dispute, Event, Line, Money, Order, Refund, Webhook } from './state.ts'

type Json = Record<string, unknown>

export const amountJson = ({ currency, value }: Money): Json => ({ currency_code: currency, value })
export const stamp = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`
/** The reports write the zone so. */
const reportStamp = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}+0000`

const link = (account: Account, path: string, rel: string, method = 'GET'): Json => ({ href: `${account.url}${path}`, rel, method })

export const startedJson = (account: Account, order: Order): Json => ({
  id: order.id,
  status: order.status,
  payment_source: { paypal: order.email === null ? {} : { email_address: order.email } },
  links: [link(account, `/v2/checkout/orders/${order.id}`, 'self'), link(account, `/checkoutnow?token=${order.id}`, 'payer-action')],
})

export function orderJson(account: Account, order: Order): Json {
  const capture = order.captureId === null ? null : account.captures.get(order.captureId)!
  const refunds = [...account.refunds.values()].filter(({ captureId }) => captureId === order.captureId)
  const { buyer } = order
  const [given = '', ...surname] = (buyer?.name ?? '').split(' ')
  const payer =
    buyer === null
      ? null
      : {
          email_address: buyer.email,
          payer_id: buyer.payerId,
          name: { given_name: given, surname: surname.join(' ') },
          address: { country_code: buyer.country },
        }
  return {
    id: order.id,
    intent: 'CAPTURE',
    status: order.status,
    create_time: stamp(order.created),
    ...(buyer !== null && { update_time: stamp(order.updated) }),
    payment_source: {
      paypal:
        payer === null ? {} : { email_address: payer.email_address, account_id: payer.payer_id, name: payer.name, address: payer.address },
    },
    ...(payer !== null && { payer }),
    purchase_units: [
      {
        reference_id: 'default',
        amount: { ...amountJson(order.total), breakdown: { item_total: amountJson(order.total) } },
        ...(order.customId !== null && { custom_id: order.customId }),
        ...(order.invoiceId !== null && { invoice_id: order.invoiceId }),
        items: order.items.map(({ name, quantity, unit }) => ({
          name,
          quantity: String(quantity),
          unit_amount: amountJson(unit),
          category: 'DIGITAL_GOODS',
        })),
        ...(capture !== null && {
          payments: {
            captures: [captureJson(account, capture)],
            ...(refunds.length > 0 && { refunds: refunds.map(refund => refundJson(account, refund)) }),
          },
        }),
      },
    ],
    links: [
      link(account, `/v2/checkout/orders/${order.id}`, 'self'),
      ...(order.status === 'PAYER_ACTION_REQUIRED' ? [link(account, `/checkoutnow?token=${order.id}`, 'payer-action')] : []),
      ...(order.status === 'APPROVED' ? [link(account, `/v2/checkout/orders/${order.id}/capture`, 'capture', 'POST')] : []),
    ],
  }
}

export function captureJson(account: Account, capture: Capture): Json {
  const { fee, amount } = capture
  return {
    id: capture.id,
    status: capture.status,
    ...(capture.status === 'PENDING' && { status_details: { reason: 'ECHECK' } }),
    amount: amountJson(amount),
    final_capture: true,
    seller_protection: { status: 'NOT_ELIGIBLE' },
    ...(fee !== null && { seller_receivable_breakdown: { gross_amount: amountJson(amount), paypal_fee: amountJson(fee) } }),
    ...(capture.invoiceId !== null && { invoice_id: capture.invoiceId }),
    ...(capture.customId !== null && { custom_id: capture.customId }),
    create_time: stamp(capture.created),
    update_time: stamp(capture.updated),
    links: [
      link(account, `/v2/payments/captures/${capture.id}`, 'self'),
      link(account, `/v2/payments/captures/${capture.id}/refund`, 'refund', 'POST'),
      link(account, `/v2/checkout/orders/${capture.orderId}`, 'up'),
    ],
  }
}

export const refundJson = (account: Account, refund: Refund): Json => ({
  id: refund.id,
  status: 'COMPLETED',
  amount: amountJson(refund.amount),
  ...(refund.customId !== null && { custom_id: refund.customId }),
  create_time: stamp(refund.created),
  update_time: stamp(refund.created),
  links: [link(account, `/v2/payments/refunds/${refund.id}`, 'self'), link(account, `/v2/payments/captures/${refund.captureId}`, 'up')],
})

/** In the list: neither what it is about nor how it ended. */
export const disputeItemJson = (account: Account, dispute: Dispute): Json => ({
  dispute_id: dispute.id,
  create_time: stamp(dispute.created),
  update_time: stamp(dispute.updated),
  reason: 'MERCHANDISE_OR_SERVICE_NOT_RECEIVED',
  status: dispute.status,
  dispute_state: dispute.status === 'OPEN' ? 'REQUIRED_ACTION' : 'RESOLVED',
  dispute_amount: amountJson(dispute.amount),
  dispute_life_cycle_stage: 'INQUIRY',
  dispute_channel: 'INTERNAL',
  links: [link(account, `/v1/customer/disputes/${dispute.id}`, 'self')],
})

export const disputeJson = (account: Account, dispute: Dispute): Json => {
  const { dispute_state: _state, ...item } = disputeItemJson(account, dispute)
  return {
    ...item,
    disputed_transactions: [
      { seller_transaction_id: dispute.captureId, transaction_status: 'COMPLETED', gross_amount: amountJson(dispute.amount) },
    ],
    ...(dispute.outcome !== null && { dispute_outcome: { outcome_code: dispute.outcome } }),
  }
}

export const lineJson = (line: Line): Json => ({
  transaction_info: {
    transaction_id: line.id,
    ...(line.reference !== null && { paypal_reference_id: line.reference, paypal_reference_id_type: 'TXN' }),
    transaction_event_code: line.code,
    transaction_initiation_date: reportStamp(line.at),
    transaction_updated_date: reportStamp(line.at),
    transaction_amount: amountJson(line.amount),
    ...(line.fee !== null && { fee_amount: amountJson(line.fee) }),
    transaction_status: 'S',
    ...(line.invoiceId !== null && { invoice_id: line.invoiceId }),
  },
})

export const eventJson = (account: Account, event: Event): Json => ({
  id: event.id,
  event_version: '1.0',
  create_time: new Date(event.created).toISOString(),
  resource_type: event.resourceType,
  resource_version: '2.0',
  event_type: event.type,
  summary: event.summary,
  resource: event.resource,
  links: [
    link(account, `/v1/notifications/webhooks-events/${event.id}`, 'self'),
    link(account, `/v1/notifications/webhooks-events/${event.id}/resend`, 'resend', 'POST'),
  ],
})

export const webhookJson = (account: Account, webhook: Webhook): Json => ({
  id: webhook.id,
  url: webhook.url,
  event_types: webhook.types.map(name => ({ name, description: '', status: 'ENABLED' })),
  links: [link(account, `/v1/notifications/webhooks/${webhook.id}`, 'self')],
})
