/** Ways in which Payhip's messages could deceive the hub; each must make the main drill fail. */
import { type Answer, jsonBody, type Lie } from '#kit/lie.ts'

const kept: Answer = { status: 200, headers: { 'content-type': 'text/plain' }, body: Buffer.from('Kept.') }
const typeOf = (body: Buffer): unknown => (JSON.parse(body.toString('utf8')) as { type?: unknown }).type

export const lies: Readonly<Record<string, Lie>> = {
  'hides-sales': {
    of: 'messages',
    says: 'Payhip never tells a sale',
    make: () => (exchange, pass) => (isTold(exchange.body, 'paid') ? Promise.resolve(kept) : pass()),
  },
  'repeats-sales': {
    of: 'messages',
    says: 'Payhip tells each sale a second time under another number; its constant signature fits that as well',
    make: () => async (exchange, pass) => {
      const answer = await pass()
      if (!isTold(exchange.body, 'paid')) return answer
      const message = JSON.parse(exchange.body.toString('utf8')) as { id: string }
      await pass({ body: jsonBody({ ...message, id: `${message.id}9` }) })
      return answer
    },
  },
  'hides-refunds': {
    of: 'messages',
    says: 'Payhip never tells a refund',
    make: () => (exchange, pass) => (isTold(exchange.body, 'refunded') ? Promise.resolve(kept) : pass()),
  },
}

/** What the drill forges passes as it is. */
function isTold(body: Buffer, type: string): boolean {
  try {
    return typeOf(body) === type
  } catch {
    return false
  }
}
