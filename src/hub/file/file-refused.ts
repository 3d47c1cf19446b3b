export type FileRefusedCode =
  | 'empty'
  | 'too-large'
  | 'not-pdf'
  | 'truncated'
  | 'encrypted'
  | 'no-pages'
  | 'too-slow'
  | 'too-much'
  | 'not-image'

/** An uploaded file that cannot be sold as it is. The message is for the designer: which file, what is wrong with it, what to do. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused'
  readonly code: FileRefusedCode

  constructor(code: FileRefusedCode, message: string) {
    super(message)
    this.code = code
  }
}

/** 52428800 as '50 MB', 51200 as '50 KB', as file managers count. */
export function inMegabytes(bytes: number): string {
  const kilobytes = bytes / 1024
  if (kilobytes < 1024) return `${Math.max(1, Math.round(kilobytes))} KB`
  const megabytes = kilobytes / 1024
  return `${megabytes >= 10 ? Math.round(megabytes) : Math.round(megabytes * 10) / 10} MB`
}
