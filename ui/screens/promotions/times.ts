/** Times of a form. */

/** As an input of that kind wants it. */
export const localTime = (at: Date): string => new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)

export function morning(daysAhead: number): Date {
  const at = new Date(Date.now() + daysAhead * 86_400_000)
  at.setHours(9, 0, 0, 0)
  return at
}
