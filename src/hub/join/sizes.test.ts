import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sizesIn } from './sizes.ts'
import { fileStem, wordsIn } from './tokens.ts'

test('a range of sizes is read in the ways in which titles write it, in four languages', () => {
  const cases = {
    'Wren Tee XS-5XL': 'XS–5XL',
    'Wren Tee, sizes XS to XXL': 'XS–2XL',
    'Schnittmuster Gr. 34–52': '34–52',
    'Kleid in Größe S bis XXL': 'S–2XL',
    'Robe, tailles 36 à 48': '36–48',
    'Vestido tallas XS a la 3XL': 'XS–3XL',
    'Romper 0–24 months': '0 months–2 years',
    'Latzhose 3–8 Jahre': '3–8 years',
    'Tee, EU 32-56': '32–56',
    'Kids 98–146': null,
    'Hose, Gr. 98–146': '98–146',
    'Wren Tee': null,
    '320 m of Isager, 3.5 mm': null,
    '12–14 hours of knitting': null,
    'Version 1.1, pages 12–20': null,
    'XL to XS': null,
  }
  for (const [text, says] of Object.entries(cases)) assert.equal(sizesIn(text)?.says ?? null, says, text)
})

test('words have one spelling: no accents, no capitals, decimals with a point', () => {
  assert.deepEqual(wordsIn('Größen 34–52, 3,5 mm Knäuel'), ['grossen', '34', '52', '3.5', 'mm', 'knauel'])
  assert.equal(fileStem('Wren-Tee_A4-0123456789abcdef.pdf'), 'wren tee a4')
})
