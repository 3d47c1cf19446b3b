/** Which addresses a host that a stranger typed may lead to. Source: IANA special-purpose registries, v4 and v6; read 2026-11. */
import { lookup as lookupHost } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

const refused = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10], // carrier NAT
  ['127.0.0.0', 8],
  ['169.254.0.0', 16], // link-local, and the clouds' metadata at .169.254
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  refused.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [
  ['::', 96], // unspecified, loopback, and v4 in its oldest dress
  ['64:ff9b::', 96], // NAT64: a v4 address inside
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23], // Teredo and other special uses
  ['2001:db8::', 32],
  ['2002::', 16], // 6to4: a v4 address inside
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  refused.addSubnet(network, prefix, 'ipv6')

const mapped = /^(?:0{0,4}:){2,5}(?:0{0,4}:)?ffff:(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/i

/** @param address an IP, v4 or v6, without brackets. @returns false for private, loopback, link-local, metadata, multicast and reserved ones. */
export function isPublicAddress(address: string): boolean {
  const bare = address.split('%')[0]!
  const family = isIP(bare)
  if (family === 0) return false
  if (family === 4) return !refused.check(bare, 'ipv4')
  const inner = mapped.exec(bare)
  if (inner) {
    const [, dotted, high = '0', low = '0'] = inner
    const bits = [Number.parseInt(high, 16), Number.parseInt(low, 16)] as const
    return isPublicAddress(dotted ?? `${bits[0] >> 8}.${bits[0] & 255}.${bits[1] >> 8}.${bits[1] & 255}`)
  }
  return !refused.check(bare, 'ipv6')
}

export class PrivateAddress extends Error {
  override readonly name = 'PrivateAddress'
}

/**
 * A name look-up that hands on public addresses only. The connection is made to exactly what was checked here,
 * so that a name which answers differently the second time (DNS rebinding) gains nothing.
 */
export const publicLookup =
  (look: typeof lookupHost = lookupHost): LookupFunction =>
  (host, options, done) => {
    look(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '', 0)
      const allowed = addresses.filter(({ address }) => isPublicAddress(address))
      // One private answer among public ones is an attack or a mistake; both end here.
      if (allowed.length === 0 || allowed.length < addresses.length) return done(new PrivateAddress(host), '', 0)
      if (options.all) return done(null, allowed)
      done(null, allowed[0]!.address, allowed[0]!.family)
    })
  }
