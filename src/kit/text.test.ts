import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeEntities, encodeText, plainText, respellHtml, tidyHtml } from './text.ts'

test('entities are decoded once', () => {
  assert.equal(
    decodeEntities('Scarf &quot;Łąka&quot; &#8211; &#x1F9E3; &eacute; &amp;lt; &nosuch; &#0;'),
    'Scarf "Łąka" – 🧣 é &lt; &nosuch; &#0;',
  )
})

test('encoding and decoding text gives it back, whatever it is', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), text => decodeEntities(encodeText(text)) === text))
})

test('a description is written in one spelling, without scripts', () => {
  const given =
    '<p class="x">Knit &nbsp;<b>&</b> purl<br>row 2 < 5</p>\n\n<script>alert(1)</script><ul>\n<li>one</li>\n</ul><a href="javascript:x">bad</a> <a title=t href=\'https://a.example/?a=1&b="2"\'>good</a><div>kept text</div>'
  assert.equal(
    tidyHtml(given),
    '<p>Knit \u00a0<strong>&amp;</strong> purl<br />row 2 &lt; 5</p><ul><li>one</li></ul>bad <a href="https://a.example/?a=1&amp;b=&quot;2&quot;">good</a>kept text',
  )
})

test('a tag taken away between two spaces once left both, so that tidying again changed the text', () => {
  assert.equal(tidyHtml('<p>one </div> two</p>'), '<p>one two</p>')
})

test('tidying twice is tidying once, and finding it again changes nothing', () => {
  const piece = fc.constantFrom(
    '<p>',
    '</p>',
    '<br>',
    '<br/>',
    ' ',
    '\n',
    '&',
    '&amp;',
    '&eacute;',
    '<b>',
    '</b>',
    '<div x=1>',
    '</div>',
    '<a href="https://x.example/&">',
    '<a href=x>',
    '</a>',
    '<',
    '>',
    'word',
    '"',
    '<ul>',
    '<li>',
    '</li>',
    '<script>',
    '</script>',
    '<!--',
    '-->',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), pieces => {
      const once = tidyHtml(pieces.join(''))
      assert.equal(tidyHtml(once), once)
      assert.equal(respellHtml(once), once)
    }),
    { numRuns: 500 },
  )
})

test('a tag added by hand stays visible when the far side is read', () => {
  assert.notEqual(respellHtml('<p>a</p><div>ad</div>'), tidyHtml('<p>a</p>'))
  assert.notEqual(respellHtml('<p style="color:red">a</p>'), '<p>a</p>')
})

test('plain text has no tags, no entities and single spaces', () => {
  assert.equal(plainText('<p>Warm &amp; soft</p>\n<p>5 &lt; 6</p>'), 'Warm & soft 5 < 6')
})
