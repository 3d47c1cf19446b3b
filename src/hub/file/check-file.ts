/** What an uploaded file is, by its bytes, and what part of a pattern its name suggests. */
import { FileRefused } from './file-refused.ts'
import { checkPdf } from './pdf/check-pdf.ts'
import { sniffImage } from './sniff-image.ts'

/** Of a PDF or of a picture. */
export interface FileFacts {
  readonly pages?: number
  readonly layers?: readonly string[]
  readonly pageSizesMm?: readonly { readonly width: number; readonly height: number }[]
  readonly width?: number
  readonly height?: number
}

export interface CheckedFile {
  readonly mediaType: string
  readonly facts: FileFacts
}

/** @throws {FileRefused} when it is neither a picture nor a PDF that buyers can use; a file called .pdf must be one. */
export async function checkFile(path: string, { name, limitBytes }: { name: string; limitBytes: number }): Promise<CheckedFile> {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  const isCalledImage = ['png', 'jpg', 'jpeg', 'webp'].includes(ending)
  if (ending !== 'pdf') {
    try {
      const { type, width, height } = await sniffImage(path, { name })
      return { mediaType: type, facts: { width, height } }
    } catch (error) {
      if (isCalledImage || !(error instanceof FileRefused && error.code === 'not-image')) throw error
    }
  }
  const { pages, layers, pageSizesMm } = await checkPdf(path, { name, limitBytes })
  return { mediaType: 'application/pdf', facts: { pages, layers, pageSizesMm } }
}

export type SuggestedRole = 'instructions' | 'a4' | 'letter' | 'a0' | 'projector' | 'chart'

/** In the languages in which designers name their files. The first that fits; 'a4' comes late because "Instructions A4" are instructions. */
const suggestions: readonly (readonly [SuggestedRole, RegExp])[] = [
  ['instructions', /instruct|anleitung|instrucciones|istruzioni|notice|tutorial|guide|sewing ?steps|handleiding/],
  ['projector', /projector|beamer|projecteur|proyector|proiettore/],
  ['chart', /\bcharts?\b|schema|strickschrift|zählmuster|diagram/],
  ['a0', /\ba0\b|copy ?shop|plotter|large ?format|\b36 ?(in|inch|x)\b/],
  ['letter', /\b(us ?)?letter\b|\bus\b/],
  ['a4', /\ba4\b/],
]

/** @returns null when the name tells nothing: 'scan0001.pdf'. */
export function suggestRole(fileName: string): SuggestedRole | null {
  const words = fileName
    .replace(/\.[a-z0-9]+$/i, '')
    .toLowerCase()
    .replaceAll(/[_\-.–—]+/g, ' ')
  return suggestions.find(([, pattern]) => pattern.test(words))?.[0] ?? null
}
