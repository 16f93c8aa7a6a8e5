/** Starts the console: who is signed in, in which language and theme, and the page of the address. */
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './styles/index.css'
import { queryClient } from './api/query-client.ts'
import { renewOldAddress } from './app/address.ts'
import { LanguageProvider } from './app/language.tsx'
import { Router } from './app/router.tsx'
import { SessionGate } from './app/session.tsx'
import { ThemeProvider } from './app/theme.tsx'
import { ToldProvider } from './app/told.tsx'
import { DialogProvider } from './parts/dialog.tsx'

renewOldAddress()
createRoot(document.getElementById('console')!).render(
  <StrictMode>
    <LanguageProvider>
      <ThemeProvider>
        <QueryClientProvider client={queryClient}>
          <SessionGate>
            <ToldProvider>
              <DialogProvider>
                <Router />
              </DialogProvider>
            </ToldProvider>
          </SessionGate>
        </QueryClientProvider>
      </ThemeProvider>
    </LanguageProvider>
  </StrictMode>,
)
