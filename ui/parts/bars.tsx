import { dayWords } from '../format.ts'

/** Sales of the last days as small bars; the same numbers as a table for those who do not see them. */
export function DayBars({ days }: { days: readonly { day: string; sold: number }[] }) {
  const most = Math.max(1, ...days.map(day => day.sold))
  const total = days.reduce((sum, day) => sum + day.sold, 0)
  const best = days.reduce<{ day: string; sold: number } | null>((top, day) => (day.sold > (top?.sold ?? 0) ? day : top), null)
  const summary =
    best === null
      ? `No sales in ${days.length} days.`
      : `${total} sold in ${days.length} days; most on ${dayWords(best.day)}: ${best.sold}.`
  return (
    <figure className="bars">
      <svg viewBox={`0 0 ${Math.max(1, days.length) * 10} 64`} preserveAspectRatio="none" role="img" aria-label={summary}>
        {days.map((day, index) => {
          const height = day.sold === 0 ? 2 : 6 + (day.sold / most) * 56
          return (
            <rect key={day.day} x={index * 10 + 1.5} y={64 - height} width="7" height={height} rx="1.5" data-none={day.sold === 0}>
              <title>{`${dayWords(day.day)}: ${day.sold}`}</title>
            </rect>
          )
        })}
      </svg>
      <figcaption>{summary}</figcaption>
    </figure>
  )
}
