/** The mail log. */
import { listMails, type MailSummary, readMail, retryMail } from '#hub/mail/read-mails.ts'
import { handlersOf } from '../call.ts'
import type { AnswerOf } from '../contract.ts'
import { time } from './facts.ts'

export const mailHandlers = handlersOf({
  'GET /shops/{shop}/mails': async ({ inShop }, { query }) => {
    const { items, next } = await inShop(tx => listMails(tx, query))
    return { items: items.map(mailRow), next }
  },

  'GET /shops/{shop}/mails/{mail}': async ({ inShop }, { params }) => {
    const mail = await inShop(tx => readMail(tx, params.mail))
    return { ...mailRow(mail), text: mail.text, html: mail.html }
  },

  'POST /shops/{shop}/mails/{mail}/retry': async ({ deps, inShop }, { params }) => {
    await inShop(tx => retryMail(tx, params.mail, deps.now()))
    return { done: true }
  },
})

const mailRow = ({
  id,
  kind,
  to,
  subject,
  state,
  reason,
  createdAt,
  sentAt,
}: MailSummary): AnswerOf<'GET /shops/{shop}/mails'>['items'][number] => ({
  id,
  kind,
  to,
  subject,
  state,
  reason,
  createdAt: time(createdAt),
  sentAt: time(sentAt),
})
