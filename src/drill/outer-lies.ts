/** Lies between the world and the hub; the storefront's own are in its spoke's folder. */
import type { Meddling } from '#kit/lie.ts'

export const outerLies: Readonly<Record<string, { says: string; meddling: Meddling }>> = {
  'wrong-bytes': {
    says: 'files arrive changed on their way to the storefront',
    meddling: async (exchange, pass) => {
      const answer = await pass()
      return exchange.path.startsWith('/files/') && answer.body.length > 0
        ? { ...answer, body: Buffer.concat([answer.body.subarray(0, -1), Buffer.from('!')]) }
        : answer
    },
  },
  'dead-link': {
    says: 'the link in the mail leads nowhere',
    meddling: async (exchange, pass) =>
      exchange.path.includes('/open/') ? { status: 404, headers: {}, body: Buffer.from('gone') } : pass(),
  },
}
