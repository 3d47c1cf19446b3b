import { SegmentedControl } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { usePages } from '../data.ts'
import { HandStepCard } from '../parts/hand-steps.tsx'
import { Listed } from '../parts/more.tsx'
import { Empty, PageHead } from '../parts/page.tsx'
import { useShop } from '../shop.tsx'

/** What is to be done in the shops' own pages, since no program can do it, and what was. */
export function ByHand() {
  const shop = useShop()
  const { state = 'open' } = useSearch({ from: '/s/$shop/by-hand' })
  const navigate = useNavigate({ from: '/s/$shop/by-hand' })
  const pages = usePages('GET /shops/{shop}/hand-steps', { params: { shop: shop.id }, query: { state } })
  return (
    <>
      <PageHead
        title="To do by hand"
        below={
          <p>What a shop lets no program do. Each says where, and what to paste; a newer one takes the place of an older one by itself.</p>
        }
      />
      <div className="tools">
        <SegmentedControl
          aria-label="Which things"
          value={state}
          onChange={value => void navigate({ search: value === 'done' ? { state: 'done' } : {} })}
          data={[
            { value: 'open', label: 'Waiting' },
            { value: 'done', label: 'Done' },
          ]}
        />
      </div>
      <Listed what="things to do by hand" pages={pages} empty={<None isDone={state === 'done'} />}>
        {items => (
          <ul className="cards">
            {items.map(step => (
              <HandStepCard key={step.id} step={step} />
            ))}
          </ul>
        )}
      </Listed>
    </>
  )
}

function None({ isDone }: { isDone: boolean }) {
  return isDone ? (
    <Empty title="Nothing ticked off yet">
      <p>What you tick off is kept here, with who did it and when, and can be taken back.</p>
    </Empty>
  ) : (
    <Empty title="Nothing waits for your hands">
      <p>
        When you publish where no program may, or a change leaves something to do there – telling earlier buyers of a new version, say – it
        stands here with the text to paste and the way to the page.
      </p>
    </Empty>
  )
}
