import { examplesOf } from './examples-of.ts'
import { at, done, eur, ids } from './props.ts'

const provider = {
  id: ids.connection,
  provider: 'till',
  providerLabel: 'Till',
  label: 'Till',
  account: 'acct-1',
  url: 'https://api.till.example',
  state: 'rehearsal' as const,
  reason: null,
  isSandbox: true,
  warnings: ['This is a key of a sandbox: no money moves.'],
  lastLookAt: at,
  messages: 'It tells us at once what was paid.',
}
const wish = { provider: 'till', baseUrl: '', settings: { secretKey: 'sk-test-…' } }

export const providerExamples = examplesOf({
  'GET /payment-providers': {
    answer: {
      items: [
        {
          id: 'till',
          label: 'Till',
          docs: 'https://till.example/api',
          home: 'https://api.till.example',
          steps: ['Make a key under Settings > API.'],
          fields: [{ name: 'secretKey', label: 'Secret key', help: 'Shown once.', isSecret: true, isOptional: false, placeholder: null }],
        },
      ],
    },
  },
  'GET /shops/{shop}/providers': { answer: { items: [provider] } },
  'POST /shops/{shop}/providers/check': {
    body: wish,
    answer: { name: 'Studio Maren', account: 'acct-1', country: 'DE', currency: 'EUR', isSandbox: true, warnings: provider.warnings },
  },
  'POST /shops/{shop}/providers': {
    body: { ...wish, label: 'Card or bank transfer' },
    answer: { ...provider, label: 'Card or bank transfer' },
  },
  'PATCH /shops/{shop}/providers/{provider}': { body: { settings: wish.settings }, answer: provider },
  'POST /shops/{shop}/providers/{provider}/state': { body: { to: 'live' }, answer: { ...provider, state: 'live' } },
  'POST /shops/{shop}/providers/{provider}/look': { answer: done },
  'POST /shops/{shop}/providers/{provider}/remove': { answer: done },
  'POST /shops/{shop}/orders/{order}/refund': { body: { amount: eur('750'), key: 'return-1' }, answer: { refunded: eur('750') } },
})
