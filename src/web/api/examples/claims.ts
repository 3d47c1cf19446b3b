import { examplesOf } from './examples-of.ts'
import { at, done, ids } from './props.ts'

const claims = {
  isOffered: true,
  sentence: '12 buyers have claimed it. 31 purchases wait for their buyers.',
  hides: ['Studio Maren at Stub'],
  waiting: 31,
  claimed: 12,
  code: '7KQ2-M4XD',
  link: 'https://patterns.example/library/studio-maren/claim?code=7KQ2-M4XD',
  note: 'Thank you for buying Wren Tee!\n\nWhen this pattern is corrected, the corrected version is in your library. …',
  sheets: {
    a4: `/api/v1/shops/${ids.shop}/patterns/${ids.pattern}/claim-sheet?paper=a4`,
    letter: `/api/v1/shops/${ids.shop}/patterns/${ids.pattern}/claim-sheet?paper=letter`,
  },
  older: [{ code: 'V3TN-09HB', madeAt: at, leakedAt: null }],
}

export const claimExamples = examplesOf({
  'GET /shops/{shop}/patterns/{pattern}/claims': { answer: claims },
  'POST /shops/{shop}/patterns/{pattern}/claim-codes': { body: { hasLeaked: false }, answer: claims },
  'POST /shops/{shop}/orders/{order}/claims/{pattern}/end': { answer: done },
})
