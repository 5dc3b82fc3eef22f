import { maskMobile, parseMobile } from '@certhall/contract/contact/contact-address'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate } from 'react-router'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { Button } from '../plain/button.tsx'
import { CaptchaStatus } from './captcha/captcha-status.tsx'
import { useCaptcha } from './captcha/use-captcha.ts'
import { MobileProof } from './mobile-proof.tsx'
import { fetchDraft, lookUp, resumeDraft, sendResumeCode } from './requests.ts'
import { useDraftRoom } from './room-context.ts'

/** The session ended over a page that is being filled: what is typed stays behind this dialog, and goes on after it. */
export const SessionDialog = () => {
  const { t } = useTranslation(['application', 'errors'])
  const { state, store } = useDraftRoom()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const mobile = parseMobile(state.draft.verified.mobile ?? state.draft.form.contact?.mobile ?? '')
  return (
    <dialog className="dialog" ref={dialog} aria-labelledby="session-title" onCancel={(event) => event.preventDefault()}>
      <h2 id="session-title">{t('session.title')}</h2>
      {mobile.ok ? (
        <MobileProof
          isReady={() => true}
          send={(captcha) => sendResumeCode({ draftNo: state.draft.draftNo, mobile: mobile.value, captcha })}
          open={(code) => resumeDraft({ draftNo: state.draft.draftNo, mobile: mobile.value, code })}
          onOpened={(draft) => {
            store.receive(draft)
            store.saveSoon()
          }}
          words={{
            sent: t('resume.sent'),
            code: t('resume.code'),
            open: t('session.goOn'),
            opening: t('session.working'),
            change: t('proof.sendAgain'),
          }}
        >
          <p>{t('session.withMobile', { mobile: maskMobile(mobile.value) })}</p>
        </MobileProof>
      ) : (
        <NewDraft />
      )}
    </dialog>
  )
}

/** No mobile was saved yet, so nothing can prove whose draft it was: the same question makes a new one for the same words. */
const NewDraft = () => {
  const { t } = useTranslation('application')
  const { state, store } = useDraftRoom()
  const captcha = useCaptcha()
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const { selection, code, draftId } = state.draft
  const again = useMutation({
    retry: false,
    mutationFn: async () => {
      const answer = await lookUp({ ...selection, code: code.uscc ?? code.orgCode, captcha: (await captcha.take()) ?? '' })
      if (answer.draftId === null) return
      store.moveTo(await fetchDraft(answer.draftId))
      await store.flush()
      await navigate(pathname.replace(draftId, answer.draftId), { replace: true })
    },
  })
  return (
    <>
      <p>{t('session.withoutMobile')}</p>
      <CaptchaStatus captcha={captcha} id="session-captcha" />
      <ProblemAlert error={again.error} />
      <div className="form-actions">
        <Button variant="primary" busyText={again.isPending ? t('session.working') : undefined} onClick={() => again.mutate()}>
          {t('session.goOn')}
        </Button>
      </div>
    </>
  )
}
