import { auditEventTypes } from '@certhall/ra/audit/audit-event'
import { settings } from '@certhall/contract/configuration/settings'
import { errorCodes } from '@certhall/contract/errors'
import { errorsEn, errorsZh } from './error-texts.ts'
import { openApiDocument } from './openapi-document.ts'
import { statusOfCode } from '../../apps/server/http/status-of-code.ts'

/** Everything that is made from code, by its path in the repository. `npm run generate` writes it, a test keeps it true. */
export const generatedFiles = async (): Promise<Readonly<Record<string, string>>> => ({
  'docs/reference/errors.md': errorsPage(),
  'docs/reference/configuration.md': configurationPage(),
  'docs/reference/audit-events.md': auditEventsPage(),
  'apps/server/openapi.json': `${JSON.stringify(await openApiDocument(), null, 2)}\n`,
})

const made = (from: string): string => `<!-- Made from ${from} by \`npm run generate\`; edit there. -->\n`

const errorsPage = (): string => {
  const families = [...new Set(Object.keys(errorCodes).map((code) => code.split('.')[0] ?? ''))]
  const rows = (family: string): string =>
    Object.entries(errorCodes)
      .filter(([code]) => code.startsWith(`${family}.`))
      .map(
        ([code, meaning]) =>
          `| \`${code}\` | ${statusOfCode[code as keyof typeof statusOfCode]} | ${meaning} | ${cell(errorsZh(code))} | ${cell(errorsEn(code))} |`,
      )
      .join('\n')
  const sections = families.map(
    (family) =>
      `## ${family}\n\n${familyMeaning[family] ?? ''}\n\n| Code | HTTP | Meaning | 页面文字 | Text on the page |\n|---|---|---|---|---|\n${rows(family)}\n`,
  )
  return `# Error codes\n\n${made('packages/contract/errors.ts, apps/server/http/status-of-code.ts and the portal messages')}\nEvery refusal is an RFC 9457 problem document: \`type\` is \`urn:certhall:error:CODE\`, \`code\` repeats it, \`issues\` names form\nfields, \`reference\` is what to quote to the operator.\n\n${sections.join('\n')}`
}

const familyMeaning: Readonly<Record<string, string>> = {
  input: 'The person at the keyboard can mend it.',
  auth: 'Who is asking has not been proven.',
  policy: 'Nobody with this role, or for this case, may do it.',
  state: 'It does not fit what has happened before.',
  missing: 'Nothing is there, or it belongs to somebody else: both read the same.',
  limit: 'Too much at once; time mends it.',
  busy: 'We cannot just now; trying again later helps, and nothing is lost.',
  internal: 'Our fault; quote the reference.',
}

const configurationPage = (): string => {
  const rows = Object.entries(settings).map(
    ([name, { programs, fallback, meaning }]) =>
      `| \`${name}\` | ${fallback === null ? '' : `\`${fallback}\``} | ${programs.join(', ')} | ${meaning} |`,
  )
  return `# Settings\n\n${made('packages/contract/configuration/settings.ts')}\nEnvironment variables, read once at start. One that begins with \`CERTHALL_\` and is not listed stops the program.\n\n| Variable | Default | Read by | Meaning |\n|---|---|---|---|\n${rows.join('\n')}\n`
}

const auditEventsPage = (): string => {
  const rows = Object.entries(auditEventTypes).map(([type, meaning]) => `| \`${type}\` | ${meaning} |`)
  return `# Audit events\n\n${made('packages/ra/audit/audit-event.ts')}\nOne event for each state change, written in its transaction, chained within a second. Each names actor, role, case, state\nbefore and after, and source; none holds a secret.\n\n| Type | When |\n|---|---|\n${rows.join('\n')}\n`
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
