/** What the pretend hub answers where there is nothing yet, and its previews. */
import { scopes, scopeWords } from '#hub/api-key/scopes.ts'
import type { AnswerOf, EndpointName } from '#web/api/contract.ts'
import { examples } from '#web/api/examples/index.ts'
import * as full from './fixtures.ts'
import * as work from './fixtures-of-work.ts'

export type Asked = { params: Record<string, string>; query: URLSearchParams; body: unknown }
export type Answers = { [Name in EndpointName]: (asked: Asked) => AnswerOf<Name> }

export const done = { done: true } as const
export const all = <Item>(items: readonly Item[]) => ({ items: [...items], next: null })
export const refuse = (status: number, detail: string): never => {
  throw Object.assign(new Error(detail), { status })
}
export const found = <Item extends { id: string }>(items: readonly Item[], id: string | undefined): Item =>
  items.find(item => item.id === id) ?? refuse(404, 'This is not here any more. Go back to the list and choose again.')

/** What the endpoint's own example tells, where nothing of its own is told here; a list is empty where there is nothing yet. */
export function exampleOf(name: EndpointName, state: string): unknown {
  const { answer } = examples[name]
  return state === 'empty' && 'items' in answer ? { ...answer, items: [], ...('next' in answer && { next: null }) } : answer
}

export const emptyAnswers: Partial<Answers> = {
  'GET /shops/{shop}/today': () => ({
    ...work.today,
    line: 'Nothing is connected yet, so nothing can go wrong.',
    isQuiet: true,
    todos: [],
    moreTodos: 0,
    checks: [],
    recent: [],
    shops: [],
    sales: { today: 0, week: 0, month: 0, incomeMonth: [] },
    days: [],
  }),
  'GET /shops/{shop}/keys': () => ({ items: [], scopes: scopes.map(scope => ({ scope, opens: scopeWords[scope] })) }),
  'GET /shops/{shop}/patterns': () => all([]),
  'GET /shops/{shop}/patterns/{pattern}': () => ({
    ...(full.patterns[6] ?? refuse(500, 'none')),
    images: [],
    prices: [],
    versions: [],
    listings: [],
    sales: { sold: 0, refunded: 0, income: [], owners: 0, lastAt: null },
  }),
  'GET /shops/{shop}/patterns/{pattern}/claims': () => ({
    ...full.claims,
    sentence:
      'They can put this pattern into their library themselves, by the number of their order and a code. Make the code, and give it to them.',
    ...{ waiting: 3, claimed: 0, code: null, link: null, note: null, sheets: null, older: [] },
  }),
  'POST /shops/{shop}/preview': () => ({
    key: 'k',
    sentence: 'Every shop shows it as it stands here.',
    listings: [],
    cost: [],
    peopleTold: 0,
    cannotUndo: [],
  }),
  'GET /shops/{shop}/publications': () => all([]),
  'GET /shops/{shop}/listings': () => all([]),
  'GET /shops/{shop}/hand-edits': () => all([]),
  'GET /shops/{shop}/hand-steps': () => all([]),
  'GET /shops/{shop}/connections/{connection}/sales-imports': () => all([]),
  'GET /shops/{shop}/orders': () => all([]),
  'GET /shops/{shop}/unreadable': () => ({ items: [] }),
  'GET /shops/{shop}/connections': () => ({ items: [] }),
  'GET /shops/{shop}/connections/{connection}/found': () => all([]),
  'GET /shops/{shop}/connections/{connection}/deliveries': () => all([]),
  'GET /shops/{shop}/connections/{connection}/jobs': () => ({ items: [] }),
  'GET /shops/{shop}/connections/{connection}/invite-preview': () => ({
    buyers: 0,
    batches: 0,
    sentence: 'Everybody who bought there knows of their library.',
    subject: '',
    text: '',
    canSend: false,
    why: null,
  }),
  'GET /shops/{shop}/mails': () => all([]),
}

export function previewOf(way: 'publish' | 'undo'): AnswerOf<'POST /shops/{shop}/preview'> {
  const isUndo = way === 'undo'
  const turn = (from: string, to: string) => (isUndo ? { from: to, to: from } : { from, to })
  return {
    key: 'k',
    sentence: isUndo
      ? 'Two listings go back to what they showed before the press.'
      : 'Two listings of Wren Tee get version 2.1: 3 fields change, 2 files are replaced.',
    listings: full.connections.map((connection, at) => ({
      listingId: full.id(3000 + at),
      connectionId: connection.id,
      shop: connection.label,
      patternTitle: 'Wren Tee',
      isNew: false,
      losses: at === 0 ? ['2 tags of 15 are left out, the last ones: linen, summer.'] : [],
      changes:
        at === 1
          ? []
          : [
              { field: 'price', label: 'Price', ...turn('9.50 EUR', '10.50 EUR') },
              {
                field: 'files',
                label: 'Files',
                ...turn('sm-101-2.0-a4.pdf\nsm-101-2.0-instructions.pdf', 'sm-101-2.1-a4.pdf\nsm-101-2.1-instructions.pdf'),
              },
              { field: 'salePrice', label: 'Sale price', from: null, to: '8.00 EUR until 1 December' },
            ],
      steps:
        at === 1
          ? []
          : [
              { says: 'Puts two files into the shop’s own media library', cost: null, cannotUndo: null },
              {
                says: 'Sets price, sale price and files in one call',
                cost: null,
                cannotUndo: 'Buyers who download in between keep the file they have.',
              },
              { says: 'Reads everything back and compares', cost: null, cannotUndo: null },
            ],
      refused: at === 1 ? 'This shop is in rehearsal, so nothing is written there. Go live first.' : null,
    })),
    cost: [],
    peopleTold: 0,
    cannotUndo: isUndo ? ['Files that buyers have downloaded stay with them.'] : [],
  }
}
