/** Why two listings are taken for one pattern, or not, in her words. */
import { toDecimal } from '../money.ts'
import { fileStem, plain } from './tokens.ts'

export const inWords = {
  saidSo: () => 'you said so',
  sameSku: (sku: string) => `the same SKU ${sku.trim()}`,
  alikeSku: (a: string, b: string) => `SKUs of one stem: ${a.trim()} and ${b.trim()}`,
  sameFile: () => 'the same file, byte for byte',
  sameFileName: (files: readonly { readonly name: string }[], stem: string) =>
    `a file of the same name: ${files.find(({ name }) => fileStem(name) === stem)?.name ?? stem}`,
  samePicture: () => 'the same picture',
  alikePicture: () => 'pictures that look alike',
  otherPictures: () => 'their pictures are not alike',
  sameName: (words: readonly string[], title: string) => `the same name: “${words.map(word => asIn(title, word)).join(' ')}”`,
  sameTitle: () => 'the same title',
  sameText: (part: number) => (part > 0.8 ? 'the same description' : 'much of the same description'),
  sameNumbers: () => 'the same numbers in the description',
  sameTags: () => 'the same tags',
  samePrice: (price: string) => `both ${inMoney(price)}`,
  sameSizes: (sizes: string) => `both in sizes ${sizes}`,
  otherSizes: (a: string, b: string) => `other sizes: ${a} and ${b}`,
  otherCraft: (a: string, b: string) => `one is ${a}, the other ${b}`,
  otherWearer: (a: string, b: string) => `one is for ${a}, the other for ${b}`,
  otherPaper: (a: string, b: string) => `one is on ${a} paper, the other on ${b}`,
  bundleAndSingle: () => 'one is a bundle, the other is not',
  otherNumber: (a: number, b: number) => `one is number ${a}, the other number ${b}`,
} as const

/** 'EUR 750' is '7.50 EUR'. */
function inMoney(price: string): string {
  const [currency, minor] = price.split(' ') as [string, string]
  return `${toDecimal({ minor: BigInt(minor), currency })} ${currency}`
}

/** The word as she wrote it. */
function asIn(title: string, word: string): string {
  return title.match(/[\p{L}\p{M}]+/gu)?.find(one => plain(one) === word) ?? word
}
