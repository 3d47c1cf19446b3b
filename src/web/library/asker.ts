/** Who asks, and about what, as hashes: enough to count by, and nothing to be read back without this home's key. */
import { createHmac } from 'node:crypto'
import { isIPv6 } from 'node:net'

export function hashesOf(
  secretKey: Buffer,
  shop: string,
  { address, numbers }: { address: string | null; numbers: readonly string[] },
): { readonly askerHash: string; readonly numberHash: string } {
  const hash = (of: string, text: string) => createHmac('sha256', secretKey).update(`claim ${of} ${shop} ${text}`).digest('hex')
  return { askerHash: hash('asker', networkOf(address)), numberHash: hash('number', numbers.at(-1) ?? '') }
}

/** One household has 2^64 addresses of IPv6: its first half counts. */
export function networkOf(address: string | null): string {
  const plain = (address ?? 'unknown').replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '')
  if (!isIPv6(plain)) return plain
  const [head = '', tail] = plain.toLowerCase().split('::')
  const groups = (part: string) => (part === '' ? [] : part.split(':'))
  const [before, after] = [groups(head), groups(tail ?? '')]
  // An IPv4 tail stands for two groups.
  const size = (parts: readonly string[]) => parts.length + (parts.at(-1)?.includes('.') ? 1 : 0)
  const zeros = tail === undefined ? 0 : 8 - size(before) - size(after)
  const all = [...before, ...Array<string>(Math.max(0, zeros)).fill('0'), ...after]
  return all
    .slice(0, 4)
    .map(group => group.replace(/^0+(?=.)/, ''))
    .join(':')
}
