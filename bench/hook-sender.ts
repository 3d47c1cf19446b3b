/** Posts messages on so many connections at once, in a process of its own. Told the place of a file of them, it answers with how long each took. */
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'

export interface Message {
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** Milliseconds from the first one begun to the last one answered, and those of each. */
export interface Sent {
  readonly tookMs: number
  readonly eachMs: readonly number[]
}

const connections = 32

process.on('message', async ({ url, path }: { url: string; path: string }) => {
  const messages = JSON.parse(readFileSync(path, 'utf8')) as Message[]
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const eachMs: number[] = []
  const started = performance.now()
  const lane = async () => {
    for (let message = messages.pop(); message !== undefined; message = messages.pop()) {
      const begun = performance.now()
      await post(url, message, agent)
      eachMs.push(performance.now() - begun)
    }
  }
  process.send?.({ started: true })
  await Promise.all(Array.from({ length: connections }, lane))
  process.send?.({ tookMs: performance.now() - started, eachMs } satisfies Sent)
  agent.destroy()
})

/** @throws {Error} when it is not answered with 200, which ends this process. */
const post = (url: string, { body, headers }: Message, agent: Agent): Promise<void> =>
  new Promise((resolve, reject) => {
    const asking = request(url, { method: 'POST', agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } }, answer => {
      answer.resume()
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`a message was answered with ${answer.statusCode}`)),
      )
    })
    asking.on('error', reject)
    asking.end(body)
  })
