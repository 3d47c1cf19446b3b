import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** The screens, built into one folder that the server gives out. Nothing is inlined: the pages run under a strict content policy. */
export default defineConfig({
  root: here('./ui'),
  plugins: [react()],
  build: {
    outDir: here('./.ui-build'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    sourcemap: false,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:4400' } },
})
