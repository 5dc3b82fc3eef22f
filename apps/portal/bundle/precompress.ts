import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const compressible = /\.(?:js|css|html|svg|json|txt|webmanifest)$/

/** Writes `x.br` (quality 11) and `x.gz` beside each text file, so that the server never compresses while someone waits. */
export const precompress = (): Plugin => {
  let folder = ''
  return {
    name: 'certhall-precompress',
    apply: 'build',
    configResolved: (config) => {
      folder = path.resolve(config.root, config.build.outDir)
    },
    writeBundle: { sequential: true, order: 'post', handler: () => compressFolder(folder) },
  }
}

export const compressFolder = async (folder: string): Promise<void> => {
  const names = await readdir(folder, { recursive: true })
  for (const name of names) {
    if (!compressible.test(name)) continue
    const file = path.join(folder, name)
    const content = await readFile(file)
    await writeFile(`${file}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }))
    await writeFile(`${file}.gz`, gzipSync(content, { level: 9 }))
  }
}
