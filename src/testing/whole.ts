/** Of tests that take turns by day, a part of the same things each time: `npm run nightly -- tests` does them whole, by `SELVAGE_TESTS=whole`. */
export const isWhole = process.env.SELVAGE_TESTS === 'whole'
