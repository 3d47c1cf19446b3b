import { examplesOf } from './examples-of.ts'
import { at, done, eur, ids, later, next, orderRow } from './props.ts'

const mail = {
  id: ids.mail,
  kind: 'files' as const,
  to: 'ana@example.com',
  subject: 'Your pattern: Wren Tee',
  state: 'sent' as const,
  reason: null,
  createdAt: at,
  sentAt: later,
}

export const orderExamples = examplesOf({
  'GET /shops/{shop}/orders': { answer: { items: [orderRow], next } },
  'GET /shops/{shop}/orders/{order}': {
    answer: {
      ...orderRow,
      email: mail.to,
      lines: [
        {
          line: '1',
          title: 'Wren Tee, PDF pattern',
          sku: 'SM-101',
          quantity: 1,
          total: eur('750'),
          patternId: ids.pattern,
          patternTitle: 'Wren Tee',
          access: 'open',
        },
      ],
      canGiveBack: null,
      refunds: [],
      postings: [{ at, cause: `order:${ids.order}`, from: 'income:patterns:stub', to: 'asset:clearing:stub', amount: eur('750') }],
      mails: [{ id: ids.mail, subject: mail.subject, state: 'sent', at }],
    },
  },
  'POST /shops/{shop}/orders/{order}/lines/{line}/match': { body: { patternId: ids.pattern }, answer: { granted: 3 } },
  'GET /shops/{shop}/unreadable': {
    answer: {
      items: [
        { id: ids.delivery, shop: 'Studio Maren', remoteId: '88', reason: 'Its amount has no currency. It was kept.', receivedAt: at },
      ],
    },
  },
  'GET /shops/{shop}/mails': { answer: { items: [mail], next: null } },
  'GET /shops/{shop}/mails/{mail}': {
    answer: { ...mail, text: 'Hello Ana, your pattern is here: …', html: '<p>Hello Ana, your pattern is here: …</p>' },
  },
  'POST /shops/{shop}/mails/{mail}/retry': { answer: done },
  'GET /shops/{shop}/connections/{connection}/invite-preview': {
    answer: {
      buyers: 2977,
      batches: 30,
      sentence: '2,977 earlier buyers with an address have never been told of their library.',
      subject: 'Your patterns have a home',
      text: 'Hello, everything you bought lies in one library now. Open it: …',
      canSend: true,
      why: null,
    },
  },
  'POST /shops/{shop}/connections/{connection}/invite': { body: { buyers: 2977 }, answer: { invited: 2977 } },
})
