import { crc32, deflateSync } from 'node:zlib'

/** @param rgba four bytes a pixel; opacity is dropped. */
export function encodePng(rgba: Uint8Array, width: number, height: number): Uint8Array {
  const rowBytes = width * 3 + 1
  const rows = Buffer.alloc(rowBytes * height)
  for (let y = 0; y < height; y++) {
    const row = y * rowBytes
    // Filter 2 stores the difference to the row above: flat colour becomes zeros.
    rows[row] = 2
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < 3; channel++) {
        const from = (y * width + x) * 4 + channel
        const above = y === 0 ? 0 : (rgba[from - width * 4] ?? 0)
        rows[row + 1 + x * 3 + channel] = (rgba[from] ?? 0) - above
      }
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8) // 8 bits, RGB, deflate, adaptive filter, not interlaced
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 6 })), chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'ascii'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
