import { silentLog } from '@certhall/kernel/log'
import { describe, expect, it, vi } from 'vitest'
import { openHallClock } from './hall-clock.ts'

describe('the responder’s clock', () => {
  it('in evaluation does not start without the row', async () => {
    await expect(
      openHallClock(
        { mode: 'evaluation' },
        () => Promise.reject(new Error('no row')),
        silentLog,
        () => {},
      ),
    ).rejects.toThrow('no row')
  })

  it('in production never reads it', async () => {
    const read = vi.fn(async () => 86_400_000)
    await openHallClock({ mode: 'production' }, read, silentLog, () => {})
    expect(read).not.toHaveBeenCalled()
  })

  it('asks for new delegates at a jump', async () => {
    let offsetMs = 0
    const onMove = vi.fn()
    const clock = await openHallClock({ mode: 'evaluation' }, async () => offsetMs, silentLog, onMove)
    offsetMs = 86_400_000
    await vi.waitFor(() => expect(onMove).toHaveBeenCalledTimes(1))
    clock.stop()
  })
})
