/** Words of the page that stops mails, in one place. */
import type { Purpose } from '#hub/person/consent.ts'

export interface MailWords {
  /** What these mails are. */
  readonly what: string
  /** What is so while they come, and once they do not. */
  readonly comes: string
  readonly stopped: string
}

export const mailWords = (shop: string): Readonly<Record<Purpose, MailWords>> => ({
  order: {
    what: 'Mails about new versions',
    comes: `${shop} writes to you when a pattern that you have is corrected or gets a new version.`,
    stopped: `${shop} does not write to you about new versions any more. Your library still shows them, so look there before you begin a pattern.`,
  },
  service: {
    what: 'Mails about what you bought',
    comes: `${shop} now and then writes to you about what you bought: your library, help, and how it is going.`,
    stopped: `${shop} does not write to you about what you bought any more. The mail of an order itself still comes.`,
  },
  marketing: {
    what: 'Mails about new patterns and sales',
    comes: `${shop} writes to you about new patterns and sales, as you agreed.`,
    stopped: `${shop} does not write to you about new patterns and sales any more.`,
  },
})

export const stopWords = 'Stop these mails'
export const againWords = 'Send them again'
