import { TextInput, type TextInputProps } from '@mantine/core'

/** An amount as typed; it is read by `moneyFrom`, so that no float is ever made of it. */
export function MoneyInput({
  currency,
  value,
  onChange,
  ...rest
}: { currency: string; value: string; onChange: (typed: string) => void } & Omit<TextInputProps, 'value' | 'onChange'>) {
  return (
    <TextInput
      {...rest}
      inputMode="decimal"
      autoComplete="off"
      value={value}
      onChange={event => onChange(event.currentTarget.value)}
      rightSection={<span className="unit">{currency}</span>}
      rightSectionWidth={52}
      rightSectionPointerEvents="none"
    />
  )
}
