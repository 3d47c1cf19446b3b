import { type Money, moneyFrom } from '../../format.ts'
import type { PatternRow } from './patterns.tsx'

export interface PriceChange {
  readonly way: 'set' | 'add' | 'percent'
  readonly typed: string
  readonly currency: string
}

/** Every row's price after the change; null where it stays, because nothing usable was typed or it would fall below zero. */
export function pricesAfter(
  rows: readonly PatternRow[],
  { way, typed, currency }: PriceChange,
): { row: PatternRow; from: Money | null; to: Money | null }[] {
  const text = typed.trim()
  const isLower = text.startsWith('-')
  const bare = text.replace(/^[-+]/, '')
  const amount = way === 'percent' ? null : moneyFrom(bare, currency)
  const hundredths = way === 'percent' ? percentOf(bare) : null
  return rows.map(row => {
    const from = row.price
    if (way === 'set') return { row, from, to: isLower ? null : amount }
    if (from === null || from.currency !== currency) return { row, from, to: null }
    const minor = BigInt(from.minor)
    const step = amount !== null ? BigInt(amount.minor) : hundredths !== null ? half(minor * hundredths) : null
    if (step === null) return { row, from, to: null }
    const next = isLower ? minor - step : minor + step
    return { row, from, to: next < 0n ? null : { minor: next.toString(), currency } }
  })
}

/** '12.5' is 1250n hundredths of a percent. */
function percentOf(text: string): bigint | null {
  const match = /^(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(text)
  return match?.[1] === undefined ? null : BigInt(match[1]) * 100n + BigInt((match[2] ?? '').padEnd(2, '0'))
}

/** Divides by 10,000 and rounds half up. */
const half = (value: bigint): bigint => (value + 5_000n) / 10_000n
