import { createHmac, hkdfSync } from 'node:crypto'
import { join } from 'node:path'
import { keptSecret } from '#database/secret.ts'

/** Keys that follow from one kept secret, so that all processes of a home have the same. */
export interface WebSecret {
  /** Signs sessions. */
  readonly sessions: string
  /** What the hub answers itself through its public address; nobody else can. */
  readonly answerTo: (question: string) => string
}

export function webSecret(home: string): WebSecret {
  const secret = keptSecret(join(home, 'secret', 'web'))
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, '', `selvage ${purpose}`, 32))
  const nonceKey = derive('public address')
  return {
    sessions: derive('sessions').toString('base64url'),
    answerTo: question => createHmac('sha256', nonceKey).update(question).digest('base64url'),
  }
}
