import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from '#log'

function written(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = []
  write(createLog('info', { write: line => void lines.push(line) }))
  for (const line of lines) JSON.parse(line)
  return lines.join('')
}

test('no address, secret key, URL query or URL password reaches a log line, however deep it sits', () => {
  const text = written(log => {
    const error = Object.assign(
      new Error('no mail to\nann@example.com from postgres://u:hunter2@db/x', { cause: new Error('bo@example.org') }),
      {
        code: '23505',
        detail: 'Key (email)=(cy@example.net) already exists.',
      },
    )
    log.info(
      { headers: { Authorization: 'Basic abcdefgh123', cookie: 'sid=1', 'x-request-id': 'r1' }, consumer_key: 'ck_9' },
      'call dee@example.com',
    )
    log.info(
      { deep: { list: [{ clientSecret: 's3cret', accessToken: 't0ken' }] } },
      'read https://shop.example/wp-json/x?consumer_secret=cs_1&b=2 done',
    )
    log.error(error)
    log.error({ err: error, body: { card: 4242 } }, 'with Bearer abcdef0123456789')
    log.child({ email: 'eve@example.com', shop: 'f0' }).info('GET /library?token=zzz')
  })
  for (const leak of ['ann@', 'bo@', 'cy@', 'dee@', 'eve@', 'hunter2', 'abcdef', 'sid=1', 'ck_9', 'cs_1', 's3cret', 't0ken', '4242', 'zzz'])
    assert.ok(!text.includes(leak), `${leak} is in the log`)
  for (const kept of ['"x-request-id":"r1"', '"code":"23505"', 'https://shop.example/wp-json/x?…', '"shop":"f0"', 'GET /library?…'])
    assert.ok(text.includes(kept), `${kept} is missing:\n${text}`)
})
