import { readFile } from 'node:fs/promises'
import { parentPort } from 'node:worker_threads'
import { EncryptedPDFError, PDFArray, PDFDocument, PDFName, PDFNumber, type PDFPage, PDFStream } from '@cantoo/pdf-lib'
import type { PdfAnswer, PdfFacts } from './check-pdf.ts'

const mmPerPoint = 25.4 / 72

parentPort?.on('message', async path => parentPort?.postMessage(await answer(String(path))))

async function answer(path: string): Promise<PdfAnswer> {
  const bytes = await readFile(path)
  const trailer = trailerOf(bytes)
  if (trailer === null) return { refused: 'truncated' }
  // Asked before parsing: what an encrypted file packs into streams reads as noise.
  if (/\/Encrypt\b/.test(trailer)) return { refused: 'encrypted' }
  try {
    const document = await PDFDocument.load(bytes, { updateMetadata: false })
    const pages = document.getPages()
    for (const page of pages) checkContent(page)
    return pages.length === 0 ? { refused: 'no-pages' } : { facts: factsOf(document, pages) }
  } catch (error) {
    return { refused: error instanceof EncryptedPDFError ? 'encrypted' : 'truncated' }
  }
}

/**
 * A broken object that no page needs is forgiven, as readers forgive it; a page whose drawing is lost is not.
 *
 * @throws when what the page shows is not there.
 */
function checkContent({ node }: PDFPage): void {
  const content = node.Contents()
  if (content instanceof PDFArray) for (const index of content.asArray().keys()) content.lookup(index, PDFStream)
  else if (node.has(PDFName.of('Contents')) && !(content instanceof PDFStream)) throw new Error('the page has lost its content')
}

function factsOf(document: PDFDocument, pages: PDFPage[]): PdfFacts {
  return {
    pages: pages.length,
    pageSizesMm: pages.slice(0, 20).map(sizeOf),
    layers: document.getOptionalContentGroups().map(({ name }) => name),
    isEncrypted: false,
    title: document.getTitle()?.trim() || null,
  }
}

function sizeOf(page: PDFPage): { width: number; height: number } {
  const { width, height } = page.getCropBox()
  // Sheets beyond 5 m say that their unit is larger than a point (ISO 32000-1, 14.11.2).
  const unit = page.node.lookupMaybe(PDFName.of('UserUnit'), PDFNumber)?.asNumber() ?? 1
  const [wide, high] = [width, height].map(points => Math.round(points * unit * mmPerPoint * 10) / 10) as [number, number]
  return page.getRotation().angle % 180 === 0 ? { width: wide, height: high } : { width: high, height: wide }
}

/** The text of the last cross-reference section with its trailer, or null when the file does not lead to one. */
function trailerOf(bytes: Buffer): string | null {
  const tail = bytes.toString('latin1', Math.max(0, bytes.length - 2048))
  const offset = [...tail.matchAll(/startxref\s+(\d+)/g)].at(-1)?.[1]
  if (offset === undefined) return null
  // Offsets count from the header, before which there may be junk.
  for (const start of [Number(offset), Number(offset) + bytes.indexOf('%PDF-')]) {
    const head = bytes.toString('latin1', start, start + 40)
    if (/^\s*xref\b/.test(head)) {
      const at = bytes.indexOf('trailer', start)
      return at < 0 ? null : bytes.toString('latin1', at, endOf(bytes, 'startxref', at))
    }
    if (/^\s*\d+\s+\d+\s+obj\b/.test(head)) return bytes.toString('latin1', start, endOf(bytes, 'stream', start))
  }
  return null
}

function endOf(bytes: Buffer, word: string, from: number): number {
  const at = bytes.indexOf(word, from)
  return at < 0 ? bytes.length : at
}
