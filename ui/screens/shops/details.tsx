import { Button, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useAct, useApi, usePages } from '../../data.ts'
import { countWords, sizeWords } from '../../format.ts'
import { notify } from '../../notify.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Icon } from '../../parts/icons.tsx'
import { Listed, Shown } from '../../parts/more.tsx'
import { Empty, Refusal, Section } from '../../parts/page.tsx'
import { State } from '../../parts/state.tsx'
import { Table } from '../../parts/table.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { deliveryWords, jobWords } from '../../words.ts'
import type { ConnectionFull } from './connection.tsx'
import { RenewKeys } from './renew-keys.tsx'

/** Under the bonnet: hooks, deliveries, work, limits, keys. Here the technical words may stand. */
export function Details({ connection }: { connection: ConnectionFull }) {
  return (
    <>
      <Section title="There">
        <dl className="facts card">
          <div>
            <dt>Its own name</dt>
            <dd>{connection.facts.name}</dd>
          </div>
          <div>
            <dt>Software</dt>
            <dd>
              {connection.spokeLabel} {connection.facts.version ?? ''}
            </dd>
          </div>
          <div>
            <dt>Hooks</dt>
            <dd>
              {connection.hooks.count} set, checked <When at={connection.hooks.checkedAt} none="never" />
            </dd>
          </div>
          {connection.hooks.address && (
            <div>
              <dt>Hooks come to</dt>
              <dd>
                <code>{connection.hooks.address}</code>
              </dd>
            </div>
          )}
        </dl>
        <p className="section-note">{connection.hooks.sentence}</p>
        {connection.clock !== null && <p className="section-note">{connection.clock}</p>}
        {connection.hooks.mended.length > 0 && (
          <ul className="section-note">
            {connection.hooks.mended.map(sentence => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        )}
      </Section>
      <Section title="Limits" note="What this shop lets us ask, and how much of it is used.">
        {connection.rates.length === 0 ? (
          <p className="section-note">It states no limit.</p>
        ) : (
          <ul className="rows card rows-card">
            {connection.rates.map(rate => (
              <li key={rate.says} className="row">
                <span className="row-main">
                  <strong>{rate.says}</strong>
                  <small>
                    {rate.usedToday.toLocaleString()} used today
                    {rate.perDay !== null &&
                      `, ${Math.max(0, rate.perDay - rate.usedToday).toLocaleString()} left of ${rate.perDay.toLocaleString()}`}
                    {rate.pausedUntil !== null && (
                      <>
                        {' '}
                        · it asked us to wait, until <When at={rate.pausedUntil} />
                      </>
                    )}
                  </small>
                </span>
              </li>
            ))}
          </ul>
        )}
        {connection.cannot.length > 0 && (
          <details className="older">
            <summary>What it does not offer ({connection.cannot.length})</summary>
            <ul className="cannot">
              {connection.cannot.map(one => (
                <li key={one.ability}>{one.why}</li>
              ))}
            </ul>
          </details>
        )}
      </Section>
      <Jobs connection={connection} />
      <Deliveries connection={connection} />
      {connection.state !== 'reconnect' && <RenewKeys connection={connection} />}
      <Keep connection={connection} />
    </>
  )
}

function Jobs({ connection }: { connection: ConnectionFull }) {
  const shop = useShop()
  const jobs = useApi('GET /shops/{shop}/connections/{connection}/jobs', { params: { shop: shop.id, connection: connection.id } })
  const retry = useAct('POST /shops/{shop}/jobs/{job}/retry')
  return (
    <Section title="Work">
      <Shown what="the work" from={jobs} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="section-note">Nothing is under way, and nothing was lately.</p>
          ) : (
            <Table
              label="Work under way and done"
              rows={items}
              keyOf={row => row.id}
              columns={[
                { key: 'says', label: 'What', isHead: true, cell: row => row.says },
                {
                  key: 'state',
                  label: 'State',
                  cell: row => (
                    <>
                      <State is={jobWords[row.state]} more={row.attempts > 1 ? countWords(row.attempts, 'try', 'tries') : undefined} />
                      {row.reason && <small className="reason-small">{row.reason}</small>}
                    </>
                  ),
                },
                { key: 'when', label: 'When', cell: row => <When at={row.endedAt ?? row.createdAt} /> },
                {
                  key: 'do',
                  label: 'Do',
                  isQuiet: true,
                  cell: row =>
                    row.state === 'failed' ? (
                      <Button
                        size="xs"
                        variant="default"
                        onClick={() => retry.mutate({ params: { shop: shop.id, job: row.id } })}
                        aria-label={`Try again: ${row.says}`}
                      >
                        Try again
                      </Button>
                    ) : null,
                },
              ]}
            />
          )
        }
      </Shown>
      <Refusal error={retry.error} />
    </Section>
  )
}

function Deliveries({ connection }: { connection: ConnectionFull }) {
  const shop = useShop()
  const pages = usePages('GET /shops/{shop}/connections/{connection}/deliveries', { params: { shop: shop.id, connection: connection.id } })
  const replay = useAct('POST /shops/{shop}/deliveries/{delivery}/replay', () => notify({ message: 'Being read again.' }))
  return (
    <Section
      title="Messages from the shop"
      note="Kept as they came, before they were understood; each can be read again, and twice is once."
    >
      <Listed
        what="the messages"
        pages={pages}
        empty={
          <Empty title="Nothing came in yet">
            <p>What the shop sends, and what is fetched from it, is kept here.</p>
          </Empty>
        }
      >
        {items => (
          <Table
            label="Messages from the shop, newest first"
            rows={items}
            keyOf={row => row.id}
            columns={[
              {
                key: 'what',
                label: 'What',
                isHead: true,
                cell: row => (
                  <>
                    {{ hook: 'Sent by a hook', poll: 'Fetched', privacy: 'A wish about personal data' }[row.source]}
                    {row.remoteId && `, number ${row.remoteId}`}
                  </>
                ),
              },
              {
                key: 'state',
                label: 'State',
                cell: row => (
                  <>
                    <State is={deliveryWords[row.state]} more={row.times > 1 ? `came ${row.times} times` : undefined} />
                    {row.reason && <small className="reason-small">{row.reason}</small>}
                  </>
                ),
              },
              { key: 'size', label: 'Size', align: 'right', isWideOnly: true, cell: row => sizeWords(row.sizeBytes) },
              { key: 'when', label: 'When', cell: row => <When at={row.receivedAt} /> },
              {
                key: 'do',
                label: 'Do',
                isQuiet: true,
                cell: row =>
                  row.source === 'privacy' ? null : (
                    <Button
                      size="xs"
                      variant="default"
                      onClick={() => replay.mutate({ params: { shop: shop.id, delivery: row.id } })}
                      aria-label={`Read again: ${row.remoteId ?? row.id.slice(0, 8)}`}
                    >
                      Read again
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Listed>
      <Refusal error={replay.error} />
    </Section>
  )
}

function Keep({ connection }: { connection: ConnectionFull }) {
  const shop = useShop()
  const navigate = useNavigate()
  const params = { shop: shop.id, connection: connection.id }
  const [label, setLabel] = useState(connection.label)
  const [isAsking, setAsking] = useState(false)
  const rename = useAct('PATCH /shops/{shop}/connections/{connection}')
  const remove = useAct('POST /shops/{shop}/connections/{connection}/remove', () =>
    navigate({ to: '/s/$shop/shops', params: { shop: shop.slug } }),
  )
  return (
    <Section title="Name and removal">
      <form
        className="form card"
        onSubmit={event => {
          event.preventDefault()
          if (label.trim()) rename.mutate({ params, body: { label: label.trim() } })
        }}
      >
        <TextInput
          label="Name here"
          value={label}
          onChange={event => setLabel(event.currentTarget.value)}
          error={!label.trim() && 'Give it a name.'}
        />
        <Refusal error={rename.error} />
        <div className="form-foot">
          <Button variant="subtle" color="brick" leftSection={<Icon name="bin" />} onClick={() => setAsking(true)}>
            Remove this shop…
          </Button>
          <Button type="submit" disabled={label.trim() === connection.label || !label.trim()} loading={rename.isPending}>
            Keep
          </Button>
        </div>
      </form>
      <Confirm
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={`Remove ${connection.label}?`}
        press="Remove it"
        isDanger
        onPress={() => remove.mutateAsync({ params })}
      >
        <p>Its keys are forgotten and nothing is read or written there any more. The listings there stay as they are.</p>
        <p>Its sales, its buyers and their files stay here. Connecting it again doubles nothing.</p>
      </Confirm>
    </Section>
  )
}
