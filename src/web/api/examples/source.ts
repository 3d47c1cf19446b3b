import { examplesOf } from './examples-of.ts'
import { ids } from './props.ts'

const source = {
  kind: 'outside' as const,
  connectionId: null,
  system: 'erpnext',
  publishes: true,
  sentence: 'You edit in erpnext. What it tells is taken over here and goes on to your shops by itself. Files and pictures are kept here.',
  storefronts: [{ connectionId: ids.connection, shop: 'Studio Maren', why: null }],
}

export const sourceExamples = examplesOf({
  'GET /shops/{shop}/source': { answer: source },
  'PUT /shops/{shop}/source': { body: { kind: 'outside', system: 'erpnext', publishes: true }, answer: source },
  'PUT /shops/{shop}/outside/{system}/{external}': {
    body: {
      title: 'Wren Tee',
      sku: 'WREN-TEE',
      craft: 'sewing',
      tags: ['tee', 'jersey'],
      prices: [{ currency: 'EUR', amount: { minor: '850', currency: 'EUR' }, sale: null }],
    },
    answer: {
      patternId: ids.pattern,
      outcome: 'changed',
      changes: [{ field: 'title', from: 'Wren tee', to: 'Wren Tee' }],
    },
  },
})
