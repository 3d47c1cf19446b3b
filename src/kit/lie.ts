/** A lie: how a platform could deceive us, played by a relay between it and the hub, so that a drill proves it would be noticed. */
import type { IncomingHttpHeaders } from 'node:http'

export interface Exchange {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface Answer {
  readonly status: number
  readonly headers: Record<string, string | string[]>
  readonly body: Buffer
}

/** What is done to one exchange. `pass` forwards the request (as it is, or changed) and returns the true answer. */
export type Meddling = (exchange: Exchange, pass: (change?: { path?: string; body?: Buffer }) => Promise<Answer>) => Promise<Answer>

export interface Lie {
  readonly says: string
  /** What is bent: the answers that the platform gives (left out), or the messages that it sends. */
  readonly of?: 'messages'
  /** Made anew for each drill, so that a lie may remember. */
  readonly make: () => Meddling
}

/** The answer with its JSON changed. */
export function withJson(answer: Answer, change: (body: unknown) => unknown): Answer {
  return { ...answer, body: Buffer.from(JSON.stringify(change(JSON.parse(answer.body.toString('utf8'))))) }
}

export const jsonBody = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))
