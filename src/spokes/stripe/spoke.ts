/** Stripe: payments for the seller's own store, on Stripe's own page. */
import { definePay } from '#kit/pay.ts'
import { paymentsFrom, readPayments } from './changes.ts'
import { dropHooks, keepHooks, readHook } from './hooks.ts'
import { check } from './mapping.ts'
import { readMoney } from './money.ts'
import { read, refund, start } from './payments.ts'
import { type Settings, settingFields, settingsSchema } from './settings.ts'
import { verify } from './verify.ts'

export default definePay<Settings>({
  id: 'stripe',
  label: 'Stripe',
  docs: 'https://docs.stripe.com/api',
  home: 'https://api.stripe.com',
  steps: [
    'Open dashboard.stripe.com, choose Developers > API keys, and press “Create restricted key”. Name it “Selvage”.',
    'Give it these permissions: Write for Checkout Sessions, Charges and Refunds, and Webhook Endpoints; Read for PaymentIntents, Disputes, Balance, Events, and Account. Leave all others at None.',
    'Press “Create key” and copy the key (rk_live_…) into the form here. Stripe shows it only once.',
    'To try everything first, do the same in a sandbox; its key begins with rk_test_, and no money moves.',
    'Under Settings > Payment methods you choose how buyers may pay. Cards are entered on Stripe’s page alone; Selvage never sees them.',
  ],
  settings: { schema: settingsSchema, fields: settingFields },
  // Stripe takes 100 a second of a live account and 25 in a sandbox; a buyer who waits shall find room.
  rates: ({ secretKey }) => [{ key: `stripe ${secretKey}`, perSecond: 20, burst: 20, perDay: null, atOnce: 10 }],
  learn: null,
  tokens: null,

  verify,
  check,
  start,
  read,
  readPayments,
  paymentsFrom,
  refund,
  readMoney,
  readHook,
  keepHooks,
  dropHooks,
})
