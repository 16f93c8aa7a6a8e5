/** Words of the table and the board of leads. */
import type { Words } from './say.ts'

export const leadListWords = {
  'list.search': ['Company or site', 'Unternehmen oder Standort'],
  'list.owner': ['Owner', 'Zuständig'],
  'list.class': ['Class', 'Klasse'],
  'list.none': ['No lead fits these filters.', 'Kein Lead passt zu diesen Filtern.'],
  'list.view': ['View', 'Ansicht'],
  'list.table': ['Table', 'Tabelle'],
  'list.board': ['Board', 'Tafel'],
  'list.selectAll': ['Select all that are listed', 'Alle gezeigten wählen'],
  'list.selectOne': ['Select {lead}', '{lead} wählen'],
  'list.saved': ['Saved views', 'Gemerkte Ansichten'],
  'list.save': ['Save this view…', 'Diese Ansicht merken…'],
  'list.saveTitle': ['Save this view', 'Diese Ansicht merken'],
  'list.saveText': [
    'Filters and view under a name, in this browser. A colleague gets them by the address.',
    'Filter und Ansicht unter einem Namen, in diesem Browser. Kollegen bekommen sie mit der Adresse.',
  ],
  'list.saveName': ['Name', 'Bezeichnung'],
  'list.saveConfirm': ['Save', 'Merken'],
  'list.forget': ['Forget “{name}”', '„{name}“ vergessen'],
  'list.savedDone': ['“{name}” is among the saved views.', '„{name}“ steht bei den gemerkten Ansichten.'],
  'list.forgotten': ['“{name}” is forgotten.', '„{name}“ ist vergessen.'],
  'bulk.classify': [
    { one: 'Classify {count} lead…', other: 'Classify {count} leads…' },
    { one: '{count} Lead einstufen…', other: '{count} Leads einstufen…' },
  ],
  'bulk.title': [
    { one: 'Classify {count} lead', other: 'Classify {count} leads' },
    { one: '{count} Lead einstufen', other: '{count} Leads einstufen' },
  ],
  'bulk.text': [
    'The class goes to the CRMs and may move leads to sales. Each is decided by itself; what fails for one leaves the others alone. You can take it back.',
    'Die Klasse geht an die CRMs und kann Leads zum Vertrieb bringen. Jeder wird für sich entschieden; was bei einem scheitert, lässt die anderen. Das lässt sich zurücknehmen.',
  ],
  'bulk.done': [
    { one: '{count} lead is now class {class}.', other: '{count} leads are now class {class}.' },
    { one: '{count} Lead ist jetzt Klasse {class}.', other: '{count} Leads sind jetzt Klasse {class}.' },
  ],
  'bulk.failed': ['{count} were left as they are: {problem}', '{count} blieben, wie sie sind: {problem}'],
  'bulk.undone': [
    { one: '{count} lead has its class of before again.', other: '{count} leads have their classes of before again.' },
    { one: '{count} Lead hat wieder seine Klasse von vorher.', other: '{count} Leads haben wieder ihre Klassen von vorher.' },
  ],
  'board.none': ['none', 'keiner'],
  'board.more': ['Show all', 'Alle zeigen'],
} satisfies Words
