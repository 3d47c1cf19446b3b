import { pluralIn } from './format.ts'
import type { Words } from './index.ts'

const many = pluralIn('nl')

/** Je, as makers speak to makers. */
export const nl: Words = {
  frame: { chooseLanguage: 'Taal', signOut: 'Afmelden', back: 'Terug naar je bibliotheek', home: 'Je bibliotheek' },
  signIn: {
    title: shop => `Je bibliotheek bij ${shop}`,
    head: 'Je patronenbibliotheek',
    how: 'Vul het e-mailadres in waarmee je hebt gekocht. Je krijgt een mail met een knop die je bibliotheek opent; een wachtwoord heb je niet nodig.',
    address: 'Je e-mailadres',
    press: 'Stuur me de toegang',
    code: 'Heb je een code voor je patroon? Sommige winkels geven je adres niet door: ⟦vertel wat je hebt gekocht⟧.',
    wrongAddress: 'Vul je e-mailadres in, bijvoorbeeld ana@example.com.',
  },
  lookForMail: {
    title: 'Kijk in je mailbox',
    onItsWay:
      'Als je hier met dat adres hebt gekocht, is er een mail met een knop onderweg. Het kan een minuut duren; kijk ook bij de ongewenste mail.',
    nothing: 'Niets gekregen? Misschien heb je met een ander adres gekocht. ⟦Probeer dat adres⟧, of schrijf de winkel.',
  },
  open: {
    title: shop => `Open je bibliotheek bij ${shop}`,
    head: 'Je bibliotheek staat klaar',
    what: shop => `Hier vind je de patronen die je bij ${shop} hebt gekocht, altijd in de nieuwste versie.`,
    press: 'Mijn bibliotheek openen',
  },
  errors: {
    linkSpent: 'Deze link is verlopen',
    stillYours: 'Wat je hebt gekocht, blijft van jou. ⟦Vraag een nieuwe link aan⟧ met het e-mailadres waarmee je hebt gekocht.',
    linkUsed: 'Deze knop is al gebruikt',
    linkUsedWhy:
      'Zodat niemand met een doorgestuurde mail binnenkomt, opent elke knop je bibliotheek één keer. Laat een nieuwe naar hetzelfde adres sturen; die is er zo.',
    linkUsedPress: 'Stuur me een nieuwe mail',
    fileGone: 'Dit bestand staat niet in je bibliotheek',
    maybeNewer: 'Misschien is er een nieuwere versie van. ⟦Kijk in je bibliotheek⟧.',
    noShop: 'Deze bibliotheek bestaat niet',
    lookAgain: 'Controleer het adres nog eens, of gebruik de knop in de mail die je hebt gekregen.',
    notOpen: 'Deze bibliotheek is op dit moment niet open',
    nothingLost: 'Er is niets kwijt: wat je hebt gekocht, blijft van jou. Probeer het wat later nog eens.',
    tooOften: 'Een ogenblik, alsjeblieft',
    tooOftenWhy: 'Dit is net heel vaak gevraagd. Kijk in je mailbox, of probeer het over tien minuten nog eens.',
  },
  library: {
    empty: 'Er staat hier nu niets. Heb je net gekocht, dan verschijnt het zodra de betaling rond is; kijk over een paar minuten nog eens.',
    version: (number, day) => `Versie ${number}, ${day}`,
    noFiles: 'De bestanden zijn er nog niet.',
    bought: day => `Gekocht op ${day}`,
    gift: day => `Een cadeau voor jou, ${day}`,
    giftWord: word => `“${word}”`,
    kinds: { first: '', correction: 'Verbeterd', sizes: 'Nieuwe maten', edition: 'Nieuwe uitgave' },
    sizes: (sizes, count) =>
      many(count, `Maat: ${sizes}. De andere zijn niet veranderd.`, `Maten: ${sizes}. De andere zijn niet veranderd.`),
    changedFiles: files => `Gewijzigd: ${files}.`,
    sameFile: number => `Hetzelfde als in versie ${number}.`,
    earlier: count => many(count, 'Eerdere versie (#)', 'Eerdere versies (#)'),
    oneOrder: 'Dit heb je net gekocht. Gebruik de knop in onze mail voor alles wat je hier ooit hebt gekocht.',
    stays: 'Wat je hebt gekocht, blijft van jou. Wordt een patroon verbeterd, dan vind je de verbeterde versie hier.',
    account: 'Mijn bestellingen, adressen en gegevens',
    orders: 'Mijn bestellingen',
    order: number => `Bestelling ${number}`,
    sendAgain: 'Mail nog eens sturen',
    sentAgain: number => `De mail van bestelling ${number} is opnieuw onderweg.`,
    sentEnough: number =>
      `De mail van bestelling ${number} is vandaag al vaak verstuurd. Kijk bij de ongewenste mail, of probeer het morgen weer.`,
  },
  files: {
    instructions: { what: 'Beschrijving', why: 'Lees die op een tablet, telefoon of computer, of print die op elk soort papier.' },
    a4: { what: 'Thuis printen, op A4', why: 'Print op 100 %, meet het testvierkant na en plak de pagina’s aan elkaar.' },
    letter: {
      what: 'Thuis printen, op US Letter',
      why: 'Het gewone papier in de VS en Canada. Print op 100 %, meet het testvierkant na en plak de pagina’s aan elkaar.',
    },
    a0: { what: 'Voor de copyshop, op A0', why: 'Grote vellen, zonder plakken. Vraag om 100 %, niet “passend op pagina”.' },
    projector: { what: 'Voor de beamer', why: 'Knippen met het geprojecteerde patroon; niets te printen. Kalibreer eerst je beamer.' },
    chart: { what: 'Telpatroon', why: 'De steken als tekening.' },
    other: { what: 'Meer', why: '' },
  },
  scale: {
    title: 'Welk bestand, en klopt de maat?',
    which:
      'Thuis printen: het A4-bestand (US Letter in de VS en Canada). Copyshop: A0. Knippen met een beamer: het beamerbestand. Op tablet of telefoon: de beschrijving hoef je niet te printen.',
    first: 'Open het bestand in een pdf-lezer, niet in de browser, en print eerst de pagina met het testvierkant.',
    hundred: 'Kies 100 %, “werkelijke grootte” of “niet schalen”; nooit “passend op pagina”.',
    measure: 'Meet het geprinte vierkant na met een liniaal. Het moet precies zo groot zijn als erin staat.',
    wrong: 'Is het kleiner of groter? Dan heeft de printer geschaald: zet hem op 100 % en print die pagina nog eens, vóór alle andere.',
    projector: 'Met een beamer: kalibreer tot het vierkant op je mat precies die maat heeft.',
  },
  help: {
    title: 'Hulp',
    write: contact => `Klopt er iets niet of ontbreekt er iets? Schrijf naar ⟦${contact}⟧ en noem je bestelling.`,
    reply:
      'Klopt er iets niet of ontbreekt er iets? Schrijf de winkel waar je hebt gekocht, via de berichten bij je bestelling, en noem het nummer.',
    subject: shop => `Mijn bibliotheek bij ${shop}`,
  },
  limits: {
    headDownloads: 'Dit bestand is zo vaak gedownload als de winkel toestaat',
    headDays: 'De tijd om dit patroon te downloaden is voorbij',
    whyDownloads: count => many(count, 'De winkel staat één download per bestand toe.', 'De winkel staat # downloads per bestand toe.'),
    whyDays: count => many(count, 'De winkel staat downloads één dag lang toe.', 'De winkel staat downloads # dagen lang toe.'),
    anew: 'Wat je hebt gekocht, blijft van jou. Je kunt de downloads zelf weer vrijgeven:',
    press: 'Weer vrijgeven',
    left: count => many(count, 'Dat kan nog één keer.', 'Dat kan nog # keer.'),
    none: 'Je hebt ze zo vaak vrijgegeven als hier kan. De winkel helpt je verder:',
    until: day => `Downloads tot en met ${day}`,
    over: 'Downloads staan stil; kies een bestand om ze weer vrij te geven.',
    opened: 'Je kunt nu weer downloaden.',
  },
  data: {
    title: 'Mijn gegevens',
    what: 'Wat deze winkel over je bewaart: je adres en naam, je bestellingen, wat er in je bibliotheek staat, welke bestanden je hebt gedownload, welke mails we je hebben gestuurd, waarmee je hebt ingestemd en wat de winkel heeft genoteerd.',
    download: 'Mijn gegevens downloaden (JSON)',
    forget: 'Vragen om mijn gegevens te wissen',
    forgetWhat:
      'De winkel wist dan wat hij over je bewaart. Dat duurt hooguit een maand; je bibliotheek sluit daarmee ook, dus download je bestanden eerst.',
    forgetPress: 'Wis mijn gegevens, alsjeblieft',
    asked: day => `Je hebt op ${day} gevraagd om je gegevens te wissen. De winkel doet dat binnen een maand.`,
    takeBack: 'Ik trek dat in',
  },
  addresses: {
    title: 'Mijn adressen',
    these: list => `Deze bibliotheek toont wat er met ${list} is gekocht.`,
    other:
      'Heb je ook met een ander adres gekocht? Vul het hier in. Er gaat een mail naartoe; druk op de knop daarin in deze browser, en beide worden één bibliotheek.',
    address: 'Je andere e-mailadres',
    press: 'Mail daarheen sturen',
    sent: email => `Er is een mail onderweg naar ${email}. Open hem op dit apparaat en druk op de knop.`,
    enough: 'Dit is vandaag al vaak gevraagd. Probeer het morgen weer.',
    head: 'Zijn beide adressen van jou?',
    joins: (one, other) => `Wie de bibliotheek van ${one} of van ${other} opent, ziet voortaan wat er met beide is gekocht.`,
    joinPress: 'Ja, er één bibliotheek van maken',
    not: 'Ken je het andere adres niet, sluit dan deze pagina: er gebeurt niets.',
    elsewhereHead: 'Open hier eerst je bibliotheek',
    elsewhereWhy:
      'Zodat niemand je een vreemd adres kan aansmeren, werkt dit alleen in de browser waarin je het hebt gevraagd. ⟦Meld je daar aan met je eerste adres⟧ en druk dan nog eens op de knop in de mail.',
  },
  claim: {
    title: 'Zet je patroon in je bibliotheek',
    why: 'Sommige winkels geven je adres niet door. Vul hier in wat je hebt gekocht, en je krijgt een mail met een knop; druk erop, en het patroon staat in je bibliotheek, altijd in de nieuwste versie.',
    number: 'Het nummer van je bestelling',
    code: 'De code van het patroon',
    codeHelp: 'Die staat in het bericht van de winkel aan jou, of op een pagina bij de bestanden: acht letters en cijfers.',
    press: 'Stuur me de mail',
    use: 'We schrijven naar dit adres over wat je hebt gekocht, zoals een verbetering, en over niets anders.',
    known: 'Heb je hier al met dit adres gekocht? ⟦Open je bibliotheek⟧.',
    wrongNumber: 'Vul het nummer van je bestelling in, zoals het in de mail van de winkel staat.',
    wrongCode: 'De code heeft acht letters en cijfers, bijvoorbeeld 7KQ2-M4XD. Kijk nog eens goed.',
    onItsWay: email =>
      `Als dat klopt, is er een mail onderweg naar ${email}. Druk op de knop daarin, en het patroon staat in je bibliotheek.`,
    patience:
      'Het kan een minuut duren; kijk ook bij de ongewenste mail. Heb je net gekocht, dan komt hij vanzelf zodra de bestelling hier is; we blijven 14 dagen zoeken.',
    nothing:
      'Niets gekregen? Kijk het bestelnummer en de code nog eens na en ⟦vul ze opnieuw in⟧. Na een paar die niet kloppen, wordt er een tijdje niets meer opgezocht: probeer het dan morgen, of schrijf de winkel.',
    put: pattern => `${pattern} in je bibliotheek zetten`,
    whose: (order, email) =>
      `Het hoort bij je bestelling ${order} en komt in de bibliotheek van ${email}. Daar vind je altijd de nieuwste versie.`,
    putPress: 'In mijn bibliotheek zetten',
    used: 'Dat is al gebeurd',
    usedWhy: (pattern, email) => `${pattern} staat in een bibliotheek. ⟦Open je bibliotheek⟧ met ${email}.`,
    taken: 'Het staat al in een andere bibliotheek',
    takenWhy: (pattern, order) =>
      `${pattern} van bestelling ${order} staat in de bibliotheek van een ander adres, dus er is niets veranderd.`,
    takenHelp: shop =>
      `Heb je nog een adres, ⟦probeer dat dan⟧. Is het niet van jou, schrijf ${shop} waar je het hebt gekocht, via de berichten bij die bestelling.`,
    ended: 'Met deze bestelling is nu niets te krijgen',
    endedWhy: (pattern, order, shop) =>
      `Bestelling ${order} geeft op dit moment geen toegang tot ${pattern}: die is terugbetaald, of de betaling is nog niet rond. Klopt dat niet, schrijf ${shop} waar je het hebt gekocht.`,
    gone: 'Wat je hebt gekocht, blijft van jou. ⟦Vul je bestelling en de code nog eens in⟧, en je krijgt een nieuwe mail.',
    add: 'Nog een patroon toevoegen',
    addWhy:
      'Heb je een patroon gekocht dat hier niet staat, in dezelfde bestelling of een andere? Sommige winkels geven je adres niet door: vul de bestelling en de code in.',
    addOpen: 'Bestelling en code invullen',
  },
  elsewhere: {
    head: label => `Je bibliotheek bij ${label}`,
    ended: label =>
      `${label} laat ons niet meer namens jou binnen. Wat daar staat, blijft daar; geef voor wat je vanaf nu koopt opnieuw toestemming.`,
    offer: (shop, label) =>
      `Wat je elders van ${shop} hebt gekocht, kan ook in je bibliotheek bij ${label} staan, voor zover het daar te koop is. ${label} vraagt het je eerst, en je kunt het hier intrekken.`,
    ask: label => `Mijn patronen in mijn bibliotheek bij ${label} zetten`,
    states: { written: 'staat erin', 'bought-there': 'daar gekocht', waiting: 'onderweg', 'not-for-sale': 'daar niet te koop' },
    away: label => `De verbinding van de winkel met ${label} staat even stil. Er is niets kwijt; het gaat vanzelf verder.`,
    each: count => many(count, 'Per patroon (#)', 'Per patroon (#)'),
    end: label => `Niets meer in mijn bibliotheek bij ${label} zetten`,
    stays: 'Wat erin staat, blijft erin.',
    there: (there, all, label) =>
      many(
        all,
        `${there} van je # patroon staat in je bibliotheek bij ${label}`,
        `${there} van je # patronen staan in je bibliotheek bij ${label}`,
      ),
    onTheWay: count => `${count} onderweg`,
    notForSale: count => `${count} daar niet te koop`,
    follow: 'Nieuwe volgen vanzelf.',
    on: label => `Naar ${label}`,
    asksYou: label => `${label} vraagt je of je patronen daar in je bibliotheek mogen worden gezet. Daarna kom je hier terug.`,
    goOn: label => `Verder naar ${label}`,
    unchanged: 'Er is niets veranderd',
    stale: 'Dit antwoord is verlopen, al gebruikt of hoort bij een andere browser. Begin opnieuw in je bibliotheek.',
    notOffered: 'Dat kan nu even niet. Wat je hebt gekocht, staat hier in je bibliotheek zoals eerst.',
    saidNo: label => `Je hebt bij ${label} nee gezegd, dus daar wordt niets neergezet. Wat je hebt gekocht, staat hier zoals eerst.`,
    noAnswer: label => `${label} antwoordt nu niet. Probeer het wat later nog eens.`,
    notLetIn: label => `${label} heeft ons niet binnengelaten. Gebeurt het weer, schrijf dan de winkel.`,
  },
  stopping: {
    order: {
      what: 'Mails over nieuwe versies',
      comes: shop => `${shop} schrijft je wanneer een patroon dat je hebt wordt verbeterd of een nieuwe versie krijgt.`,
      stopped: shop =>
        `${shop} schrijft je niet meer over nieuwe versies. Je bibliotheek laat ze nog steeds zien; kijk daar voordat je aan een patroon begint.`,
    },
    service: {
      what: 'Mails over wat je hebt gekocht',
      comes: shop => `${shop} schrijft je af en toe over wat je hebt gekocht: je bibliotheek, hulp en hoe het gaat.`,
      stopped: shop => `${shop} schrijft je niet meer over wat je hebt gekocht. De mail van een bestelling zelf komt nog wel.`,
    },
    marketing: {
      what: 'Mails over nieuwe patronen en aanbiedingen',
      comes: shop => `${shop} schrijft je over nieuwe patronen en aanbiedingen, zoals je hebt goedgevonden.`,
      stopped: shop => `${shop} schrijft je niet meer over nieuwe patronen en aanbiedingen.`,
    },
    title: (what, shop) => `${what} van ${shop}`,
    stop: 'Deze mails stoppen',
    again: 'Weer sturen',
    areStopped: 'Deze mails zijn gestopt',
    noLink: 'Deze link werkt niet',
    noLinkWhy: shop =>
      `Misschien heeft een mailprogramma hem in tweeën geknipt: kopieer hem helemaal. Is hij compleet, dan heeft ${shop} bij deze link geen adres meer van je en schrijft naar geen enkel.`,
    foot: 'Wil je dit soort mails niet meer krijgen? ⟦Stop ze hier⟧.',
  },
  checkout: {
    news: shop =>
      `${shop} mag mij schrijven over nieuwe patronen en aanbiedingen. Ik kan deze mails altijd stoppen, met de link in elke mail.`,
  },
  mails: {
    hello: name => (name === null ? 'Hallo,' : `Hallo ${name},`),
    more: count => `en nog ${count}`,
    open: 'Mijn bibliotheek openen',
    newest: 'Met de knop open je je bibliotheek. Daar vind je altijd de nieuwste versie, ook als er later een verbetering uitkomt.',
    works30:
      'De knop werkt één keer, binnen 30 dagen. Vraag daarna op de pagina van de bibliotheek met dit e-mailadres een nieuwe aan; wat je hebt gekocht, blijft van jou.',
    notAsked: 'Heb je hier niet om gevraagd, dan hoef je niets te doen.',
    files: {
      subject: pattern => `Je patroon: ${pattern}`,
      subjectMany: (count, shop) => many(count, `Je patroon van ${shop}`, `Je # patronen van ${shop}`),
      thanks: (order, count) =>
        many(
          count,
          `bedankt voor je bestelling ${order}. Je patroon staat klaar in je bibliotheek:`,
          `bedankt voor je bestelling ${order}. Je patronen staan klaar in je bibliotheek:`,
        ),
    },
    signIn: {
      subject: shop => `Je bibliotheek bij ${shop}`,
      way: 'hier is de weg naar je bibliotheek. Druk op de knop om hem te openen.',
      after: 'Heb je hier niet om gevraagd, dan hoef je niets te doen: zonder deze mail komt niemand binnen.',
    },
    invite: {
      subject: shop => `Je patronen van ${shop} hebben nu een vaste plek`,
      why: shop =>
        `je hebt eerder bij ${shop} gekocht. Vanaf nu is er een bibliotheek waarin je alles terugvindt, altijd in de nieuwste versie:`,
      nothingToDo: 'Je hoeft niets te doen; je eerdere downloads blijven zoals ze zijn.',
      after:
        'De knop werkt één keer, binnen 30 dagen. Vraag daarna op de pagina van de bibliotheek met dit e-mailadres een nieuwe aan. Dit is de enige mail van deze soort.',
    },
    claim: {
      subject: pattern => `Zet ${pattern} in je bibliotheek`,
      wrote: (shop, order) =>
        `je hebt dit adres ingevuld op de bibliotheekpagina van ${shop}, met je bestelling ${order} en de code van een patroon:`,
      press:
        'Druk op de knop en daarna op die op de pagina, en het patroon staat in je bibliotheek, altijd in de nieuwste versie. We schrijven naar dit adres over wat je hebt gekocht, zoals een verbetering, en over niets anders.',
      button: 'In mijn bibliotheek zetten',
      after:
        'De knop werkt 7 dagen, en één keer. Heb je hier niet om gevraagd, dan hoef je niets te doen: zonder deze mail krijgt niemand iets.',
    },
    taken: {
      subject: pattern => `${pattern} staat al in een bibliotheek`,
      why: 'Het staat al in de bibliotheek van een ander adres, dus er is niets veranderd. Heb je nog een adres, probeer dat dan eerst op de pagina van de bibliotheek.',
      help: shop => `Is het niet van jou, schrijf ${shop} dan waar je het hebt gekocht, via de berichten bij die bestelling.`,
    },
    gift: {
      subject: shop => `Een cadeau voor jou van ${shop}`,
      somebody: (count, shop) =>
        many(count, `iemand heeft je een patroon van ${shop} gegeven:`, `iemand heeft je # patronen van ${shop} gegeven:`),
      button: 'Mijn cadeau openen',
      after:
        'De knop werkt één keer, binnen 30 dagen. Vraag daarna op de pagina van de bibliotheek met dit e-mailadres een nieuwe aan; het cadeau blijft van jou.',
    },
    receipt: {
      subject: (shop, order) => `Je cadeau van ${shop}, bestelling ${order}`,
      now: (order, total, receiver) =>
        `bedankt voor je bestelling ${order}, ${total} in totaal. Het is een cadeau voor ${receiver}, die er nu een mail over krijgt:`,
      later: (order, total, receiver, day) =>
        `bedankt voor je bestelling ${order}, ${total} in totaal. Het is een cadeau voor ${receiver}, die er op ${day} een mail over krijgt:`,
      after: 'Bewaar deze mail als bewijs. Komt het cadeau niet aan, schrijf dan de winkel en noem de bestelling.',
    },
    address: {
      subject: shop => `Is dit adres ook van jou? Je bibliotheek bij ${shop}`,
      why: (asker, shop) =>
        `wie de bibliotheek van ${asker} bij ${shop} heeft geopend, zegt dat dit adres van dezelfde persoon is. Ben jij dat, druk dan op de knop in de browser waarin je het hebt gevraagd, en beide worden één bibliotheek.`,
      button: 'Beide adressen zijn van mij',
      after:
        'De knop werkt één dag, en één keer. Heb je hier niet om gevraagd, dan hoef je niets te doen: zonder die druk ziet niemand wat je hebt gekocht.',
    },
  },
}
