/** Words of issues. */
import type { Words } from './say.ts'

export const issueWords = {
  'issues.none': ['Nothing needs you.', 'Nichts braucht Sie.'],
  'issues.noneClosed': ['Nothing was closed yet.', 'Noch nichts wurde geschlossen.'],
  'issues.records': ['Records', 'Datensätze'],
  'issues.first': ['First', 'Zuerst'],
  'issues.last': ['Last', 'Zuletzt'],
  'issues.close': ['Close', 'Schließen'],
  'issues.wasClosed': ['Closed. It opens again by itself if the cause comes back.', 'Geschlossen. Kommt die Ursache wieder, öffnet sie sich von selbst.'],
} satisfies Words
