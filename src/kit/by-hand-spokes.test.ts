/** Storefronts that are one data file have no test of their own: all of them are looked at here. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { handRulesOf } from '#hub/by-hand/hand-rules.ts'
import { byHandContract } from './by-hand-contract.ts'
import { shops } from './registry.ts'

const all = [...(await shops()).values()].filter(spoke => handRulesOf(spoke) !== null)

test('there are some', () => assert.ok(all.length > 1))
for (const spoke of all) byHandContract(spoke)
