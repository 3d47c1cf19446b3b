import { examplesOf } from './examples-of.ts'
import { at, connection, done, eur, ids, later, orderRow } from './props.ts'

const shop = { id: ids.shop, slug: 'studio-maren', name: 'Studio Maren', currency: 'EUR', isDemo: false, heldAt: null }
const settings = { name: 'Studio Maren', fieldRules: { price: 'ask' as const } }
const key = {
  id: ids.key,
  name: 'Price list in a spreadsheet',
  prefix: 'selvage_5f0c11aa',
  scopes: ['read' as const, 'patterns' as const],
  createdAt: at,
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: null,
}

export const shopExamples = examplesOf({
  'GET /me': {
    answer: {
      user: null,
      hasOwner: true,
      shops: [shop],
      publicUrl: { state: 'none', url: null, checkedAt: null, sentence: 'No public address is set, so only this machine reaches Selvage.' },
      version: '0.1.0',
    },
  },
  'POST /shops': { body: { name: 'Studio Maren', currency: 'EUR' }, answer: shop },
  'POST /demo/remove': { answer: done },
  'GET /shops/{shop}/today': {
    answer: {
      line: 'One thing needs you. The rest runs by itself.',
      isQuiet: false,
      heldAt: null,
      todos: [
        {
          key: 'hand-edits',
          title: '1 field was changed by hand',
          detail: 'At a storefront something was changed there. Keep it, or put it right.',
          href: '/changed',
          action: 'Decide',
        },
      ],
      moreTodos: 0,
      checks: [{ words: 'Every shop was asked for sales just now', isTrue: true, at: later }],
      sales: { today: 3, week: 21, month: 88, incomeMonth: [eur('66000')] },
      days: [{ day: '2026-03-01', sold: 3 }],
      recent: [orderRow],
      shops: [connection],
    },
  },
  'POST /shops/{shop}/hold': { body: { isHeld: true }, answer: { ...shop, heldAt: at } },
  'GET /shops/{shop}/settings': { answer: settings },
  'PATCH /shops/{shop}/settings': { body: { fieldRules: { price: 'ask' } }, answer: settings },
  'GET /shops/{shop}/keys': {
    answer: {
      items: [{ ...key, lastUsedAt: later }],
      scopes: [
        { scope: 'read', opens: 'Look at patterns and their files, listings, shops, and what was published. No buyers, no orders.' },
      ],
    },
  },
  'POST /shops/{shop}/keys': {
    body: { name: 'Price list in a spreadsheet', scopes: ['read', 'patterns'], expiresAt: null },
    answer: { ...key, key: 'selvage_5f0c11aa_…' },
  },
  'POST /shops/{shop}/keys/{key}/revoke': { answer: { ...key, revokedAt: later } },
})
