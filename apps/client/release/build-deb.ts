/** A Debian package by dpkg-deb alone: control files and maintainer scripts are those of the folder `debian`. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, lstatSync, lutimesSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { filesBelow, pathsBelow } from './file-tree.ts'
import { type Source, writeConfiguration, writeProgram } from './program-folder.ts'
import type { BuiltSystem } from './systems.ts'

const parts = join(import.meta.dirname, 'debian')
const programs = ['usr/bin/certhall-client', 'usr/lib/certhall-client/autostart', 'usr/lib/certhall-client/node']
const scripts = ['postinst', 'prerm', 'postrm']

export const buildDeb = (source: Source, system: BuiltSystem, work: string): string => {
  const folder = join(work, system.system)
  const file = `certhall-client_${source.version}_${system.architecture}.deb`
  const conffiles = writeFiles(source, system, folder)
  const files = filesBelow(folder)
  const sizes = files.map((path) => lstatSync(join(folder, path)).size)
  writeControl(folder, {
    control: controlOf(source.version, system.architecture, Math.ceil(sizes.reduce((sum, size) => sum + size, 0) / 1_024)),
    conffiles: conffiles.map((path) => `/${path}\n`).join(''),
    md5sums: files
      .map(
        (path) =>
          `${createHash('md5')
            .update(readFileSync(join(folder, path)))
            .digest('hex')}  ${path}\n`,
      )
      .join(''),
  })
  settle(folder, source.date)
  const compression = source.options.compression === 'none' ? ['-Znone'] : ['-Zxz', '-z6', '--threads-max=2']
  execFileSync('dpkg-deb', ['--root-owner-group', ...compression, '--build', folder, join(source.options.out, file)], {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', SOURCE_DATE_EPOCH: String(source.date) },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return file
}

/** All files of the package; gives those that an administrator may change. */
const writeFiles = (source: Source, system: BuiltSystem, folder: string): readonly string[] => {
  const program = join(folder, 'usr/lib/certhall-client')
  const documents = join(folder, 'usr/share/doc/certhall-client')
  writeProgram(source, system, program)
  const configured = writeConfiguration(source, join(folder, 'etc/certhall-client'))
  // Relative: also right where the package is installed below another root.
  symlinkSync('../../../etc/certhall-client', join(program, 'config'))
  const copy = (name: string, to: string): void => {
    mkdirSync(dirname(join(folder, to)), { recursive: true })
    copyFileSync(join(parts, name), join(folder, to))
  }
  copy('certhall-client', 'usr/bin/certhall-client')
  copy('autostart', 'usr/lib/certhall-client/autostart')
  copy('certhall-client.service', 'usr/lib/systemd/user/certhall-client.service')
  copy('certhall-client.desktop', 'etc/xdg/autostart/certhall-client.desktop')
  copy('README.md', 'usr/share/doc/certhall-client/README.md')
  writeFileSync(join(documents, 'copyright'), copyrightOf(source))
  writePolicies(source.options.origins, join(documents, 'policies'))
  return ['etc/xdg/autostart/certhall-client.desktop', ...configured.map((path) => `etc/certhall-client/${path}`)]
}

const copyrightOf = ({ root }: Source): string =>
  `Certhall, certificate authority's self-service hall. The licences of Node and of the libraries in the bundle stand in\n` +
  `/usr/lib/certhall-client/THIRD-PARTY.txt.\n\n${readFileSync(join(root, 'LICENSE'), 'utf8')}`

/** Opt-in: browsers then ask nobody before a page of the hall reaches the client. */
const writePolicies = (origins: readonly string[], folder: string): void => {
  const shown = origins.length === 0 ? ['https://hall.example.cn'] : origins
  const write = (name: string, policies: object): void => writeFileSync(join(folder, name), `${JSON.stringify(policies, null, 2)}\n`)
  mkdirSync(folder, { recursive: true })
  write('chromium.json', { LoopbackNetworkAllowedForUrls: shown })
  write('firefox.json', { policies: { LocalNetworkAccess: { SkipDomains: shown.map((origin) => new URL(origin).hostname) } } })
}

const controlOf = (version: string, architecture: string, kibibytes: number): string => `Package: certhall-client
Version: ${version}
Architecture: ${architecture}
Maintainer: Certhall <certhall@localhost>
Installed-Size: ${kibibytes}
Depends: libc6 (>= 2.28), libstdc++6
Recommends: pcscd, libccid
Section: web
Priority: optional
Description: lets the pages of a certificate hall use a UKEY
 Runs in the session of each user, listens on 127.0.0.1 only and answers the
 pages of the halls named in /etc/certhall-client/origins.json. PINs are typed
 on its own pages and never reach the hall. Brings its own Node.
`

const writeControl = (folder: string, texts: Readonly<Record<string, string>>): void => {
  mkdirSync(join(folder, 'DEBIAN'))
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, 'DEBIAN', name), text)
  for (const name of scripts) copyFileSync(join(parts, name), join(folder, 'DEBIAN', name))
}

/** Modes that do not depend on this machine's umask, and one time stamp for all. */
const settle = (folder: string, date: number): void => {
  for (const path of [...pathsBelow(folder), '.']) {
    const full = join(folder, path)
    const facts = lstatSync(full)
    const isExecutable = facts.isDirectory() || programs.includes(path) || scripts.some((name) => path === `DEBIAN/${name}`)
    if (!facts.isSymbolicLink()) chmodSync(full, isExecutable ? 0o755 : 0o644)
    lutimesSync(full, date, date)
  }
}
