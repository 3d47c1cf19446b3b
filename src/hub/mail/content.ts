/** What buyers read in mails. Pure; plain words, one link, the same in text and HTML, in the buyer's language (`buyer-words`). */
import type { Tongue } from '../buyer-words/index.ts'
import { linkMark, type MailContent } from './write-mail.ts'

export interface FilesMail {
  readonly shop: string
  readonly buyer: string | null
  readonly order: string
  readonly patterns: readonly string[]
}

export function filesMail(tongue: Tongue, { shop, buyer, order, patterns }: FilesMail): MailContent {
  const { mails } = tongue.words
  const count = patterns.length
  return compose(tongue, {
    subject: count === 1 ? mails.files.subject(patterns[0]!) : mails.files.subjectMany(count, shop),
    shop,
    paragraphs: [mails.hello(buyer), mails.files.thanks(order, count), patterns, mails.newest],
    button: mails.open,
    after: mails.works30,
  })
}

export function signInMail(tongue: Tongue, { shop, buyer }: { readonly shop: string; readonly buyer: string | null }): MailContent {
  const { mails } = tongue.words
  return compose(tongue, {
    subject: mails.signIn.subject(shop),
    shop,
    paragraphs: [mails.hello(buyer), mails.signIn.way],
    button: mails.open,
    after: mails.signIn.after,
  })
}

export interface InviteMail {
  readonly shop: string
  readonly buyer: string | null
  readonly patterns: readonly string[]
}

export function inviteMail(tongue: Tongue, { shop, buyer, patterns }: InviteMail): MailContent {
  const { mails } = tongue.words
  return compose(tongue, {
    subject: mails.invite.subject(shop),
    shop,
    paragraphs: [mails.hello(buyer), mails.invite.why(shop), patterns, mails.invite.nothingToDo],
    button: mails.open,
    after: mails.invite.after,
  })
}

export interface AboutClaim {
  readonly shop: string
  readonly pattern: string
  readonly order: string
}

/** To somebody who knew the order's number and the pattern's code; whether the address is hers is proven by the press. */
export function claimMail(tongue: Tongue, { shop, pattern, order }: AboutClaim): MailContent {
  const { mails } = tongue.words
  return compose(tongue, {
    subject: mails.claim.subject(pattern),
    shop,
    paragraphs: [mails.hello(null), mails.claim.wrote(shop, order), [pattern], mails.claim.press],
    button: mails.claim.button,
    after: mails.claim.after,
  })
}

/** The same knowledge, but another address was first; nothing moves by itself, as nobody can tell from here who is right. */
export function takenMail(tongue: Tongue, { shop, pattern, order }: AboutClaim): MailContent {
  const { mails } = tongue.words
  return compose(tongue, {
    subject: mails.taken.subject(pattern),
    shop,
    paragraphs: [mails.hello(null), mails.claim.wrote(shop, order), [pattern], mails.taken.why, mails.taken.help(shop)],
    button: null,
    after: mails.notAsked,
  })
}

/** To an address that a buyer says is hers too; whether it is, is proven by the press. @param asker the address that she has proven. */
export function addressMail(tongue: Tongue, { shop, asker }: { readonly shop: string; readonly asker: string }): MailContent {
  const { mails } = tongue.words
  return compose(tongue, {
    subject: mails.address.subject(shop),
    shop,
    paragraphs: [mails.hello(null), mails.address.why(asker, shop)],
    button: mails.address.button,
    after: mails.address.after,
  })
}

export interface GiftMail {
  readonly shop: string
  /** Of the giver, name included as she wrote it; '' for none. */
  readonly word: string
  readonly patterns: readonly string[]
}

/** To the one who gets it; what it cost is not in it. */
export function giftMail(tongue: Tongue, { shop, word, patterns }: GiftMail): MailContent {
  const { mails, library } = tongue.words
  return compose(tongue, {
    subject: mails.gift.subject(shop),
    shop,
    paragraphs: [
      mails.hello(null),
      mails.gift.somebody(patterns.length, shop),
      patterns,
      ...(word === '' ? [] : [library.giftWord(word)]),
      mails.newest,
    ],
    button: mails.gift.button,
    after: mails.gift.after,
  })
}

export interface ReceiptMail {
  readonly shop: string
  readonly order: string
  /** '€ 7.50'. */
  readonly total: string
  readonly receiver: string
  /** null: at once. */
  readonly at: Date | null
  readonly patterns: readonly string[]
}

/** To the one who paid a gift; it carries no link, as the library is the receiver's. */
export function receiptMail(tongue: Tongue, { shop, order, total, receiver, at, patterns }: ReceiptMail): MailContent {
  const { receipt, hello } = tongue.words.mails
  return compose(tongue, {
    subject: receipt.subject(shop, order),
    shop,
    paragraphs: [
      hello(null),
      at === null ? receipt.now(order, total, receiver) : receipt.later(order, total, receiver, tongue.day(at)),
      patterns,
    ],
    button: null,
    after: receipt.after,
  })
}

/** A list among the paragraphs is a list of patterns; beyond twenty the library shows the rest. */
interface Parts {
  readonly subject: string
  readonly shop: string
  readonly paragraphs: readonly (string | readonly string[])[]
  /** null: a mail without a link. */
  readonly button: string | null
  readonly after: string
}

export function compose({ language, words }: Tongue, { subject, shop, paragraphs, button, after }: Parts): MailContent {
  const shorten = (items: readonly string[]): readonly string[] =>
    items.length <= most ? items : [...items.slice(0, most), words.mails.more(items.length - most)]
  const shown = paragraphs.map(part => (typeof part === 'string' ? part : shorten(part)))
  const text = [
    ...shown.map(part => (typeof part === 'string' ? part : part.map(item => `  - ${item}`).join('\n'))),
    ...(button === null ? [] : [`${button}:\n${linkMark}`]),
    after,
    shop,
  ].join('\n\n')
  const body = shown.map(part =>
    typeof part === 'string' ? `<p>${escapeHtml(part)}</p>` : `<ul>${part.map(item => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`,
  )
  const html = `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
<body style="font-family:Georgia,serif;font-size:17px;line-height:1.5;color:#222;background:#fff;max-width:34em;margin:2em auto;padding:0 1em">
${body.join('\n')}
${button === null ? '' : `<p style="margin:2em 0"><a href="${linkMark}" style="display:inline-block;background:#234;color:#fff;padding:.7em 1.4em;border-radius:.3em;text-decoration:none">${escapeHtml(button)}</a></p>`}
<p style="font-size:14px;color:#555">${escapeHtml(after)}</p>
<p>${escapeHtml(shop)}</p>
</body></html>`
  return { subject: subject.replaceAll(/[\r\n]+/g, ' '), text, html }
}

const most = 20

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
