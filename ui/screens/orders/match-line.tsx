import { Button } from '@mantine/core'
import { useState } from 'react'
import { useAct } from '../../data.ts'
import { countWords } from '../../format.ts'
import { notify } from '../../notify.tsx'
import { ChoosePattern } from '../../parts/choose-pattern.tsx'
import { Refusal } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'
import type { OrderFull } from './order.tsx'

/** A line whose listing is not known here: she says which pattern it is, once, for every sale of that listing. */
export function MatchLine({ order, line }: { order: OrderFull; line: OrderFull['lines'][number] }) {
  const shop = useShop()
  const [patternId, setPatternId] = useState<string | null>(null)
  const match = useAct('POST /shops/{shop}/orders/{order}/lines/{line}/match', answer =>
    notify({ message: `${countWords(answer.granted, 'buyer has', 'buyers have')} the files now.` }),
  )
  return (
    <div className="match">
      <p>
        This listing is not known here. Say which pattern it is: everybody who bought “{line.title}” at {order.shop} gets its files at once.
      </p>
      <ChoosePattern label="Pattern" value={patternId} onChange={setPatternId} />
      <Refusal error={match.error} />
      <Button
        disabled={patternId === null}
        loading={match.isPending}
        onClick={() => patternId && match.mutate({ params: { shop: shop.id, order: order.id, line: line.line }, body: { patternId } })}
      >
        It is this pattern
      </Button>
    </div>
  )
}
