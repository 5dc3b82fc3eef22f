import { readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Plugin } from 'vite'
import type { Manifest } from '../size-gate.ts'
import { gateFaults, measureViews } from '../size-gate.ts'

/** Measures the finished build, prints the sizes, and fails the build when a view is heavier than its limit. */
export const sizeGate = (): Plugin => {
  let folder = ''
  return {
    name: 'certhall-size-gate',
    apply: 'build',
    configResolved: (config) => {
      folder = path.resolve(config.root, config.build.outDir)
    },
    writeBundle: {
      sequential: true,
      order: 'post',
      handler: () => {
        const manifest = JSON.parse(readFileSync(path.join(folder, '.vite/manifest.json'), 'utf8')) as Manifest
        const sizes = measureViews(manifest, (file) => statSync(path.join(folder, `${file}.br`)).size)
        for (const { name, bytes, limitBytes } of sizes) {
          console.log(`${name}: ${(bytes / 1000).toFixed(1)} kB of JavaScript as sent (limit ${limitBytes / 1000} kB)`)
        }
        writeFileSync(path.join(folder, 'sizes.json'), `${JSON.stringify(sizes, null, 2)}\n`)
        const faults = gateFaults(sizes)
        if (faults.length > 0) throw new Error(faults.join('\n'))
      },
    },
  }
}
