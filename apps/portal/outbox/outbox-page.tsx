import type { outboxList } from '@certhall/contract/desk/api'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { infer as Shape } from 'zod'
import { call } from '../api/call.ts'
import { problemOf } from '../api/problem.ts'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { ClockCard } from '../evaluation/clock-card.tsx'
import { Alert } from '../plain/alert.tsx'
import { Button } from '../plain/button.tsx'
import { CopyText } from '../plain/copy-text.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { TextInput } from '../plain/text-input.tsx'
import { Time } from '../plain/time.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { matching } from './matching.ts'
import './outbox.css'

const pageSize = 20

export type OutboxMessage = Shape<typeof outboxList>['messages'][number]

/** /outbox, evaluation mode only: mail and text messages as they would arrive. The only page where a code can be read. */
const OutboxPage = () => {
  const { t } = useTranslation('desk')
  const [no, setNo] = useState('')
  const [count, setCount] = useState(pageSize)
  const outbox = useQuery({
    queryKey: ['outbox'],
    queryFn: () => call<Shape<typeof outboxList>>('/outbox'),
    staleTime: 0,
    refetchInterval: (query) => (query.state.error === null ? 3000 : false),
  })
  const shown = matching(outbox.data?.messages ?? [], no)
  const isOff = outbox.error !== null && problemOf(outbox.error).code === 'missing.page'
  return (
    <div className="column">
      <PageHeading title={t('outbox.title')} lead={t('outbox.lead')} />
      <ClockCard />
      <div className="row">
        <TextInput label={t('outbox.filter')} value={no} onValue={setNo} code width="half" placeholder="A2026-000001" />
        <Button icon="sync" onClick={() => void outbox.refetch()}>
          {t('outbox.refresh')}
        </Button>
        <span className="muted">{t('outbox.live')}</span>
      </div>
      {isOff ? <Alert tone="info">{t('outbox.off')}</Alert> : <ProblemAlert error={outbox.error} onRetry={() => void outbox.refetch()} />}
      {outbox.isPending && <Skeleton lines={6} />}
      {outbox.data !== undefined && shown.length === 0 && (
        <Alert tone="neutral">{no.trim() === '' ? t('outbox.empty') : t('outbox.emptyFilter', { no: no.trim() })}</Alert>
      )}
      <ol className="outbox" reversed>
        {shown.slice(0, count).map((message) => (
          <Message key={message.messageId} message={message} />
        ))}
      </ol>
      {shown.length > count && (
        <Button onClick={() => setCount(count + pageSize)}>{t('outbox.more', { count: shown.length - count })}</Button>
      )}
    </div>
  )
}

export default OutboxPage

const Message = ({ message }: { readonly message: OutboxMessage }) => {
  const { t } = useTranslation('desk')
  return (
    <li className="card outbox__message">
      <p className="outbox__head">
        <span className="tag tone--neutral">{t(`outbox.channels.${message.channel}`)}</span>
        <span>
          {t('outbox.to')} <strong>{message.to}</strong>
        </span>
        <Time at={message.at} precision="second" zone />
        {message.applicationNo !== null && <span className="code">{message.applicationNo}</span>}
      </p>
      {message.subject !== null && <h2 className="outbox__subject">{message.subject}</h2>}
      <p className="outbox__body">{message.body}</p>
      {message.codes.map((code) => (
        <CopyText key={code} text={code} name={t('outbox.code')} size="large" />
      ))}
    </li>
  )
}
