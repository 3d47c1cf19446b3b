import { useCallback, useEffect, useRef, useState } from 'react'
import { announce } from '../announce.tsx'
import { type Progress, runUpload } from './upload-run.ts'
import { forgetUpload, keepUpload, keptUploads } from './upload-store.ts'

export interface UploadItem extends Progress {
  readonly key: string
  readonly fileName: string
}

export interface Uploads {
  readonly items: readonly UploadItem[]
  /** @returns the keys of the new items, in order. */
  readonly add: (files: readonly File[]) => string[]
  readonly remove: (key: string) => void
  readonly clear: () => void
  readonly again: (key: string) => void
}

const atOnce = 2

/** The files on their way to one place. Those of an earlier visit go on at once. */
export function useUploads(shop: string, place: string, onFound?: (items: readonly { key: string; fileName: string }[]) => void): Uploads {
  const [items, setItems] = useState<readonly UploadItem[]>([])
  const files = useRef(new Map<string, { file: File; uploadId: string | null; stop: AbortController }>())
  const waiting = useRef<string[]>([])
  const running = useRef(0)
  const found = useRef(onFound)
  found.current = onFound

  const change = useCallback((key: string, progress: Progress) => {
    setItems(before => before.map(item => (item.key === key ? { ...item, ...progress } : item)))
  }, [])

  const next = useCallback(() => {
    while (running.current < atOnce) {
      const key = waiting.current.shift()
      const held = key === undefined ? undefined : files.current.get(key)
      if (key === undefined || held === undefined) {
        if (key === undefined) return
        continue
      }
      running.current += 1
      void runUpload({
        shop,
        file: held.file,
        uploadId: held.uploadId,
        signal: held.stop.signal,
        onStart: id => {
          if (held.uploadId === id) return
          held.uploadId = id
          void keepUpload({ key, place, file: held.file, uploadId: id })
        },
        onProgress: progress => {
          change(key, progress)
          if (progress.state === 'done') announce(`${held.file.name} is here`)
          if (progress.state === 'refused') announce(`${held.file.name}: ${progress.reason}`)
        },
      }).finally(() => {
        running.current -= 1
        next()
      })
    }
  }, [shop, place, change])

  const start = useCallback(
    (key: string, file: File, uploadId: string | null) => {
      files.current.set(key, { file, uploadId, stop: new AbortController() })
      waiting.current.push(key)
      setItems(before => [
        ...before.filter(item => item.key !== key),
        { key, fileName: file.name, state: 'starting', receivedBytes: 0, sizeBytes: file.size, reason: null, upload: null },
      ])
      next()
    },
    [next],
  )

  useEffect(() => {
    let isGone = false
    const held = files.current
    void keptUploads(place).then(kept => {
      if (isGone || kept.length === 0) return
      for (const one of kept) start(one.key, one.file, one.uploadId)
      found.current?.(kept.map(one => ({ key: one.key, fileName: one.file.name })))
    })
    return () => {
      isGone = true
      for (const one of held.values()) one.stop.abort()
      held.clear()
      waiting.current = []
    }
  }, [place, start])

  const remove = useCallback((key: string) => {
    files.current.get(key)?.stop.abort()
    files.current.delete(key)
    void forgetUpload(key)
    setItems(before => before.filter(item => item.key !== key))
  }, [])

  return {
    items,
    add: chosen =>
      chosen.map(file => {
        const key = crypto.randomUUID()
        void keepUpload({ key, place, file, uploadId: null })
        start(key, file, null)
        return key
      }),
    remove,
    clear: () => {
      for (const key of [...files.current.keys()]) remove(key)
    },
    again: key => {
      const held = files.current.get(key)
      if (held) start(key, held.file, null)
    },
  }
}
