import { Button } from '@mantine/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useAct, useApi } from '../../data.ts'
import { countWords } from '../../format.ts'
import { ButtonLink, TextLink } from '../../parts/link.tsx'
import { Shown } from '../../parts/more.tsx'
import { PageHead, Refusal } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'
import { Plan, touched } from './plan.tsx'

/** Taking a press back is a press of its own, with its own preview. */
export function Undo() {
  const shop = useShop()
  const navigate = useNavigate()
  const { publication } = useParams({ from: '/s/$shop/presses/$publication/undo' })
  const params = { shop: shop.id, publication }
  const preview = useApi('POST /shops/{shop}/publications/{publication}/undo-preview', { params })
  const undo = useAct('POST /shops/{shop}/publications/{publication}/undo', answer =>
    navigate({ to: '/s/$shop/presses/$publication', params: { shop: shop.slug, publication: answer.publicationId } }),
  )
  return (
    <>
      <PageHead
        title="Take it back"
        above={
          <TextLink to="/s/$shop/presses/$publication" params={{ shop: shop.slug, publication }}>
            The press
          </TextLink>
        }
        below={<p>Each listing goes back to what it showed before. Nothing has been sent yet.</p>}
      />
      <Shown what="the way back" from={preview}>
        {answer => (
          <>
            <p className="plan-sentence">{answer.sentence}</p>
            <Plan preview={answer} />
            <div className="press-bar">
              <Refusal error={undo.error} />
              <div className="form-foot-buttons">
                <ButtonLink variant="default" to="/s/$shop/presses/$publication" params={{ shop: shop.slug, publication }}>
                  Not now
                </ButtonLink>
                <Button
                  disabled={touched(answer) === 0}
                  loading={undo.isPending}
                  onClick={() => undo.mutate({ params, body: { key: answer.key } })}
                >
                  Take back {countWords(touched(answer), 'listing')}
                </Button>
              </div>
            </div>
          </>
        )}
      </Shown>
    </>
  )
}
