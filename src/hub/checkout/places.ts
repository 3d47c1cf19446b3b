/** Where a buyer is, for value-added tax: what is known, and whether it is enough. Pure. Source: EU 282/2011, articles 24b and 24f; read 2026-11. */
import type { PlaceProof } from './payment.ts'

export interface PlaceVerdict {
  /** `enough`: two of different kinds agree, and no other two agree on another country. */
  readonly says: 'enough' | 'too-few' | 'contradict'
  /** null unless enough. */
  readonly country: string | null
}

export function judgePlaces(proofs: readonly PlaceProof[]): PlaceVerdict {
  const kinds = Map.groupBy(proofs, ({ country }) => country)
  const agreed = [...kinds].filter(([, same]) => new Set(same.map(({ kind }) => kind)).size >= 2)
  if (agreed.length === 1) return { says: 'enough', country: agreed[0]![0] }
  return { says: kinds.size > 1 ? 'contradict' : 'too-few', country: null }
}

/** @returns the country that what was said contradicts, so that the buyer is asked before she pays; null when nothing does. */
export function contradictionOf(said: string, other: string | null): string | null {
  return other === null || other === said ? null : other
}
