/** What form fields are usually called in German and English, and which part of a lead event they stand for. */

/** Names without case, umlauts and punctuation; a name stands once. */
const NAMES = {
  'person.salutation': 'anrede salutation geschlecht',
  'person.title': 'akademischertitel academictitle namenszusatz titelakademisch',
  'person.firstName': 'vorname firstname fname givenname first prenom',
  'person.lastName': 'nachname lastname lname familienname surname familyname last zuname',
  'person.fullName': 'name fullname vollstaendigername vorundnachname vornamenachname namevorname ansprechpartner contactname contactperson',
  'person.email': 'email emailaddress emailadresse mail mailadresse workemail businessemail geschaeftlicheemail geschaeftlicheemailadresse useremail',
  'person.phone':
    'telefon telefonnummer tel phone phonenumber telephone rufnummer festnetz workphone workphonenumber businessphone telefongeschaeftlich telnr fon phonefull telefonfull',
  'person.mobile': 'mobil mobiltelefon mobilnummer handy handynummer mobile mobilephone mobilenumber cell cellphone',
  'person.jobTitle': 'position funktion jobtitle job stellenbezeichnung berufsbezeichnung beruf rolle role',
  'person.language': 'sprache language lang locale',
  'company.name':
    'firma firmenname firmaname company companyname unternehmen unternehmensname unternehmenname organisation organisationname organization organizationname orgname account accountname arbeitgeber employer betrieb',
  'company.department': 'abteilung department fachbereich',
  'company.site': 'werk standort niederlassung filiale zweigstelle zweigniederlassung betriebsstaette plant branch site',
  'company.website': 'website webseite internetseite homepage www webadresse companywebsite domain',
  'company.vatId': 'ustid ustidnr ustidnummer umsatzsteuerid umsatzsteueridnr vatid vatnumber vat uidnummer mwstnr',
  'company.street':
    'strasse strassehausnummer strasseundhausnummer strassehausnr street streetaddress addressline1 address1 addrline1 addressstreet adressestrasse addressaddrline1',
  'company.postalCode': 'plz postleitzahl zip zipcode postalcode postcode postal addresszip addresspostal addresspostalcode adresseplz',
  'company.city': 'ort stadt city town wohnort addresscity adresseort plzort',
  'company.country': 'land country laendercode countrycode addresscountry adresseland',
  'company.industry': 'branche industry sector wirtschaftszweig',
  'company.employees':
    'mitarbeiter mitarbeiterzahl mitarbeiteranzahl anzahlmitarbeiter anzahldermitarbeiter employees employeecount numberofemployees noofemployees',
  'company.revenue': 'umsatz jahresumsatz revenue annualrevenue',
  note: 'nachricht message mitteilung kommentar comment comments bemerkung bemerkungen anmerkung anmerkungen anfrage text freitext note notes notiz notizen gespraechsnotiz ihrenachricht',
  products: 'produkt produkte product products produktauswahl produktinteresse interesseanprodukt productinterest',
  wantsSales:
    'rueckruf rueckrufbitte bitteumrueckruf rueckrufgewuenscht callback callbackrequested requestcallback callme wantssales kontaktgewuenscht kontaktaufnahme contactme salescontact angebotgewuenscht angebotanfordern requestquote beratunggewuenscht beratungstermin requestdemo',
  'consent.newsletter':
    'newsletter newsletteroptin optinnewsletter newsletteranmeldung newslettersubscription optionalnewsletter subscribe optin emailoptin optinemail',
  'consent.marketing':
    'einwilligung consent marketingconsent werbeeinwilligung einwilligungwerbung einwilligungmarketing marketing gdprconsent marketingoptin optinmarketing',
  'consent.phone': 'telefonkontakt einwilligungtelefon telefonischerkontakt phoneconsent consentphone optintelefon optinphone',
  'origin.campaign': 'kampagne campaign campaignname campaignid utmcampaign',
  'origin.medium': 'utmmedium',
  'origin.content': 'utmcontent',
  'origin.form': 'formular formularname formulartitel form formname formtitle',
  'origin.event': 'messe fair veranstaltung event eventname eventtitle',
  utm: 'utm utmparameters utmparams trackingparameters',
  occurredAt: 'createdat created createdon datecreated submittedat submitted submissiondate timestamp zeitstempel erstelltam eingangam',
} as const

export type Target = keyof typeof NAMES

export const TARGETS: ReadonlyMap<string, Target> = new Map(
  // The cast: Object.entries forgets the keys' type.
  (Object.entries(NAMES) as [Target, string][]).flatMap(([target, names]) => names.split(' ').map((name) => [name, target] as const)),
)

/** Targets that a single word of a question names safely: "Wie lautet Ihre E-Mail?", but not "Name der Messe". */
export const SAFE_IN_QUESTIONS: ReadonlySet<Target> = new Set<Target>([
  'person.salutation',
  'person.firstName',
  'person.lastName',
  'person.email',
  'person.phone',
  'person.mobile',
  'company.name',
  'company.department',
  'company.postalCode',
])

/** Objects that only hold the fields of a form, a person or a company: their own name changes nothing. */
export const CONTAINERS: ReadonlySet<string> = new Set(
  'data fields formdata formfields values answers lead contact kontakt person user customer kunde submission entry properties payload record attributes address adresse anschrift hidden tracking visitor besucher company firma unternehmen organisation organization account'.split(
    ' ',
  ),
)

/** Added by form plugins for themselves. */
export const NOISE = /^(?:_|wp(?:cf7|forms|nonce))|captcha|csrf|nonce|honeypot|passwor[dt]|^submit$|^authenticity_token$|^form_?build_?id$/i
