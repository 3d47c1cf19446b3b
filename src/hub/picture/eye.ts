/** Looks at strangers' pictures in a thread of its own, with limits of time and memory; one after another. */
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

export interface Eye {
  /** @returns the digits of its look (`join/look.ts`); null for a picture that shows nothing or that cannot be read. Never throws for what is in it. */
  readonly lookAt: (bytes: Uint8Array) => Promise<string | null>
  readonly close: () => Promise<void>
}

const limits = { timeoutMs: 15_000, memoryMb: 512 }

/** The thread begins with the first picture, and anew after one that was too much for it. */
export function openEye({ timeoutMs, memoryMb } = limits): Eye {
  let worker: Worker | null = null
  const end = async () => {
    await worker?.terminate()
    worker = null
  }
  const ask = async (bytes: Uint8Array): Promise<string | null> => {
    worker ??= new Worker(join(import.meta.dirname, 'eye-worker.ts'), { resourceLimits: { maxOldGenerationSizeMb: memoryMb } })
    const { promise, resolve } = Promise.withResolvers<{ look: string | null; isWell: boolean }>()
    const timer = setTimeout(() => resolve({ look: null, isWell: false }), timeoutMs)
    const fail = () => resolve({ look: null, isWell: false })
    const answer = (look: string | null) => resolve({ look, isWell: true })
    worker.once('message', answer).once('error', fail).once('exit', fail)
    worker.postMessage(bytes)
    const { look, isWell } = await promise
    clearTimeout(timer)
    worker.off('message', answer).off('error', fail).off('exit', fail)
    if (!isWell) await end()
    return look
  }
  let last: Promise<unknown> = Promise.resolve()
  return {
    lookAt: bytes => {
      const next = last.then(() => ask(bytes))
      last = next
      return next
    },
    close: async () => {
      await last
      await end()
    },
  }
}
