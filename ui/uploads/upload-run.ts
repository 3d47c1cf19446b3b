/** Sends one file in pieces; goes on where the hub has got to, after a lost line or a reload. */
import { type AnswerOf, call, Problem, send } from '../api.ts'

export type Upload = AnswerOf<'GET /shops/{shop}/uploads/{upload}'>

export interface Progress {
  readonly state: 'starting' | 'sending' | 'waiting' | 'checking' | 'done' | 'refused'
  readonly receivedBytes: number
  readonly sizeBytes: number
  /** A sentence, when it waits or was refused. */
  readonly reason: string | null
  readonly upload: Upload | null
}

const triesBeforePause = 5
const firstWaitMs = 1_000
const longestWaitMs = 15_000
const checkEveryMs = 700

/**
 * @param uploadId of an earlier run, or null to announce the file anew.
 * @param onStart is told the id once, to be kept for the next visit.
 * @returns the finished upload, or null when stopped.
 */
export async function runUpload({
  shop,
  file,
  uploadId,
  onStart,
  onProgress,
  signal,
}: {
  shop: string
  file: File
  uploadId: string | null
  onStart: (id: string) => void
  onProgress: (progress: Progress) => void
  signal: AbortSignal
}): Promise<Upload | null> {
  const sizeBytes = file.size
  let upload: Upload | null = null
  let failures = 0
  const say = (state: Progress['state'], reason: string | null = null) =>
    onProgress({ state, receivedBytes: upload?.receivedBytes ?? 0, sizeBytes, reason, upload })
  say('starting')
  while (!signal.aborted) {
    try {
      upload ??= await begin(shop, file, uploadId, signal)
      onStart(upload.id)
      while (upload.file === null && upload.receivedBytes < sizeBytes && !signal.aborted) {
        say('sending')
        upload = await sendPiece(shop, upload, file, signal)
        failures = 0
      }
      if (upload.file === null) {
        say('checking')
        await pause(checkEveryMs, signal)
        upload = await call('GET /shops/{shop}/uploads/{upload}', { params: { shop, upload: upload.id } }, signal)
        if (upload.file === null) continue
      }
      say('done')
      return upload
    } catch (error) {
      if (signal.aborted) return null
      const isGone: boolean = error instanceof Problem && error.status === 404 && upload === null && uploadId !== null
      if (isGone) {
        uploadId = null
        continue
      }
      if (isFinal(error)) {
        say('refused', error instanceof Error ? error.message : 'The file was refused.')
        return null
      }
      failures += 1
      say(
        'waiting',
        failures < triesBeforePause
          ? 'The line is broken. It goes on by itself.'
          : 'Still no line. It goes on by itself as soon as Selvage answers.',
      )
      await pause(Math.min(longestWaitMs, firstWaitMs * 2 ** (failures - 1)), signal)
      // What the hub has kept of a broken piece is known to the hub alone.
      if (upload !== null) upload = await ask(shop, upload, signal)
    }
  }
  return null
}

async function begin(shop: string, file: File, uploadId: string | null, signal: AbortSignal): Promise<Upload> {
  if (uploadId !== null) return await call('GET /shops/{shop}/uploads/{upload}', { params: { shop, upload: uploadId } }, signal)
  return await call('POST /shops/{shop}/uploads', { params: { shop }, body: { fileName: file.name, sizeBytes: file.size } }, signal)
}

async function sendPiece(shop: string, upload: Upload, file: File, signal: AbortSignal): Promise<Upload> {
  const piece = file.slice(upload.receivedBytes, upload.receivedBytes + upload.chunkBytes)
  const response = await send(`/api/v1/shops/${shop}/uploads/${upload.id}?offset=${upload.receivedBytes}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream' },
    body: piece,
    signal,
  })
  return (await response.json()) as Upload
}

async function ask(shop: string, upload: Upload, signal: AbortSignal): Promise<Upload> {
  try {
    return await call('GET /shops/{shop}/uploads/{upload}', { params: { shop, upload: upload.id } }, signal)
  } catch {
    return upload
  }
}

/** 409 is a wrong offset and 429 a wait: both go on. */
const isFinal = (error: unknown): boolean =>
  error instanceof Problem && error.status >= 400 && error.status < 500 && ![408, 409, 425, 429].includes(error.status)

function pause(waitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise(done => {
    const end = () => {
      clearTimeout(timer)
      removeEventListener('online', end)
      done()
    }
    const timer = setTimeout(end, waitMs)
    addEventListener('online', end, { once: true })
    signal.addEventListener('abort', end, { once: true })
  })
}
