import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { Worker } from 'node:worker_threads'
import { FileRefused, type FileRefusedCode, inMegabytes } from '../file-refused.ts'

/** What a PDF says of itself. `pageSizesMm` are of the first 20 pages as seen, turned and cropped. */
export type PdfFacts = {
  pages: number
  pageSizesMm: { width: number; height: number }[]
  layers: string[]
  isEncrypted: false
  title: string | null
}

export type PdfLimits = { limitBytes?: number; timeMs?: number; memoryMb?: number; name?: string }

/** What the worker answers: facts, or why there are none. */
export type PdfAnswer = { facts: PdfFacts } | { refused: 'truncated' | 'encrypted' | 'no-pages' }

/**
 * Reads an uploaded PDF as far as a buyer's reader must, in a thread of its own with limits of time and memory, because the file is a stranger's.
 *
 * @param limits by default 200 MB of file, 20 s, and 1024 MB of memory; `name` is the file's name as the designer knows it.
 * @throws {FileRefused} with a sentence for the designer.
 */
export async function checkPdf(path: string, limits: PdfLimits = {}): Promise<PdfFacts> {
  const { limitBytes = 200 * 1024 * 1024, timeMs = 20_000, memoryMb = 1024, name = basename(path) } = limits
  await checkEnds(path, name, limitBytes)
  const answer = await askWorker(path, { timeMs, memoryMb, name })
  if ('facts' in answer) return answer.facts
  throw refusal(answer.refused, name)
}

/** The cheap questions first: is there a file, is it of a decent size, does it begin and end as a PDF does. */
async function checkEnds(path: string, name: string, limitBytes: number): Promise<void> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    if (size === 0) throw refusal('empty', name)
    if (size > limitBytes) {
      const advice = 'Embed pictures at 300 dpi or less, or split the file, and upload it again.'
      throw new FileRefused('too-large', `“${name}” has ${inMegabytes(size)}; a file may have up to ${inMegabytes(limitBytes)}. ${advice}`)
    }
    const head = Buffer.alloc(Math.min(size, 1024))
    await file.read(head, 0, head.length, 0)
    // Readers accept up to 1024 bytes of junk before the header (ISO 32000-1, Annex H, note 13).
    if (!head.includes('%PDF-')) throw refusal('not-pdf', name)
    const tail = Buffer.alloc(Math.min(size, 2048))
    await file.read(tail, 0, tail.length, size - tail.length)
    if (!tail.includes('%%EOF')) throw refusal('truncated', name)
  } finally {
    await file.close()
  }
}

type Guards = { timeMs: number; memoryMb: number; name: string }

async function askWorker(path: string, { timeMs, memoryMb, name }: Guards): Promise<PdfAnswer> {
  const reader = rested(memoryMb) ?? startReader(memoryMb)
  const { worker } = reader
  const before = process.memoryUsage.rss()
  const timers: NodeJS.Timeout[] = []
  let hasAnswered = false
  try {
    const answer = await new Promise<PdfAnswer>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', error =>
        reject((error as { code?: unknown }).code === 'ERR_WORKER_OUT_OF_MEMORY' ? refusal('too-much', name) : error),
      )
      worker.once('exit', () => reject(refusal('truncated', name)))
      timers.push(setTimeout(() => reject(refusal('too-slow', name)), timeMs))
      // Unpacked streams are buffers outside the heap, which resourceLimits does not count.
      const watch = () => process.memoryUsage.rss() - before > memoryMb * 1024 * 1024 && reject(refusal('too-much', name))
      timers.push(setInterval(watch, 100))
      worker.postMessage(path)
    })
    hasAnswered = true
    return answer
  } finally {
    for (const timer of timers) clearTimeout(timer)
    for (const event of events) worker.removeAllListeners(event)
    await (hasAnswered ? rest(reader) : worker.terminate())
  }
}

type Reader = { readonly worker: Worker; readonly memoryMb: number; files: number; retirement?: NodeJS.Timeout }

/** Starting a thread costs more than reading a file, and files come several at a time; what a file leaves behind goes with the thread. */
const [filesForOne, restMs] = [20, 5_000]
const events = ['message', 'error', 'exit'] as const
let resting: Reader | null = null

function startReader(memoryMb: number): Reader {
  const worker = new Worker(new URL('./check-pdf-worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    stdout: true,
    stderr: true,
  })
  return { worker, memoryMb, files: 0 }
}

/** @returns the thread that has just read a file, if there is one within the same limit. */
function rested(memoryMb: number): Reader | null {
  if (resting === null || resting.memoryMb !== memoryMb) return null
  const reader = resting
  resting = null
  clearTimeout(reader.retirement)
  for (const event of events) reader.worker.removeAllListeners(event)
  reader.worker.ref()
  return reader
}

/** Keeps one thread for the next file, for a moment; it keeps nobody from ending. */
async function rest(reader: Reader): Promise<void> {
  reader.files++
  if (resting !== null || reader.files >= filesForOne) return void (await reader.worker.terminate())
  const retire = () => {
    if (resting === reader) resting = null
    void reader.worker.terminate()
  }
  resting = reader
  reader.worker.once('error', retire).once('exit', retire).unref()
  reader.retirement = setTimeout(retire, restMs).unref()
}

const reasons: Record<Exclude<FileRefusedCode, 'too-large' | 'not-image'>, string> = {
  empty: 'is empty (0 bytes). Export it again and upload the new file.',
  'not-pdf':
    'is not a PDF: it does not begin as one. Export the pattern as PDF from the program you drew it in, rather than renaming the file.',
  truncated:
    'is damaged or not complete: its end or its table of contents cannot be read. Often a download or copy was cut off. Open your original, save it as PDF again and upload that.',
  encrypted:
    'is protected by a password, to open it or against printing and copying. Buyers could not use it, and new versions could not be made from it. Save it without a password (in Acrobat: File > Properties > Security > No Security) and upload it again.',
  'no-pages': 'has no pages. Export the pattern again and look at the PDF before you upload it.',
  'too-slow':
    'could not be read in time; it is too intricate for many buyers’ readers too. Flatten effects or simplify the drawing, save it again and upload that.',
  'too-much':
    'needs too much memory to be read; buyers’ readers would fail as well. Reduce embedded pictures or split the file, save it again and upload that.',
}

function refusal(code: keyof typeof reasons, name: string): FileRefused {
  return new FileRefused(code, `“${name}” ${reasons[code]}`)
}
