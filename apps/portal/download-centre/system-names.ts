/** `linux-x64, linux-arm64, windows-x64` as people name them: Linux (x64, ARM64) · Windows (x64). */
export const systemNames = (systems: readonly string[]): string => {
  const processors = new Map<string, string[]>()
  for (const system of systems) {
    const [name = '', processor = ''] = system.split('-')
    processors.set(name, [...(processors.get(name) ?? []), processorNames[processor] ?? processor])
  }
  return [...processors].map(([name, its]) => `${familyNames[name] ?? name} (${its.join(', ')})`).join(' · ')
}

const familyNames: Readonly<Record<string, string>> = { windows: 'Windows', macos: 'macOS', linux: 'Linux' }
const processorNames: Readonly<Record<string, string>> = { arm64: 'ARM64', ia32: 'x86', loong64: 'LoongArch' }
