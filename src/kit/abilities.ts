/** What storefronts and payment providers can do, in short words, from their own manifests. Pure. */
import { type HandRules, handRulesOf } from '#hub/by-hand/hand-rules.ts'
import type { AnyPay, AnyShop } from './registry.ts'
import { type Cannot, isCannot, type SettingField, type ShopSpoke } from './shop.ts'

/** What a storefront may lack. */
export type Ability = { [Name in keyof ShopSpoke]-?: Extract<ShopSpoke[Name], Cannot> extends never ? never : Name }[keyof ShopSpoke]

/** One without words does not compile. */
export const abilityWords: Readonly<Record<Ability, string>> = {
  authorise: 'Connect by its own page',
  publishes: 'Make and change listings',
  readListings: 'Read all listings',
  readMarks: 'Notice changes cheaply',
  openListedFile: 'Read a file back, and hand it over when listings are joined',
  reachesEarlierBuyers: 'Give earlier buyers a corrected file there',
  readSales: 'Read sales',
  readHook: 'Tell of sales at once',
  keepHooks: 'Have its messages set up from here',
  dropHooks: 'Have its messages ended from here',
  tellsBuyers: 'Tell buyers’ addresses',
  fulfil: 'Mark an order as delivered',
  readMoney: 'Tell its fees and payouts line by line',
  access: 'Be read only at first',
  pictureAddress: 'Show its pictures to the matcher',
  listedPictures: 'Hand over its pictures when listings are joined',
  readShelves: 'Put a pattern into its own categories',
  readProperties: 'Put gauge, needles, yarn and the like into its own fields',
  coupons: 'Coupons',
  bundles: 'Bundles',
}

/** @returns what a storefront lacks, each with the spoke's own sentence; what it lacks for the same reason is together. */
export function cannotsOf(spoke: AnyShop | AnyPay): { readonly abilities: readonly string[]; readonly why: string }[] {
  const byReason = new Map<string, string[]>()
  for (const name of Object.keys(abilityWords) as Ability[]) {
    const ability: unknown = name in spoke ? spoke[name as keyof typeof spoke] : undefined
    if (isCannot(ability)) byReason.set(ability.cannot, [...(byReason.get(ability.cannot) ?? []), abilityWords[name]])
  }
  return [...byReason].map(([why, abilities]) => ({ abilities, why }))
}

export interface StorefrontWords {
  readonly connected: string
  readonly listings: string
  readonly files: string
  readonly earlierBuyers: string
  /** Beside the library here. */
  readonly corrections: string
  readonly sales: string
  readonly refunds: string
  readonly buyers: string
  readonly money: string
  readonly coupons: string
}

export function storefrontWords(spoke: AnyShop): StorefrontWords {
  const hand = handRulesOf(spoke)
  return {
    connected: hand === null ? connectedBy(spoke) : `by hand: ${['the address of your page', ...needed(spoke.settings.fields)].join(', ')}`,
    listings: listingsOf(spoke, hand),
    files: filesOf(spoke, hand),
    earlierBuyers:
      spoke.reachesEarlierBuyers === true
        ? 'where they bought it'
        : `in your library here${spoke.leftByHand === null ? '' : '; you send the update there'}`,
    corrections: correctionsOf(spoke),
    sales: salesOf(spoke),
    refunds: hand !== null ? 'as the table tells' : 'with the sales',
    buyers: spoke.tellsBuyers === true ? 'told' : 'not told',
    money: isCannot(spoke.readMoney) ? 'not told' : 'read',
    coupons: isCannot(spoke.coupons) ? 'none' : 'byHand' in spoke.coupons ? 'by your hand' : 'made and ended',
  }
}

function correctionsOf({ corrections: { mailsBuyers, tellsThere } }: AnyShop): string {
  const ways = [...(isCannot(mailsBuyers) ? [] : ['by mail']), ...(isCannot(tellsThere) ? [] : ['by your hand there'])]
  return ways.length === 0 ? 'by the library alone' : list(ways)
}

export interface ProviderWords {
  readonly connected: string
  readonly refunds: string
  readonly messages: string
  readonly money: string
}

/** Whatever has no `Cannot` is part of being a provider: a payment is read with its fee and disputes, and given back from here. */
export const providerWords = (spoke: AnyPay): ProviderWords => ({
  connected: list(needed(spoke.settings.fields)),
  refunds: 'given from here, or seen',
  messages: isCannot(spoke.keepHooks) ? 'set up by you' : 'set up from here',
  money: isCannot(spoke.readMoney) ? 'not told' : 'read',
})

function connectedBy({ authorise, settings: { fields } }: AnyShop): string {
  if (isCannot(authorise)) return list(needed(fields))
  const named = fields.filter(({ name }) => authorise.needs.includes(name)).map(wordOf)
  const page = `its own page${authorise.isLoopbackAllowed ? ', also on a laptop' : ', with a public address'}`
  if (authorise.isOnlyWay) return `${list(named)}, then ${page}`
  const others = fields.filter(({ name, isSecret }) => isSecret && !authorise.needs.includes(name)).map(wordOf)
  const pasted = needed(fields).length > 0 ? needed(fields) : others
  const isMore = named.some(word => !pasted.includes(word))
  return `${list(pasted)}; or ${isMore ? `${list(named)} and ` : ''}${page}`
}

function listingsOf(spoke: AnyShop, hand: HandRules | null): string {
  if (hand !== null) return 'put up by you, from a kit'
  if (!isCannot(spoke.publishes)) return `made and changed${spoke.fields.includes('isPublished') ? ', drafts too' : ''}`
  return isCannot(spoke.readListings) ? 'not seen' : 'found, not changed'
}

function filesOf({ fields, uploadsFiles, limits: { files } }: AnyShop, hand: HandRules | null): string {
  if (!fields.includes('files')) return 'Selvage delivers them'
  const most = [files.most, files.mostBytes === null ? null : sizeOf(files.mostBytes)]
  const limit = most.every(one => one === null) ? '' : `, at most ${most.filter(one => one !== null).join(' of ')}`
  if (hand !== null)
    return hand.files.packs === 'always'
      ? 'one ZIP from the kit'
      : `${list(hand.files.kinds.map(kind => `${kind.toUpperCase()}s`))} from the kit`
  return uploadsFiles ? `put into the listing${limit}` : `given by address, or as a copy${limit}`
}

function salesOf({ publishes, readSales, salesInHook, readHook, keepHooks }: AnyShop): string {
  if (typeof publishes === 'object' && 'byHand' in publishes) return 'a table that you bring'
  const told = isCannot(keepHooks) ? 'told at once when you put our address there' : 'told at once'
  if (isCannot(readSales)) return salesInHook === null ? 'not told' : `${told}, and only then`
  return isCannot(readHook) ? 'looked for every minute' : `${told}, and looked for`
}

const needed = (fields: readonly SettingField[]): string[] => fields.filter(({ isOptional }) => isOptional !== true).map(wordOf)

/** 'Client ID' is 'client ID' within a sentence; 'API key' stays. */
const wordOf = ({ label }: SettingField): string => (/^\p{Lu}\p{Ll}/u.test(label) ? label[0]!.toLowerCase() + label.slice(1) : label)

const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

function sizeOf(bytes: number): string {
  const megabytes = Math.round(bytes / 1024 ** 2)
  return megabytes < 1024 ? `${megabytes} MB` : `${Math.round(megabytes / 1024)} GB`
}
