import { pluralIn } from './format.ts'

const many = pluralIn('en')

export const en = {
  frame: { chooseLanguage: 'Language', signOut: 'Sign out', back: 'Back to your library', home: 'Your library' },
  signIn: {
    title: (shop: string) => `Your library at ${shop}`,
    head: 'Your pattern library',
    how: 'Write the e-mail address with which you bought. You get a mail with a button that opens your library; there is no password to remember.',
    address: 'Your e-mail address',
    press: 'Send me the way in',
    code: 'Have you a code for your pattern? Some shops keep your address to themselves: ⟦say what you bought⟧.',
    wrongAddress: 'Please write your e-mail address, for example ana@example.com.',
  },
  lookForMail: {
    title: 'Look for our mail',
    onItsWay:
      'If you bought here with that address, a mail with a button is on its way. It may take a minute; look among the unwanted mails as well.',
    nothing: 'Nothing came? You may have bought with another address. ⟦Try that one⟧, or write to the shop.',
  },
  open: {
    title: (shop: string) => `Open your library at ${shop}`,
    head: 'Your library is ready',
    what: (shop: string) => `Here are the patterns that you bought from ${shop}, always in their newest version.`,
    press: 'Open my library',
  },
  errors: {
    linkSpent: 'This link has run out',
    stillYours: 'What you bought is still yours. ⟦Ask for a new link⟧ with the e-mail address with which you bought.',
    linkUsed: 'This button was pressed before',
    linkUsedWhy:
      'So that nobody gets in by a mail that was passed on, each button opens your library once. Have a new one sent to the same address; it is there in a moment.',
    linkUsedPress: 'Send me a new mail',
    fileGone: 'This file is not in your library',
    maybeNewer: 'There may be a newer version of it. ⟦Look in your library⟧.',
    noShop: 'There is no such library',
    lookAgain: 'Please look at the address again, or use the button in the mail that you got.',
    notOpen: 'This library is not open just now',
    nothingLost: 'Nothing is lost: what you bought stays yours. Please try again a little later.',
    tooOften: 'A moment, please',
    tooOftenWhy: 'That was asked for many times just now. Look for our mail, or try again in ten minutes.',
  },
  library: {
    empty:
      'There is nothing here at the moment. If you bought something a moment ago, it comes as soon as the payment is through; look again in a few minutes.',
    version: (number: string, day: string) => `Version ${number}, ${day}`,
    noFiles: 'The files are not here yet.',
    bought: (day: string) => `Bought on ${day}`,
    gift: (day: string) => `A gift to you, ${day}`,
    giftWord: (word: string) => `“${word}”`,
    kinds: { first: '', correction: 'Corrected', sizes: 'New sizes', edition: 'New edition' },
    sizes: (sizes: string, count: number) =>
      many(count, `Size: ${sizes}. The others are as they were.`, `Sizes: ${sizes}. The others are as they were.`),
    changedFiles: (files: string) => `Changed: ${files}.`,
    sameFile: (number: string) => `The same as in version ${number}.`,
    earlier: (count: number) => many(count, 'Earlier version (#)', 'Earlier versions (#)'),
    oneOrder: 'This is what you have just bought. For all that you ever bought here, use the button in our mail.',
    stays: 'What you bought stays yours. When a pattern is corrected, the corrected version is here.',
    account: 'My orders, addresses and data',
    orders: 'My orders',
    order: (number: string) => `Order ${number}`,
    sendAgain: 'Send its mail again',
    sentAgain: (number: string) => `The mail of order ${number} is on its way once more.`,
    sentEnough: (number: string) =>
      `The mail of order ${number} was sent often today. Look among the unwanted mails, or try again tomorrow.`,
  },
  files: {
    instructions: { what: 'Instructions', why: 'Read them on a tablet, phone or computer, or print them on any paper.' },
    a4: {
      what: 'To print at home, on A4',
      why: 'The usual paper in most of the world. Print at 100 %, measure the test square, then tape the pages together.',
    },
    letter: {
      what: 'To print at home, on US Letter',
      why: 'The usual paper in the USA and Canada. Print at 100 %, measure the test square, then tape the pages together.',
    },
    a0: { what: 'For the copy shop, on A0', why: 'Large sheets without taping. Ask for 100 %, not “fit to page”.' },
    projector: { what: 'For a projector', why: 'To cut by light; nothing to print. Calibrate your projector first.' },
    chart: { what: 'Chart', why: 'The stitches as a drawing.' },
    other: { what: 'More', why: '' },
  },
  scale: {
    title: 'Which file, and is it the right size?',
    which:
      'Printing at home: the A4 file, or US Letter in the USA and Canada. Copy shop: A0. Cutting by projector: the projector file. On a tablet or phone: the instructions need no printing.',
    first: 'Open the file in a PDF reader, not in the browser, and print the page with the test square first.',
    hundred: 'Choose 100 %, “actual size” or “no scaling”; never “fit to page”.',
    measure: 'Measure the printed square with a ruler. It must be exactly as large as is written in it.',
    wrong: 'Is it smaller or larger? Then the printer has scaled: set it to 100 % and print that page again before all the others.',
    projector: 'With a projector: calibrate until the square on your mat has exactly that size.',
  },
  help: {
    title: 'Help',
    write: (contact: string) => `Is something wrong or missing? Write to ⟦${contact}⟧ and name your order.`,
    reply: 'Is something wrong or missing? Write to the shop where you bought, by the messages of your order, and name its number.',
    subject: (shop: string) => `My library at ${shop}`,
  },
  limits: {
    headDownloads: 'This file was downloaded as often as the shop allows',
    headDays: 'The time for downloading this pattern is over',
    whyDownloads: (count: number) => many(count, 'The shop allows one download of each file.', 'The shop allows # downloads of each file.'),
    whyDays: (count: number) => many(count, 'The shop allows downloads for one day.', 'The shop allows downloads for # days.'),
    anew: 'What you bought is still yours. You can begin anew yourself:',
    press: 'Let me download again',
    left: (count: number) => many(count, 'You can do this once more.', 'You can do this # times more.'),
    none: 'You have begun anew as often as can be done here. The shop can help you on:',
    until: (day: string) => `Downloads until ${day}`,
    over: 'Downloads rest; press a file to begin anew.',
    opened: 'You can download it again now.',
  },
  data: {
    title: 'My data',
    what: 'What this shop keeps about you: your address and name, your orders, what is in your library, the files you fetched, the mails we wrote to you, what you agreed to, and what the shop noted.',
    download: 'Download my data (JSON)',
    forget: 'Ask to be forgotten',
    forgetWhat:
      'The shop then erases what it keeps about you. It takes up to a month; your library closes with it, so download your files before.',
    forgetPress: 'Please forget me',
    asked: (day: string) => `You asked to be forgotten on ${day}. The shop does it within a month.`,
    takeBack: 'I take that back',
  },
  addresses: {
    title: 'My addresses',
    these: (list: string) => `This library shows what was bought with ${list}.`,
    other:
      'Did you buy with another address too? Write it here. A mail goes to it; press its button in this browser, and both are one library.',
    address: 'Your other e-mail address',
    press: 'Send the mail there',
    sent: (email: string) => `A mail is on its way to ${email}. Open it on this device and press its button.`,
    enough: 'That was asked for often today. Please try again tomorrow.',
    head: 'Are both addresses yours?',
    joins: (one: string, other: string) =>
      `Whoever opens the library of ${one} or of ${other} sees what was bought with both from then on.`,
    joinPress: 'Yes, make them one library',
    not: 'If you do not know the other address, close this page: then nothing happens.',
    elsewhereHead: 'Open your first library here',
    elsewhereWhy:
      'So that nobody can slip you a wrong address, this works only in the browser in which you asked. ⟦Sign in there with your first address⟧, then press the button in the mail again.',
  },
  claim: {
    title: 'Put your pattern into your library',
    why: 'Some shops keep your address to themselves. Write here what you bought, and you get a mail with a button; press it, and the pattern is in your library, always in its newest version.',
    number: 'The number of your order',
    code: 'The code of the pattern',
    codeHelp: 'It stands in the shop’s message to you, or on a page among the files: eight letters and digits.',
    press: 'Send me the mail',
    use: 'We write to this address about what you bought, such as a correction, and about nothing else.',
    known: 'You bought with this address here before? ⟦Open your library⟧.',
    wrongNumber: 'Please write the number of your order, as it stands in the shop’s mail to you.',
    wrongCode: 'The code has eight letters and digits, for example 7KQ2-M4XD. Please look at it again.',
    onItsWay: (email: string) =>
      `If that is right, a mail is on its way to ${email}. Press the button in it, and the pattern is in your library.`,
    patience:
      'It may take a minute; look among the unwanted mails as well. If you bought a moment ago, it comes by itself once the order is here; we go on looking for 14 days.',
    nothing:
      'Nothing came? Look at the number of the order and the code again, and ⟦write them once more⟧. After some that do not fit, nothing is looked up for a while: then try again tomorrow, or write to the shop.',
    put: (pattern: string) => `Put ${pattern} into your library`,
    whose: (order: string, email: string) =>
      `It is of your order ${order}, and goes into the library of ${email}. There you always find its newest version.`,
    putPress: 'Put it into my library',
    used: 'That is done already',
    usedWhy: (pattern: string, email: string) => `${pattern} is in a library. ⟦Open your library⟧ with ${email}.`,
    taken: 'It is in another library already',
    takenWhy: (pattern: string, order: string) =>
      `${pattern} of order ${order} is in the library of another address, so nothing was changed.`,
    takenHelp: (shop: string) =>
      `If you have another address, ⟦try that one⟧. If it is not yours, write to ${shop} where you bought it, by the messages of that order.`,
    ended: 'Nothing can be had by this order now',
    endedWhy: (pattern: string, order: string, shop: string) =>
      `Order ${order} gives ${pattern} to nobody at present: it was given back, or its payment is not through. If that is wrong, write to ${shop} where you bought it.`,
    gone: 'What you bought is still yours. ⟦Write your order and the code once more⟧, and you get a new mail.',
    add: 'Add another pattern',
    addWhy:
      'You bought a pattern that is not here, in the same order or another one? Some shops keep your address to themselves: write its order and its code.',
    addOpen: 'Write the order and the code',
  },
  elsewhere: {
    head: (label: string) => `Your ${label} library`,
    ended: (label: string) =>
      `${label} no longer lets us in for you. What is there stays there; for what you buy from now on, allow it once more.`,
    offer: (shop: string, label: string) =>
      `What you bought from ${shop} elsewhere can be in your library at ${label} too, as far as it is for sale there. ${label} asks you first, and you can take it back here.`,
    ask: (label: string) => `Put my patterns into my ${label} library`,
    states: { written: 'is in it', 'bought-there': 'you bought it there', waiting: 'on its way', 'not-for-sale': 'not for sale there' },
    away: (label: string) => `The shop’s connection to ${label} rests just now. Nothing is lost; it goes on by itself.`,
    each: (count: number) => `Each pattern (${count})`,
    end: (label: string) => `Put nothing more into my ${label} library`,
    stays: 'What is in it stays in it.',
    there: (there: number, all: number, label: string) =>
      many(all, `${there} of your # pattern is in your library at ${label}`, `${there} of your # patterns are in your library at ${label}`),
    onTheWay: (count: number) => `${count} on the way`,
    notForSale: (count: number) => `${count} not for sale there`,
    follow: 'New ones follow by themselves.',
    on: (label: string) => `On to ${label}`,
    asksYou: (label: string) => `${label} asks you whether your patterns may be put into your library there. Then you come back here.`,
    goOn: (label: string) => `Go on to ${label}`,
    unchanged: 'Nothing was changed',
    stale: 'This answer has run out, was used before, or belongs to another browser. Start again in your library.',
    notOffered: 'This is not possible just now. What you bought is in your library here as before.',
    saidNo: (label: string) => `You said no at ${label}, so nothing is put in there. What you bought is here as before.`,
    noAnswer: (label: string) => `${label} does not answer just now. Please try again a little later.`,
    notLetIn: (label: string) => `${label} did not let us in. If it happens again, please write to the shop.`,
  },
  stopping: {
    order: {
      what: 'Mails about new versions',
      comes: (shop: string) => `${shop} writes to you when a pattern that you have is corrected or gets a new version.`,
      stopped: (shop: string) =>
        `${shop} does not write to you about new versions any more. Your library still shows them, so look there before you begin a pattern.`,
    },
    service: {
      what: 'Mails about what you bought',
      comes: (shop: string) => `${shop} now and then writes to you about what you bought: your library, help, and how it is going.`,
      stopped: (shop: string) => `${shop} does not write to you about what you bought any more. The mail of an order itself still comes.`,
    },
    marketing: {
      what: 'Mails about new patterns and sales',
      comes: (shop: string) => `${shop} writes to you about new patterns and sales, as you agreed.`,
      stopped: (shop: string) => `${shop} does not write to you about new patterns and sales any more.`,
    },
    title: (what: string, shop: string) => `${what} from ${shop}`,
    stop: 'Stop these mails',
    again: 'Send them again',
    areStopped: 'These mails are stopped',
    noLink: 'This link does not work',
    noLinkWhy: (shop: string) =>
      `It may have been cut in two by a mail program: copy all of it. If it is whole, ${shop} has no address of yours by this link any more, and writes to none.`,
    foot: 'You do not want mails of this kind any more? ⟦Stop them⟧.',
  },
  checkout: {
    news: (shop: string) =>
      `${shop} may write to me about new patterns and sales. I can stop these mails at any time, by the link in each of them.`,
  },
  mails: {
    hello: (name: string | null) => (name === null ? 'Hello,' : `Hello ${name},`),
    more: (count: number) => `and ${count} more`,
    open: 'Open my library',
    newest: 'Press the button to open your library. You will always find the newest version there, also when a correction comes out later.',
    works30:
      'The button works once, within 30 days. After that, ask for a new one on the library page with this e-mail address; what you bought stays yours.',
    notAsked: 'If you did not ask for this, do nothing.',
    files: {
      subject: (pattern: string) => `Your pattern: ${pattern}`,
      subjectMany: (count: number, shop: string) => many(count, `Your # pattern from ${shop}`, `Your # patterns from ${shop}`),
      thanks: (order: string, count: number) =>
        many(
          count,
          `thank you for your order ${order}. Your pattern is ready in your library:`,
          `thank you for your order ${order}. Your patterns are ready in your library:`,
        ),
    },
    signIn: {
      subject: (shop: string) => `Your library at ${shop}`,
      way: 'here is the way into your library. Press the button to open it.',
      after: 'If you did not ask for this, do nothing: nobody gets in without this mail.',
    },
    invite: {
      subject: (shop: string) => `Your patterns from ${shop} now have a home`,
      why: (shop: string) =>
        `you bought from ${shop} before. From now on there is a library in which you find all of it, always in the newest version:`,
      nothingToDo: 'You need not do anything; your earlier downloads stay as they are.',
      after:
        'The button works once, within 30 days. After that, ask for a new one on the library page with this e-mail address. This is the only mail of this kind.',
    },
    claim: {
      subject: (pattern: string) => `Put ${pattern} into your library`,
      wrote: (shop: string, order: string) =>
        `you wrote this address on the library page of ${shop}, with your order ${order} and the code of a pattern:`,
      press:
        'Press the button, then the one on the page, and the pattern is in your library, always in its newest version. We write to this address about what you bought, such as a correction, and about nothing else.',
      button: 'Put it into my library',
      after:
        'The button works for 7 days, and once. If you did not ask for this, do nothing: nothing is given to anybody without this mail.',
    },
    taken: {
      subject: (pattern: string) => `${pattern} is in a library already`,
      why: 'It is in the library of another address already, so nothing was changed. If you have another address, try that one on the library page first.',
      help: (shop: string) => `If that is not yours, write to ${shop} where you bought it, by the messages of that order, and say so.`,
    },
    gift: {
      subject: (shop: string) => `A gift for you from ${shop}`,
      somebody: (count: number, shop: string) =>
        many(count, `somebody has given you a pattern from ${shop}:`, `somebody has given you # patterns from ${shop}:`),
      button: 'Open my gift',
      after:
        'The button works once, within 30 days. After that, ask for a new one on the library page with this e-mail address; the gift stays yours.',
    },
    receipt: {
      subject: (shop: string, order: string) => `Your gift from ${shop}, order ${order}`,
      now: (order: string, total: string, receiver: string) =>
        `thank you for your order ${order}, ${total} in all. It is a gift for ${receiver}, who gets a mail with it now:`,
      later: (order: string, total: string, receiver: string, day: string) =>
        `thank you for your order ${order}, ${total} in all. It is a gift for ${receiver}, who gets a mail with it on ${day}:`,
      after: 'Please keep this mail as your receipt. If the gift does not arrive, write to the shop and name the order.',
    },
    address: {
      subject: (shop: string) => `Is this address yours too? Your library at ${shop}`,
      why: (asker: string, shop: string) =>
        `whoever has opened the library of ${asker} at ${shop} says that this address belongs to the same person. If that is you, press the button in the browser in which you asked, and both are one library.`,
      button: 'Both addresses are mine',
      after:
        'The button works for one day, and once. If you did not ask for this, do nothing: without this press nobody sees what you bought.',
    },
  },
}
