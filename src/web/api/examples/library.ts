import { examplesOf } from './examples-of.ts'

const rules = { language: 'de' as const, contact: 'hello@studio-maren.example', downloads: null, days: null, resets: 3 }

export const libraryExamples = examplesOf({
  'GET /shops/{shop}/library-rules': { answer: rules },
  'PATCH /shops/{shop}/library-rules': { body: { downloads: 5 }, answer: { ...rules, downloads: 5 } },
})
