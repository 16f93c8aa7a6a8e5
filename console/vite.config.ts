/** How the console is built: into `console/dist`, which the hub serves at `/console/`. */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** With `npx vite console` the pages renew themselves while one works on them; calls go to a hub that runs beside. */
const HUB = process.env.LEITWERK_HUB ?? 'http://127.0.0.1:8080'

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [react()],
  // Fonts and pictures stay files: the policy of the hub takes no inlined ones.
  build: { outDir: 'dist', emptyOutDir: true, assetsInlineLimit: 0, target: 'es2023', modulePreload: { polyfill: false }, chunkSizeWarningLimit: 600 },
  server: { proxy: { '/v1': HUB, '/console/session': HUB } },
})
