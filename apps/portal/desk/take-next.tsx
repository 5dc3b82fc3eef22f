import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { ProblemAlert } from '../api/problem-alert.tsx'
import { takeNextCase } from './exchange.ts'

/** 领取下一件 in the queue, 下一件 after a decision. */
export const TakeNext = ({ words }: { readonly words: string }) => {
  const { t } = useTranslation('desk')
  const navigate = useNavigate()
  const take = useMutation({
    mutationFn: takeNextCase,
    onSuccess: ({ applicationNo }) => {
      if (applicationNo !== null) void navigate(`/desk/cases/${applicationNo}`)
    },
  })
  return (
    <>
      <Button type="primary" loading={take.isPending} onClick={() => take.mutate()}>
        {take.isPending ? t('queue.nextBusy') : words}
      </Button>
      {take.data?.applicationNo === null && <span role="status">{t('queue.nextNone')}</span>}
      <ProblemAlert error={take.error} />
    </>
  )
}
