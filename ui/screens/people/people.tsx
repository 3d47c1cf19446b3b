import '../../look/people.css'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { AnswerOf } from '../../api.ts'
import { useAct, usePages } from '../../data.ts'
import { countWords } from '../../format.ts'
import { notify } from '../../notify.tsx'
import { ChoosePattern } from '../../parts/choose-pattern.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { ButtonLink, PlainLink } from '../../parts/link.tsx'
import { Listed } from '../../parts/more.tsx'
import { Empty, PageHead, Refusal, Section } from '../../parts/page.tsx'
import { SearchBox } from '../../parts/search-box.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { When } from '../../parts/when.tsx'
import { type Shop, useShop } from '../../shop.tsx'
import { OpenDoubles } from './doubles.tsx'
import { countryName, craftNames, languageChoices, languageName, mayChoices } from './words.ts'

type PersonRow = AnswerOf<'GET /shops/{shop}/people'>['items'][number]

/** What the address of this screen may hold: a segment as data. */
export interface PeopleSearch {
  search?: string
  owns?: string
  lacks?: string
  craft?: 'sewing' | 'knitting' | 'crochet' | 'quilting' | 'other'
  language?: 'en' | 'de' | 'fr' | 'es' | 'nl'
  country?: string
  since?: string
  until?: string
  may?: 'order' | 'service' | 'marketing'
}

export function People() {
  const shop = useShop()
  const asked = useSearch({ from: '/s/$shop/people' })
  const navigate = useNavigate({ from: '/s/$shop/people' })
  const { show: _, ...segment } = asked
  const pages = usePages('GET /shops/{shop}/people', { params: { shop: shop.id }, query: segment })
  const change = (part: { [Key in keyof PeopleSearch]?: string | undefined }) =>
    void navigate({
      search: before => {
        const next = { ...before, ...part }
        return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined && value !== '')) as typeof before
      },
      replace: true,
    })
  const { search, ...narrowed } = segment
  const isNarrowed = Object.keys(narrowed).length > 0
  return (
    <>
      <PageHead
        title="People"
        below={<p>Everybody who bought, wherever it was. One line for each person, the last who ordered first.</p>}
        actions={
          <Button component="a" href={fileHref(shop, segment)} variant="default">
            Bring out as a table
          </Button>
        }
      />
      <OpenDoubles />
      <div className="tools">
        <SearchBox label="Search name, address or order number" value={search ?? ''} onChange={words => change({ search: words })} />
      </div>
      <Narrow key={isNarrowed ? 'open' : 'shut'} segment={narrowed} isOpen={isNarrowed} onChange={change} />
      <Listed
        what="your people"
        pages={pages}
        empty={
          search || isNarrowed ? (
            <Empty
              title="Nobody like that"
              action={
                <Button variant="default" onClick={() => void navigate({ search: {} })}>
                  Show everybody
                </Button>
              }
            >
              <p>People are found by name, address and the number of an order. All that you narrowed by must be so at once.</p>
            </Empty>
          ) : (
            <Empty
              title="Nobody has bought yet"
              action={
                <ButtonLink to="/s/$shop/shops" params={{ shop: shop.slug }} variant="default">
                  Look at your shops
                </ButtonLink>
              }
            >
              <p>With the first sale that tells who bought, she stands here: what she has, and what she agreed to.</p>
            </Empty>
          )
        }
      >
        {items => <Table label="People, the last who ordered first" rows={items} keyOf={row => row.id} columns={columnsOf(shop.slug)} />}
      </Listed>
      <ForgetAddress />
    </>
  )
}

const columnsOf = (slug: string): Column<PersonRow>[] => [
  {
    key: 'name',
    label: 'Person',
    isHead: true,
    cell: row => (
      <PlainLink className="plain-link" to="/s/$shop/people/$person" params={{ shop: slug, person: row.id }}>
        <strong>{row.name ?? row.addresses[0] ?? 'No name'}</strong>
        <small>
          {row.name === null ? '' : row.addresses[0]}
          {row.addresses.length > 1 && ` and ${countWords(row.addresses.length - 1, 'more address', 'more addresses')}`}
        </small>
      </PlainLink>
    ),
  },
  { key: 'has', label: 'Has', cell: row => `${countWords(row.patterns, 'pattern')} by ${countWords(row.orders, 'order')}` },
  {
    key: 'where',
    label: 'Lives and reads',
    cell: row =>
      [row.country && countryName(row.country), row.language && languageName(row.language)].filter(Boolean).join(', ') || (
        <span className="dim">not known</span>
      ),
  },
  { key: 'news', label: 'Advertising', cell: row => (row.mayAdvertise ? 'Agreed' : <span className="dim">Not agreed</span>) },
  { key: 'at', label: 'Last order', cell: row => <When at={row.boughtAt} /> },
]

function Narrow({
  segment,
  isOpen,
  onChange,
}: {
  segment: Omit<PeopleSearch, 'search'>
  isOpen: boolean
  onChange: (part: { [Key in keyof PeopleSearch]?: string | undefined }) => void
}) {
  return (
    <details className="card narrow" open={isOpen}>
      <summary>Narrow to some of them</summary>
      <div className="form narrow-form">
        <ChoosePattern label="Has" value={segment.owns ?? null} onChange={owns => onChange({ owns: owns ?? undefined })} />
        <ChoosePattern label="And has not" value={segment.lacks ?? null} onChange={lacks => onChange({ lacks: lacks ?? undefined })} />
        <NativeSelect
          label="Has something to make by"
          value={segment.craft ?? ''}
          onChange={event => onChange({ craft: event.currentTarget.value })}
          data={[{ value: '', label: 'Any craft' }, ...Object.entries(craftNames).map(([value, label]) => ({ value, label }))]}
        />
        <NativeSelect
          label="Reads"
          value={segment.language ?? ''}
          onChange={event => onChange({ language: event.currentTarget.value })}
          data={[{ value: '', label: 'Any language' }, ...languageChoices]}
        />
        <TextInput
          label="Lives in (two letters)"
          placeholder="DE"
          maxLength={2}
          defaultValue={segment.country ?? ''}
          onChange={event => {
            const code = event.currentTarget.value.trim().toUpperCase()
            if (code === '' || /^[A-Z]{2}$/.test(code)) onChange({ country: code })
          }}
        />
        <NativeSelect
          label="May be written to"
          value={segment.may ?? ''}
          onChange={event => onChange({ may: event.currentTarget.value })}
          data={[{ value: '', label: 'For anything or nothing' }, ...mayChoices]}
        />
        <TextInput
          type="date"
          label="Ordered on or after"
          value={segment.since ?? ''}
          onChange={event => onChange({ since: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label="Ordered before"
          value={segment.until ?? ''}
          onChange={event => onChange({ until: event.currentTarget.value })}
        />
      </div>
      {isOpen && (
        <Button variant="subtle" onClick={() => onChange(Object.fromEntries(Object.keys(segment).map(key => [key, undefined])))}>
          Show everybody again
        </Button>
      )}
    </details>
  )
}

function fileHref(shop: Shop, segment: PeopleSearch): string {
  const query = new URLSearchParams(Object.entries(segment) as [string, string][]).toString()
  return `/api/v1/shops/${shop.id}/people-file/people.csv${query === '' ? '' : `?${query}`}`
}

/** For a wish of somebody who is not in the list: she only began to pay, or to claim. */
function ForgetAddress() {
  const shop = useShop()
  const [email, setEmail] = useState('')
  const [isAsking, setAsking] = useState(false)
  const forget = useAct('POST /shops/{shop}/people/forget-address', answer => {
    setEmail('')
    notify({
      message: answer.wasBuyer ? 'This person is forgotten.' : 'Nobody bought with that address; what else was known of it is gone.',
    })
  })
  return (
    <Section
      title="Somebody wishes to be forgotten"
      note="Most are forgotten on their own page. By the address it reaches those as well who began to pay or to claim and never bought."
    >
      <form
        className="form card"
        onSubmit={event => {
          event.preventDefault()
          if (email.trim() !== '') setAsking(true)
        }}
      >
        <TextInput label="Address" type="email" value={email} onChange={event => setEmail(event.currentTarget.value)} autoComplete="off" />
        <Refusal error={forget.error} />
        <div className="form-foot">
          <span />
          <Button type="submit" variant="default" disabled={email.trim() === ''}>
            Forget this address…
          </Button>
        </div>
      </form>
      <Confirm
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={`Forget ${email.trim()} for ever?`}
        press="Forget it"
        isDanger
        onPress={() => forget.mutateAsync({ params: { shop: shop.id }, body: { email: email.trim() } })}
      >
        <p>Whoever has this address is forgotten with all her addresses: her library closes, and mails, notes and messages about her go.</p>
        <p>Her orders stay in your books, without her name. This cannot be undone.</p>
      </Confirm>
    </Section>
  )
}
