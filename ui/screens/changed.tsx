import { Button, SegmentedControl } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { announce } from '../announce.tsx'
import { type AnswerOf, call } from '../api.ts'
import { queryClient, useAct, usePages } from '../data.ts'
import { countWords } from '../format.ts'
import { Confirm } from '../parts/confirm.tsx'
import { Icon } from '../parts/icons.tsx'
import { TextLink } from '../parts/link.tsx'
import { Listed } from '../parts/more.tsx'
import { Empty, PageHead, Refusal } from '../parts/page.tsx'
import { When } from '../parts/when.tsx'
import { useShop } from '../shop.tsx'
import { settledWords } from '../words.ts'

type HandEdit = AnswerOf<'POST /shops/{shop}/hand-edits/{edit}'>

/** What somebody changed in a shop's own pages, field by field, and what became of it. */
export function Changed() {
  const shop = useShop()
  const { settled = 'false' } = useSearch({ from: '/s/$shop/changed' })
  const navigate = useNavigate({ from: '/s/$shop/changed' })
  const pages = usePages('GET /shops/{shop}/hand-edits', { params: { shop: shop.id }, query: { settled } })
  return (
    <>
      <PageHead
        title="Changed by hand"
        below={
          <p>
            Somebody changed these in a shop’s own pages. Fields with the rule “put right” mend themselves; the others wait for you.{' '}
            <TextLink to="/s/$shop/settings" params={{ shop: shop.slug }} hash="rules">
              Rules for each field
            </TextLink>
          </p>
        }
        actions={settled === 'false' && (pages.items?.length ?? 0) > 1 ? <AllRight edits={pages.items ?? []} /> : undefined}
      />
      <div className="tools">
        <SegmentedControl
          aria-label="Which changes"
          value={settled}
          onChange={value => void navigate({ search: value === 'true' ? { settled: 'true' } : {} })}
          data={[
            { value: 'false', label: 'Open' },
            { value: 'true', label: 'Settled' },
          ]}
        />
      </div>
      <Listed what="changes by hand" pages={pages} empty={<None isSettled={settled === 'true'} />}>
        {items => (
          <div className="cards">
            {[...Map.groupBy(items, edit => edit.listingId)].map(([listing, edits]) => (
              <ListingEdits key={listing} edits={edits} />
            ))}
          </div>
        )}
      </Listed>
    </>
  )
}

function None({ isSettled }: { isSettled: boolean }) {
  return isSettled ? (
    <Empty title="Nothing settled yet">
      <p>What was found and put right, or taken over, is kept here.</p>
    </Empty>
  ) : (
    <Empty title="Every listing is as you left it">
      <p>
        Selvage looks at your shops again and again. A title, price or file changed there by hand shows up here within ten minutes, with
        what it was and what it is now.
      </p>
    </Empty>
  )
}

function ListingEdits({ edits }: { edits: readonly HandEdit[] }) {
  const shop = useShop()
  const first = edits[0]
  if (first === undefined) return null
  return (
    <section className="card edits" aria-label={`${first.patternTitle} at ${first.shop}`}>
      <div className="listing-top">
        <h2 className="pressed-title">
          <TextLink
            to="/s/$shop/patterns/$pattern"
            params={{ shop: shop.slug, pattern: first.patternId }}
            search={{ tab: 'shops' }}
            inherit
          >
            {first.patternTitle}
          </TextLink>{' '}
          <span className="dim">at {first.shop}</span>
        </h2>
        {first.url && (
          <Button
            size="xs"
            variant="subtle"
            component="a"
            href={first.url}
            target="_blank"
            rel="noreferrer"
            rightSection={<Icon name="out" />}
          >
            Open there
          </Button>
        )}
      </div>
      {edits.map(edit => (
        <Edit key={edit.id} edit={edit} />
      ))}
    </section>
  )
}

const shown = (value: string | null): string => (value === null || value === '' ? 'nothing' : value)

function Edit({ edit }: { edit: HandEdit }) {
  const shop = useShop()
  const settle = useAct('POST /shops/{shop}/hand-edits/{edit}', answer =>
    announce(`${answer.label}: ${answer.settledHow ? settledWords[answer.settledHow] : 'being put right'}`),
  )
  const press = (how: 'put-right' | 'accept') => settle.mutate({ params: { shop: shop.id, edit: edit.id }, body: { how } })
  return (
    <div className="edit">
      <dl className="changes">
        <div className="change">
          <dt>{edit.label}</dt>
          <dd className="change-from">
            <span className="change-which">Here</span>
            <span className="change-value">{shown(edit.was)}</span>
          </dd>
          <dd className="change-to">
            <span className="change-which">Found there</span>
            <span className="change-value">{shown(edit.found)}</span>
          </dd>
        </div>
      </dl>
      <div className="edit-foot">
        <span className="dim">
          found <When at={edit.foundAt} />
          {edit.settledHow !== null && (
            <>
              {' '}
              · {settledWords[edit.settledHow]} <When at={edit.settledAt} />
            </>
          )}
          {edit.settledHow === null && edit.rule === 'hub' && ' · is being put right by itself'}
        </span>
        {edit.settledHow === null && (
          <span className="listing-tools">
            <Button
              size="xs"
              onClick={() => press('put-right')}
              loading={settle.isPending && settle.variables?.body.how === 'put-right'}
              aria-label={`Put right: ${edit.label} at ${edit.shop}`}
            >
              Put right
            </Button>
            <Button
              size="xs"
              variant="default"
              onClick={() => press('accept')}
              loading={settle.isPending && settle.variables?.body.how === 'accept'}
              aria-label={`Keep theirs: ${edit.label} at ${edit.shop}`}
            >
              Keep theirs
            </Button>
          </span>
        )}
      </div>
      <Refusal error={settle.error} />
    </div>
  )
}

function AllRight({ edits }: { edits: readonly HandEdit[] }) {
  const shop = useShop()
  const [isAsking, setAsking] = useState(false)
  const listings = new Set(edits.map(edit => edit.listingId))
  const press = async () => {
    try {
      for (const edit of edits)
        await call('POST /shops/{shop}/hand-edits/{edit}', { params: { shop: shop.id, edit: edit.id }, body: { how: 'put-right' } })
    } finally {
      await queryClient.invalidateQueries()
    }
  }
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        Put all right…
      </Button>
      <Confirm
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={`Put ${countWords(edits.length, 'field')} right?`}
        press={`Put ${countWords(edits.length, 'field')} right`}
        onPress={press}
      >
        <p>{countWords(listings.size, 'listing goes', 'listings go')} back to what stands here:</p>
        <ul>
          {edits.slice(0, 12).map(edit => (
            <li key={edit.id}>
              {edit.label} of {edit.patternTitle} at {edit.shop}: {shown(edit.found)} → {shown(edit.was)}
            </li>
          ))}
        </ul>
        {edits.length > 12 && <p>and {edits.length - 12} more.</p>}
      </Confirm>
    </>
  )
}
