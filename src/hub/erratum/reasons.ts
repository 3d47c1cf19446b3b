/** What she reads of a way and a reason, and what she can do about it. Pure. */
import { count } from '../words.ts'
import type { DeliveryState, Reason } from './route-for.ts'

/** Where an owner stands once the correction went out. In this order everybody counts once. */
export const buckets = ['holds', 'told', 'under-way', 'told-by-hand', 'waits-for-you', 'there', 'notice', 'unreached', 'forgotten'] as const
export type Bucket = (typeof buckets)[number]

export const bucketWords: Readonly<Record<Bucket, { readonly one: string; readonly many: string }>> = {
  holds: { one: 'holds the corrected version', many: 'hold the corrected version' },
  told: { one: 'was written to', many: 'were written to' },
  'under-way': { one: 'has a mail on its way', many: 'have a mail on its way' },
  'told-by-hand': { one: 'was told at the shop, by your word', many: 'were told at the shop, by your word' },
  'waits-for-you': { one: 'waits for you to tell them at the shop', many: 'wait for you to tell them at the shop' },
  there: {
    one: 'has the corrected file at the shop, and was not written to',
    many: 'have the corrected file at the shop, and were not written to',
  },
  notice: { one: 'finds it in the library, and was not written to', many: 'find it in their library, and were not written to' },
  unreached: { one: 'could not be reached', many: 'could not be reached' },
  forgotten: { one: 'was forgotten, at her wish', many: 'were forgotten, at their wish' },
}

/** What a preview says of each way. */
export const wayWords: Readonly<Record<DeliveryState, string>> = {
  holds: 'Hold the corrected version already, so nothing is sent',
  mail: 'Get one mail, and find it in their library',
  hand: 'Are told at the shop, by your hand',
  there: 'Have the corrected file at the shop where they bought it',
  notice: 'Find it in their library',
  none: 'Cannot be reached',
}

/** @param rule the storefront's own sentence, where that is the reason. */
export function whyWords(why: Reason, rule: string | null): string {
  const said: Readonly<Record<Reason, string>> = {
    forgotten: 'They were forgotten at their wish, so there is no address and nothing is sent.',
    holds: 'They were given the corrected files since.',
    'order-mail':
      'They gave the address for this order, or wrote it when they claimed it; a correction is a message about that order. No consent to news is needed, and none is used.',
    'not-asked': 'You chose to write to nobody.',
    'no-address': 'There is no address of theirs any more.',
    'not-known': 'The shop keeps to itself who bought.',
    'said-no': 'They asked for no mails about files.',
    rehearsal: 'The shop is in rehearsal: nothing is sent to its buyers before you go live.',
    past: 'They bought before the shop went live, and you chose to leave them in peace.',
    rule: rule ?? 'Nothing is known of the rules of the shop where they bought.',
  }
  return said[why]
}

/** What she can do about those who were not written to; null: nothing is missing. */
export function toDo(bucket: Bucket, why: Reason): string | null {
  if (bucket === 'holds' || bucket === 'told' || bucket === 'under-way' || bucket === 'told-by-hand') return null
  if (bucket === 'waits-for-you') return 'Do it at the shop and tick it off under “To do by hand”.'
  const said: Readonly<Record<Reason, string | null>> = {
    forgotten: null,
    holds: null,
    'order-mail':
      'The mail did not arrive. Look at it in the mail log: mend the address and send it again, or write by the messages of the order.',
    'not-asked': null,
    'no-address': 'Write by the messages of the order at the shop, if it is there still.',
    'not-known':
      'Give the note with the code of the pattern to buyers at that shop: whoever claims it finds the correction, and is written to.',
    'said-no': 'Nothing: they look into their library when they like.',
    rehearsal: 'Go live with that shop, then write another correction for them.',
    past: null,
    rule: 'Use the shop’s own messages, if it has any.',
  }
  return said[why]
}

export const ownersWords = (n: number): string => count(n, 'owner')
