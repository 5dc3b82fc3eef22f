/**
 * The one door of the repository: `node bootstrap.mjs <verb> …arguments`, behind every npm script. Runs on the Node that
 * is there (20 or newer), with nothing but what comes with it; brings the checkout into a state in which the program can
 * run (dependencies, pages, Debian packages for the tests) and hands over to Node 24.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'

const root = import.meta.dirname ?? new URL('.', import.meta.url).pathname
const leastNode = [24, 7]

const verbs = {
  start: { pages: true, run: (rest) => ['apps/cli/main.ts', 'start', ...rest] },
  certhall: { run: (rest) => ['apps/cli/main.ts', ...rest] },
  test: { pages: true, packages: 'test', run: (rest) => ['tests/run.ts', ...rest] },
  journey: { pages: true, packages: 'journey', run: (rest) => ['tests/journeys/main.ts', ...rest] },
  bench: { packages: 'bench', run: (rest) => ['tests/bench/main.ts', ...rest] },
  check: { run: (rest) => ['tests/check.ts', ...rest] },
  generate: { run: (rest) => ['tests/generate.ts', ...rest] },
  release: { run: (rest) => ['apps/client/release/main.ts', ...rest] },
  client: { run: (rest) => ['apps/client/main.ts', ...rest] },
  prepare: { pages: true, run: () => undefined },
}

const main = async () => {
  const [name = '', ...rest] = process.argv.slice(2)
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined
  if (verb === undefined) return stop(`usage: node bootstrap.mjs ${Object.keys(verbs).join('|')} …`, 2)
  process.chdir(root)
  await ensureDependencies()
  const node = chooseNode()
  const missing = verb.packages === undefined ? [] : await ensurePackages(verb.packages)
  if (verb.pages === true) await ensurePages(node)
  const args = verb.run(rest)
  const code = args === undefined ? 0 : await handOver(node, args)
  // Said again at the end, where it is read; on stderr, because the last line of stdout belongs to the tests.
  if (missing.length > 0) process.stderr.write(`${missingLine(missing)}\n`)
  process.exitCode = code
}

// ---- dependencies

const ensureDependencies = async () => {
  const lock = readFileSync('package-lock.json')
  const hash = createHash('sha256').update(lock).digest('hex')
  const stamp = 'node_modules/.certhall-lock'
  if (readText(stamp) === hash) return
  if (!isInstalled(JSON.parse(lock.toString('utf8')))) await installDependencies()
  writeFileSync(stamp, hash)
}

/** npm's own record of what lies in node_modules agrees with the lock file; optional packages may be those of other platforms. */
const isInstalled = (lock) => {
  const record = readText('node_modules/.package-lock.json')
  if (record === undefined) return false
  const installed = JSON.parse(record).packages ?? {}
  const ours = lock.packages['']?.optionalDependencies ?? {}
  return Object.entries(lock.packages).every(([path, entry]) => {
    if (!path.includes('node_modules/')) return true
    if (installed[path] !== undefined) return entry.link === true || installed[path].version === entry.version
    return entry.optional === true && !(Object.hasOwn(ours, path.replace('node_modules/', '')) && isForHere(entry))
  })
}

const isForHere = (entry) =>
  [
    [entry.os, process.platform],
    [entry.cpu, process.arch],
  ].every(([list, value]) => list === undefined || list.includes(value))

const installDependencies = async () => {
  const npm = process.env.npm_execpath
  const [command, ...before] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm']
  const options = ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  const code = await step('Installing dependencies (npm ci)', command, [...before, ...options])
  if (code === 0) return
  stop(
    'Installing dependencies failed; what npm said stands above. Certhall needs the npm registry (or a mirror: npm config set registry …) once.',
    1,
  )
}

// ---- Node 24

const chooseNode = () => {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1])) return process.execPath
  const bundled = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node')
  if (existsSync(bundled) && spawnSync(bundled, ['--version']).status === 0) return bundled
  return stop(
    `Certhall runs on Node ${leastNode.join('.')} or newer; this is ${process.versions.node}, and no copy came with the dependencies for ` +
      `${process.platform}-${process.arch}. Install Node 24 from https://nodejs.org and try again.`,
    1,
  )
}

// ---- Debian packages

const ensurePackages = async (verb) => {
  const wanted = JSON.parse(readFileSync('ops/debian-packages.json', 'utf8')).filter((each) => each.neededBy.includes(verb))
  const missing = wanted.filter((each) => !isProvided(each.provides))
  if (missing.length === 0) return []
  if (process.getuid?.() !== 0 || !isProvided('apt-get')) {
    process.stderr.write(`${missingLine(missing)}\n`)
    return missing
  }
  for (const each of missing) say(`needs ${each.name}: ${each.reason}`)
  keepPostgresqlQuiet()
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const options = [
    '-qq',
    '-o',
    'DPkg::Lock::Timeout=300',
    '-o',
    'Acquire::Retries=3',
    '-o',
    'Dpkg::Options::=--force-confold',
    '-o',
    'Dpkg::Use-Pty=0',
  ]
  await step('Refreshing the package lists (apt-get update)', 'apt-get', [...options, 'update'], environment)
  await step(
    'Installing Debian packages',
    'apt-get',
    [...options, 'install', '-y', '--no-install-recommends', ...missing.map((each) => each.name)],
    environment,
  )
  return missing.filter((each) => !isProvided(each.provides))
}

/** Debian would otherwise create and start a cluster of its own; only the programs are wanted. */
const keepPostgresqlQuiet = () => {
  const directory = '/etc/postgresql-common'
  const path = join(directory, 'createcluster.conf')
  if (existsSync(path) || isProvided('/usr/lib/postgresql')) return
  mkdirSync(directory, { recursive: true })
  writeFileSync(path, 'create_main_cluster = false\n')
}

const missingLine = (missing) =>
  `Missing Debian packages (tests that need them will fail): sudo apt-get install --no-install-recommends ${missing.map((each) => each.name).join(' ')}`

/** A path, or a command somewhere in PATH. */
const isProvided = (what) =>
  what.startsWith('/')
    ? existsSync(what)
    : [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/bin'].some((directory) => existsSync(join(directory, what)))

// ---- pages

const ensurePages = async (node) => {
  const hash = hashSources()
  const stamp = 'node_modules/.certhall-pages'
  if (existsSync('apps/portal/dist/index.html') && readText(stamp) === hash) return
  const code = await step('Building the pages (vite build)', node, [
    'node_modules/vite/bin/vite.js',
    'build',
    'apps/portal',
    '--logLevel',
    'warn',
  ])
  if (code !== 0) stop('Building the pages failed; the reason stands above.', 1)
  writeFileSync(stamp, hash)
}

const hashSources = () => {
  const hash = createHash('sha256')
  for (const folder of ['apps/portal', 'packages/contract', 'packages/kernel', 'packages/pki']) hashFolder(folder, hash)
  for (const file of ['package-lock.json', 'tsconfig.base.json']) hash.update(file).update(readFileSync(file))
  return hash.digest('hex')
}

const hashFolder = (folder, hash) => {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name)
    if (name === 'node_modules' || name === 'dist' || /\.test\.tsx?$/.test(name)) continue
    if (statSync(path).isDirectory()) hashFolder(path, hash)
    else hash.update(`\n${path}\n`).update(readFileSync(path))
  }
}

// ---- running

/** One long step: a line when it begins, a sign of life every ten seconds, its time at the end. */
const step = (title, command, args, environment = process.env) => {
  say(`${title} …`)
  const startedMs = Date.now()
  const seconds = () => `${Math.round((Date.now() - startedMs) / 1000)} s`
  const timer = setInterval(() => say(`${title} … ${seconds()}`), 10_000)
  return new Promise((resolve) => {
    // Its output goes to stderr: stdout is for the program we hand over to.
    const child = spawn(command, args, { stdio: ['ignore', 2, 2], env: environment })
    const finish = (code) => {
      clearInterval(timer)
      if (code === 0) say(`${title}: done in ${seconds()}`)
      resolve(code)
    }
    child.once('error', (error) => {
      process.stderr.write(`${command}: ${error.message}\n`)
      finish(1)
    })
    child.once('exit', (code) => finish(code ?? 1))
  })
}

/**
 * Node 24 takes the place of this process as far as that is possible: same streams, our signals, its exit code. The
 * channel tells it when we are gone, so that a killed `npm start` leaves nothing behind.
 */
const handOver = (node, args) =>
  new Promise((resolve) => {
    const child = spawn(node, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
    const forward = (signal) => child.kill(signal)
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward)
    whenNpmEnds(() => forward('SIGTERM'))
    child.once('error', (error) => {
      process.stderr.write(`${node}: ${error.message}\n`)
      resolve(1)
    })
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGKILL' ? 137 : 143)))
  })

/**
 * npm hands a SIGTERM to the shell between us, which dies of it and tells nobody: without this, `kill` of npm would leave
 * the whole hall running. Looks at npm itself (as the parent of that shell) too, for the case that it is killed outright.
 */
const whenNpmEnds = (tell) => {
  if (process.env.npm_lifecycle_event === undefined) return
  const first = npmAbove()
  const timer = setInterval(() => {
    if (npmAbove() === first) return
    clearInterval(timer)
    tell()
  }, 500)
  timer.unref()
}

/** The processes between us and npm, npm included, as far as they can be seen. */
const npmAbove = () => {
  const parent = process.ppid
  const above = readStatus(parent)
  const isShell = /^(?:ba|da)?sh$/.test(above.name)
  return isShell && readStatus(above.parent).name.startsWith('npm') ? `${parent} ${above.parent}` : `${parent}${isShell ? ' gone' : ''}`
}

const readStatus = (pid) => {
  const text = readProcess(`/proc/${pid}/status`)
  return { name: /^Name:\s+(.*)$/m.exec(text)?.[1] ?? '', parent: Number(/^PPid:\s+(\d+)/m.exec(text)?.[1] ?? '0') }
}

const readProcess = (path) => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // no /proc on this system, or the process has just ended: only the direct parent is watched
  }
}

const say = (line) => process.stderr.write(`certhall: ${line}\n`)

const stop = (message, code) => {
  process.stderr.write(`certhall: ${message}\n`)
  process.exit(code)
}

const readText = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined)

await main()
