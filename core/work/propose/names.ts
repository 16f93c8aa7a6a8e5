/** What names in payloads of all kinds of tools stand for, beyond those of form fields: the parts that tell whose, when and where. */
import type { Target } from '../functions/field-names.ts'

/** Parts of a lead event that a field can be proposed for. */
export type ProposedTarget = Target | 'content.id' | 'content.title' | 'test' | 'utm.source' | 'utm.term' | 'consent.contact'

/** Names of tools, too special or too short for every form. */
const NAMES: Partial<Record<ProposedTarget, string>> = {
  'person.firstName': 'rufname forename',
  'person.email': 'recipient empfaenger emailfrom emailaddress1 primaryemail cemailaddress subscriberemail emailprivat emaildienstlich',
  'person.phone': 'telefonnr telephone1 businessphones primaryphone',
  'person.mobile': 'mobilephonenumber',
  'person.jobTitle': 'designation taetigkeit jobposition',
  'company.name': 'org partnername orgname companyorganization',
  'company.street': 'address adresse anschrift address1line1 mailingstreet',
  note: 'bemerkungstext notiztext freitextfeld',
  'origin.campaign': 'customcampaign campaignname campname program programname kampagnenname elqcampaignid campid mjcampaignid',
  'origin.content': 'adname creativename',
  'origin.form': 'formid elqformname formidentifier versionedleadgenformurn formularid',
  'origin.event': 'topic webinartitle webinarname messename fairname veranstaltungsname veranstaltungstitel',
  'content.id': 'contentid assetid documentid link clickedurl',
  'content.title': 'contenttitle pagetitle assetname documentname dokumenttitel',
  'consent.newsletter': 'newsletterconsent newsletterabo',
  'consent.marketing': 'werbung werbeerlaubnis marketingpermission emailpermission',
  test: 'test istest testlead testmode isdemo',
  'utm.source': 'utmsource',
  'utm.term': 'utmterm',
}

export const MORE_NAMES: ReadonlyMap<string, ProposedTarget> = new Map(
  // The cast: Object.entries forgets the keys' type.
  (Object.entries(NAMES) as [ProposedTarget, string][]).flatMap(([target, names]) => names.split(' ').map((name) => [name, target] as const)),
)

/** Put before a field's name by forms and tools: `your-email`, `q4_email`, `C_FirstName`, `workCity`. */
export const PREFIX =
  /^(?:q\d+|your|ihre?r?|deine?|kontakt|contact|lead|kunden?|customer|customfield|work|business|user|person|person|primary|c|field|feld|input)(?=.{3})/

/** Targets that one word of a longer name gives away: `telefon_durchwahl`, but not `firma_groesse`. */
export const TOLD_BY_A_WORD: ReadonlySet<ProposedTarget> = new Set<ProposedTarget>([
  'person.firstName',
  'person.lastName',
  'person.email',
  'person.phone',
  'person.mobile',
  'person.salutation',
  'person.jobTitle',
  'company.name',
  'company.department',
  'company.street',
  'company.postalCode',
  'company.city',
  'company.country',
  'company.vatId',
  'company.website',
  'consent.newsletter',
  'wantsSales',
  'note',
])

/** Words that make another thing of a name: the size of a company is not its name. */
export const OTHER_THING =
  /^(?:id|ids|size|groesse|type|typ|art|format|count|anzahl|url|link|status|source|quelle|date|datum|time|zeit|key|hash|score|verified|valid|stub|score|code|reason|grund|owner|state|domain|interesse|interests?|einwilligung|consent|datenschutz)$/

export type Owner = 'company' | 'event' | 'form' | 'campaign' | 'content' | 'staff' | 'person'

/** Whose fields stand inside an object, by its name; the first that fits. */
export const OWNERS: readonly (readonly [RegExp, Owner])[] = [
  [/^(?:created|updated|modified|erfasst|scanned|bearbeitet|gescannt)(?:by|von)/, 'staff'],
  [/^(?:owner|host|sender|from|organi[sz]er|veranstalter|scanner|staff|team|agent|creator|betreuer|bearbeiter|erfasser|vertrieb|sales|responsible)/, 'staff'],
  [/geolocation|^geo|^client|device|browser|useragent|^mail$|^headers?$|^signature$|^meta$|^old|^previous/, 'staff'],
  [/compan|firma|unternehmen|organi[sz]ation|^account|arbeitgeber|betrieb$/, 'company'],
  [
    /registrant|attendee|teilnehmer|besucher|visitor|prospect|invitee|subscriber|abonnent|empfaenger|recipient|receiver|contact|kontakt|person|lead$|customer|kunde/,
    'person',
  ],
  [/^(?:event|webinar|veranstaltung|messe|fair|tagung|seminar|conference|session)/, 'event'],
  [/form$|^formdefinition$|^definition$|formular|questionnaire|fragebogen/, 'form'],
  [/campaign|kampagne|mailing/, 'campaign'],
  [/content|document|dokument|download|asset|whitepaper|datei/, 'content'],
]

/** What a name that says nothing by itself stands for, by whose it is. */
export const BY_OWNER: Readonly<Partial<Record<Owner, readonly (readonly [RegExp, ProposedTarget])[]>>> = {
  company: [[/^(?:name|bezeichnung|title|titel)$/, 'company.name']],
  event: [[/^(?:name|title|titel|topic|bezeichnung|thema|eventtitle|eventname)$/, 'origin.event']],
  form: [[/^(?:name|title|titles|titel|bezeichnung|id)$/, 'origin.form']],
  campaign: [[/^(?:name|title|titel|bezeichnung|id)$/, 'origin.campaign']],
  content: [
    [/^(?:id|nummer|key|url)$/, 'content.id'],
    [/^(?:name|title|titel|bezeichnung)$/, 'content.title'],
  ],
}

/** Machinery of the sender, by the last word of a name: kept out of `answers`. */
export const TECHNICAL =
  /^(?:ids?|uuid|guid|stub|hash|token|secret|signature|nonce|captcha|csrf|key|url|uri|arn|ips?|ipaddress|agent|useragent|ua|version|specversion|datacontenttype|timezone|host|sdk|endpoint|attempt|attempts|gclid|fbclid|slug|vid|versions|encoding|mta)$/
