/** Words of signing in. */
import type { Words } from './say.ts'

export const signInWords = {
  'signIn.title': ['Sign in', 'Anmelden'],
  'signIn.token': ['Token', 'Token'],
  'signIn.help': [
    'Paste a token of this hub. It is exchanged for a session of this browser, which ends after twelve hours or when you sign out.',
    'Ein Token dieses Hubs einfügen. Es wird gegen eine Sitzung dieses Browsers getauscht, die nach zwölf Stunden oder beim Abmelden endet.',
  ],
  'signIn.make': ['No token yet? On the hub’s machine:', 'Noch kein Token? Auf dem Rechner des Hubs:'],
  'signIn.go': ['Sign in', 'Anmelden'],
  'signIn.shape': ['That is no token: one begins with lw_.', 'Das ist kein Token: eines beginnt mit lw_.'],
  'signIn.refused': ['The token was refused.', 'Das Token wurde abgewiesen.'],
  'signIn.ended': ['You were signed out: the token is no longer accepted.', 'Sie wurden abgemeldet: das Token gilt nicht mehr.'],
  'signIn.stillIn': [
    'You are still signed in: the hub did not hear of it. Load this page again and sign out there before you leave.',
    'Sie sind noch angemeldet: der Hub hat nichts davon erfahren. Laden Sie die Seite neu und melden Sie sich dort ab, bevor Sie gehen.',
  ],
} satisfies Words
