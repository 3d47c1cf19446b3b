import { Button } from '@mantine/core'
import { useState } from 'react'
import { useAct } from '../../data.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { Icon } from '../../parts/icons.tsx'
import { useShop } from '../../shop.tsx'
import type { SalesImport } from './sales-by-table.tsx'

/** Taking an import back, or why it stays. */
export function UndoImport({ connectionId, item, onDone }: { connectionId: string; item: SalesImport; onDone: () => void }) {
  const shop = useShop()
  const [isAsking, setAsking] = useState(false)
  const undo = useAct('POST /shops/{shop}/connections/{connection}/sales-imports/{salesImport}/undo', onDone)
  if (item.stays !== null) return <p className="reason">{item.stays}</p>
  return (
    <>
      <div className="listing-tools">
        <Button
          size="xs"
          variant="default"
          onClick={() => setAsking(true)}
          leftSection={<Icon name="undo" />}
          aria-label={`Take it back… ${item.fileName}`}
        >
          Take it back…
        </Button>
      </div>
      <Confirm
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={`Take back ${item.fileName}?`}
        press="Take it back"
        onPress={() => undo.mutateAsync({ params: { shop: shop.id, connection: connectionId, salesImport: item.id } })}
      >
        <p>Its sales and buyers go as if it had never been brought; what another table tells as well stays. The books keep both entries.</p>
        {item.state === 'taking' && <p>Nothing more of it comes in from now on.</p>}
        <p>Nobody has been written to, so nobody notices.</p>
      </Confirm>
    </>
  )
}
