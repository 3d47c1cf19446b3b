import { Hono } from 'hono'
import type { WebDeps } from '../deps.ts'
import type { WebEnv } from '../request.ts'
import { enterShop } from './enter.ts'

const heartbeatMs = 15_000

/** `GET /shops/:shop/live`: server-sent events that say which kinds of things changed; the screens then read them again. */
export function live(deps: WebDeps): Hono<WebEnv> {
  return new Hono<WebEnv>().get('/shops/:shop/live', async c => {
    const call = await enterShop(c, deps, 'read')
    if (call instanceof Response) return call
    const { shop } = call
    const stream = new ReadableStream<string>({
      async start(controller) {
        const send = (text: string) => {
          // A reader that has gone silent must not fill our memory.
          if ((controller.desiredSize ?? 0) > -100) controller.enqueue(text)
        }
        send('retry: 2000\n\n')
        const stopWatching = await deps.changes.watch(shop, kinds => send(`event: changed\ndata: ${JSON.stringify({ kinds })}\n\n`))
        const heartbeat = setInterval(() => send(': still here\n\n'), heartbeatMs)
        const end = () => {
          clearInterval(heartbeat)
          stopWatching()
          deps.stopping.removeEventListener('abort', end)
          c.req.raw.signal.removeEventListener('abort', end)
          try {
            controller.close()
          } catch {
            // The reader closed it first.
          }
        }
        deps.stopping.addEventListener('abort', end)
        c.req.raw.signal.addEventListener('abort', end)
        if (deps.stopping.aborted || c.req.raw.signal.aborted) end()
        cancel = end
      },
      cancel: () => cancel(),
    })
    let cancel = () => {}
    return new Response(stream.pipeThrough(new TextEncoderStream()), {
      headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' },
    })
  })
}
