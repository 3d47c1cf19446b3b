/** The hub of her first hour, with the demo that it builds by itself, and the browser before it. */
import { mkdir } from 'node:fs/promises'
import { after, before } from 'node:test'
import type { Page } from 'playwright-core'
import { openStage, type Stage } from './stage.ts'

/** Set it to a folder to have each screen of the story kept there as a picture. */
export const shots = process.env.SELVAGE_JOURNEY_SHOTS

export let stage: Stage
/** Hers, from the first screen to the last. */
export let page: Page
/** When the one command was given, as performance.now() tells it. */
export let commandAt = 0

before(async () => {
  commandAt = performance.now()
  stage = await openStage({ env: { SELVAGE_DEMO: 'on', SELVAGE_FAKES_PORT: '0' } })
  if (shots) await mkdir(shots, { recursive: true })
  page = await stage.visitor()
})
after(() => stage?.close())
