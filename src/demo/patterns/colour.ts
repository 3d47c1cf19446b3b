/** @param share 0 gives `from`, 1 gives `to`; both like '#1b4d3e'. */
export function mixed(from: string, to: string, share: number): string {
  const parts = [1, 3, 5].map(at => {
    const [a, b] = [Number.parseInt(from.slice(at, at + 2), 16), Number.parseInt(to.slice(at, at + 2), 16)]
    return Math.round(a + (b - a) * share)
      .toString(16)
      .padStart(2, '0')
  })
  return `#${parts.join('')}`
}
