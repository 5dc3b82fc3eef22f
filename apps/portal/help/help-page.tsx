import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Card } from '../plain/card.tsx'
import { Hotline } from '../shell/footer.tsx'
import { PageHeading } from '../shell/page-heading.tsx'

export const HelpPage = () => {
  const { t } = useTranslation('help')
  return (
    <div className="column">
      <PageHeading title={t('title')} lead={t('lead')} />
      {groups.map(([group, topics]) => (
        <Card key={group} title={t(`groups.${group}`)}>
          <ul className="link-list">
            {topics.map(([topic, path]) => (
              <li key={topic}>
                <Link to={`/help/${path}`}>{t(`topics.${topic}.title`)}</Link>
              </li>
            ))}
          </ul>
        </Card>
      ))}
      <Hotline />
    </div>
  )
}

const groups = [
  [
    'apply',
    [
      ['apply', 'apply'],
      ['documents', 'documents'],
      ['form', 'form'],
      ['servicePoints', 'service-points'],
    ],
  ],
  [
    'use',
    [
      ['usage', 'usage'],
      ['ukey', 'ukey'],
    ],
  ],
  [
    'rules',
    [
      ['cps', 'cps'],
      ['agreement', 'agreement'],
      ['privacy', 'privacy'],
    ],
  ],
] as const
