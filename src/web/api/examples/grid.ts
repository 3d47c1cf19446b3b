import { examplesOf } from './examples-of.ts'
import { at, ids, later } from './props.ts'

const batchId = '0199f3a2-7c10-7a51-8d20-1f0c6b3d9a0e'

export const batch = {
  id: batchId,
  state: 'shown' as const,
  source: 'csv' as const,
  fileName: 'patterns.csv',
  createdAt: at,
  appliedAt: null,
  undoneAt: null,
  rows: 12,
  changeCount: 1,
  changes: [{ row: 2, patternId: ids.pattern, title: 'Wren Tee', column: 'price:EUR', label: 'Price EUR', from: '9.50', to: '10.50' }],
  faultCount: 1,
  faults: [
    {
      row: 7,
      column: 'price:EUR',
      label: 'Price EUR',
      says: '“1.234,50” is no price in EUR. Write it with digits and a point, such as 7.50.',
    },
  ],
  warnings: [],
  patternIds: [ids.pattern],
}

export const gridExamples = examplesOf({
  'GET /shops/{shop}/grid': {
    answer: {
      columns: [
        { key: 'title', label: 'Title', kind: 'text' },
        { key: 'price:EUR', label: 'Price EUR', kind: 'money' },
      ],
      items: [{ patternId: ids.pattern, cells: { title: 'Wren Tee', 'price:EUR': '9.50' } }],
      next: null,
      total: 1,
    },
  },
  'GET /shops/{shop}/batches': {
    answer: { items: [{ id: batchId, state: 'applied', source: 'csv', fileName: 'patterns.csv', at: later, changes: 1, patterns: 1 }] },
  },
  'POST /shops/{shop}/batches': {
    body: { rows: [{ row: 1, patternId: ids.pattern, cells: { 'price:EUR': '10.50' } }] },
    answer: { ...batch, source: 'grid', fileName: null, faultCount: 0, faults: [] },
  },
  'GET /shops/{shop}/batches/{batch}': { answer: batch },
  'POST /shops/{shop}/batches/{batch}/apply': { answer: { ...batch, state: 'applied', appliedAt: later } },
  'POST /shops/{shop}/batches/{batch}/undo': {
    answer: {
      batch: { ...batch, state: 'undone', appliedAt: later, undoneAt: later },
      left: [],
      sentence: '1 cell is as before. Nothing was sent.',
    },
  },
})
