/** 'in 3 days and 4 hours', 'in 12 minutes', 'in 40 seconds': how long until a moment, to the part that matters. */
export function untilWords(at: string, now: number): string {
  const seconds = Math.max(0, Math.round((Date.parse(at) - now) / 1000))
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor((seconds % 86_400) / 3_600), Math.floor((seconds % 3_600) / 60)]
  const words = (n: number, one: string) => `${n} ${one}${n === 1 ? '' : 's'}`
  if (days > 0) return `in ${words(days, 'day')}${hours > 0 ? ` and ${words(hours, 'hour')}` : ''}`
  if (hours > 0) return `in ${words(hours, 'hour')}${minutes > 0 ? ` and ${words(minutes, 'minute')}` : ''}`
  return minutes > 0 ? `in ${words(minutes, 'minute')}` : `in ${words(seconds, 'second')}`
}
