/** Descriptions as Markdown and back. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { respellHtml, tidyHtml } from '#kit'
import { fromMarkdown, toMarkdown } from './text.ts'

describe('a description', () => {
  for (const [html, markdown] of [
    ['<p>Warm &amp; soft, <strong>5 skeins</strong>.</p><p>Second.</p>', 'Warm & soft, **5 skeins**.\n\nSecond.'],
    ['<p>a<br />b</p>', 'a  \nb'],
    ['<h2>Sizes</h2><ul><li>S</li><li>M <em>and</em> L</li></ul>', '## Sizes\n\n- S\n- M *and* L'],
    ['<ol><li>Knit<ul><li>loosely</li></ul></li><li>Block</li></ol>', '1. Knit\n    - loosely\n2. Block'],
    ['<p><a href="https://x.example/?a=1&amp;b=2">Yarn</a></p>', '[Yarn](https://x.example/?a=1&b=2)'],
    ['<p>5 &lt; 6 &gt; 2</p>', '5 &lt; 6 &gt; 2'],
    ['<p>1. no list</p><p>- neither</p><p># no heading</p>', '1\\. no list\n\n\\- neither\n\n\\# no heading'],
    ['<p>4*4_ [x] `y` \\z ~~no~~</p>', '4\\*4\\_ \\[x\\] \\`y\\` \\\\z &#126;&#126;no&#126;&#126;'],
    [
      '<p>in<strong>side</strong>word and <em>two <strong>deep</strong></em></p>',
      'in<strong>side</strong>word and <em>two <strong>deep</strong></em>',
    ],
    ['<ul><li>a</li></ul><ul><li>b</li></ul>', '- a\n\n<!-- -->\n\n- b'],
  ] as const)
    test(`${markdown.replaceAll('\n', '⏎')} says ${html}`, () => {
      assert.equal(toMarkdown(html), markdown)
      assert.equal(fromMarkdown(markdown), respellHtml(html))
    })

  test('as others write it is read: other signs for emphasis, lists and headings, and tags among them', () => {
    assert.equal(
      fromMarkdown('# Big\r\n\r\n* one\n* two\n\n__bold__ and _thin_ <u>line</u>\n\n1) first'),
      '<h2>Big</h2><ul><li>one</li><li>two</li></ul><p><strong>bold</strong> and <em>thin</em> <u>line</u></p><ol><li>first</li></ol>',
    )
  })

  const word = fc.oneof(
    fc.constantFrom(
      'knit',
      'a*b',
      '_x_',
      '1.',
      '-',
      '#',
      '>',
      '5 < 6',
      '&amp;',
      '[l](u)',
      '`',
      '\\',
      '**',
      '~~',
      '===',
      '+',
      '<!-- -->',
      'Ł',
      '😀',
      '10)',
    ),
    fc.string({ maxLength: 6, unit: 'grapheme' }),
  )
  const text = fc
    .array(word, { maxLength: 4 })
    .map(words => words.join(' ').replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;'))
  const inline = fc.letrec<{ one: string; many: string }>(tie => ({
    one: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.constant('<br />'),
      tie('many').map(inner => `<strong>${inner}</strong>`),
      tie('many').map(inner => `<em>${inner}</em>`),
      tie('many').map(inner => `<a href="https://x.example/(${'a_b*c'})?d=1&amp;e=2">${inner}</a>`),
    ),
    many: fc.array(tie('one'), { maxLength: 3 }).map(parts => parts.join('')),
  })).many
  const list = fc
    .tuple(fc.constantFrom('ul', 'ol'), fc.array(fc.tuple(inline, fc.option(inline)), { maxLength: 3 }))
    .map(
      ([tag, items]) =>
        `<${tag}>${items.map(([words, inner]) => `<li>${words}${inner === null ? '' : `<ul><li>${inner}</li></ul>`}</li>`).join('')}</${tag}>`,
    )
  const html = fc
    .array(
      fc.oneof(
        inline.map(words => `<p>${words}</p>`),
        inline.map(words => `<h2>${words}</h2>`),
        list,
        inline,
      ),
      { maxLength: 5 },
    )
    .map(parts => parts.join(''))

  test('a list that begins with a list stays apart from the list after it', () => {
    const lists = '<ul><li><ul><li>!</li></ul></li></ul><ul><li>knit</li></ul>'
    assert.equal(fromMarkdown(toMarkdown(lists)), lists)
  })

  test('of any kind comes back as it was read back before: the second time nothing changes any more', () => {
    fc.assert(
      fc.property(html, given => {
        const once = fromMarkdown(toMarkdown(given))
        assert.equal(fromMarkdown(toMarkdown(once)), once)
      }),
      { numRuns: 400 },
    )
  })

  test('loses no word on the way', () => {
    const letters = (text: string) =>
      text
        .replace(/<[^>]*>/g, ' ')
        .replace(/&(?:#\d+|\w+);/g, ' ')
        .replace(/[^\p{L}\p{Nd}]/gu, '')
    fc.assert(
      fc.property(html, given => assert.equal(letters(fromMarkdown(toMarkdown(given))), letters(tidyHtml(given)))),
      { numRuns: 200 },
    )
  })
})
