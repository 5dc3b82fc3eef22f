import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Button, LinkButton } from '../plain/button.tsx'
import { beijingDate } from '../plain/beijing-time.ts'
import { OneTimeCode } from '../plain/one-time-code.tsx'
import { StateTag } from '../plain/state-tag.tsx'
import { type LookupResponse, prefill, sendPrefillCode } from './requests.ts'

export interface LookupResultProps {
  readonly answer: LookupResponse
  readonly onNext: (draftId: string) => void
}

/** The four answers of 查询, in place. */
export const LookupResult = ({ answer, onNext }: LookupResultProps) => {
  const { t } = useTranslation('application')
  const { draftId, application, certificate, organization } = answer
  const isLive = answer.outcome === 'live' && certificate !== null
  // What is better than a second certificate comes first.
  const next = (isLive || draftId !== null) && (
    <div className="form-actions">
      {isLive && (
        <LinkButton variant="primary" to="/hall/manage">
          {t('result.liveRenew')}
        </LinkButton>
      )}
      {draftId !== null && (
        <Button variant={isLive ? 'secondary' : 'primary'} onClick={() => onNext(draftId)}>
          {isLive ? t('result.liveAnyway') : t('details.next')}
        </Button>
      )}
    </div>
  )
  if (answer.outcome === 'open' && application !== null) {
    return (
      <Result title={t('result.openTitle')}>
        <p>
          {t('result.open', { no: application.applicationNo })} <StateTag of="application" state={application.state} />
        </p>
        <LinkButton variant="primary" to={`/progress?application=${encodeURIComponent(application.applicationNo)}`}>
          {t('result.openProgress')}
        </LinkButton>
      </Result>
    )
  }
  if (isLive) {
    return (
      <Result title={t('result.liveTitle')}>
        <p>{t('result.live', { date: beijingDate(certificate.notAfter) })}</p>
        <p>{t('result.liveHelp')}</p>
        {next}
      </Result>
    )
  }
  if (answer.outcome === 'known' && organization !== null && draftId !== null) {
    return (
      <Result title={t('result.knownTitle')}>
        <p>{t('result.knownPlace', { name: organization.maskedName, city: organization.city })}</p>
        <Prefill draftId={draftId} mobile={organization.maskedMobile} onNext={() => onNext(draftId)} />
      </Result>
    )
  }
  return (
    <Result title={t('result.unknownTitle')}>
      <p>{t('result.unknown')}</p>
      {next}
    </Result>
  )
}

/** The answer takes the focus at its heading, so that readers and short screens do not miss it. */
const Result = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => {
  const heading = useRef<HTMLHeadingElement>(null)
  const id = useId()
  useEffect(() => {
    heading.current?.focus({ preventScroll: true })
    heading.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <section className="card lookup-result" aria-labelledby={id}>
      <h2 id={id} tabIndex={-1} ref={heading}>
        {title}
      </h2>
      {children}
    </section>
  )
}

const Prefill = ({ draftId, mobile, onNext }: { readonly draftId: string; readonly mobile: string; readonly onNext: () => void }) => {
  const { t } = useTranslation('application')
  const [code, setCode] = useState('')
  const sending = useMutation({ mutationFn: () => sendPrefillCode(draftId), retry: false })
  const filling = useMutation({ mutationFn: () => prefill(draftId, code), retry: false, onSuccess: onNext })
  return (
    <>
      <p>{t('result.known', { mobile })}</p>
      {!sending.isSuccess && (
        <Button icon="send" busyText={sending.isPending ? t('proof.sending') : undefined} onClick={() => sending.mutate()}>
          {t('result.prefillSend')}
        </Button>
      )}
      {sending.isSuccess && (
        <div>
          <p role="status">{t('result.prefillSent', { mobile })}</p>
          <OneTimeCode label={t('result.prefillCode')} value={code} onValue={setCode} />
          <Button
            variant="primary"
            busyText={filling.isPending ? t('result.prefillChecking') : undefined}
            onClick={() => code.length === 6 && filling.mutate()}
          >
            {t('result.prefillCheck')}
          </Button>
        </div>
      )}
      <ProblemAlert error={sending.error ?? filling.error} />
      <div className="form-actions">
        <Button variant={sending.isSuccess ? 'quiet' : 'secondary'} onClick={onNext}>
          {t('result.prefillSkip')}
        </Button>
      </div>
    </>
  )
}
