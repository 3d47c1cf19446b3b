/** What buyers read of a correction, in each language in which a note can be written. Pure. */
import { type NoteLanguage, type Notes, noteLanguages, type Severity } from './erratum.ts'

export interface ErratumWords {
  /** The language's own name. */
  readonly name: string
  /** For dates. */
  readonly locale: string
  readonly hello: (name: string | null) => string
  readonly bought: (pattern: string, order: string, place: string) => string
  readonly subject: Readonly<Record<Severity, (pattern: string) => string>>
  readonly severity: Readonly<Record<Severity, string>>
  readonly todo: Readonly<Record<Severity, string>>
  readonly sizes: string
  readonly allSizes: string
  readonly files: string
  readonly where: string
  readonly version: (number: string) => string
  readonly noVersion: string
  readonly open: string
  readonly after: string
  readonly page: string
  readonly none: string
  readonly follow: string
  readonly library: string
  readonly all: string
  readonly mailsOn: string
  readonly mailsOff: string
  readonly noMails: string
  readonly againMails: string
}

export const words: Readonly<Record<NoteLanguage, ErratumWords>> = {
  en: {
    name: 'English',
    locale: 'en-GB',
    hello: name => (name === null ? 'Hello,' : `Hello ${name},`),
    bought: (pattern, order, place) => `you bought “${pattern}” at ${place} (order ${order}). There is a correction to it.`,
    subject: {
      cosmetic: pattern => `A small correction to ${pattern}`,
      'some-sizes': pattern => `A correction to some sizes of ${pattern}`,
      'do-not-start': pattern => `Please read before you start: ${pattern}`,
      stop: pattern => `Please stop for now: ${pattern}`,
    },
    severity: {
      cosmetic: 'A small correction',
      'some-sizes': 'A correction to some sizes',
      'do-not-start': 'Please read before you start',
      stop: 'Please stop for now',
    },
    todo: {
      cosmetic: 'It changes nothing in what you make.',
      'some-sizes': 'If you make one of these sizes, use the corrected version.',
      'do-not-start': 'If you have not begun, begin with the corrected version. If you have, look whether you have come to the place yet.',
      stop: 'Please do not go on before you have read this.',
    },
    sizes: 'Sizes',
    allSizes: 'all',
    files: 'Files',
    where: 'Where',
    version: number => `Version ${number} puts it right. It is in your library.`,
    noVersion: 'A corrected version is not there yet. It will be in your library.',
    open: 'Open my library',
    after:
      'You get this mail because it is about something you bought, and once. The button works for 30 days; after that, ask for a new one on the library page. There you can also say that you want no mails about files.',
    page: 'Corrections',
    none: 'There is no correction to this pattern.',
    follow: 'Follow by feed reader',
    library: 'Bought it? The corrected version is in your library.',
    all: 'All corrections',
    mailsOn: 'You get a mail when a pattern of yours is corrected.',
    mailsOff: 'You get no mails about corrections; they stand here.',
    noMails: 'No mails about corrections',
    againMails: 'Write to me about corrections',
  },
  de: {
    name: 'Deutsch',
    locale: 'de-DE',
    hello: name => (name === null ? 'Guten Tag,' : `Hallo ${name},`),
    bought: (pattern, order, place) => `du hast „${pattern}“ bei ${place} gekauft (Bestellung ${order}). Dazu gibt es eine Korrektur.`,
    subject: {
      cosmetic: pattern => `Kleine Korrektur zu ${pattern}`,
      'some-sizes': pattern => `Korrektur für einige Größen von ${pattern}`,
      'do-not-start': pattern => `Bitte vor dem Anfangen lesen: ${pattern}`,
      stop: pattern => `Bitte vorerst nicht weitermachen: ${pattern}`,
    },
    severity: {
      cosmetic: 'Kleine Korrektur',
      'some-sizes': 'Korrektur für einige Größen',
      'do-not-start': 'Bitte vor dem Anfangen lesen',
      stop: 'Bitte vorerst nicht weitermachen',
    },
    todo: {
      cosmetic: 'An dem, was du machst, ändert sich nichts.',
      'some-sizes': 'Wenn du eine dieser Größen machst, nimm die korrigierte Fassung.',
      'do-not-start':
        'Wenn du noch nicht angefangen hast, fang mit der korrigierten Fassung an. Wenn doch, sieh nach, ob du schon an der Stelle bist.',
      stop: 'Bitte mach nicht weiter, bevor du das gelesen hast.',
    },
    sizes: 'Größen',
    allSizes: 'alle',
    files: 'Dateien',
    where: 'Stelle',
    version: number => `Fassung ${number} berichtigt es. Sie liegt in deiner Bibliothek.`,
    noVersion: 'Eine korrigierte Fassung gibt es noch nicht. Sie wird in deiner Bibliothek liegen.',
    open: 'Meine Bibliothek öffnen',
    after:
      'Du bekommst diese Mail, weil sie etwas betrifft, das du gekauft hast, und nur einmal. Der Knopf gilt 30 Tage; danach lass dir auf der Seite der Bibliothek einen neuen schicken. Dort kannst du auch sagen, dass du keine Mails zu Dateien möchtest.',
    page: 'Korrekturen',
    none: 'Zu dieser Anleitung gibt es keine Korrektur.',
    follow: 'Mit dem Feedreader verfolgen',
    library: 'Gekauft? Die korrigierte Fassung liegt in deiner Bibliothek.',
    all: 'Alle Korrekturen',
    mailsOn: 'Du bekommst eine Mail, wenn eine deiner Anleitungen korrigiert wird.',
    mailsOff: 'Du bekommst keine Mails zu Korrekturen; sie stehen hier.',
    noMails: 'Keine Mails zu Korrekturen',
    againMails: 'Schreibt mir bei Korrekturen',
  },
  fr: {
    name: 'Français',
    locale: 'fr-FR',
    hello: name => (name === null ? 'Bonjour,' : `Bonjour ${name},`),
    bought: (pattern, order, place) => `vous avez acheté « ${pattern} » chez ${place} (commande ${order}). Il y a une correction.`,
    subject: {
      cosmetic: pattern => `Petite correction : ${pattern}`,
      'some-sizes': pattern => `Correction pour certaines tailles : ${pattern}`,
      'do-not-start': pattern => `À lire avant de commencer : ${pattern}`,
      stop: pattern => `Merci d’arrêter pour le moment : ${pattern}`,
    },
    severity: {
      cosmetic: 'Petite correction',
      'some-sizes': 'Correction pour certaines tailles',
      'do-not-start': 'À lire avant de commencer',
      stop: 'Merci d’arrêter pour le moment',
    },
    todo: {
      cosmetic: 'Cela ne change rien à votre ouvrage.',
      'some-sizes': 'Si vous réalisez une de ces tailles, utilisez la version corrigée.',
      'do-not-start':
        'Si vous n’avez pas commencé, commencez avec la version corrigée. Sinon, regardez si vous êtes déjà arrivée à cet endroit.',
      stop: 'Merci de ne pas continuer avant d’avoir lu ceci.',
    },
    sizes: 'Tailles',
    allSizes: 'toutes',
    files: 'Fichiers',
    where: 'Endroit',
    version: number => `La version ${number} corrige l’erreur. Elle est dans votre bibliothèque.`,
    noVersion: 'Il n’y a pas encore de version corrigée. Elle sera dans votre bibliothèque.',
    open: 'Ouvrir ma bibliothèque',
    after:
      'Vous recevez ce message une seule fois, parce qu’il concerne un achat. Le bouton est valable 30 jours ; ensuite, demandez-en un autre sur la page de la bibliothèque. Vous pouvez aussi y dire que vous ne voulez pas de messages sur les fichiers.',
    page: 'Corrections',
    none: 'Il n’y a pas de correction pour ce patron.',
    follow: 'Suivre par un lecteur de flux',
    library: 'Déjà acheté ? La version corrigée est dans votre bibliothèque.',
    all: 'Toutes les corrections',
    mailsOn: 'Vous recevez un message quand un de vos patrons est corrigé.',
    mailsOff: 'Vous ne recevez pas de messages sur les corrections ; elles sont ici.',
    noMails: 'Pas de messages sur les corrections',
    againMails: 'Écrivez-moi pour les corrections',
  },
  es: {
    name: 'Español',
    locale: 'es-ES',
    hello: name => (name === null ? 'Hola:' : `Hola, ${name}:`),
    bought: (pattern, order, place) => `compraste «${pattern}» en ${place} (pedido ${order}). Hay una corrección.`,
    subject: {
      cosmetic: pattern => `Pequeña corrección: ${pattern}`,
      'some-sizes': pattern => `Corrección para algunas tallas: ${pattern}`,
      'do-not-start': pattern => `Léelo antes de empezar: ${pattern}`,
      stop: pattern => `Por favor, detente por ahora: ${pattern}`,
    },
    severity: {
      cosmetic: 'Pequeña corrección',
      'some-sizes': 'Corrección para algunas tallas',
      'do-not-start': 'Léelo antes de empezar',
      stop: 'Por favor, detente por ahora',
    },
    todo: {
      cosmetic: 'No cambia nada en tu labor.',
      'some-sizes': 'Si haces una de estas tallas, usa la versión corregida.',
      'do-not-start': 'Si no has empezado, empieza con la versión corregida. Si ya has empezado, mira si has llegado a ese punto.',
      stop: 'Por favor, no sigas antes de leer esto.',
    },
    sizes: 'Tallas',
    allSizes: 'todas',
    files: 'Archivos',
    where: 'Dónde',
    version: number => `La versión ${number} lo corrige. Está en tu biblioteca.`,
    noVersion: 'Todavía no hay una versión corregida. Estará en tu biblioteca.',
    open: 'Abrir mi biblioteca',
    after:
      'Recibes este correo una sola vez, porque trata de algo que compraste. El botón vale 30 días; después, pide otro en la página de la biblioteca. Allí también puedes decir que no quieres correos sobre archivos.',
    page: 'Correcciones',
    none: 'No hay ninguna corrección de este patrón.',
    follow: 'Seguir con un lector de fuentes',
    library: '¿Lo compraste? La versión corregida está en tu biblioteca.',
    all: 'Todas las correcciones',
    mailsOn: 'Recibes un correo cuando se corrige un patrón tuyo.',
    mailsOff: 'No recibes correos sobre correcciones; están aquí.',
    noMails: 'Sin correos sobre correcciones',
    againMails: 'Escribidme sobre las correcciones',
  },
  nl: {
    name: 'Nederlands',
    locale: 'nl-NL',
    hello: name => (name === null ? 'Hallo,' : `Hallo ${name},`),
    bought: (pattern, order, place) => `je hebt ‘${pattern}’ gekocht bij ${place} (bestelling ${order}). Er is een correctie.`,
    subject: {
      cosmetic: pattern => `Kleine correctie: ${pattern}`,
      'some-sizes': pattern => `Correctie voor sommige maten: ${pattern}`,
      'do-not-start': pattern => `Lees dit voor je begint: ${pattern}`,
      stop: pattern => `Stop voorlopig: ${pattern}`,
    },
    severity: {
      cosmetic: 'Kleine correctie',
      'some-sizes': 'Correctie voor sommige maten',
      'do-not-start': 'Lees dit voor je begint',
      stop: 'Stop voorlopig',
    },
    todo: {
      cosmetic: 'Aan wat je maakt verandert niets.',
      'some-sizes': 'Maak je een van deze maten, gebruik dan de gecorrigeerde versie.',
      'do-not-start':
        'Ben je nog niet begonnen, begin dan met de gecorrigeerde versie. Ben je al bezig, kijk dan of je al op die plek bent.',
      stop: 'Ga niet verder voor je dit hebt gelezen.',
    },
    sizes: 'Maten',
    allSizes: 'alle',
    files: 'Bestanden',
    where: 'Waar',
    version: number => `Versie ${number} zet het recht. Die staat in je bibliotheek.`,
    noVersion: 'Er is nog geen gecorrigeerde versie. Die komt in je bibliotheek.',
    open: 'Mijn bibliotheek openen',
    after:
      'Je krijgt deze mail één keer, omdat hij gaat over iets wat je hebt gekocht. De knop werkt 30 dagen; vraag daarna een nieuwe op de pagina van de bibliotheek. Daar kun je ook zeggen dat je geen mails over bestanden wilt.',
    page: 'Correcties',
    none: 'Er is geen correctie van dit patroon.',
    follow: 'Volgen met een feedlezer',
    library: 'Gekocht? De gecorrigeerde versie staat in je bibliotheek.',
    all: 'Alle correcties',
    mailsOn: 'Je krijgt een mail als een patroon van jou wordt gecorrigeerd.',
    mailsOff: 'Je krijgt geen mails over correcties; ze staan hier.',
    noMails: 'Geen mails over correcties',
    againMails: 'Schrijf me over correcties',
  },
}

const spoken: Readonly<Record<string, NoteLanguage>> = {
  ...{ DE: 'de', AT: 'de', CH: 'de', LI: 'de', FR: 'fr', LU: 'fr', MC: 'fr', NL: 'nl' },
  ...{ ES: 'es', MX: 'es', AR: 'es', CL: 'es', CO: 'es', PE: 'es', UY: 'es' },
}

/**
 * @param country of her order; null when it is not known. Where several languages are spoken none is taken for hers.
 * @returns every language of the notes, the one she most likely reads first.
 */
export function languagesFor(country: string | null, notes: Notes): NoteLanguage[] {
  const hers = spoken[country ?? '']
  const written = noteLanguages.filter(language => notes[language] !== undefined)
  return hers !== undefined && written.includes(hers) ? [hers, ...written.filter(language => language !== hers)] : written
}
