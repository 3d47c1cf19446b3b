/** What a key may open, in her words. Each endpoint of the API names one of these (src/web/api/contract.ts). */
export const scopeWords = {
  read: 'Look at patterns and their files, listings, shops, and what was published. No buyers, no orders.',
  patterns: 'Make and change patterns, versions, pictures and prices here. Nothing is sent.',
  publish: 'Send changes to the storefronts, take them back, and settle what was changed there by hand.',
  orders: 'Read orders, buyers and mails, say which pattern was sold, send a mail again, invite earlier buyers.',
  shops: 'Connect, pause and remove shops, go live, match their listings, hold everything, change the settings.',
} as const

export type Scope = keyof typeof scopeWords

export const scopes = Object.keys(scopeWords) as readonly Scope[]
