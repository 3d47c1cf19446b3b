/** A form with one file, as a stream: the file is never whole in memory. */
import { randomBytes } from 'node:crypto'
import type { SpokeContext } from './shop.ts'

export interface FileForm {
  readonly fields: Readonly<Record<string, string | number | boolean>>
  /** The name of the file's field. */
  readonly part: string
  /** Without quotes. Without an ending it gets that of its media type. */
  readonly fileName: string
  readonly open: () => ReturnType<SpokeContext<unknown>['openBlob']>
}

const endings: Readonly<Record<string, string>> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/gif': 'gif', 'application/pdf': 'pdf' }

/** @param headers get the type, with the boundary that nobody else may set, and the length. */
export async function multipart(
  headers: Record<string, string>,
  { fields, part, fileName, open }: FileForm,
): Promise<{ body: ReadableStream<Uint8Array> }> {
  const { stream, sizeBytes, mediaType } = await open()
  const boundary = `selvage-${randomBytes(12).toString('hex')}`
  const texts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${String(value)}\r\n`,
  )
  const ending = fileName.includes('.') ? '' : `.${endings[mediaType] ?? 'bin'}`
  const disposition = `form-data; name="${part}"; filename="${fileName}${ending}"`
  const head = Buffer.from(`${texts.join('')}--${boundary}\r\ncontent-disposition: ${disposition}\r\ncontent-type: ${mediaType}\r\n\r\n`)
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`)
  headers['content-type'] = `multipart/form-data; boundary=${boundary}`
  headers['content-length'] = String(head.length + sizeBytes + tail.length)
  return { body: joined(head, stream, tail) }
}

function joined(head: Uint8Array, middle: ReadableStream<Uint8Array>, tail: Uint8Array): ReadableStream<Uint8Array> {
  const reader = middle.getReader()
  let isBegun = false
  return new ReadableStream<Uint8Array>({
    pull: async controller => {
      if (!isBegun) {
        isBegun = true
        return controller.enqueue(head)
      }
      const { value, done } = await reader.read()
      if (!done) return controller.enqueue(value)
      controller.enqueue(tail)
      controller.close()
    },
    cancel: reason => reader.cancel(reason),
  })
}
