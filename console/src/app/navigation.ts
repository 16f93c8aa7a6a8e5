/** Where one can go: one line per page, in groups; those of `onPhone` stand at the bottom of small screens, the others behind "More". */
import type { IconName } from '../parts/icon.tsx'
import type { frameWords } from '../words/frame.ts'

type Word = keyof typeof frameWords

export interface Place {
  at: string
  word: Word
  icon: IconName
  onPhone?: true
}

export const NAVIGATION: readonly { word: Word; places: readonly Place[] }[] = [
  {
    word: 'group.run',
    places: [
      { at: '/', word: 'view.overview', icon: 'overview', onPhone: true },
      { at: '/deliveries', word: 'view.deliveries', icon: 'deliveries', onPhone: true },
      { at: '/issues', word: 'view.issues', icon: 'issues', onPhone: true },
      { at: '/ledger', word: 'view.ledger', icon: 'ledger' },
    ],
  },
  {
    word: 'group.leads',
    places: [
      { at: '/leads', word: 'view.leads', icon: 'leads', onPhone: true },
      { at: '/calls', word: 'view.calls', icon: 'calls' },
      { at: '/reviews', word: 'view.reviews', icon: 'reviews' },
    ],
  },
  {
    word: 'group.setUp',
    places: [
      { at: '/mappings', word: 'view.mappings', icon: 'mappings' },
      { at: '/sources', word: 'view.sources', icon: 'sources' },
      { at: '/imports', word: 'view.imports', icon: 'imports' },
      { at: '/connections', word: 'view.connections', icon: 'connections' },
    ],
  },
  {
    word: 'group.measure',
    places: [
      { at: '/funnel', word: 'view.funnel', icon: 'funnel' },
      { at: '/nurturing', word: 'view.nurturing', icon: 'nurturing' },
      { at: '/agreement', word: 'view.agreement', icon: 'agreement' },
    ],
  },
  {
    word: 'group.manage',
    places: [
      { at: '/privacy', word: 'view.privacy', icon: 'privacy' },
      { at: '/settings', word: 'view.settings', icon: 'settings' },
    ],
  },
]

/** The place that an address belongs to: `/leads/led_1` to that of leads. */
export const isAt = (place: Place, path: string): boolean => (place.at === '/' ? path === '/' : path === place.at || path.startsWith(`${place.at}/`))

export const PLACES: readonly Place[] = NAVIGATION.flatMap(({ places }) => places)
