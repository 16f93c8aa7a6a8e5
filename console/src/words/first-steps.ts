/** Words for places where there is nothing yet. */
import type { Words } from './say.ts'

export const stepWords = {
  'connections.none': ['No CRM is connected', 'Kein CRM ist angebunden'],
  'connections.noneText': [
    'Everything is received and kept; qualified leads wait in the hub. An admin makes a connection here, or it is added to the configuration file:',
    'Alles wird empfangen und aufbewahrt; qualifizierte Leads warten im Hub. Ein Admin legt hier eine Anbindung an, oder sie wird in die Konfigurationsdatei eingetragen:',
  ],
  'deliveries.none': ['Nothing has arrived yet', 'Noch ist nichts angekommen'],
  'deliveries.noneText': [
    'Every request to a source’s address appears here within a second, also one that cannot be read. Try it:',
    'Jede Anfrage an die Adresse einer Quelle erscheint hier binnen einer Sekunde, auch eine unlesbare. Zum Ausprobieren:',
  ],
  'deliveries.secret': [
    'Put the source’s secret in place of YOUR-SECRET. A wrong one is answered 401 with the reason.',
    'Statt YOUR-SECRET das Geheimnis der Quelle einsetzen. Ein falsches wird mit 401 und dem Grund beantwortet.',
  ],
  'deliveries.noSources': [
    'No source is set up yet. An admin makes one under Sources, or it is added to the configuration file:',
    'Noch ist keine Quelle eingerichtet. Ein Admin legt sie unter Quellen an, oder sie wird in die Konfigurationsdatei eingetragen:',
  ],
  'leads.none': ['No lead yet', 'Noch kein Lead'],
  'leads.noneText': [
    'A lead is a unit that could buy, and a product. The first delivery that names a company or a person makes one. Try it:',
    'Ein Lead ist eine Einheit, die kaufen könnte, und ein Produkt. Die erste Zustellung, die Firma oder Person nennt, macht einen. Zum Ausprobieren:',
  ],
} satisfies Words
