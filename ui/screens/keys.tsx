import { Button, Checkbox, Select, TextInput } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { type FormEvent, useState } from 'react'
import type { AnswerOf } from '../api.ts'
import { useAct, useApi } from '../data.ts'
import { notify } from '../notify.tsx'
import { Confirm } from '../parts/confirm.tsx'
import { Shown } from '../parts/more.tsx'
import { Refusal, Section } from '../parts/page.tsx'
import { When } from '../parts/when.tsx'
import { useShop } from '../shop.tsx'

type Keys = AnswerOf<'GET /shops/{shop}/keys'>
type Key = Keys['items'][number]
type Scope = Key['scopes'][number]

const words: Record<Scope, string> = {
  read: 'Look',
  patterns: 'Patterns',
  publish: 'Publish',
  orders: 'Orders and buyers',
  shops: 'Shops and settings',
}

const lasts = [
  { value: '', label: 'Until I revoke it' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'One year' },
]
const dayMs = 86_400_000

/** Keys by which other programs use this shop. */
export function KeysSection() {
  const shop = useShop()
  const keys = useApi('GET /shops/{shop}/keys', { params: { shop: shop.id } })
  return (
    <Section
      id="keys"
      title="Keys for other programs"
      note="A program with a key does in this shop what the key was made for, and nothing in any other. Revoke it, and it opens nothing."
    >
      <Shown what="the keys" from={keys}>
        {answer => (
          <>
            {answer.items.length === 0 ? (
              <div className="card words">
                <p>No program has a key yet.</p>
              </div>
            ) : (
              <ul className="rows card rows-card">
                {answer.items.map(key => (
                  <KeyRow key={key.id} item={key} />
                ))}
              </ul>
            )}
            <MakeKey scopes={answer.scopes} />
          </>
        )}
      </Shown>
    </Section>
  )
}

function KeyRow({ item }: { item: Key }) {
  const shop = useShop()
  const [isAsking, setAsking] = useState(false)
  const revoke = useAct('POST /shops/{shop}/keys/{key}/revoke', () => notify({ message: `“${item.name}” opens nothing any more.` }))
  const isOver = item.expiresAt !== null && Date.parse(item.expiresAt) <= Date.now()
  return (
    <li className="row">
      <span className="row-main">
        <strong>{item.name}</strong>
        <small>
          <code>{item.prefix}…</code> · {item.scopes.map(scope => words[scope]).join(', ')} · <KeyState item={item} isOver={isOver} />
        </small>
      </span>
      {item.revokedAt === null && (
        <Button size="xs" variant="default" aria-label={`Revoke ${item.name}`} onClick={() => setAsking(true)}>
          Revoke…
        </Button>
      )}
      <Confirm
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={`Revoke “${item.name}”?`}
        press="Revoke the key"
        isDanger
        onPress={() => revoke.mutateAsync({ params: { shop: shop.id, key: item.id } })}
      >
        <p>The program that has it is refused from now on. A revoked key does not come back; a new one can be made.</p>
      </Confirm>
    </li>
  )
}

function KeyState({ item: { revokedAt, expiresAt, lastUsedAt }, isOver }: { item: Key; isOver: boolean }) {
  if (revokedAt !== null)
    return (
      <>
        revoked <When at={revokedAt} />
      </>
    )
  if (isOver)
    return (
      <>
        ran out <When at={expiresAt} />
      </>
    )
  return (
    <>
      used <When at={lastUsedAt} none="never" />
      {expiresAt !== null && <>, until {expiresAt.slice(0, 10)}</>}
    </>
  )
}

/** The form; after the press the key itself, this once. */
function MakeKey({ scopes }: { scopes: Keys['scopes'] }) {
  const shop = useShop()
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<string[]>(['read'])
  const [days, setDays] = useState('')
  const [made, setMade] = useState<{ name: string; key: string } | null>(null)
  const make = useAct('POST /shops/{shop}/keys', answer => {
    setMade({ name: answer.name, key: answer.key })
    setName('')
    setChosen(['read'])
    setDays('')
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    const expiresAt = days === '' ? null : new Date(Date.now() + Number(days) * dayMs).toISOString()
    make.mutate({ params: { shop: shop.id }, body: { name: name.trim(), scopes: chosen as Scope[], expiresAt } })
  }
  if (made !== null) return <MadeKey made={made} onDone={() => setMade(null)} />
  return (
    <form className="form card" onSubmit={send} aria-label="Make a key">
      <TextInput
        label="Name of the key"
        description="The program that will have it"
        maxLength={100}
        value={name}
        onChange={event => setName(event.currentTarget.value)}
      />
      <Checkbox.Group label="What it may do" value={chosen} onChange={setChosen}>
        {scopes.map(({ scope, opens }) => (
          <Checkbox key={scope} mt="xs" value={scope} label={words[scope]} description={opens} />
        ))}
      </Checkbox.Group>
      <Select label="How long it lasts" data={lasts} value={days} onChange={value => setDays(value ?? '')} allowDeselect={false} />
      <Refusal error={make.error} />
      <div className="form-foot">
        <span />
        <Button type="submit" disabled={name.trim() === '' || chosen.length === 0} loading={make.isPending}>
          Make the key
        </Button>
      </div>
    </form>
  )
}

function MadeKey({ made, onDone }: { made: { name: string; key: string }; onDone: () => void }) {
  const clipboard = useClipboard({ timeout: 4_000 })
  return (
    <div className="form card" role="status">
      <TextInput
        label={`The key for “${made.name}”`}
        description="Copy it now: it is shown this once and kept nowhere. Whoever has it can do what it was made for."
        readOnly
        value={made.key}
        onFocus={event => event.currentTarget.select()}
      />
      {clipboard.error && <p className="refusal">This browser does not let it be copied by a button. Mark it and copy it by hand.</p>}
      <div className="form-foot">
        <span />
        <span className="form-foot-buttons">
          <Button variant="default" onClick={() => clipboard.copy(made.key)}>
            {clipboard.copied ? 'Copied' : 'Copy the key'}
          </Button>
          <Button onClick={onDone}>I have it</Button>
        </span>
      </div>
    </div>
  )
}
