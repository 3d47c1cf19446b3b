import { examplesOf } from './examples-of.ts'
import { ids } from './props.ts'

export const buyerLibraryExamples = examplesOf({
  'GET /shops/{shop}/connections/{connection}/buyer-library': {
    answer: {
      can: true,
      isOn: true,
      isOffered: true,
      sentence:
        'On. On the page of their library buyers find a button for their Stub library. A pattern goes in once; a refund does not take it out again.',
      steps: [
        'Make an app there and register the address that is shown here.',
        'Renew the keys of this shop and give those of the app with them.',
      ],
      address: 'https://patterns.example/library/studio-maren/agreed/stub',
      buyers: 12,
      written: 31,
      waiting: 2,
      todo: null,
      refused: [
        {
          patternId: ids.pattern,
          title: 'Wren Tee',
          reason: 'Nothing is sold under the item number “WREN” there. Look at the listing; this is tried again each day.',
          buyers: 3,
        },
      ],
    },
  },
})
