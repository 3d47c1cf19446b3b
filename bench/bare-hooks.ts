/** The least that keeping a message can be: a bare server that writes what comes, many at once, and answers when it is written. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'

const client = new pg.Client({ connectionString: process.argv[2] })
await client.connect()
await client.query('create table if not exists bare_message (id bigint generated always as identity primary key, body bytea not null)')

let waiting: { readonly body: Buffer; readonly answer: ServerResponse }[] = []
let isWriting = false

async function writeAll(): Promise<void> {
  isWriting = true
  while (waiting.length > 0) {
    const some = waiting
    waiting = []
    await client.query({
      name: 'keep',
      text: 'insert into bare_message (body) select unnest($1::bytea[])',
      values: [some.map(({ body }) => body)],
    })
    for (const { answer } of some) answer.end()
  }
  isWriting = false
}

const server = createServer(async (request, answer) => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  waiting.push({ body: Buffer.concat(parts), answer })
  if (!isWriting) void writeAll()
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
