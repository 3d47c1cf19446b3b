import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { Icon } from '../parts/icons.tsx'

export function SchemeToggle() {
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false })
  const next = scheme === 'light' ? 'dark' : 'light'
  const label = next === 'dark' ? 'Use dark colours' : 'Use light colours'
  return (
    <button type="button" className="round" aria-label={label} title={label} onClick={() => setColorScheme(next)}>
      <Icon name={next === 'dark' ? 'moon' : 'sun'} size={18} />
    </button>
  )
}
