/** Files on their way, kept in the browser, so that a reload goes on instead of asking for them again. */
export interface KeptUpload {
  readonly key: string
  /** What it is for, such as 'version:<pattern id>'. */
  readonly place: string
  readonly file: File
  readonly uploadId: string | null
}

const storeName = 'upload'

function open(): Promise<IDBDatabase> {
  return new Promise((done, fail) => {
    const request = indexedDB.open('selvage', 1)
    request.onupgradeneeded = () => request.result.createObjectStore(storeName, { keyPath: 'key' })
    request.onsuccess = () => done(request.result)
    request.onerror = () => fail(request.error)
  })
}

async function within<Answer>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<Answer>): Promise<Answer | null> {
  try {
    const database = await open()
    return await new Promise((done, fail) => {
      const request = act(database.transaction(storeName, mode).objectStore(storeName))
      request.onsuccess = () => done(request.result)
      request.onerror = () => fail(request.error)
    })
  } catch {
    // A private window may have no store: uploads work, they only do not survive a reload.
    return null
  }
}

export const keepUpload = (upload: KeptUpload): Promise<unknown> => within('readwrite', store => store.put(upload))
export const forgetUpload = (key: string): Promise<unknown> => within('readwrite', store => store.delete(key))
export const keptUploads = async (place: string): Promise<KeptUpload[]> =>
  ((await within('readonly', store => store.getAll() as IDBRequest<KeptUpload[]>)) ?? []).filter(one => one.place === place)
