/** Is a mailbox a function of the company (info@, einkauf.nord@), not somebody's? */
import { key } from './text.ts'

/** German, English, French, Italian, and what they are shortened to. */
const ROLES = `
info infos information informationen auskunft kontakt contact contacto contatti contatto kontakte office buero büro mail email e-mail post postfach posteingang mailbox inbox
hallo hello hi moin servus willkommen welcome bonjour service services kundenservice kundendienst kundenbetreuung customer customerservice customercare care
support helpdesk help hilfe hotline servicedesk ticket tickets vertrieb sales verkauf verkaufsinnendienst vertriebsinnendienst innendienst aussendienst
vente ventes vendite commerciale commercial einkauf beschaffung purchasing purchase procurement buying achat achats acquisti supply
buchhaltung fibu finanzbuchhaltung accounting accounts finance finanzen finanz rechnung rechnungen rechnungseingang invoice invoices invoicing billing
kreditoren debitoren mahnwesen comptabilite compta amministrazione administration verwaltung admin administrator controlling
marketing presse press pr media medien kommunikation communication communications redaktion werbung newsletter news
personal personalabteilung personalwesen hr humanresources recruiting recruitment bewerbung bewerbungen bewerber jobs job karriere career careers ausbildung rh
lavoro emploi it edv itsupport systemadmin sysadmin webmaster web website hostmaster postmaster root abuse security datenschutz dsb privacy gdpr dsgvo
team zentrale empfang rezeption reception front desk sekretariat sekr secretariat segreteria assistenz assistance vorzimmer direktion direction direzione
geschaeftsleitung geschaeftsfuehrung gl gf management vorstand anfrage anfragen request requests inquiry enquiry enquiries angebot angebote offerte offerten offers
quote quotes rfq bestellung bestellungen bestellannahme order orders commande commandes ordini auftrag auftraege auftragsbearbeitung auftragsannahme disposition dispo
werk werke produktion production produzione fertigung technik technics technical technique tecnico engineering konstruktion entwicklung labor lab qualitaet quality qs qm
logistik logistics logistica versand shipping spedizioni lager warehouse wareneingang spedition transport export import zoll customs werkstatt instandhaltung
maintenance montage projekt projekte project projects planung noreply no-reply donotreply nichtantworten
messe messen fair event events veranstaltung veranstaltungen schulung schulungen training seminar akademie academy shop webshop onlineshop store
niederlassung filiale standort partner partners haendler dealer export1 reklamation reklamationen claims garantie ersatzteile spareparts parts teile
rezept praxis kanzlei apotheke hotel restaurant reservierung reservation booking buchung feedback umfrage
`

/** Words that are names of people or their initials, too: alone they are a role, before a name they are not. */
const ALONE = new Set([
  'post',
  'hr',
  'it',
  'pr',
  'gl',
  'gf',
  'rh',
  'job',
  'hi',
  'qs',
  'qm',
  'web',
  'messe',
  'fair',
  'lager',
  'care',
  'desk',
  'front',
  'parts',
  'front desk',
])

/** Long enough that what follows does not matter: `buchhaltungnord`, `vertriebsued`. */
const BEGINNINGS =
  /^(?:einkauf|vertrieb|verkauf|bewerbung|buchhaltung|rechnung|sekretariat|verwaltung|kundenservice|kundendienst|rezeption|empfang|zentrale|bestellung|auftrag|anfrage|personal|marketing|support|service|kontakt|logistik|invoice|purchas|procurement|accounting)/

/** Behind a place: `wien.office`, `nord-vertrieb`. */
const LAST = new Set([
  'info',
  'office',
  'kontakt',
  'contact',
  'service',
  'support',
  'vertrieb',
  'sales',
  'einkauf',
  'verkauf',
  'bewerbung',
  'buchhaltung',
  'sekretariat',
  'zentrale',
])

let roles: Set<string> | undefined

/** @param local what stands before the at sign */
export function isRole(local: string): boolean {
  roles ??= new Set(
    ROLES.trim()
      .split(/\s+/)
      .flatMap((word) => [key(word), key(word).replaceAll(' ', '')]),
  )
  const words = key(local.replace(/[\d_]+/g, ' '))
    .split(' ')
    .filter(Boolean)
  const [first = '', ...others] = words
  if (roles.has(words.join('')) || BEGINNINGS.test(first)) return true
  const named = others.some((word) => word.length >= 3 && !roles!.has(word))
  return (roles.has(first) && !(ALONE.has(first) && named)) || (others.length > 0 && LAST.has(others.at(-1)!) && first.length > 1)
}
