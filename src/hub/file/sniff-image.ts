import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { FileRefused } from './file-refused.ts'

export type ImageFacts = { type: 'image/png' | 'image/jpeg' | 'image/webp'; width: number; height: number }

/** Enough to get past the colour profiles and previews that cameras and layout programs put before a JPEG's size. */
const headBytes = 1024 * 1024

/**
 * Tells what an image is by its bytes, never by its name.
 *
 * @throws {FileRefused} 'empty', or 'not-image' when it is no PNG, JPEG or WebP whose size can be read.
 */
export async function sniffImage(path: string, { name = basename(path) }: { name?: string } = {}): Promise<ImageFacts> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    if (size === 0) throw new FileRefused('empty', `“${name}” is empty (0 bytes). Export the picture again and upload the new file.`)
    const head = Buffer.alloc(Math.min(size, headBytes))
    const { bytesRead } = await file.read(head, 0, head.length, 0)
    const facts = readPng(head.subarray(0, bytesRead)) ?? readJpeg(head.subarray(0, bytesRead)) ?? readWebp(head.subarray(0, bytesRead))
    if (facts && facts.width > 0 && facts.height > 0) return facts
    throw new FileRefused(
      'not-image',
      `“${name}” is not a PNG, JPEG or WebP picture. Save the picture in one of these formats and upload it again.`,
    )
  } finally {
    await file.close()
  }
}

/** Source: PNG 3rd edition, 5.2 signature and 11.2.1 IHDR. */
function readPng(bytes: Buffer): ImageFacts | null {
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  if (bytes.length < 24 || !bytes.subarray(0, 8).equals(signature) || bytes.toString('latin1', 12, 16) !== 'IHDR') return null
  return { type: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
}

/** Source: ITU-T T.81, B.2.2: the size stands in the first start-of-frame segment (C0 to CF but C4, C8 and CC). */
function readJpeg(bytes: Buffer): ImageFacts | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null
  let at = 2
  while (at + 9 <= bytes.length) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) at += 1
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { type: 'image/jpeg', width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) }
    } else at += 2 + bytes.readUInt16BE(at + 2)
  }
  return null
}

/** Source: RFC 9649: VP8X has the canvas less one, VP8 and VP8L fourteen bits for each side. */
function readWebp(bytes: Buffer): ImageFacts | null {
  if (bytes.length < 30 || bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WEBP') return null
  const type = 'image/webp'
  const kind = bytes.toString('latin1', 12, 16)
  if (kind === 'VP8X') return { type, width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 }
  if (kind === 'VP8 ') return { type, width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff }
  if (kind !== 'VP8L') return null
  const bits = bytes.readUInt32LE(21)
  return { type, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}
