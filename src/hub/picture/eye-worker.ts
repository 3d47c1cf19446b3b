import { parentPort } from 'node:worker_threads'
import { columns, lookOf, rows } from '../join/look.ts'
import { greyOf, squares } from './grey.ts'

parentPort?.on('message', async (bytes: Uint8Array) => {
  const grey = await greyOf(bytes)
  parentPort?.postMessage(grey === null ? null : lookOf(cut => squares(grey, cut, columns, rows)))
})
