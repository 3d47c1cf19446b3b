/** PayPal: payments for the seller's own store, on PayPal's own page. */
import { definePay } from '#kit/pay.ts'
import { paymentsFrom, readPayments } from './changes.ts'
import { tokens } from './client.ts'
import { dropHooks, keepHooks, readHook } from './hooks.ts'
import { check } from './mapping.ts'
import { readMoney } from './money.ts'
import { read, refund, start } from './payments.ts'
import { type Settings, settingFields, settingsSchema } from './settings.ts'
import { home, verify } from './verify.ts'

export default definePay<Settings>({
  id: 'paypal',
  label: 'PayPal',
  docs: 'https://developer.paypal.com/api/rest/',
  home,
  steps: [
    'Open developer.paypal.com with your business account, choose Apps & Credentials, switch from Sandbox to Live, and press “Create App”. Name it “Selvage”.',
    'In the app, under Features, allow “Customer disputes” and “Transaction search”; leave the rest as it is.',
    'Copy the client ID and the secret into the form here.',
    'To try everything first, stay in Sandbox, and write https://api-m.sandbox.paypal.com as the address here; no money moves there.',
    'Buyers pay on PayPal’s page, with their account or as guests. Selvage never sees a card.',
  ],
  settings: { schema: settingsSchema, fields: settingFields },
  // PayPal tells no numbers; it asks not to be polled, and answers 429.
  rates: ({ clientId }) => [{ key: `paypal ${clientId}`, perSecond: 10, burst: 20, perDay: null, atOnce: 6 }],
  learn: null,
  tokens,

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
