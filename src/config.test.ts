import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError, readConfig, settings } from '#config'

test('an empty environment is a desk on 127.0.0.1:4400 with a demo', () => {
  const config = readConfig({})
  assert.equal(config.port, 4400)
  assert.equal(config.host, '127.0.0.1')
  assert.equal(config.demo, true)
  assert.equal(config.publicUrl, undefined)
  assert.ok(config.home.endsWith('data'))
})

test('an empty value counts as not set, and a trailing slash of the public URL goes', () => {
  assert.equal(readConfig({ DATABASE_URL: '' }).databaseUrl, undefined)
  assert.equal(readConfig({ SELVAGE_PUBLIC_URL: 'https://a.example/' }).publicUrl, 'https://a.example')
})

test('a setting that cannot be used is named with what it should be, and its value is not repeated', () => {
  const wrong: Record<string, string> = {
    PORT: 'secret-x',
    DATABASE_URL: 'mysql://u:secret-x@h/d',
    SELVAGE_PUBLIC_URL: 'ftp://secret-x',
    SELVAGE_DEMO: 'secret-x',
    SELVAGE_LOG: 'secret-x',
    SELVAGE_SMTP_URL: 'secret-x',
    SELVAGE_MAIL_FROM: 'secret-x',
    SELVAGE_UPLOAD_LIMIT_MB: '-1',
    SELVAGE_FAKES_PORT: '70000',
  }
  for (const [name, value] of Object.entries(wrong))
    assert.throws(
      () => readConfig({ [name]: value }),
      (error: unknown) =>
        error instanceof ConfigError && error.message.startsWith(`${name} should `) && !error.message.includes('secret-x'),
      name,
    )
})

test('every setting has a sentence that ends in a full stop', () => {
  for (const [name, { sentence }] of Object.entries(settings)) assert.match(sentence, /^[A-Z].*\.$/, name)
})
