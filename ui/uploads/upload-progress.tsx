import { Button, Progress } from '@mantine/core'
import { countWords, sizeWords } from '../format.ts'
import { Icon } from '../parts/icons.tsx'
import type { UploadItem } from './use-uploads.ts'

/** How far a file has come, in a bar and in words. */
export function UploadProgress({ item, onAgain }: { item: UploadItem; onAgain?: () => void }) {
  const percent = item.sizeBytes === 0 ? 0 : Math.floor((item.receivedBytes / item.sizeBytes) * 100)
  if (item.state === 'done')
    return (
      <span className="upload-words" data-tone="good">
        <Icon name="check" size={13} /> {factsOf(item)}
      </span>
    )
  if (item.state === 'refused')
    return (
      <span className="upload-words" data-tone="bad" role="alert">
        <Icon name="cross" size={13} /> {item.reason}
        {onAgain && (
          <Button size="compact-xs" variant="default" onClick={onAgain}>
            Try again
          </Button>
        )}
      </span>
    )
  const words =
    item.state === 'checking'
      ? 'All here; being checked'
      : item.state === 'waiting'
        ? item.reason
        : item.state === 'starting'
          ? 'Waiting for its turn'
          : `${sizeWords(item.receivedBytes)} of ${sizeWords(item.sizeBytes)}`
  return (
    <span className="upload-going">
      <Progress
        value={item.state === 'checking' ? 100 : percent}
        animated={item.state === 'checking'}
        aria-label={`${item.fileName}: ${percent} percent sent`}
        size="sm"
      />
      <span className="upload-words">{words}</span>
    </span>
  )
}

function factsOf({ upload, sizeBytes }: UploadItem): string {
  const file = upload?.file
  const parts = [sizeWords(sizeBytes)]
  if (file?.pages) parts.push(countWords(file.pages, 'page'))
  if (file && file.layers.length > 0) parts.push(countWords(file.layers.length, 'layer'))
  return parts.join(' · ')
}
