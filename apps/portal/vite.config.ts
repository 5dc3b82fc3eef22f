import path from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { paletteStyles } from './bundle/palette-styles.ts'
import { precompress } from './bundle/precompress.ts'
import { sizeGate } from './bundle/size-gate-plugin.ts'

/** Everything that is not a page belongs to the server; /api alone is also our folder of sources. */
const served = '^/(api/v1|ocsp|crl|ca|healthz|readyz|metrics)(/|$|\\?)'

/** What every public page needs: one file instead of twenty means fewer round trips, and it compresses better. */
const framePackages = ['react', 'react-dom', 'scheduler', 'react-router', 'i18next', 'react-i18next', '@tanstack']
const frameFolders = ['shell', 'plain', 'api', 'home', 'hall', 'theme/theme-choice', 'messages/language', 'messages/translation']
const frameWords = ['zh/shell', 'en/shell', 'zh/home', 'en/home'].map((words) => `messages/${words}`)

const isFrame = (id: string): boolean =>
  framePackages.some((name) => id.includes(`/node_modules/${name}/`)) ||
  [...frameFolders, ...frameWords].some((place) => id.startsWith(path.join(import.meta.dirname, place)))

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), paletteStyles(), precompress(), sizeGate()],
  server: { host: '127.0.0.1', port: 8470, proxy: { [served]: 'http://127.0.0.1:8460' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    // our content security policy refuses data: addresses for scripts and fonts
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'frame', test: isFrame }] } } },
  },
})
