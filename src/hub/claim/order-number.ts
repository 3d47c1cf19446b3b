/** Order numbers as buyers type them. */

const longest = 100

/** Letters and digits alone, in capitals; the index `order_number_plain` keeps each order's number so. */
const plainOf = (text: string): string => text.replaceAll(/[^0-9A-Za-z]/g, '').toUpperCase()

/**
 * '#1001', 'Order no. 1001', 'order1001', 'mm 2024 001': how the number may be meant. Only what stands before the first digit is ever left out, so that
 * one line is never two numbers.
 *
 * @returns the fullest first, the barest last; none when there is nothing that an order could be called.
 */
export function numbersOf(typed: string): readonly string[] {
  const words = typed.slice(0, longest).split(/[^0-9A-Za-z]+/)
  const first = words.findIndex(word => /\d/.test(word))
  if (first < 0) return [plainOf(typed.slice(0, longest))].filter(number => number !== '')
  const from = Array.from({ length: first + 1 }, (_, at) => plainOf(words.slice(at).join('')))
  const bare = from.at(-1)!.replace(/^[A-Z]+/, '')
  return [...new Set([...from, bare])].filter(number => number !== '')
}
