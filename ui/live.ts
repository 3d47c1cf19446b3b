import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { readAgain } from './data.ts'

const gatherMs = 250
const restMs = 900
const withoutStreamMs = 15_000

/**
 * Reads again what is on the screen when the hub says that something changed, and every 15 s while it cannot be heard.
 * Many changes in a moment are one reading: an import of thousands of orders must not become thousands of requests.
 */
export function useLive(shopId: string): void {
  const client = useQueryClient()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let lastAt = 0
    const read = () => {
      timer = undefined
      lastAt = Date.now()
      void readAgain(client)
    }
    const soon = () => {
      timer ??= setTimeout(read, Math.max(gatherMs, restMs - (Date.now() - lastAt)))
    }
    const stream = new EventSource(`/api/v1/shops/${encodeURIComponent(shopId)}/live`)
    stream.onmessage = soon
    stream.addEventListener('changed', soon)
    let wasLost = false
    stream.onerror = () => {
      wasLost = true
    }
    stream.onopen = () => {
      if (wasLost) soon()
      wasLost = false
    }
    const fallback = setInterval(() => {
      if (stream.readyState !== EventSource.OPEN && document.visibilityState === 'visible') read()
    }, withoutStreamMs)
    return () => {
      stream.close()
      clearInterval(fallback)
      clearTimeout(timer)
    }
  }, [client, shopId])
}
