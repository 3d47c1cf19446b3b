/** The languages in which buyers are spoken to, and which of them a buyer gets. Pure. */

export const languages = ['en', 'de', 'fr', 'es', 'nl'] as const
export type Language = (typeof languages)[number]

/** Each in itself, as its speakers look for it. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  nl: 'Nederlands',
}

/** 'de-AT' is German. @returns null for a language that is not spoken here. */
export function toLanguage(tag: string | null | undefined): Language | null {
  const main = tag?.trim().toLowerCase().split(/[-_]/)[0] ?? ''
  return (languages as readonly string[]).includes(main) ? (main as Language) : null
}

/** Source: RFC 9110, 12.5.4. @returns the one that is wanted most and spoken here; null when none is. At most twenty are looked at. */
export function fromAcceptLanguage(header: string | null | undefined): Language | null {
  const wanted = (header ?? '')
    .slice(0, 1_000)
    .split(',')
    .slice(0, 20)
    .map(part => {
      const [tag = '', ...params] = part.split(';')
      const weight = /^\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*$/i.exec(params[0] ?? '')?.[1]
      return { language: toLanguage(tag), weight: params.length === 0 ? 1 : Number(weight ?? 0) }
    })
    .filter(({ language, weight }) => language !== null && weight > 0)
  return wanted.toSorted((a, b) => b.weight - a.weight)[0]?.language ?? null
}

/** Where nearly everybody speaks one of them; a country of several languages tells nothing. */
const ofCountry: Readonly<Record<string, Language>> = {
  ...of('en', 'GB IE US AU NZ'),
  ...of('de', 'DE AT LI'),
  ...of('fr', 'FR MC'),
  ...of('es', 'ES AR BO CL CO CR CU DO EC GT HN MX NI PA PE PY SV UY VE'),
  ...of('nl', 'NL SR'),
}

function of(language: Language, countries: string): Record<string, Language> {
  return Object.fromEntries(countries.split(' ').map(country => [country, language]))
}

/** For a mail: as she chose it, else as she bought, else as in her country, else as the seller says. */
export const mailLanguage = (known: {
  readonly chosen: string | null
  readonly bought?: string | null
  readonly country: string | null
  readonly shop: string
}): Language =>
  toLanguage(known.chosen) ?? toLanguage(known.bought) ?? ofCountry[known.country?.toUpperCase() ?? ''] ?? toLanguage(known.shop) ?? 'en'
