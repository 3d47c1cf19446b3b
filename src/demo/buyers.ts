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

/** How many buy again, at whichever store they are. */
const shareReturning = 0.3
/** How many leave no address: they bought as a guest of the platform, or in a hurry at a fair. */
const shareWithout = 0.06

export interface Buyer {
  readonly name: string
  readonly email: string | null
  readonly country: string
}

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

const oneOf = <Thing>(from: readonly Thing[], next: () => number): Thing => from[Math.floor(next() * from.length)]!

function newBuyer(next: () => number): Buyer {
  const [given, family] = [oneOf(first, next), oneOf(last, next)]
  return { name: `${given} ${family}`, email: `${given}.${family}@example.com`.toLowerCase(), country: oneOf(countries, next) }
}

/** The town's customers: each call is one who comes in, new or known, and the same person has one address at every store. */
export function customers(next: () => number): () => Buyer {
  const known: Buyer[] = []
  return () => {
    if (known.length > 0 && next() < shareReturning) return oneOf(known, next)
    const buyer = newBuyer(next)
    if (next() < shareWithout) return { ...buyer, email: null }
    known.push(buyer)
    return buyer
  }
}
