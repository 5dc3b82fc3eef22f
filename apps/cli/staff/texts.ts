/** What `certhall staff` says, in both languages. */
import type { StaffListing } from '@certhall/contract/signer/other'
import type { Language } from '../config.ts'
import type { Leaving } from './disable-person.ts'

export const personLine = (person: StaffListing['people'][number], language: Language): string => {
  const { personId, name, roles, isAble, certificateNotAfter, disabled } = person
  const words = stateWords[language]
  const state =
    disabled !== null
      ? `${words.disabled} ${disabled.at} (${disabled.reason})`
      : isAble
        ? `${words.able} ${certificateNotAfter}`
        : certificateNotAfter === null
          ? words.invited
          : words.ended
  return `${personId}  ${name}  ${roles.join(' ')}  ${state}\n`
}

export const leavingText = ({ person, isNew, openCases }: Leaving, language: Language): string => {
  const { name, roles, disabledAt, reason, revokedSerialNumbers } = person
  const words = leavingWords[language]
  const numbers = (label: string, cases: readonly string[]): string => (cases.length === 0 ? '' : `  ${label}: ${cases.join(' ')}\n`)
  return (
    `${name} (${roles.join(', ')}): ${isNew ? words.done : words.before} ${disabledAt}\n` +
    `  ${words.revoked}: ${revokedSerialNumbers.length === 0 ? words.none : revokedSerialNumbers.join(' ')} (${reason})\n` +
    `  ${reason === 'keyCompromise' ? words.nothingStands : words.earlierStands}\n` +
    (reason === 'keyCompromise' ? numbers(words.decided, openCases.decided) + numbers(words.released, openCases.released) : '')
  )
}

const stateWords = {
  en: { disabled: 'disabled since', able: 'active until', invited: 'invited, not enrolled', ended: 'certificate ended' },
  zh: { disabled: '已停用，自', able: '在岗，证书有效至', invited: '已邀请，未登记', ended: '证书已失效' },
} as const satisfies Record<Language, Record<string, string>>

const leavingWords = {
  en: {
    done: 'taken out of the staff at',
    before: 'was taken out already at',
    revoked: 'certificates revoked',
    none: 'none',
    earlierStands:
      'What they signed before stands for 62 days; nothing after it. If the key may be in other hands, ask again with --reason keyCompromise.',
    nothingStands: 'Nothing they signed covers an order any more; certificates that exist already stay valid.',
    decided: 'approved on their word, will be refused at the download (the applicant has to apply again)',
    released: 'PASSCODE released by them, to be sent again by another issuer',
  },
  zh: {
    done: '已停用，时间',
    before: '此前已停用，时间',
    revoked: '已吊销证书',
    none: '无',
    earlierStands: '停用前的签名在 62 天内继续有效，之后的一律无效。如密钥可能已泄露，请加 --reason keyCompromise 再执行一次。',
    nothingStands: '此人的任何签名都不能再用于签发；已签发的证书不受影响。',
    decided: '由此人审核通过、下载时将被拒绝的申请（须重新申请）',
    released: '由此人发放 PASSCODE、须由其他制证员重新发送的申请',
  },
} as const satisfies Record<Language, Record<string, string>>
