/** What letters a table is written in, by its bytes: UTF-8, UTF-16 with its mark, or Windows-1252. What is none of these is refused in words. */
import { Refused } from '../refused.ts'

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const
export type Encoding = (typeof encodings)[number]

type Bytes = AsyncIterable<Uint8Array>

/** Files that are no table, whatever they are called, by their first bytes. */
const others: readonly (readonly [string, string])[] = [
  ['504b0304', 'an Excel or OpenDocument file, or a ZIP. Open it and save it as CSV'],
  ['d0cf11e0', 'an old Excel file. Open it and save it as CSV'],
  ['25504446', 'a PDF. Look for a table (CSV) where you got it'],
  ['1f8b', 'packed. Unpack it and bring the CSV that is in it'],
  ['89504e47', 'a picture. Look for a table (CSV) where you got it'],
  ['ffd8ff', 'a picture. Look for a table (CSV) where you got it'],
]

/**
 * Reads it once, whole.
 * @throws {Refused} when it is no text, or text in letters that are not known.
 */
export async function encodingOf(bytes: Bytes, fileName: string): Promise<Encoding> {
  let head: Uint8Array = new Uint8Array()
  let isUtf8 = true
  let isWestern = true
  let [zeros, total] = [0, 0]
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  for await (const chunk of bytes) {
    if (head.length < 4) head = Buffer.concat([head, chunk.subarray(0, 4)])
    total += chunk.length
    isUtf8 = isUtf8 && decodes(utf8, chunk)
    for (const byte of chunk) {
      if (byte === 0) zeros++
      if (isOdd(byte)) isWestern = false
    }
  }
  const first = Buffer.from(head).toString('hex')
  const other = others.find(([mark]) => first.startsWith(mark))
  if (other !== undefined) throw wrong(`“${fileName}” is ${other[1]}, then bring that.`)
  if (first.startsWith('fffe') || first.startsWith('feff')) {
    if (total % 2 !== 0) throw wrong(`“${fileName}” ends in the midst of a letter: it was not saved or sent whole. Save it again.`)
    return first.startsWith('fffe') ? 'utf-16le' : 'utf-16be'
  }
  if (zeros > 0) throw unknownLetters(fileName)
  if (isUtf8 && decodes(utf8, null)) return 'utf-8'
  if (isWestern) return 'windows-1252'
  throw unknownLetters(fileName)
}

const decodes = (decoder: InstanceType<typeof TextDecoder>, chunk: Uint8Array | null): boolean => {
  try {
    decoder.decode(chunk ?? undefined, { stream: chunk !== null })
    return true
  } catch {
    return false
  }
}

/** Signs that no text has, and the five bytes that Windows-1252 leaves open. */
const isOdd = (byte: number): boolean =>
  (byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13) || [0x7f, 0x81, 0x8d, 0x8f, 0x90, 0x9d].includes(byte)

const wrong = (sentence: string) => new Refused('wrong-file', sentence)

const unknownLetters = (fileName: string) =>
  new Refused(
    'wrong-encoding',
    `The letters of “${fileName}” cannot be read. Save it as “CSV UTF-8”, in Excel or LibreOffice under Save as, and bring it again.`,
  )

/** The text, piece by piece, without the mark at its beginning. */
export async function* decoded(bytes: Bytes, encoding: Encoding): AsyncGenerator<string, void> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of bytes) {
    const text = decoder.decode(chunk, { stream: true })
    if (text !== '') yield text
  }
  const rest = decoder.decode()
  if (rest !== '') yield rest
}
