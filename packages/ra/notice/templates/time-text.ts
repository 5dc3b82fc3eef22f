/** Beijing time, which the recipients live by, whatever zone the server is in. */
export const beijingTime = (instant: string | number, language: 'zh' | 'en'): string => {
  const shifted = new Date((typeof instant === 'number' ? instant : Date.parse(instant)) + 8 * 3_600_000)
  const [day = '', clock = ''] = shifted.toISOString().split('T')
  const [year, month, date] = day.split('-')
  return language === 'zh'
    ? `${year}年${Number(month)}月${Number(date)}日 ${clock.slice(0, 5)}`
    : `${day} ${clock.slice(0, 5)} (Beijing time)`
}
