import { fromBase64, toBase64 } from '@certhall/kernel/bytes'
import { systemRandom } from '@certhall/kernel/random'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { sha256Hex } from '../keystore/digest.ts'
import { askToPersist, canKeepKeys } from '../keystore/indexed-db.ts'
import { generateKeyPair, type KeyPair, requestOf } from '../keystore/key-pair.ts'
import { sealStaffKey, staffKeyAlgorithm } from '../keystore/staff-key.ts'
import { Alert } from '../plain/alert.tsx'
import { beijingDate } from '../plain/beijing-time.ts'
import { Descriptions } from '../plain/descriptions.tsx'
import { RadioGroup } from '../plain/radio-group.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { Time } from '../plain/time.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { EnrolForm } from './enrol-form.tsx'
import { askEnrolment, enrol, type EnrolmentResult } from './exchange.ts'
import { useKeepStaffKey } from './staff-keys.ts'
import { UkeyEnrolForm } from './ukey-enrol-form.tsx'

/** /desk/enrol#token: name and roles, a password, key and request made here, the certificate kept here. */
const EnrolPage = () => {
  const { t } = useTranslation(['desk', 'desk-ukey'])
  const token = useToken()
  const question = useQuery({
    queryKey: ['enrolment', token],
    queryFn: () => askEnrolment(token),
    enabled: token !== '',
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const storage = useQuery({ queryKey: ['can-keep-keys'], queryFn: canKeepKeys })
  const act = useEnrolment(token)
  const [place, setPlace] = useState<KeyPlace>('browser')
  const [inUkey, setInUkey] = useState<EnrolmentResult | null>(null)
  if (inUkey !== null) return <Done result={inUkey} place="ukey" />
  if (act.data !== undefined) return <Done result={act.data} place="browser" />
  return (
    <div className="desk-card">
      <PageHeading title={t('enrol.title')} />
      {token === '' && <Alert tone="error">{t('enrol.missing')}</Alert>}
      {question.isFetching && <p role="status">{t('enrol.checking')}</p>}
      <ProblemAlert error={question.error} onRetry={() => void question.refetch()} />
      {storage.data === false && place === 'browser' && <Alert tone="error">{t('enrol.storage')}</Alert>}
      {question.data !== undefined && (
        <>
          {place === 'browser' && <p className="muted">{t('enrol.lead')}</p>}
          <Descriptions
            items={[
              { term: t('enrol.name'), value: <strong>{question.data.name}</strong> },
              { term: t('enrol.roles'), value: question.data.roles.map((role) => t(`roles.${role}`)).join(' · ') },
              { term: t('enrol.expires'), value: <Time at={question.data.expiresAt} zone /> },
            ]}
          />
          <p className="muted">{t('enrol.notYou')}</p>
          <PlaceChooser place={place} onPlace={setPlace} />
          {place === 'ukey' && (
            <Suspense fallback={<Skeleton lines={4} />}>
              <UkeyEnrolForm link={token} view={question.data} onDone={setInUkey} />
            </Suspense>
          )}
          {place === 'browser' && (
            <>
              <EnrolForm name={question.data.name} busy={act.isPending} onPassword={(password) => act.mutate(password)} />
              <ProblemAlert error={act.error} />
            </>
          )}
        </>
      )}
    </div>
  )
}

export default EnrolPage

type KeyPlace = 'browser' | 'ukey'

const PlaceChooser = ({ place, onPlace }: { readonly place: KeyPlace; readonly onPlace: (place: KeyPlace) => void }) => {
  const { t } = useTranslation('desk-ukey')
  return (
    <RadioGroup
      label={t('enrol.place')}
      value={place}
      onValue={onPlace}
      choices={[
        { value: 'browser', label: t('enrol.browser'), note: t('enrol.browserNote') },
        { value: 'ukey', label: t('enrol.ukey'), note: t('enrol.ukeyNote') },
      ]}
    />
  )
}

/** The token leaves the address bar at once: no history, no screenshot, no shared address carries it. */
const useToken = (): string => {
  const { hash, pathname } = useLocation()
  const [token] = useState(() => decodeURIComponent(hash.replace(/^#/, '')))
  useEffect(() => {
    if (hash !== '') history.replaceState(history.state, '', pathname)
  }, [hash, pathname])
  return token
}

/** One key for all tries on this page: a lost answer is asked again with the same request. */
const useEnrolment = (token: string) => {
  const keep = useKeepStaffKey()
  const [made, setMade] = useState<KeyPair | null>(null)
  return useMutation({
    retry: false,
    mutationFn: async (password: string): Promise<EnrolmentResult> => {
      await askToPersist()
      const pair = made ?? (await generateKeyPair(staffKeyAlgorithm))
      setMade(pair)
      const result = await enrol(token, toBase64(await requestOf(pair)))
      const identity = { ...result, certificateSha256: await sha256Hex(fromBase64(result.certificate)) }
      await keep(await sealStaffKey(identity, pair, password, systemRandom))
      return result
    },
  })
}

const Done = ({ result, place }: { readonly result: EnrolmentResult; readonly place: KeyPlace }) => {
  const { t } = useTranslation(['desk', 'desk-ukey'])
  const { name } = result
  const date = beijingDate(result.notAfter)
  const isInUkey = place === 'ukey'
  return (
    <div className="desk-card">
      <PageHeading title={t('enrol.title')} />
      <Alert
        tone="success"
        live="polite"
        title={isInUkey ? t('desk-ukey:enrol.doneTitle', { name }) : t('enrol.doneTitle', { name })}
        actions={<Link to="/desk/login">{t('enrol.toLogin')}</Link>}
      >
        {isInUkey ? t('desk-ukey:enrol.doneMore', { date }) : t('enrol.doneMore', { date })}
      </Alert>
    </div>
  )
}
