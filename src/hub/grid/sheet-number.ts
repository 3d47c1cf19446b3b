/**
 * A number of a spreadsheet as it is shown there: files hold 9.95 as 9.9499999999999993, since each keeps 17 digits of which 15 count.
 * Source: Microsoft, “Floating-point arithmetic may give inaccurate results in Excel”.
 */
export function decimalPlaces(text: string): string {
  const value = Number(text)
  if (!Number.isFinite(value)) return text
  const shown = String(Number(value.toPrecision(15)))
  return /e/i.test(shown) ? value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 }) : shown
}
