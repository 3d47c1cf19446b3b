/** Words of the store's pages. */
import { moneyInWords } from '#hub/listing/words.ts'
import type { Craft } from '#hub/pattern/facts.ts'
import type { PatternOffer } from '#hub/store/price-cart.ts'

export const craftWords: Readonly<Record<Craft, string>> = {
  sewing: 'Sewing',
  knitting: 'Knitting',
  crochet: 'Crochet',
  quilting: 'Quilting',
  other: 'More',
}

export const priceWords = (minor: bigint, currency: string): string => (minor === 0n ? 'Free' : (moneyInWords({ minor, currency }) ?? ''))

/** '€ 7.50', 'Free', 'from € 3.00, as you choose'. */
export function offerWords({ price, payWhat }: PatternOffer, currency: string): string {
  if (payWhat === null) return priceWords(price, currency)
  return payWhat.least === 0n ? 'You choose the price' : `From ${priceWords(payWhat.least, currency)}, you choose`
}

const languageNames = new Intl.DisplayNames('en', { type: 'language', fallback: 'code' })
export function languageWords(code: string): string {
  try {
    return languageNames.of(code) ?? code
  } catch {
    return code
  }
}

const countryNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' })
export const countryWords = (code: string): string => countryNames.of(code) ?? code

/** ISO 3166-1 alpha-2, 2026. */
const codes =
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW'
export const countries: readonly { readonly code: string; readonly name: string }[] = codes
  .split(' ')
  .map(code => ({ code, name: countryWords(code) }))
  .sort((a, b) => a.name.localeCompare(b.name, 'en'))
export const isCountry = (code: string): boolean => countries.some(one => one.code === code)

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
export const dayOf = (at: Date): string => day.format(at)

/** 'Wren Tee – für Webstoffe' becomes 'wren-tee-fur-webstoffe'. */
export const slugWords = (title: string): string =>
  title
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replaceAll(/^-+|-+$/g, '') || 'pattern'
