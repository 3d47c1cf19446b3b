/** What buyers read. Pure; plain words, one link, the same in text and HTML. */
import { linkMark, type MailContent } from './write-mail.ts'

export interface FilesMail {
  readonly shop: string
  readonly buyer: string | null
  readonly order: string
  readonly patterns: readonly string[]
}

export function filesMail({ shop, buyer, order, patterns }: FilesMail): MailContent {
  const one = patterns.length === 1
  return compose({
    subject: one ? `Your pattern: ${patterns[0]}` : `Your ${patterns.length} patterns from ${shop}`,
    shop,
    paragraphs: [
      greeting(buyer),
      `thank you for your order ${order}. ${one ? 'Your pattern is' : 'Your patterns are'} ready in your library:`,
      patterns,
      'Press the button to open your library. You will always find the newest version there, also when a correction comes out later.',
    ],
    button: 'Open my library',
    after:
      'The button works for 30 days. After that, ask for a new one on the library page with this e-mail address; what you bought stays yours.',
  })
}

export function signInMail({ shop, buyer }: { readonly shop: string; readonly buyer: string | null }): MailContent {
  return compose({
    subject: `Your library at ${shop}`,
    shop,
    paragraphs: [greeting(buyer), 'here is the way into your library. Press the button to open it.'],
    button: 'Open my library',
    after: 'If you did not ask for this, do nothing: nobody gets in without this mail.',
  })
}

export function inviteMail({
  shop,
  buyer,
  patterns,
}: {
  readonly shop: string
  readonly buyer: string | null
  readonly patterns: readonly string[]
}): MailContent {
  return compose({
    subject: `Your patterns from ${shop} now have a home`,
    shop,
    paragraphs: [
      greeting(buyer),
      `you bought from ${shop} before. From now on there is a library in which you find all of it, always in the newest version:`,
      patterns,
      'You need not do anything; your earlier downloads stay as they are.',
    ],
    button: 'Open my library',
    after:
      'The button works for 30 days. After that, ask for a new one on the library page with this e-mail address. This is the only mail of this kind.',
  })
}

export interface AboutClaim {
  readonly shop: string
  readonly pattern: string
  readonly order: string
}

/** To somebody who knew the order's number and the pattern's code; whether the address is hers is proven by the press. */
export function claimMail({ shop, pattern, order }: AboutClaim): MailContent {
  return compose({
    subject: `Put ${pattern} into your library`,
    shop,
    paragraphs: [
      'Hello,',
      `you wrote this address on the library page of ${shop}, with your order ${order} and the code of a pattern:`,
      [pattern],
      'Press the button, then the one on the page, and the pattern is in your library, always in its newest version. We write to this address about what you bought, such as a correction, and about nothing else.',
    ],
    button: 'Put it into my library',
    after: 'The button works for 7 days, and once. If you did not ask for this, do nothing: nothing is given to anybody without this mail.',
  })
}

/** The same knowledge, but another address was first; nothing moves by itself, as nobody can tell from here who is right. */
export function takenMail({ shop, pattern, order }: AboutClaim): MailContent {
  return compose({
    subject: `${pattern} is in a library already`,
    shop,
    paragraphs: [
      'Hello,',
      `you wrote this address on the library page of ${shop}, with your order ${order} and the code of a pattern:`,
      [pattern],
      'It is in the library of another address already, so nothing was changed. If you have another address, try that one on the library page first.',
      `If that is not yours, write to ${shop} where you bought it, by the messages of that order, and say so.`,
    ],
    button: null,
    after: 'If you did not ask for this, do nothing.',
  })
}

export interface GiftMail {
  readonly shop: string
  /** Of the giver, name included as she wrote it; '' for none. */
  readonly word: string
  readonly patterns: readonly string[]
}

/** To the one who gets it; what it cost is not in it. */
export function giftMail({ shop, word, patterns }: GiftMail): MailContent {
  const one = patterns.length === 1
  return compose({
    subject: `A gift for you from ${shop}`,
    shop,
    paragraphs: [
      'Hello,',
      `somebody has given you ${one ? 'a pattern' : `${patterns.length} patterns`} from ${shop}:`,
      patterns,
      ...(word === '' ? [] : [`“${word}”`]),
      'Press the button to open your library. You will always find the newest version there, also when a correction comes out later.',
    ],
    button: 'Open my gift',
    after:
      'The button works for 30 days. After that, ask for a new one on the library page with this e-mail address; the gift stays yours.',
  })
}

export interface ReceiptMail {
  readonly shop: string
  readonly order: string
  /** '€ 7.50'. */
  readonly total: string
  readonly receiver: string
  /** '24 December 2026'; null: at once. */
  readonly day: string | null
  readonly patterns: readonly string[]
}

/** To the one who paid a gift; it carries no link, as the library is the receiver's. */
export function receiptMail({ shop, order, total, receiver, day, patterns }: ReceiptMail): MailContent {
  return compose({
    subject: `Your gift from ${shop}, order ${order}`,
    shop,
    paragraphs: [
      'Hello,',
      `thank you for your order ${order}, ${total} in all. It is a gift for ${receiver}, who ${day === null ? 'gets a mail with it now' : `gets a mail with it on ${day}`}:`,
      patterns,
    ],
    button: null,
    after: 'Please keep this mail as your receipt. If the gift does not arrive, write to the shop and name the order.',
  })
}

const greeting = (name: string | null) => (name === null ? 'Hello,' : `Hello ${name},`)

/** A list among the paragraphs is a list of patterns; beyond twenty the library shows the rest. */
interface Parts {
  readonly subject: string
  readonly shop: string
  readonly paragraphs: readonly (string | readonly string[])[]
  /** null: a mail without a link. */
  readonly button: string | null
  readonly after: string
}

function compose({ subject, shop, paragraphs, button, after }: Parts): MailContent {
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
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>
<body style="font-family:Georgia,serif;font-size:17px;line-height:1.5;color:#222;background:#fff;max-width:34em;margin:2em auto;padding:0 1em">
${body.join('\n')}
${button === null ? '' : `<p style="margin:2em 0"><a href="${linkMark}" style="background:#234;color:#fff;padding:.7em 1.4em;border-radius:.3em;text-decoration:none">${escapeHtml(button)}</a></p>`}
<p style="font-size:14px;color:#555">${escapeHtml(after)}</p>
<p>${escapeHtml(shop)}</p>
</body></html>`
  return { subject: subject.replaceAll(/[\r\n]+/g, ' '), text, html }
}

const most = 20
const shorten = (items: readonly string[]): readonly string[] =>
  items.length <= most ? items : [...items.slice(0, most), `and ${items.length - most} more`]

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
