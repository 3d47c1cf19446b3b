/** People who buy in the demo: invented names, addresses that lead nowhere (example.com, RFC 2606). */

const first =
  'Ana Beate Carmen Dilek Elif Freya Greta Hana Ines Jonna Kaisa Lotte Maren Noor Oona Petra Quinn Rosa Signe Tove Ulla Vera Wiebke Xenia Yara Zoe'.split(
    ' ',
  )
const last =
  'Aalto Brandt Costa Duval Eriksen Fischer Garcia Hansen Ito Jansen Kowalski Lindqvist Moreau Novak Olsen Pereira Rossi Silva Tamm Vries'.split(
    ' ',
  )
const countries = ['DE', 'NL', 'FR', 'SE', 'GB', 'US', 'DK', 'ES', 'AT', 'FI']

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export function buyerOf(next: () => number): { name: string; email: string; country: string } {
  const pick = (from: readonly string[]): string => from[Math.floor(next() * from.length)] ?? from[0]!
  const [given, family] = [pick(first), pick(last)]
  return { name: `${given} ${family}`, email: `${given}.${family}@example.com`.toLowerCase(), country: pick(countries) }
}
