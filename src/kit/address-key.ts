/**
 * The key in an address: where a platform signs nothing, its messages are told from forged ones by a secret that was put into the address they are
 * sent to. Such a key proves who sends, never what is sent, so what is in a message that nothing else proves is believed by nobody.
 */

/** `https://hub.example/hooks/1?key=…` */
export const addressKeyName = 'key'
/** Where `readHook` finds it. Nobody outside can set it: what came under this name is dropped at the door. */
export const addressKeyHeader = 'selvage-address-key'

export function withAddressKey(address: string, key: string): string {
  const url = new URL(address)
  url.searchParams.set(addressKeyName, key)
  return url.href
}

/** @param query of the address to which the message came. @returns the headers as `readHook` gets them. */
export function headersWithKey(headers: Headers, query: URLSearchParams): Headers {
  const told = new Headers(headers)
  const key = query.get(addressKeyName)
  if (key === null) told.delete(addressKeyHeader)
  else told.set(addressKeyHeader, key.replace(/[^\x21-\x7e]/g, '')) // a header takes no other signs, and a key has none
  return told
}
