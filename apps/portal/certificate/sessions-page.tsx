import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { endSession, readSessions } from '../holder/exchange.ts'
import { useHolderHere } from '../holder/holder-context.ts'
import { heldKey, leave } from '../holder/session.ts'
import { Alert } from '../plain/alert.tsx'
import { Button } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { Descriptions } from '../plain/descriptions.tsx'
import { Skeleton } from '../plain/skeleton.tsx'
import { Time } from '../plain/time.tsx'
import { PageHeading } from '../shell/page-heading.tsx'

const sessionsKey = [...heldKey, 'sessions'] as const

/** One's own logins with this certificate; each can be ended from here. */
export const SessionsPage = () => {
  const { t } = useTranslation(['holder', 'errors'])
  const { by } = useHolderHere()
  const list = useQuery({ queryKey: sessionsKey, queryFn: readSessions, staleTime: 0, retry: false, enabled: by === 'certificate' })
  return (
    <div className="column">
      <PageHeading title={t('sessions.title')} lead={t('sessions.lead')} />
      {by === 'contact' && <Alert>{t('sessions.contact')}</Alert>}
      <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />
      {by === 'certificate' && list.isPending && <Skeleton lines={4} onRetry={() => void list.refetch()} />}
      {list.data?.sessions.map((session) => (
        <SessionCard key={session.mark} session={session} />
      ))}
    </div>
  )
}

const SessionCard = ({ session }: { readonly session: Awaited<ReturnType<typeof readSessions>>['sessions'][number] }) => {
  const { t } = useTranslation('holder')
  const queries = useQueryClient()
  const ending = useMutation({
    retry: false,
    mutationFn: () => endSession(session.mark),
    onSuccess: () => (session.isThis ? leave(queries) : queries.invalidateQueries({ queryKey: sessionsKey })),
  })
  return (
    <Card>
      <Descriptions
        items={[
          {
            term: t('sessions.browser'),
            value: (
              <>
                {session.browser}
                {session.isThis && <strong> · {t('sessions.current')}</strong>}
              </>
            ),
          },
          { term: t('sessions.source'), value: session.source, code: true },
          { term: t('sessions.started'), value: <Time at={session.startedAt} zone /> },
          { term: t('sessions.seen'), value: <Time at={session.lastSeenAt} /> },
        ]}
      />
      <ProblemAlert error={ending.error} />
      <Button busyText={ending.isPending ? t('sessions.ending') : undefined} onClick={() => ending.mutate()}>
        {t('sessions.end')}
      </Button>
    </Card>
  )
}
