import { Button } from '@mantine/core'
import { useState } from 'react'
import { useAct } from '../../data.ts'
import { decimalOf, moneyFrom, moneyWords, wrongMoney } from '../../format.ts'
import { notify } from '../../notify.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { Section } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'
import type { OrderFull } from './order.tsx'

/** Money back for what was paid in her own store. The key is made once for each giving, so that a second press of the same is one. */
export function GiveBack({ order, left }: { order: OrderFull; left: OrderFull['total'] }) {
  const shop = useShop()
  const [typed, setTyped] = useState(decimalOf(left))
  const [key, setKey] = useState(() => crypto.randomUUID())
  const [isAsked, setAsked] = useState(false)
  const [isTried, setTried] = useState(false)
  const give = useAct('POST /shops/{shop}/orders/{order}/refund', () => {
    setKey(crypto.randomUUID())
    notify({ message: 'The money is on its way back to the buyer.' })
  })
  const amount = moneyFrom(typed, left.currency)
  const isMore = amount !== null && BigInt(amount.minor) > BigInt(left.minor)
  const wrong =
    wrongMoney(typed, left.currency) ??
    (isMore ? `At most ${moneyWords(left)} is left.` : amount?.minor === '0' ? 'More than nothing, please.' : null)
  const isWhole = amount?.minor === left.minor
  return (
    <Section title="Give money back" note="To the buyer, by the way she paid.">
      <form
        className="form card"
        noValidate
        onSubmit={event => {
          event.preventDefault()
          setTried(true)
          if (wrong === null) setAsked(true)
        }}
      >
        <MoneyInput
          label="Amount"
          description={`${moneyWords(left)} of it is left.`}
          currency={left.currency}
          value={typed}
          onChange={setTyped}
          error={isTried ? wrong : null}
        />
        <div className="form-foot">
          <span />
          <Button type="submit" variant="default">
            Give back…
          </Button>
        </div>
      </form>
      <Confirm
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={`Give ${amount === null ? '' : moneyWords(amount)} back?`}
        press="Give it back"
        isDanger
        onPress={() => give.mutateAsync({ params: { shop: shop.id, order: order.id }, body: { amount: amount ?? left, key } })}
      >
        <p>It cannot be taken back. What the provider kept of the payment, it mostly keeps.</p>
        {isWhole && <p>That is all that is left: the buyer’s access to what was bought ends with it.</p>}
      </Confirm>
    </Section>
  )
}
