/** Words that say what a company does rather than which one it is: Maschinenbau, Spedition, Holding. */
import { key } from './text.ts'

const set = (text: string): ReadonlySet<string> => new Set(key(text).split(' '))

const TRADES = set(
  `anlagen antriebe apotheke architekten architektur automation automobile automotive autoteile bad bank baustoffe bestattungen beton
  beratung betriebs bau bauunternehmen beteiligungen beteiligungs cafe catering chemie consulting consult dach dental design dienste dienstleistungen dienstleistung
  druck edelstahl elektro elektronik energie engineering entsorgung fahrzeuge fenster finanz finanzen food garten gastro gebäude gerüste
  getränke glas gruppe group hausverwaltung haustechnik heizung holding holz hotel hydraulik immobilien immo industrie industries ingenieure innenausbau
  international invest isolierungen it kanzlei klima klinik kfz kunststoff kunststoffe labor lacke lebensmittel logistics logistik maler management
  manufacturing marketing maschinen medien media metall metalle möbel montage montagen motoren notare optik papier partner pharma pflege
  planung präzision praxis produktion produkte products projekt pumpen recht rechtsanwälte recycling reifen reinigung reisen reisebüro
  sanitär schilder schmuck security services service sicherheit software solar solutions sondermaschinen sport spedition stahl steuerberater steuerberatung
  systeme systems technik technologie technologien technologies technology textil tiefbau tooling transport transporte transports treuhand trading trocknung
  umwelt verlag vermögens verpackung verpackungen verpackungs versicherung versicherungen vertrieb vertriebs verwaltung verwaltungs verwaltungsgesellschaft
  wärme wasser weingut werbung werkzeug werkzeuge wirtschaftsprüfer zahnarzt zerspanung ziegel hoch tief verw masch log sped vertr transp elektrotechn
  autohaus gasthof gasthaus restaurant brauerei brauhaus hörakustik sanitätshaus raiffeisen ingenieurbüro architekturbüro steuerbüro ib stb`,
)

const ENDING =
  /.{2}(?:bau|technik|technologie|handel|handels|service|vertrieb|logistik|erei|werke|industrie|bedarf|systeme|anlagen|maschinen|beratung|reinigung|verwaltung|buro|haus|markt|zentrum|kontor|transporte|spedition|verpackung|verpackungen|waren|mobel|stoffe|teile|optik|medizin|medien|planung|gesellschaft|akustik|pflege|versicherung|versicherungen|agentur|kanzlei)s?$/

/** @param word as a key */
export const isTrade = (word: string): boolean => TRADES.has(word) || ENDING.test(word)
