/** Words that masked cases are made of: names, towns and companies that nobody is called by. */

/** With umlauts and without, as an original with umlauts gets one with umlauts too. */
export interface Words {
  umlaut: readonly string[]
  plain: readonly string[]
}

const words = (umlaut: string, plain: string): Words => ({ umlaut: umlaut.split(' '), plain: plain.split(' ') })

export const INVENTED = {
  woman: words('Zoë Käthe Bärbel Dörte Jördis Sünje', 'Johanna Miriam Frederike Tabea Ronja Wiebke Sybille Gesine'),
  man: words('Jörn Götz Björn Sören Günther Jürgen', 'Hannes Torben Klemens Ruben Wenzel Falk Korbinian Ludger'),
  family: words(
    'Grünwälder Köstner Rößler Büchner Schönborn Hölzel Würfel Kühnast Däumling Möhrle',
    'Tannert Wiesinger Falkner Brockmann Lindgren Steinhoff Habermann Ziegert Korthals Uhland',
  ),
  company: words('Möwenstein Rübezahl Kühlborn Drömling Ährenfeld Föhrental', 'Birkenau Falkenhorst Silberbach Ostertal Windeck Tannfels Morgenrot Sonneck'),
  town: words('Göttingen Würzburg Lübeck Münster Düren Fürth', 'Kassel Rostock Bamberg Worms Goslar Stralsund Fulda Celle'),
  street: words('Mühlen Gärtner Schlösser Rüstern', 'Linden Ahorn Kiesel Ulmen Hirten Wacholder'),
} as const satisfies Record<string, Words>

export type Vocabulary = keyof typeof INVENTED

/** Says nothing, and nothing in it is taken for a field, a consent or a number. */
export const NEUTRAL =
  'Hier steht ein neutraler Satz der nur den Platz des wirklichen Wortlauts einnimmt und sonst gar nichts besagt denn worum es ging bleibt bewusst offen'.split(
    ' ',
  )

/** What companies do: such words stay, so that a name still is one of the same kind. */
const STEMS =
  'maschinen|anlagen|werkzeug|förder|foerder|kunststoff|metall|stahl|holz|elektro|präzision|praezision|sensor|mess|regel|antrieb|verpackung|umwelt|energie|gebäude|gebaeude|automobil|fahrzeug|kran|hebe|lager|logistik|medizin|informations|industrie|druck|schweiß|schweiss|hydraulik|pneumatik'
const ENDINGS =
  'bau|technik|technologie|technologien|teile|werk|werke|systeme|systems|service|services|handel|handels|vertrieb|vertriebs|logistik|transporte|spedition|produktion|automation|sensorik|elektronik|mechanik|gruppe|group|holding|industrie|industries|software|solutions|engineering|international|consulting|partner|söhne|soehne|sohn|gebrüder|gebrueder|verarbeitung|bearbeitung|verpackungen|anlagen|maschinen|werkzeuge|kran|krane|krananlagen'
const TRADE = new RegExp(`^(?:(?:${STEMS})(?:s|n|en)?(?:${ENDINGS})|${ENDINGS}|${STEMS})$`, 'i')

export const isTrade = (word: string): boolean => TRADE.test(word)

/** Words inside names that say nothing about who it is. */
const FILLERS = new Set(
  'und and & + der die das des dem den von vom van zu zur zum am an im in bei auf the of for für fuer co cie bad sankt st neu alt ob dr prof dipl ing mag herr herrn frau mr mrs ms '
    .split(' ')
    .filter((word) => word !== ''),
)

export const isFiller = (word: string): boolean => FILLERS.has(word.toLowerCase().replace(/\.$/, ''))

/** Job titles and departments made of these tell nothing about a person. */
const JOB =
  /^(?:(?:stv|stellv|stellvertretende[rs]?|leitende[rs]?|technische[rs]?|kaufmännische[rs]?|technical|commercial|senior|junior|head|chief|vice|deputy|leiter(?:in)?|leitung|manager(?:in)?|managing|director|direktor(?:in)?|geschäftsführ(?:er|erin|ung)|geschaeftsfuehr(?:er|erin|ung)|inhaber(?:in)?|vorstand|prokurist(?:in)?|ceo|cto|cfo|coo|cio|it|edv|hr|qm|einkäufer(?:in)?|einkaufs?|einkaufsleit(?:er|erin|ung)|vertriebs?|vertriebsleit(?:er|erin|ung)|verkaufs?|produktions?|produktionsleit(?:er|erin|ung)|fertigungs?|instandhaltungs?|wartungs?|technik|technisch|konstruktions?|konstrukteur(?:in)?|entwicklungs?|entwickler(?:in)?|logistik|lager|qualitäts?|controlling|controller(?:in)?|buchhaltungs?|finanzen|finance|personal|marketing|sales|purchasing|procurement|production|engineering|engineer|ingenieur(?:in)?|quality|logistics|maintenance|operations|manager|assistent(?:in)?|assistenz|sekretariat|sachbearbeiter(?:in)?|student(?:in)?|berater(?:in)?|consultant|werkleit(?:er|erin|ung)|betriebsleit(?:er|erin|ung)|meister(?:in)?|mitarbeiter(?:in)?|abteilung|department|of|der|die|des|und|and|für)[-/,& ]*)+$/iu

export const isJob = (text: string): boolean => JOB.test(text.trim())
