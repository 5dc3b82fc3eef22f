/**
 * Every setting of every program, once. A variable that starts with CERTHALL_ and is not listed stops the program that
 * meets it: a misspelled safety setting must not be ignored. `docs/reference/configuration.md` is made from this table.
 */
export type Program = 'cli' | 'server' | 'signer' | 'responder' | 'client'

export interface Setting {
  readonly programs: readonly Program[]
  readonly fallback: string | null
  readonly meaning: string
}

const everywhere: readonly Program[] = ['cli', 'server', 'signer', 'responder']

export const settings = {
  CERTHALL_MODE: {
    programs: everywhere,
    fallback: 'evaluation',
    meaning:
      '`evaluation` or `production`. Evaluation shows a banner, listens on loopback only and keeps outgoing messages readable at /outbox.',
  },
  CERTHALL_DATA: { programs: everywhere, fallback: './data', meaning: 'Data directory: cluster, sockets, sealed keys, secrets.' },
  CERTHALL_RUN_DIR: {
    programs: everywhere,
    fallback: null,
    meaning: 'Directory of the Unix sockets; default `run` in the data directory, or a short private directory when that path is too long.',
  },
  CERTHALL_HOST: {
    programs: ['cli', 'server', 'responder'],
    fallback: '127.0.0.1',
    meaning: 'Address to listen on. Anything but loopback is refused in evaluation mode.',
  },
  CERTHALL_PORT: { programs: ['cli', 'server'], fallback: '8460', meaning: 'Port of the hall.' },
  CERTHALL_RESPONDER_PORT: {
    programs: ['cli', 'server', 'responder'],
    fallback: '8461',
    meaning: 'Port of the responder (OCSP, CRL, CA certificates); the hall forwards these paths to it.',
  },
  CERTHALL_RESPONDER_PROCESSES: {
    programs: ['cli', 'responder'],
    fallback: '1',
    meaning: 'Number of responder processes sharing the port.',
  },
  CERTHALL_PUBLIC_URL: {
    programs: everywhere,
    fallback: null,
    meaning:
      'Public address, written into links and certificates; default http://127.0.0.1:PORT in evaluation mode, required in production.',
  },
  CERTHALL_DATABASE_URL: {
    programs: ['cli', 'server'],
    fallback: null,
    meaning: 'PostgreSQL of the registration side; default is the embedded cluster.',
  },
  CERTHALL_SIGNER_DATABASE_URL: {
    programs: ['cli', 'signer'],
    fallback: null,
    meaning: 'PostgreSQL of the signer ledger, with an account of its own.',
  },
  CERTHALL_RESPONDER_DATABASE_URL: { programs: ['cli', 'responder'], fallback: null, meaning: 'Read-only account on the signer ledger.' },
  CERTHALL_POSTGRES_BIN: { programs: ['cli'], fallback: null, meaning: 'Directory with the PostgreSQL programs for the embedded cluster.' },
  CERTHALL_TLS_CERT: { programs: ['server', 'cli'], fallback: null, meaning: 'PEM certificate chain of the server’s own TLS listener.' },
  CERTHALL_TLS_KEY: { programs: ['server', 'cli'], fallback: null, meaning: 'PEM key of the server’s own TLS listener.' },
  CERTHALL_CERTIFICATE_LOGIN_URL: {
    programs: ['server', 'cli'],
    fallback: null,
    meaning:
      'https:// address, with a host name of its own, where browsers show a certificate by TLS as a second way to log in. Needs CERTHALL_TLS_CERT and _KEY, whose certificate names that host, too.',
  },
  CERTHALL_CERTIFICATE_LOGIN_PORT: {
    programs: ['server', 'cli'],
    fallback: null,
    meaning:
      'Port on which CERTHALL_CERTIFICATE_LOGIN_URL is served, on CERTHALL_HOST. No proxy may end its TLS: the certificate is shown in the handshake.',
  },
  CERTHALL_SMTP_URL: {
    programs: ['server', 'cli'],
    fallback: null,
    meaning: 'smtp:// or smtps:// address for mail. Empty in evaluation mode: mail goes to /outbox.',
  },
  CERTHALL_MAIL_FROM: { programs: ['server', 'cli'], fallback: 'certhall@localhost', meaning: 'Sender address of mail.' },
  CERTHALL_SMS_URL: {
    programs: ['server', 'cli'],
    fallback: null,
    meaning: 'HTTP gateway for SMS (signed JSON POST, see docs/guides). Empty in evaluation mode: SMS go to /outbox.',
  },
  CERTHALL_SMS_SECRET_FILE: {
    programs: ['server', 'cli'],
    fallback: null,
    meaning: 'File with the secret that signs requests to the SMS gateway.',
  },
  CERTHALL_APPROVAL_DAYS: {
    programs: ['server', 'cli'],
    fallback: '90',
    meaning: 'Days after which an approved application ends for which nobody released a PASSCODE.',
  },
  CERTHALL_WEBHOOK_PRIVATE: {
    programs: ['server', 'cli'],
    fallback: 'off',
    meaning:
      '`on` lets webhooks lead into private networks (RFC 1918, fc00::/7, 100.64.0.0/10) and to this computer; link-local addresses never.',
  },
  CERTHALL_SIGNER_PASSPHRASE_FILE: {
    programs: ['cli', 'signer'],
    fallback: null,
    meaning: 'File with the passphrase of the sealed issuing keys; evaluation mode makes one in the data directory.',
  },
  CERTHALL_PROFILES_FILE: {
    programs: ['cli', 'signer'],
    fallback: null,
    meaning: 'Certificate profiles (JSON); default ops/profiles.json.',
  },
  CERTHALL_PROJECTS_FILE: {
    programs: ['cli', 'server'],
    fallback: null,
    meaning: 'Projects seeded at the first start in evaluation mode (JSON); default ops/projects.json.',
  },
  CERTHALL_DOWNLOADS: {
    programs: ['cli', 'server'],
    fallback: null,
    meaning:
      'Folder with the built client files and their manifest.json, offered in the download centre; default out/release in the checkout.',
  },
  CERTHALL_CLIENT: {
    programs: ['cli'],
    fallback: 'software',
    meaning: 'Evaluation only: `software` starts the client with a software UKEY beside the hall, `off` does not.',
  },
  CERTHALL_CLIENT_PORTS: {
    programs: ['cli', 'server', 'client'],
    fallback: '18460,18461,18462',
    meaning: 'Ports on which pages look for the client on the holder’s computer, in this order; the client takes the first free one.',
  },
  CERTHALL_CLIENT_ORIGIN: {
    programs: ['client'],
    fallback: null,
    meaning:
      'Evaluation only: the one http://127.0.0.1:PORT whose pages may ask this client. An installed client has its https origins in /etc/certhall-client/origins.json.',
  },
  CERTHALL_CLIENT_STATE: {
    programs: ['client'],
    fallback: null,
    meaning: 'State folder of the client (installation key, phrase, journal); default certhall-client below $XDG_STATE_HOME.',
  },
  CERTHALL_CLIENT_AUTHORITIES: {
    programs: ['client'],
    fallback: null,
    meaning: 'File or folder with the CA certificates (PEM or DER) that the client serves; default /etc/certhall-client/authorities.',
  },
  CERTHALL_CLIENT_CATALOGUE: {
    programs: ['client'],
    fallback: null,
    meaning: 'Signed catalogue of UKEY models; default the one that comes with the client.',
  },
  CERTHALL_CLIENT_PROGRAM: {
    programs: ['client'],
    fallback: null,
    meaning:
      'Folder of the packed client, set by its own launcher: driver host, catalogue and `config` (origins.json, authorities) lie in it. Empty in a checkout.',
  },
  CERTHALL_LOG_LEVEL: { programs: everywhere, fallback: 'info', meaning: 'debug, info, warn or error.' },
} as const satisfies Record<string, Setting>

export type SettingName = keyof typeof settings

/** Names that start with CERTHALL_ but are not settings. */
export const unknownSettings = (environment: Readonly<Record<string, string | undefined>>): string[] =>
  Object.keys(environment).filter((name) => name.startsWith('CERTHALL_') && !Object.hasOwn(settings, name))

/** The value of a setting, its fallback, or undefined. An empty value counts as not set. */
export const settingOf = (environment: Readonly<Record<string, string | undefined>>, name: SettingName): string | undefined => {
  const value = environment[name]
  return value === undefined || value === '' ? (settings[name].fallback ?? undefined) : value
}
