import { pluralIn } from './format.ts'
import type { Words } from './index.ts'

const many = pluralIn('de')

/** Du, as makers speak to makers. What is sewn has a Schnittmuster, what is knitted an Anleitung: where it may be either, both or neither is named. */
export const de: Words = {
  frame: { chooseLanguage: 'Sprache', signOut: 'Abmelden', back: 'Zurück zu deiner Bibliothek', home: 'Deine Bibliothek' },
  signIn: {
    title: shop => `Deine Bibliothek bei ${shop}`,
    head: 'Deine Bibliothek',
    how: 'Gib die E-Mail-Adresse ein, mit der du gekauft hast. Du bekommst eine Mail mit einem Knopf, der deine Bibliothek öffnet. Ein Passwort brauchst du nicht.',
    address: 'Deine E-Mail-Adresse',
    press: 'Mail mit Zugang schicken',
    code: 'Hast du einen Code zu deiner Anleitung oder deinem Schnittmuster? Manche Shops geben deine Adresse nicht weiter: ⟦Sag uns, was du gekauft hast⟧.',
    wrongAddress: 'Bitte gib deine E-Mail-Adresse ein, zum Beispiel ana@example.com.',
  },
  lookForMail: {
    title: 'Schau in dein Postfach',
    onItsWay:
      'Wenn du mit dieser Adresse hier gekauft hast, ist eine Mail mit einem Knopf unterwegs. Das kann eine Minute dauern; schau auch im Spam-Ordner nach.',
    nothing: 'Nichts angekommen? Vielleicht hast du mit einer anderen Adresse gekauft. ⟦Versuch es mit ihr⟧ oder schreib dem Shop.',
  },
  open: {
    title: shop => `Öffne deine Bibliothek bei ${shop}`,
    head: 'Deine Bibliothek ist bereit',
    what: shop => `Hier findest du alles, was du bei ${shop} gekauft hast, immer in der neuesten Fassung.`,
    press: 'Meine Bibliothek öffnen',
  },
  errors: {
    linkSpent: 'Dieser Link ist abgelaufen',
    stillYours:
      'Was du gekauft hast, gehört dir weiterhin. ⟦Fordere einen neuen Link an⟧, mit der E-Mail-Adresse, mit der du gekauft hast.',
    linkUsed: 'Dieser Knopf wurde schon gedrückt',
    linkUsedWhy:
      'Damit niemand mit einer weitergeleiteten Mail hineinkommt, öffnet jeder Knopf deine Bibliothek nur einmal. Lass dir einen neuen an dieselbe Adresse schicken; er ist gleich da.',
    linkUsedPress: 'Neue Mail schicken',
    fileGone: 'Diese Datei ist nicht in deiner Bibliothek',
    maybeNewer: 'Vielleicht gibt es eine neuere Fassung davon. ⟦Schau in deine Bibliothek⟧.',
    noShop: 'Diese Bibliothek gibt es nicht',
    lookAgain: 'Bitte prüfe die Adresse noch einmal oder nimm den Knopf in der Mail, die du bekommen hast.',
    notOpen: 'Diese Bibliothek ist gerade nicht geöffnet',
    nothingLost: 'Es ist nichts verloren: Was du gekauft hast, bleibt deins. Bitte versuch es etwas später noch einmal.',
    tooOften: 'Einen Moment bitte',
    tooOftenWhy: 'Das wurde gerade sehr oft angefordert. Schau in dein Postfach oder versuch es in zehn Minuten noch einmal.',
  },
  library: {
    empty:
      'Hier ist im Moment nichts. Wenn du gerade erst gekauft hast, erscheint es, sobald die Zahlung durch ist; schau in ein paar Minuten noch einmal.',
    version: (number, day) => `Version ${number}, ${day}`,
    noFiles: 'Die Dateien sind noch nicht da.',
    bought: day => `Gekauft am ${day}`,
    gift: day => `Ein Geschenk für dich, ${day}`,
    giftWord: word => `„${word}“`,
    kinds: { first: '', correction: 'Korrigiert', sizes: 'Neue Größen', edition: 'Neue Ausgabe' },
    sizes: (sizes, count) =>
      many(count, `Größe: ${sizes}. Die anderen sind unverändert.`, `Größen: ${sizes}. Die anderen sind unverändert.`),
    changedFiles: files => `Geändert: ${files}.`,
    sameFile: number => `Dieselbe wie in Version ${number}.`,
    earlier: count => many(count, 'Frühere Version (#)', 'Frühere Versionen (#)'),
    oneOrder: 'Das hast du gerade gekauft. Für alles, was du je hier gekauft hast, nimm den Knopf in unserer Mail.',
    stays: 'Was du gekauft hast, bleibt deins. Wird etwas korrigiert, findest du die korrigierte Fassung hier.',
    account: 'Meine Bestellungen, Adressen und Daten',
    orders: 'Meine Bestellungen',
    order: number => `Bestellung ${number}`,
    sendAgain: 'Mail dazu noch einmal schicken',
    sentAgain: number => `Die Mail zu Bestellung ${number} ist noch einmal unterwegs.`,
    sentEnough: number =>
      `Die Mail zu Bestellung ${number} wurde heute schon oft verschickt. Schau im Spam-Ordner nach oder versuch es morgen wieder.`,
  },
  files: {
    instructions: { what: 'Anleitung', why: 'Zum Lesen auf Tablet, Handy oder Computer, oder zum Ausdrucken auf beliebigem Papier.' },
    a4: { what: 'Zum Ausdrucken zu Hause, auf A4', why: 'Mit 100 % drucken, das Testquadrat nachmessen, dann die Seiten zusammenkleben.' },
    letter: {
      what: 'Zum Ausdrucken zu Hause, auf US Letter',
      why: 'Das übliche Papier in den USA und Kanada. Mit 100 % drucken, das Testquadrat nachmessen, dann zusammenkleben.',
    },
    a0: { what: 'Für den Copyshop, auf A0', why: 'Große Bögen ohne Kleben. Verlange 100 %, nicht „an Seite anpassen“.' },
    projector: {
      what: 'Für den Beamer',
      why: 'Zum Zuschneiden mit projiziertem Schnitt; nichts zu drucken. Vorher den Beamer kalibrieren.',
    },
    chart: { what: 'Chart', why: 'Die Maschen als Zeichnung (Strick- oder Häkelschrift).' },
    other: { what: 'Mehr', why: '' },
  },
  scale: {
    title: 'Welche Datei, und stimmt die Größe?',
    which:
      'Zu Hause drucken: die A4-Datei (US Letter nur in den USA und Kanada). Copyshop: A0. Mit dem Beamer zuschneiden: die Beamer-Datei. Auf Tablet oder Handy: Die Anleitung musst du nicht drucken.',
    first: 'Öffne die Datei in einem PDF-Programm, nicht im Browser, und drucke zuerst nur die Seite mit dem Testquadrat.',
    hundred: 'Wähle 100 %, „tatsächliche Größe“ oder „keine Skalierung“, nie „an Seite anpassen“.',
    measure: 'Miss das gedruckte Quadrat mit dem Lineal nach. Es muss genau so groß sein, wie darin steht.',
    wrong:
      'Ist es kleiner oder größer? Dann hat der Drucker skaliert: Stell ihn auf 100 % und drucke diese Seite noch einmal, bevor du alle anderen druckst.',
    projector: 'Mit dem Beamer: so lange kalibrieren, bis das Quadrat auf deiner Matte genau diese Größe hat.',
  },
  help: {
    title: 'Hilfe',
    write: contact => `Stimmt etwas nicht oder fehlt etwas? Schreib an ⟦${contact}⟧ und nenne deine Bestellung.`,
    reply:
      'Stimmt etwas nicht oder fehlt etwas? Schreib dem Shop dort, wo du gekauft hast, über die Nachrichten zu deiner Bestellung, und nenne ihre Nummer.',
    subject: shop => `Meine Bibliothek bei ${shop}`,
  },
  limits: {
    headDownloads: 'Diese Datei wurde so oft heruntergeladen, wie der Shop erlaubt',
    headDays: 'Die Zeit zum Herunterladen ist abgelaufen',
    whyDownloads: count => many(count, 'Der Shop erlaubt einen Download je Datei.', 'Der Shop erlaubt # Downloads je Datei.'),
    whyDays: count => many(count, 'Der Shop erlaubt Downloads einen Tag lang.', 'Der Shop erlaubt Downloads # Tage lang.'),
    anew: 'Was du gekauft hast, gehört dir weiterhin. Du kannst die Downloads selbst wieder freischalten:',
    press: 'Wieder freischalten',
    left: count => many(count, 'Das geht noch einmal.', 'Das geht noch #-mal.'),
    none: 'Du hast so oft freigeschaltet, wie es hier geht. Der Shop hilft dir weiter:',
    until: day => `Downloads bis ${day}`,
    over: 'Downloads ruhen; tippe auf eine Datei, um sie wieder freizuschalten.',
    opened: 'Du kannst jetzt wieder herunterladen.',
  },
  data: {
    title: 'Meine Daten',
    what: 'Das speichert dieser Shop über dich: deine Adresse und deinen Namen, deine Bestellungen, was in deiner Bibliothek ist, welche Dateien du geladen hast, welche Mails wir dir geschrieben haben, worin du eingewilligt hast und was der Shop sich notiert hat.',
    download: 'Meine Daten herunterladen (JSON)',
    forget: 'Um Löschung bitten',
    forgetWhat:
      'Der Shop löscht dann, was er über dich speichert. Das dauert höchstens einen Monat; damit schließt auch deine Bibliothek, also lade deine Dateien vorher herunter.',
    forgetPress: 'Bitte löscht meine Daten',
    asked: day => `Du hast am ${day} um Löschung gebeten. Der Shop erledigt das innerhalb eines Monats.`,
    takeBack: 'Ich nehme das zurück',
  },
  addresses: {
    title: 'Meine Adressen',
    these: list => `Diese Bibliothek zeigt, was mit ${list} gekauft wurde.`,
    other:
      'Hast du auch mit einer anderen Adresse gekauft? Gib sie hier ein. Eine Mail geht an sie; drück den Knopf darin in diesem Browser, und beide werden eine Bibliothek.',
    address: 'Deine andere E-Mail-Adresse',
    press: 'Mail dorthin schicken',
    sent: email => `Eine Mail ist unterwegs an ${email}. Öffne sie auf diesem Gerät und drück den Knopf darin.`,
    enough: 'Das wurde heute schon oft angefordert. Bitte versuch es morgen wieder.',
    head: 'Gehören beide Adressen dir?',
    joins: (one, other) => `Wer die Bibliothek von ${one} oder von ${other} öffnet, sieht ab dann, was mit beiden gekauft wurde.`,
    joinPress: 'Ja, zu einer Bibliothek verbinden',
    not: 'Wenn du die andere Adresse nicht kennst, schließ diese Seite: Dann geschieht nichts.',
    elsewhereHead: 'Öffne hier zuerst deine Bibliothek',
    elsewhereWhy:
      'Damit dir niemand eine fremde Adresse unterschieben kann, geht das nur in dem Browser, in dem du es angefordert hast. ⟦Melde dich dort mit deiner ersten Adresse an⟧ und drück dann noch einmal den Knopf in der Mail.',
  },
  claim: {
    title: 'Hol deinen Kauf in deine Bibliothek',
    why: 'Manche Shops geben deine Adresse nicht weiter. Schreib hier, was du gekauft hast, und du bekommst eine Mail mit einem Knopf; drück ihn, und dein Kauf ist in deiner Bibliothek, immer in der neuesten Fassung.',
    number: 'Die Nummer deiner Bestellung',
    code: 'Der Code',
    codeHelp: 'Er steht in der Nachricht des Shops an dich oder auf einer Seite bei den Dateien: acht Buchstaben und Ziffern.',
    press: 'Mail schicken',
    use: 'Wir schreiben an diese Adresse nur zu dem, was du gekauft hast, zum Beispiel bei einer Korrektur.',
    known: 'Du hast mit dieser Adresse hier schon gekauft? ⟦Öffne deine Bibliothek⟧.',
    wrongNumber: 'Bitte gib die Nummer deiner Bestellung ein, wie sie in der Mail des Shops an dich steht.',
    wrongCode: 'Der Code hat acht Buchstaben und Ziffern, zum Beispiel 7KQ2-M4XD. Bitte sieh noch einmal nach.',
    onItsWay: email =>
      `Wenn das stimmt, ist eine Mail an ${email} unterwegs. Drück den Knopf darin, und dein Kauf ist in deiner Bibliothek.`,
    patience:
      'Das kann eine Minute dauern; schau auch im Spam-Ordner nach. Wenn du gerade erst gekauft hast, kommt sie von selbst, sobald die Bestellung hier ist; wir suchen 14 Tage lang weiter.',
    nothing:
      'Nichts angekommen? Prüfe Bestellnummer und Code und ⟦gib sie noch einmal ein⟧. Nach einigen, die nicht passen, wird eine Zeit lang nichts mehr nachgesehen: Versuch es dann morgen wieder oder schreib dem Shop.',
    put: pattern => `${pattern} in deine Bibliothek holen`,
    whose: (order, email) =>
      `Es gehört zu deiner Bestellung ${order} und kommt in die Bibliothek von ${email}. Dort findest du immer die neueste Fassung.`,
    putPress: 'In meine Bibliothek holen',
    used: 'Das ist schon erledigt',
    usedWhy: (pattern, email) => `${pattern} ist in einer Bibliothek. ⟦Öffne deine Bibliothek⟧ mit ${email}.`,
    taken: 'Es ist schon in einer anderen Bibliothek',
    takenWhy: (pattern, order) =>
      `${pattern} aus Bestellung ${order} ist in der Bibliothek einer anderen Adresse, deshalb wurde nichts geändert.`,
    takenHelp: shop =>
      `Wenn du noch eine andere Adresse hast, ⟦versuch es mit ihr⟧. Wenn es nicht deine ist, schreib ${shop} dort, wo du gekauft hast, über die Nachrichten zu dieser Bestellung.`,
    ended: 'Mit dieser Bestellung ist gerade nichts zu bekommen',
    endedWhy: (pattern, order, shop) =>
      `Mit Bestellung ${order} ist ${pattern} zurzeit nicht zu bekommen: Sie wurde zurückgegeben, oder die Zahlung ist noch nicht durch. Wenn das nicht stimmt, schreib ${shop} dort, wo du gekauft hast.`,
    gone: 'Was du gekauft hast, gehört dir weiterhin. ⟦Gib Bestellung und Code noch einmal ein⟧, und du bekommst eine neue Mail.',
    add: 'Noch etwas hinzufügen',
    addWhy:
      'Du hast etwas gekauft, das hier fehlt, in derselben oder einer anderen Bestellung? Manche Shops geben deine Adresse nicht weiter: Gib die Bestellung und den Code ein.',
    addOpen: 'Bestellung und Code eingeben',
  },
  elsewhere: {
    head: label => `Deine Bibliothek bei ${label}`,
    ended: label =>
      `${label} lässt uns nicht mehr für dich hinein. Was dort ist, bleibt dort; für alles, was du ab jetzt kaufst, erlaube es bitte noch einmal.`,
    offer: (shop, label) =>
      `Was du anderswo von ${shop} gekauft hast, kann auch in deiner Bibliothek bei ${label} stehen, soweit es dort verkauft wird. ${label} fragt dich vorher, und du kannst es hier zurücknehmen.`,
    ask: label => `In meine Bibliothek bei ${label} übernehmen`,
    states: { written: 'ist dort', 'bought-there': 'dort gekauft', waiting: 'unterwegs', 'not-for-sale': 'wird dort nicht verkauft' },
    away: label => `Die Verbindung des Shops zu ${label} ruht gerade. Nichts ist verloren; es geht von selbst weiter.`,
    each: count => `Im Einzelnen (${count})`,
    end: label => `Nichts mehr in meine Bibliothek bei ${label} übernehmen`,
    stays: 'Was schon dort ist, bleibt dort.',
    there: (there, all, label) =>
      many(
        all,
        `${there} von # Kauf ist in deiner Bibliothek bei ${label}`,
        `${there} von # Käufen sind in deiner Bibliothek bei ${label}`,
      ),
    onTheWay: count => `${count} unterwegs`,
    notForSale: count => `${count} dort nicht im Verkauf`,
    follow: 'Neues folgt von selbst.',
    on: label => `Weiter zu ${label}`,
    asksYou: label => `${label} fragt dich, ob deine Käufe dort in deine Bibliothek gelegt werden dürfen. Danach kommst du hierher zurück.`,
    goOn: label => `Weiter zu ${label}`,
    unchanged: 'Es wurde nichts geändert',
    stale:
      'Diese Antwort ist abgelaufen, wurde schon benutzt oder gehört zu einem anderen Browser. Beginne noch einmal in deiner Bibliothek.',
    notOffered: 'Das geht gerade nicht. Was du gekauft hast, ist hier in deiner Bibliothek wie zuvor.',
    saidNo: label => `Du hast bei ${label} abgelehnt, also wird dort nichts abgelegt. Was du gekauft hast, ist hier wie zuvor.`,
    noAnswer: label => `${label} antwortet gerade nicht. Bitte versuch es etwas später noch einmal.`,
    notLetIn: label => `${label} hat uns nicht hineingelassen. Wenn es wieder passiert, schreib bitte dem Shop.`,
  },
  stopping: {
    order: {
      what: 'Mails über neue Fassungen',
      comes: shop => `${shop} schreibt dir, wenn etwas, das du gekauft hast, korrigiert wird oder eine neue Fassung bekommt.`,
      stopped: shop =>
        `${shop} schreibt dir nicht mehr über neue Fassungen. Deine Bibliothek zeigt sie weiterhin; sieh dort nach, bevor du anfängst.`,
    },
    service: {
      what: 'Mails über deine Einkäufe',
      comes: shop => `${shop} schreibt dir hin und wieder über deine Einkäufe: deine Bibliothek, Hilfe und wie es vorangeht.`,
      stopped: shop => `${shop} schreibt dir nicht mehr über deine Einkäufe. Die Mail zu einer Bestellung selbst kommt weiterhin.`,
    },
    marketing: {
      what: 'Mails über Neues und Angebote',
      comes: shop => `${shop} schreibt dir über Neues und Angebote, wie du zugestimmt hast.`,
      stopped: shop => `${shop} schreibt dir nicht mehr über Neues und Angebote.`,
    },
    title: (what, shop) => `${what} von ${shop}`,
    stop: 'Diese Mails abbestellen',
    again: 'Wieder schicken',
    areStopped: 'Diese Mails sind abbestellt',
    noLink: 'Dieser Link funktioniert nicht',
    noLinkWhy: shop =>
      `Vielleicht hat ein Mailprogramm ihn zerteilt: Kopiere ihn ganz. Ist er vollständig, hat ${shop} unter diesem Link keine Adresse mehr von dir und schreibt an keine.`,
    foot: 'Du möchtest solche Mails nicht mehr bekommen? ⟦Hier abbestellen⟧.',
  },
  checkout: {
    news: shop =>
      `${shop} darf mir über Neues und Angebote schreiben. Ich kann diese Mails jederzeit über den Link in jeder von ihnen abbestellen.`,
  },
  mails: {
    hello: name => (name === null ? 'Hallo,' : `Hallo ${name},`),
    more: count => many(count, 'und # weiteres', 'und # weitere'),
    open: 'Meine Bibliothek öffnen',
    newest: 'Mit dem Knopf öffnest du deine Bibliothek. Dort findest du immer die neueste Fassung, auch wenn später etwas korrigiert wird.',
    works30:
      'Der Knopf funktioniert einmal, innerhalb von 30 Tagen. Danach forderst du auf der Seite der Bibliothek mit dieser E-Mail-Adresse einen neuen an; was du gekauft hast, bleibt deins.',
    notAsked: 'Wenn du das nicht angefordert hast, musst du nichts tun.',
    files: {
      subject: pattern => `Dein Kauf: ${pattern}`,
      subjectMany: (count, shop) => many(count, `Dein Kauf bei ${shop}`, `Deine # Käufe bei ${shop}`),
      thanks: order => `vielen Dank für deine Bestellung ${order}. In deiner Bibliothek liegt für dich bereit:`,
    },
    signIn: {
      subject: shop => `Deine Bibliothek bei ${shop}`,
      way: 'hier geht es in deine Bibliothek. Drück den Knopf, um sie zu öffnen.',
      after: 'Wenn du das nicht angefordert hast, musst du nichts tun: Ohne diese Mail kommt niemand hinein.',
    },
    invite: {
      subject: shop => `Deine Käufe bei ${shop} haben jetzt ein Zuhause`,
      why: shop =>
        `du hast früher bei ${shop} gekauft. Ab jetzt gibt es eine Bibliothek, in der du alles davon findest, immer in der neuesten Fassung:`,
      nothingToDo: 'Du musst nichts tun; deine früheren Downloads bleiben, wie sie sind.',
      after:
        'Der Knopf funktioniert einmal, innerhalb von 30 Tagen. Danach forderst du auf der Seite der Bibliothek mit dieser E-Mail-Adresse einen neuen an. Das ist die einzige Mail dieser Art.',
    },
    claim: {
      subject: pattern => `${pattern} in deine Bibliothek holen`,
      wrote: (shop, order) =>
        `du hast diese Adresse auf der Seite der Bibliothek von ${shop} eingegeben, mit deiner Bestellung ${order} und einem Code für:`,
      press:
        'Drück den Knopf und dann den auf der Seite, und es ist in deiner Bibliothek, immer in der neuesten Fassung. Wir schreiben an diese Adresse nur zu dem, was du gekauft hast, zum Beispiel bei einer Korrektur.',
      button: 'In meine Bibliothek holen',
      after:
        'Der Knopf funktioniert 7 Tage und einmal. Wenn du das nicht angefordert hast, musst du nichts tun: Ohne diese Mail bekommt niemand etwas.',
    },
    taken: {
      subject: pattern => `${pattern} ist schon in einer Bibliothek`,
      why: 'Es ist schon in der Bibliothek einer anderen Adresse, deshalb wurde nichts geändert. Wenn du noch eine andere Adresse hast, versuch es zuerst mit ihr auf der Seite der Bibliothek.',
      help: shop => `Wenn es nicht deine ist, schreib ${shop} dort, wo du gekauft hast, über die Nachrichten zu dieser Bestellung.`,
    },
    gift: {
      subject: shop => `Ein Geschenk für dich von ${shop}`,
      somebody: (count, shop) =>
        many(count, `jemand hat dir etwas von ${shop} geschenkt:`, `jemand hat dir # Dinge von ${shop} geschenkt:`),
      button: 'Mein Geschenk öffnen',
      after:
        'Der Knopf funktioniert einmal, innerhalb von 30 Tagen. Danach forderst du auf der Seite der Bibliothek mit dieser E-Mail-Adresse einen neuen an; das Geschenk bleibt deins.',
    },
    receipt: {
      subject: (shop, order) => `Dein Geschenk von ${shop}, Bestellung ${order}`,
      now: (order, total, receiver) =>
        `vielen Dank für deine Bestellung ${order}, zusammen ${total}. Es ist ein Geschenk für ${receiver}; die Mail damit geht jetzt hinaus:`,
      later: (order, total, receiver, day) =>
        `vielen Dank für deine Bestellung ${order}, zusammen ${total}. Es ist ein Geschenk für ${receiver}; die Mail damit geht am ${day} hinaus:`,
      after: 'Bitte hebe diese Mail als Beleg auf. Wenn das Geschenk nicht ankommt, schreib dem Shop und nenne die Bestellung.',
    },
    address: {
      subject: shop => `Gehört diese Adresse auch dir? Deine Bibliothek bei ${shop}`,
      why: (asker, shop) =>
        `wer die Bibliothek von ${asker} bei ${shop} geöffnet hat, sagt, dass diese Adresse derselben Person gehört. Wenn du das bist, drück den Knopf in dem Browser, in dem du es angefordert hast, und beide werden eine Bibliothek.`,
      button: 'Beide Adressen gehören mir',
      after:
        'Der Knopf funktioniert einen Tag und einmal. Wenn du das nicht angefordert hast, musst du nichts tun: Ohne diesen Druck sieht niemand, was du gekauft hast.',
    },
  },
}
