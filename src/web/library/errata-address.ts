/** Where everybody reads what was wrong in a pattern. */
export const errataPath = (slug: string, patternId?: string): string =>
  patternId === undefined ? `/library/${slug}/corrections` : `/library/${slug}/corrections/${patternId}`
