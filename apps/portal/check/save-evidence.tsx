import { verifyCommands } from '@certhall/contract/certificate/verify-commands'
import { fromBase64, fromBase64Url } from '@certhall/kernel/bytes'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Card } from '../plain/card.tsx'
import { CopyText } from '../plain/copy-text.tsx'
import { savedAs } from './check-words.ts'
import { type CheckAnswer, readCheckKey } from './exchange.ts'

/** What proves the answer later: the signed text in its parts, the authority's own response, and how to verify both. */
export const SaveEvidence = ({ answer }: { readonly answer: CheckAnswer }) => {
  const { t } = useTranslation('check')
  const key = useQuery({ queryKey: ['check-key'], queryFn: readCheckKey, staleTime: Infinity })
  const files = [
    ['answer', 'check.json', savedAs(JSON.stringify(answer, null, 2), 'application/json')],
    ['text', 'check.txt', savedAs(answer.text, 'text/plain')],
    ['signature', 'check.sig', savedAs(fromBase64Url(answer.signature))],
    ...(key.data === undefined ? [] : [['key', 'check-key.pem', savedAs(key.data.publicKeyPem, 'application/x-pem-file')] as const]),
    ...(answer.ocsp === null ? [] : [['ocsp', 'check.ocsp', savedAs(fromBase64(answer.ocsp), 'application/ocsp-response')] as const]),
  ] as const
  return (
    <Card title={t('save.title')}>
      <p>{t('save.lead')}</p>
      <ul className="link-list">
        {files.map(([name, file, address]) => (
          <li key={file}>
            <a href={address} download={file}>
              {t(`save.${name}`)}
            </a>{' '}
            <span className="code muted">{file}</span>
          </li>
        ))}
      </ul>
      <details className="more">
        <summary>{t('save.how')}</summary>
        <p>{t('save.howText')}</p>
        <CopyText text={verifyCommands.text} name={t('save.textCommand')} />
        <p>
          <span className="muted">{t('save.keyId')}</span> <CopyText text={answer.keyId} name={t('save.keyId')} />
        </p>
        {answer.ocsp !== null && (
          <>
            <p>{t('save.howOcsp')}</p>
            <CopyText text={verifyCommands.ocsp} name={t('save.ocspCommand')} />
          </>
        )}
      </details>
    </Card>
  )
}
