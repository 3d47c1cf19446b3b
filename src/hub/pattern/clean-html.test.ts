import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { tidyHtml } from '../text.ts'
import { cleanHtml } from './clean-html.ts'

test('the tags of a description stay, everything else goes, scripts with what is in them', () => {
  const cases: [string, string][] = [
    ['<p class="x" onclick="y">A <b>bold</b> &amp; <i>slanted</i> word</p>', '<p>A <strong>bold</strong> &amp; <em>slanted</em> word</p>'],
    ['<div><h2>Sizes</h2><ul><li>34<li>36</ul></div>', '<h2>Sizes</h2><ul><li>34</li><li>36</li></ul>'],
    ['<script>alert(1)</script><p>x</p><style>p{}</style>', '<p>x</p>'],
    ['<p><img src=x onerror=alert(1)>x</p>', '<p>x</p>'],
    ['<p>x</p><img src=x onerror=alert(1) ', '<p>x</p><p>&lt;img src=x onerror=alert(1)</p>'],
    ['<a href="javascript:alert(1)">x</a>', '<p>x</p>'],
    ['<a href="java&#115;cript:alert(1)">x</a>', '<p>x</p>'],
    ["<a href='https://example.com/?a=\"b' target=_blank>x</a>", '<p><a href="https://example.com/?a=&quot;b">x</a></p>'],
    ['<a href="mailto:ana@example.com">write</a>', '<p><a href="mailto:ana@example.com">write</a></p>'],
    ['<p>never <strong>closed', '<p>never <strong>closed</strong></p>'],
    ['</p></ul>closed too often</strong>', '<p>closed too often</p>'],
    ['<p>one<p>two', '<p>one</p><p>two</p>'],
    ['<p>a</p><p></p><p> &nbsp; </p>', '<p>a</p>'],
    ['First line\nsecond line\n\nNext & last', '<p>First line<br />second line</p><p>Next &amp; last</p>'],
    ['5 < 6', '<p>5 &lt; 6</p>'],
    ['', ''],
    ['\n', ''],
  ]
  for (const [given, wanted] of cases) assert.equal(cleanHtml(given), wanted, given)
})

test('whatever comes in: tags of ours alone, each closed; cleaning again, or spelling as storefronts hold it, changes nothing', () => {
  const piece = fc.constantFrom(
    ...'<p>|</p>|<br>|<ul>|</ul>|<ol>|<li>|</li>|<strong>|</strong>|<b>|</em>|<em>|<h2>|</h3>|<h3>|<a href="https://example.com/?x=1&y">|<a href="javascript:x">|</a>'.split(
      '|',
    ),
    ...'<script>|</script>|<img src=x onerror=y>|<|>|"|&amp;|&lt;|&#60;p&#62;|<!-- x -->|<div>|</div>|\n\n|\u0000|\ud800'.split('|'),
    'word',
    ' ',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 14 }), pieces => {
      const clean = cleanHtml(pieces.join(''))
      assert.equal(cleanHtml(clean), clean)
      assert.equal(tidyHtml(clean), clean)
      const open: string[] = []
      for (const [tag, end, name] of clean.matchAll(/<(\/?)([^\s>/]*)[^>]*>?/g)) {
        assert.match(tag, /^<(\/?(p|ul|ol|li|strong|em|h2|h3)|br \/|\/a|a href="(https?:\/\/|mailto:)[^"<>]*")>$/)
        if (end === '/') assert.equal(open.pop(), name)
        else if (name !== 'br') open.push(name!)
      }
      assert.deepEqual(open, [])
    }),
    { numRuns: 3000 },
  )
})
