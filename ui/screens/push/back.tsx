import { useNavigate, useParams } from '@tanstack/react-router'
import { useAct, useApi } from '../../data.ts'
import { TextLink } from '../../parts/link.tsx'
import { Shown } from '../../parts/more.tsx'
import { PageHead } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'
import { Pressable } from './off-sale.tsx'

/** Back to an earlier point of one listing: a press of its own, looked at first. */
export function Back() {
  const shop = useShop()
  const navigate = useNavigate()
  const { listing, no } = useParams({ from: '/s/$shop/listings/$listing/back/$no' })
  const params = { shop: shop.id, listing }
  const point = Number(no)
  const preview = useApi('POST /shops/{shop}/listings/{listing}/back-preview', { params, body: { no: point } })
  const press = useAct('POST /shops/{shop}/listings/{listing}/back', answer =>
    navigate({ to: '/s/$shop/presses/$publication', params: { shop: shop.slug, publication: answer.publicationId } }),
  )
  return (
    <>
      <PageHead
        title="Back to this"
        above={
          <TextLink to="/s/$shop/presses" params={{ shop: shop.slug }}>
            Published
          </TextLink>
        }
        below={<p>The listing shows again what it showed then. The pattern here stays as it is. Nothing has been sent yet.</p>}
      />
      <Shown what="the way back" from={preview}>
        {answer => (
          <Pressable
            preview={answer}
            word="Go back to this"
            error={press.error}
            isBusy={press.isPending}
            onPress={() => press.mutate({ params, body: { no: point, key: answer.key } })}
          />
        )}
      </Shown>
    </>
  )
}
