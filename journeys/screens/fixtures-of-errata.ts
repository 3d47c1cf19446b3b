/** Corrections in each of their states: a draft, one that waits, one that went out and stopped a sale. */
import type { AnswerOf } from '#web/api/contract.ts'
import { examples } from '#web/api/examples/index.ts'
import { type Answers, all, found } from './answers.ts'
import { id } from './fixtures.ts'

type Erratum = AnswerOf<'GET /shops/{shop}/errata/{erratum}'>

const { answer: draft } = examples['GET /shops/{shop}/errata/{erratum}']
const base = { ...draft, patternId: id(1000), files: [], sizes: ['44', '46'] } as unknown as Erratum
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()

const errata: Erratum[] = [
  { ...base, id: id(9700), version: null },
  { ...base, id: id(9701), state: 'waiting', severity: 'do-not-start', sizes: [], leavesAt: ago(-9) },
  {
    ...base,
    id: id(9702),
    state: 'out',
    severity: 'stop',
    sizes: [],
    leavesAt: ago(300),
    leftAt: ago(300),
    pauseId: id(9000),
    isOutOfStore: true,
  },
]

const counts = {
  holds: 41,
  told: 312,
  'under-way': 12,
  'told-by-hand': 0,
  'waits-for-you': 88,
  there: 0,
  notice: 19,
  unreached: 3,
  forgotten: 0,
}
const line = (bucket: keyof typeof counts, says: string, whySays: string, toDo: string | null) => ({
  ...{ bucket, says, why: 'order-mail' as const, whySays, toDo, owners: counts[bucket] },
})

export const errataAnswers: Partial<Answers> = {
  'GET /shops/{shop}/errata': () => all(errata),
  'GET /shops/{shop}/errata/{erratum}': ({ params }) => found(errata, params.erratum),
  'GET /shops/{shop}/errata/{erratum}/receipt': () => ({
    ...examples['GET /shops/{shop}/errata/{erratum}/receipt'].answer,
    ...{ state: 'out' as const, leavesAt: ago(300), leftAt: ago(300), owners: 475, counts, isSettled: false },
    sentence:
      'Of 475 owners, 41 hold the corrected version; 312 were written to; 12 have a mail on its way; 88 wait for you to tell them at the shop; 19 find it in their library, and were not written to; 3 could not be reached.',
    lines: [
      line('holds', 'hold the corrected version', 'They were given the corrected files since.', null),
      line('told', 'were written to', 'They gave the address for this order, or wrote it when they claimed it.', null),
      line('under-way', 'have a mail on its way', 'They gave the address for this order, or wrote it when they claimed it.', null),
      line(
        'waits-for-you',
        'wait for you to tell them at the shop',
        'The shop keeps to itself who bought.',
        'Do it at the shop and tick it off under “To do by hand”.',
      ),
      line(
        'notice',
        'find it in their library, and were not written to',
        'They asked for no mails about files.',
        'Nothing: they look into their library when they like.',
      ),
      line(
        'unreached',
        'could not be reached',
        'The mail did not arrive.',
        'Look at it in the mail log: mend the address and send it again.',
      ),
    ],
  }),
}
