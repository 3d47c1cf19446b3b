import { examplesOf } from './examples-of.ts'

const reading = {
  mayWrite: false,
  sentence: '“Studio Maren” lets Selvage read only so far.',
  cannot: null,
  rights: [{ name: 'listings_w', lets: 'add and change listings' }],
  consent: { can: true, why: null },
  steps: [],
}

export const accessExamples = examplesOf({
  'GET /shops/{shop}/connections/{connection}/access': { answer: reading },
  'POST /shops/{shop}/connections/{connection}/access': {
    body: { access: 'write', back: '/s/studio-maren/preview?patterns=0190b6a0-0000-7000-8000-000000000003' },
    answer: { url: 'https://shop.example/consent?state=…' },
  },
  'POST /shops/{shop}/connections/{connection}/access/look': { answer: { ...reading, mayWrite: true, sentence: null } },
})
