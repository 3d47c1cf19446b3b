import assert from 'node:assert/strict'
import { test } from 'node:test'
import { after, claimScene, day, hour, now } from '#testing/claim-scene.ts'
import { testDatabase } from '#testing/database.ts'
import { forgetClaims } from './forget-claims.ts'
import { limits, wrongTries } from './limits.ts'

const database = await testDatabase()
const scene = () => claimScene(database)

test('after five wrong ones in an hour, or twenty in a day, nothing is looked up from there', async () => {
  const { sell, newCode, ask, settle, mails, tries } = await scene()
  await sell()
  const code = await newCode()
  // All at one moment: they are counted one after another all the same.
  for (let n = 0; n < limits.wrong.perAskerAnHour + 3; n++) await ask({ code: 'ZZZZZZZZ', number: `90${n}` })
  await ask({ code })
  await settle()
  assert.deepEqual((await tries()).filter(outcome => outcome === 'limited').length, 4)
  assert.deepEqual(await mails(), [], 'not even by what is right')
  await ask({ code, from: '192.0.2.77', email: 'eve@example.com' })
  await settle()
  assert.equal((await mails()).length, 1, 'from elsewhere it is')
  for (let at = 1; at <= 4; at++) {
    for (let n = 0; n < limits.wrong.perAskerAnHour; n++) await ask({ code: 'ZZZZZZZZ', number: `8${at}${n}`, at: after(at * hour) })
    await settle(after(at * hour))
  }
  await ask({ code, at: after(6 * hour) })
  await settle(after(6 * hour))
  assert.equal((await mails()).length, 1)
  await ask({ code, at: after(2 * day) })
  await settle(after(2 * day))
  assert.equal((await mails()).length, 2)
})

test('ten wrong ones a day about one order, from wherever', async () => {
  const { sell, newCode, ask, settle, mails, inShop } = await scene()
  await sell()
  for (let n = 0; n < limits.wrong.perNumberADay; n++)
    await ask({ code: 'ZZZZZZZZ', number: n % 2 === 0 ? '1001' : 'Order 1001', from: `198.51.100.${n}` })
  const code = await newCode()
  await ask({ code })
  await settle()
  assert.deepEqual(await mails(), [])
  assert.equal(await inShop(tx => wrongTries(tx, now)), limits.wrong.perNumberADay + 1)
  await ask({ code, at: after(day + 1) })
  await settle(after(day + 1))
  assert.equal((await mails()).length, 1)
})

test('nobody waits for many orders at once, and no mailbox gets many mails', async () => {
  const { sell, newCode, ask, settle, mails, left } = await scene()
  const code = await newCode()
  for (let n = 0; n < limits.waiting + 2; n++) await ask({ code, number: `300${n}`, from: `198.51.100.${n}` })
  await settle()
  assert.equal((await left()).length, limits.waiting)
  for (let n = 0; n < limits.mailsAnHour + 1; n++) {
    await sell({ remoteId: `400${n}`, number: `#400${n}` })
    await ask({ code, number: `400${n}`, from: `198.51.101.${n}` })
  }
  await settle()
  assert.equal((await mails()).length, limits.mailsAnHour)
})

test('claims and tries are forgotten when their time is up; what was claimed stays', async () => {
  const { sell, newCode, ask, settle, token, press, libraryOf, inShop, left, tries } = await scene()
  await sell()
  await ask({ code: await newCode() })
  await settle()
  await press(await token())
  await inShop(tx => forgetClaims(tx, after(13 * day)))
  assert.deepEqual(await left(), ['told'])
  await inShop(tx => forgetClaims(tx, after(31 * day)))
  assert.deepEqual([await left(), await tries()], [[], []])
  assert.deepEqual(await libraryOf('ana@example.com'), ['Cardigan'])
})
